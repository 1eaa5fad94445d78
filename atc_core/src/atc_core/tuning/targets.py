"""What is measured: a kernel in one kind of call, and the inputs of such calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from atc_core.columns import Chosen, by_column
from atc_core.kernel import Kernel
from atc_core.models import for_series
from atc_core.tuning.measure import Function, Inputs
from atc_core.variant import LONG, LONG_LENGTH, TABLES, USUAL, entry_name

ROTATION = 4
"""Samples that the calls rotate through."""
LARGE = 500_000
"""From this many bars on two samples are enough to leave no cache warm."""
COLUMNS = 8
"""Series in a measured table."""
LARGEST_TABLE = 100_000
"""Bars of the longest measured table: beyond it every column costs the same."""
WORTHWHILE = 4
"""Bars, as multiples of the long window, from which it makes sense."""


class Target(NamedTuple):
    """A kernel in one kind of call."""

    kernel: Kernel[..., Any]
    variant: str = USUAL

    @property
    def entry(self) -> str:
        """Under which name its measurements are kept."""
        return entry_name(self.kernel.name, self.variant)

    def suits(self, n: int) -> bool:
        """Whether `n` bars are worth measuring."""
        if n > (self.kernel.largest or n):
            return False
        if self.variant in TABLES:
            return n <= LARGEST_TABLE
        return self.variant != LONG or n >= WORTHWHILE * LONG_LENGTH

    def inputs(self, n: int, options: Mapping[str, Any] | None = None) -> Inputs:
        """Samples that take turns, with the `options` or those of this kind of call."""
        values = self.options if options is None else options
        randoms = [np.random.default_rng([n, turn]) for turn in range(2 if n >= LARGE else ROTATION)]
        if self.variant in TABLES:
            return [table(self.kernel, random, n, self.variant) for random in randoms[:2]]
        return [self.kernel.arguments(random, n, **values) for random in randoms]

    @property
    def options(self) -> dict[str, Any]:
        """What makes calls of this kind, beside typical options."""
        if self.variant != LONG:
            return {}
        return {self.kernel.options[position].name: LONG_LENGTH for position in self.kernel.speed_options}

    def function(self, chosen: Chosen, *, takes_tables: bool) -> Function:
        """A backend's function as such a call runs it."""
        if self.variant not in TABLES or takes_tables:
            return chosen.function
        return by_column(self.kernel, chosen).function


def table(kernel: Kernel[..., Any], random: np.random.Generator, n: int, order: str) -> tuple[Any, ...]:
    """Sampled arguments with tables in memory order `order` for series."""
    columns = [kernel.arguments(random, n) for _ in range(COLUMNS)]
    count = len(kernel.arrays)
    tables = (np.array([column[item] for column in columns]).T for item in range(count))
    options = for_series(kernel, columns[0][count:], COLUMNS)
    return (*(np.array(item, order=order) for item in tables), *options)  # type: ignore[call-overload]
