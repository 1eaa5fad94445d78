"""What is done to sampled series to make edge cases of them, by the type of their values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from atc_core.arrays import Array

Change = Callable[[Array], None]


def put(value: float, *bars: int | slice) -> Change:
    """A change that writes `value` at `bars`."""

    def change(series: Array) -> None:
        for bar in bars:
            series[bar if isinstance(bar, slice) else slice(bar, bar + 1)] = value

    return change


def scale_and_shift(factor: float, offset: float) -> Change:
    """A change to ``factor * series + offset``; of integers, integers."""

    def change(series: Array) -> None:
        series *= factor
        series += offset

    return change


def leave(series: Array) -> None:
    """Change nothing."""


def both(first: Change, second: Change) -> Change:
    """One change after the other."""

    def change(series: Array) -> None:
        first(series)
        second(series)

    return change


def ticks(series: Array) -> None:
    """Round to whole numbers, so that neighbours are often equal."""
    np.round(series, out=series)


def steps(series: Array) -> None:
    """Hold one value, then another, then the first again."""
    series[:] = 99.9
    series[len(series) // 3 : len(series) // 2] = 250.1


def decay(series: Array) -> None:
    """Fall by 12 % a bar from about 1e10: what a running sum has lost of the past shows."""
    fall = 1e8 * np.exp(-np.arange(len(series)) / 8.0)
    series *= fall.reshape(-1, *(1 for _ in series.shape[1:]))


FLOAT_CHANGES: dict[str, Change] = {
    "constant": put(0.1, slice(None)),
    "zeros": put(0.0, slice(None)),
    "steps": steps,
    "ticks": ticks,
    "decay": decay,
    "offset 1e6": scale_and_shift(1.0, 1e6),
    "negative": scale_and_shift(-1.0, 0.0),
    "times 1e5": scale_and_shift(1e5, 0.0),
    "zero bars": put(0.0, 3, 17, 18),
    "NaN head": put(np.nan, slice(0, 5)),
    "NaN first": put(np.nan, 0),
    "NaN second": put(np.nan, 1),
    "NaN middle": put(np.nan, 13, slice(19, 23)),
    "NaN tail": put(np.nan, slice(-4, None)),
    "NaN last": put(np.nan, slice(-1, None)),
    "NaN only": put(np.nan, slice(None)),
    "Inf first": put(np.inf, 0),
    "Inf": put(np.inf, 15),
    "-Inf": put(-np.inf, 16),
    "Inf and -Inf": both(put(np.inf, 9), put(-np.inf, 14)),
    "NaN, then Inf": both(put(np.nan, 0, 1), put(np.inf, 6)),
    "spike 1e10": put(1e10, 12),
    "spike 1e300": put(1e300, 12),
}
UNDECIDABLE = {"spike 1e300"}
"""Of such a spike, averages that forget it keep rounding noise above any price. On which side of the noise a price is,
and so what a composed kernel decides from that, is no question of right or wrong."""
FLAG_CHANGES: dict[str, Change] = {
    "never": put(False, slice(None)),
    "always": put(True, slice(None)),
    "once": both(put(False, slice(None)), put(True, 20)),
}
INTEGER_CHANGES: dict[str, Change] = {
    "equal": put(7, slice(None)),
    "zero": put(0, 3, 17, 18),
    "before the epoch": scale_and_shift(1, -(2**60)),
}
SIGNAL_CHANGES: dict[str, Change] = {
    "flat": put(0, slice(None)),
    "long": put(1, slice(None)),
    "short": put(-1, slice(None)),
    "reversals": both(put(1, slice(None, None, 2)), put(-1, slice(1, None, 2))),
    "flat, then short": both(put(0, slice(None)), put(-1, slice(5, None))),
}
CHANGES = {"f": FLOAT_CHANGES, "b": FLAG_CHANGES, "i": INTEGER_CHANGES}


def changes_of_type(dtype: np.dtype[Any]) -> dict[str, Change]:
    """The changes to arrays of a dtype; int8 is that of signals, which are -1, 0 or 1."""
    return SIGNAL_CHANGES if dtype == np.int8 else CHANGES[dtype.kind]
