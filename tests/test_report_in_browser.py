"""The report in a real browser: headless Chromium from the system's packages, where there is one."""

import re

import pytest
from cases import EVERY_KERNEL
from report_profile import write_profile

from atc_core.command.reporting import report


@pytest.fixture
def tuned(environment, registered):
    return write_profile(environment, registered)


@pytest.fixture
def made(tuned, tmp_path):
    """A report on disk."""
    pytest.importorskip("plotly", reason='the page needs plotly: pip install "atc-core[report]"')
    path = tmp_path / "report.html"
    report(output=path)
    return path


@pytest.fixture
def visit(visited, made):
    """Open the report; whatever the browser complains of or asks for fails the test."""
    return lambda width=1280, scheme="light": visited(made, width, scheme)


def hover(page, kernel, n, seconds, expected):
    """Point at a place of a chart, given in bars and what its vertical axis shows; what the label says then."""
    page.locator(f"#chart-{kernel}").scroll_into_view_if_needed()
    place = """([id, n, value]) => {
        const chart = document.getElementById(id), {xaxis, yaxis} = chart._fullLayout;
        const box = chart.getBoundingClientRect();
        return [box.left + xaxis._offset + xaxis.d2p(n), box.top + yaxis._offset + yaxis.d2p(value)];
    }"""
    x, y = page.evaluate(place, [f"chart-{kernel}", n, seconds])
    page.mouse.move(x - 5, y - 5)
    page.mouse.move(x, y)
    label = page.locator(f"#chart-{kernel} .hoverlayer .hovertext", has_text=expected)
    label.wait_for()
    return label.text_content()


def test_pointing_at_a_curve_tells_backend_bars_time_and_ratio(visit):
    page, first = visit(), next(iter(EVERY_KERNEL))
    told = hover(page, first, 10_000, 5e-5, "small, measured")
    for text in ("small, measured ± 1.0 %", "10\u202f000 bars: 50.0 µs", "5.00 ns per bar", "2.50× the fastest"):
        assert text in told
    between = hover(page, first, 316, 1.02e-6, "small, model")
    assert re.search(r"small, model\d+ bars: [\d.]+ µs.*1\.00× the fastest", between)


def test_kernels_are_switched_by_mouse_and_keyboard(visit):
    page, names = visit(), list(EVERY_KERNEL)

    def shown():
        return [item.get_attribute("id") for item in page.locator('[role="tabpanel"]:visible').all()]

    assert shown() == [f"panel-{names[0]}"]
    page.click(f"#tab-{names[2]}")
    assert shown() == [f"panel-{names[2]}"]
    assert page.locator(f"#chart-{names[2]} .main-svg").count()
    for key, expected in (
        ("ArrowDown", names[3]),
        ("End", names[-1]),
        ("ArrowRight", names[0]),
        ("ArrowUp", names[-1]),
    ):
        page.keyboard.press(key)
        assert shown() == [f"panel-{expected}"]
        assert page.evaluate("document.activeElement.id") == f"tab-{expected}"
        assert page.locator('[role="tab"][aria-selected="true"]').count() == 1
    page.click(f'a[data-kernel="{names[1]}"]')
    assert shown() == [f"panel-{names[1]}"]
    assert page.url.endswith(f"#{names[1]}")


def test_units_can_be_switched(visit):
    page, first = visit(), next(iter(EVERY_KERNEL))
    title = page.locator(f"#chart-{first} .ytitle")
    assert title.text_content() == "time per call"
    page.check('input[value="bar"]')
    assert title.text_content() == "time per bar"
    assert "5.00 ns per bar" in hover(page, first, 10_000, 5e-9, "small")
    page.check('input[value="ratio"]')
    assert title.text_content() == "times the fastest"
    assert "2.50× the fastest" in hover(page, first, 10_000, 2.5, "small")


def test_the_chart_shows_points_errors_curves_band_and_threshold(visit):
    page, first = visit(), next(iter(EVERY_KERNEL))
    chart = page.locator(f"#chart-{first}")
    assert chart.locator(".trace .points path").count() == 2 * 4
    assert chart.locator(".errorbar").count() == 2 * 4
    assert chart.locator(".trace .lines path.js-line").count() >= 2 * 2
    assert chart.locator(".trace .fills path").count() == 1
    assert chart.locator(".shapelayer path").count() == 1
    assert re.fullmatch(r"large from [\d\u202f]+", chart.locator(".annotation").text_content())
    legend = chart.locator(".legendtext").all_text_contents()
    assert {"small", "large", "stale (expired)", "gone (not-installed)"} <= set(legend)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_fits_the_screen_in_light_and_dark(visit, tmp_path, width, scheme):
    page = visit(width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    box = page.locator(".chart:visible .main-svg").first.bounding_box()
    assert box["x"] >= 0
    assert 0.7 * min(width, 1000) < box["width"] <= width - box["x"]
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(255, 255, 255)") == (scheme == "light")
    panel = page.evaluate("document.querySelector('.chart .bg, .chart .main-svg').style.background")
    assert background.replace(" ", "") in panel.replace(" ", "")
    # Of the screen: for a picture of the whole page Chromium changes the height and back, and where that is 4 times as
    # slow as usual, Plotly complains of a label of its own.
    picture = page.screenshot(path=tmp_path / f"{width}-{scheme}.png")
    assert len(picture) > 50_000


def test_everything_is_printed(visit):
    page = visit(scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 700, "height": 900})
    assert page.locator(".chart .main-svg:visible").count() >= len(EVERY_KERNEL)
    assert page.locator('[role="tabpanel"]:visible').count() == len(EVERY_KERNEL)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf().startswith(b"%PDF")
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator('[role="tabpanel"]:visible').count() == 1
    assert page.locator(".chart .main-svg:visible").count()
