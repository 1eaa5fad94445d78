"""Arithmetic row by row, and sums."""

from __future__ import annotations

from atc_core.decimals.declaring import decimal_kernel
from atc_core.decimals.types import DecimalNumber, DecimalSeries, DecimalSeriesOrNumber, Rounding, Scale
from atc_core.declarations.decimals import decimal_samples as samples
from atc_core.declarations.decimals.result_types import (
    like,
    of_product,
    of_sum,
    of_total_product,
    quotient_of,
    total_of,
    whole_numbers,
)


@decimal_kernel(sample=samples.two_prices, result=of_sum)
def decimal_add(
    a: DecimalSeries, b: DecimalSeriesOrNumber, scale: Scale | None = None, rounding: Rounding = "ROUND_HALF_EVEN"
) -> DecimalSeries:
    """Sum of two columns of decimals, row by row, exact or rounded once.

    Formula:
        $$ y_t = R(a_t + b_t) $$
        where $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        a: a column of decimals, shape ``(time,)``, or a table.
        b: the same, or a number.
        scale: digits behind the point, 0 to 38; by default as many as the exact sum has.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `a`, null where either is.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, or a row needs more than 38 digits.

    Source: SQL, where one digit is added to the precision.
    """


@decimal_kernel(sample=samples.two_prices, result=of_sum)
def decimal_subtract(
    a: DecimalSeries, b: DecimalSeriesOrNumber, scale: Scale | None = None, rounding: Rounding = "ROUND_HALF_EVEN"
) -> DecimalSeries:
    """Difference of two columns of decimals, row by row, exact or rounded once.

    Formula:
        $$ y_t = R(a_t - b_t) $$
        where $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        a: a column of decimals, shape ``(time,)``, or a table.
        b: the same, or a number.
        scale: digits behind the point, 0 to 38; by default as many as the exact difference has.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `a`, null where either is.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, or a row needs more than 38 digits.

    Source: SQL, where one digit is added to the precision.
    """


@decimal_kernel(sample=samples.quantities_and_prices, result=of_product)
def decimal_multiply(
    a: DecimalSeries, b: DecimalSeriesOrNumber, scale: Scale | None = None, rounding: Rounding = "ROUND_HALF_EVEN"
) -> DecimalSeries:
    """Product of two columns of decimals, row by row, exact or rounded once.

    Formula:
        $$ y_t = R(a_t b_t) $$
        where $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        a: a column of decimals, shape ``(time,)``, or a table.
        b: the same, or a number.
        scale: digits behind the point, 0 to 38; by default those of both together.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `a`, null where either is.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, or a row needs more than 38 digits.

    Source: SQL, where the digits of both are added.
    """


@decimal_kernel(sample=samples.two_prices, result=quotient_of("a", "b"))
def decimal_divide(
    a: DecimalSeries, b: DecimalSeriesOrNumber, scale: Scale | None = None, rounding: Rounding = "ROUND_HALF_EVEN"
) -> DecimalSeries:
    r"""Quotient of two columns of decimals, row by row, rounded once.

    Formula:
        $$ y_t = R(\frac{a_t}{b_t}) $$
        where $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        a: a column of decimals, shape ``(time,)``, or a table.
        b: the same, or a number; not 0 where `a` is not null.
        scale: digits behind the point, 0 to 38; by default 12, or those of an argument that has more. 0 with
            ``ROUND_DOWN`` gives the whole shares for an amount.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `a`, null where either is.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, a row divides by 0, or needs more than 38 digits.

    Source: Python's `decimal`, with a fixed scale in place of significant digits.
    """


@decimal_kernel(sample=samples.prices, result=lambda _: whole_numbers(0))
def decimal_rescale(x: DecimalSeries, scale: Scale, rounding: Rounding = "ROUND_HALF_EVEN") -> DecimalSeries:
    """The same values with another number of digits behind the point, rounded where they have more.

    Formula:
        $$ y_t = R(x_t) $$
        where $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        x: a column of decimals, shape ``(time,)``, or a table.
        scale: digits behind the point, 0 to 38.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `x`, null where it is.

    Raises:
        TypeError: floats or text.
        ValueError: a row needs more than 38 digits.

    Source: ``quantize`` of Python's `decimal`.
    """


@decimal_kernel(sample=samples.prices, result=total_of("x"))
def decimal_sum(x: DecimalSeries) -> DecimalNumber:
    r"""Exact sum of a column of decimals.

    Formula:
        $$ decimal_sum = \sum_t x_t $$

    Args:
        x: a column of decimals, shape ``(time,)``, or a table; a null is passed over.

    Returns:
        A Decimal, 0 of nothing; of a table a column of one a series.

    Raises:
        TypeError: floats or text.
        ValueError: the sum needs more than 38 digits; on the way it may.

    Source: arithmetic.
    """


@decimal_kernel(sample=samples.prices, result=quotient_of("x"))
def decimal_mean(x: DecimalSeries, scale: Scale | None = None, rounding: Rounding = "ROUND_HALF_EVEN") -> DecimalNumber:
    r"""Mean of a column of decimals, rounded once from the exact sum.

    Formula:
        $$ decimal_mean = R(\frac{1}{n} \sum_t x_t) $$
        where $n$ values are not null, and $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        x: a column of decimals, shape ``(time,)``, or a table; a null is passed over.
        scale: digits behind the point, 0 to 38; by default 12, or those of `x` if it has more.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A Decimal, None of nothing; of a table a column of one a series.

    Raises:
        TypeError: floats or text.
        ValueError: the mean needs more than 38 digits.

    Source: arithmetic.
    """


@decimal_kernel(sample=samples.quantities_and_prices, result=of_total_product)
def decimal_dot(
    a: DecimalSeries, b: DecimalSeriesOrNumber, scale: Scale | None = None, rounding: Rounding = "ROUND_HALF_EVEN"
) -> DecimalNumber:
    r"""Sum of the products of two columns of decimals, exact or rounded once at the end.

    Formula:
        $$ decimal_dot = R(\sum_t a_t b_t) $$
        where $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        a: a column of decimals, shape ``(time,)``, or a table.
        b: the same, or a number; a row in which either is null is passed over.
        scale: digits behind the point, 0 to 38; by default those of both together.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A Decimal, 0 of nothing; of a table a column of one a series.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, or the sum needs more than 38 digits.

    Source: arithmetic.
    """


@decimal_kernel(sample=samples.prices, result=total_of("x"))
def decimal_cumulative_sum(x: DecimalSeries) -> DecimalSeries:
    r"""Exact running sum of a column of decimals.

    Formula:
        $$ y_t = \sum_{i=0}^{t} x_i $$

    Args:
        x: a column of decimals, shape ``(time,)``, or a table.

    Returns:
        A column in the library of `x`; a null row gives null and is passed over.

    Raises:
        TypeError: floats or text.
        ValueError: a row needs more than 38 digits.

    Source: arithmetic.
    """


@decimal_kernel(sample=samples.prices, result=like("x"))
def decimal_cumulative_max(x: DecimalSeries) -> DecimalSeries:
    r"""Running maximum of a column of decimals.

    Formula:
        $$ y_t = \max_{0 <= i <= t} x_i $$

    Args:
        x: a column of decimals, shape ``(time,)``, or a table.

    Returns:
        A column of the type of `x`, in its library; a null row gives null and is passed over.

    Raises:
        TypeError: floats or text.
        ValueError: a value has more digits than its type says.

    Source: arithmetic.
    """
