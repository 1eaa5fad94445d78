"""One kernel of the trend family: the ordinary loop, compiled by Numba."""

from __future__ import annotations

import numba
import numpy as np

from acme_atc import backend
from atc_core import Series
from atc_core.declarations import trend as declared


@backend.implements(declared.equity)
def equity(
    r_values: Series,
    sig_prev: Series,
    starting_equity: float = 1.0,
    decay_multiplier: float = 0.9997,
    cutout: int = 0,
    *,
    out: Series | None = None,
) -> Series:
    """Fill `out`, or a new array, with one loop over the bars."""
    result = np.empty(len(r_values)) if out is None else out
    _fill(r_values, sig_prev, starting_equity, decay_multiplier, cutout, result)
    return result


@numba.njit(nogil=True)
def _fill(returns: Series, signal: Series, start: float, decay: float, cutout: int, result: Series) -> None:
    result[:cutout] = np.nan
    value = start
    for t in range(cutout, len(returns)):
        if t > cutout:
            gain = 0.0
            if signal[t] != 0 and not np.isnan(signal[t]) and not np.isnan(returns[t]):
                gain = returns[t] if signal[t] > 0 else -returns[t]
            value *= decay * (1.0 + gain)
        # Written this way round, NaN (an infinity times 0) is floored too.
        if not value > 0.25:
            value = 0.25
        result[t] = value
