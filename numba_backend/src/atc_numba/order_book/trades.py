"""Which side began a trade."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Series
from atc_numba.compiling import SERIES, exact_block
from atc_numba.implementations import implements
from atc_numba.ties import is_tied


@implements(f"void({SERIES}, {SERIES}, int8[::1])", fastmath=False)
def trade_sign(price: Series, mid: Series, out: NDArray[np.int8]) -> None:
    """The side of the mid, or else of the last change."""
    before, moved = np.nan, 0
    for t in range(len(price)):
        if price[t] != price[t]:
            out[t] = 0
            continue
        change = side_of(price[t], before)
        moved = change or moved
        side = side_of(price[t], mid[t])
        out[t] = side or moved
        before = price[t]


@exact_block
def side_of(price: float, other: float) -> int:
    """1 above, -1 below, 0 where they are equal or there is no other."""
    if other != other or is_tied(price, other):
        return 0
    return 1 if price > other else -1
