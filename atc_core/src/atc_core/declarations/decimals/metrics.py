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
    r"""Change of each value relative to the one before, rounded once.

    Formula:
        $$ y_t = R(\frac{values_t - values_{t-1}}{values_{t-1}}) $$
        where $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        values: a column of decimals, shape ``(time,)``, or a table.
        scale: digits behind the point, 0 to 38; by default 12, or those of `values` if they have more.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `values`: null first, and at and behind a null.

    Raises:
        TypeError: floats or text.
        ValueError: a value of 0 before a row that is not null, or a row needs more than 38 digits.

    Source: arithmetic; pandas ``pct_change(fill_method=None)`` of floats.
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
    r"""Annualised Sharpe ratio of a column of returns, rounded once from the exact value.

    Formula:
        $$ y = R(\frac{m - rf_per_period}{s} \sqrt{periods_per_year}) $$
        $$ m = \frac{1}{n} \sum_t returns_t; s = \sqrt{\frac{1}{n - ddof} \sum_t (returns_t - m)^2} $$
        where $n$ returns are not null, and $R$ rounds to `scale` digits behind the point by `rounding`.

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

    Source: Sharpe, "The Sharpe ratio" (1994), as the root of a ratio of integers.
    """


@decimal_kernel(sample=samples.returns, result=quotient_of("returns"))
def decimal_sortino_ratio(
    returns: DecimalSeries,
    target: Decimal = 0,  # type: ignore[assignment]  # an integer is a decimal too
    periods_per_year: PeriodsPerYear = 252,  # type: ignore[assignment]
    scale: Scale | None = None,
    rounding: Rounding = "ROUND_HALF_EVEN",
) -> DecimalNumber:
    r"""Annualised Sortino ratio of a column of returns, rounded once from the exact value.

    Formula:
        $$ y = R(\frac{m - target}{d} \sqrt{periods_per_year}) $$
        $$ m = \frac{1}{n} \sum_t returns_t; d = \sqrt{\frac{1}{n} \sum_t min(returns_t - target, 0)^2} $$
        where $n$ returns are not null, and $R$ rounds to `scale` digits behind the point by `rounding`.

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

    Source: Sortino and Price (1994), as the root of a ratio of integers.
    """


@decimal_kernel(sample=samples.prices, result=quotient_of("equity"))
def decimal_max_drawdown(
    equity: DecimalSeries, scale: Scale | None = None, rounding: Rounding = "ROUND_HALF_EVEN"
) -> DecimalNumber:
    r"""Largest fall of a curve below its highest value so far, as a fraction of that, rounded once.

    Formula:
        $$ y = R(\max_t (1 - \frac{equity_t}{\max_{0 <= i <= t} equity_i})) $$
        where $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        equity: a column of decimals, shape ``(time,)``, or a table; a null is passed over.
        scale: digits behind the point, 0 to 38; by default 12, or those of `equity` if it has more.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A Decimal, None of nothing; of a table a column of one a series.

    Raises:
        TypeError: floats or text.
        ValueError: a row without a value above 0 before it or in it, or the result needs more than 38 digits.

    Source: arithmetic; `max_drawdown` of floats.
    """
