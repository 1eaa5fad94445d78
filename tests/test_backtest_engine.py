"""The engine gives what the kernels give, of whatever data a caller has, with money that is neither made nor lost."""

import asyncio
import json
import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import atc_core
from atc_core.declarations.backtest import METRICS, ROW
from atc_trading.backtest import BacktestEngine, BacktestResult, MarketData, generate_sample_data, parameter_grid
from atc_trading.backtest.parameter_grid import shared

ENGINE = BacktestEngine()
DATA = generate_sample_data("AAPL", days=150, seed=3)
PRICES = [10.0, 10, 10, 16, 16, 8, 4, 4.8]
QUARTER = {"initial_capital": 1000.0, "commission_rate": 0.25, "slippage": 0.25}
"""Costs so large that all amounts have few digits."""


def test_trades_computed_by_hand_long_and_short():
    result = ENGINE.run_sma_backtest(PRICES, 1, 2, **QUARTER)
    # Buys 40 for 20, sells them for 6, and 24 more; buys those back for 6, and 14.4 more.
    assert result.equity_curve.tolist() == pytest.approx([1000, 1000, 1000, 640, 640, 96, 192, 69.12], rel=1e-12)
    assert result.trades.tolist() == [
        pytest.approx((3, 5, 1, 20.0, 6.0, 40.0, 260.0, -820.0), rel=1e-12),
        pytest.approx((5, 7, -1, 6.0, 6.0, 24.0, 72.0, -72.0), rel=1e-12),
    ]
    assert result.open_trade == pytest.approx((7, 1, 6.0, 14.4, -38.88), rel=1e-12)
    assert result.positions.tolist() == [0, 0, 0, 1, 1, -1, -1, 1]
    assert (result.total_return, result.win_rate, result.trade_count) == (pytest.approx(-0.93088), 0.0, 2)
    assert result.max_drawdown == pytest.approx(0.93088)


def test_trades_computed_by_hand_long_only():
    result = ENGINE.run_sma_backtest(PRICES, 1, 2, allow_short=False, **QUARTER)
    assert result.equity_curve.tolist() == pytest.approx([1000, 1000, 1000, 640, 640, 180, 180, 115.2], rel=1e-12)
    assert result.trades.tolist() == [pytest.approx((3, 5, 1, 20.0, 6.0, 40.0, 260.0, -820.0), rel=1e-12)]
    assert result.open_trade == pytest.approx((7, 1, 6.0, 24.0, -64.8), rel=1e-12)
    assert result.positions.tolist() == [0, 0, 0, 1, 1, 0, 0, 1]


def test_a_short_that_wins():
    result = ENGINE.run_sma_backtest([8.0, 8, 8, 4, 2, 3], 1, 2, 1000.0, 0.25, 0.0)
    # Sells 200 for 4 each; buys them back for 3 each, pays a quarter of both; buys with what is left.
    assert result.trades.tolist() == [pytest.approx((3, 5, -1, 4.0, 3.0, 200.0, 350.0, -150.0), rel=1e-12)]
    assert result.equity_curve.tolist() == pytest.approx([1000, 1000, 1000, 800, 1200, 680], rel=1e-12)


prices = st.lists(st.floats(1.0, 100.0), min_size=2, max_size=40)
costs = st.sampled_from([(0.0, 0.0), (0.001, 0.0), (0.01, 0.02), (0.2, 0.1)])


@settings(deadline=None, max_examples=60)
@given(prices, st.integers(1, 3), st.integers(1, 3), costs, st.booleans())
def test_money_is_neither_made_nor_lost(close, fast, more, rates, allow_short):
    """Cash and position are the equity at every bar; pnl of round trips and of the open one is what was gained."""
    rate, slippage = rates
    result = ENGINE.run_sma_backtest(close, fast, fast + more, 1000.0, rate, slippage, allow_short)
    fills = [
        (bar, sign * side * trade["shares"], price)
        for trade in result.trades
        for side in [int(trade["side"])]
        for bar, sign, price in (
            (int(trade["entry_bar"]), 1, trade["entry_price"]),
            (int(trade["exit_bar"]), -1, trade["exit_price"]),
        )
    ]
    own = result.open_trade
    fills += [(own.entry_bar, own.side * own.shares, own.entry_price)] if own else []
    cash, shares, scale = 1000.0, 0.0, 1000.0
    for bar, price in enumerate(close):
        for _, bought, paid in (fill for fill in fills if fill[0] == bar):
            cash -= bought * paid + rate * abs(bought * paid)
            shares += bought
        equity = result.equity_curve[bar]
        scale = max(scale, abs(cash), equity)
        if equity == 0.0:  # ruin: what is owed beyond the capital is nobody's
            break
        assert cash + shares * price == pytest.approx(equity, abs=1e-9 * scale)
        assert np.sign(np.round(shares, 9)) == result.positions[bar]
    else:
        gained = result.trades["pnl"].sum() + (own.pnl if own else 0.0)
        assert result.equity_curve[-1] - 1000.0 == pytest.approx(gained, abs=1e-9 * scale)


@pytest.mark.parametrize("backend", [None, "python"])
def test_rows_of_a_grid_are_single_runs_to_the_last_bit(backend):
    engine = BacktestEngine(backend=backend)
    options = (5_000.0, 0.002, 0.001, False, 52.0)
    grid = engine.run_grid(DATA, [3, 8, 20], range(5, 26, 10), *options)
    assert grid.rows.dtype == ROW
    assert [(row["fast"], row["slow"]) for row in grid.rows] == [(3, 5), (3, 15), (3, 25), (8, 15), (8, 25), (20, 25)]
    for row in grid.rows:
        alone = engine.run_sma_backtest(DATA, int(row["fast"]), int(row["slow"]), *options)
        np.testing.assert_array_equal(row.tolist()[2:], alone.outcome[:8])


def test_a_grid_in_parts_is_the_grid_at_once():
    large, told = generate_sample_data("L", days=20_000), []
    engine = BacktestEngine(backend="numba")
    grid = engine.run_grid(large, range(5, 25), range(30, 60, 5), progress=lambda *done: told.append(done))
    kernel = atc_core.get("sma_backtest_grid", backend="numba")
    np.testing.assert_array_equal(grid.rows, kernel(large.close, tuple(range(5, 25)), tuple(range(30, 60, 5))))
    assert told[-1] == (120, 120)
    assert len(told) > 1
    with ThreadPoolExecutor(2) as pool:
        again = engine.run_grid(large, range(5, 25), range(30, 60, 5), executor=pool)
    np.testing.assert_array_equal(again.rows, grid.rows)


@pytest.mark.parametrize(
    "make",
    [
        DATA.to_pandas,
        DATA.to_polars,
        lambda: DATA.to_pandas()["close"],
        lambda: DATA.to_polars()["close"],
        lambda: DATA.to_pandas()[["close"]].rename(columns={"close": "Close"}),
        lambda: DATA.to_polars().select("timestamps", "close"),
        lambda: DATA.to_pandas().reset_index(drop=True),
        lambda: DATA.close,
        DATA.close.tolist,
        lambda: ENGINE.validate_data(DATA),
    ],
)
def test_data_may_be_of_any_kind(make):
    data = make()
    result = ENGINE.run_sma_backtest(data, 5, 20)
    np.testing.assert_array_equal(result.equity_curve, ENGINE.run_sma_backtest(DATA, 5, 20).equity_curve)
    if type(data).__module__.startswith("polars"):
        assert isinstance(result.to_frame(), pl.DataFrame)
    else:
        assert isinstance(result.to_frame(), pd.DataFrame)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"fast_period": 30}, "fast must be below slow, 30, was 30"),
        ({"fast_period": 0}, "fast must be at least 1, was 0"),
        ({"initial_capital": 0}, "initial_capital must be above 0 and finite, was 0"),
        ({"commission_rate": 1.5}, "commission_rate must be at least 0 and below 1, was 1.5"),
        ({"slippage": -0.1}, "slippage must be at least 0 and below 1, was -0.1"),
        ({"periods_per_year": np.inf}, "periods_per_year must be above 0 and finite, was inf"),
    ],
)
def test_wrong_parameters_are_named_in_every_way_in(change, message):
    options = {"fast_period": 10, "slow_period": 30, **change}
    with pytest.raises(ValueError, match=message):
        ENGINE.run_sma_backtest(DATA, **options)
    with pytest.raises(ValueError, match=message):
        asyncio.run(ENGINE.run_sma_backtest_async(DATA, **options))
    fast, slow = options.pop("fast_period"), options.pop("slow_period")
    if fast == slow:
        assert len(ENGINE.run_grid(DATA, [fast], [slow])) == 0
        assert ENGINE.run_multiple_backtests(DATA, [fast], [slow]) == []
        return
    for run in (ENGINE.run_grid, ENGINE.run_multiple_backtests):
        with pytest.raises(ValueError, match=message.replace("fast must", r"fast_lengths\[0\] must")):
            run(DATA, [fast], [slow], **options)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([10.0, np.nan, 0.0], "close must be finite and above 0; bar 1 is nan"),
        ([10.0, 11.0, -1.0], "close must be finite and above 0; bar 2 is -1.0"),
        (np.ones((3, 2)), "close must be 1-D, was 2-D"),
        (DATA.to_pandas()["close"].iloc[::-1], "timestamps must increase from bar to bar; bar 1 is"),
        (DATA.to_pandas().assign(low=1e6), r"high must be at least low; bar 0 \(2000-01-03\) has high"),
        (DATA.to_polars().reverse(), "timestamps must increase from bar to bar; bar 1 is"),
        (DATA.to_polars().with_columns(close=None), "close must be numbers|close must be finite"),
        (pd.DataFrame({"Price": [1.0], "price": [1.0]}), "close may be column 'Price' or 'price'"),
        (
            pd.DataFrame({"adj": [1.0]}),
            "no column is called close; there are adj; give the column itself: data\\['adj'\\]",
        ),
    ],
)
def test_bad_data_are_refused_by_every_way_in(data, message):
    for run in (
        lambda: ENGINE.run_sma_backtest(data, 2, 3),
        lambda: ENGINE.run_grid(data, [2], [3]),
        lambda: ENGINE.run_multiple_backtests(data, [2], [3]),
        lambda: ENGINE.validate_data(data),
    ):
        with pytest.raises((ValueError, TypeError), match=message):
            run()


def test_lengths_must_be_several():
    for fast in (5, "5", None):
        with pytest.raises(TypeError, match="run_grid: fast_periods must be several lengths"):
            ENGINE.run_grid(DATA, fast, [30])
    with pytest.raises(TypeError, match=r"fast_lengths\[0\] must be an integer, was 2.5"):
        ENGINE.run_multiple_backtests(DATA, [2.5], [30])


def test_async_runs_give_the_same():
    async def several():
        return await asyncio.gather(*(ENGINE.run_sma_backtest_async(DATA, fast, 30) for fast in (5, 10)))

    for fast, result in zip((5, 10), asyncio.run(several())):
        np.testing.assert_array_equal(result.equity_curve, ENGINE.run_sma_backtest(DATA, fast, 30).equity_curve)


def assert_pairs(found):
    assert [(fast, slow) for fast, slow, _ in found] == [(5, 10), (5, 30), (10, 30)]
    for fast, slow, result in found:
        alone = ENGINE.run_sma_backtest(DATA, fast, slow)
        np.testing.assert_array_equal(result.equity_curve, alone.equity_curve)
        np.testing.assert_array_equal(result.trades, alone.trades)
        assert result.parameters == alone.parameters
        assert result.execution_time_ms > 0.0


def test_many_backtests_leave_out_pairs_that_are_none():
    assert_pairs(ENGINE.run_multiple_backtests(DATA, [5, 10], [10, 30]))
    assert_pairs(ENGINE.run_multiple_backtests(DATA, [5, 10], [10, 30], max_workers=1))
    assert ENGINE.run_multiple_backtests(DATA, [], [10]) == []


@pytest.mark.parametrize("kind", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_executors_run_them_too(kind):
    with kind(1) as executor:
        assert_pairs(ENGINE.run_multiple_backtests(DATA, [5, 10], [10, 30], executor=executor))
        with pytest.raises(ValueError, match="run_multiple_backtests: max_workers is of threads of our own"):
            ENGINE.run_multiple_backtests(DATA, [5], [10], executor=executor, max_workers=2)
    with pytest.raises(ValueError, match="max_workers must be an integer of at least 1, was 0"):
        ENGINE.run_multiple_backtests(DATA, [5], [10], max_workers=0)


def test_a_block_says_which_backend_runs_in_threads_too():
    with atc_core.trace() as calls, atc_core.use("python"):
        ENGINE.run_multiple_backtests(DATA, [5, 10], [30])
    assert {call.backend for call in calls if call.kernel == "sma_backtest"} == {"python"}


def test_results_and_data_are_pickled():
    result = pickle.loads(pickle.dumps(ENGINE.run_sma_backtest(DATA, 5, 20)))
    assert isinstance(result, BacktestResult)
    assert result.open_trade == ENGINE.run_sma_backtest(DATA, 5, 20).open_trade
    assert len(pickle.loads(pickle.dumps(ENGINE.run_grid(DATA, [5], [20])))) == 1


def test_a_result_is_written_as_strict_json():
    document = ENGINE.run_sma_backtest(DATA, 5, 20).to_dict()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert (document["symbol"], document["bars"], document["start"]) == ("AAPL", 150, "2000-01-03")
    assert document["parameters"]["fast_period"] == 5
    assert len(document["equity_curve"]) == len(document["timestamps"]) == 150
    assert document["trades"][0]["entry_time"] == document["timestamps"][document["trades"][0]["entry_bar"]]
    assert "equity_curve" not in ENGINE.run_sma_backtest(DATA, 5, 20).to_dict(curve=False)
    rising = ENGINE.run_sma_backtest([1.0, 1, 1, 2, 3, 4], 1, 2, commission_rate=0.0).to_dict()
    assert (rising["sortino_ratio"], rising["win_rate"], rising["start"]) == ("Infinity", None, None)
    assert rising["open_trade"]["entry_bar"] == 3
    json.dumps(ENGINE.run_sma_backtest([], 1, 2).to_dict(), allow_nan=False)


def test_frames_have_a_row_a_bar_and_a_row_a_trade():
    result = ENGINE.run_sma_backtest(DATA, 5, 20)
    frame, trades = result.to_frame(), result.trades_frame()
    assert list(frame.columns) == ["close", "position", "equity", "drawdown", "buy_and_hold"]
    assert frame.index.equals(DATA.to_pandas().index)
    assert frame["equity"].tolist() == result.equity_curve.tolist()
    assert frame["drawdown"].max() == result.max_drawdown
    assert trades["entry_time"].tolist() == frame.index[trades["entry_bar"]].tolist()
    assert result.to_frame("polars").columns == ["timestamps", *frame.columns]
    with pytest.raises(ValueError, match="library must be pandas or polars, was 'panda'; did you mean 'pandas'"):
        result.to_frame("panda")


def test_a_short_text_says_what_came_out():
    text = repr(ENGINE.run_sma_backtest(DATA, 5, 20))
    assert text.startswith("BacktestResult(AAPL sma 5/20: ")
    assert "150 bars 2000-01-03 to 2000-07-28" in text
    assert "nan" in repr(ENGINE.run_sma_backtest([], 1, 2))
    assert repr(ENGINE.run_grid(DATA, [5], [20])).startswith("GridResult(AAPL: 1 pair, 150 bars, best Sharpe ")
    assert repr(ENGINE.run_grid([1.0], [5], [20])) == "GridResult(1 pair, 1 bars)"


@pytest.fixture(scope="module")
def grid():
    return BacktestEngine(backend="python").run_grid(DATA, range(2, 12, 2), range(6, 30, 6))


@pytest.mark.parametrize("metric", [*METRICS, "annualized_return"])
def test_a_grid_is_ranked_by_any_metric(grid, metric):
    name = "annual_return" if metric == "annualized_return" else metric
    values = grid.rank(metric)[name].astype(float)
    known = values[~np.isnan(values)]
    falling = known if name not in ("max_drawdown", "volatility") else -known
    assert (np.diff(falling) <= 0).all()
    assert np.isnan(values[len(known) :]).all()
    assert grid.best(metric)[name] == known[0]
    assert len(grid.rank(metric, 3)) == 3
    with pytest.raises(ValueError, match="GridResult: top must be at least 0, was -1"):
        grid.rank(metric, -1)


def test_a_map_has_the_metric_where_there_is_a_pair(grid):
    found = grid.heat_map("volatility")
    assert found.fast.tolist() == [2, 4, 6, 8, 10]
    assert found.slow.tolist() == [6, 12, 18, 24]
    for row in grid.rows:
        assert found.table[found.fast == row["fast"], found.slow == row["slow"]] == row["volatility"]
    assert np.isnan(found.table[2:, 0]).all()
    assert np.count_nonzero(~np.isnan(found.table)) == len(grid)


@pytest.mark.parametrize("metric", ["sharpe_ratio", "max_drawdown"])
def test_the_plateau_has_the_best_neighbours(grid, metric):
    table, scores = grid.heat_map(metric).table, {}
    for place in np.argwhere(~np.isnan(table)):
        near = table[max(place[0] - 1, 0) : place[0] + 2, max(place[1] - 1, 0) : place[1] + 2]
        if np.count_nonzero(~np.isnan(near)) >= 5:
            scores[tuple(place)] = np.nanmedian(near)
    best = (max if metric == "sharpe_ratio" else min)(scores, key=scores.get)
    row, found = grid.plateau(metric), grid.heat_map(metric)
    assert (row["fast"], row["slow"]) == (found.fast[best[0]], found.slow[best[1]])


def test_a_lucky_pair_is_no_plateau():
    grid = BacktestEngine().run_grid(DATA, range(1, 8), range(8, 15))
    rows = grid.rows.copy()
    rows["sharpe_ratio"] = 1.0 - 0.01 * ((rows["fast"] - 5) ** 2 + (rows["slow"] - 12) ** 2)
    rows["sharpe_ratio"][0] = 9.0
    told = type(grid)(rows, grid.parameters, grid.symbol, grid.bars, grid.execution_time_ms)
    assert told.best().tolist()[:2] == (1, 8)
    assert told.plateau().tolist()[:2] == (5, 12)


def test_a_grid_without_pairs_or_figures_has_no_best():
    for rows in (ENGINE.run_grid(DATA, [30], [10]), ENGINE.run_grid([1.0], [2], [3])):
        for ask in (rows.best, rows.plateau):
            with pytest.raises(ValueError, match="GridResult: (there is no pair|sharpe_ratio is NaN for all pairs)"):
                ask()
        assert rows.to_dict()["best"] is None
    with pytest.raises(ValueError, match="unknown metric 'sharp_ratio'; did you mean 'sharpe_ratio'"):
        ENGINE.run_grid(DATA, [5], [10]).rank("sharp_ratio")


def test_a_grid_is_a_frame_a_document_and_a_figure(grid):
    assert list(grid.to_frame().columns) == ["fast", "slow", *METRICS]
    assert grid.to_frame("polars").columns == ["fast", "slow", *METRICS]
    document = json.loads(json.dumps(grid.to_dict("total_return"), allow_nan=False))
    assert document["best"] == [int(grid.best("total_return")[name]) for name in ("fast", "slow")]
    assert len(document["rows"]) == len(grid)
    pytest.importorskip("plotly", reason="the figure needs plotly")
    assert grid.figure().data[0].z.shape == (5, 4)


def test_an_engine_is_of_a_backend_and_a_block():
    with BacktestEngine(backend="python") as engine, atc_core.trace() as calls:
        engine.run_sma_backtest(DATA, 5, 20)
        engine.run_grid(DATA, [5], [20])
    assert {call.backend for call in calls} == {"python"}
    with pytest.raises(atc_core.UnknownBackendError, match="pyton"):
        BacktestEngine(backend="pyton")


def test_bars_and_engine_are_exported_together():
    assert MarketData is type(DATA)


def test_few_pairs_are_begun_before_ctrl_c():
    counts = []

    class Counting(ThreadPoolExecutor):
        def submit(self, run, close, pairs, *rest):
            counts.append(len(pairs))
            return super().submit(run, close, pairs, *rest)

    with Counting(1) as executor:
        found = ENGINE.run_multiple_backtests([1.0, 2.0], range(1, 31), range(31, 61), executor=executor)
    assert sum(counts) == len(found) == 900
    assert max(counts) <= 64


def test_ctrl_c_in_a_grid_cancels_what_has_not_begun():
    begun = []

    class Counting(ThreadPoolExecutor):
        def submit(self, run, *rest):
            return super().submit(lambda: (begun.append(1), run(*rest))[1])

    def interrupt(*_):
        raise KeyboardInterrupt

    close = generate_sample_data("L", days=20_000).close
    with Counting(1) as executor, pytest.raises(KeyboardInterrupt):
        ENGINE.run_grid(close, range(5, 25), range(30, 60, 5), executor=executor, progress=interrupt)
    # Of 20 parts the one that was told, one that runs meanwhile, and one that was begun before it was cancelled.
    assert len(begun) <= 3


def test_parts_of_a_large_grid_are_short():
    fast, slow = tuple(range(1000)), tuple(range(1000, 1100))
    assert [len(shared(fast, slow, bars)) for bars in (0, 10, 1000, 20_000, 10_000_000)] == [1, 1, 20, 40, 1000]


def test_a_signal_of_crossing_averages_is_the_crossover():
    signal = atc_core.crossover_signal(*(atc_core.sma(DATA.close, length) for length in (5, 20)))
    found, wanted = ENGINE.run_signals(DATA, signal), ENGINE.run_sma_backtest(DATA, 5, 20)
    np.testing.assert_array_equal(found.equity_curve, wanted.equity_curve)
    np.testing.assert_array_equal(found.trades, wanted.trades)
    assert found.open_trade == wanted.open_trade
    assert found.positions.tolist() == wanted.positions.tolist() == signal.tolist()
    assert found.parameters[:2] == (None, None)
    assert repr(found).startswith("BacktestResult(AAPL signals: ")
    assert pickle.loads(pickle.dumps(found)).positions.tolist() == signal.tolist()


def test_a_signal_trades_from_the_first_bar_to_the_last():
    result = ENGINE.run_signals([10.0, 20, 10, 5, 6], [1, 0, -1, -1, 0], 100.0, 0.0)
    assert result.equity_curve.tolist() == pytest.approx([100.0, 200, 200, 300, 280])
    assert result.trades["side"].tolist() == [1, -1]
    assert result.open_trade is None
    costly = ENGINE.run_signals([10.0, 10, 10], [1, 1, 1], 100.0, 0.25)
    assert costly.max_drawdown == pytest.approx(0.2)
    assert costly.open_trade == pytest.approx((0, 1, 10.0, 8.0, -20.0))


@pytest.mark.parametrize(
    "make",
    [
        lambda frame, signal: (frame, signal),
        lambda frame, signal: (frame, pd.Series(signal, frame.index)),
        lambda frame, signal: (frame, pd.Series(signal, frame.index).iloc[::-1]),
        lambda frame, signal: (frame, pd.Series(signal, frame.index, dtype="Int8")),
        lambda frame, signal: (frame.tz_localize("America/New_York"), pd.Series(signal, frame.index, dtype="int64")),
        lambda _, signal: (DATA.to_polars(), pl.Series(signal)),
        lambda _, signal: (DATA.close.tolist(), signal.tolist()),
    ],
)
def test_signals_may_be_of_any_kind(make):
    signal = np.repeat([0, 1, -1, 1, 0], 30).astype(np.int8)
    result = ENGINE.run_signals(*make(DATA.to_pandas(), signal))
    np.testing.assert_array_equal(result.equity_curve, ENGINE.run_signals(DATA, signal).equity_curve)
    held = ENGINE.run_signals(DATA, pd.Series(signal > 0, dtype="boolean"))
    np.testing.assert_array_equal(held.equity_curve, ENGINE.run_signals(DATA, signal, allow_short=False).equity_curve)


@pytest.mark.parametrize("label", [lambda frame: frame.index.strftime("%d/%m/%Y"), lambda frame: range(len(frame))])
def test_a_signal_is_placed_by_labels_that_are_no_dates(label):
    frame = DATA.to_pandas().reset_index()
    frame.index = pd.Index(label(DATA.to_pandas()))
    signal = (frame["close"] > frame["close"].rolling(20).mean()).astype("int8")
    mixed = signal.sample(frac=1.0, random_state=1)
    for data in (frame, frame["close"]):
        assert ENGINE.run_signals(data, mixed).positions.tolist() == signal.tolist()
        assert ENGINE.run_signals(data, signal.reset_index(drop=True)).positions.tolist() == signal.tolist()
    with pytest.raises(ValueError, match="run_signals: signal must have the labels of the data, had none at '"):
        ENGINE.run_signals(frame, mixed.rename({frame.index[7]: "else"}))
    with pytest.raises(ValueError, match="run_signals: signal must have the labels of the data, had one of them twice"):
        ENGINE.run_signals(frame, mixed.rename({frame.index[7]: frame.index[8]}))


def more_than_the_bars(*, twice=False):
    """A signal with a row too many: the day before the first, or the first day again."""
    signal = (DATA.to_pandas()["close"] > 0).astype("int8")
    first = signal.iloc[:1]
    return pd.concat([first if twice else first.set_axis(first.index - pd.Timedelta(1, "D")), signal])


@pytest.mark.parametrize(
    ("signal", "message"),
    [
        (np.zeros(149, np.int8), "run_signals: signal must have a value for each of 150 bars, had 149"),
        (np.full(150, 2), "signal must be -1, 0 or 1; row 0 is 2"),
        (np.zeros(150), r"signal must be integers .* was ndarray of float64; convert it: np.nan_to_num"),
        (DATA.to_pandas()["close"], r'was Series of float64; convert it: signal.fillna\(0\).astype\("int8"\)'),
        (pl.Series([1, None] * 75), r"was Series of Int64; convert it: signal.fill_nan\(0\).fill_null\(0\)"),
        (pd.Series([1, None] * 75, dtype="Int8"), r"was Series of Int8; convert it: signal.fillna\(0\)"),
        (np.zeros((150, 1), np.int8), "signal must be 1-D, integers -1, 0 or 1, one a bar, was 2-D"),
        ((DATA.to_pandas()["close"] > 0).iloc[1:], "signal must have the dates of the data, had none at 2000-01-03"),
        ((DATA.to_pandas()["close"] > 0).shift(1, freq="D"), "signal must have the dates of the data, had none at"),
        (more_than_the_bars(), "signal must have the dates of the data, which have none at "),
        (more_than_the_bars(twice=True), "signal must have the dates of the data, had one of them twice"),
    ],
)
def test_wrong_signals_are_named(signal, message):
    with pytest.raises((TypeError, ValueError), match=message):
        ENGINE.run_signals(DATA, signal)


def test_frames_of_a_result_have_the_zone_of_the_data():
    frame = DATA.to_pandas().tz_localize("America/New_York")
    result = ENGINE.run_sma_backtest(frame, 5, 20)
    assert result.zone == "America/New_York"
    assert result.to_frame().index.equals(frame.index)
    assert frame.join(result.to_frame()[["equity"]])["equity"].notna().all()
    bars = result.trades["entry_bar"]
    assert result.trades_frame()["entry_time"].tolist() == frame.index[bars].tolist()
    assert result.to_frame("polars")["timestamps"].dtype == pl.Datetime("ns", "America/New_York")
    assert result.trades_frame("polars")["entry_time"].dtype == pl.Datetime("ns", "America/New_York")
    with pytest.raises(ValueError, match="library must be pandas or polars, was 'panda'; did you mean 'pandas'"):
        ENGINE.run_grid(frame, [5], [20]).to_frame("panda")


def test_a_grid_is_chosen_for_by_its_pairs(monkeypatch):
    """Ten thousand pairs are no call of five: what starts slowly is worth it."""
    asked = []

    def backend_for(kernel, bars, calls=1.0):
        asked.append((kernel, bars, calls))
        return "numba" if calls > 1 else "python"

    monkeypatch.setattr(parameter_grid, "backend_for", backend_for)
    with atc_core.trace() as calls:
        BacktestEngine().run_grid(DATA, [5, 10, 15], [20, 30, 40])
        BacktestEngine(backend="python").run_grid(DATA, [5, 10, 15], [20, 30, 40])
    assert asked == [("sma_backtest_grid", 150, 9 / 5), ("sma_backtest_grid", 150, 1.0)]
    assert [call.backend for call in calls if call.n == 150] == ["numba", "python"]
