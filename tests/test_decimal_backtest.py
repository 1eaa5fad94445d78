"""Backtests in exact decimals: cash, prices, commissions and equity to the last digit, signals from floats."""

import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import atc_core
from atc_trading.backtest import BacktestEngine, MarketData, create_engine, generate_sample_data

DATA = generate_sample_data("AAPL", days=150, seed=3)
CENTS = {"money": "decimal", "price_scale": 2}
ENGINE = BacktestEngine(**CENTS)
PRICES = ["10.00", "10.00", "10.00", "16.00", "16.00", "8.00", "4.00", "4.80"]


def numbers(words):
    return [Decimal(word) for word in words]


def test_trades_computed_by_hand():
    engine = BacktestEngine(money="decimal")
    result = engine.run_sma_backtest(numbers(PRICES), 1, 2, Decimal(1000), Decimal("0.25"), Decimal("0.25"))
    # Buys 40 for 20, sells them for 6, and 24 more; buys those back for 6, and 14 more: 14.4 are no whole shares.
    cash = ["1000", "1000", "1000", "0", "0", "288", "288", "3"]
    assert result.cash.to_pylist() == numbers(cash)
    assert result.positions.to_pylist() == [0, 0, 0, 40, 40, -24, -24, 14]
    assert result.equity_curve.to_pylist() == numbers(["1000", "1000", "1000", "640", "640", "96", "192", "70.2"])
    assert [tuple(trip) for trip in result.trades] == [
        (3, 5, 1, Decimal(20), Decimal(6), Decimal(40), Decimal(260), Decimal(-820)),
        (5, 7, -1, Decimal(6), Decimal(6), Decimal(24), Decimal(72), Decimal(-72)),
    ]
    assert (result.total_return, result.win_rate, result.trade_count) == (Decimal("-0.9298"), 0, 2)
    assert result.max_drawdown == Decimal("0.9298")
    assert result.unrealized == Decimal("-16.8")
    assert all(isinstance(value, (Decimal, int)) for value in result.metrics)


def test_a_commission_is_rounded_to_cents_where_it_is_asked_for():
    closes, signal = numbers(["10.01", "10.03"]), np.array([1, 0])
    costs = {"initial_capital": 1000, "commission_rate": Decimal("0.0033")}
    exact = BacktestEngine(money="decimal").run_signals(closes, signal, **costs)
    cents = BacktestEngine(money="decimal", commission_scale=2).run_signals(closes, signal, **costs)
    assert exact.fills.commission.to_pylist() == numbers(["3.270267", "3.276801"])
    assert cents.fills.commission.to_pylist() == numbers(["3.27", "3.28"])
    assert cents.equity_curve[-1].as_py() == Decimal(1000) + 99 * Decimal("0.02") - Decimal("6.55")


def test_a_commission_that_is_rounded_up_is_paid_too():
    # 100 shares cost 1000.00 with a commission of 0.005 that is rounded to 0, and 101 are too many.
    engine = BacktestEngine(money="decimal", commission_scale=0)
    result = engine.run_signals(numbers(["1.00", "1.00"]), [1, 1], 100, Decimal("0.006"))
    assert result.cash.to_pylist()[0] >= 0
    assert result.positions.to_pylist() == [99, 99]
    # Of 100.60, 100 shares and their exact commission of 0.60 could be paid, and one that is rounded to 1 cannot.
    result = engine.run_signals(numbers(["1.00", "1.00"]), [1, 1], Decimal("100.60"), Decimal("0.006"))
    assert result.positions.to_pylist() == [99, 99]
    assert result.cash.to_pylist() == numbers(["0.60", "0.60"])


def test_shares_may_have_digits():
    result = BacktestEngine(money="decimal", quantity_scale=3).run_signals([3, 3], [1, 1], 100, 0)
    assert result.positions.to_pylist() == numbers(["33.333", "33.333"])
    assert result.cash.to_pylist() == numbers(["0.001", "0.001"])


def test_ruin_closes_a_short_and_leaves_what_is_owed():
    result = BacktestEngine(money="decimal").run_signals([10, 10, 25, 5], [-1, -1, -1, -1], 1000, 0)
    assert result.equity_curve.to_pylist() == [1000, 1000, -500, -500]
    assert result.positions.to_pylist() == [-100, -100, 0, 0]
    assert result.annualized_return == -1
    assert result.sharpe_ratio is not None


def test_too_little_money_for_a_share_buys_none():
    result = BacktestEngine(money="decimal").run_signals([1000, 1001], [1, 1], 500)
    assert result.equity_curve.to_pylist() == [500, 500]
    assert not result.trades
    assert result.win_rate is None
    assert result.unrealized == 0


def test_no_bars_are_no_metrics():
    result = BacktestEngine(money="decimal").run_signals([], [], 500)
    assert len(result.equity_curve) == 0
    assert set(result.metrics[:-1]) == {None}


cents = st.lists(st.integers(1, 20_000), min_size=1, max_size=30)
rates = st.sampled_from([(0, 0), (Decimal("0.001"), 0), (Decimal("0.01"), Decimal("0.0205")), (0.25, 0.1)])
scales = st.sampled_from([{}, {"quantity_scale": 3}, {"commission_scale": 2}, {"commission_scale": 0}])


@settings(deadline=None, max_examples=200)
@given(st.data(), cents, rates, scales, st.booleans())
def test_no_digit_is_made_or_lost(data, closes, costs, rules, allow_short):
    """Cash and shares are the equity at every bar; what fills gained less what they paid is what the equity gained."""
    signal = data.draw(st.lists(st.integers(-1, 1), min_size=len(closes), max_size=len(closes)))
    prices = [Decimal(item).scaleb(-2) for item in closes]
    engine = BacktestEngine(money="decimal", **rules)
    result = engine.run_signals(prices, np.array(signal, np.int8), 1000, *costs, allow_short)
    fills = result.fills
    equity, cash, held = (column.to_pylist() for column in (result.equity_curve, result.cash, result.positions))
    paid, gained, amounts = Fraction(0), Fraction(0), Fraction(1000)
    place = 0
    for bar, close in enumerate(prices):
        while place < len(fills.bar) and fills.bar[place] == bar:
            quantity, price, fee, gain = (Fraction(column[place].as_py()) for column in fills[1:4] + fills[6:7])
            side = 1 if quantity > 0 else -1
            assert price == Fraction(close) * (1 + side * Fraction(str(costs[1])))
            amounts -= quantity * price + fee
            paid, gained, place = paid + fee, gained + gain, place + 1
        assert Fraction(cash[bar]) == amounts
        assert Fraction(equity[bar]) == Fraction(cash[bar]) + Fraction(held[bar]) * Fraction(close)
        cost = Fraction(fills.cost[place - 1].as_py()) if place else 0
        open_gain = Fraction(held[bar]) * Fraction(close) - cost
        assert Fraction(equity[bar]) - 1000 == gained + open_gain - paid
    assert place == len(fills.bar)
    assert Fraction(equity[-1]) - 1000 == sum(Fraction(trip.pnl) for trip in result.trades) + Fraction(
        result.unrealized
    ) - (Fraction(fills.commission[-1].as_py()) if held[-1] else 0)
    assert all(shares >= 0 for shares in held) or allow_short


@pytest.mark.parametrize("costs", [(0.001, 0.0005), (0.0, 0.0)])
def test_with_many_digits_of_shares_it_is_the_engine_of_floats(costs):
    rate, slippage = costs
    data = MarketData("AAPL", DATA.timestamps, *DATA.columns.values(), **CENTS)
    floats = BacktestEngine().run_sma_backtest(data.to_float(), 5, 20, 1000.0, rate, slippage)
    exact = BacktestEngine(**CENTS, quantity_scale=9).run_sma_backtest(data, 5, 20, 1000.0, rate, slippage)
    names = [name for name in exact.metrics._fields if name != "win_rate"]
    assert [float(getattr(exact, name)) for name in names] == pytest.approx(
        [getattr(floats, name) for name in names], rel=1e-6
    )
    np.testing.assert_allclose(np.array(exact.equity_curve.to_pylist(), float), floats.equity_curve, rtol=1e-8)
    assert [trip[:3] for trip in exact.trades] == [tuple(row)[:3] for row in floats.trades.tolist()]


MONEY = pa.decimal128(18, 2)
CLOSES = pa.array(numbers(PRICES), MONEY)
DAYS = np.arange("2024-01-01", "2024-01-09", dtype="M8[D]")
INPUTS = {
    "list": numbers(PRICES),
    "pyarrow": CLOSES,
    "polars": pl.Series("X", CLOSES),
    "pandas": pd.Series(pd.arrays.ArrowExtensionArray(CLOSES), DAYS, name="X"),
    "pandas frame": pd.DataFrame({"Close": pd.arrays.ArrowExtensionArray(CLOSES)}, DAYS),
    "polars frame": pl.DataFrame({"date": DAYS, "close": CLOSES}),
    "bars": MarketData("X", DAYS, *[CLOSES] * 4, np.zeros(8), money="decimal"),
}


@pytest.mark.parametrize("name", INPUTS)
def test_decimals_of_any_library_are_prices(name):
    result = BacktestEngine(money="decimal").run_sma_backtest(INPUTS[name], 1, 2, 1000)
    assert result.close.to_pylist() == numbers(PRICES)
    assert result.trade_count == 2
    frame = result.to_frame()
    assert type(frame).__module__.startswith("polars" if "polars" in name else "pandas")
    assert frame["equity"].to_list() == result.equity_curve.to_pylist()
    assert (result.timestamps is not None) == (name in {"pandas", "pandas frame", "polars frame", "bars"})


def test_floats_are_prices_only_at_a_scale():
    with pytest.raises(
        TypeError, match="run_sma_backtest: close must be decimals where money is 'decimal'.*price_scale"
    ):
        BacktestEngine(money="decimal").run_sma_backtest(DATA, 10, 30)
    result = ENGINE.run_sma_backtest(DATA, 5, 20)
    assert result.close.to_pylist() == [Decimal(repr(float(value))).quantize(Decimal("0.01")) for value in DATA.close]
    for own in (DATA.close, pd.Series(DATA.close), DATA.to_polars(), MarketData.from_polars(DATA.to_polars(), **CENTS)):
        assert ENGINE.run_sma_backtest(own, 5, 20).equity_curve.equals(result.equity_curve)


def test_signals_are_those_of_the_prices_that_are_traded():
    closes = [1.004, 1.0, 1.003, 1.001]  # all of them 1.00
    result = ENGINE.run_sma_backtest(closes, 1, 2)
    assert not len(result.fills.bar)


def test_an_engine_of_floats_takes_no_decimals():
    data = MarketData("X", DAYS, *[CLOSES] * 4, np.zeros(8), money="decimal")
    with pytest.raises(TypeError, match="data are in decimals; take an engine with money='decimal', or data.to_float"):
        BacktestEngine().run_sma_backtest(data, 1, 2)
    assert BacktestEngine().run_sma_backtest(data.to_float(), 1, 2).trade_count == 2
    with pytest.raises(TypeError, match="close must be numbers, was Series of object; decimals are exact where money="):
        BacktestEngine().run_sma_backtest(pl.Series(numbers(PRICES)), 1, 2)


WRONG = [
    ({"money": "exact"}, ValueError, "BacktestEngine: money must be 'float' or 'decimal', was 'exact'"),
    ({"price_scale": 2}, ValueError, "BacktestEngine: price_scale is of decimals; give money='decimal' with it"),
    ({"money": "decimal", "price_scale": 39}, ValueError, "price_scale must be from 0 to 38, was 39"),
    ({"money": "decimal", "quantity_scale": 0.5}, TypeError, "quantity_scale must be an integer, was 0.5"),
    ({"money": "decimal", "cache": object()}, ValueError, "a cache keeps results in floats"),
]


@pytest.mark.parametrize(("options", "error", "message"), WRONG)
def test_what_an_engine_cannot_be_is_said_at_once(options, error, message):
    with pytest.raises(error, match=message):
        BacktestEngine(**options)


def test_wrong_parameters_are_errors_as_of_floats():
    with pytest.raises(ValueError, match="commission_rate must be at least 0 and below 1, was 1"):
        ENGINE.run_sma_backtest(DATA, 5, 20, commission_rate=Decimal(1))
    with pytest.raises(ValueError, match="fast must be below slow"):
        ENGINE.run_sma_backtest(DATA, 20, 5)
    with pytest.raises(ValueError, match="signal"):
        ENGINE.run_signals([1.0, 2.0], [3, 0])
    with pytest.raises(ValueError, match="run_grid: counts in floats; .*run_multiple_backtests"):
        ENGINE.run_grid(DATA, [5], [20])
    with pytest.raises(ValueError, match="close must be finite and above 0; bar 1 is 0"):
        ENGINE.run_signals([Decimal(1), Decimal(0)], [0, 0])
    with pytest.raises(ValueError, match="close must not be null; row 1 is"):
        ENGINE.run_signals([Decimal(1), None], [0, 0])
    with pytest.raises(ValueError, match="close must be finite and above 0; bar 1 is nan"):
        ENGINE.run_signals([1.0, float("nan")], [0, 0])
    frame = pl.DataFrame({"date": DAYS[:1], **{name: [Decimal(1)] for name in ("open", "low", "close")}})
    frame = frame.with_columns(high=pl.lit(Decimal("0.999999999999")))
    with pytest.raises(ValueError, match="high must be at least low; bar 0 .* has high 0.999999999999 and low 1"):
        BacktestEngine(money="decimal").run_signals(frame, [0])


def test_many_lengths_and_engines_with_a_cache():
    several = ENGINE.run_multiple_backtests(DATA, [5, 10], [10, 20], max_workers=2)
    assert [pair[:2] for pair in several] == [(5, 10), (5, 20), (10, 20)]
    assert several[1][2].equity_curve.equals(ENGINE.run_sma_backtest(DATA, 5, 20).equity_curve)
    with ThreadPoolExecutor(1) as executor:
        assert len(ENGINE.run_multiple_backtests(DATA, [5], [20], executor=executor)) == 1
    assert create_engine().run_sma_backtest(DATA, 5, 20).total_return != 0.0
    assert ENGINE.engine_info()["cache"] is None
    assert repr(ENGINE) == "BacktestEngine(backend=None, cache=None, money='decimal')"


def test_a_result_is_text_in_json_and_frames_of_decimals():
    result = ENGINE.run_sma_backtest(DATA, 5, 20, slippage=0.0005)
    document = json.loads(json.dumps(result.to_dict()))
    assert numbers(document["equity_curve"]) == result.equity_curve.to_pylist()
    assert Decimal(document["total_return"]) == result.total_return
    fills = result.fills_frame()
    assert fills["cash"].to_list() == result.fills.cash.to_pylist()
    assert list(fills["time"]) == list(pd.DatetimeIndex(DATA.timestamps[result.fills.bar]))
    assert result.fills_frame("polars")["price"].dtype == pl.Decimal(38, 6)
    assert repr(result).startswith("DecimalResult(AAPL sma 5/20: equity ")
    assert pickle.loads(pickle.dumps(result)).equity_curve.equals(result.equity_curve)


def test_market_data_keep_decimals_and_floats():
    data = MarketData("A", DATA.timestamps, *DATA.columns.values(), **CENTS)
    assert (data.money, DATA.money, DATA.decimals) == ("decimal", "float", None)
    assert data.decimals["close"].type == pa.decimal128(38, 2)
    assert data.decimals["volume"].type == pa.decimal128(38, 0)
    assert data.close.tolist() == [float(value) for value in data.decimals["close"].to_pylist()]
    assert pickle.loads(pickle.dumps(data)) == data
    assert data != DATA
    assert data[5:9].decimals["open"].equals(data.decimals["open"][5:9])
    assert MarketData.from_pandas(data.to_pandas(), "A", money="decimal") == data
    assert MarketData.from_polars(data.to_polars(), "A", money="decimal") == data
    weekly = data.resample("1w")
    assert weekly == MarketData("A", *list(vars(data.to_float().resample("1w")).values())[1:7], **CENTS)
    assert pa.types.is_decimal(data.to_pandas().dtypes["close"].pyarrow_dtype)


def test_prices_are_brought_to_one_scale_and_compared_in_every_digit():
    days = DAYS[:2]
    open_, high = numbers(["1.00", "1.5"]), numbers(["1.001", "2"])
    data = MarketData("A", days, open_, high, [1, 1], [1, 2], [5, 6], money="decimal")
    assert {data.decimals[name].type.scale for name in ("open", "high", "low", "close")} == {3}
    close = numbers(["1", "2.0000000000001"])
    assert len(MarketData("A", days, [1.0, 1.5], [1.0, 2.0], [1.0, 1.0], [1.0, float(close[1])], [5, 6])) == 2
    with pytest.raises(ValueError, match="close must be at most high; bar 1 .* has close 2.0000000000001 and high 2"):
        MarketData("A", days, open_, high, [1, 1], close, [5, 6], money="decimal")
    with pytest.raises(TypeError, match="MarketData A: open must be decimals where money is 'decimal'"):
        MarketData("A", days, [1.0, 1.0], high, [1, 1], [1, 1], [5, 6], money="decimal")
    with pytest.raises(ValueError, match="MarketData A: price_scale is of decimals"):
        MarketData("A", days, [1, 1], [1, 1], [1, 1], [1, 1], [5, 6], price_scale=2)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.integers(-(10**20), 10**20), min_size=1, max_size=5), st.integers(0, 25))
def test_the_float_of_a_decimal_is_the_nearest(values, scale):
    from atc_trading.market.exact_columns import floats_of

    column = pa.array([Decimal(value).scaleb(-scale) for value in values], pa.decimal128(38, scale))
    assert floats_of(column).tolist() == [float(Fraction(value, 10**scale)) for value in values]


def test_a_file_of_prices_is_read_in_decimals(tmp_path):
    path = tmp_path / "prices.csv"
    DATA.to_pandas().round(2).to_csv(path)
    data = MarketData.from_csv(path, **CENTS)
    assert data.decimals["close"].to_pylist() == [Decimal(f"{value:.2f}") for value in DATA.close]


def test_every_sum_fits_or_says_what_does_not():
    with pytest.raises(ValueError, match="decimal_commission_per_dollar: the result would have 53 digits"):
        BacktestEngine(money="decimal", price_scale=30, quantity_scale=20).run_signals([1.0, 2.0], [1, 0])


def test_averages_run_on_the_backend_that_is_named():
    with atc_core.trace() as calls:
        BacktestEngine(backend="python", **CENTS).run_sma_backtest(DATA, 5, 20)
    assert {call.backend for call in calls if call.kernel == "sma"} == {"python"}


def test_no_context_of_pythons_rounds():
    closes = [Decimal("1.00000000000000000001"), Decimal("3.00000000000000000001")]
    engine = BacktestEngine(money="decimal", quantity_scale=0)
    result = engine.run_signals(closes, [1, 0], Decimal(10) ** 9, Decimal("0.001"))
    (trip,), fills = result.trades, result.fills
    paid = [Fraction(item.as_py()) for item in fills.commission]
    assert Fraction(trip.commission) == sum(paid)
    assert Fraction(trip.pnl) == Fraction(fills.realized[-1].as_py()) - sum(paid)
    assert Fraction(trip.pnl) == Fraction(result.equity_curve[-1].as_py()) - 10**9
    assert len(trip.pnl.as_tuple().digits) > 28
