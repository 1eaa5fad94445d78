"""Filling what is missing in a series."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Series
from atc_python import backend
from atc_python.results import deliver


@backend.implements("fill_missing")
def fill_missing(x: Series, method: str = "forward", limit: int | None = None, *, out: Series | None = None) -> Series:
    """Values that are not valid replaced, the first `limit` of each run."""
    if method == "backward":
        return deliver(fill_missing(x[::-1], "forward", limit)[::-1], out)
    bars, valid = np.arange(len(x)), np.isfinite(x)
    before = np.maximum.accumulate(np.where(valid, bars, -1))
    source = SOURCES[method](x, valid, before)
    filled = np.where(valid, x, source)
    if limit is not None:
        filled[bars - before > limit] = np.nan
    return deliver(filled, out)


def forward(x: Series, _: Series, before: Series) -> Series:
    """The valid value before each bar."""
    return np.where(before >= 0, x[before], np.nan)


def linear(x: Series, valid: Series, before: Series) -> Series:
    """The line from the valid value before each bar to the one after it."""
    bars = np.arange(len(x))
    after = np.minimum.accumulate(np.where(valid, bars, len(x))[::-1])[::-1]
    is_between = (before >= 0) & (after < len(x))
    left, right = np.where(is_between, before, 0), np.where(is_between, after, 0)
    share = (bars - left) / np.maximum(right - left, 1)
    with np.errstate(invalid="ignore"):
        return np.where(is_between, x[left] + (x[right] - x[left]) * share, np.nan)


def median(x: Series, valid: Series, _: Series) -> Series:
    """The median of all valid values at each bar."""
    return np.full(len(x), np.median(x[valid]) if valid.any() else np.nan)


SOURCES = {"forward": forward, "linear": linear, "median": median}
