"""The performance metrics that pandas computes as we do; it passes NaN over.

Left out: what divides by a deviation or a mean square (of equal returns pandas' is not exactly 0), and quantiles, which
multiply the level by 100 on the way.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from atc_backends.pandas import backend
from atc_backends.results import deliver, deliver_number
from atc_core.arrays import Series


@backend.implements("drawdown")
def drawdown(equity: Series, *, out: Series | None = None) -> Series:
    """`cummax`, and what is lost of it."""
    return deliver(lost(equity).to_numpy(), out)


@backend.implements("max_drawdown")
def max_drawdown(equity: Series, *, out: NDArray[np.float64] | None = None) -> float | NDArray[np.float64]:
    """The largest of these."""
    return deliver_number(float(lost(equity).max()), out)


def lost(equity: Series) -> "pd.Series[float]":
    """The share of the highest value so far."""
    curve = pd.Series(equity)
    return 1.0 - curve / curve.cummax()
