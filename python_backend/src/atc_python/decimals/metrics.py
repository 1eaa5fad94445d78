"""Metrics of returns and of curves: ratios of integers, rounded once."""

from __future__ import annotations

from fractions import Fraction

from atc_core.decimals import Decimals, DecimalValue, Fault, Packed, RowError, packed
from atc_python import backend
from atc_python.decimals.exact import Value, alike, fitting, quotient, root


@backend.implements("decimal_returns")
def decimal_returns(values: Decimals, scale: int, rounding: str) -> Packed:
    """Each value less the one before it, over that."""
    found: list[Value] = []
    before: Value = None
    for row, value in enumerate(values.integers()):
        if value is None or before is None:
            found.append(None)
        elif before == 0:
            raise RowError(Fault.NO_CHANGE_FROM_ZERO, row)
        else:
            found.append(fitting(quotient((value - before) * 10**scale, before, rounding), row))
        before = value
    return packed(found)


@backend.implements("decimal_sharpe_ratio")
def decimal_sharpe_ratio(
    returns: Decimals,
    rf_per_period: DecimalValue,
    periods_per_year: DecimalValue,
    ddof: int,
    scale: int,
    rounding: str,
) -> int | None:
    """The square of the ratio is one of integers; its root is rounded once."""
    common, rf = alike(returns.scale, rf_per_period)
    values = [value * 10 ** (common - returns.scale) for value in returns.integers() if value is not None]
    count, total, squares = len(values), sum(values), sum(value * value for value in values)
    if count < 2 or count <= ddof:  # noqa: PLR2004 one return does not spread
        return None
    spread = count * squares - total * total
    if not spread:
        return 0
    excess, periods = total - count * rf, periods_per_year
    above = excess * excess * (count - ddof) * periods.value
    below = count * spread * 10**periods.type.scale
    return fitting(root(above, below, scale, rounding, is_negative=excess < 0))


@backend.implements("decimal_sortino_ratio")
def decimal_sortino_ratio(
    returns: Decimals,
    target: DecimalValue,
    periods_per_year: DecimalValue,
    scale: int,
    rounding: str,
) -> int | None:
    """The same, with the squares of the losses for the spread."""
    common, goal = alike(returns.scale, target)
    values = [value * 10 ** (common - returns.scale) for value in returns.integers() if value is not None]
    count, excess = len(values), sum(values) - len(values) * goal
    losses = sum(min(value - goal, 0) ** 2 for value in values)
    if not losses:
        return None if not count or excess > 0 else 0
    above, below = excess * excess * periods_per_year.value, count * losses * 10**periods_per_year.type.scale
    return fitting(root(above, below, scale, rounding, is_negative=excess < 0))


@backend.implements("decimal_max_drawdown")
def decimal_max_drawdown(equity: Decimals, scale: int, rounding: str) -> int | None:
    """The largest of the exact falls, rounded once."""
    peak: Value = None
    worst: Fraction | None = None
    for row, value in enumerate(equity.integers()):
        if value is None:
            continue
        peak = value if peak is None else max(peak, value)
        if peak <= 0:
            raise RowError(Fault.NO_PEAK, row)
        worst = max(worst or Fraction(0), 1 - Fraction(value, peak))
    if worst is None:
        return None
    return fitting(quotient(worst.numerator * 10**scale, worst.denominator, rounding))
