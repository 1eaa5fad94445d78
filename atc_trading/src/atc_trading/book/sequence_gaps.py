"""Messages that are missing or came before, by their numbers."""

from __future__ import annotations

import warnings
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

import atc_core
from atc_trading.book.message_columns import Messages
from atc_trading.market.column_values import written
from atc_trading.wording import counted

GapRule: TypeAlias = Literal["warn", "raise", "ignore"]
STALE, AFTER_GAP = 1, 2
"""Of `atc_core.sequence_status`."""
SHOWN = 3
"""Gaps that a warning names."""


class BookGapWarning(RuntimeWarning):
    """Messages of a book are missing; until the next snapshot of the feed the book may be wrong."""


class SequenceGap(NamedTuple):
    """Messages that are missing."""

    row: int
    """The first message after the gap, by its row."""
    timestamp: Any
    expected: int
    """The number that was to come."""
    found: int

    def __str__(self) -> str:
        return f"row {self.row} at {written(self.timestamp)} has {self.found}, not {self.expected}"


class SequenceCheck:
    """What was seen so far; rows one after the other with the same numbers are one message."""

    def __init__(self, owner: str, rule: GapRule, backend: str | None) -> None:
        """Nothing was seen."""
        if rule not in get_args(GapRule):
            raise ValueError(f"{owner}: gaps must be one of {', '.join(get_args(GapRule))}, was {rule!r}")
        self.owner, self.rule, self.backend = owner, rule, backend
        self.largest: int | None = None
        self.before: tuple[int, int] | None = None
        self.was_stale = False
        self.gaps: list[SequenceGap] = []
        self.stale = 0

    def fresh(self, messages: Messages) -> Messages:
        """The messages without those that came before; gaps are noted, or raised.

        Raises:
            ValueError: messages are missing, and `rule` is "raise".
        """
        if messages.numbered is None or not len(messages.rows):
            return messages
        first, last = messages.numbered
        begins = np.flatnonzero(np.concatenate([[True], (first[1:] != first[:-1]) | (last[1:] != last[:-1])]))
        status = self.status(first[begins], last[begins])
        seen = last[begins] if self.largest is None else np.concatenate([[self.largest], last[begins]])
        largest = np.maximum.accumulate(seen)
        for run in np.flatnonzero(status == AFTER_GAP):
            row, expected = begins[run], int(largest[run - (self.largest is None)]) + 1
            self.note(SequenceGap(int(messages.rows[row]), messages.timestamps[row], expected, int(first[row])))
        self.largest, self.before = int(largest[-1]), (int(first[-1]), int(last[-1]))
        self.was_stale = bool(status[-1] == STALE)
        if STALE not in status:
            return messages
        is_stale = np.repeat(status == STALE, np.diff(begins, append=len(first)))
        self.stale += int(is_stale.sum())
        return messages.taken(~is_stale)

    def status(self, first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.int8]:
        """The status of each message after those that were seen."""
        check = atc_core.get("sequence_status", backend=self.backend)
        if self.largest is None:
            return np.asarray(check(first, last))
        seen = [self.largest]
        status = np.array(check(np.concatenate([seen, first]), np.concatenate([seen, last])))[1:]
        if self.before == (first[0], last[0]):
            # The rest of a message whose beginning was in the part before.
            status[0] = STALE if self.was_stale else 0
        return status

    def note(self, gap: SequenceGap) -> None:
        """Keep a gap."""
        if self.rule == "raise":
            raise ValueError(f"{self.owner}: messages are missing: {gap}")
        self.gaps.append(gap)

    def warn(self) -> None:
        """Say which messages are missing, once they are all known."""
        if self.rule != "warn" or not self.gaps:
            return
        shown = "; ".join(map(str, self.gaps[:SHOWN])) + ("; …" if len(self.gaps) > SHOWN else "")
        gaps = counted(len(self.gaps), "gap")
        warnings.warn(f"{self.owner}: messages are missing, {gaps}: {shown}", BookGapWarning, stacklevel=5)
