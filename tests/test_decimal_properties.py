"""Kernels of decimals beside Python's `decimal` with 400 digits, which rounds once at the end, by every word."""

from __future__ import annotations

import decimal
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from cases import DECIMAL_KERNELS, backends_of
from decimal_columns import chunked, shifted, values_of
from hypothesis import given, settings
from hypothesis import strategies as st

import atc_core

EXACT = decimal.Context(prec=400, rounding=decimal.ROUND_HALF_EVEN, Emax=10_000, Emin=-10_000)
WORDS = [
    "ROUND_HALF_EVEN",
    "ROUND_HALF_UP",
    "ROUND_HALF_DOWN",
    "ROUND_UP",
    "ROUND_DOWN",
    "ROUND_CEILING",
    "ROUND_FLOOR",
    "ROUND_05UP",
]
LARGEST = 10**38 - 1
roundings = st.sampled_from(WORDS)
scales = st.none() | st.integers(0, 38)


@st.composite
def columns(draw: Any, count: int = 1, *, may_be_null: bool = True, least: int = 0, most: int = 12) -> list[pa.Array]:
    """Columns of one length: of few digits or many, close to ties, in chunks or at an offset."""
    size = draw(st.integers(least, most))
    found = []
    for _ in range(count):
        precision = draw(st.sampled_from([3, 9, 18, 19, 38]))
        scale = draw(st.integers(0, min(precision, 12)))
        bound = 10**precision - 1
        values = st.integers(-bound, bound) | st.integers(-9, 9).map(lambda value: 5 * value)
        item = st.none() | values if may_be_null else values
        unscaled = draw(st.lists(item, min_size=size, max_size=size))
        numbers = [None if value is None else Decimal(value).scaleb(-scale, EXACT) for value in unscaled]
        array = pa.array(numbers, pa.decimal128(precision, scale))
        found.append(draw(st.sampled_from([array, chunked(array), shifted(array), chunked(shifted(array))])))
    return found


def at_scale(value: Decimal | None, scale: int, rounding: str) -> Decimal | None:
    """Rounded once."""
    if value is None:
        return None
    with decimal.localcontext(EXACT):
        return value.quantize(Decimal(1).scaleb(-scale), rounding=rounding)


def is_too_large(value: Decimal | None) -> bool:
    return value is not None and abs(int("".join(map(str, value.as_tuple().digits)))) > LARGEST


def each_backend(name: str, *arguments: Any, **options: Any) -> Any:
    """What every backend gives, or raises, alike."""
    outcomes = []
    for backend in backends_of(DECIMAL_KERNELS[name]):
        try:
            outcomes.append(atc_core.get(name)(*arguments, **options, backend=backend))
        except ValueError as error:
            outcomes.append(str(error))
    first, *others = outcomes
    assert all(is_same(first, other) for other in others), outcomes
    return first


def is_same(one: Any, other: Any) -> bool:
    return one.equals(other) if isinstance(one, (pa.Array, pa.ChunkedArray)) else one == other


def scale_of(result: Any) -> int:
    return int(result.type.scale)


def assert_rounded(name: str, result: Any, exact: list[Decimal | None], scale: int | None, rounding: str) -> None:
    """Each row is rounded once; the first one of too many digits is named."""
    wanted_scale = scale if scale is not None else None if isinstance(result, str) else scale_of(result)
    if wanted_scale is None:
        assert "38 digits" in result or "give scale" in result
        return
    wanted = [at_scale(value, wanted_scale, rounding) for value in exact]
    bad = next((row for row, value in enumerate(wanted) if is_too_large(value)), None)
    if bad is not None:
        assert result == f"{name}: row {bad} needs more than 38 digits; give a smaller scale"
    else:
        assert values_of(result) == wanted


OPERATIONS = {
    "decimal_add": EXACT.add,
    "decimal_subtract": EXACT.subtract,
    "decimal_multiply": EXACT.multiply,
    "decimal_divide": EXACT.divide,
}


@pytest.mark.parametrize("name", OPERATIONS)
@settings(max_examples=150, deadline=None)
@given(pair=columns(2), scale=scales, rounding=roundings)
def test_arithmetic(name, pair, scale, rounding):
    a, b = pair
    rows = list(zip(a.to_pylist(), b.to_pylist(), strict=True))
    result = each_backend(name, a, b, scale, rounding)
    if name == "decimal_divide":
        zero = next((row for row, (x, y) in enumerate(rows) if x is not None and y == 0), None)
        if zero is not None:
            assert isinstance(result, str)
            return
    exact = [None if x is None or y is None else OPERATIONS[name](x, y) for x, y in rows]
    assert_rounded(name, result, exact, scale, rounding)


@settings(max_examples=150, deadline=None)
@given(found=columns(), scale=st.integers(0, 38), rounding=roundings)
def test_rescale(found, scale, rounding):
    (x,) = found
    result = each_backend("decimal_rescale", x, scale, rounding)
    assert_rounded("decimal_rescale", result, x.to_pylist(), scale, rounding)


@settings(max_examples=150, deadline=None)
@given(
    found=columns(), number=st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-1e9, max_value=1e9)
)
def test_a_number_stands_in_every_row(found, number):
    (x,) = found
    column = pa.array([number] * len(x), pa.decimal128(38, 3))
    for name in ("decimal_add", "decimal_subtract", "decimal_multiply"):
        result, wanted = each_backend(name, x, number, 6), each_backend(name, x, column, 6)
        assert is_same(result, wanted)


def kept(column: Any) -> list[Decimal]:
    return [value for value in column.to_pylist() if value is not None]


def total(values: Any) -> Decimal:
    found = Decimal(0)
    for value in values:
        found = EXACT.add(found, value)
    return found


def assert_number(result: Any, wanted: Decimal | None, scale: int, rounding: str) -> None:
    rounded = at_scale(wanted, scale, rounding)
    if is_too_large(rounded):
        assert "the result needs more than 38 digits" in result
    else:
        assert result == rounded
        assert rounded is None or result.as_tuple().exponent == -scale


@settings(max_examples=200, deadline=None)
@given(pair=columns(2), scale=st.integers(0, 38), rounding=roundings)
def test_sums(pair, scale, rounding):
    a, b = pair
    values = kept(a)
    assert_number(each_backend("decimal_sum", a), total(values), a.type.scale, rounding)
    mean = EXACT.divide(total(values), Decimal(len(values))) if values else None
    assert_number(each_backend("decimal_mean", a, scale, rounding), mean, scale, rounding)
    rows = zip(a.to_pylist(), b.to_pylist(), strict=True)
    dot = total(EXACT.multiply(x, y) for x, y in rows if x is not None and y is not None)
    assert_number(each_backend("decimal_dot", a, b, scale, rounding), dot, scale, rounding)


@settings(max_examples=200, deadline=None)
@given(found=columns())
def test_running_values(found):
    (x,) = found
    values = x.to_pylist()
    sums = [None if value is None else total(kept(x[: row + 1])) for row, value in enumerate(values)]
    assert_rounded("decimal_cumulative_sum", each_backend("decimal_cumulative_sum", x), sums, x.type.scale, WORDS[0])
    peaks = [None if value is None else max(kept(x[: row + 1])) for row, value in enumerate(values)]
    assert values_of(each_backend("decimal_cumulative_max", x)) == peaks


@settings(max_examples=200, deadline=None)
@given(found=columns(), scale=st.integers(0, 20), rounding=roundings)
def test_returns(found, scale, rounding):
    (x,) = found
    values, exact = x.to_pylist(), []
    for row, (before, value) in enumerate(zip([None, *values], values, strict=False)):
        if before == 0 and value is not None:
            result = each_backend("decimal_returns", x, scale, rounding)
            assert f"row {row} follows a value of 0" in result or "38 digits" in result
            return
        is_there = before is not None and value is not None
        exact.append(EXACT.divide(EXACT.subtract(value, before), before) if is_there else None)
    assert_rounded("decimal_returns", each_backend("decimal_returns", x, scale, rounding), exact, scale, rounding)


@settings(max_examples=200, deadline=None)
@given(
    found=columns(),
    rf=st.decimals(-1, 1, places=3),
    periods=st.integers(1, 400),
    ddof=st.integers(0, 3),
    scale=st.integers(0, 25),
    rounding=roundings,
)
def test_ratios(found, rf, periods, ddof, scale, rounding):
    (x,) = found
    values = kept(x)
    result = each_backend("decimal_sharpe_ratio", x, rf, periods, ddof, scale, rounding)
    assert_number(result, sharpe(values, rf, periods, ddof), scale, rounding)
    result = each_backend("decimal_sortino_ratio", x, rf, periods, scale, rounding)
    assert_number(result, sortino(values, rf, periods), scale, rounding)


def sharpe(values: list[Decimal], rf: Decimal, periods: int, ddof: int) -> Decimal | None:
    """As it is defined, with 400 digits."""
    count = len(values)
    if count < 2 or count <= ddof:
        return None
    if len({*values}) == 1:
        return Decimal(0)
    with decimal.localcontext(EXACT):
        # One division, so that ties are exact: a root of few digits has a square of few digits.
        excess, squares = total(values) - count * rf, total(value**2 for value in values)
        square = excess**2 * (count - ddof) * periods / (count * (count * squares - total(values) ** 2))
        return square.sqrt().copy_sign(excess)


def sortino(values: list[Decimal], target: Decimal, periods: int) -> Decimal | None:
    """As it is defined, with 400 digits."""
    if not values:
        return None
    with decimal.localcontext(EXACT):
        excess = total(values) - len(values) * target
        if min(values) >= target:
            return None if excess > 0 else Decimal(0)
        losses = total(min(value - target, Decimal(0)) ** 2 for value in values)
        return (excess**2 * periods / (len(values) * losses)).sqrt().copy_sign(excess)


@settings(max_examples=200, deadline=None)
@given(found=columns(), scale=st.integers(0, 25), rounding=roundings)
def test_max_drawdown(found, scale, rounding):
    (x,) = found
    peak, worst, bad = None, None, None
    for row, value in enumerate(x.to_pylist()):
        if value is not None:
            peak = value if peak is None else max(peak, value)
            if peak <= 0:
                bad = row
                break
            worst = max(worst or Decimal(0), EXACT.divide(EXACT.subtract(peak, value), peak))
    result = each_backend("decimal_max_drawdown", x, scale, rounding)
    if bad is not None:
        assert f"row {bad} has no highest value above 0" in result
    else:
        assert_number(result, worst, scale, rounding)


def codes(data: Any, size: int, count: int) -> np.ndarray[Any, Any]:
    """Codes of at most so many assets or orders."""
    return np.array(data.draw(st.lists(st.integers(0, min(size, count) - 1), min_size=size, max_size=size)))


fills = columns(3, may_be_null=False, least=1, most=10)


@settings(max_examples=200, deadline=None)
@given(found=fills, rounding=roundings, data=st.data())
def test_the_ledger_balances_in_every_digit(found, rounding, data):
    quantity, price, fee = found
    assets = np.array(
        data.draw(st.lists(st.integers(0, min(2, len(quantity) - 1)), min_size=len(quantity), max_size=len(quantity)))
    )
    cash = Decimal("1000.5")
    result = each_backend_ledger(assets, quantity, price, fee, cash, None, rounding)
    if isinstance(result, str):
        assert "digits" in result
        return
    position, cost, average, realized, balance = map(values_of, result)
    open_costs: dict[int, Decimal] = {}
    held: dict[int, Decimal] = {}
    gained, paid = Decimal(0), Decimal(0)
    with decimal.localcontext(EXACT):
        for row, asset in enumerate(assets.tolist()):
            open_costs[asset], held[asset] = cost[row], held.get(asset, Decimal(0)) + quantity[row].as_py()
            gained, paid = gained + realized[row], paid + fee[row].as_py()
            assert gained - paid == balance[row] - cash + sum(open_costs.values())
            assert position[row] == held[asset]
            assert (average[row] is None) == (position[row] == 0)
            assert cost[row] == 0 or position[row] != 0


def each_backend_ledger(*arguments: Any) -> Any:
    """What every backend gives for the ledger."""
    outcomes = []
    for backend in backends_of(DECIMAL_KERNELS["decimal_position_ledger"]):
        try:
            outcomes.append(atc_core.decimal_position_ledger(*arguments, backend=backend))
        except ValueError as error:
            outcomes.append(str(error))
    first, *others = outcomes
    for other in others:
        assert isinstance(first, str) is isinstance(other, str)
        assert first == other if isinstance(first, str) else all(map(is_same, first, other))
    return first


@settings(max_examples=150, deadline=None)
@given(found=columns(2, may_be_null=False, least=1, most=10), rate=st.decimals(0, 1, places=4), data=st.data())
def test_commissions_of_an_order_add_up(found, rate, data):
    quantity, price = found
    size = len(quantity)
    order = codes(data, size, size)
    result = each_backend("decimal_commission_per_share", quantity, order, rate, Decimal("1.25"))
    if isinstance(result, str):
        assert "digits" in result
        return
    paid, shares = dict[int, Decimal](), dict[int, Decimal]()
    with decimal.localcontext(EXACT):
        for own, amount, commission in zip(order.tolist(), quantity.to_pylist(), values_of(result), strict=True):
            paid[own] = paid.get(own, Decimal(0)) + commission
            shares[own] = shares.get(own, Decimal(0)) + abs(amount)
            assert paid[own] == (max(Decimal("1.25"), rate * shares[own]) if shares[own] else 0)
    prices = each_backend("decimal_fill_average_price", quantity, price, order)
    if not isinstance(prices, str):
        amounts, counts = dict[int, Decimal](), dict[int, Decimal]()
        exact = []
        for own, amount, each in zip(order.tolist(), quantity.to_pylist(), price.to_pylist(), strict=True):
            counts[own] = EXACT.add(counts.get(own, Decimal(0)), abs(amount))
            amounts[own] = EXACT.add(amounts.get(own, Decimal(0)), EXACT.multiply(abs(amount), each))
            exact.append(EXACT.divide(amounts[own], counts[own]) if counts[own] else None)
        assert_rounded("decimal_fill_average_price", prices, exact, None, WORDS[0])
