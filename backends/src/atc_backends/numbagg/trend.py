"""The trend kernel that Numbagg has an exact function for.

Left out: sma (`move_mean`) is a running sum, off by 1e-7 after a spike of 1e10; ema and dema (`move_exp_nanmean`)
weigh the start otherwise and skip NaNs; crossover_signal would be comparisons in NumPy.
"""

import numbagg  # type: ignore[import-not-found,import-untyped,unused-ignore]
import numpy as np

from atc_backends.numbagg import backend
from atc_backends.results import deliver
from atc_core.arrays import Flags, Signal
from atc_core.declarations import trend as declared


@backend.implements(declared.signal_persistence)
def signal_persistence(up: Flags, down: Flags, *, out: Signal | None = None) -> Signal:
    """`numbagg.ffill` carries the last value over NaNs: that is to hold the last flag, and exact."""
    flags = np.where(up, 1.0, np.where(down, -1.0, np.nan))
    return deliver(np.nan_to_num(numbagg.ffill(flags)).astype(np.int8), out)
