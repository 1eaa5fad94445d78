"""Folders of Parquet files of messages, by symbol and by date: one symbol after another, part by part."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import atc_core
from atc_core.spelling import did_you_mean
from atc_trading.book.book_snapshots import BookSnapshots, in_money, labels
from atc_trading.book.message_columns import kept_names
from atc_trading.book.message_roles import find_roles
from atc_trading.book.partition_files import grouped, order_of
from atc_trading.book.replaying import Settings, replayed
from atc_trading.book.replays import settings_of
from atc_trading.book.ticks import Tick, tick_of
from atc_trading.prices import Decision

if TYPE_CHECKING:
    from concurrent.futures import Executor

ROWS = 1 << 20
"""Messages that are in memory at once, at most: 70 MB of columns, and as much again of what the kernel is given."""


@dataclass(frozen=True)
class Partition:
    """The messages of one symbol in its files, which come one after the other.

    It travels to other processes; called, it gives snapshots as a kernel of `atc_core` takes them.
    """

    symbol: str
    files: tuple[Path, ...]
    settings: Settings
    column: str | None
    """Of symbols, where the files have several."""
    decision: Decision
    """Where the symbol was found."""
    rows: int = ROWS

    @property
    def tick(self) -> Tick:
        """The size of a tick."""
        return tick_of(self.owner, self.settings.tick_size)

    @property
    def owner(self) -> str:
        """What errors name first."""
        return f"replay {self.symbol}"

    def replay(self) -> BookSnapshots:
        """The snapshots of all files as of one table, with never more than `rows` messages in memory.

        Raises:
            TypeError: a column is of the wrong type.
            ValueError: a message cannot be; rows are counted from the first file on.
        """
        found = replayed(self.owner, self.symbol, self.parts(), self.settings)
        return found.with_decision(self.decision)

    def parts(self) -> Iterator[tuple[Any, int, bool]]:
        """Tables of messages, the row at which each begins, and whether it is the last."""
        import polars as pl

        scans = [pl.scan_parquet(file, glob=False, hive_partitioning=False) for file in self.files]
        counts = [scan.select(pl.len()).collect().item() for scan in scans]
        pieces = [
            (scan, begin)
            for scan, count in zip(scans, counts, strict=True)
            for begin in range(0, max(count, 1), self.rows)
        ]
        row = 0
        for place, (scan, begin) in enumerate(pieces):
            names = scan.collect_schema().names()
            roles = find_roles(self.owner, names, self.settings.named, has_index=False)
            symbols = [] if self.column is None else [self.column]
            frame = scan.select([*kept_names(roles.columns), *symbols]).slice(begin, self.rows).collect()
            own = frame if self.column is None else frame.filter(pl.col(self.column).cast(pl.String) == self.symbol)
            yield own, row, place == len(pieces) - 1
            row += len(own)

    def __call__(self) -> tuple[Any, Any, Any, Any]:
        """Prices in ticks and sizes of bids, then of asks: frames of pandas with the times as their index."""
        import pandas as pd

        found = self.replay()
        index = labels(found.timestamps, found.zone, "pandas")
        first, second, third, fourth = (
            pd.DataFrame(table, index=index, columns=range(1, table.shape[1] + 1)) for table in found.ticks
        )
        return first, second, third, fourth


def partitions(
    folder: str | os.PathLike[str],
    at: Any = "1s",
    levels: int = 10,
    *,
    symbols: Sequence[str] | None = None,
    tick_size: Any = 1,
    rows: int = ROWS,
    **options: Any,
) -> dict[str, Partition]:
    """The symbols of a folder of Parquet files; nothing but their names is read yet.

    A symbol is that of a folder ``symbol=AAPL``, of a plain folder, of the file's name without its date, or of a column
    of symbols in the files. Files of one symbol follow each other by the dates in their paths, and are one feed.

    Args:
        folder: where the files are, at any depth.
        at: as of `replay`.
        levels: as of `replay`.
        symbols: those that are wanted; all if not given.
        tick_size: as of `replay`, or a mapping by symbol.
        rows: how many messages are in memory at once, at most.
        options: the others of `replay`.

    Raises:
        TypeError: an option is unknown.
        ValueError: there are no files, a symbol is not there or has no tick size, or `rows` is below 1.
    """
    root = Path(folder)
    files = sorted(root.rglob("*.parquet"), key=lambda file: order_of(root, file))
    if not files:
        raise ValueError(f"partitions: folder must have Parquet files, {str(root)!r} has none")
    if rows < 1:
        raise ValueError(f"partitions: rows must be at least 1, was {rows}")
    settings = settings_of(at, levels, **options)
    found = grouped(root, files)
    for symbol in symbols or ():
        if symbol not in found:
            raise ValueError(f"partitions: no symbol {symbol!r}{did_you_mean(symbol, found)}")
    return {
        symbol: Partition(symbol, settings=settings._replace(tick_size=tick(tick_size, symbol)), rows=rows, **own)
        for symbol, own in found.items()
        if symbols is None or symbol in symbols
    }


def tick(tick_size: Any, symbol: str) -> Any:
    """The size of a tick of a symbol."""
    if not isinstance(tick_size, Mapping):
        return tick_size
    if symbol not in tick_size:
        raise ValueError(f"partitions: tick_size must have every symbol, {symbol!r} has none")
    return tick_size[symbol]


def universe(
    parts: Mapping[str, Partition],
    kernel: str = "book_features",
    *,
    executor: Executor | None = None,
    then: Callable[[str, Any], Any] | None = None,
    **options: Any,
) -> Any:
    """A kernel on the snapshots of every symbol, over an executor: `atc_core.universe`, with prices in money.

    Each worker replays the files of its symbol; only the result comes back, or what `then` makes of it.

    Args:
        parts: what `partitions` gave.
        kernel: one that takes prices and sizes of bids and asks: `book_features` or `order_flow_imbalance`.
        executor: where symbols are computed; threads of this process if not given.
        then: called in the worker with a symbol and its result.
        options: those of `atc_core.universe`, and the kernel's own, such as ``levels=5``.

    Returns:
        A run of outcomes: `job` is the symbol, `result()` has Series or frames of pandas by time.

    Raises:
        TypeError: `parts` are not what `partitions` gave.
    """
    wrong = (
        [parts] if not isinstance(parts, Mapping) else [part for part in parts.values() if not hasattr(part, "tick")]
    )
    if wrong:
        raise TypeError(f"universe: parts must be what partitions() gave, had {type(wrong[0]).__name__}")
    ticks = {symbol: part.tick for symbol, part in parts.items()}
    return atc_core.universe(kernel, parts, executor=executor, then=partial(finished, ticks, then), **options)


def finished(ticks: Mapping[str, Tick], then: Callable[[str, Any], Any] | None, symbol: str, result: Any) -> Any:
    """In the worker: a result in money, and what the caller makes of it."""
    own = in_money(result, ticks[symbol])
    return own if then is None else then(symbol, own)
