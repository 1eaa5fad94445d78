"""Loops of the signals that hold their last state: first all events, without branches, then the holding."""

from __future__ import annotations

import numpy as np

from atc_core.arrays import Flags, Series, Signal
from atc_numba.compiling import SERIES, block
from atc_numba.implementations import implements
from atc_numba.ties import is_tied

TILE = 1024
UNKNOWN = np.int8(2)
"""The side of a bar that is not a number, and of the bar before the first."""


@block
def hold(events: Signal, state: int, out: Signal) -> int:
    """The last event at every bar; returns the last of all."""
    for i in range(out.shape[0]):
        event = np.int64(events[i])
        state = event if event != 0 else state
        out[i] = state
    return state


@implements("void(Array(bool_, 1, 'C', readonly=True), Array(bool_, 1, 'C', readonly=True), int8[::1])")
def signal_persistence(up: Flags, down: Flags, out: Signal) -> None:
    """The last flag."""
    for i in range(out.shape[0]):
        out[i] = np.int8(up[i]) - np.int8(down[i] > up[i])
    hold(out, 0, out)


@block
def sides(prices: Series, average: Series, out: Signal) -> None:
    """Where each price stands to its average: strictly above (1), strictly below (-1), equal (0) or unknown."""
    for i in range(out.shape[0]):
        price, level = prices[i], average[i]
        apart = not is_tied(price, level)
        side = np.int8(price > level and apart) - np.int8(price < level and apart)
        out[i] = side if price >= level or price < level else UNKNOWN


@block
def crossings(before: Signal, now: Signal, out: Signal) -> None:
    """Bars on one side whose bar before was known and not on that side."""
    for i in range(out.shape[0]):
        known = before[i] != UNKNOWN
        up = (now[i] == 1) & (before[i] != 1) & known
        down = (now[i] == -1) & (before[i] != -1) & known
        out[i] = np.int8(up) - np.int8(down)


@implements(f"void({SERIES}, {SERIES}, int8[::1])")
def crossover_signal(prices: Series, average: Series, out: Signal) -> None:
    """The last crossing."""
    scratch = np.empty(TILE + 1, np.int8)
    scratch[0] = UNKNOWN
    state = 0
    for start in range(0, out.shape[0], TILE):
        events = out[start : start + TILE]
        n = events.shape[0]
        sides(prices[start:], average[start:], scratch[1 : n + 1])
        crossings(scratch, scratch[1:], events)
        state = hold(events, state, events)
        scratch[0] = scratch[n]
