"""Orders on bars, on every backend: the contract's table, exact arithmetic, the laws, and what users reported."""

from functools import cache

import numpy as np
import pytest
from cases import KERNELS, backends_of
from hypothesis import given, settings
from hypothesis import strategies as st
from one_process import fresh_process  # noqa: F401 the tests share it
from oracle.execution_orders import (
    BARS,
    CANCELLED,
    EXPIRED,
    FILLED,
    FILLS_AND_STATUS,
    OPEN,
    REJECTED,
    RUINED,
    orders,
    simulate_orders,
)
from order_runs import INF, NAN, TABLES, random_run, simulated
from vectors import assert_matches, run

from atc_core.conformance.agreement import difference, expected_around
from atc_core.conformance.suite import Subject, reference

KERNEL = KERNELS["simulate_orders"]
BACKENDS = pytest.mark.parametrize("backend", backends_of(KERNEL))
SEEDS = st.integers(0, 2**32)
LAWS = settings(max_examples=80, deadline=None)


def placed(backend, *rows, bars=BARS, volume=None, **options):
    """What becomes of orders on the contract's five bars, without limits of power."""
    return run("simulate_orders", *bars, volume, *orders(*rows), backend=backend, **{"leverage": INF, **options})


def moments(result):
    """Order, bar and price of each fill."""
    return result.fills[["order", "bar", "price"]].tolist()


@pytest.mark.parametrize("vector", FILLS_AND_STATUS, ids=str)
@BACKENDS
def test_the_contracts_table(backend, vector):
    result = Subject(backend, KERNEL).function(*map(two_dimensional, vector.arguments))
    fills, status = vector.wanted
    assert_matches(result[0], np.reshape(fills, (-1, 7)))
    assert result[1].tolist() == np.atleast_1d(status).tolist()


def two_dimensional(argument):
    """A bar's column as implementations see it."""
    is_bars = isinstance(argument, np.ndarray) and argument.dtype == float and len(argument) == len(BARS[0])
    return np.reshape(argument, (-1, 1)) if is_bars else argument


@cache
def exact_runs():
    """Random runs with what exact arithmetic gives for them."""
    runs = []
    for seed in range(250):
        arguments = random_run(seed)
        given = tuple(arguments[item.name] for item in KERNEL.parameters)
        exact = simulate_orders(*given)
        runs.append((seed, arguments, expected_around(KERNEL, reference(KERNEL), given, exact)))
    return runs


@BACKENDS
def test_random_orders_are_the_oracles(backend):
    seen = set()
    for seed, arguments, wanted in exact_runs():
        result = simulated(arguments, backend)
        assert difference(KERNEL, tuple(map(np.asarray, result)), wanted) is None, seed
        seen |= set(result.status.tolist())
    assert seen == {OPEN, FILLED, CANCELLED, EXPIRED, REJECTED, RUINED}


@BACKENDS
@LAWS
@given(SEEDS)
def test_money_and_shares_are_conserved(backend, seed):
    arguments = random_run(seed)
    result = simulated(arguments, backend)
    fills, bars = result.fills, len(arguments["open"])
    paid = np.bincount(fills["bar"], fills["quantity"] * fills["price"] + fills["commission"], bars)
    scale = 1e-10 * max(np.abs(result.cash).max(), np.abs(result.equity).max(), 1e4)
    before = np.concatenate([[arguments["initial_cash"]], result.cash[:-1]])
    np.testing.assert_allclose(result.cash, before - paid - result.financing, atol=scale)
    of_orders = fills[fills["order"] >= 0]
    filled = np.bincount(of_orders["order"], np.abs(of_orders["quantity"]), len(result.status))
    np.testing.assert_allclose(result.filled, filled[: len(result.filled)], rtol=1e-12)
    marked = mark(fills, arguments)
    np.testing.assert_allclose(result.position, marked.position, atol=1e-9)
    borrowed = np.cumsum(result.financing)
    np.testing.assert_allclose(result.cash, marked.cash - borrowed, atol=10 * scale)
    np.testing.assert_allclose(result.equity, marked.equity - borrowed, atol=10 * scale)


def mark(fills, arguments):
    """The account of a table of fills."""
    columns = (fills[name] for name in ("bar", "asset", "quantity", "price", "commission"))
    return run("mark_to_market", *columns, arguments["close"], arguments["initial_cash"])


@BACKENDS
@LAWS
@given(SEEDS)
def test_fills_keep_the_rules_of_their_orders(backend, seed):
    arguments = random_run(seed, slippage_bps=0.0, slippage_fixed=0.0, volume_impact=0.0)
    fills = simulated(arguments, backend).fills
    fills = fills[fills["order"] >= 0]
    order, bar, price = fills["order"], fills["bar"], fills["price"]
    assert (bar > arguments["bar"][order]).all()
    assert len({*zip(order.tolist(), bar.tolist())}) == len(fills)
    assert (np.sign(fills["quantity"]) == np.sign(arguments["quantity"][order])).all()
    low, high = (arguments[name][bar, fills["asset"]] for name in ("low", "high"))
    assert ((low <= price) & (price <= high)).all()
    limited = np.isin(arguments["kind"][order], (1, 3))
    better = (price - arguments["limit"][order]) * np.sign(fills["quantity"])
    assert (better[limited] <= 0).all()
    until = arguments["last"][order]
    assert ((until < 0) | (bar <= until)).all()


@BACKENDS
@LAWS
@given(SEEDS)
def test_commissions_are_those_of_the_kernel(backend, seed):
    arguments = random_run(seed)
    fills = simulated(arguments, backend).fills
    fills = fills[fills["order"] >= 0]
    maker = np.isin(arguments["kind"][fills["order"]], (1, 3))
    rules = {name: arguments[name] for name in ("per_share", "per_order", "maker_rate", "taker_rate", "minimum")}
    fees = run("commissions", fills["order"], fills["quantity"], fills["price"], maker, **rules)
    np.testing.assert_allclose(fills["commission"], fees, atol=1e-9)


@BACKENDS
@LAWS
@given(SEEDS, st.integers(1, 40))
def test_no_later_bar_changes_what_was(backend, seed, until):
    """vectorbt 190, 722: there the user has to shift."""
    arguments = random_run(seed)
    whole, random = simulated(arguments, backend), np.random.default_rng(seed)
    cut = simulated({**arguments, **{name: arguments[name][:until] for name in TABLES}}, backend)
    factor = random.uniform(0.5, 2.0, arguments["open"].shape)
    factor[:until] = 1.0
    changed = simulated({**arguments, **{name: arguments[name] * factor for name in TABLES}}, backend)
    for part in (cut, changed):
        for field in ("cash", "financing", "equity", "position"):
            np.testing.assert_array_equal(getattr(whole, field)[:until], getattr(part, field)[:until])
        assert whole.fills[whole.fills["bar"] < until].tolist() == part.fills[part.fills["bar"] < until].tolist()


@BACKENDS
@LAWS
@given(SEEDS)
def test_twice_everything_gives_twice_everything(backend, seed):
    arguments = random_run(seed, lot=0.0, minimum=0.0, per_order=0.0)
    doubled = {name: 2.0 * arguments[name] for name in ("quantity", "volume", "initial_cash")}
    one, two = simulated(arguments, backend), simulated({**arguments, **doubled}, backend)
    for name in ("quantity", "commission"):
        np.testing.assert_array_equal(2.0 * one.fills[name], two.fills[name])
    np.testing.assert_array_equal(one.fills["price"], two.fills["price"])
    assert one.status.tolist() == two.status.tolist()
    for field in ("filled", "cash", "financing", "equity", "position"):
        np.testing.assert_array_equal(2.0 * getattr(one, field), getattr(two, field))


# What users report of other engines.


@BACKENDS
def test_nothing_fills_in_the_bar_that_placed_it(backend):
    """vectorbt 190, 722; nautilus 1537."""
    assert moments(placed(backend, {"quantity": 1.0, "kind": 1, "limit": 200.0})) == [(0, 1, 101.0)]
    assert moments(placed(backend, {"quantity": 1.0, "bar": 4})) == []
    assert moments(placed(backend, {"quantity": 1.0, "bar": -1})) == [(0, 0, 100.0)]


@BACKENDS
def test_an_order_fills_once_a_bar(backend):
    """LEAN 4445: what volume left over waits for the next bar, though the bar's range reaches it again."""
    result = placed(backend, {"quantity": 250.0, "kind": 1, "limit": 102.0}, volume=[1000.0] * 5, volume_limit=0.1)
    assert moments(result) == [(0, 1, 101.0), (0, 2, 98.0), (0, 3, 102.0)]


@BACKENDS
def test_gaps_fill_at_the_open(backend):
    """A stop that is jumped over there, not at its level; a limit at the better open.

    nautilus 2397, quantstrat 14, backtesting.py 1373, freqtrade 12934.
    """
    flat = [10.0, 10.0, 8.0], [10.0, 10.0, 8.5], [10.0, 10.0, 7.5], [10.0, 10.0, 8.0]
    stop = placed(backend, {"quantity": -1.0, "kind": 2, "stop": 9.0}, bars=flat)
    assert moments(stop) == [(0, 2, 8.0)]
    limit = placed(backend, {"quantity": 1.0, "kind": 1, "limit": 9.0}, bars=flat)
    assert moments(limit) == [(0, 2, 8.0)]


@BACKENDS
def test_a_stop_triggers_at_once_and_where_the_price_equals_it(backend):
    """backtesting.py 1157."""
    assert moments(placed(backend, {"quantity": -1.0, "kind": 2, "stop": 97.0})) == [(0, 1, 97.0)]
    assert moments(placed(backend, {"quantity": 1.0, "kind": 2, "stop": 101.0})) == [(0, 1, 101.0)]


@BACKENDS
@pytest.mark.parametrize("kinds", [(2, 1), (1, 2)])
def test_of_stop_and_target_in_one_bar_the_stop_fills(backend, kinds):
    """In whichever order they were written: backtesting.py 910, 1241, freqtrade 4105."""
    rows = [{"quantity": -1.0, "kind": kind, "stop": 97.5, "limit": 102.5, "group": 0} for kind in kinds]
    result = placed(backend, *rows)
    assert moments(result) == [(kinds.index(2), 1, 97.5)]
    assert result.status[kinds.index(1)] == CANCELLED


@BACKENDS
def test_the_stop_fills_also_where_the_target_was_set_later(backend):
    """backtesting.py 910: whichever was placed first."""
    for late in (0, 1):
        rows = [{"quantity": -1.0, "kind": kind, "stop": 96.5, "limit": 103.5, "group": 0} for kind in (2, 1)]
        rows[late]["bar"] = 1
        result = placed(backend, *sorted(rows, key=lambda row: row.get("bar", 0)))
        assert result.fills[["bar", "price"]].tolist() == [(2, 96.5)]
        assert sorted(result.status.tolist()) == [FILLED, CANCELLED]


@BACKENDS
def test_protective_stops_work_in_the_bar_of_entry(backend):
    """backtesting.py 119; of an entry inside the bar too."""
    below = {"quantity": -1.0, "kind": 2, "parent": 0}
    assert moments(placed(backend, {"quantity": 1.0}, {**below, "stop": 97.5})) == [(0, 1, 101.0), (1, 1, 97.5)]
    entry = {"quantity": 1.0, "kind": 2, "stop": 102.0}
    assert moments(placed(backend, entry, {**below, "stop": 99.0})) == [(0, 1, 102.0), (1, 1, 99.0)]
    above = placed(backend, entry, {**below, "stop": 102.5})
    assert moments(above) == [(0, 1, 102.0), (1, 1, 102.0)], "at the worse of its level and the entry"


@BACKENDS
def test_a_target_waits_where_the_entry_was_inside_the_bar(backend):
    """Whether the high came after the entry is not known."""
    rows = {"quantity": 1.0, "kind": 1, "limit": 98.0}, {"quantity": -1.0, "kind": 1, "limit": 102.0, "parent": 0}
    assert moments(placed(backend, *rows)) == [(0, 1, 98.0), (1, 2, 102.0)]


@BACKENDS
def test_trailing_stops_follow_highs_of_earlier_bars_only(backend):
    """backtrader2 98, freqtrade 1575, quantstrat 116, 130, vectorbt 669."""
    bars = [10.0, 10.0, 14.0], [10.0, 15.0, 14.5], [10.0, 9.5, 11.0], [10.0, 14.0, 11.0]
    result = placed(backend, {"quantity": -1.0, "kind": 4, "stop": 2.0}, bars=bars)
    assert moments(result) == [(0, 2, 13.0)], "its own bar's high would have stopped it at 13 in bar 1"
    assert moments(placed(backend, {"quantity": -1.0, "kind": 5, "stop": 0.2}, bars=bars)) == [(0, 2, 12.0)]


@BACKENDS
def test_a_limit_pays_no_slippage(backend):
    """zipline 565."""
    rows = {"quantity": 1.0, "kind": 1, "limit": 98.0}, {"quantity": 1.0, "kind": 3, "stop": 102.0, "limit": 103.0}
    result = placed(backend, *rows, {"quantity": 1.0}, slippage_bps=100.0, slippage_fixed=0.5)
    assert sorted(moments(result)) == [(0, 1, 98.0), (1, 1, 102.0), (2, 1, 102.51)]


@BACKENDS
def test_a_minimum_is_paid_once_an_order_by_sellers_too(backend):
    """zipline 1213, 1849."""
    options = {"volume_limit": 0.1, "per_share": 0.01, "minimum": 2.0}
    result = placed(backend, {"quantity": -250.0}, volume=[1000.0] * 5, **options)
    np.testing.assert_allclose(result.fills["commission"], [2.0, 0.0, 0.5], atol=1e-15)


@BACKENDS
def test_costs_are_paid_on_the_way_in_and_out(backend):
    """backtesting.py 149, 1006; go-trader 1250: pnl is net of both."""
    fills = placed(backend, {"quantity": 10.0}, {"quantity": -10.0, "bar": 2}, taker_rate=0.001).fills
    np.testing.assert_allclose(fills["commission"], [1.01, 1.03])
    columns = (fills[name] for name in ("bar", "asset", "quantity", "price", "commission"))
    assert run("round_trips", *columns)["pnl"] == pytest.approx([20.0 - 2.04])


@BACKENDS
def test_every_part_of_a_fill_reaches_the_account(backend):
    """hftbacktest 316."""
    result = placed(backend, {"quantity": 250.0}, volume=[1000.0] * 5, volume_limit=0.1, initial_cash=1e6)
    assert result.position.tolist() == [0.0, 100.0, 200.0, 250.0, 250.0]
    assert result.cash.tolist() == [1e6, 1e6 - 10100, 1e6 - 19900, 1e6 - 25050, 1e6 - 25050]


@BACKENDS
def test_a_partly_filled_stop_limit_fills_on_as_a_limit(backend):
    """nautilus 2611."""
    row = {"quantity": 150.0, "kind": 3, "stop": 102.0, "limit": 104.0}
    result = placed(backend, row, volume=[1000.0] * 5, volume_limit=0.1)
    assert moments(result) == [(0, 1, 102.0), (0, 2, 98.0)]
    assert result.filled.tolist() == [150.0]


@BACKENDS
def test_fractions_of_a_share_are_traded(backend):
    """backtesting.py 1159, 1198, 1329."""
    assert placed(backend, {"quantity": 0.05}).position.tolist() == [0.0, 0.05, 0.05, 0.05, 0.05]


@BACKENDS
def test_a_refused_order_says_so(backend):
    """backtesting.py 1216, 1334, 1360."""
    result = placed(backend, {"quantity": 20.0}, initial_cash=2000.0, leverage=1.0)
    assert result.status.tolist() == [REJECTED]
    assert len(result.fills) == 0


@BACKENDS
@LAWS
@given(SEEDS)
def test_cash_is_never_below_zero_without_leverage_and_shorts(backend, seed):
    """nautilus 5047, LEAN 36, catalyst 395, 481: the check is made at the fill, costs included."""
    arguments = random_run(seed, leverage=1.0, margin_rate=0.0)
    arguments["quantity"] = np.abs(arguments["quantity"])
    assert (simulated(arguments, backend).cash >= -1e-6).all()


@BACKENDS
def test_closing_needs_no_cash(backend):
    """backtrader 194: what closes is filled, what would open is refused."""
    rows = {"quantity": -20.0}, {"quantity": 50.0, "bar": 1}
    result = placed(backend, *rows, initial_cash=2050.0, leverage=1.0)
    assert result.fills["quantity"].tolist() == [-20.0, 20.0]
    assert result.status.tolist() == [FILLED, REJECTED]


@BACKENDS
def test_ruin_ends_the_run(backend):
    """vectorbt 187, LEAN 5691."""
    rows = {"quantity": -200.0}, {"quantity": 1.0, "kind": 1, "limit": 1.0}, {"quantity": 1.0, "bar": 3}
    result = placed(backend, *rows, initial_cash=400.0)
    assert result.fills[["order", "bar", "quantity", "price", "commission", "phase"]].tolist() == [
        (0, 1, -200.0, 101.0, 0.0, 0),
        (-1, 2, 200.0, 103.0, 0.0, 2),
    ]
    assert result.status.tolist() == [FILLED, RUINED, RUINED]
    assert result.equity.tolist() == [400.0, 800.0, 0.0, 0.0, 0.0]
    assert result.position.tolist() == [0.0, -200.0, 0.0, 0.0, 0.0]


@BACKENDS
def test_no_volume_blocks_fills_only_where_it_is_modelled(backend):
    """akquant 255."""
    assert moments(placed(backend, {"quantity": 1.0}, volume=[0.0] * 5)) == [(0, 1, 101.0)]
    assert moments(placed(backend, {"quantity": 1.0}, volume=[0.0] * 5, volume_limit=0.1)) == []


# Groups, parents, financing.


@BACKENDS
def test_a_group_is_reduced_by_every_part(backend):
    rows = (
        {"quantity": 100.0},
        *(
            {"quantity": -100.0, "group": 3, "parent": 0, **row}
            for row in (
                {"kind": 1, "limit": 102.0},
                {"kind": 2, "stop": 95.5},
            )
        ),
    )
    result = placed(backend, *rows, volume=[1000.0, 1000.0, 400.0, 1000.0, 1000.0], volume_limit=0.1)
    assert result.fills[["order", "bar", "quantity"]].tolist() == [(0, 1, 100.0), (1, 2, -40.0), (1, 3, -60.0)]
    assert result.status.tolist() == [FILLED, FILLED, CANCELLED]


@BACKENDS
def test_children_of_what_ends_unfilled_are_cancelled(backend):
    rows = {"quantity": 1.0, "kind": 1, "limit": 90.0, "last": 2}, {"quantity": -1.0, "parent": 0}
    assert placed(backend, *rows, {"quantity": -1.0, "parent": 1}).status.tolist() == [EXPIRED, CANCELLED, CANCELLED]


@BACKENDS
def test_children_never_sell_more_than_was_bought(backend):
    rows = {"quantity": 100.0, "last": 1}, {"quantity": -100.0, "kind": 2, "stop": 97.0, "parent": 0}
    result = placed(backend, *rows, volume=[300.0] * 5, volume_limit=0.1)
    assert result.position[-1] == 0.0
    assert result.status.tolist() == [EXPIRED, FILLED]


@BACKENDS
def test_what_was_not_filled_at_a_better_open_waits_for_the_next(backend):
    """Its parent had nothing left for it then; the limit itself is no price of that bar."""
    bars = (
        [100.0, 100, 100, 100, 102],
        [100.0, 100, 101, 101, 103],
        [100.0, 98, 99, 97, 101],
        [100.0, 99, 100, 100, 102],
    )
    rows = {"quantity": 30.0, "kind": 1, "limit": 98.0}, {"quantity": -30.0, "kind": 1, "limit": 90.0, "parent": 0}
    volume = [1000.0, 200.0, 1000.0, 1000.0, 1000.0]
    result = placed(backend, *rows, bars=bars, volume=volume, volume_limit=0.1)
    assert result.fills[["order", "bar", "price", "quantity"]].tolist() == [
        (0, 1, 98.0, 20.0),
        (1, 2, 100.0, -20.0),
        (0, 3, 98.0, 10.0),
        (1, 4, 102.0, -10.0),
    ]


@BACKENDS
def test_financing_is_paid_for_what_is_borrowed(backend):
    bought = placed(backend, {"quantity": 20.0}, initial_cash=1000.0, margin_rate=0.01)
    np.testing.assert_allclose(bought.financing[:2], [0.0, 0.01 * (20 * 101 - 1000)])
    sold = placed(backend, {"quantity": -20.0}, initial_cash=1e4, borrow_rate=0.01)
    np.testing.assert_allclose(sold.financing[:3], [0.0, 0.01 * 20 * 99, 0.01 * 20 * 103])


@BACKENDS
def test_a_missing_bar_fills_nothing_and_its_close_marks(backend):
    bars = [np.array(item) for item in BARS]
    bars[0][1] = NAN
    result = placed(backend, {"quantity": 1.0, "bar": -1}, {"quantity": 1.0}, bars=bars, initial_cash=1000.0)
    assert moments(result) == [(0, 0, 100.0), (1, 2, 98.0)]
    assert result.equity[1] == 900.0 + 99.0


GOOD = {
    **{name: [[100.0, 50.0]] * 3 for name in ("open", "high", "low", "close", "volume")},
    **dict(zip(("bar", "asset", "quantity", "kind"), ([0, 0, 1], [0, 0, 1], [1.0, -1.0, 1.0], [0, 2, 0]))),
    "limit": [NAN] * 3,
    "stop": [NAN, 5.0, NAN],
    "last": [-1] * 3,
    "group": [-1, 0, -1],
    "parent": [-1, 0, -1],
}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"asset": [0, 0]}, "bar and asset must agree in orders, were of shape"),
        ({"high": [[100.0, 50.0]] * 2}, "open and high must agree in time, were of shape"),
        (
            {"low": [[100.0, 50.0]] * 2 + [[100.0, 50.5]]},
            "low must be at most open and close; bar 2, asset 1 has open 50",
        ),
        (
            {"high": [[99.0, 50.0]] + [[100.0, 50.0]] * 2},
            "high must be at least open and close; bar 0, asset 0 has open",
        ),
        ({"open": [[0.0, 50.0]] * 3}, "open must be above 0 and finite, or NaN; row 0, column 0 is 0.0"),
        ({"volume": [[1.0, -1.0]] * 3}, "volume must be at least 0 and finite, or NaN; row 0, column 1 is -1.0"),
        ({"volume": [[1.0, INF]] * 3}, "volume must be at least 0 and finite, or NaN; row 0, column 1 is inf"),
        ({"asset": [0, 0, 2]}, "asset must be from 0 to 1, as there are 2 assets; row 2 is 2"),
        ({"kind": [0, 6, 0]}, "kind must be from 0 to 5: market, limit, stop, .*; row 1 is 6"),
        ({"kind": [0, 0.5, 0]}, "kind must be whole numbers; row 1 is 0.5"),
        ({"parent": [-1, 1, -1]}, "parent must be -1 or an earlier row; row 1 is 1"),
        ({"parent": [-1, -2, -1]}, "parent must be at least -1; row 1 is -2"),
        ({"parent": [-1, 0, 0]}, "parent must be of the same asset; row 2 is 0, of asset 0, not 1"),
        ({"group": [-1, 0, 0]}, "group must be of one asset; row 2 is 0, which is of asset 0, not 1"),
        ({"group": [-2, 0, 0]}, "group must be at least -1; row 0 is -2"),
        ({"bar": [-2, 0, 0]}, "bar must be at least -1; row 0 is -2"),
        ({"bar": [1, 0, 1]}, "bar must be in order, none below the one before it; row 1 is 0"),
        ({"kind": [1, 2, 0]}, "limit must be above 0 and finite for a limit; row 0 is nan"),
        ({"stop": [NAN, -1.0, NAN]}, "stop must be above 0 and finite for a stop; row 1 is -1.0"),
        ({"kind": [0, 5, 0]}, "stop must be below 1 for a trailing stop by a fraction; row 1 is 5.0"),
        ({"last": [-1, 0, -1]}, "last must be -1 or above bar; row 1 is 0, its bar 0"),
        ({"quantity": [1.0, 0.0, 1.0]}, "quantity must be finite and not 0; row 1 is 0.0"),
        ({"quantity": [1.0, 2.5, 1.0], "lot": 1.0}, "quantity must be a multiple of lot, 1.0; row 1 is 2.5"),
        ({"volume": None, "volume_limit": 0.1}, "volume must be given for volume_limit or volume_impact, was None"),
        ({"volume": None, "volume_impact": 0.1}, "volume must be given for volume_limit or volume_impact, was None"),
        ({"volume_limit": 0.0}, "volume_limit must be above 0, was 0.0"),
        ({"leverage": 0.0}, "leverage must be above 0, was 0.0"),
        ({"initial_cash": 0.0}, "initial_cash must be above 0 and finite, was 0.0"),
        ({"margin_rate": -0.1}, "margin_rate must be at least 0 and finite, was -0.1"),
        ({"lot": -1.0}, "lot must be at least 0 and finite, was -1.0"),
    ],
)
def test_what_is_no_order_is_refused(change, message):
    with pytest.raises(ValueError, match=f"simulate_orders: {message}"):
        run("simulate_orders", **{**GOOD, **change})


def test_what_is_good_runs():
    assert run("simulate_orders", **GOOD).status.tolist() == [FILLED, OPEN, FILLED]
