"""Orders and weights on the bars of several assets: labels in and out, the order table, and what is refused."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

import atc_core
from atc_trading.backtest import MarketData, OrderBuilder, generate_sample_data, run_orders, run_targets
from atc_trading.backtest.portfolio_bars import portfolio_bars

ONE, TWO = generate_sample_data("ONE", days=60), generate_sample_data("TWO", days=40)
BOTH = {"ONE": ONE, "TWO": TWO}
DAYS = ONE.timestamps
RUN = {"backend": "python"}


def bracketed():
    """An entry of one asset with a stop and a target, and a limit of the other that never fills."""
    orders = OrderBuilder()
    late = orders.limit("TWO", 5, 1.0, at=DAYS[9], until=DAYS[20])
    entry = orders.market("ONE", 10, at=DAYS[3])
    children = orders.bracket(entry, stop=ONE.close[3] * 0.97, target=ONE.close[3] * 1.05)
    return orders, late, entry, children


def test_a_bracket_is_an_entry_with_two_orders_of_which_one_fills():
    orders, late, entry, (stop, target) = bracketed()
    result = run_orders(BOTH, orders, **RUN)
    placed = result.orders_frame()
    status = placed["status"]
    assert placed.loc[stop].tolist()[:3] == ["ONE", "stop", -10.0]
    assert status[entry] == "filled"
    assert status[late] == "expired"
    assert sorted(status[[stop, target]]) == ["cancelled", "filled"]
    fills = result.fills_frame()
    assert fills["order"].tolist()[0] == entry
    assert fills["time"][0] == pd.Timestamp(DAYS[4])
    assert fills["price"][0] == ONE.open[4]
    assert set(fills["asset"]) == {"ONE"}


def test_rows_are_those_of_the_kernel():
    orders, *_ = bracketed()
    result = run_orders(BOTH, orders, taker_rate=0.001, **RUN)
    data = portfolio_bars(BOTH, "")
    columns, _ = orders.columns(data, "")
    tables = (data.open, data.high, data.low, data.close, data.volume)
    wanted = atc_core.simulate_orders(*tables, **columns, taker_rate=0.001, **RUN)
    assert result.outcome.fills.tolist() == wanted.fills.tolist()
    np.testing.assert_array_equal(result.outcome.equity, wanted.equity)
    assert (np.diff(columns["bar"]) >= 0).all()


def test_an_asset_does_not_trade_where_it_has_no_bar():
    data = portfolio_bars(BOTH, "")
    assert data.symbols == ("ONE", "TWO")
    assert len(data.timestamps) == 60
    assert np.isnan(data.close[40:, 1]).all()
    orders = OrderBuilder()
    orders.market("TWO", 1, at=DAYS[45])
    assert len(run_orders(BOTH, orders, **RUN).outcome.fills) == 0


def test_times_count_until_the_last_bar_before_them():
    orders = OrderBuilder()
    orders.market(None, 1, at=DAYS[5] + np.timedelta64(5, "h"))
    orders.market(None, 1, at=7)
    orders.market(None, 1)
    orders.market(None, 1, at=pd.Timestamp(DAYS[9]))
    orders.market(None, 1, at="1999-01-01")
    assert run_orders(ONE, orders, **RUN).outcome.fills["bar"].tolist() == [0, 0, 6, 8, 10]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_frames_come_back_in_the_library_of_the_bars(library):
    frames = {name: data.to_pandas() if library == "pandas" else data.to_polars() for name, data in BOTH.items()}
    orders, *_ = bracketed()
    result = run_orders(frames, orders, **RUN)
    for frame in (result.fills_frame(), result.account_frame(), result.trips_frame(), result.orders_frame()):
        assert type(frame).__module__.partition(".")[0] == library
    assert result.fills_frame()["quantity"].to_list() == result.outcome.fills["quantity"].tolist()


@pytest.mark.parametrize("form", ["pandas", "polars", "array"])
def test_weights_are_placed_by_time_and_asset(form):
    frame = pd.DataFrame({"TWO": 0.4, "ONE": 0.5}, index=pd.DatetimeIndex(DAYS[::10]))
    table = np.full((60, 2), np.nan)
    table[::10] = 0.5, 0.4
    weights = {"pandas": frame, "polars": pl.from_pandas(frame.reset_index()), "array": table}[form]
    result = run_targets(BOTH, weights, rate=0.001, **RUN)
    data = portfolio_bars(BOTH, "")
    wanted = atc_core.simulate_targets(data.open, data.close, table, rate=0.001, **RUN)
    assert result.outcome.fills.tolist() == wanted.fills.tolist()
    assert result.account_frame()["ONE"].tolist() == wanted.position[:, 0].tolist()


@pytest.mark.parametrize("zone", ["America/New_York", "UTC", "Asia/Tokyo"])
@pytest.mark.parametrize("start", ["2024-06-03", "2024-11-03"])
def test_weights_of_any_zone_are_placed_by_their_instants(start, zone):
    """On 2024-11-03 the clocks of New York show an hour twice, and the bars are kept in UTC."""
    hours = pd.date_range(start, periods=60, freq="h", tz="America/New_York")
    close = 100.0 + np.arange(60.0)
    bars = pd.DataFrame({"open": close, "high": close, "low": close, "close": close, "volume": 1.0}, index=hours)
    weights = pd.DataFrame({"ONE": [0.5, 0.1]}, index=hours[[1, 9]].tz_convert(zone))
    table = np.full((60, 1), np.nan)
    table[[1, 9], 0] = 0.5, 0.1
    result = run_targets({"ONE": bars}, weights, **RUN)
    wanted = atc_core.simulate_targets(close[:, np.newaxis], close[:, np.newaxis], table, **RUN)
    assert result.outcome.fills.tolist() == wanted.fills.tolist()


def test_metrics_are_the_kernels():
    result = run_targets(ONE, np.ones((60, 1)), rate=0.001, initial_cash=5000.0, **RUN)
    curve = np.concatenate([[5000.0], result.outcome.equity])
    metrics = result.metrics
    assert metrics["total_return"] == curve[-1] / 5000.0 - 1.0
    assert metrics["max_drawdown"] == atc_core.max_drawdown(curve)
    assert metrics["sharpe_ratio"] == pytest.approx(atc_core.sharpe_ratio(curve[1:] / curve[:-1] - 1.0))
    assert metrics["costs"] == pytest.approx(result.outcome.fills["commission"].sum() / 5000.0)


def test_a_ruined_run_has_metrics():
    orders = OrderBuilder()
    orders.market(None, -3000)
    metrics = run_orders(ONE, orders, initial_cash=10_000.0, leverage=np.inf, **RUN).metrics
    assert metrics["max_drawdown"] <= 1.0
    assert not np.isnan(metrics["total_return"])


def test_positions_from_flat_to_flat_have_their_times():
    orders, *_ = bracketed()
    trips = run_orders(BOTH, orders, **RUN).trips_frame()
    assert len(trips) == 1
    assert trips["entry_time"][0] == pd.Timestamp(DAYS[4])
    assert trips["asset"][0] == "ONE"


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: run_orders(BOTH, []), TypeError, "run_orders: orders must be an OrderBuilder, were list"),
        (
            lambda: run_orders([1.0], OrderBuilder()),
            TypeError,
            "run_orders: bars must be MarketData, a frame, or a map",
        ),
        (lambda: run_orders({}, OrderBuilder()), ValueError, "run_orders: bars must be of at least one asset"),
        (lambda: run_targets(BOTH, pd.DataFrame({"X": [1.0]})), ValueError, "run_targets: weights must be of ONE, TWO"),
        (
            lambda: run_targets(BOTH, pd.DataFrame({"ONE": [1.0]}, index=pd.DatetimeIndex(["1999-01-01"]))),
            ValueError,
            "run_targets: weights must be at times of bars; 1999-01-01 is none",
        ),
        (lambda: OrderBuilder().bracket(0, stop=1.0), ValueError, "bracket: entry must be an order placed before"),
        (lambda: OrderBuilder().trailing("ONE", 1), ValueError, "trailing: give amount or fraction, one of them"),
        (lambda: OrderBuilder().market("ONE", 1, parent=0), ValueError, "order: parent must be an order placed before"),
    ],
)
def test_what_cannot_run_is_refused(call, kind, message):
    with pytest.raises(kind, match=message):
        call()


def test_an_asset_that_is_not_there_is_refused():
    orders = OrderBuilder()
    orders.market("THREE", 1)
    with pytest.raises(ValueError, match="run_orders: asset must be one of ONE, TWO, was 'THREE'"):
        run_orders(BOTH, orders)
    orders = OrderBuilder()
    orders.market(None, 1, at="soon")
    with pytest.raises(
        ValueError, match="run_orders: at of order 0 must be a date, a datetime or the number of a bar, was"
    ):
        run_orders(ONE, orders)


def test_kinds_are_methods():
    orders = OrderBuilder()
    orders.market(None, 1)
    orders.limit(None, 1, 90.0)
    orders.stop(None, -1, 80.0)
    orders.stop(None, 1, 110.0, limit=111.0)
    orders.trailing(None, -1, amount=3.0)
    orders.trailing(None, -1, fraction=0.05, group=orders.new_group())
    columns, _ = orders.columns(portfolio_bars(ONE, ""), "")
    assert columns["kind"].tolist() == [0, 1, 2, 3, 4, 5]
    assert columns["group"].tolist() == [-1, -1, -1, -1, -1, 0]
    assert columns["stop"].tolist()[2:] == [80.0, 110.0, 3.0, 0.05]
    assert len(orders) == 6


def test_symbols_are_those_of_the_mapping():
    fields = (ONE.open, ONE.high, ONE.low, ONE.close, ONE.volume)
    unnamed = MarketData("", ONE.timestamps, *fields)
    assert portfolio_bars({"A": unnamed, "B": ONE}, "").symbols == ("A", "B")
