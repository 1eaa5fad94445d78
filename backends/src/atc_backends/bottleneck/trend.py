"""The trend kernel that Bottleneck has an exact function for.

Left out: sma (`move_mean`) is a running sum; crossover_signal would be comparisons in NumPy.
"""

import bottleneck as bn
import numpy as np

from atc_backends.bottleneck import backend
from atc_backends.results import deliver
from atc_core.arrays import Flags, Signal
from atc_core.declarations import trend as declared


@backend.implements(declared.signal_persistence)
def signal_persistence(up: Flags, down: Flags, *, out: Signal | None = None) -> Signal:
    """`bottleneck.push` carries the last value over NaNs: that is to hold the last flag, and exact."""
    flags = np.where(up, 1.0, np.where(down, -1.0, np.nan))
    return deliver(np.nan_to_num(bn.push(flags)).astype(np.int8), out)
