"""What a replay gives: the book at some times in money, what it says, and how the messages were read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

import atc_core
from atc_trading.book.message_words import SIDE_WORDS, spelled
from atc_trading.book.sequence_gaps import SequenceGap
from atc_trading.book.ticks import Tick
from atc_trading.market.column_values import Times, written
from atc_trading.market.market_frames import pandas_times, polars_times
from atc_trading.prices import Decision

Library: TypeAlias = Literal["pandas", "polars"]
Levels: TypeAlias = NDArray[np.float64]
IN_TICKS = {"mid", "spread", "microprice", "bid_vwap", "ask_vwap", "cost", "average", "worst"}
"""Fields of results of the kernels that are prices, or prices times sizes."""


@dataclass(frozen=True, eq=False, repr=False)
class BookSnapshots:
    """The best levels of a book at some times; frames are of the library that the messages came in.

    Arrays have the shape ``(time, levels)``, best level first; prices are money, NaN where the book has no level, and
    size 0 there.
    """

    symbol: str
    timestamps: Times
    """datetime64[ns], in UTC where the messages have a time zone; int64 where they are numbered."""
    zone: str | None
    tick: Tick
    ticks: tuple[Levels, Levels, Levels, Levels]
    """Prices in whole ticks and sizes of bids, then of asks, as the kernels take them."""
    counts: tuple[NDArray[np.int64], NDArray[np.int64]] | None
    """How many orders are at each level of bids and of asks, where messages are about orders."""
    ignored: int
    """Messages that changed nothing: an order that was there was added, or one that was not there was changed."""
    stale: int
    """Messages that were dropped since their numbers had been seen."""
    gaps: tuple[SequenceGap, ...]
    """Where messages are missing."""
    decisions: tuple[Decision, ...]
    """Which columns were taken for what, and why."""
    library: Library
    backend: str | None = None

    @cached_property
    def bid_price(self) -> Levels:
        """Prices of the bids."""
        return np.asarray(self.tick.money(self.ticks[0]))

    @property
    def bid_size(self) -> Levels:
        """Their sizes."""
        return self.ticks[1]

    @cached_property
    def ask_price(self) -> Levels:
        """Prices of the asks."""
        return np.asarray(self.tick.money(self.ticks[2]))

    @property
    def ask_size(self) -> Levels:
        """Their sizes."""
        return self.ticks[3]

    def with_decision(self, decision: Decision) -> BookSnapshots:
        """The same with one more decision, the first."""
        return replace(self, decisions=(decision, *self.decisions))

    def to_frame(self) -> Any:
        """A row a time: `bid_price_1`, `bid_size_1`, `ask_price_1`, `ask_size_1`, … and counts where there are any."""
        tables: dict[str, NDArray[Any]] = {name: getattr(self, name) for name in FIELDS}
        if self.counts is not None:
            tables |= dict(zip(("bid_count", "ask_count"), self.counts, strict=True))
        levels = range(self.ticks[0].shape[1])
        return self._frame(
            {f"{name}_{level + 1}": table[:, level] for level in levels for name, table in tables.items()}
        )

    def features(self, levels: int = 5) -> Any:
        """A row a time: mid, spread, microprice, depths, imbalance, prices weighed by size, state; in money.

        Args:
            levels: how many levels count, see `atc_core.book_features`.
        """
        found = atc_core.get("book_features", backend=self.backend)(*self.ticks, levels)
        return self._frame(in_money(found, self.tick)._asdict())

    def flow(self, levels: int = 1) -> Any:
        """A row a time, a column `flow_1`, … a level: what came to the bids and left the asks since the time before.

        Args:
            levels: for how many levels, see `atc_core.order_flow_imbalance`.
        """
        found = atc_core.get("order_flow_imbalance", backend=self.backend)(*self.ticks, levels)
        return self._frame({f"flow_{level + 1}": found[:, level] for level in range(found.shape[1])})

    def sweep(self, quantity: Any, side: Any = "buy", limit: float | None = None) -> Any:
        """A row a time: what it costs to take a quantity from the book; in money.

        Args:
            quantity: a number or one a time, above 0; infinity for all there is.
            side: "buy" takes from the asks, "sell" from the bids.
            limit: the worst price that is taken, in money.

        Raises:
            ValueError: `side` is neither, or `quantity` not above 0.
        """
        sign = SIDE_WORDS.get(spelled(side), 0)
        if sign == 0:
            raise ValueError(f"sweep: side must be buy or sell, was {side!r}")
        price, size = self.ticks[2:] if sign > 0 else self.ticks[:2]
        worst = np.nan if limit is None else self.tick.limit(limit)
        wanted = self._by_time("sweep", quantity)
        found = atc_core.get("book_sweep", backend=self.backend)(price, size, wanted, sign, worst)
        return self._frame(in_money(found, self.tick)._asdict())

    def _by_time(self, method: str, values: Any) -> Any:
        """A Series of pandas in the order of the snapshots, as an array; what has no times is in it already."""
        index = getattr(values, "index", None)
        if index is None or not hasattr(values, "reindex"):
            return values.to_numpy() if hasattr(values, "to_numpy") else values
        if type(index).__name__ == "RangeIndex":
            return values.to_numpy()
        times = labels(self.timestamps, self.zone, "pandas")
        if not index.is_unique or len(index) != len(times) or not times.isin(index).all():
            raise ValueError(f"{method}: quantity must have the times of the snapshots, once each, had others")
        return values.reindex(times).to_numpy()

    def _frame(self, columns: Mapping[str, Any]) -> Any:
        """Columns with the times: the index in pandas, the first column in Polars, where what is missing is null."""
        times = labels(self.timestamps, self.zone, self.library)
        if self.library == "pandas":
            import pandas as pd

            return pd.DataFrame(dict(columns), index=times)
        import polars as pl

        return pl.DataFrame([times, *(pl.Series(name, own, nan_to_null=True) for name, own in columns.items())])

    def __repr__(self) -> str:
        count, levels = self.ticks[0].shape
        span = f", {written(self.timestamps[0])} to {written(self.timestamps[-1])}" if count else ""
        name = f"{self.symbol}: " if self.symbol else ""
        told = f", {len(self.gaps)} gaps" if self.gaps else ""
        return f"BookSnapshots({name}{count:,} × {levels} levels{span}{' UTC' if self.zone and count else ''}{told})"


FIELDS = ("bid_price", "bid_size", "ask_price", "ask_size")


def in_money(result: Any, tick: Tick) -> Any:
    """A kernel's named result with prices in money, each rounded once."""
    if not hasattr(result, "_fields"):
        return result
    return result._replace(**{name: tick.money(getattr(result, name)) for name in result._fields if name in IN_TICKS})


def labels(timestamps: Times, zone: str | None, library: Library) -> Any:
    """Times as an index of pandas or a column of Polars, in their zone."""
    in_zone = "UTC" if zone is not None else None
    if library == "pandas":
        index = pandas_times(timestamps, in_zone)
        return index if zone is None else index.tz_convert(zone)
    column = polars_times(timestamps, in_zone)
    return column if zone is None else column.dt.convert_time_zone(zone)
