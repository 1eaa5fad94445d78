"""Mean, spread and shape of the valid values of each window."""

from __future__ import annotations

from functools import partial

import numpy as np

from atc_core.arrays import Series
from atc_python import backend
from atc_python.results import deliver
from atc_python.rolling.valid_values import Table, Windows, in_windows

LEAST_OF_SKEWNESS, LEAST_OF_KURTOSIS = 3, 4
"""Values that the corrections for bias take."""


@backend.implements("rolling_mean")
def rolling_mean(x: Series, window: int, min_periods: int | None = None, *, out: Series | None = None) -> Series:
    """The mean of each window."""
    return deliver(in_windows(mean, window, min_periods, x)[0], out)


@backend.implements("rolling_std")
def rolling_std(
    x: Series, window: int, min_periods: int | None = None, ddof: int = 1, *, out: Series | None = None
) -> Series:
    """The standard deviation of each window."""
    return deliver(in_windows(partial(deviation, ddof=ddof), window, min_periods, x)[0], out)


@backend.implements("rolling_mean_std")
def rolling_mean_std(
    x: Series,
    window: int,
    min_periods: int | None = None,
    ddof: int = 1,
    *,
    out: tuple[Series, Series] | None = None,
) -> tuple[Series, Series]:
    """Both."""

    def formula(windows: Windows) -> tuple[Series, Series]:
        return mean(windows), deviation(windows, ddof)

    fields = in_windows(formula, window, min_periods, x, fields=2)
    if out is None:
        return fields[0], fields[1]
    out[0][:], out[1][:] = fields
    return out


@backend.implements("rolling_skew")
def rolling_skew(x: Series, window: int, min_periods: int | None = None, *, out: Series | None = None) -> Series:
    """The bias-corrected skewness of each window."""
    return deliver(in_windows(skewness, window, min_periods, x)[0], out)


@backend.implements("rolling_kurt")
def rolling_kurt(x: Series, window: int, min_periods: int | None = None, *, out: Series | None = None) -> Series:
    """The bias-corrected excess kurtosis of each window."""
    return deliver(in_windows(excess_kurtosis, window, min_periods, x)[0], out)


def mean(windows: Windows) -> Series:
    """The mean of the valid values."""
    average: Series = windows.newest + windows.away.sum(axis=1) / windows.number
    return average


def deviation(windows: Windows, ddof: int) -> Series:
    """Their standard deviation; NaN of not more than `ddof`."""
    away, unit = centred(windows)
    variance = sum_of_products(away, away) / (windows.number - ddof)
    return np.where(windows.number > ddof, np.sqrt(np.maximum(variance, 0.0)) * unit, np.nan)


def skewness(windows: Windows) -> Series:
    """Their skewness; equal values, whose moments are 0, make it NaN."""
    n, (away, _) = windows.number, centred(windows)
    square = away * away
    second, third = square.sum(axis=1) / n, sum_of_products(square, away) / n
    return np.where(n >= LEAST_OF_SKEWNESS, np.sqrt(n * (n - 1.0)) / (n - 2.0) * (third / second**1.5), np.nan)


def excess_kurtosis(windows: Windows) -> Series:
    """Their excess kurtosis; NaN of equal ones too."""
    n, (away, _) = windows.number, centred(windows)
    square = away * away
    second, fourth = square.sum(axis=1) / n, sum_of_products(square, square) / n
    ratio = (n + 1.0) * (fourth / (second * second)) - 3.0 * (n - 1.0)
    return np.where(n >= LEAST_OF_KURTOSIS, (n - 1.0) / ((n - 2.0) * (n - 3.0)) * ratio, np.nan)


def centred(windows: Windows) -> tuple[Table, Series]:
    """Deviations from the mean, and their unit: the power of two in which none is above 2.

    So no power of them overflows or vanishes.
    """
    largest = np.maximum(windows.away.max(axis=1), -windows.away.min(axis=1))
    exponent = np.frexp(largest)[1]
    # 2**1074 is beyond the largest float; after 2**1000 the smallest is large enough.
    away = windows.away * np.ldexp(1.0, np.minimum(-exponent, 1000))[:, None]
    away -= (away.sum(axis=1) / windows.number)[:, None] * windows.valid
    return away, np.ldexp(1.0, np.maximum(exponent, -1000))


def sum_of_products(a: Table, b: Table) -> Series:
    """The sum of products in each row."""
    products: Series = np.einsum("ij,ij->i", a, b)
    return products
