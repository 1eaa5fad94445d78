"""The page of a backtest: it loads nothing, says what the result says, and takes any name and any bars."""

import re
import sys

import numpy as np
import pandas as pd
import pytest
from page_reader import check_page

from atc_core.hints import install_extra
from atc_core.pages.document import ReportError
from atc_trading.backtest import create_engine
from atc_trading.backtest.page import PageContent, render, write_page
from atc_trading.backtest.page.monthly_returns import months_of
from atc_trading.drawn_bars import MOST_BARS, drawn_bars

HOSTILE = '<script>planted</script> & "co"'


@pytest.fixture
def engine():
    return create_engine(backend="python", use_cache=False)


@pytest.fixture
def close():
    random = np.random.default_rng(5)
    walk = 100 * np.exp(np.cumsum(random.normal(0.0, 0.02, 300)))
    return pd.Series(walk, pd.bdate_range("2022-01-03", periods=300), name="AAPL")


def page_of(*content):
    pytest.importorskip("plotly", reason='the page needs plotly: pip install "./atc_trading[backtest]"')
    return check_page(render(PageContent(*content)))


def words_of(*content):
    return " ".join(page_of(*content).words).replace("\u202f", " ")


def test_it_is_complete_and_loads_nothing(engine, close):
    result, grid = engine.run_sma_backtest(close, 4, 20), engine.run_grid(close, (2, 4, 6, 8), (10, 20, 30))
    ids = page_of(result, grid).having("id")
    assert {"chart-equity", "chart-price", "chart-grid", "metric-sharpe_ratio", "metric-max_drawdown"} <= set(ids)
    assert "chart-grid" not in page_of(result).having("id")


def test_it_says_what_the_figures_are(engine, close):
    result, grid = engine.run_sma_backtest(close, 4, 20), engine.run_grid(close, (2, 4, 6, 8), (10, 20, 30))
    words = words_of(result, grid, "sharpe_ratio", {"file": "prices.csv"})
    for fraction in (result.total_return, close.iloc[-1] / close.iloc[0] - 1.0):
        assert f"{100 * fraction:+.1f} %" in words
    for text in ("Backtest of AAPL", "2022-01-03 to 2023-02-24", "prices.csv", "Plateau: the pair whose neighbourhood"):
        assert text in words
    assert f"{result.sharpe_ratio:.2f}" in words
    assert f"{result.trade_count} trades" in words
    for name, row in (("Best", grid.best()), ("plateau", grid.plateau())):
        assert f"{name} {row['fast']} / {row['slow']}: {row['sharpe_ratio']:.2f}" in words
    assert re.search(r"the pair of this page 4 / 20: [-\d.]+, number \d+ of 12", words)


def test_names_are_text(engine, close):
    result = engine.run_sma_backtest(close.rename(HOSTILE), 4, 20)
    page = page_of(result, None, "sharpe_ratio", {HOSTILE: HOSTILE})
    words = " ".join(page.words)
    assert words.count(HOSTILE) == 4
    assert len([tag for tag, _ in page.elements if tag == "script"]) == 3


@pytest.mark.parametrize("bars", [1, 2, 3])
def test_few_bars_are_a_page_too(engine, close, bars):
    words = words_of(engine.run_sma_backtest(close[:bars], 1, 2), engine.run_grid(close[:bars], (1,), (2,)))
    assert f"{bars} bars" in words


def test_no_bars_are_no_page(engine):
    with pytest.raises(ReportError, match="a page needs at least one bar"):
        render(PageContent(engine.run_sma_backtest(np.empty(0), 1, 2)))


def test_bars_without_dates_are_numbered(engine, close):
    words = words_of(engine.run_sma_backtest(close.to_numpy(), 4, 20))
    assert "300 bars, bar 0 to bar 299" in words
    assert "there are no months" in words


def test_months_by_hand(engine):
    days = pd.to_datetime(["2023-11-10", "2023-11-30", "2024-01-02", "2024-01-31", "2024-02-01"])
    close = pd.Series([100.0, 110.0, 121.0, 99.0, 198.0], days)
    # Short from bar 3 on at 99: at 198 all is lost.
    found = months_of(engine.run_sma_backtest(close, 1, 2, 1000.0, commission_rate=0.0))
    assert found.years == (2023, 2024)
    np.testing.assert_allclose(found.months[0], [np.nan] * 10 + [0.0, np.nan])
    np.testing.assert_allclose(found.months[1], [0.0, -1.0] + [np.nan] * 10)
    np.testing.assert_allclose(found.totals, [0.0, -1.0])
    np.testing.assert_allclose(found.held, [0.1, 0.8])


def test_long_series_are_drawn_with_their_extremes():
    values = np.sin(np.arange(100_000.0) / 77.0)
    values[[12_345, 54_321]] = 9.0, -9.0
    shown = drawn_bars(len(values), [values, -values])
    assert {0, 12_345, 54_321, len(values) - 1} <= set(shown)
    assert len(shown) <= MOST_BARS
    assert (np.diff(shown) > 0).all()
    assert drawn_bars(MOST_BARS, [values[:MOST_BARS]]).tolist() == list(range(MOST_BARS))


def test_without_plotly_it_says_how_to_install_it(engine, close, monkeypatch):
    monkeypatch.setitem(sys.modules, "plotly", None)
    monkeypatch.setitem(sys.modules, "plotly.offline", None)
    hint = re.escape(install_extra("backtest", "atc-trading"))
    with pytest.raises(ReportError, match=f"needs plotly; install it with: {hint}$"):
        render(PageContent(engine.run_sma_backtest(close, 4, 20)))


def test_a_page_that_cannot_be_written_is_named(engine, close, tmp_path):
    pytest.importorskip("plotly", reason='the page needs plotly: pip install "./atc_trading[backtest]"')
    with pytest.raises(ReportError, match="is not a file; name another with --report"):
        write_page(PageContent(engine.run_sma_backtest(close, 4, 20)), tmp_path)
