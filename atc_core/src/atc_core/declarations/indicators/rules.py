"""Options of indicators that must fit together, and the magnitudes that errors of indicators are measured by."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from atc_core.arrays import Array
from atc_core.kernel import Options
from atc_core.magnitudes import finite_magnitude, largest_so_far, latest_maximum

LARGEST = sys.float_info.max
TIE_BAND = 1e-10


def fast_below_slow(options: Options) -> str | None:
    """What is wrong with the lengths of two averages."""
    fast, slow = options["fast"], options["slow"]
    return None if fast < slow else f"fast must be below slow, {slow}, was {fast}"


def lengths_in_order(options: Options) -> str | None:
    """What is wrong with three lengths."""
    short, medium, long = options["short"], options["medium"], options["long"]
    if short <= medium <= long:
        return None
    return f"short, medium and long must not decrease, were {short}, {medium} and {long}"


def more_bars_than_ddof(options: Options) -> str | None:
    """What is wrong with a window that leaves no degree of freedom."""
    length, ddof = options["length"], options["ddof"]
    return None if length > ddof else f"length must be above ddof, {ddof}, was {length}"


def percentages(*arguments: Any) -> Any:
    """100 where every bar has ``low <= close <= high``; of other bars the largest result so far."""
    result = arguments[-1]
    fields = result if isinstance(result, tuple) else (result,)
    scale = np.maximum(100.0, largest_so_far(*fields))
    return (scale,) * len(fields) if isinstance(result, tuple) else scale


def true_ranges(high: Array, low: Array, close: Array) -> Array:
    """The true range of each bar but the first."""
    return finite_magnitude(high[1:] - low[1:], high[1:] - close[:-1], low[1:] - close[:-1])


def true_range_so_far(high: Array, low: Array, close: Array, *_: Any) -> Array:
    """The largest true range that entered; 0 at the first bar."""
    with np.errstate(invalid="ignore"):
        ranges = true_ranges(high, low, close)
    return np.maximum.accumulate(np.append(np.zeros(len(high[:1])), ranges))


def volume_so_far(*volumes: Array) -> Array:
    """The sum of all volumes so far."""
    running: Array = np.cumsum(finite_magnitude(*volumes))
    return running


def deviations(x: Array, length: int) -> Array:
    """The mean deviation of each window from its own mean, 0 before the first whole one."""
    result = np.zeros(len(x))
    count = len(x) - length + 1
    if count > 0:
        parts = [x[start : start + count] for start in range(length)]
        mean = sum(parts) / length
        result[length - 1 :] = sum(np.abs(part - mean) for part in parts) / length
    return result


@np.errstate(invalid="ignore")
def relative_strength(x: Array, length: int) -> Array:
    """The RSI, near enough for a scale."""
    moves = np.diff(x, prepend=x[:1])
    rises, falls = np.maximum(moves, 0.0), np.maximum(-moves, 0.0)
    result = np.full(len(x), np.nan)
    starts = np.flatnonzero(~np.isnan(x))
    first = int(starts[0]) + length if len(starts) else len(x)
    rise, fall = (float(item[first - length + 1 : first + 1].sum()) for item in (rises, falls))
    for bar in range(first, len(x)):
        if bar > first:
            rise += rises[bar] - rise / length
            fall += falls[bar] - fall / length
        result[bar] = 100.0 * (rise / (rise + fall)) if rise + fall else 50.0
    return result


def largest_in(length: int, *series: Array) -> Array:
    """At each bar the largest finite magnitude of the last `length` bars."""
    return latest_maximum(finite_magnitude(*series), length)


def spread_of_strength(
    x: Array, length: int, stochastic_length: int, smooth_k: int, smooth_d: int, _: Any
) -> tuple[Array, ...]:
    """100, or more where the RSI hardly moves: 100 times what it moves in a window divides 100."""
    strength = relative_strength(x, length)
    scale = np.full(len(x), 100.0)
    if stochastic_length <= len(x):
        windows = np.lib.stride_tricks.sliding_window_view(strength, stochastic_length)
        top, bottom = windows.max(axis=1), windows.min(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            needed = np.where(top - bottom > 0.5 * TIE_BAND * top, 1e4 / (top - bottom), 100.0)
        scale[stochastic_length - 1 :] = np.fmax(100.0, needed)
    return (latest_maximum(scale, smooth_k + smooth_d - 1),) * 2


def price_over_deviation(high: Array, low: Array, close: Array, length: int, _: Any) -> Array:
    """The largest price of a window over 0.015 of its mean deviation, at least 1."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        spread = 0.015 * deviations((high + low + close) / 3.0, length)
        return np.fmax(1.0, largest_in(length, high, low, close) / spread)
