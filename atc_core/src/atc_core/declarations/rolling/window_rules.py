"""Options of windows that must fit together, and the magnitudes that errors in windows are measured by."""

from __future__ import annotations

from typing import Any

import numpy as np

from atc_core.arrays import Array
from atc_core.kernel import Options
from atc_core.magnitudes import finite_magnitude, latest_maximum, latest_spread


def periods_in_window(options: Options) -> str | None:
    """What is wrong with a window and the valid values that it needs."""
    window, least = options["window"], options["min_periods"]
    if least is None or least <= window:
        return None
    return f"min_periods must be at most window, {window}, was {least}"


def largest_in_window(x: Array, window: int, *_: Any) -> Array:
    """X: at each bar the largest finite magnitude of its window."""
    return latest_maximum(finite_magnitude(x), window)


def relative_magnitude(x: Array, window: int) -> Array:
    """c: the window's largest magnitude over its standard deviation; 0 where its values are equal."""
    spread = latest_spread(x, window)
    return np.divide(largest_in_window(x, window), spread, out=np.zeros(len(x)), where=spread > 0)
