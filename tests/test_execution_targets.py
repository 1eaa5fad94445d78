"""Target weights on bars, on every backend: laws of the account, no look-ahead, one cash for all columns, ruin."""

import numpy as np
import pytest
from cases import KERNELS, backends_of
from hypothesis import given, settings
from hypothesis import strategies as st
from vectors import run

KERNEL = KERNELS["simulate_targets"]
BACKENDS = pytest.mark.parametrize("backend", backends_of(KERNEL))
NAN = np.nan
COSTS = {"initial_cash": 1000.0, "slippage_bps": 7.0, "per_share": 0.01, "rate": 0.001}


def random_run(seed, **options):
    """Bars, some of which are missing, and targets of every kind, some of which are none."""
    random = np.random.default_rng(seed)
    shape = int(random.integers(1, 30)), int(random.integers(1, 5))
    opening, close = 50.0 * np.exp(random.normal(0.0, 0.1, (2, *shape)).cumsum(axis=1))
    opening[random.random(shape) < 0.05] = NAN
    close[random.random(shape) < 0.05] = NAN
    unit = str(random.choice(["weight", "value", "shares"]))
    target = random.normal(0.2, 0.5, shape) * {"weight": 1.0, "value": 1000.0, "shares": 20.0}[unit]
    target[random.random(shape) < 0.2] = NAN
    target[random.random(shape) < 0.1] = 0.0
    leverage, lot = float(random.choice([1.0, 2.0, np.inf])), float(random.choice([0.0, 1.0]))
    return opening, close, target, unit, {**COSTS, "leverage": leverage, "lot": lot, **options}


def simulated(parts, backend):
    opening, close, target, unit, options = parts
    return run("simulate_targets", opening, close, target, unit, backend=backend, **options)


@BACKENDS
@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32))
def test_money_is_conserved(backend, seed):
    parts = random_run(seed)
    opening, close, _, _, options = parts
    result = simulated(parts, backend)
    fills = result.fills
    paid = np.bincount(fills["bar"], fills["quantity"] * fills["price"] + fills["commission"], len(opening))
    scale = 1e-9 * np.abs(result.equity).max(initial=1000.0)
    np.testing.assert_allclose(np.diff(result.cash, prepend=1000.0), -paid, atol=scale)
    marked = run("mark_to_market", *(fills[name] for name in fills.dtype.names), close, 1000.0, backend="python")
    for field in ("cash", "position", "equity"):
        np.testing.assert_allclose(getattr(result, field), getattr(marked, field), atol=scale)
    if options["lot"] and not (result.equity <= 1e-7).any():
        np.testing.assert_allclose(fills["quantity"], np.round(fills["quantity"]), atol=1e-9)
    assert (fills["bar"] > 0).all() or (result.equity <= 1e-7).any()


@BACKENDS
@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_no_later_bar_changes_what_was(backend, seed, other):
    opening, close, target, unit, options = random_run(seed)
    until = np.random.default_rng(other).integers(0, len(opening)) + 1
    whole = simulated((opening, close, target, unit, options), backend)
    cut = simulated((opening[:until], close[:until], target[:until], unit, options), backend)
    changed = [item.copy() for item in (opening, close, target)]
    for item in changed:
        item[until:] = np.abs(item[until:][::-1]) * 1.7
    changed[2][until - 1] = 0.1
    later = simulated((*changed, unit, options), backend)
    for part in (cut, later):
        for field in ("cash", "position", "equity"):
            np.testing.assert_array_equal(getattr(whole, field)[:until], getattr(part, field)[:until])
        assert whole.fills[whole.fills["bar"] < until].tolist() == part.fills[part.fills["bar"] < until].tolist()


@BACKENDS
@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_cash_is_never_below_zero_without_leverage(backend, seed):
    opening, close, target, _, options = random_run(seed, leverage=1.0, lot=0.0)
    result = simulated((opening, close, np.abs(target), "value", options), backend)
    assert (result.cash >= -1e-7).all()


@BACKENDS
@pytest.mark.parametrize("sold", [0, 1])
def test_what_closes_pays_for_what_opens_in_any_column(backend, sold):
    """vectorbt 82, 697: all cash goes from one asset to the other, in one bar, whichever comes first."""
    flat, target = np.full((3, 2), 10.0), np.zeros((3, 2))
    target[0, sold] = target[1, 1 - sold] = 1.0
    result = run("simulate_targets", flat, flat, target, backend=backend, initial_cash=300.0)
    assert result.position[1, sold] == 30.0
    assert result.position[2].tolist() == [30.0 * (1 - column == sold) for column in range(2)]


@BACKENDS
def test_all_openings_are_scaled_alike(backend):
    """vectorbt 82 cuts the last columns of a row short."""
    flat = np.full((2, 3), 10.0)
    result = run("simulate_targets", flat, flat, np.full((2, 3), 1.0), backend=backend, initial_cash=300.0)
    np.testing.assert_allclose(result.position[1], 10.0)


@BACKENDS
def test_from_flat_all_cash_buys_what_costs_leave(backend):
    result = run(
        "simulate_targets", [9.0, 10.0], [9.0, 10.0], [1.0, 1.0], backend=backend, rate=0.01, slippage_bps=50.0
    )
    assert result.position[1] == pytest.approx(100_000.0 / (10.0 * 1.005 * 1.01), rel=1e-14)
    assert result.cash[1] == pytest.approx(0.0, abs=1e-9)


@BACKENDS
def test_a_full_account_trades_no_dust(backend):
    random = np.random.default_rng(4)
    close = 100.0 * np.exp(random.normal(0.0, 0.01, (60, 3)).cumsum(axis=0))
    result = run("simulate_targets", close, close, np.tile([0.5, 0.3, 0.2], (60, 1)), backend=backend)
    assert np.abs(result.fills["quantity"]).min() > 1e-6


@BACKENDS
def test_ruin_ends_the_run(backend):
    """A short at ten times its price: closed at the mark without cost, and nothing after it."""
    opening, close = np.array([10.0, 10.0, 30.0, 5.0]), np.array([10.0, 10.0, 25.0, 5.0])
    result = run(
        "simulate_targets", opening, close, [-1.0, NAN, 1.0, 1.0], backend=backend, initial_cash=100.0, rate=0.01
    )
    assert result.fills["bar"].tolist() == [1, 2]
    assert result.fills[1].tolist()[3:] == (25.0, 0.0)
    assert result.position.tolist() == [0.0, result.position[1], 0.0, 0.0]
    assert result.equity[2] == result.cash[2] == result.equity[3] < 0


@BACKENDS
def test_an_asset_without_an_open_is_left_alone(backend):
    opening = [[10.0, 10.0], [10.0, NAN], [10.0, 10.0]]
    result = run("simulate_targets", opening, np.full((3, 2), 10.0), np.full((3, 2), 0.5), backend=backend)
    assert result.fills[["bar", "asset"]].tolist() == [(1, 0), (2, 1)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"open": [1.0, 0.0]}, "open must be above 0 and finite, or NaN; row 1, column 0 is 0.0"),
        ({"close": [np.inf, 1.0]}, "close must be above 0 and finite, or NaN; row 0, column 0 is inf"),
        ({"target": [np.inf, 1.0]}, "target must be at most 1e150 in magnitude, or NaN; row 0, column 0 is inf"),
        ({"target": [1.0]}, "open and target must agree in time, were of shape"),
        ({"unit": "percent"}, "unit must be one of weight, value, shares, was 'percent'"),
        ({"leverage": 0.0}, "leverage must be above 0, was 0.0"),
        ({"lot": -1.0}, "lot must be at least 0 and finite, was -1.0"),
        ({"initial_cash": 0.0}, "initial_cash must be above 0 and finite, was 0.0"),
    ],
)
def test_what_is_no_run_is_refused(change, message):
    given = {"open": [1.0, 1.0], "close": [1.0, 1.0], "target": [1.0, 1.0], **change}
    with pytest.raises(ValueError, match=f"simulate_targets: {message}"):
        run("simulate_targets", **given)
