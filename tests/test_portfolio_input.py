"""What callers give to runs of several assets, right and wrong: weights, orders, times, frames of several tickers."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pytest

from atc_trading.backtest import MarketData, OrderBuilder, generate_sample_data, run_orders, run_targets
from atc_trading.backtest.portfolio_bars import portfolio_bars

ONE, TWO = generate_sample_data("ONE", days=60), generate_sample_data("TWO", days=40)
BOTH = {"ONE": ONE, "TWO": TWO}
DAYS = pd.DatetimeIndex(ONE.timestamps)
NUMBERED = MarketData("", np.arange(100, 160), ONE.open, ONE.high, ONE.low, ONE.close, ONE.volume)
RUN = {"backend": "python"}
ZONE = "America/New_York"
HOURS = pd.date_range("2024-06-03", periods=60, freq="h", tz=ZONE)
HOURLY = ONE.to_pandas().set_axis(HOURS)


def fills(weights, bars=BOTH):
    return run_targets(bars, weights, **RUN).outcome.fills.tolist()


def filled(orders, bars=BOTH, **options):
    """Order, bar and quantity of each fill."""
    return run_orders(bars, orders, **options, **RUN).outcome.fills[["order", "bar", "quantity"]].tolist()


def one(method, *arguments, **place):
    """A builder with one order."""
    orders = OrderBuilder()
    getattr(orders, method)(*arguments, **place)
    return orders


def test_a_series_is_placed_by_its_times():
    frame = pd.DataFrame({"ONE": [0.5, 0.1]}, index=DAYS[[9, 3]])
    assert fills(frame["ONE"], ONE) == fills(frame, {"ONE": ONE})
    assert fills(pd.Series(0.5, range(60)), ONE) == fills(np.full(60, 0.5), ONE)
    assert fills(pl.Series(np.full(60, 0.5)), ONE) == fills(np.full(60, 0.5), ONE)


@pytest.mark.parametrize("library", [pd, pl])
def test_columns_are_placed_by_their_names(library):
    table = np.tile([0.1, 0.6], (60, 1))
    frame = library.DataFrame({"TWO": table[:, 1], "ONE": table[:, 0]})
    assert fills(frame) == fills(table)
    with_times = library.DataFrame({"TWO": table[:, 1], "Date": np.array(ONE.timestamps), "ONE": table[:, 0]})
    assert fills(with_times) == fills(table)


def test_weights_wait_for_the_next_open_of_their_asset():
    """Those of a Friday were lost on what does not trade on Saturday, where others do."""
    days = pd.date_range("2024-01-05", periods=8)
    close = 100.0 + np.arange(8.0)
    every = pd.DataFrame(dict.fromkeys(("open", "high", "low", "close"), close) | {"volume": 1.0}, days)
    bars = {"COIN": every, "STOCK": every[days.day_of_week < 5]}
    friday = pd.DataFrame({"COIN": 0.5, "STOCK": 0.4}, days[:1])
    traded = run_targets(bars, friday, **RUN).outcome.fills
    assert traded[["bar", "asset", "price"]].tolist() == [(1, 0, 101.0), (3, 1, 103.0)]
    table = np.full((8, 2), np.nan)
    table[0] = 0.5, 0.4
    assert fills(table, bars) == traded.tolist()
    saturday = pd.DataFrame({"STOCK": [0.4, 0.2]}, days[:2])
    only = run_targets(bars, saturday, **RUN).outcome.fills
    assert only[["bar", "asset"]].tolist() == [(3, 1)]
    assert only["quantity"][0] == pytest.approx(0.2 * 100_000.0 / 103.0), "the latest weight is the one that counts"
    late = pd.DataFrame({"STOCK": [0.4]}, days[-1:])
    assert fills(late, bars) == []


def test_decimals_of_polars_are_weights():
    weights = pl.DataFrame({"at": DAYS[3:4], "ONE": [0.5]})
    assert fills(weights.with_columns(pl.col("ONE").cast(pl.Decimal(10, 2)))) == fills(weights)


def test_weights_of_one_time_may_be_in_several_rows():
    rows = pd.DataFrame({"ONE": [0.5, np.nan], "TWO": [np.nan, 0.2]}, index=DAYS[[3, 3]])
    assert fills(rows) == fills(pd.DataFrame({"ONE": 0.5, "TWO": 0.2}, index=DAYS[[3]]))


def frame_of(values, at=(3, 5), **options):
    return pd.DataFrame({"ONE": values}, index=DAYS[list(at)], **options)


@pytest.mark.parametrize(
    ("weights", "kind", "sentence"),
    [
        (frame_of([0.5, 0.1], (3, 3)), ValueError, "weights must be given once a time; ONE at 2000-01-06 has 0.5, 0.1"),
        (
            frame_of(["0.5", "1"]),
            TypeError,
            "weights of ONE must be numbers, was Series of .*, such as '0.5'; text must",
        ),
        (frame_of([True, False]), TypeError, "weights of ONE must be numbers, was Series of bool"),
        (
            frame_of([0.5, 0.1]).tz_localize(ZONE),
            ValueError,
            f"weights must have no time zone, as the bars have none, had {ZONE}",
        ),
        (frame_of([0.5, 0.1]).rename(columns={"ONE": "ONEE"}), ValueError, "of ONEE too; did you mean 'ONE'?"),
        (pd.concat([frame_of([1.0, 1.0])] * 2, axis=1), ValueError, "must have one column an asset, had 2 of ONE"),
        (pd.DataFrame({"ONE": [0.5]}), ValueError, "weights without times must have a row for each of 60 bars, had 1"),
        (pd.DataFrame({"ONE": [0.5]}, index=[7]), ValueError, "must be at times, as the bars are, were at numbers of"),
        (pd.Series(0.5, DAYS), ValueError, "must have a column for each of ONE, TWO, were one Series"),
        (frame_of([0.5, 0.1]).set_axis(["a", "b"]), TypeError, "times must be datetime64, dates or numbers of bars"),
        (
            pd.DataFrame({"date": DAYS[:1], "symbol": ["ONE"], "weight": [1.0]}),
            ValueError,
            "were of symbol, weight too; pivot a long table: weights.pivot",
        ),
        ({"ONE": 0.5}, TypeError, "weights must be a frame, a Series or an array of .*, were dict"),
        ("weights.csv", TypeError, "weights must be a frame, a Series or an array of .*, were str"),
        (None, TypeError, "weights must be a frame, a Series or an array of .*, were NoneType"),
        (pl.LazyFrame({"ONE": [0.5]}), TypeError, "which must be collected: weights.collect()"),
        (
            pl.DataFrame({"d": DAYS[:1], "e": DAYS[:1], "ONE": [0.5]}),
            ValueError,
            "weights must have one column of times, had 'd' and 'e'",
        ),
    ],
)
def test_weights_that_are_refused(weights, kind, sentence):
    with pytest.raises(kind, match=f"^run_targets: .*{sentence}".replace("(", r"\(").replace(")", r"\)")):
        run_targets(BOTH, weights, **RUN)


@pytest.mark.parametrize(
    "moment",
    [
        pd.Timestamp("2024-06-03 12:00", tz=ZONE),
        pd.Timestamp("2024-06-03 16:00", tz="UTC"),
        dt.datetime(2024, 6, 3, 16, tzinfo=dt.timezone.utc),
        "2024-06-03T16:00:00Z",
        "2024-06-03 12:00:00-04:00",
        "2024-06-03 12:00",
        dt.datetime(2024, 6, 3, 12),  # noqa: DTZ001 as the bars' clocks show it
        np.datetime64("2024-06-03T12:30"),
        12,
    ],
    ids=str,
)
def test_a_moment_is_the_same_in_every_zone(moment):
    """As Timestamp.to_datetime64 gives it, 12:00 of New York was taken for 16:00."""
    assert filled(one("market", None, 1, at=moment), HOURLY) == [(0, 13, 1.0)]


def test_dates_beyond_nanoseconds_are_after_or_before_all_bars():
    """As int64 nanoseconds 9999-12-31 is a day of 1816."""
    assert filled(one("market", "ONE", 1, at=3, until="9999-12-31")) == [(0, 4, 1.0)]
    assert filled(one("market", "ONE", 1, at="1066-10-14")) == [(0, 0, 1.0)]
    assert filled(one("market", "ONE", 1, at="2200-01-01")) == []


def test_numbers_of_numbered_bars_are_theirs():
    assert filled(one("market", None, 1, at=105), NUMBERED) == [(0, 6, 1.0)]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: one("market", "ONE", float("nan")), "market: quantity must be finite and not 0, was nan"),
        (lambda: one("market", "ONE", 0), "market: quantity must be finite and not 0, was 0"),
        (lambda: one("market", "ONE", "10"), "market: quantity must be a number, was '10'"),
        (lambda: one("market", "ONE", True), "market: quantity must be a number, was True"),
        (lambda: one("market", 10, "ONE"), "market: quantity must be a number, was 'ONE'"),
        (lambda: one("market", "ONE", 1, limit=90), "market takes no limit, but at, until, group and parent"),
        (lambda: one("market", "ONE", 1, when=3), "market takes no when, but at, until, group and parent"),
        (lambda: one("limit", "ONE", 1, None), "limit: limit must be a number, was None"),
        (lambda: one("limit", "ONE", 1, -5), "limit: limit must be finite and above 0, was -5"),
        (lambda: one("stop", "ONE", 1, 0), "stop: stop must be finite and above 0, was 0"),
        (lambda: one("trailing", "ONE", 1, fraction=5), "trailing: fraction must be below 1, was 5; 0.05 is 5 %"),
        (lambda: one("market", "ONE", 1, group=1.5), "market: group must be a whole number from 0, as new_group"),
        (lambda: filled(one("market", "ONE", 1, at=-5)), "run_orders: at of order 0 must be a bar from 0 on, -1 for"),
        (lambda: filled(one("market", "ONE", 1, at=True)), "run_orders: at of order 0 must be a date, a datetime or"),
        (lambda: filled(one("market", "ONE", 1, at=5.0)), "run_orders: at of order 0 must be a date, a datetime or"),
        (
            lambda: filled(one("market", "ONE", 1, at="12:61:00Z")),
            "run_orders: at of order 0 must be a date, a datetime",
        ),
        (lambda: filled(one("market", "ONE", 1, at=pd.NaT)), "run_orders: at of order 0 must be a date, a datetime or"),
        (
            lambda: filled(one("market", "ONE", 1, at=pd.Timestamp("2000-02-01", tz="UTC"))),
            "run_orders: at of order 0 must have no time zone, as the bars have none",
        ),
        (
            lambda: filled(one("market", None, 1, at="2000-01-01"), NUMBERED),
            "run_orders: at of order 0 must be the number of a bar, as bars have no times, was '2000-01-01'",
        ),
        (
            lambda: filled(one("market", "ONE", 1, at=5, until=3)),
            "run_orders: until of order 0 must be a bar after at: 3 is bar 3, at is bar 5",
        ),
        (lambda: filled(one("market", "ONE", 1, until=-1)), "run_orders: until of order 0 must be a bar after at"),
        (lambda: filled(one("market", "ONE", 1), commission=1.0), "run_orders has no option 'commission'; there are"),
        (lambda: run_targets(BOTH, np.ones((60, 2)), slippage=5), "run_targets has no option 'slippage'; did you mean"),
        (
            lambda: run_targets(BOTH, np.ones((60, 2)), periods_per_year=0),
            "run_targets: periods_per_year must be above 0 and finite, was 0",
        ),
        (
            lambda: run_targets(BOTH, np.ones((60, 2)), periods_per_year="252"),
            "run_targets: periods_per_year must be above 0 and finite, was '252'",
        ),
        (
            lambda: filled(one("market", None, 1), HOURLY.drop(columns="volume"), volume_limit=0.1),
            "run_orders: volume_limit needs volumes, the asset has none",
        ),
        (
            lambda: filled(OrderBuilder(), {"A": HOURLY, "B": HOURLY.tz_convert("UTC")}),
            "run_orders: bars must be of one time zone, were of America/New_York, UTC",
        ),
        (
            lambda: filled(OrderBuilder(), {"A": ONE, "B": NUMBERED}),
            "run_orders: bars must all have times or all be numbered, were of both kinds",
        ),
        (lambda: filled(OrderBuilder(), {"A": pl.LazyFrame()}), "which must be collected: bars.collect"),
    ],
)
def test_orders_that_are_refused(call, sentence):
    with pytest.raises((TypeError, ValueError), match=sentence):
        call()


@pytest.mark.parametrize(
    ("quantity", "stop", "target", "sentence"),
    [
        (10, 110.0, 90.0, "bracket: stop must be below target, as the order is to buy, were 110.0 and 90.0"),
        (-10, 90.0, 110.0, "bracket: stop must be above target, as the order is to sell, were 90.0 and 110.0"),
    ],
)
def test_a_stop_is_on_the_side_of_losses(quantity, stop, target, sentence):
    orders = one("market", "ONE", quantity)
    with pytest.raises(ValueError, match=sentence):
        orders.bracket(0, stop=stop, target=target)
    assert len(orders.bracket(0, stop=target, target=stop)) == 2


def test_errors_name_orders_by_their_numbers_whatever_their_rows():
    orders = one("market", "ONE", 1, at=9)
    orders.market("ONE", 1.5, at=3)
    with pytest.raises(ValueError, match="run_orders: quantity must be a multiple of lot, 1.0; order 1 is 1.5"):
        filled(orders, lot=1.0)
    orders.market("ONE", -1, parent=0, at=3)
    with pytest.raises(ValueError, match="order 2 must not be placed before its parent, order 0: at bar 3 and not"):
        filled(orders)
    for other, sentence in (
        ({"parent": 0}, "order 1 must be of the asset of its parent, order 0"),
        ({"group": 1}, "order 1 must be of the asset of the others of group 1"),
    ):
        orders = one("market", "ONE", 1, group=1)
        orders.market("TWO", 1, **other)
        with pytest.raises(ValueError, match=sentence):
            filled(orders)


class Unread(list):
    """Orders that nothing looks through."""

    def __iter__(self):
        raise AssertionError


def test_a_bracket_does_not_look_through_all_orders():
    """Each looked for the highest group: 10 000 took 9 s."""
    orders = OrderBuilder()
    orders.placed = Unread()
    for _ in range(3):
        orders.bracket(orders.market("ONE", 1), stop=1.0, target=2.0)
    assert orders.new_group() == 3
    assert one("market", "ONE", 1, group=7).new_group() == 8


def test_quantities_are_any_numbers():
    for quantity in (Decimal("1.5"), np.float32(1.5), 1.5):
        assert filled(one("market", "ONE", quantity)) == [(0, 0, 1.5)]


def several(library, form):
    """Both assets in one frame."""
    frames = {name: data.to_pandas() for name, data in BOTH.items()}
    if form == "levels":
        return pd.concat(frames, axis=1)
    if form == "yfinance":
        return pd.concat(frames, axis=1).swaplevel(axis=1).sort_index(axis=1)
    long = pd.concat([frame.reset_index().assign(Ticker=name) for name, frame in frames.items()])
    return long if library == "pandas" else pl.from_pandas(long)


@pytest.mark.parametrize(
    ("library", "form"), [("pandas", "levels"), ("pandas", "yfinance"), ("pandas", "long"), ("polars", "long")]
)
def test_a_frame_may_hold_several_tickers(library, form):
    """Where one ends earlier its rows in levels of columns are empty."""
    own, wanted = portfolio_bars(several(library, form), ""), portfolio_bars(BOTH, "")
    assert own.symbols == ("ONE", "TWO")
    for field in ("timestamps", "open", "close", "volume"):
        np.testing.assert_array_equal(getattr(own, field), getattr(wanted, field))


TABLE = {
    "symbol": ["ONE"] * 7,
    "side": ["buy", "SELL", "s", "Buy", "sell", "sell", "buy"],
    "qty": [10, 5, 5, 1, 1, 1, 2],
    "order_type": ["market", "STP", "lmt", "Stop Limit", "trailing stop", "trail", None],
    "limit_price": [np.nan, np.nan, 120.0, 111.0, np.nan, np.nan, 90.0],
    "stop_price": [np.nan, 90.0, np.nan, 110.0, np.nan, np.nan, np.nan],
    "amount": [np.nan, np.nan, np.nan, np.nan, 3.0, np.nan, np.nan],
    "fraction": [np.nan, np.nan, np.nan, np.nan, np.nan, 0.05, np.nan],
    "date": [*DAYS[3:10]],
    "group": [None, "exit", "exit", None, None, None, None],
    "parent": [None, "a", "a", None, None, None, None],
    "id": list("abcdefg"),
}


@pytest.mark.parametrize("library", ["pandas", "polars", "index"])
def test_orders_may_be_a_table(library):
    frame = pl.DataFrame(TABLE, strict=False) if library == "polars" else pd.DataFrame(TABLE)
    orders = OrderBuilder()
    days = DAYS[3:10]
    orders.market("ONE", 10, at=days[0])
    orders.stop("ONE", -5, 90.0, at=days[1], group=0, parent=0)
    orders.limit("ONE", -5, 120.0, at=days[2], group=0, parent=0)
    orders.stop("ONE", 1, 110.0, limit=111.0, at=days[3])
    orders.trailing("ONE", -1, amount=3.0, at=days[4])
    orders.trailing("ONE", -1, fraction=0.05, at=days[5])
    orders.limit("ONE", 2, 90.0, at=days[6])
    own = OrderBuilder.from_frame(frame.set_index("date") if library == "index" else frame)
    bars = portfolio_bars(BOTH, "")
    for name, column in orders.columns(bars, "")[0].items():
        np.testing.assert_array_equal(own.columns(bars, "")[0][name], column, err_msg=name)


def test_a_table_may_have_signs_and_names_of_its_own():
    frame = pd.DataFrame({"lots": [2, -1], "px": [np.nan, 90.0], "at": [3, 4], "parent": [-1, 0]})
    own = OrderBuilder.from_frame(frame, quantity="lots", stop="px")
    assert [(order.quantity, order.kind, order.parent) for order in own.placed] == [(2.0, 0, -1), (-1.0, 2, 0)]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"order_type": ["foo"] * 7}, "row 0: kind must be one of market, mkt, limit, .*, was 'foo'"),
        ({"side": ["long-ish"] * 7}, "row 0: side must be buy or sell, was 'long-ish'"),
        ({"side": [None] * 7}, "row 0: side must be buy or sell, was None"),
        ({"qty": [-1] * 7}, "row 0: quantity must be above 0 beside a side, was -1"),
        ({"qty": [np.nan] * 7}, "row 0: quantity must be a number, was missing"),
        ({"limit_price": [90.0] * 7}, "row 0: market takes no price, was given limit"),
        ({"fraction": [np.nan] * 7}, "row 5: trail takes amount or fraction, was given none"),
        ({"parent": ["z"] * 7}, "row 0: parent must be the id of an earlier row, was 'z'"),
        ({"size": [1] * 7}, "quantity may be column 'qty' or 'size'; name one: quantity='qty'"),
        ({"note": [1] * 7}, "column 'note' has no role; name it, such as stop='note', or leave it out"),
    ],
)
def test_tables_that_are_refused(change, sentence):
    with pytest.raises(ValueError, match=f"^from_frame: {sentence}"):
        OrderBuilder.from_frame(pd.DataFrame(TABLE | change))


def test_what_is_no_table_of_orders_is_refused():
    with pytest.raises(
        ValueError, match="from_frame: no column is called quantity; there are 'px'; name it: quantity="
    ):
        OrderBuilder.from_frame(pd.DataFrame({"px": [1.0]}))
    with pytest.raises(TypeError, match="from_frame: orders must be a DataFrame of pandas or Polars, were dict"):
        OrderBuilder.from_frame(TABLE)
    with pytest.raises(TypeError, match="from_frame has no role 'qty'; roles are asset, quantity"):
        OrderBuilder.from_frame(pd.DataFrame(TABLE), qty="qty")


def test_accounts_of_any_names_and_lengths_are_frames():
    named = run_targets({"cash": ONE, "equity": TWO}, np.full((60, 2), 0.5), **RUN).account_frame()
    assert named.columns.tolist() == ["cash", "equity", "position of cash", "position of equity"]
    empty = run_targets(ONE[:0], np.zeros((0, 1)), **RUN)
    assert empty.account_frame().shape == (0, 3)
    assert len(empty.fills_frame()) == len(empty.trips_frame()) == 0
