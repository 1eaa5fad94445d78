"""The parameters of the classification, as the command line writes them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from atc_core.declarations.atc import TrendClassification, lengths
from atc_core.declarations.atc import atc as declared
from atc_core.door import admit
from atc_core.kernel import did_you_mean
from atc_core.scan.errors import ScanUsageError

FAMILIES = tuple(name.removesuffix("_signal") for name in TrendClassification._fields if name.endswith("_signal"))[:-1]
"""The families of averages, in the order of the result."""


class Settings(NamedTuple):
    """Options of the kernel, by name, and what follows from them."""

    options: dict[str, Any]

    @property
    def least_bars(self) -> int:
        """The fewest bars in which every average of every family begins and may be crossed."""
        nine = (lengths(self.base_length(family), self.options["robustness"]) for family in FAMILIES)
        return 2 * max(map(max, nine)) + int(self.options["cutout"])

    def base_length(self, family: str) -> int:
        """The middle one of a family's nine lengths."""
        return int(self.options[f"{family}_len"])

    @property
    def thresholds(self) -> tuple[float, float]:
        """Where an average signal is long, and where it is short."""
        return self.options["long_threshold"], self.options["short_threshold"]


def settings(
    given_lengths: list[str], robustness: str, cutout: int, long_threshold: float, short_threshold: float
) -> Settings:
    """The kernel's options: its defaults, and in their place what is given; checked as the kernel checks them."""
    options = {item.name: item.default for item in declared.options}
    for text in given_lengths:
        options |= read_length(text)
    options |= {"robustness": robustness.capitalize(), "cutout": cutout}
    options |= {"long_threshold": long_threshold, "short_threshold": short_threshold}
    admit(declared, (np.ones(1), *options.values()))
    return Settings(options)


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
