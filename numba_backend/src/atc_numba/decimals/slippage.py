"""Prices that a fill gets."""

from __future__ import annotations

from typing import Any

from atc_core.decimals import Decimals, DecimalValue, Packed
from atc_core.declarations.decimals.result_types import BASIS_POINT_SCALE
from atc_numba import backend
from atc_numba.compiling import exact_block
from atc_numba.decimals.arithmetic import steps
from atc_numba.decimals.columns import (
    ABOVE_LIMIT,
    COLUMN,
    FLAGS,
    GOOD,
    NO_VOLUME,
    OUT,
    STATUS,
    TOO_LARGE,
    Flags,
    Rows,
    Status,
    Words,
    load,
    put,
    wide_loop,
)
from atc_numba.decimals.rounding import CODE_OF, magnitude, rounded
from atc_numba.decimals.wide_integers import as_wide, is_negative, is_zero, wide


@exact_block
def with_sign(value: Any, of: Any) -> Any:
    """A value times -1, 0 or 1, the sign of another one."""
    nothing = as_wide(0, value)
    return nothing if is_zero(of) else nothing - value if is_negative(of) else value


@backend.implements("decimal_slippage_fixed", strict=True)
def decimal_slippage_fixed(
    price: Decimals,
    quantity: Decimals,
    amount: DecimalValue,
    scale: int,
    rounding: str,
) -> Packed:
    """The amount on top of what is bought, off what is sold."""
    exact = max(price.scale, amount.type.scale)
    factor, step = 10 ** (exact - price.scale), amount.value * 10 ** (exact - amount.type.scale)
    return moved(price, quantity, (factor, 0, step), exact, scale, rounding)


@backend.implements("decimal_slippage_basis_points", strict=True)
def decimal_slippage_basis_points(
    price: Decimals,
    quantity: Decimals,
    basis_points: DecimalValue,
    scale: int,
    rounding: str,
) -> Packed:
    """The price times a factor a little above or below 1."""
    own = basis_points.type.scale + BASIS_POINT_SCALE
    return moved(price, quantity, (10**own, basis_points.value, 0), price.scale + own, scale, rounding)


def moved(
    price: Decimals, quantity: Decimals, terms: tuple[int, int, int], exact: int, scale: int, rounding: str
) -> Packed:
    """``price * one + sign(quantity) * (price * part + step)``, rounded once."""
    rows = Rows(price, quantity)
    up, cut = steps(exact, scale)
    one, part, step = (term * up for term in terms)
    bound = rows.largest[0] * (one + abs(part)) + abs(step)
    return rows.computed(move_prices, max(bound, *rows.largest), (one, part, step, cut), CODE_OF[rounding])


@wide_loop(f"{STATUS}({COLUMN}, {COLUMN}, {FLAGS}, wide, wide, wide, wide, int64, {OUT})")
def move_prices(
    price: Words, quantity: Words, _: Flags, one: Any, part: Any, step: Any, cut: Any, code: int, out: Words
) -> Status:
    """Multiples of prices, and what is on top or off."""
    whole, share, fixed, divisor = wide(one), wide(part), wide(step), wide(cut)
    for row in range(len(out)):
        own = load(price, row, whole)
        value = own * whole + with_sign(own * share + fixed, load(quantity, row, whole))
        if not put(out, row, rounded(value, divisor, code)):
            return TOO_LARGE, row
    return GOOD


@backend.implements("decimal_slippage_volume_share", strict=True)
def decimal_slippage_volume_share(
    price: Decimals,
    quantity: Decimals,
    volume: Decimals,
    limit: DecimalValue,
    impact: DecimalValue,
    scale: int,
    rounding: str,
) -> Packed:
    """The price times 1 and the square of the share times the impact."""
    rows, common = Rows(price, quantity, volume), max(quantity.scale, volume.scale)
    shares, whole = 10 ** (common - quantity.scale), 10 ** (common - volume.scale)
    up, down = steps(price.scale, scale)
    scales = 10**limit.type.scale, 10**impact.type.scale
    part, total = rows.largest[1] * shares, rows.largest[2] * whole
    below = max(total * total, 1) * scales[1]
    bound = max(
        rows.largest[0] * (below + part * part * abs(impact.value)) * up,
        below * down,
        part * scales[0],
        total * max(limit.value, 1),
    )
    numbers = (shares, whole, limit.value, scales[0], impact.value, scales[1], up, down)
    return rows.computed(move_by_share, bound, numbers, CODE_OF[rounding])


@wide_loop(f"{STATUS}({COLUMN}, {COLUMN}, {COLUMN}, {FLAGS}, {', '.join(['wide'] * 8)}, int64, {OUT})")
def move_by_share(
    price: Words,
    quantity: Words,
    volume: Words,
    _: Flags,
    shares: Any,
    whole: Any,
    most: Any,
    most_scale: Any,
    impact: Any,
    impact_scale: Any,
    up: Any,
    down: Any,
    code: int,
    out: Words,
) -> Status:
    """``price * (1 + sign * part**2 / total**2 * impact)``; without shares it is the price."""
    of_shares, of_volume, above, below = wide(shares), wide(whole), wide(up), wide(down)
    limit, limit_scale, factor, one = wide(most), wide(most_scale), wide(impact), wide(impact_scale)
    for row in range(len(out)):
        own, size = load(price, row, one), load(quantity, row, one)
        divisor, moved = one, as_wide(0, one)
        if not is_zero(size):
            part, total = magnitude(size) * of_shares, load(volume, row, one) * of_volume
            if is_negative(total) or is_zero(total):
                return NO_VOLUME, row
            if part * limit_scale > limit * total:
                return ABOVE_LIMIT, row
            divisor, moved = total * total * one, with_sign(part * part * factor, size)
        if not put(out, row, rounded(own * (divisor + moved) * above, divisor * below, code)):
            return TOO_LARGE, row
    return GOOD
