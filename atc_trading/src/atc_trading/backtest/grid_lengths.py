"""Lengths of a grid, as the command line writes them."""

from __future__ import annotations

import re

from atc_trading.errors import BacktestUsageError

FORM = "FAST,SLOW, each BEGIN:END:STEP with END in it, such as 5:50:5,20:200:10"
MOST_PAIRS = 1_000_000
"""Pairs of one grid: their rows take 80 MB."""


def read_grid(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The fast and the slow lengths in ``5:50:5,20:200:10``; a step of 1 may be left out, so may END of one."""
    parts = [read_range(part) for part in text.split(",")]
    if len(parts) != 2 or not all(parts):  # noqa: PLR2004 a fast and a slow one
        raise BacktestUsageError(f"--grid: must be {FORM}, was {text!r}")
    fast, slow = parts
    if len(fast) * len(slow) > MOST_PAIRS:
        raise BacktestUsageError(f"--grid: at most {MOST_PAIRS} pairs, were {len(fast)} x {len(slow)}")
    if fast[0] >= slow[-1]:
        raise BacktestUsageError(f"--grid: no fast length is below a slow one, was {text!r}")
    return tuple(fast), tuple(slow)


def read_range(text: str) -> range:
    """``5:50:5``, ``5:50`` or ``5``; an empty range where it is none of these."""
    found = re.fullmatch(r"\s*(\d{1,9})(?::(\d{1,9})(?::(\d{1,9}))?)?\s*", text)
    if found is None:
        return range(0)
    begin, end, step = int(found[1]), int(found[2] or found[1]), int(found[3] or 1)
    return range(begin, end + 1, step) if begin and step else range(0)
