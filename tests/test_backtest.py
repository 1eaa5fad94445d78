"""Backtests of signals and crossing averages on every backend: exact arithmetic, fills, ruin, what users reported."""

from functools import cache, partial

import numpy as np
import oracle
import pandas as pd
import polars as pl
import pytest
from cases import KERNELS, backends_of
from one_process import fresh_process  # noqa: F401 the tests share it
from oracle.backtest import CLOSE
from vectors import odd_series, run

import atc_core
from atc_core.conformance.agreement import as_fields, case_disagreement, expected
from atc_core.conformance.case import Case
from atc_core.conformance.differences import Expected
from atc_core.conformance.suite import Subject, reference
from atc_core.declarations.backtest import METRICS, ROW, TRADE, backtest_scale

SMA, GRID, SIGNALS = KERNELS["sma_backtest"], KERNELS["sma_backtest_grid"], KERNELS["signal_backtest"]
PRICES = np.array(CLOSE)
RUIN = np.array([10.0, 11, 12, 11, 9, 8, 9, 20, 22, 15])
FLAT = np.array([5.0, 5, 5, 5, 4, 4, 4, 5, 5, 5])
FREE = {"commission_rate": 0.0}
WALK = odd_series(120)["walk"]
# A curve in float64 has but seven digits of returns of 1e-9.
TOO_FINE = {"offset 1e9", "one step of a float"}
SERIES = {
    **{name: x for name, x in odd_series(40).items() if x.min() > 0 and x.max() < 1e12 and name not in TOO_FINE},
    "prices": PRICES,
    "ruin": RUIN,
    "flat": FLAT,
    "doubling": 9.0 * np.array([1.0, 1, 1, 1 / 2, 1 / 2, 1, 1, 2, 1, 1]),
    "waves": 100.0 + 30.0 * np.sin(np.arange(40) / 3.0),
    "wild": 100.0 * np.exp(np.random.default_rng(3).normal(0.0, 0.5, 40).cumsum()),
    "ticks": np.round(WALK[:40]),
}
COSTS = [(1000.0, 0.001, 0.001), (1.0, 0.0, 0.0), (1e5, 0.0, 0.02), (7.0, 0.5, 0.7), (1e5, 0.99, 0.0), (1e5, 0.0, 0.99)]


reference_of = run
"""Where `run` is that of another backend."""


def of(kernel):
    """With `run` of each backend that implements the kernel."""
    found = [pytest.param(partial(run, kernel.name, backend=item), id=item) for item in backends_of(kernel)]
    return pytest.mark.parametrize("run", found)


@cache
def exact_cases(fast, slow):
    """Odd prices and costs with what exact arithmetic gives for them, and how far a backend may be from it."""
    cases = []
    for what, x in SERIES.items():
        for costs in COSTS:
            for allow_short in (True, False):
                given = (x, fast, slow, *costs, allow_short, 12.0)
                exact = as_fields(SMA, oracle.evaluate("sma_backtest", given))
                cases.append((Case(what, given), Expected(exact, expected(SMA, reference(SMA), given).allowed)))
    return cases


@pytest.mark.parametrize("backend", backends_of(SMA))
@pytest.mark.parametrize(("fast", "slow"), [(1, 2), (2, 3), (2, 5), (39, 40)])
def test_odd_prices_are_the_oracles(backend, fast, slow):
    function, share = Subject(backend, SMA).function, 0.01 if backend == SMA.reference else 1.0
    for case, exact in exact_cases(fast, slow):
        # The reference must be a hundred times closer than other backends.
        wanted = exact._replace(allowed=tuple(share * item for item in exact.allowed))
        assert case_disagreement(SMA, case, function, wanted) is None, str(case)


@cache
def exact_signal_cases():
    """Odd prices and random targets, from the first bar to the last, with what exact arithmetic gives for them."""
    cases, random = [], np.random.default_rng(8)
    for what, x in SERIES.items():
        for hold, costs in zip((1, 2, 5, 1, 3, 4), COSTS, strict=True):
            signal = np.repeat(random.integers(-1, 2, len(x)), hold)[: len(x)].astype(np.int8)
            given = (x, signal, *costs, bool(random.integers(2)), 12.0)
            exact = as_fields(SIGNALS, oracle.evaluate("signal_backtest", given))
            allowed = expected(SIGNALS, reference(SIGNALS), given).allowed
            cases.append((Case(what, given), Expected(exact, allowed)))
    return cases


@pytest.mark.parametrize("backend", backends_of(SIGNALS))
def test_odd_prices_and_targets_are_the_oracles(backend):
    function, share = Subject(backend, SIGNALS).function, 0.01 if backend == SIGNALS.reference else 1.0
    for case, exact in exact_signal_cases():
        wanted = exact._replace(allowed=tuple(share * item for item in exact.allowed))
        assert case_disagreement(SIGNALS, case, function, wanted) is None, str(case)


@pytest.mark.parametrize("backend", sorted({*backends_of(SMA)} & {*backends_of(SIGNALS)}))
@pytest.mark.parametrize("allow_short", [True, False])
def test_crossing_averages_are_the_backtest_of_their_own_signal(backend, allow_short):
    for x in SERIES.values():
        for fast, slow in [(1, 2), (2, 5), (3, 8), (39, 40)]:
            options = (1000.0, 0.001, 0.002, allow_short, 12.0)
            signal = run("crossover_signal", *(run("sma", x, length, backend=backend) for length in (fast, slow)))
            found, wanted = (
                run(name, x, *given, *options, backend=backend)
                for name, given in (("signal_backtest", (signal,)), ("sma_backtest", (fast, slow)))
            )
            for field, own in zip(found, wanted):
                np.testing.assert_array_equal(field, own)


@of(SIGNALS)
def test_a_target_trades_at_the_close_of_its_own_bar(run):
    result = run([4.0, 8.0, 2.0], [1, 1, -1], 100.0, **FREE)
    assert result.equity_curve.tolist() == [100.0, 200.0, 50.0]
    assert result.trades[["entry_bar", "exit_bar", "side", "pnl"]].tolist() == [(0, 2, 1, -50.0)]
    assert run([4.0, 8.0, 2.0], [0, 0, 0]).trade_count == 0
    assert run([4.0, 8.0, 2.0], [True, True, False], 100.0, **FREE).equity_curve.tolist() == [100.0, 200.0, 50.0]


@of(SIGNALS)
def test_nothing_trades_after_ruin_whatever_is_wanted(run):
    result = run([10.0, 21.0, 5.0, 5.0, 6.0], [-1, -1, 1, 0, 1], 100.0, **FREE)
    assert result.equity_curve.tolist() == [100.0, 0.0, 0.0, 0.0, 0.0]
    assert result.trades[["entry_bar", "exit_bar", "side"]].tolist() == [(0, 1, -1)]


@pytest.mark.parametrize(
    ("signal", "error", "message"),
    [
        ([0, 2, 0], ValueError, "signal must be -1, 0 or 1; row 1 is 2"),
        ([0, 0, -128], ValueError, "signal must be -1, 0 or 1; row 2 is -128"),
        ([0, 300, 0], ValueError, "signal must be from -128 to 127; value 1 is 300"),
        ([0.0, 1.0, 0.0], TypeError, "signal must be integers, was list of float64"),
        ([0, 1], ValueError, "close and signal must agree in time"),
    ],
)
def test_targets_are_checked(signal, error, message):
    with pytest.raises(error, match=f"signal_backtest: {message}"):
        run("signal_backtest", [1.0, 2.0, 3.0], signal)


@of(SMA)
def test_few_bars_have_few_metrics(run):
    for bars, numbers in enumerate(
        [
            (np.nan,) * 7,
            (0.0, np.nan, np.nan, np.nan, np.nan, 0.0, np.nan),
            (0.0, 0.0, np.nan, 0.0, np.nan, 0.0, np.nan),
            (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, np.nan),
        ]
    ):
        result = run(PRICES[:bars], 1, 9, 500.0)
        np.testing.assert_array_equal(result[:7], numbers)
        assert result.trade_count == len(result.trades) == 0
        assert result.equity_curve.tolist() == [500.0] * bars


@of(SMA)
def test_fields_have_their_types(run):
    result = run(PRICES, 2, 4)
    assert all(type(item) is float for item in result[:7])
    assert type(result.trade_count) is int
    assert result.equity_curve.dtype == np.float64
    assert result.trades.dtype == TRADE
    assert result.trades.dtype.names[2:4] == ("side", "entry_price")


@of(SMA)
def test_ruin_ends_it(run):
    result = run(RUIN, 2, 3, 1000.0)
    curve = [1000.0, 1000, 1000, 1000, 999.000999001, 1110.0011100011, 999.000999001, 0, 0, 0]
    assert result.equity_curve.tolist() == pytest.approx(curve, rel=1e-10)
    assert result.equity_curve[7:].tolist() == [0.0, 0.0, 0.0]
    assert result.trades.tolist() == [
        pytest.approx((4, 7, -1, 9, 20, 111.0001110001, 3.219003219, -1224.2202242202), rel=1e-10)
    ]
    assert (result.total_return, result.annual_return, result.max_drawdown) == (-1.0, -1.0, 1.0)


@of(SMA)
@pytest.mark.parametrize("price", [9.0, 10.0, 0.7, 1e6 / 3.0])
def test_a_short_whose_price_doubles_is_ruined_whatever_rounding_says(run, price):
    result = run(price * np.array([2.0, 2, 2, 1, 1, 2, 2, 9]), 1, 2, 1000.0 / 3.0, **FREE)
    assert result.equity_curve[5:].tolist() == [0.0] * 3
    assert [(trade["exit_bar"], trade["side"]) for trade in result.trades] == [(5, -1)]
    assert result.max_drawdown == 1.0


@of(SMA)
def test_costs_alone_may_ruin_on_the_bar_of_the_entry(run):
    result = run([4.0, 4, 4, 3, 3, 3], 1, 2, 100.0, 0.0, 0.6)
    assert result.equity_curve.tolist() == [100.0, 100, 100, 0, 0, 0]
    assert [(trade["entry_bar"], trade["exit_bar"]) for trade in result.trades] == [(3, 3)]
    assert result.trades["exit_price"] == pytest.approx(3.0 * 1.6)


@of(SMA)
def test_a_reversal_that_leaves_nothing_opens_nothing(run):
    result = run([10.0, 10, 10, 5, 5, 9.5, 9.9], 1, 2, 100.0, 0.1, 0.0)
    assert result.trades["exit_bar"].tolist() == [5]
    assert result.equity_curve[5:].tolist() == [0.0, 0.0]


@of(SMA)
def test_equal_averages_do_not_trade_and_a_touch_is_part_of_the_next_cross(run):
    result = run(FLAT, 1, 2, 100.0, **FREE)
    assert result.equity_curve.tolist() == [100.0] * 7 + [75.0] * 3
    assert result.trades.tolist() == [(4, 7, -1, 4.0, 5.0, 25.0, 0.0, -25.0)]
    for value in (0.1, 100.1, 1e6 + 0.1):
        assert run(np.full(200, value), 3, 28).trade_count == 0
        assert (run(np.full(200, value), 3, 28).equity_curve == 100_000.0).all()


@of(SMA)
def test_fills_without_costs_are_no_loss(run):
    rising = 100.0 / 3.0 * np.concatenate([[1.2, 1.1, 1.0], 1.01 ** np.arange(40.0), [1.5] * 5])
    result = run(rising, 2, 5, 1000.0 / 7.0, 0.0, 0.0, False)
    assert result.max_drawdown == 0.0
    assert result.sortino_ratio == np.inf
    assert run([3.0, 3, 3, 4.1, 4.1, 4.1], 1, 2, 1000.0 / 7.0, **FREE).volatility == 0.0


@of(SMA)
@pytest.mark.parametrize("costs", [(0.001, 0.0), (0.01, 0.02), (0.0, 0.0)])
def test_money_is_neither_made_nor_lost(run, costs):
    """Until ruin, capital plus all pnl plus the open position's is the equity; each fill pays once, at its price."""
    rate, slippage = costs
    for allow_short in (True, False):
        result = run(WALK, 3, 8, 1000.0, rate, slippage, allow_short)
        trades, side = result.trades, result.trades["side"]
        assert len(trades) > 4
        before = 1000.0 + np.concatenate([[0.0], trades["pnl"].cumsum()[:-1]])
        entry, exit_, shares = trades["entry_price"], trades["exit_price"], trades["shares"]
        np.testing.assert_allclose(shares, before / (entry * (1 + rate)), rtol=1e-12)
        np.testing.assert_allclose(trades["commission"], rate * shares * (entry + exit_), rtol=1e-12)
        np.testing.assert_allclose(entry, WALK[trades["entry_bar"]] * (1 + side * slippage), rtol=1e-15)
        np.testing.assert_allclose(exit_, WALK[trades["exit_bar"]] * (1 - side * slippage), rtol=1e-15)
        pnl = side * shares * (exit_ - entry) - trades["commission"]
        np.testing.assert_allclose(trades["pnl"], pnl, atol=1e-9)
        assert result.win_rate == (trades["pnl"] > 0).mean()
        assert result.trade_count == len(trades)
        if not allow_short:
            np.testing.assert_allclose(result.equity_curve[trades["exit_bar"]], before + trades["pnl"], rtol=1e-12)


@of(SMA)
def test_metrics_are_the_kernels_of_their_names(run):
    result = run(WALK, 3, 8, 1000.0, periods_per_year=365.0)
    curve = result.equity_curve
    returns = curve[1:] / curve[:-1] - 1.0
    for name in ("sharpe_ratio", "sortino_ratio", "volatility"):
        wanted = atc_core.get(name)(returns, periods_per_year=365.0, backend="python")
        assert getattr(result, name) == pytest.approx(wanted, rel=1e-12)
    assert result.annual_return == pytest.approx(atc_core.annual_return(curve, 365.0, backend="python"), rel=1e-12)
    assert result.max_drawdown == pytest.approx(atc_core.max_drawdown(curve, backend="python"), rel=1e-12)
    assert result.total_return == pytest.approx(curve[-1] / 1000.0 - 1.0, rel=1e-12)


@of(SMA)
def test_nothing_is_known_of_later_prices_nor_traded_before_both_averages(run):
    whole = run(WALK, 3, 8)
    for bars in (9, 40, 119):
        np.testing.assert_array_equal(run(WALK[:bars].copy(), 3, 8).equity_curve, whole.equity_curve[:bars])
    assert whole.trades["entry_bar"].min() >= 8
    assert (whole.equity_curve[:8] == 100_000.0).all()


@of(SMA)
def test_an_open_position_is_in_the_equity_and_no_trade(run):
    result = run([3.0, 3, 3, 4, 5], 1, 2, 100.0, **FREE)
    assert result.equity_curve.tolist() == [100.0, 100.0, 100.0, 100.0, 125.0]
    assert (result.trade_count, len(result.trades)) == (0, 0)
    assert np.isnan(result.win_rate)


@of(SMA)
@pytest.mark.parametrize("kind", [pd.Series, pl.Series])
def test_labelled_prices_give_a_labelled_curve_and_a_frame_of_trades(run, kind):
    close = pd.Series(PRICES, pd.date_range("2024", periods=14)) if kind is pd.Series else pl.Series(PRICES)
    result = run(close, 2, 4)
    assert type(result.equity_curve) is kind
    assert list(result.trades.columns) == list(TRADE.names)
    assert len(result.trades) == result.trade_count == 3
    if kind is pd.Series:
        assert result.equity_curve.index.equals(close.index)


@pytest.mark.parametrize("kernel", ["sma_backtest", "sma_backtest_grid"])
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"initial_capital": 0.0}, "initial_capital must be above 0 and finite, was 0.0"),
        ({"initial_capital": np.inf}, "initial_capital must be above 0 and finite, was inf"),
        ({"periods_per_year": -1.0}, "periods_per_year must be above 0 and finite, was -1.0"),
        ({"commission_rate": 1.0}, "commission_rate must be at least 0 and below 1, was 1.0"),
        ({"slippage": -0.1}, "slippage must be at least 0 and below 1, was -0.1"),
        ({"close": [1.0, 0.0, np.nan]}, "close must be finite and above 0; row 1 is 0.0"),
        ({"close": [1.0, 2.0, np.nan, -1.0]}, "close must be finite and above 0; row 2 is nan"),
        ({"close": [np.inf]}, "close must be finite and above 0; row 0 is inf"),
    ],
)
def test_arguments_are_checked(kernel, change, message):
    lengths = (2, 4) if kernel == "sma_backtest" else ((2,), (4,))
    options = {"close": PRICES, **change}
    with pytest.raises(ValueError, match=f"{kernel}: {message}"):
        run(kernel, options.pop("close"), *lengths, **options)


def test_lengths_are_checked():
    for fast, slow in [(4, 4), (5, 4)]:
        with pytest.raises(ValueError, match=f"sma_backtest: fast must be below slow, 4, was {fast}"):
            run("sma_backtest", PRICES, fast, slow)
    with pytest.raises(ValueError, match="sma_backtest: fast must be at least 1, was 0"):
        run("sma_backtest", PRICES, 0, 4)
    with pytest.raises(ValueError, match=r"sma_backtest_grid: slow_lengths\[1\] must be at least 1, was 0"):
        run("sma_backtest_grid", PRICES, (1,), (4, 0))
    with pytest.raises(ValueError, match="sma_backtest: close must be 1-D, was 2-D"):
        run("sma_backtest", PRICES[:, None], 2, 4)


@of(GRID)
def test_a_grid_has_a_row_for_each_pair_in_order(run):
    result = run(WALK, (8, 3, 3), [5, 13, 2], 1000.0, 0.002, 0.001, False, 52.0)
    assert result.dtype == ROW
    pairs = [(8, 13), (3, 5), (3, 13), (3, 5), (3, 13)]
    assert result[["fast", "slow"]].tolist() == pairs
    for row, pair in zip(result, pairs):
        alone = reference_of("sma_backtest", WALK, *pair, 1000.0, 0.002, 0.001, False, 52.0)
        assert row.tolist()[2:] == pytest.approx(alone[:8], rel=1e-10)


@of(GRID)
def test_a_grid_may_be_empty_short_or_of_several_series(run):
    assert run(WALK, (), ()).shape == (0,)
    assert run(WALK, (5, 6), (5, 4)).shape == (0,)
    assert run(np.empty(0), (2,), (3,))["trade_count"].tolist() == [0]
    assert np.isnan(run(np.empty(0), (2,), (3,))["total_return"]).all()
    table = np.stack([WALK, WALK[::-1]], axis=1)
    result = run(table, (2, 3), (5,))
    assert result.shape == (2, 2)
    for column in range(2):
        np.testing.assert_array_equal(result[:, column], run(table[:, column], (2, 3), (5,)))


@of(GRID)
def test_a_grid_fills_a_given_array(run):
    out = np.zeros(2, ROW)
    assert run(WALK, (2, 3), (5,), out=out) is out
    np.testing.assert_array_equal(out, run(WALK, (2, 3), (5,)))


@of(GRID)
def test_a_grid_of_a_labelled_series_is_a_frame_and_of_a_frame_an_array(run):
    frame = run(pd.Series(WALK), (2, 3), (5,))
    assert list(frame.columns) == ["fast", "slow", *METRICS]
    assert frame["slow"].tolist() == [5, 5]
    for table in (pd.DataFrame({"a": WALK, "b": WALK[::-1]}), pl.DataFrame({"a": WALK, "b": WALK[::-1]})):
        result = run(table, (2, 3), (5,))
        np.testing.assert_array_equal(result, run(np.stack([WALK, WALK[::-1]], axis=1), (2, 3), (5,)))


def test_a_curve_that_lost_nearly_all_is_not_ruined():
    """The total return is -1 in float64, the annual return is not: it has a scale, and no backend must hit the bits."""
    close = 100.0 * np.exp(np.cumsum(np.random.default_rng(0).normal(0.0, 0.01, 200_000)))
    result = atc_core.get("sma_backtest", backend="python")(close, 2, 3, commission_rate=0.005)
    assert result.total_return == -1.0
    assert result.annual_return > -1.0
    assert backtest_scale(close, 2, 3, 100_000.0, 0.005, 0.0, True, 252.0, result)[1] > 0.0
