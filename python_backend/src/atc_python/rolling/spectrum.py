"""Energy in bands of frequency, window by window."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from atc_core.arrays import Series
from atc_python import backend
from atc_python.results import deliver
from atc_python.ties import tied

ELEMENTS = 2**16
"""Values of windows at once."""
BANDS = ((0.0, 0.1), (0.1, 0.3), (0.3, 1.0))


@backend.implements("spectral_energy")
def spectral_energy(
    x: Series,
    window: int,
    hop: int = 1,
    bands: Sequence[tuple[float, float]] = BANDS,
    *,
    out: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """The sum of the power in each band, of each window less its mean."""
    if window > len(x):
        return deliver(np.empty((0, len(bands))), out)
    windows = sliding_window_view(x, window)[::hop]
    inside = [frequencies_in(band, window) for band in bands]
    result, count = np.empty((len(windows), len(bands))), max(ELEMENTS // window, 1)
    for start in range(0, len(windows), count):
        rows = windows[start : start + count]
        with np.errstate(invalid="ignore", over="ignore"):
            power = power_of(rows)
            for place, frequencies in enumerate(inside):
                result[start : start + count, place] = power[:, frequencies].sum(axis=1)
        result[start : start + count][~np.isfinite(rows).all(axis=1)] = np.nan
    return deliver(result, out)


def frequencies_in(band: tuple[float, float], window: int) -> NDArray[np.bool_]:
    """Which frequencies are in a band; 1, Nyquist's, is in one that ends at it."""
    low, high = (np.full(window // 2 + 1, end) for end in band)
    frequencies = 2.0 * np.arange(window // 2 + 1) / window
    inside: NDArray[np.bool_] = ((frequencies > low) | tied(frequencies, low)) & (frequencies < high)
    at_end: NDArray[np.bool_] = tied(frequencies, high)
    return np.where(at_end, high == 1.0, inside)


def power_of(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """The power of each row at each frequency; without its mean it has none at 0."""
    away = rows - rows[:, -1:]
    away -= away.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(away, axis=1)
    power: NDArray[np.float64] = spectrum.real**2 + spectrum.imag**2
    power[:, 0] = 0.0
    return power
