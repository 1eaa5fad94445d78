"""Order books: what is refused, which rule decides a tie, and what users of other books complain of."""

import re

import numpy as np
import pandas as pd
import polars as pl
import pytest
from cases import KERNELS, backends_of
from one_process import fresh_process  # noqa: F401 the tests share it
from vectors import run

import atc_core

NAN, INF = np.nan, np.inf
FAR = 10**12


def both(name):
    """Each backend of a kernel."""
    return pytest.mark.parametrize("backend", backends_of(KERNELS[name]))


def refused(sentence):
    """The error is a ValueError of this very sentence."""
    return pytest.raises(ValueError, match=f"^{re.escape(sentence)}$")


def replay(messages, at=None, levels=2, crossed="keep", backend="python"):
    """The book after messages of side, price and size."""
    columns = zip(*messages) if messages else ((), (), ())
    side, price, size = (list(column) for column in columns)
    return run("book_replay", side, price, size, [len(side)] if at is None else at, levels, crossed, backend=backend)


def orders(messages, at=None, levels=2, backend="python"):
    """The book after messages of action, number, side, price and size."""
    columns = [list(column) for column in zip(*messages)]
    return run("order_replay", *columns, [len(messages)] if at is None else at, levels, backend=backend)


LEVELS = {"side": [1, -1], "price": [99, 101], "size": [1.0, 2.0], "at": [1, 2]}
REFUSED_LEVELS = [
    ({"side": [1, 2]}, "side must be -1, 0 or 1; row 1 is 2"),
    ({"side": [1.0, 0.5]}, "side must be whole numbers; row 1 is 0.5"),
    ({"price": [99.5, 101]}, "price must be whole numbers; row 0 is 99.5"),
    ({"price": [99, NAN]}, "price must be whole numbers; row 1 is nan"),
    ({"size": [1.0, -2.0]}, "size must be finite and at least 0; row 1 is -2.0"),
    ({"size": [INF, NAN]}, "size must be finite and at least 0; row 0 is inf"),
    ({"size": [1.0, NAN]}, "size must be finite and at least 0; row 1 is nan"),
    ({"at": [2, 1]}, "at must be in order, none below the one before it; row 1 is 1"),
    ({"at": [-1, 1]}, "at must be at least 0; row 0 is -1"),
    ({"at": [1, 3]}, "at must be at most 2, the number of messages; row 1 is 3"),
    ({"at": [0.5]}, "at must be whole numbers; row 0 is 0.5"),
    ({"levels": 0}, "levels must be at least 1, was 0"),
    ({"levels": 2**62}, "levels must leave a result that fits into memory, was 4611686018427387904"),
    ({"crossed": "resolve"}, "crossed must be one of keep, newest, was 'resolve'"),
    ({"price": [99, 101, 102]}, "side and price must have the same shape, were (2,) and (3,)"),
]


@pytest.mark.parametrize(("changed", "sentence"), REFUSED_LEVELS, ids=[sentence for _, sentence in REFUSED_LEVELS])
def test_messages_of_levels_that_are_refused(changed, sentence):
    with refused(f"book_replay: {sentence}"):
        atc_core.book_replay(**{**LEVELS, **changed})


ORDERS = {
    "action": [1, 2, 4, 3, 0],
    "order_id": [7, 7, 7, 7, 0],
    "side": [1, 0, 0, 0, 0],
    "price": [99, 0, 98, 0, 0],
    "size": [5.0, 2.0, 1.0, NAN, -1.0],
    "at": [5],
}
REFUSED_ORDERS = [
    ({"action": [1, 2, 5, 3, 0]}, "action must be from 0 to 4; row 2 is 5"),
    ({"action": [-1, 2, 4, 3, 0]}, "action must be from 0 to 4; row 0 is -1"),
    ({"side": [0, 0, 0, 0, 0]}, "side must be 1 or -1 of an added order; row 0 is 0"),
    ({"size": [5.0, -2.0, 1.0, 0.0, 0.0]}, "size must be finite and at least 0; row 1 is -2.0"),
    ({"size": [5.0, 2.0, INF, 0.0, 0.0]}, "size must be finite and at least 0; row 2 is inf"),
    ({"size": [0.0, 2.0, 1.0, 0.0, 0.0]}, "size must be above 0 where an order is added or replaced; row 0 is 0.0"),
    ({"size": [5.0, 2.0, 0.0, 0.0, 0.0]}, "size must be above 0 where an order is added or replaced; row 2 is 0.0"),
    ({"order_id": [7, 7.5, 7, 7, 0]}, "order_id must be whole numbers; row 1 is 7.5"),
    ({"at": [6]}, "at must be at most 5, the number of messages; row 0 is 6"),
    ({"levels": 0}, "levels must be at least 1, was 0"),
]


@pytest.mark.parametrize(("changed", "sentence"), REFUSED_ORDERS, ids=[sentence for _, sentence in REFUSED_ORDERS])
def test_messages_of_orders_that_are_refused(changed, sentence):
    with refused(f"order_replay: {sentence}"):
        atc_core.order_replay(**{**ORDERS, **changed})


def test_columns_without_use_are_ignored():
    assert atc_core.order_replay(**ORDERS).ignored == 0
    cleared = replay([(1, 99, 1.0), (0, 5, NAN), (-1, 101, 1.0)])
    assert (cleared.bid_size.tolist(), cleared.ask_price[:, 0].tolist()) == ([[0.0, 0.0]], [101.0])


SNAPSHOT = ([[99.0]], [[1.0]], [[101.0]], [[2.0]])
REFUSED_SNAPSHOTS = [
    ("book_features", (*SNAPSHOT, 0), "levels must be at least 1, was 0"),
    ("book_features", ([[INF]], *SNAPSHOT[1:]), "bid_price must be finite or NaN; row 0, column 0 is inf"),
    ("book_features", (*SNAPSHOT[:3], [[-1.0]]), "ask_size must be finite and at least 0; row 0, column 0 is -1.0"),
    (
        "book_features",
        (*SNAPSHOT[:3], [[1.0, 2.0]]),
        "bid_price and ask_size must agree in levels, were of shape (1, 1) and (1, 2)",
    ),
    ("order_flow_imbalance", (*SNAPSHOT, 2), "levels must be at most 1, the levels of the snapshots, was 2"),
    ("book_sweep", ([[1.0]], [[1.0]], 0.0), "quantity must be above 0; row 0 is 0.0"),
    ("book_sweep", ([[1.0]], [[1.0]], [NAN]), "quantity must be above 0; row 0 is nan"),
    ("book_sweep", ([[1.0]], [[INF]], 1.0), "size must be finite and at least 0; row 0, column 0 is inf"),
    ("book_sweep", ([[1.0]], [[1.0]], 1.0, 0), "side must be 1 or -1, was 0"),
    ("book_sweep", ([[1.0]], [[1.0]], 1.0, 2), "side must be 1 or -1, was 2"),
    ("book_sweep", ([[1.0]], [[1.0]], 1.0, 1, INF), "limit must be finite or NaN, was inf"),
    (
        "book_sweep",
        ([[1.0]], [[1.0]], [1.0, 2.0]),
        "price and quantity must agree in time, were of shape (1, 1) and (2,)",
    ),
    ("trade_sign", ([INF], [1.0]), "price must be finite or NaN; row 0 is inf"),
    ("trade_sign", ([1.0], [1.0, 2.0]), "price and mid must have the same shape, were (1,) and (2,)"),
    ("sequence_status", ([1.5], [2.0]), "first must be whole numbers; row 0 is 1.5"),
]


@pytest.mark.parametrize(("name", "arguments", "sentence"), REFUSED_SNAPSHOTS)
def test_snapshots_and_trades_that_are_refused(name, arguments, sentence):
    with refused(f"{name}: {sentence}"):
        getattr(atc_core, name)(*arguments)


@both("book_replay")
def test_a_size_sets_a_level_and_does_not_add_to_it(backend):
    book = replay([(1, 99, 5.0), (1, 99, 3.0)], backend=backend)
    assert book.bid_size[0].tolist() == [3.0, 0.0]


@both("book_replay")
def test_removing_what_is_not_there_is_no_error_and_the_best_is_first(backend):
    """cryptofeed 628, pybit 372."""
    messages = [(1, 97, 1.0), (1, 99, 1.0), (1, 98, 0.0), (-1, 103, 1.0), (-1, 101, 1.0), (-1, 99, 0.0)]
    book = replay(messages, backend=backend)
    assert (book.bid_price[0].tolist(), book.ask_price[0].tolist()) == ([99.0, 97.0], [101.0, 103.0])


@both("book_replay")
def test_prices_next_to_each_other_stay_apart_wherever_they_are(backend):
    """pmxt 268, 672, go-coinbasepro 59: a tolerance merges neighbours, a float key leaves ghosts."""
    for price in (0, -5, FAR, -(2**63) + 1, 2**62):
        book = replay([(1, price, 1.0), (1, price - 1, 2.0), (1, price, 0.0)], backend=backend)
        assert book.bid_price[0, 0] == float(price - 1)
        assert book.bid_size[0].tolist() == [2.0, 0.0]


@both("book_replay")
@pytest.mark.parametrize("crossed", ["keep", "newest"])
def test_quotes_at_the_ends_of_all_integers(backend, crossed):
    ends = (-(2**63), 2**63 - 1)
    messages = [(side, price, 1.0) for side in (1, -1) for price in (*ends, 0)]
    book = replay([*messages, (0, 0, 0.0), (1, ends[0], 1.0), (-1, ends[1], 2.0)], crossed=crossed, backend=backend)
    assert (book.bid_price[0, 0], book.ask_price[0, 0]) == tuple(map(float, ends))


@both("book_replay")
def test_stub_quotes_far_away_come_last(backend):
    messages = [(1, 1, 7.0), (-1, FAR, 8.0), (1, 99, 1.0), (-1, 101, 2.0), (1, 99, 0.0), (-1, 101, 0.0)]
    book = replay(messages, at=[4, 5, 6], backend=backend)
    assert book.bid_price.tolist()[:1] == [[99.0, 1.0]]
    assert book.ask_price.tolist()[:1] == [[101.0, float(FAR)]]
    assert (book.bid_price[2, 0], book.ask_price[2, 0]) == (1.0, float(FAR))
    assert (book.bid_size[2, 0], book.ask_size[2, 0]) == (7.0, 8.0)


@both("book_replay")
def test_a_crossed_book_is_shown_or_resolved_for_good(backend):
    """tardis-node 62, hftbacktest 125, mexc 17, bitfinex 9."""
    messages = [(-1, 101, 1.0), (-1, 102, 2.0), (1, 102, 3.0), (1, 102, 0.0)]
    kept, newest = (replay(messages, [3, 4], crossed=word, backend=backend) for word in ("keep", "newest"))
    assert (kept.bid_price[0, 0], kept.ask_price[0, 0], kept.ask_price[1, 0]) == (102.0, 101.0, 101.0)
    assert np.isnan(newest.ask_price).all()


@both("order_replay")
def test_a_level_whose_orders_are_gone_is_gone_however_sizes_round(backend):
    sizes = [0.1, 0.2, 0.3, 0.7]
    messages = [(1, number, 1, 99, size) for number, size in enumerate(sizes)]
    messages += [(2, number, 0, 0, size) for number, size in enumerate(sizes)]
    book = orders(messages, [4, 8], backend=backend)
    assert (book.bid_size[0, 0], book.bid_count[:, 0].tolist()) == (pytest.approx(1.3, rel=1e-15), [4, 0])
    assert (book.bid_size[1, 0], np.isnan(book.bid_price[1, 0])) == (0.0, True)


@both("order_replay")
def test_a_huge_order_leaves_nothing_behind(backend):
    messages = [(1, 1, 1, 99, 0.1), (1, 2, 1, 99, 1e300), (1, 3, 1, 99, 0.2), (1, 4, 1, 99, 1e-300), (3, 2, 0, 0, 0.0)]
    messages += [(3, 1, 0, 0, 0.0), (3, 3, 0, 0, 0.0)]
    book = orders(messages, [5, 6, 7], backend=backend)
    np.testing.assert_allclose(book.bid_size[:, 0], [0.1 + 0.2, 0.2, 1e-300], rtol=1e-15)


@both("order_replay")
def test_part_of_an_order_that_is_left_within_rounding_is_nothing(backend):
    messages = [(1, 1, 1, 99, 0.3), (2, 1, 0, 0, 0.1), (2, 1, 0, 0, 0.1), (2, 1, 0, 0, 0.1 - 1e-13)]
    assert orders(messages, backend=backend).bid_count[0, 0] == 0


@both("order_replay")
def test_unknown_and_known_orders_are_counted_up_to_the_last_snapshot(backend):
    messages = [(1, 1, 1, 99, 1.0), (1, 1, -1, 98, 2.0), (3, 2, 0, 0, 0.0), (2, 2, 0, 0, 1.0), (4, 2, 0, 97, 1.0)]
    assert [orders(messages, [end], backend=backend).ignored for end in range(6)] == [0, 0, 1, 2, 3, 4]


@both("book_sweep")
def test_seven_levels_of_a_tenth_fill_seven_tenths(backend):
    prices = np.arange(100.0, 110.0)[None]
    swept = run("book_sweep", prices, np.full((1, 10), 0.1), 0.7, backend=backend)
    assert (swept.filled[0], swept.used[0], swept.worst[0]) == (0.7, 7, 106.0)


@both("book_sweep")
def test_a_level_of_no_size_is_none(backend):
    swept = run("book_sweep", [[100.0, 101.0, NAN]], [[0.0, 2.0, 5.0]], INF, backend=backend)
    assert (swept.filled[0], swept.worst[0], swept.impact[0], swept.used[0]) == (2.0, 101.0, 0.0, 1)


@both("book_features")
def test_a_missing_side_is_not_made_up(backend):
    found = run("book_features", [[99.0]], [[2.0]], [[NAN]], [[0.0]], backend=backend)
    assert np.isnan([found.mid, found.spread, found.microprice, found.ask_vwap]).all()
    assert (found.imbalance[0], found.bid_vwap[0], found.state[0]) == (1.0, 99.0, -1)
    nothing = run("book_features", [[NAN]], [[0.0]], [[NAN]], [[0.0]], backend=backend)
    assert np.isnan(nothing.imbalance[0])


def test_gaps_and_stale_messages_are_told_apart():
    """KuCoin 44, Bittrex 33, coinbasepro-python 212."""
    status = atc_core.sequence_status([10, 11, 11, 20, 12, 21], [10, 11, 11, 20, 12, 25])
    assert status.tolist() == [0, 0, 1, 2, 1, 0]


@both("sequence_status")
def test_numbers_at_the_end_of_all_integers(backend):
    last = 2**63 - 1
    status = run("sequence_status", [-(2**63), last, last, 5], [-(2**63), last, last, 5], backend=backend)
    assert status.tolist() == [0, 2, 1, 1]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_snapshots_of_labelled_messages_have_the_labels_of_their_moments(library):
    frame = pd.DataFrame({"side": [1, -1, 1], "price": [99.0, 101.0, 98.0], "size": [1.0, 2.0, 3.0]})
    moments = pd.date_range("2024-01-01", periods=2, freq="s")
    columns = frame if library == "pandas" else pl.from_pandas(frame)
    at = pd.Series([1, 3], moments) if library == "pandas" else pl.Series([1, 3])
    book = atc_core.book_replay(columns["side"], columns["price"], columns["size"], at, 2)
    if library == "pandas":
        assert book.bid_price.index.equals(moments)
        assert book.bid_price.columns.tolist() == [1, 2]
    assert np.asarray(book.bid_price)[1].tolist() == [99.0, 98.0]


def test_books_side_by_side_are_replayed_one_by_one():
    side, price, size = [[1, 1], [-1, -1]], [[99, 5], [101, 7]], [[1.0, 2.0], [3.0, 4.0]]
    book = atc_core.book_replay(side, price, size, [[1, 2], [2, 2]], 1)
    assert book.bid_price.shape == (2, 2, 1)
    assert book.ask_size[:, :, 0].tolist() == [[0.0, 4.0], [3.0, 4.0]]
