"""Trades, one after the other."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Series
from atc_python import backend
from atc_python.results import deliver
from atc_python.ties import is_tied


@backend.implements("trade_sign")
def trade_sign(price: Series, mid: Series, *, out: NDArray[np.int8] | None = None) -> NDArray[np.int8]:
    """The side of the mid, or else of the last change."""
    signs, before, moved = [], math.nan, 0
    for paid, middle in zip(price.tolist(), mid.tolist(), strict=True):
        if math.isnan(paid):
            signs.append(0)
            continue
        moved = side_of(paid, before) or moved
        signs.append(side_of(paid, middle) or moved)
        before = paid
    return deliver(np.array(signs, np.int8), out)


def side_of(price: float, other: float) -> int:
    """1 above, -1 below, 0 where they are equal or there is no other."""
    if math.isnan(other) or is_tied(price, other):
        return 0
    return 1 if price > other else -1
