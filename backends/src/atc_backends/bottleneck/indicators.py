"""The indicators that are extremes of windows: Bottleneck's take a NaN and an infinity as we do.

Left out: bollinger (`move_std`), cci and others of means are running sums.
"""

from typing import Any

import bottleneck as bn
import numpy as np

from atc_backends.bottleneck import backend
from atc_backends.results import deliver, deliver_fields
from atc_core.arrays import Series
from atc_core.declarations import indicators as declared

library: Any = bn


def extreme(function: Any, x: Series, length: int) -> Series:
    """A function of each whole window; Bottleneck refuses windows that are longer than the series."""
    result: Series = function(x, length) if length <= len(x) else np.full(len(x), np.nan)
    return result


@backend.implements(declared.bands.donchian)
def donchian(
    high: Series, low: Series, length: int = 20, *, out: declared.bands.Donchian | None = None
) -> declared.bands.Donchian:
    """`move_max`, `move_min` and their middle."""
    upper, lower = extreme(library.move_max, high, length), extreme(library.move_min, low, length)
    with np.errstate(invalid="ignore"):
        middle = (upper + lower) / 2.0
    return deliver_fields(declared.bands.Donchian(upper, middle, lower), out)


@backend.implements(declared.momentum.aroon)
def aroon(
    high: Series, low: Series, length: int = 14, *, out: declared.momentum.Aroon | None = None
) -> declared.momentum.Aroon:
    """`move_argmax` and `move_argmin`, which count back from the newest bar to the newest extreme."""
    ages = extreme(library.move_argmax, high, length + 1), extreme(library.move_argmin, low, length + 1)
    return deliver_fields(declared.momentum.Aroon(*(100.0 * (length - age) / length for age in ages)), out)


@backend.implements(declared.oscillators.williams_r)
def williams_r(high: Series, low: Series, close: Series, length: int = 14, *, out: Series | None = None) -> Series:
    """Where the close is between `move_min` and `move_max`; the middle of a range without extent."""
    highest, lowest = extreme(library.move_max, high, length), extreme(library.move_min, low, length)
    with np.errstate(invalid="ignore", divide="ignore"):
        place = (close - lowest) / (highest - lowest)
    place[(highest == lowest) & ~np.isnan(close)] = 0.5
    return deliver(100.0 * place - 100.0, out)
