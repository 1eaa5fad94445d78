"""Books from one table of messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from atc_trading.book.book_snapshots import BookSnapshots
from atc_trading.book.message_roles import SPELLINGS
from atc_trading.book.replaying import Crossed, Settings, replayed
from atc_trading.book.sequence_gaps import GapRule


def replay(
    messages: Any,
    at: Any = "1s",
    levels: int = 10,
    *,
    tick_size: Any = 1,
    crossed: Crossed = "keep",
    gaps: GapRule = "warn",
    actions: Mapping[Any, str] | None = None,
    backend: str | None = None,
    **columns: Any,
) -> BookSnapshots:
    """The book at some times, from messages that set levels (L2) or, where they have order ids, are of orders (L3).

    Args:
        messages: a DataFrame of pandas or Polars of one symbol, in the order in which they came: times, `side` and
            `action` in words, `price`, and `size`, which of a level is its new size, 0 where it is removed.
        at: an interval, whose ends from the first message to the last are the times: ``"1s"``, ``"100ms"``, a
            timedelta; or the times themselves, not decreasing. A snapshot holds all messages up to its time.
        levels: how many levels of each side, at least 1.
        tick_size: of which every price is a multiple: 0.01, a Decimal, or a text such as ``"1/32"``.
        crossed: of levels that cross, see `atc_core.book_replay`.
        gaps: "warn" of messages that are missing, "raise", or "ignore"; the result lists them.
        actions: what further words of the feed mean: ``{"T": "ignore", "cancel": "reduce"}``.
        backend: which backend runs; the fastest here if not given.
        columns: by role, a column that is not found by its name or is one of two: ``price="px_1"``; roles are
            timestamps, side, price, size, action, order_id, sequence, first and last.

    Returns:
        Snapshots with their times, and what was taken for what in `decisions`.

    Raises:
        TypeError: `messages` are no frame, or a column has another type.
        ValueError: a column is missing or may be two, or a message cannot be; the message names the first row.
    """
    given = {"tick_size": tick_size, "crossed": crossed, "gaps": gaps, "actions": actions, "backend": backend}
    return replayed("replay", "", [(messages, 0, True)], settings_of(at, levels, **given, **columns))


def settings_of(at: Any, levels: int, **options: Any) -> Settings:
    """What the caller says; names of roles are columns.

    Raises:
        TypeError: a name is neither a role nor an option.
    """
    named = {role: options.pop(role) for role in SPELLINGS if role in options}
    wrong = next((name for name in options if name not in Settings._fields), None)
    if wrong is not None:
        raise TypeError(f"replay has no option {wrong!r}; columns are {', '.join(SPELLINGS)}")
    return Settings(at, levels, named=named, **options)
