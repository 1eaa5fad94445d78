"""The page of a backtest in a real browser: headless Chromium from the system's packages, where there is one."""

import numpy as np
import pandas as pd
import pytest

from atc_trading.backtest import create_engine
from atc_trading.backtest.page import PageContent, write_page

HOSTILE = '<img src=x onerror=alert(1)></script><b>AAPL & "co"'


@pytest.fixture(scope="module")
def content():
    """A backtest of a market that rises and falls, and the grid around it."""
    bars = np.arange(400)
    close = pd.Series(100 + 20 * np.sin(bars / 20) + bars / 20, pd.bdate_range("2021-01-04", periods=400), name=HOSTILE)
    engine = create_engine(backend="python", use_cache=False)
    result = engine.run_sma_backtest(close, 4, 20, 1000.0)
    return PageContent(
        result, engine.run_grid(close, (2, 4, 6, 8), (10, 20, 30), 1000.0), "total_return", {"file": HOSTILE}
    )


@pytest.fixture(scope="module")
def made(content, tmp_path_factory):
    """The page on disk."""
    pytest.importorskip("plotly", reason='the page needs plotly: pip install "./atc_trading[backtest]"')
    path = tmp_path_factory.mktemp("page") / "page.html"
    return write_page(content, path)


@pytest.fixture
def visit(visited, made):
    return lambda width=1280, scheme="light": visited(made, width, scheme)


def point_at(page, chart, x, y, expected):
    """Point at a place of a chart, given in its own coordinates; what the label says then."""
    page.locator(f"#chart-{chart}").scroll_into_view_if_needed()
    place = """([id, x, y]) => {
        const chart = document.getElementById(id), {xaxis, yaxis} = chart._fullLayout;
        const box = chart.getBoundingClientRect();
        return [box.left + xaxis._offset + xaxis.d2p(x), box.top + yaxis._offset + yaxis.d2p(y)];
    }"""
    across, down = page.evaluate(place, [f"chart-{chart}", x, y])
    page.mouse.move(across - 5, down - 5)
    page.mouse.move(across, down)
    label = page.locator(f"#chart-{chart} .hoverlayer", has_text=expected)
    label.wait_for()
    return label.text_content()


def ranges(page):
    """What both charts of bars show of time."""
    return page.evaluate(
        """["equity", "price"].map((name) => document.getElementById(`chart-${name}`)._fullLayout.xaxis.range)"""
    )


def test_names_from_files_stay_text(visit):
    page = visit()
    assert page.locator("h1").text_content() == f"Backtest of {HOSTILE}"
    assert page.title() == f"Backtest of {HOSTILE}"
    assert page.locator("img").count() == 0
    assert page.locator("dd", has_text="onerror").text_content() == HOSTILE


def test_curves_drawdown_and_trades_are_drawn(visit, content):
    page, result = visit(), content.result
    equity, price = page.locator("#chart-equity"), page.locator("#chart-price")
    assert equity.locator(".trace .lines path.js-line").count() == 4
    assert price.locator(".trace .lines path.js-line").count() == 3
    opened = len(result.trades) + (result.open_trade is not None)
    assert price.locator(".trace .points path").count() == len(result.trades) + opened
    assert set(price.locator(".legendtext").all_text_contents()) == {
        "close", "average of 4", "average of 20", "long", "short", "closed",
    }  # fmt: skip


def test_pointing_tells_what_a_bar_and_a_trade_were(visit, content):
    page, result = visit(), content.result
    bar = 200
    day = str(result.timestamps[bar])[:10]
    worth = f"{result.equity_curve[bar]:,.2f}".replace(",", "\u202f")
    said = point_at(page, "equity", day, float(result.equity_curve[bar]), worth)
    assert f"{result.drawdown[bar]:.1%}" in said
    trade = result.trades[1]
    exit_day = str(result.timestamps[trade["exit_bar"]])[:10]
    side = "long" if trade["side"] > 0 else "short"
    assert side in point_at(page, "price", exit_day, float(trade["exit_price"]), f"at {trade['exit_price']:.6g}")


def test_the_grid_shows_any_metric_with_best_and_plateau(visit, content):
    page, grid = visit(), content.grid
    best, plateau = grid.best("total_return"), grid.plateau("total_return")
    legend = page.locator("#chart-grid .legendtext")
    assert legend.all_text_contents() == [
        f"best: {best['fast']} / {best['slow']}",
        f"plateau: {plateau['fast']} / {plateau['slow']}",
        "this page: 4 / 20",
    ]
    assert page.locator("#metric-total_return").is_visible()
    said = point_at(page, "grid", 0, 0, "fast 2, slow 10")
    row = next(row for row in grid.rows if (row["fast"], row["slow"]) == (2, 10))
    assert f"total return: {100 * row['total_return']:+,.1f}\u202f%".replace(",", "\u202f") in said
    page.check('input[value="max_drawdown"]')
    assert not page.locator("#metric-total_return").is_visible()
    best = grid.best("max_drawdown")
    assert page.locator("#metric-max_drawdown").is_visible()
    assert legend.first.text_content() == f"best: {best['fast']} / {best['slow']}"
    assert "largest drawdown" in point_at(page, "grid", 0, 0, "fast 2, slow 10")


def test_both_charts_show_the_same_stretch_of_time(visit):
    page = visit()
    whole, other = ranges(page)
    assert whole == other
    page.evaluate("""Plotly.relayout("chart-equity", {"xaxis.range": ["2021-06-01", "2021-09-01"]})""")
    page.wait_for_function("document.getElementById('chart-price')._fullLayout.xaxis.range[0].startsWith('2021-06-01')")
    assert ranges(page)[0] == ranges(page)[1]
    page.evaluate("""Plotly.relayout("chart-price", {"xaxis.range": ["2021-03-01", "2021-04-01"]})""")
    page.wait_for_function(
        "document.getElementById('chart-equity')._fullLayout.xaxis.range[0].startsWith('2021-03-01')"
    )


def test_money_can_be_shown_by_its_logarithm(visit):
    page = visit()
    kind = "document.getElementById('chart-equity')._fullLayout.yaxis.type"
    assert page.evaluate(kind) == "linear"
    page.check('input[value="log"]')
    assert page.evaluate(kind) == "log"
    assert page.locator("#chart-equity .trace .lines path.js-line").count() == 4


def test_trades_are_listed_on_demand(visit, content):
    page = visit()
    rows = page.locator("details tbody tr")
    assert not rows.first.is_visible()
    page.click("summary")
    assert rows.count() == len(content.result.trades) + (content.result.open_trade is not None)
    assert rows.last.is_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_it_fits_the_screen_in_light_and_dark(visit, width, scheme):
    page = visit(width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for name in ("equity", "price", "grid"):
        box = page.locator(f"#chart-{name} .main-svg").first.bounding_box()
        assert box["x"] >= 0
        assert 0.7 * min(width, 1000) < box["width"] <= width - box["x"]
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(255, 255, 255)") == (scheme == "light")
    panel = page.evaluate("document.querySelector('.chart .main-svg').style.background")
    assert background.replace(" ", "") in panel.replace(" ", "")


def test_everything_is_printed(visit):
    page = visit(scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator(".chart .main-svg:visible").count() >= 3
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".chart .main-svg:visible").count() >= 3
