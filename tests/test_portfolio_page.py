"""The page of orders or weights on several assets: it loads nothing, and its parts add up to the account."""

import sys

import numpy as np
import pytest
from page_reader import check_page

from atc_core.pages.document import ReportError
from atc_trading.backtest import MarketData, OrderBuilder, generate_sample_data, run_orders, run_targets
from atc_trading.backtest.page import PortfolioContent, render
from atc_trading.backtest.portfolio_figures import costs_so_far, figures_by_asset, order_counts

HOSTILE = '<script>planted</script> & "co"'
SYMBOLS = ("AAPL", "MSFT", HOSTILE)
RUN = {"backend": "python"}


@pytest.fixture(scope="module")
def bars():
    """Three assets, of which the last ends earlier."""
    return {
        name: generate_sample_data(name, days=150 - 30 * (name == HOSTILE), seed=i) for i, name in enumerate(SYMBOLS)
    }


@pytest.fixture(scope="module")
def targets(bars):
    weights = np.full((150, 3), np.nan)
    weights[::20] = np.random.default_rng(2).normal(0.2, 0.3, (8, 3))
    return run_targets(bars, weights, rate=0.001, leverage=2.0, **RUN)


@pytest.fixture(scope="module")
def ordered(bars):
    orders = OrderBuilder()
    for bar in range(5, 100, 12):
        for name, data in bars.items():
            entry = orders.stop(name, 50, data.close[bar] * 1.005, at=bar, until=bar + 4)
            orders.bracket(entry, stop=data.close[bar] * 0.97, target=data.close[bar] * 1.05)
    orders.market("AAPL", 1_000_000, at=3)
    orders.market("MSFT", -100, at=60)
    return run_orders(bars, orders, taker_rate=0.001, borrow_rate=0.0005, leverage=2.0, **RUN)


def page_of(result, **notes):
    pytest.importorskip("plotly", reason='the page needs plotly: pip install "./atc_trading[backtest]"')
    return check_page(render(PortfolioContent(result, notes)))


def words_of(result, **notes):
    return " ".join(page_of(result, **notes).words).replace("\u202f", " ")


def test_gains_of_assets_add_up_to_that_of_the_account(targets, ordered):
    for result in (targets, ordered):
        gains = sum(row.gain for row in figures_by_asset(result)) - result.financing
        assert gains == pytest.approx(result.equity_curve[-1] - result.initial_cash, abs=1e-7)
        np.testing.assert_allclose(result.outcome.cash + result.values.sum(axis=1), result.equity_curve, rtol=1e-12)
        paid = costs_so_far(result)
        assert sum(values[-1] for values in paid.values()) == pytest.approx(result.commission + result.financing)
        held = result.metrics["costs"] * result.initial_cash
        assert sum(values[-1] for values in paid.values()) == pytest.approx(held)


def test_turnover_is_the_value_of_fills_by_the_equity_before_them(targets):
    fills, before = targets.outcome.fills, np.concatenate([[targets.initial_cash], targets.equity_curve[:-1]])
    first = fills[fills["bar"] == 1]
    assert targets.turnover[1] == pytest.approx(np.abs(first["quantity"] * first["price"]).sum() / before[1])
    traded = (targets.turnover * before).sum() / targets.initial_cash
    assert targets.metrics["turnover"] == pytest.approx(traded)


def test_equal_parts_are_bought_at_the_first_close(bars):
    late = {"ONE": bars["AAPL"], "TWO": bars["MSFT"][50:]}
    result = run_targets(late, np.zeros((150, 2)), initial_cash=1000.0, **RUN)
    one, two = late["ONE"].close, late["TWO"].close
    assert result.buy_and_hold[0] == 1000.0
    assert result.buy_and_hold[49] == pytest.approx(500.0 * one[49] / one[0] + 500.0)
    assert result.buy_and_hold[-1] == pytest.approx(500.0 * one[-1] / one[0] + 500.0 * two[-1] / two[0])


def test_it_is_complete_and_loads_nothing(targets, ordered):
    for result in (targets, ordered):
        assert {"chart-equity", "chart-positions", "chart-costs"} <= set(page_of(result).having("id"))


def test_it_says_what_the_figures_are(ordered):
    words = words_of(ordered, file="prices.csv")
    found = ordered.metrics
    for text in (
        "Backtest of orders",
        f"{100 * found['total_return']:+.1f} %",
        f"{found['sharpe_ratio']:.2f}",
        f"{len(ordered.outcome.fills)} fills",
        "prices.csv",
        "taker_rate 0.001",
        "orders rejected",
        "2000-01-03 to",
    ):
        assert text in words, text
    counts = order_counts(ordered)
    assert sum(counts.values()) == len(ordered.order_numbers)
    assert counts["rejected"] == 1
    for fill in ordered.outcome.fills[-3:]:
        assert f"{fill['price']:.6g}" in words


def test_names_are_text(targets):
    page = page_of(targets, **{HOSTILE: HOSTILE})
    assert " ".join(page.words).count(HOSTILE) >= 4
    assert len([tag for tag, _ in page.elements if tag == "script"]) == 3


@pytest.mark.parametrize("count", [1, 2])
def test_few_bars_are_a_page_too(bars, count):
    short = {name: data[:count] for name, data in bars.items()}
    assert f"{count} bars" in words_of(run_targets(short, np.full((count, 3), 0.3), **RUN))
    assert "There was none." in words_of(run_orders(short, OrderBuilder(), **RUN))


def test_ruin_is_a_page_too(bars):
    orders = OrderBuilder()
    orders.market("AAPL", -30_000)
    result = run_orders(bars, orders, initial_cash=10_000.0, leverage=np.inf, **RUN)
    words = words_of(result)
    assert "ruin" in words
    assert f"{100 * result.total_return:+,.1f} %".replace(",", " ") in words


def test_one_asset_without_a_name(bars):
    data = bars["AAPL"]
    fields = (data.open, data.high, data.low, data.close, data.volume)
    result = run_targets(MarketData("", np.arange(150), *fields), np.ones((150, 1)), **RUN)
    words = words_of(result)
    assert "On one asset; 150 bars, bar 0 to bar 149" in words
    assert "there are no months" in words


def test_no_bars_are_no_page(bars):
    with pytest.raises(ReportError, match="a page needs at least one bar"):
        render(PortfolioContent(run_targets(bars["AAPL"][:0], np.zeros((0, 1)), **RUN)))


def test_a_report_is_a_file(targets, tmp_path, monkeypatch):
    pytest.importorskip("plotly", reason='the page needs plotly: pip install "./atc_trading[backtest]"')
    path = targets.report(tmp_path / "page.html", notes={"weights": "weights.csv"})
    assert "weights.csv" in path.read_text(encoding="utf-8")
    with pytest.raises(ReportError, match="is not a file"):
        targets.report(tmp_path)
    monkeypatch.setitem(sys.modules, "plotly", None)
    monkeypatch.setitem(sys.modules, "plotly.offline", None)
    with pytest.raises(ReportError, match=r'pip install "./atc_trading\[backtest\]"'):
        targets.report(tmp_path / "page.html")


def test_many_assets_and_bars_stay_small(bars):
    """The others are drawn together, and of 20 000 bars no more than a screen can show."""
    close = 100.0 * np.exp(np.random.default_rng(1).normal(0.0, 0.001, (20_000, 30)).cumsum(axis=0))
    many = {
        f"S{column}": MarketData(f"S{column}", np.arange(20_000), *[close[:, column]] * 4, np.ones(20_000))
        for column in range(30)
    }
    result = run_targets(many, np.tile(np.linspace(-0.05, 0.06, 30), (20_000, 1)), rate=0.0001)
    content = PortfolioContent(result)
    facts = content.facts()
    assert [asset["name"] for asset in facts["assets"]][-2:] == ["24 others, long", "24 others, short"]
    drawn = [sum(filter(None, side)) for side in zip(*(asset["long"] for asset in facts["assets"] if asset["long"]))]
    assert max(drawn) == pytest.approx(np.maximum(result.weights, 0.0).sum(axis=1).max(), rel=1e-5)
    assert len(facts["x"]) <= 12_000
    page_of(result)
