"""Books from messages that come as one table or in parts: what is alive after a part is carried to the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

import atc_core
from atc_trading.book.book_snapshots import BookSnapshots, Library
from atc_trading.book.message_columns import Integers, Messages, Reading, SeenSides, joined, messages_of
from atc_trading.book.message_roles import find_roles
from atc_trading.book.message_times import check_order, unit_of, zone_of
from atc_trading.book.message_words import ADD, action_words
from atc_trading.book.sequence_gaps import GapRule, SequenceCheck
from atc_trading.book.snapshot_times import SnapshotTimes
from atc_trading.book.ticks import tick_of
from atc_trading.market.column_values import Numbers, Times
from atc_trading.market.market_frames import check_column_of_tickers, check_one_ticker, is_of_dates

Crossed: TypeAlias = Literal["keep", "newest"]


class Settings(NamedTuple):
    """What the caller of a replay says."""

    at: Any
    levels: int = 10
    tick_size: Any = 1
    crossed: Crossed = "keep"
    gaps: GapRule = "warn"
    actions: Mapping[Any, str] | None = None
    backend: str | None = None
    named: Mapping[str, Any] = {}
    """By role, the columns that the call names."""


def replayed(
    owner: str,
    symbol: str,
    parts: Iterable[tuple[Any, int, bool]],
    settings: Settings,
) -> BookSnapshots:
    """The snapshots of a feed: `parts` are frames, the row at which each begins, and whether it is the last one."""
    replay: Replay | None = None
    for frame, first_row, is_last in parts:
        if not (is_last or len(frame)):
            continue
        replay = replay or Replay(owner, symbol, frame, settings)
        replay.feed(frame, first_row, is_last=is_last)
    if replay is None:
        raise ValueError(f"{owner}: messages must be at least one table, were none")
    return replay.finished()


class Replay:
    """The book so far, as the messages that would make it anew."""

    def __init__(self, owner: str, symbol: str, frame: Any, settings: Settings) -> None:
        """Find out how messages are read, on the first table of them."""
        self.owner, self.symbol, self.settings = owner, symbol, settings
        self.library: Library = library_of(owner, frame)
        index = getattr(frame, "index", None)
        has_index = index is not None and is_of_dates(index)
        roles = find_roles(owner, list(frame.columns), settings.named, has_index=has_index)
        if roles.has_orders and settings.crossed != "keep":
            raise ValueError(f"{owner}: crossed must be keep of messages about orders, was {settings.crossed!r}")
        times = frame[roles.columns["timestamps"]] if "timestamps" in roles.columns else index
        self.zone = zone_of(times)
        unit, decisions = unit_of(times)
        tick = tick_of(owner, settings.tick_size)
        words = action_words(owner, settings.actions, has_orders=roles.has_orders)
        self.reading = Reading(owner, roles, tick, words, SeenSides(), unit, self.zone)
        self.decisions = (*roles.decisions, *decisions)
        self.times = SnapshotTimes(owner, settings.at, self.zone, unit)
        self.sequence = SequenceCheck(owner, settings.gaps, settings.backend)
        self.carried: Messages | None = None
        self.latest: Times | None = None
        self.ignored = 0
        self.found: list[tuple[Times, tuple[Any, ...]]] = []

    def feed(self, frame: Any, first_row: int = 0, *, is_last: bool) -> None:
        """Take the next messages, and the snapshots that no later message can change."""
        check_one_symbol(self.owner, frame)
        fresh = self.sequence.fresh(messages_of(self.reading, frame, first_row)).told
        if self.latest is not None and len(fresh.rows):
            both = np.concatenate([self.latest, fresh.timestamps[:1]])
            check_order(self.owner, "timestamps", both, first_row - 1)
        messages = fresh if self.carried is None else joined([self.carried, fresh])
        if len(fresh.rows):
            self.latest = fresh.timestamps[-1:]
        times = self.due(fresh, is_last=is_last)
        count = len(messages.rows) - len(fresh.rows)
        places = np.searchsorted(fresh.timestamps, times, side="right") + count
        # One more, after all messages, so that those that were ignored are counted to the end.
        outcome = book_of(messages, [*places, len(messages.rows)], self.settings.levels, self.settings)
        self.found.append((times, tuple(table[:-1] for table in outcome[:6])))
        self.ignored += int(outcome[6]) if fresh.action is not None else 0
        if not is_last:
            self.carried = alive(messages, self.settings)

    def due(self, fresh: Messages, *, is_last: bool) -> Times:
        """The times of the snapshots that no later message can change."""
        if self.latest is None:
            return self.times.given if is_last and self.times.every is None else fresh.timestamps[:0]
        first = fresh.timestamps[0] if len(fresh.rows) else self.latest[0]
        return self.times.until(first, self.latest[0], is_last=is_last)

    def finished(self) -> BookSnapshots:
        """The snapshots of all messages."""
        self.reading.sides.check(self.owner)
        self.sequence.warn()
        times, tables = zip(*self.found, strict=True)
        whole = tuple(np.concatenate(table) for table in zip(*tables, strict=True))
        kinds = [item for item in times if len(item)] or [times[0]]
        ticks = (whole[0], whole[1], whole[2], whole[3])
        counts = (whole[4], whole[5]) if len(whole) > len(ticks) else None
        return BookSnapshots(
            symbol=self.symbol,
            timestamps=np.concatenate(kinds),
            zone=self.zone,
            tick=self.reading.tick,
            ticks=ticks,
            counts=counts,
            ignored=self.ignored,
            stale=self.sequence.stale,
            gaps=tuple(self.sequence.gaps),
            decisions=self.decisions,
            library=self.library,
            backend=self.settings.backend,
        )


def book_of(messages: Messages, at: Any, levels: int, settings: Settings) -> tuple[Any, ...]:
    """The kernel's own result, of levels or of orders."""
    columns = (messages.side, messages.price, messages.size, np.asarray(at, np.int64), levels)
    if messages.action is None:
        return tuple(atc_core.get("book_replay", backend=settings.backend)(*columns, settings.crossed))
    orders = atc_core.get("order_replay", backend=settings.backend)
    return tuple(orders(messages.action, messages.order_id, *columns))


def alive(messages: Messages, settings: Settings) -> Messages:
    """The fewest messages that make the same book: one for each level, or order, that is alive."""
    count = len(messages.rows)
    if messages.action is None or messages.order_id is None:
        most = max(1, len(np.unique(messages.price)))
        side, price, size = living(messages, most, settings)
        return carried(messages, side, price, size)
    # With the place of each message as its price, every order is a level of its own, which says where it was last
    # priced: the kernel itself tells which orders are alive, and what is left of them.
    most = max(1, int(np.count_nonzero(messages.action == ADD)))
    side, place, size = living(messages._replace(price=np.arange(count)), most, settings)
    own = carried(messages, side, messages.price[place], size)
    return own._replace(action=np.full(len(side), ADD), order_id=messages.order_id[place])


def living(messages: Messages, most: int, settings: Settings) -> tuple[Integers, Integers, Numbers]:
    """Side, price and size of every level after all messages."""
    book = book_of(messages, [len(messages.rows)], most, settings)
    bid_price, bid_size, ask_price, ask_size = (table[0] for table in book[:4])
    price, size = np.concatenate([bid_price, ask_price]), np.concatenate([bid_size, ask_size])
    there = ~np.isnan(price)
    return np.repeat([1, -1], most)[there], price[there].astype(np.int64), size[there]


def carried(messages: Messages, side: Integers, price: Integers, size: Numbers) -> Messages:
    """Messages that set some levels; those have no rows and times of their own."""
    rows = np.zeros(len(side), np.int64)
    return Messages(rows, np.zeros(len(side), messages.timestamps.dtype), side, price, size, None, None, None, None)


def library_of(owner: str, frame: Any) -> Library:
    """The library of a frame."""
    library = type(frame).__module__.partition(".")[0]
    if library == "pandas" and hasattr(frame, "columns"):
        return "pandas"
    if library == "polars" and hasattr(frame, "height"):
        return "polars"
    kind = type(frame).__name__
    advice = ", which must be collected: messages.collect()" if kind == "LazyFrame" else ""
    raise TypeError(f"{owner}: messages must be a DataFrame of pandas or Polars, were {kind}{advice}")


def check_one_symbol(owner: str, frame: Any) -> None:
    """Refuse the messages of several symbols, of which each has a book of its own."""
    (check_one_ticker if hasattr(frame, "iloc") else check_column_of_tickers)(owner, frame)
