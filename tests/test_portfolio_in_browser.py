"""The page of several assets in a real browser: headless Chromium from the system's packages, where there is one."""

import numpy as np
import pytest

from atc_trading.backtest import OrderBuilder, generate_sample_data, run_orders, run_targets

HOSTILE = '<img src=x onerror=alert(1)></script><b>AAPL & "co"'
SYMBOLS = (HOSTILE, *(f"S{number}" for number in range(9)))
CHARTS = ("equity", "positions", "costs")


@pytest.fixture(scope="module")
def bars():
    return {name: generate_sample_data(name, days=300, seed=seed) for seed, name in enumerate(SYMBOLS)}


@pytest.fixture(scope="module")
def targets(bars):
    """A long and short portfolio of ten assets, anew every month; the first is the heaviest."""
    weights = np.full((300, 10), np.nan)
    weights[::21] = np.random.default_rng(3).normal(0.0, 0.1, (15, 10))
    weights[::21, 0] = 0.4
    return run_targets(bars, weights, rate=0.001, leverage=3.0, backend="python")


@pytest.fixture(scope="module")
def ordered(bars):
    """A long position of one asset, on margin."""
    orders = OrderBuilder()
    orders.market("S1", 150_000 / bars["S1"].close[0], at=10)
    orders.market("S1", -50_000 / bars["S1"].close[0], at=200)
    return run_orders(bars, orders, taker_rate=0.001, margin_rate=0.0001, leverage=2.0, backend="python")


@pytest.fixture(scope="module")
def pages(targets, ordered, tmp_path_factory):
    """Both on disk."""
    pytest.importorskip("plotly", reason='the page needs plotly: pip install "./atc_trading[backtest]"')
    folder = tmp_path_factory.mktemp("pages")
    return {result.kind: result.report(folder / f"{result.kind}.html") for result in (targets, ordered)}


@pytest.fixture
def visit(visited, pages):
    return lambda kind="targets", width=1280, scheme="light": visited(pages[kind], width, scheme)


def says_at(page, chart, bar, expected):
    """Point at a bar, and wait until the label says what is expected of it."""
    page.locator(f"#chart-{chart}").scroll_into_view_if_needed()
    place = """([id, bar]) => {
        const chart = document.getElementById(id), {xaxis, yaxis} = chart._fullLayout;
        const box = chart.getBoundingClientRect();
        return [box.left + xaxis._offset + xaxis.d2p(facts.x[bar]), box.top + yaxis._offset + yaxis._length / 2];
    }"""
    across, down = page.evaluate(place, [f"chart-{chart}", bar])
    page.mouse.move(across - 5, down)
    page.mouse.move(across, down)
    page.locator(f"#chart-{chart} .hoverlayer", has_text=expected).wait_for()


def ranges(page):
    """What the charts show of time."""
    return page.evaluate(
        f"""{list(CHARTS)}.map((name) => document.getElementById(`chart-${{name}}`)._fullLayout.xaxis.range)"""
    )


def test_names_from_callers_stay_text(visit):
    page = visit()
    assert page.locator("img").count() == 0
    assert HOSTILE in page.locator("header").text_content()
    legend = page.locator("#chart-positions .legendtext").all_text_contents()
    assert HOSTILE in legend
    assert legend[-1] in {"4 others, long", "4 others, short"}
    assert len(legend) == 8


def test_curves_positions_and_costs_are_drawn(visit):
    page = visit()
    lines = {name: page.locator(f"#chart-{name} .trace .lines path.js-line").count() for name in CHARTS}
    assert lines["equity"] == 4
    assert lines["positions"] >= 8
    assert lines["costs"] == 2
    assert visit("orders").locator("#chart-costs .legendtext").all_text_contents()[-1] == "financing so far"


def test_pointing_tells_weight_and_money(visit, ordered):
    page, bar = visit("orders"), 150
    weight, value = ordered.weights[bar, 2], ordered.values[bar, 2]
    says_at(page, "positions", bar, f"S1 : {100 * weight:.1f}%")
    page.check('input[value="value"]')
    says_at(page, "positions", bar, f"S1 : {value:,.0f}".replace(",", "\u202f"))
    says_at(page, "equity", bar, f"{ordered.equity_curve[bar]:,.2f}".replace(",", "\u202f"))
    says_at(page, "costs", 201, f"turnover : {100 * ordered.turnover[201]:.1f}%")


def test_all_charts_show_the_same_stretch_of_time(visit):
    page = visit()
    assert len(set(map(tuple, ranges(page)))) == 1
    for name, day in (("costs", "2000-06-01"), ("positions", "2000-05-02"), ("equity", "2000-04-03")):
        page.evaluate(
            "([id, day]) => Plotly.relayout(id, {'xaxis.range': [day, '2000-09-01']})", [f"chart-{name}", day]
        )
        for other in CHARTS:
            page.wait_for_function(
                "([id, day]) => document.getElementById(id)._fullLayout.xaxis.range[0].startsWith(day)",
                arg=[f"chart-{other}", day],
            )


def test_money_can_be_shown_by_its_logarithm(visit):
    page = visit()
    page.check('input[value="log"]')
    assert page.evaluate("document.getElementById('chart-equity')._fullLayout.yaxis.type") == "log"


def test_fills_are_listed_on_demand(visit, targets):
    page = visit()
    rows = page.locator("details tbody tr")
    assert not rows.first.is_visible()
    page.click("summary")
    assert rows.count() == len(targets.outcome.fills)
    assert rows.last.is_visible()


@pytest.mark.parametrize("kind", ["targets", "orders"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_it_fits_the_screen_in_light_and_dark(visit, kind, width, scheme):
    page = visit(kind, width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for name in CHARTS:
        box = page.locator(f"#chart-{name} .main-svg").first.bounding_box()
        assert 0.7 * min(width, 1000) < box["width"] <= width - box["x"]
        plot = page.evaluate(f"document.getElementById('chart-{name}')._fullLayout._size.h")
        assert plot > 150, "the legend leaves room for the chart"
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(255, 255, 255)") == (scheme == "light")


def test_everything_is_printed(visit):
    page = visit(scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator(".chart .main-svg:visible").count() >= 3
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
