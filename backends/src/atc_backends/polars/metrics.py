"""The performance metrics that Polars computes as we do.

Left out: what divides by a deviation or a mean square (of equal returns Polars' is not exactly 0), and growth a year,
which no one function has.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from atc_backends.polars import backend
from atc_backends.polars.trend import evaluate
from atc_backends.results import deliver, deliver_number
from atc_core.arrays import Series


@backend.implements("drawdown")
def drawdown(equity: Series, *, out: Series | None = None) -> Series:
    """`cum_max` passes nulls over."""
    known = pl.col("equity").fill_nan(None)
    lost: Series = evaluate((1.0 - known / known.cum_max()).fill_null(np.nan), equity=equity)
    return deliver(lost, out)


@backend.implements("max_drawdown")
def max_drawdown(equity: Series, *, out: NDArray[np.float64] | None = None) -> float | NDArray[np.float64]:
    """The largest of these."""
    known = pl.Series(equity).drop_nans()
    return deliver_number(number((1.0 - known / known.cum_max()).max()), out)


@backend.implements("value_at_risk")
def value_at_risk(
    returns: Series, level: float = 0.05, *, out: NDArray[np.float64] | None = None
) -> float | NDArray[np.float64]:
    """`quantile`, which selects."""
    return deliver_number(number(pl.Series(returns).drop_nans().quantile(level, interpolation="lower")), out)


def number(result: object) -> float:
    """NaN where Polars has nothing to give."""
    return result if isinstance(result, float) else np.nan
