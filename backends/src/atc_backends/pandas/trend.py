"""The trend kernels that pandas has exact functions for.

Left out: crossover_signal would be comparisons in NumPy; equity has a floor, which no `cumprod` knows.
"""

import numpy as np
import pandas as pd

from atc_backends.pandas import backend
from atc_backends.results import deliver
from atc_core.arrays import Flags, Series, Signal
from atc_core.declarations import trend as declared


@backend.implements(declared.rate_of_change)
def rate_of_change(prices: Series, *, out: Series | None = None) -> Series:
    """`pct_change`, which is told not to fill gaps."""
    return deliver(pd.Series(prices).pct_change(fill_method=None).to_numpy(), out)


@backend.implements(declared.signal_persistence)
def signal_persistence(up: Flags, down: Flags, *, out: Signal | None = None) -> Signal:
    """`ffill` carries the last value over NaNs: that is to hold the last flag, and exact."""
    flags = np.where(up, 1.0, np.where(down, -1.0, np.nan))
    return deliver(pd.Series(flags).ffill().fillna(0.0).to_numpy().astype(np.int8), out)
