"""Order books from frames of messages: what columns are taken, what snapshots hold, and what is refused."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pytest

import atc_core
from atc_trading import book
from atc_trading.book import BookGapWarning

RUN = {"backend": "python"}
START = np.datetime64("2024-01-02T09:30:00", "ns")
SECOND = np.timedelta64(1, "s")
LEVELS = {
    "ts": START + SECOND * np.arange(1, 10),
    "side": ["B", "A", "A", "A", "B", "B", "A", "A", "B"],
    "px": [0.99, 1.01, 1.02, 1.03, 1.02, 1.02, 1.01, 1.01, 1.03],
    "qty": [1.0, 2, 3, 3, 5, 0, 2, 0, 1],
}
"""The vector of the contract, in cents and at the seconds 1 to 9."""
KEPT = [0.99, 0.99, 0.99, 0.99, 1.02, 0.99, 0.99, 0.99, 1.03], [np.nan, 1.01, 1.01, 1.01, 1.01, 1.01, 1.01, 1.02, 1.02]
NEWEST = (
    [0.99, 0.99, 0.99, 0.99, 1.02, 0.99, 0.99, 0.99, 1.03],
    [np.nan, 1.01, 1.01, 1.01, 1.03, 1.03, 1.01, 1.03, np.nan],
)
ORDERS = {
    "ts_event": START + SECOND * np.arange(1, 9),
    "action": ["add", "add", "add", "reduce", "replace", "delete", "delete", "add"],
    "order_id": [7, 8, 9, 7, 8, 9, 9, 7],
    "side": ["buy", "buy", "sell", None, None, None, None, "buy"],
    "price": [99.0, 99, 101, np.nan, 98, np.nan, np.nan, 99],
    "size": [5.0, 3, 4, 2, 6, np.nan, np.nan, 1],
}
LIBRARIES = {"pandas": pd.DataFrame, "polars": pl.DataFrame}


def levels(**changed):
    return pd.DataFrame({**LEVELS, **changed})


def cents(messages, at="1s", count=1, **options):
    return book.replay(messages, at, count, tick_size=0.01, **RUN, **options)


@pytest.fixture(params=LIBRARIES)
def library(request):
    return request.param


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(("crossed", "wanted"), [("keep", KEPT), ("newest", NEWEST)])
def test_levels_are_those_of_the_contract_in_money(library, order, crossed, wanted):
    frame = LIBRARIES[library](dict(list(LEVELS.items())[::order]))
    found = cents(frame, crossed=crossed)
    np.testing.assert_array_equal(found.bid_price[:, 0], wanted[0])
    np.testing.assert_array_equal(found.ask_price[:, 0], wanted[1])
    assert found.counts is None
    assert found.timestamps.tolist() == LEVELS["ts"].tolist()
    assert {item.subject: item.taken for item in found.decisions} == {
        "timestamps": "'ts'",
        "side": "'side'",
        "price": "'px'",
        "size": "'qty'",
        "messages": "about levels",
        "gaps": "not looked for",
    }


@pytest.mark.parametrize("order", [1, -1])
def test_orders_are_those_of_the_contract(library, order):
    frame = LIBRARIES[library](dict(list(ORDERS.items())[::order]))
    at = ORDERS["ts_event"][[2, 3, 4, 7]]
    found = book.replay(frame, at, 2, **RUN)
    np.testing.assert_array_equal(found.bid_price, [[99, np.nan], [99, np.nan], [99, 98], [99, 98]])
    assert found.bid_size.tolist() == [[8, 0], [6, 0], [3, 6], [3, 6]]
    assert found.counts[0].tolist() == [[2, 0], [2, 0], [1, 1], [1, 1]]
    assert found.ask_size[:, 0].tolist() == [4, 4, 4, 0]
    assert found.ignored == 2
    assert list(found.to_frame().columns)[-6:] == [
        *("bid_price_2", "bid_size_2", "ask_price_2", "ask_size_2", "bid_count_2", "ask_count_2"),
    ]


@pytest.mark.parametrize(
    "sides",
    [
        ["bid", "ask", "Ask", "ASK", "buy", "Buy", "sell", "SELL", "b"],
        [1, -1, -1, -1, 1, 1, -1, -1, 1],
        [1.0, -1.0, -1.0, -1.0, 1.0, 1.0, -1.0, -1.0, 1.0],
        ["1", "-1", "-1", "-1", "1", "1", "-1", "-1", "1"],
        pd.Categorical(["B", "S", "S", "S", "B", "B", "S", "S", "B"]),
    ],
)
def test_sides_are_words_letters_or_numbers(sides):
    for frame in (levels(side=sides), pl.from_pandas(levels(side=sides))):
        np.testing.assert_array_equal(cents(frame).ask_price[:, 0], KEPT[1])


def test_actions_of_levels_delete_and_clear():
    actions = ["add", "add", "add", "delete", "change", "clear", "new", "T", "modify"]
    found = cents(levels(action=actions, qty=[1.0, 2, 3, 3, 5, 0, 2, 0, 1]), actions={"T": "ignore"}, count=2)
    assert found.ask_size.tolist() == [[0, 0], [2, 0], [2, 3], [2, 3], [2, 3], [0, 0], [2, 0], [2, 0], [2, 0]]
    assert found.bid_size[-1].tolist() == [1, 0]


@pytest.mark.parametrize("dtype", [np.float64, np.float32, "decimal"])
def test_prices_are_whole_ticks_of_any_width(dtype):
    prices = [Decimal(str(price)) for price in LEVELS["px"]] if dtype == "decimal" else np.array(LEVELS["px"], dtype)
    assert cents(levels(px=prices)).ticks[2][1, 0] == 101.0
    assert cents(pl.DataFrame({**LEVELS, "px": prices})).ticks[2][1, 0] == 101.0


def test_ticks_are_exact_fractions():
    quarters = np.array([100.0 + 1 / 32, 100.0 + 3 / 32])
    frame = pd.DataFrame({"time": START + SECOND * np.arange(2), "side": [1, 1], "price": quarters, "size": [1, 1]})
    found = book.replay(frame, "1s", 2, tick_size="1/32", **RUN)
    assert found.bid_price[-1].tolist() == [100.09375, 100.03125]
    every = np.arange(1, 200_001) / 100
    many = pd.DataFrame({"time": START, "side": 1, "price": every, "size": 1.0})
    best = book.replay(many, [START], 200_000, tick_size=0.01, **RUN)
    assert best.bid_price[0, ::-1].tolist() == every.tolist()


def test_times_are_ends_of_intervals_or_given(library):
    make = LIBRARIES[library]
    late = {**LEVELS, "ts": LEVELS["ts"] - np.timedelta64(400, "ms")}
    found = cents(make(late), "2s")
    assert found.timestamps.tolist() == (START + SECOND * np.arange(2, 11, 2)).tolist()
    assert found.ask_price[0, 0] == 1.01
    given = [pd.Timestamp("2024-01-02 09:30"), pd.Timestamp("2024-01-02 09:30:02"), dt.date(2024, 1, 3)]
    found = cents(make(LEVELS), given)
    np.testing.assert_array_equal(found.bid_price[:, 0], [np.nan, 0.99, 1.03])
    np.testing.assert_array_equal(found.ask_price[:, 0], [np.nan, 1.01, 1.02])
    assert len(cents(make(LEVELS), dt.timedelta(milliseconds=500)).timestamps) == 17


def test_times_of_a_zone_come_back_in_it():
    berlin = levels().set_index("ts").tz_localize("Europe/Berlin")
    found = cents(berlin)
    assert found.zone == "Europe/Berlin"
    assert repr(found) == "BookSnapshots(9 × 1 levels, 2024-01-02 08:30:01 to 2024-01-02 08:30:09 UTC)"
    assert found.features().index.equals(pd.DatetimeIndex(berlin.index, name="timestamps"))
    assert found.decisions[0] == ("timestamps", "the index", "it holds times")
    polars = pl.DataFrame(LEVELS).with_columns(pl.col("ts").dt.replace_time_zone("Europe/Berlin"))
    assert cents(polars).features()["timestamps"].to_list() == polars["ts"].to_list()
    assert len(cents(berlin, berlin.index[:2]).timestamps) == 2
    with pytest.raises(
        ValueError, match="at must have a time zone as the first messages have, Europe/Berlin, was without one"
    ):
        cents(berlin, [START])


def test_times_may_be_numbers():
    milliseconds = LEVELS["ts"].astype("M8[ms]").astype(np.int64)
    found = cents(levels(ts=milliseconds))
    assert found.timestamps.tolist() == LEVELS["ts"].tolist()
    assert any("milliseconds since 1970" in item.taken for item in found.decisions)
    counted = cents(levels(ts=np.arange(9)), 3)
    assert counted.timestamps.tolist() == [0, 3, 6, 9]
    np.testing.assert_array_equal(counted.ask_price[:, 0], [np.nan, 1.01, 1.01, 1.02])
    with pytest.raises(TypeError, match="replay: at must be a whole number where times are numbers, was '1s'"):
        cents(levels(ts=np.arange(9)))


def test_what_a_book_says_is_what_the_kernels_say(library):
    frame = LIBRARIES[library](
        {
            "time": np.full(4, START),
            "side": ["bid", "bid", "ask", "ask"],
            "price": [0.99, 0.98, 1.01, 1.02],
            "size": [5.0, 10, 1, 4],
        }
    )
    found = cents(frame, [START], 3)
    features = found.features(levels=2)
    row = {name: features[name].to_list()[0] for name in atc_core.book_features(*found.ticks)._fields}
    assert row == pytest.approx(
        {
            "mid": 1.0,
            "spread": 0.02,
            "microprice": 1.006666667,
            "bid_depth": 15,
            "ask_depth": 5,
            "imbalance": 0.5,
            "bid_vwap": 0.9833333333,
            "ask_vwap": 1.018,
            "state": 0,
        }
    )
    assert row["spread"] == 0.02
    assert found.flow(levels=2).shape[0] == 1
    cost = found.sweep(3.0, "buy")
    assert cost["cost"].to_list() == [3.05]
    assert cost["used"].to_list() == [2]
    assert found.sweep(np.inf, "buy", limit=1.015)["filled"].to_list() == [1.0]
    assert found.sweep(np.inf, "buy", limit=1.02)["filled"].to_list() == [5.0]
    assert found.sweep(6.0, "sell")["worst"].to_list() == [0.98]
    assert type(cost).__module__.partition(".")[0] == library
    assert repr(found) == "BookSnapshots(1 × 3 levels, 2024-01-02 09:30 to 2024-01-02 09:30)"
    with pytest.raises(ValueError, match="sweep: side must be buy or sell, was 'up'"):
        found.sweep(1.0, "up")


def numbered(first, last):
    return levels(U=first, u=last)


def test_stale_messages_are_dropped_and_gaps_are_told():
    frame = numbered([1, 2, 2, 5, 6, 7, 8, 9, 10], [1, 2, 2, 5, 6, 7, 8, 9, 10])
    with pytest.warns(
        BookGapWarning, match="messages are missing, 1 gap: row 3 at 2024-01-02 09:30:04 has 5, not 3"
    ) as told:
        found = book.replay(frame, levels=1, tick_size=0.01, **RUN)
    assert told[0].filename == __file__
    assert found.gaps == ((3, frame["ts"].to_numpy()[3], 3, 5),)
    assert found.stale == 0  # two rows of one message
    with pytest.raises(ValueError, match="replay: messages are missing: row 3 at 2024-01-02 09:30:04 has 5, not 3"):
        cents(frame, gaps="raise")
    again = numbered([1, 2, 3, 1, 4, 5, 6, 7, 8], [1, 2, 3, 2, 4, 5, 6, 7, 8])
    found = cents(again, count=3)
    assert found.stale == 1
    assert found.gaps == ()
    assert found.ask_size[3].tolist() == [2, 3, 0]


def test_one_column_of_numbers_is_both():
    found = cents(levels(seq=[1, 1, 2, 3, 9, 9, 10, 11, 12]), gaps="ignore")
    assert [gap.found for gap in found.gaps] == [9]
    assert "gaps" not in {item.subject for item in found.decisions}


def test_messages_that_are_passed_over_have_numbers_too():
    actions = ["set", "T", *["set"] * 7]
    found = cents(levels(action=actions, seq=np.arange(9)), actions={"T": "ignore"}, gaps="raise")
    assert np.isnan(found.ask_price[1, 0])


REFUSED = [
    ({"side": ["B", "A", "up", *"AAAAAA"]}, {}, "side must be one of bid, .*; row 2 is 'up'"),
    ({"side": ["B", "A", None, *"AAAAAA"]}, {}, "side must be one of bid, .*; row 2 is"),
    (
        {"px": [*LEVELS["px"][:3], 1.035, *LEVELS["px"][4:]]},
        {},
        r"price must be a multiple of the tick size 0.01; row 3 is 1.035; perhaps tick_size=0.001",
    ),
    ({"px": [*LEVELS["px"][:3], np.nan, *LEVELS["px"][4:]]}, {}, "price must be a multiple .*; row 3 is nan"),
    ({"qty": [1.0, -2, 3, 3, 5, 0, 2, 0, 1]}, {}, r"size must be finite and at least 0; row 1 is -2.0"),
    ({"ts": LEVELS["ts"][::-1]}, {}, "timestamps must not decrease; row 1 is 2024-01-02 09:30:08, after 2024-"),
    ({"ts": [*LEVELS["ts"][:8], None]}, {}, "timestamps must be times; row 8 is missing"),
    ({"quantity": 1.0}, {}, "size may be column 'qty' or 'quantity'; name one: size='qty'"),
    ({"time": START}, {}, "timestamps may be column 'ts' or 'time'; name one: timestamps='ts'"),
    ({"order_id": 1}, {}, "no column is called action; there are 'ts', 'side', 'px', 'qty', 'order_id'; name it: act"),
    ({}, {"price": "pxx"}, "price: no column 'pxx'; did you mean 'px'"),
    ({}, {"price": "qty", "size": "qty"}, "price and size must be different columns, were 'qty'"),
    ({"symbol": [*"AAAABBBBB"]}, {}, "data must be of one ticker, there are A, B"),
    ({"action": [*["set"] * 4, "trade", *["set"] * 4]}, {}, "action must be one of clear, .*; row 4 is 'trade', of wh"),
    ({"seq": 1, "U": 1, "u": 1}, {}, "messages may be numbered by 'seq' or by 'U' and 'u'; leave one of them out"),
    ({"seq": [1.5] * 9}, {}, "seq must be whole numbers; row 0 is 1.5"),
    ({}, {"at": "1mo"}, "at must be an interval of fixed length, was '1mo'"),
    ({}, {"at": "soon"}, "replay: at must be '5min', '1h'"),
    ({}, {"at": LEVELS["ts"][::-1]}, "replay: at must not decrease; row 1 is 2024-01-02 09:30:08, after 2024"),
    ({}, {"gaps": "fill"}, "gaps must be one of warn, raise, ignore, was 'fill'"),
    ({}, {"tick_size": 0}, "tick_size must be a number above 0, such as 0.01 or '1/32', was 0"),
    ({}, {"actions": {"T": "skip"}}, "actions must be among clear, add, reduce, delete, replace, ignore, was 'skip'"),
]


@pytest.mark.parametrize(("columns", "options", "message"), REFUSED)
def test_what_cannot_be_is_refused_by_its_first_row(columns, options, message):
    settings = {"at": "1s", "tick_size": 0.01, **RUN, **options}
    frame = levels(**columns)
    with pytest.raises(ValueError, match=message):
        book.replay(frame, **settings)
    if "ts" not in columns or columns["ts"][-1] is not None:
        with pytest.raises(ValueError, match=message):
            book.replay(pl.from_pandas(frame), **settings)


def test_what_is_no_frame_or_of_another_type_is_refused():
    with pytest.raises(TypeError, match="replay: messages must be a DataFrame of pandas or Polars, were list"):
        book.replay([1, 2])
    with pytest.raises(TypeError, match="replay: price must be numbers"):
        cents(levels(px=[*"123456789"]))
    with pytest.raises(TypeError, match="replay: timestamps must be times or whole numbers|dates or numbers"):
        cents(levels(ts=[*"123456789"]))
    with pytest.raises(TypeError, match="replay: at must be times or whole numbers, was float64$"):
        cents(levels(), at=np.arange(3.0))
    with pytest.raises(TypeError, match="replay has no option 'prise'; columns are timestamps, side, price"):
        cents(levels(), prise="px")
    orders = {**ORDERS, "order_id": [*"abcdefgh"]}
    with pytest.raises(TypeError, match="order_id must be whole numbers, was .*; number them first: pandas.factorize"):
        book.replay(pd.DataFrame(orders))
    with pytest.raises(ValueError, match="replay: crossed must be keep of messages about orders, was 'newest'"):
        book.replay(pd.DataFrame(ORDERS), crossed="newest")


def test_ids_beyond_floats_stay_apart(library):
    ids = [2**60, 2**60 + 1, 2**60, None]
    columns = {
        "time": START + SECOND * np.arange(4),
        "action": ["add", "add", "delete", "clear"],
        "side": ["buy", "buy", None, None],
        "price": [1.0, 1, None, None],
        "size": [1.0, 2, None, None],
    }
    id_column = {"pandas": lambda: pd.array(ids, "Int64"), "polars": lambda: pl.Series(ids, dtype=pl.Int64)}[library]()
    found = book.replay(LIBRARIES[library]({**columns, "order_id": id_column}), "1s", 1, **RUN)
    assert found.bid_size[:, 0].tolist() == [1, 3, 2, 0]
    assert found.ignored == 0


def test_no_messages_are_an_empty_book(library):
    frame = LIBRARIES[library](LEVELS)[:0]
    assert len(cents(frame).timestamps) == 0
    zoned = pd.DataFrame(LEVELS).set_index("ts").tz_localize("Europe/Berlin")
    assert cents(zoned[:0]).features().index.equals(zoned.index[:0])
    assert np.isnan(cents(frame, [START]).bid_price).all()
