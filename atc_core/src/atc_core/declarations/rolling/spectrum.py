"""Energy in bands of frequency, window by window."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Array, Axes, Series
from atc_core.declarations.rolling.window_rules import largest_in_window
from atc_core.domains import Fraction, Step, Window
from atc_core.kernel import Options, Sizes, kernel
from atc_core.magnitudes import latest_spread
from atc_core.samples import price_walk

Energies: TypeAlias = Annotated[NDArray[np.float64], Axes("windows", "bands")]
Band: TypeAlias = tuple[Fraction, Fraction]


def window_count(sizes: Sizes, options: Options) -> int:
    """As many windows as fit, one every `hop` bars."""
    return max(0, int(sizes["time"] - options["window"]) // int(options["hop"]) + 1)


def band_count(_: Sizes, options: Options) -> int:
    """A column for each band."""
    return len(options["bands"])


def bands_rise(options: Options) -> str | None:
    """What is wrong with a band that holds nothing."""
    empty = next((band for band in options["bands"] if band[0] >= band[1]), None)
    return None if empty is None else f"bands must each have a low end below the high one, was {empty}"


def energy_scale(x: Array, window: int, hop: int, _: object, result: Array) -> Array:
    """The sum of the power, at least ``(1e-9*window*X)**2``."""
    if not len(result):
        return result
    with np.errstate(over="ignore"):
        # Parseval's theorem: the power at all frequencies, negative ones too, is window**2 times the variance.
        power = (window * latest_spread(x, window)) ** 2 / 2.0
        least = (1e-9 * window * largest_in_window(x, window)) ** 2
    scale: Array = np.maximum(power, least)[window - 1 :: hop, None]
    return scale


@kernel(
    sample=price_walk,
    sizes={"windows": window_count, "bands": band_count},
    check=bands_rise,
    scale=energy_scale,
    also=("spectrogram", "band_energy"),
)
def spectral_energy(
    x: Series,
    window: Window,
    hop: Step = 1,
    bands: tuple[Band, ...] = ((0.0, 0.1), (0.1, 0.3), (0.3, 1.0)),
    *,
    out: Energies | None = None,
) -> Energies:
    r"""Energy of a series in bands of frequency, in windows of `window` bars that start every `hop` bars.

    Formula:
        $$ y_{w,b} = \sum_{low <= 2 k / window < high} |F_k|^2 $$
        $$ F_k = \sum_{j=0}^{window-1} (x_{w \cdot hop + j} - m) \exp(-2 \pi i j k / window) $$
        where $(low, high)$ is band $b$, $m$ the mean of window $w$, $i$ the imaginary unit, and $k$ runs from 0 to half
        of `window`.

    Args:
        x: shape ``(time,)`` or ``(time, series)``.
        window: bars in a window, at least 1.
        hop: bars from the start of a window to that of the next, at least 1.
        bands: pairs ``(low, high)`` of frequencies as fractions of Nyquist's, ``0 <= low < high <= 1``; a band holds
            its low end, not its high one unless that is 1. They may overlap or leave gaps.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape ``(windows, bands)`` or ``(windows, series, bands)``, in squares of the units of `x`. Frequencies
        that equal an end of a band but for rounding equal it; frequency 0 has no energy, exactly. Window w starts at
        bar ``w*hop``; there is none where the series is shorter. NaN where a window holds a NaN or an infinity.

    Raises:
        TypeError: `x` is not numeric, `window` or `hop` not an integer, `bands` no tuple of pairs of numbers.
        ValueError: `x` is not 1-D or 2-D, `window` or `hop` is below 1, a band is not ``0 <= low < high <= 1``.

    Source: ``scipy.signal.spectrogram(mode="complex", window="boxcar", detrend="constant")``, squares times `window`.
    """
