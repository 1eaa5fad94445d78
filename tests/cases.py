"""Named inputs: the contracts' vectors, the portable series, the edge cases small enough for the oracle."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from atc_core.conformance.case import Case
from atc_core.conformance.edge_cases import edge_cases
from atc_core.decimals.declaring import DecimalKernel
from atc_core.process import PROCESS
from atc_core.registry import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from atc_core.kernel import Kernel

NAN = np.nan
EVERY_KERNEL = REGISTRY.all()
DECIMAL_KERNELS = {name: kernel for name, kernel in EVERY_KERNEL.items() if isinstance(kernel, DecimalKernel)}
"""Kernels of exact decimals, whose columns are no arrays; they have test files of their own."""
KERNELS = {name: kernel for name, kernel in EVERY_KERNEL.items() if name not in DECIMAL_KERNELS}
FLOAT32_KERNELS = REGISTRY.all("float32")
COMPOSED = {"atc", "regimes"}
"""What is made of other kernels has no oracle, and a test file of its own."""
SMALL = 64
PRICES = (10.0, 11.0, 12.0, 11.0, 10.0, 12.0, 15.0, 14.0)
RETURNS = (NAN, 0.1, -0.05, 0.02, -0.9, -0.9, 0.1, 0.0)
SIGNALS = (NAN, 0.0, 1.0, 1.0, -1.0, 1.0, 1.0, 0.0)
UP = (False, True, False, False, True, False)
DOWN = (False, False, False, True, True, False)


class Vector(NamedTuple):
    """A result that can be checked by hand."""

    kernel: str
    arguments: tuple[Any, ...]
    result: str

    @property
    def wanted(self) -> np.ndarray[Any, Any]:
        """The result as the kernel's own dtype; ``-`` is NaN."""
        values = [NAN if word == "-" else float(word) for word in self.result.split()]
        return np.array(values).astype(KERNELS[self.kernel].result.fields[0].dtype)

    def __str__(self) -> str:
        return "-".join([self.kernel, *(f"{item:g}" for item in self.arguments if np.isscalar(item))])


def vector(kernel: str, result: str, *arguments: Any) -> Vector:
    """Sequences among the arguments become read-only arrays."""
    given = tuple(np.array(item) if isinstance(item, tuple) else item for item in arguments)
    for item in given:
        if isinstance(item, np.ndarray):
            item.flags.writeable = False
    return Vector(kernel, given, result)


VECTORS = [
    vector("sma", "- - 11 11.3333333333 11 11 12.3333333333 13.6666666667", PRICES, 3),
    vector("ema", "- - 11 11 10.5 11.25 13.125 13.5625", PRICES, 3),
    vector("wma", "- - 11.3333333333 11.3333333333 10.6666666667 11.1666666667 13.1666666667 14", PRICES, 3),
    vector("dema", "- - 11 11 10.25 11.5 14.1875 14.3125", PRICES, 3),
    vector("lsma", "- - 12 11.3333333333 10 11.5 14.8333333333 14.6666666667", PRICES, 3),
    vector("hma", "- - - - 10.4 10.9333333333 14.0222222222 15.2111111111", PRICES, 4),
    vector(
        "kama",
        "10 10 10.887112 10.8875743892 10.4938854435 10.5993864253 12.55130498 12.7443073741",
        PRICES,
        2,
    ),
    vector("rate_of_change", "- 0.5 -1 inf -", (2.0, 3.0, 0.0, 4.0, NAN)),
    vector("crossover_signal", "0 0 1 1 -1 -1 -1", (1.0, 1, 3, 3, 1, NAN, 3), (2.0, 2, 2, 2, 2, 2, 2)),
    vector("crossover_signal", "0 1 1 -1", (1.0, 1.0 + 2e-10, 1.0, 0.9), (1.0, 1.0, 1.0 + 9e-11, 1.0)),
    vector("signal_persistence", "0 1 1 -1 1 1", UP, DOWN),
    vector("equity", "1 .97 .893855 .884380137 1.6299125925 .25 .26675 .2587475", RETURNS, SIGNALS, 1.0, 0.97, 0),
    vector("equity", "- - - 1 1.843 .25 .26675 .2587475", RETURNS, SIGNALS, 1.0, 0.97, 3),
    vector("equity", "- - - - - - - -", RETURNS, SIGNALS, 1.0, 0.97, 8),
    vector("equity", ".25 .25", (0.0, 0.0), (0.0, 0.0), 0.1, 0.97, 0),
]

PORTABLE_LENGTH = 28
PORTABLE = {
    "sma": {31: 101.083691932, 100: 95.9080353792, 599: 72.7731743992},
    "ema": {31: 100.5233339133, 100: 96.791543321, 599: 73.2863321223},
    "wma": {31: 100.4833871128, 100: 97.3481685334, 599: 72.0488156326},
    "hma": {31: 98.1180897603, 100: 100.9917144723, 599: 71.8091623322},
    "dema": {31: 100.0560369489, 100: 99.0093191099, 599: 70.7349098018},
    "lsma": {31: 99.2827774744, 100: 100.2284348419, 599: 70.6000980994},
    "kama": {31: 98.449046263, 100: 95.9998886682, 599: 72.6645336426},
}
"""Results on the portable series at three bars, to ten decimals."""


@functools.lru_cache(maxsize=1)
def portable_prices() -> np.ndarray[Any, np.dtype[np.float64]]:
    """600 prices from a 64-bit linear congruential generator: the same in every language."""
    state, price, prices = 12345, 100.0, []
    for _ in range(600):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        price *= 1.0 + 0.02 * (2.0 * ((state >> 11) / 2.0**53) - 1.0)
        prices.append(price)
    return np.array(prices)


def small_cases(kernel: Kernel[..., Any]) -> Iterator[Case]:
    """The edge cases that exact arithmetic can follow."""
    return (case for case in edge_cases(kernel) if len(case.arguments[0]) <= SMALL)


def backends_of(kernel: Kernel[..., Any]) -> list[str]:
    """The usable backends that implement a kernel."""
    plugins = PROCESS.choice.plugins
    available = (item.name for item in plugins.available())
    return [name for name in available if kernel.name in plugins.load(name).implementations]
