"""The trend kernel that tulipy has an exact function for.

Left out: crossover_signal (`crossover`) has no tie band and no memory.
"""

import tulipy  # type: ignore[import-not-found,import-untyped,unused-ignore]

from atc_backends.results import after_warm_up, deliver
from atc_backends.tulipy import backend
from atc_core.arrays import Series
from atc_core.declarations import trend as declared


@backend.implements(declared.rate_of_change)
def rate_of_change(prices: Series, *, out: Series | None = None) -> Series:
    """`rocr`, the ratio, less 1; `roc` divides the difference, which is NaN after an infinity."""
    ratios: Series = tulipy.rocr(prices, 1) if len(prices) > 1 else prices[1:]
    return deliver(after_warm_up(len(prices), ratios - 1.0), out)
