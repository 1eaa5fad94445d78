"""How far a function is from the exact reference, once the warm-up is forgotten, and after a huge price."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

import atc_core
from atc_core.registry import find_kernel

BARS = 10_000
SPIKE_AT, SPIKE = 2_000, 1e10
SETTLED = slice(BARS // 2, None)
"""The bars that are compared: by then every average has forgotten how it was seeded."""
LIMIT = 1e-12
"""Relative to the largest value: what the contract allows."""
EXACT, DRIFTS, INEXACT = "exact", "drifts", "inexact"


class Accuracy(NamedTuple):
    """Errors relative to the largest value, on a random walk and after a spike that has left the window."""

    error: float
    after_spike: float | None

    @property
    def verdict(self) -> str:
        """Whether the two stay within the contract."""
        if not self.error <= LIMIT:
            return INEXACT
        return EXACT if self.after_spike is None or self.after_spike <= LIMIT else DRIFTS


def accuracy(kernel: str, function: Callable[..., Any], **options: Any) -> Accuracy:
    """Compare a function with the Python reference."""
    declared = find_kernel(kernel)
    arguments = declared.arguments(np.random.default_rng(1), BARS, **options)
    error = distance(kernel, function, arguments)
    if len(declared.arrays) > 1:
        return Accuracy(error, None)
    spiked = arguments[0].copy()
    spiked[SPIKE_AT] = SPIKE
    return Accuracy(error, distance(kernel, function, (spiked, *arguments[1:])))


def distance(kernel: str, function: Callable[..., Any], arguments: tuple[Any, ...]) -> float:
    """The largest difference in the settled part; NaN counts as infinitely far. Results are aligned at their ends."""
    exact = atc_core.get(kernel, backend="python")(*arguments)[SETTLED]
    result = np.asarray(function(*arguments), dtype=float)[-len(exact) :]
    return float(np.nan_to_num(np.abs(result - exact), nan=np.inf).max() / np.abs(exact).max())
