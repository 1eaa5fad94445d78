"""Ledgers of fills: what they refuse, what they have in common, and long runs."""

import numpy as np
import pytest
from cases import KERNELS, backends_of
from hypothesis import given, settings
from hypothesis import strategies as st
from vectors import run

LEDGER, TRIPS = KERNELS["position_ledger"], KERNELS["round_trips"]
FILLS = {
    "bar": [0, 0, 1],
    "asset": [0, 1, 0],
    "quantity": [1.0, 2.0, -1.0],
    "price": [5.0, 6.0, 7.0],
    "commission": [0.0, 0.0, 0.1],
    "close": [[5.0, 6.0], [7.0, 6.0]],
}
ORDERS = {"order": [0, 0, 1], "quantity": [1.0, 2.0, -1.0], "price": [5.0, 6.0, 7.0], "maker": [True, False, True]}


def wanted_of(name):
    return {key: value for key, value in {**FILLS, **ORDERS}.items() if key in KERNELS[name].signature.parameters}


@pytest.mark.parametrize("name", ["position_ledger", "round_trips", "commissions", "mark_to_market"])
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"quantity": [1.0, 0.0, 1.0]}, "quantity must be finite and not 0; row 1 is 0.0"),
        ({"quantity": [1.0, 2.0, np.nan]}, "quantity must be finite and not 0; row 2 is nan"),
        ({"price": [1.0, np.inf, 1.0]}, "price must be finite; row 1 is inf"),
        ({"commission": [np.nan, 1.0, 1.0]}, "commission must be finite; row 0 is nan"),
        ({"asset": [0.0, 0.5, 0.0]}, "asset must be whole numbers; row 1 is 0.5"),
        ({"order": [0.0, 0.0, np.nan]}, "order must be whole numbers; row 2 is nan"),
    ],
)
def test_what_is_no_fill_is_refused(name, change, message):
    if set(change) <= set(wanted_of(name)):
        with pytest.raises(ValueError, match=f"{name}: {message}"):
            run(name, **{**wanted_of(name), **change})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"bar": [1, 0, 1]}, "bar must be in order, none below the one before it; row 1 is 0"),
        ({"bar": [0, 1, 2]}, "bar must be from 0 to 1, as there are 2 bars; row 2 is 2"),
        ({"bar": [-1, 0, 1]}, "bar must be from 0 to 1, as there are 2 bars; row 0 is -1"),
        ({"asset": [0, 2, 0]}, "asset must be from 0 to 1, as there are 2 assets; row 1 is 2"),
        ({"initial_cash": 0.0}, "initial_cash must be above 0 and finite, was 0.0"),
        ({"asset": [0, 1]}, "must agree in fills, were of shape"),
        ({"close": [[5.0, 6.0], [np.inf, 6.0]]}, "close must be finite or NaN; row 1, column 0 is inf"),
    ],
)
def test_fills_beyond_the_bars_are_refused(change, message):
    with pytest.raises(ValueError, match=f"mark_to_market: .*{message}"):
        run("mark_to_market", **{**FILLS, **change})


@pytest.mark.parametrize("option", ["per_share", "per_order", "minimum"])
def test_costs_are_not_negative(option):
    with pytest.raises(ValueError, match=f"commissions: {option} must be at least 0 and finite, was -1.0"):
        run("commissions", **ORDERS, **{option: -1.0})


def test_the_number_of_dimensions_is_that_of_the_closes():
    fills = [FILLS[name] for name in ("bar", "quantity", "price", "commission")]
    one = run("mark_to_market", fills[0], [0, 0, 0], *fills[1:], [5.0, 7.0])
    assert one.position.tolist() == [3.0, 2.0]
    assert run("mark_to_market", **FILLS).position.tolist() == [[1.0, 2.0], [0.0, 2.0]]


@pytest.mark.parametrize("backend", backends_of(LEDGER))
def test_error_does_not_grow_with_the_number_of_fills(backend):
    """0.1 added a million times is wrong by 1e-11 of the sum where rounding adds up."""
    count = 1_000_000
    position, basis, _ = run(
        "position_ledger", np.zeros(count, int), np.full(count, 0.1), np.full(count, 3.3), backend=backend
    )
    np.testing.assert_allclose(position[-1], 100_000.000000000005551, rtol=1e-15)
    np.testing.assert_allclose(basis[-1], 3.3, rtol=1e-13)


tenths = st.integers(-30, 30).filter(bool).map(lambda value: value / 10.0)
fills = st.lists(st.tuples(st.integers(0, 2), tenths, st.integers(1, 400).map(lambda value: value / 4.0)), max_size=40)


@pytest.mark.parametrize("backend", backends_of(TRIPS))
@settings(max_examples=60, deadline=None)
@given(fills)
def test_trips_and_ledger_agree(backend, rows):
    """All pnl of an asset that is flat in the end is what it realised, less its commissions."""
    asset, quantity, price = (np.array([row[place] for row in rows], float) for place in range(3))
    fee = 0.01 * np.abs(quantity)
    trips = run("round_trips", np.arange(len(rows)), asset, quantity, price, fee, backend=backend)
    ledger = run("position_ledger", asset, quantity, price, backend=backend)
    for item in np.unique(asset):
        own = asset == item
        if ledger.position[own][-1] == 0.0:
            gained = ledger.realised[own].sum() - fee[own].sum()
            assert trips["pnl"][trips["asset"] == item].sum() == pytest.approx(gained, abs=1e-9)
    assert (np.diff(trips["exit_bar"]) >= 0).all()
    assert (trips["quantity"] > 0).all()
