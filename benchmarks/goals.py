"""How many times as fast as others our kernels are to be, one thread, 10 000 and 1 000 000 bars, length 28."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from contenders import COPY, INNER_SUM, LOOP, OURS

LIBRARY = "fastest library"
BOUNDS: dict[str, dict[str, float]] = {
    "ema": {LOOP: 4.0, LIBRARY: 4.0},
    "dema": {LOOP: 4.0, LIBRARY: 3.0},
    "sma": {LOOP: 2.0, LIBRARY: 1.2},
    "wma": {INNER_SUM: 10.0, LOOP: 1.2, LIBRARY: 1.2},
    "lsma": {INNER_SUM: 10.0, LIBRARY: 1.5},
    "hma": {INNER_SUM: 8.0, LIBRARY: 1.2},
    "kama": {INNER_SUM: 12.0, LOOP: 2.0, LIBRARY: 1.5},
    "equity": {LOOP: 3.0},
    "rate_of_change": {LOOP: 2.0},
    "crossover_signal": {LOOP: 2.0},
    "signal_persistence": {LOOP: 2.0},
}
NO_LIBRARY = (OURS, LOOP, INNER_SUM, COPY)
MILLION = 1_000_000
AT_A_MILLION = {"equity": {LOOP: 6.0}}
"""Where a million bars are to do better."""


class Goal(NamedTuple):
    """A ratio that is wanted, and the one that was measured."""

    kernel: str
    n: str
    against: str
    bound: float
    ratio: float

    @property
    def is_met(self) -> bool:
        """Whether ours is fast enough."""
        return self.ratio >= self.bound


def goals(speed: dict[str, Any]) -> Iterator[Goal]:
    """The goals of the kernels and sizes that were measured, by kernel."""
    for kernel, bounds in BOUNDS.items():
        for n, rows in speed.items():
            if kernel not in rows:
                continue
            more = AT_A_MILLION.get(kernel, {}) if int(n) >= MILLION else {}
            for against, bound in (bounds | more).items():
                name = fastest(rows[kernel]) if against == LIBRARY else against
                if name in rows[kernel]:
                    label = f"{LIBRARY}, {name}" if against == LIBRARY else against
                    yield Goal(kernel, n, label, bound, rows[kernel][name]["ratio"])


def fastest(row: dict[str, Any]) -> str | None:
    """The fastest library of a kernel."""
    others = {name: found["microseconds"] for name, found in row.items() if name not in NO_LIBRARY}
    return min(others, key=lambda name: others[name]) if others else None
