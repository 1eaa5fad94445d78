"""Which options to measure with: a backend that is fast at one length may be slow at another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from atc_core.tuning.measure import Timing

if TYPE_CHECKING:
    from atc_core.kernel import Kernel

LONG = 200
"""A long window beside the typical one: a sum anew at every bar costs seven times as much, a running one the same."""
WORTHWHILE = 4
"""Bars, as multiples of the long window, from which it makes sense."""


def option_classes(kernel: Kernel[..., Any], n: int) -> list[dict[str, Any]]:
    """Typical options, and, where a length matters to speed, long ones too."""
    lengths = {item.name: LONG for item in kernel.options if item.domain.affects_speed}
    return [{}, lengths] if lengths and n >= WORTHWHILE * LONG else [{}]


def joined(timings: Sequence[Mapping[str, Timing]]) -> dict[str, Timing]:
    """The mean of several races over the same candidates: nobody wins on one length what it loses on another."""
    count = len(timings)
    return {
        name: Timing(
            seconds=sum(timing[name].seconds for timing in timings) / count,
            low=sum(timing[name].low for timing in timings) / count,
            high=sum(timing[name].high for timing in timings) / count,
            spread=max(timing[name].spread for timing in timings),
            rounds=min(timing[name].rounds for timing in timings),
        )
        for name in timings[0]
    }
