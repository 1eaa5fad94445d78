"""When snapshots are taken: at the ends of intervals, or at given times; as messages come in parts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta, timezone
from typing import Any

import numpy as np

from atc_trading.book.message_times import check_zone, instants, zone_of
from atc_trading.market.column_values import Times, frozen
from atc_trading.market.intervals import interval

MOST_SNAPSHOTS = 20_000_000
"""More are a mistake, such as a first message of 1970."""


class SnapshotTimes:
    """Times that are handed out as messages come; `every` is a step of them, else `given` are the times."""

    def __init__(self, owner: str, at: Any, zone: str | None, unit: str | None) -> None:
        """Read what `at` says."""
        self.owner, self.at = owner, at
        self.every: int | None = None
        self.given: Times = np.zeros(0, np.int64)
        if isinstance(at, (str, timedelta, np.timedelta64, int, np.integer)):
            self.every = step_of(owner, at)
        else:
            self.given = given_times(owner, at, zone, unit)
        self.next: int | None = None

    def until(self, first: Any, last: Any, *, is_last: bool) -> Times:
        """The next times: those before the message at `last`, or all that are left where it is the last one."""
        if self.every is None:
            count = len(self.given) if is_last else int(np.searchsorted(self.given, last))
            found, self.given = self.given[:count], self.given[count:]
            return found
        if not (isinstance(first, np.datetime64) or isinstance(self.at, (int, np.integer))):
            raise TypeError(f"{self.owner}: at must be a whole number where times are numbers, was {self.at!r}")
        begin = -(-int(as_number(first)) // self.every) if self.next is None else self.next
        # The last snapshot holds all messages; before, one at the time of `last` may have more to come.
        end = -(-int(as_number(last)) // self.every) + (1 if is_last else 0)
        if end - begin > MOST_SNAPSHOTS:
            raise ValueError(
                f"{self.owner}: at must give at most {MOST_SNAPSHOTS:,} snapshots, {self.at!r} gives "
                f"{end - begin:,} from {first} to {last}"
            )
        self.next = max(begin, end)
        numbers = np.arange(begin, self.next, dtype=np.int64) * self.every
        return numbers.astype("M8[ns]") if isinstance(first, np.datetime64) else numbers


def as_number(time: Any) -> Any:
    """Nanoseconds since 1970, or the number that it is."""
    return time.astype(np.int64) if isinstance(time, np.datetime64) else time


def step_of(owner: str, at: Any) -> int:
    """An interval of fixed length in nanoseconds, or in numbers of what messages are numbered by."""
    own = interval(at, f"{owner}: at")
    if own.months:
        raise ValueError(f"{owner}: at must be an interval of fixed length, was {at!r}")
    return own.nanoseconds


def given_times(owner: str, at: Any, zone: str | None, unit: str | None) -> Times:
    """Times that do not decrease, with a zone where the messages have one."""
    if not hasattr(at, "dtype"):
        if not isinstance(at, Sequence):
            raise TypeError(f"{owner}: at must be an interval such as '1s', or times, was {type(at).__name__}")
        at = column_of(at)
    check_zone(owner, "at", zone_of(at), zone)
    return frozen(instants(owner, "at", at, unit))


def column_of(moments: Sequence[Any]) -> Any:
    """Times of a list as an array; those of a zone as a column of UTC, which an array has none of."""
    if not any(getattr(moment, "tzinfo", None) is not None for moment in moments):
        return np.array(moments)
    import polars as pl

    naive = [moment for moment in moments if getattr(moment, "tzinfo", None) is None]
    if naive:
        return np.array(naive)
    in_utc = [np.datetime64(moment.astimezone(timezone.utc).replace(tzinfo=None), "ns") for moment in moments]
    return pl.Series(np.array(in_utc)).dt.replace_time_zone("UTC")
