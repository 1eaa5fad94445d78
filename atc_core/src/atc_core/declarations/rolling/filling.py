"""Filling what is missing in a series."""

from __future__ import annotations

from typing import Literal

import numpy as np

from atc_core.arrays import Array, Series
from atc_core.domains import Periods
from atc_core.kernel import Options, kernel
from atc_core.samples import walk_with_gaps


def source_scale(x: Array, method: str, _: int | None, __: Array) -> Array:
    """The largest source of a value that is computed, 0 of one that is copied."""
    valid = np.isfinite(x)
    if method in ("forward", "backward") or not valid.any():
        return np.zeros(len(x))
    if method == "median":
        middle = np.sort(x[valid])[[(valid.sum() - 1) // 2, valid.sum() // 2]]
        return np.where(valid, 0.0, np.abs(middle).max())
    places = np.flatnonzero(valid)
    after = np.searchsorted(places, np.arange(len(x)))
    around = (np.clip(after - 1, 0, None), np.clip(after, None, len(places) - 1))
    return np.where(valid, 0.0, np.maximum(*(np.abs(x[places[side]]) for side in around)))


def looks_ahead(options: Options) -> str | None:
    """What is wrong with a method that a stream is to use."""
    method = options["method"]
    return None if method == "forward" else f"method must be 'forward' in a stream, others look ahead, was {method!r}"


@kernel(
    sample=walk_with_gaps,
    gaps=None,
    scale=source_scale,
    also=("fillna", "ffill", "bfill", "interpolate"),
    check_stream=looks_ahead,
)
def fill_missing(
    x: Series,
    method: Literal["forward", "backward", "linear", "median"] = "forward",
    limit: Periods | None = None,
    *,
    out: Series | None = None,
) -> Series:
    r"""The series with its missing values filled; infinities count as missing.

    Formula:
        With $p$ the last bar with a valid value before a missing $x_t$, and $q$ the first after it, it is

        1. $x_p$ if "forward", $x_q$ if "backward",
        2. $x_p + (x_q - x_p) \frac{t - p}{q - p}$ if "linear",
        3. the median of all valid values if "median".

    Args:
        x: shape ``(time,)`` or ``(time, series)``.
        method: "forward" repeats the valid value before; "backward" the one after, which looks ahead, as the next two
            do; "linear" goes from the one to the other by bar number, never before the first or beyond the last;
            "median" takes the median of all valid values of the series.
        limit: how many bars of a longer run are filled, at least 1: its first ones, with "backward" its last; None
            fills all.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; valid values as they are, NaN where nothing was filled in.

    Raises:
        TypeError: `x` is not numeric, `method` no word, `limit` not an integer.
        ValueError: `x` is not 1-D or 2-D, `method` is none of the four, `limit` is below 1.

    Source: pandas ``ffill``, ``bfill``, ``interpolate("linear", limit_area="inside")`` and ``fillna(x.median())``,
    which leave infinities.
    """
