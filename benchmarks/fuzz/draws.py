"""Random choices that depend on a seed and the number of a call, and on nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
Array = NDArray[Any]


class Draw:
    """The choices of one call."""

    def __init__(self, seed: int, index: int) -> None:
        """Begin anew: the same seed and number give the same choices."""
        self.random = np.random.default_rng([seed, index])

    def chance(self, share: float) -> bool:
        """Whether something happens that happens so often."""
        return bool(self.random.random() < share)

    def pick(self, items: Sequence[T]) -> T:
        """One of several."""
        return items[int(self.random.integers(len(items)))]

    def integer(self, low: int, high: int) -> int:
        """An integer from `low` to `high`, both included."""
        return int(self.random.integers(low, high + 1))

    def bars(self, most: int) -> int:
        """A length of series: often none or few, mostly up to 60, seldom `most`."""
        return self.pick([0, 1, 2, self.integer(0, 12), *[self.integer(3, 60)] * 5, self.integer(0, most)])
