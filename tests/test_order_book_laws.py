"""Laws of order books on any messages: snapshots are replays of prefixes, units do not matter, orders make levels."""

import numpy as np
import pytest
from cases import KERNELS, backends_of
from hypothesis import given, settings
from hypothesis import strategies as some
from one_process import fresh_process  # noqa: F401 the tests share it
from vectors import run

import atc_core

BACKENDS = backends_of(KERNELS["book_replay"])
PRICES = some.integers(90, 110) | some.integers(-(2**52), 2**52)
SIZES = some.sampled_from([0.0, 0.0, 0.1, 0.2, 0.3, 5.0, 1e9])
LEVEL_MESSAGES = some.lists(some.tuples(some.sampled_from([1, 1, 1, -1, -1, -1, 0]), PRICES, SIZES), max_size=60)
ORDER_MESSAGES = some.lists(
    some.tuples(
        some.sampled_from([1, 1, 1, 1, 2, 2, 3, 4, 4, 0]),
        some.integers(-4, 4),
        some.sampled_from([1, -1]),
        PRICES,
        some.sampled_from([0.1, 0.2, 0.3, 1.0, 7.0, 1e9]),
    ),
    max_size=60,
)
CROSSED = some.sampled_from(["keep", "newest"])

quick = settings(deadline=None, max_examples=60, derandomize=True)


def columns(messages, width):
    return [list(column) for column in zip(*messages)] if messages else [[] for _ in range(width)]


def same(result, wanted):
    for own, right in zip(result, wanted, strict=True):
        np.testing.assert_array_equal(own, right)


@pytest.mark.parametrize("backend", BACKENDS)
@quick
@given(messages=LEVEL_MESSAGES, crossed=CROSSED, levels=some.integers(1, 7), data=some.data())
def test_a_snapshot_is_the_replay_of_what_came_before(backend, messages, crossed, levels, data):
    at = sorted(data.draw(some.lists(some.integers(0, len(messages)), max_size=8)))
    side, price, size = columns(messages, 3)
    book = run("book_replay", side, price, size, at, levels, crossed, backend=backend)
    for row, end in enumerate(at):
        alone = run("book_replay", side[:end], price[:end], size[:end], [end], levels, crossed)
        same([field[row] for field in book], [field[0] for field in alone])


@pytest.mark.parametrize("backend", backends_of(KERNELS["order_replay"]))
@quick
@given(messages=ORDER_MESSAGES, levels=some.integers(1, 7), data=some.data())
def test_orders_make_the_levels_that_they_add_up_to(backend, messages, levels, data):
    at = sorted(data.draw(some.lists(some.integers(0, len(messages)), max_size=8)))
    given_columns = columns(messages, 5)
    book = run("order_replay", *given_columns, at, levels, backend=backend)
    for row, end in enumerate(at):
        alone = run("order_replay", *(column[:end] for column in given_columns), [end], 99)
        levels_of_orders = [
            (side, int(price), size)
            for side, prices, sizes in ((1, *alone[:2]), (-1, *alone[2:4]))
            for price, size in zip(prices[0], sizes[0])
            if size
        ]
        level_book = run("book_replay", *columns(levels_of_orders, 3), [len(levels_of_orders)], levels)
        same([field[row] for field in book[:4]], [field[0] for field in level_book])
        assert ((book.bid_count[row] > 0) == (book.bid_size[row] > 0)).all()


@pytest.mark.parametrize("name", ["book_replay", "order_replay"])
@quick
@given(data=some.data())
def test_messages_after_the_last_snapshot_change_nothing(name, data):
    strategy, width = (LEVEL_MESSAGES, 3) if name == "book_replay" else (ORDER_MESSAGES, 5)
    messages, later = data.draw(strategy), data.draw(strategy)
    at = [len(messages) // 2, len(messages)]
    for backend in backends_of(KERNELS[name]):
        short = run(name, *columns(messages, width), at, 3, backend=backend)
        same(run(name, *columns(messages + later, width), at, 3, backend=backend), short)


@pytest.mark.parametrize("backend", BACKENDS)
@quick
@given(messages=LEVEL_MESSAGES, crossed=CROSSED)
def test_twice_the_sizes_and_other_ticks_give_the_same_book_in_other_units(backend, messages, crossed):
    at = list(range(len(messages) + 1))
    side, price, size = columns(messages, 3)
    book = run("book_replay", side, price, size, at, 5, crossed, backend=backend)
    moved = [7 * value + 3 for value in price]
    other = run("book_replay", side, moved, [2.0 * item for item in size], at, 5, crossed, backend=backend)
    # Prices up to 2**52 are exact; seven times those are rounded once more.
    np.testing.assert_allclose(other.bid_price, 7 * book.bid_price + 3, rtol=1e-15)
    same((other.bid_size, other.ask_size), (2.0 * book.bid_size, 2.0 * book.ask_size))


@quick
@given(messages=LEVEL_MESSAGES)
def test_a_book_that_removes_what_is_crossed_is_never_crossed(messages):
    at = list(range(len(messages) + 1))
    for backend in BACKENDS:
        book = run("book_replay", *columns(messages, 3), at, 3, "newest", backend=backend)
        assert not (book.bid_price[:, 0] >= book.ask_price[:, 0]).any()


@quick
@given(seed=some.integers(0, 2**32 - 1), levels=some.integers(1, 12))
def test_features_flow_and_sweeps_agree_with_each_other(seed, levels):
    snapshots = KERNELS["book_features"].sample(np.random.default_rng(seed), 30)
    features = atc_core.book_features(*snapshots, levels)
    swept = atc_core.book_sweep(snapshots[2][:, :levels], snapshots[3][:, :levels], np.inf)
    np.testing.assert_allclose(swept.filled, features.ask_depth, rtol=1e-14)
    np.testing.assert_allclose(swept.average, features.ask_vwap, rtol=1e-14)
    twice = atc_core.book_features(snapshots[0], 2 * snapshots[1], snapshots[2], 2 * snapshots[3], levels)
    same(
        (twice.microprice, twice.imbalance, twice.bid_depth),
        (features.microprice, features.imbalance, 2 * features.bid_depth),
    )
    still = [np.repeat(item[:1], 2, axis=0) for item in snapshots]
    np.testing.assert_array_equal(atc_core.order_flow_imbalance(*still, 10)[1], 0.0)
