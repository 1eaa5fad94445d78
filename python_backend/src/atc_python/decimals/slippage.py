"""Prices that a fill gets, on integers."""

from __future__ import annotations

from atc_core.decimals import Decimals, DecimalValue, Fault, Packed, RowError, packed
from atc_core.declarations.decimals.result_types import BASIS_POINT_SCALE
from atc_python import backend
from atc_python.decimals.exact import at_scale, complete, quotient


def sign(value: int) -> int:
    """-1, 0 or 1."""
    return (value > 0) - (value < 0)


@backend.implements("decimal_slippage_fixed")
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
    rows = zip(complete(price), complete(quantity), strict=True)
    return packed(at_scale(own * factor + sign(size) * step, exact, scale, rounding) for own, size in rows)


@backend.implements("decimal_slippage_basis_points")
def decimal_slippage_basis_points(
    price: Decimals,
    quantity: Decimals,
    basis_points: DecimalValue,
    scale: int,
    rounding: str,
) -> Packed:
    """The price times a factor a little above or below 1."""
    one = 10 ** (basis_points.type.scale + BASIS_POINT_SCALE)
    exact = price.scale + basis_points.type.scale + BASIS_POINT_SCALE
    rows = zip(complete(price), complete(quantity), strict=True)
    return packed(at_scale(own * (one + sign(size) * basis_points.value), exact, scale, rounding) for own, size in rows)


@backend.implements("decimal_slippage_volume_share")
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
    common = max(quantity.scale, volume.scale)
    shares, whole = 10 ** (common - quantity.scale), 10 ** (common - volume.scale)

    def value(row: int, own: int, size: int, traded: int) -> int:
        part, total = abs(size) * shares, traded * whole
        if size and total <= 0:
            raise RowError(Fault.NO_VOLUME, row)
        if size and part * 10**limit.type.scale > limit.value * total:
            raise RowError(Fault.ABOVE_LIMIT, row)
        # price * (1 + sign * part**2 / total**2 * impact), at the scale of the result; with no shares it is the price.
        below = (total * total if size else 1) * 10**impact.type.scale
        above = own * (below + sign(size) * part * part * impact.value)
        shift = scale - price.scale
        return quotient(above * 10 ** max(shift, 0), below * 10 ** max(-shift, 0), rounding)

    rows = zip(complete(price), complete(quantity), complete(volume), strict=True)
    return packed(value(row, *values) for row, values in enumerate(rows))
