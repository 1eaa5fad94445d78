"""The contract's differences of two exponential averages, and their signal, around a library's recursion."""

import numpy as np

from atc_backends.exponential import Recursion, exponential_average
from atc_core.arrays import Series


def convergence(x: Series, fast: int, slow: int, signal: int, recursion: Recursion) -> tuple[Series, ...]:
    """``macd(x, fast, slow, signal)``: the fast average begins where the slow one does."""
    start = int(np.argmin(np.isnan(x))) if len(x) else 0
    later = x.copy()
    later[: start + slow - fast] = np.nan
    with np.errstate(invalid="ignore"):
        line = exponential_average(later, fast, recursion) - exponential_average(x, slow, recursion)
    return with_signal(line, signal, recursion)


def percentage(x: Series, fast: int, slow: int, signal: int, recursion: Recursion) -> tuple[Series, ...]:
    """``ppo(x, fast, slow, signal)``: each average has its own seed."""
    behind = exponential_average(x, slow, recursion)
    with np.errstate(invalid="ignore", divide="ignore"):
        line = 100.0 * (exponential_average(x, fast, recursion) - behind) / behind
    return with_signal(line, signal, recursion)


def with_signal(line: Series, signal: int, recursion: Recursion) -> tuple[Series, ...]:
    """A line, its average, and their difference; all of them missing where one is."""
    average = exponential_average(line, signal, recursion)
    with np.errstate(invalid="ignore"):
        histogram = line - average
    missing = np.isnan(histogram)
    line[missing] = average[missing] = np.nan
    return line, average, histogram
