"""Metrics of returns and of curves, rounded once from the exact value."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, TypeAlias

from atc_core.decimals.declaring import decimal_kernel
from atc_core.decimals.types import DecimalNumber, DecimalSeries, Rounding, Scale
from atc_core.declarations.decimals import decimal_samples as samples
from atc_core.declarations.decimals.result_types import quotient_of
from atc_core.domains import LARGEST_INTEGER, Domain

PeriodsPerYear: TypeAlias = Annotated[Decimal, Domain(above=0)]
DegreesOfFreedom: TypeAlias = Annotated[int, Domain(at_least=0, at_most=LARGEST_INTEGER, tried=(0, 1, 2))]


@decimal_kernel(sample=samples.prices, result=quotient_of("values"))
def decimal_returns(
    values: DecimalSeries, scale: Scale | None = None, rounding: Rounding = "ROUND_HALF_EVEN"
) -> DecimalSeries:
    """Change of each value relative to the one before, rounded once.

    Args:
        values: a column of decimals, shape ``(time,)``, or a table.
        scale: digits behind the point, 0 to 38; by default 12, or those of `values` if they have more.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `values`: null first, and at and behind a null.

    Raises:
        TypeError: floats or text.
        ValueError: a value of 0 before a row that is not null, or a row needs more than 38 digits.

    Source: ``(v[t] - v[t-1]) / v[t-1]``.
    """


@decimal_kernel(sample=samples.returns, result=quotient_of("returns"))
def decimal_sharpe_ratio(
    returns: DecimalSeries,
    rf_per_period: Decimal = 0,  # type: ignore[assignment]  # an integer is a decimal too
    periods_per_year: PeriodsPerYear = 252,  # type: ignore[assignment]
    ddof: DegreesOfFreedom = 1,
    scale: Scale | None = None,
    rounding: Rounding = "ROUND_HALF_EVEN",
) -> DecimalNumber:
    """Annualised Sharpe ratio of a column of returns, rounded once from the exact value.

    Args:
        returns: a column of decimals, shape ``(time,)``, or a table; a null is passed over.
        rf_per_period: risk-free return of a period, a Decimal or an integer.
        periods_per_year: periods in a year, a Decimal or an integer above 0.
        ddof: how many fewer than the returns the variance is divided by, at least 0.
        scale: digits behind the point, 0 to 38; by default 12, or those of `returns` if they have more.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A Decimal; None of fewer than two returns, or of no more than `ddof`; 0 where all returns are equal. Of a table
        a column of one a series.

    Raises:
        TypeError: floats or text.
        ValueError: the ratio needs more than 38 digits.

    Source: ``(mean - rf) / std * sqrt(periods)``, as the root of a ratio of integers.
    """


@decimal_kernel(sample=samples.returns, result=quotient_of("returns"))
def decimal_sortino_ratio(
    returns: DecimalSeries,
    target: Decimal = 0,  # type: ignore[assignment]  # an integer is a decimal too
    periods_per_year: PeriodsPerYear = 252,  # type: ignore[assignment]
    scale: Scale | None = None,
    rounding: Rounding = "ROUND_HALF_EVEN",
) -> DecimalNumber:
    """Annualised Sortino ratio of a column of returns, rounded once from the exact value.

    Args:
        returns: a column of decimals, shape ``(time,)``, or a table; a null is passed over.
        target: the return of a period below which it counts as a loss, a Decimal or an integer.
        periods_per_year: periods in a year, a Decimal or an integer above 0.
        scale: digits behind the point, 0 to 38; by default 12, or those of `returns` if they have more.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A Decimal. Without a return below the target: None, for the ratio is infinite, where the mean is above it, else
        0. None of no return. Of a table a column of one a series.

    Raises:
        TypeError: floats or text.
        ValueError: the ratio needs more than 38 digits.

    Source: ``(mean - target) / sqrt(mean(min(r - target, 0)**2)) * sqrt(periods)``.
    """


@decimal_kernel(sample=samples.prices, result=quotient_of("equity"))
def decimal_max_drawdown(
    equity: DecimalSeries, scale: Scale | None = None, rounding: Rounding = "ROUND_HALF_EVEN"
) -> DecimalNumber:
    """Largest fall of a curve below its highest value so far, as a fraction of that, rounded once.

    Args:
        equity: a column of decimals, shape ``(time,)``, or a table; a null is passed over.
        scale: digits behind the point, 0 to 38; by default 12, or those of `equity` if it has more.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A Decimal, None of nothing; of a table a column of one a series.

    Raises:
        TypeError: floats or text.
        ValueError: a row without a value above 0 before it or in it, or the result needs more than 38 digits.

    Source: ``max(1 - v[t] / max(v[:t + 1]))``.
    """
