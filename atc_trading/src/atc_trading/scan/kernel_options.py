"""The options of the kernel `atc`, as the command line of `atc-scan` writes them."""

from __future__ import annotations

import inspect
from typing import Any, NamedTuple

import numpy as np

import atc_core
from atc_core import Flags, Series
from atc_core.declarations.atc import TrendClassification, lengths, waits
from atc_core.spelling import did_you_mean
from atc_trading.errors import ScanUsageError

FAMILIES = tuple(name.removesuffix("_signal") for name in TrendClassification._fields if name.endswith("_signal"))[:-1]
"""The families of averages, in the order of the result."""


class KernelOptions(NamedTuple):
    """The kernel's options by name; those that are not among them have their defaults."""

    values: dict[str, Any]

    @property
    def fewest_bars(self) -> int:
        """The fewest bars in which every average of every family begins and may be crossed."""
        nine = (lengths(self.base_length(family), self.values["robustness"]) for family in FAMILIES)
        return 2 * max(map(max, nine)) + int(self.values["cutout"])

    def all_count(self, prices: Series) -> Flags:
        """From which bar on every family's longest average is valid; before it there is no class to show."""
        bases = [self.base_length(family) for family in FAMILIES]
        needed = max(waits(bases, self.values["robustness"], "default"))
        counted: Flags = np.cumsum(~np.isnan(prices)) > needed
        return counted

    def base_length(self, family: str) -> int:
        """The middle one of a family's nine lengths."""
        return int(self.values[f"{family}_len"])

    @property
    def thresholds(self) -> tuple[float, float]:
        """Above the first an average signal is long, below the second short."""
        return self.values["long_threshold"], self.values["short_threshold"]


def kernel_options(
    given_lengths: list[str], robustness: str, cutout: int, long_threshold: float, short_threshold: float
) -> KernelOptions:
    """The options that were given, checked; ValueError says what is wrong with them."""
    values: dict[str, Any] = default_lengths()
    for text in given_lengths:
        values |= read_length(text)
    values |= {"robustness": robustness.capitalize(), "cutout": cutout}
    values |= {"long_threshold": long_threshold, "short_threshold": short_threshold}
    # The kernel itself says what is wrong, before a file is read: one bar takes about 2 ms.
    atc_core.atc(np.ones(1), **values)
    return KernelOptions(values)


def default_lengths() -> dict[str, int]:
    """The base length of every family that the kernel declares."""
    parameters = inspect.signature(atc_core.atc).parameters
    return {name: parameters[name].default for name in (f"{family}_len" for family in FAMILIES)}


def read_length(text: str) -> dict[str, int]:
    """``28`` is every family's length, ``hma=21`` that of one."""
    family, equals, number = text.rpartition("=")
    if equals and family not in FAMILIES:
        raise ScanUsageError(f"--length: unknown family {family!r}{did_you_mean(family, FAMILIES)}")
    try:
        length = int(number)
    except ValueError:
        raise ScanUsageError(f"--length: must be a number of bars such as 28 or hma=21, was {text!r}") from None
    return {f"{name}_len": length for name in ([family] if equals else FAMILIES)}
