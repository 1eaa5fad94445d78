"""What reading a file of prices gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core import Series
from atc_core.spelling import did_you_mean
from atc_trading.errors import PriceOptionError

Layout: TypeAlias = Literal["long", "wide", "single", "levels"]
Dates: TypeAlias = NDArray[Any]
NOTHING: Mapping[str, Any] = MappingProxyType({})


class Decision(NamedTuple):
    """Something that a file does not say by itself: what it is about, what was taken, and why."""

    subject: str
    taken: str
    reason: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.taken} ({self.reason})"


class Columns(NamedTuple):
    """The columns that are read; `prices` has one name in the long and single layout, one per symbol in the others."""

    layout: Layout
    date: str | None
    symbol: str | None
    prices: tuple[str, ...]
    fields: Mapping[str, str] = NOTHING
    """By ``open``, ``high``, ``low``, ``close`` and ``volume``, the column that is it; none in the wide layout."""
    zone: str | None = None
    """The zones of the dates, as the file writes them."""

    def __str__(self) -> str:
        name = repr(self.date) if self.date else "the column without a name"
        dates = "no dates, bars in the order of the file" if self.date is None else f"dates from {name}"
        if self.zone is not None:
            dates += f" in {self.zone}"
        if self.layout in {"wide", "levels"}:
            per_symbol = "a column" if self.layout == "wide" else f"a column {self.prices[0]!r}"
            return f"{self.layout}, {dates}, {per_symbol} of prices per symbol"
        symbols = f"symbols from {self.symbol!r}" if self.symbol is not None else "one symbol, named after the file"
        return f"{self.layout}, {dates}, {symbols}, prices from {self.prices[0]!r}"


@dataclass(frozen=True, eq=False)
class History:
    """The bars of one symbol, oldest first.

    Attributes:
        symbol: as the file writes it.
        dates: datetime64 as the clock of the file's zone shows it; whole numbers where the file has no dates.
        prices: float64, the adjusted close where there is one, else the close; NaN where there is none.
        fields: of ``open``, ``high``, ``low``, ``close`` and ``volume`` those that the file has.
        others: further columns of numbers, by the file's own names.
        offsets: timedelta64[m], how far the clock is ahead of UTC, where the file writes a zone.
    """

    symbol: str
    dates: Dates
    prices: Series
    fields: Mapping[str, Series] = field(default_factory=dict)
    others: Mapping[str, Series] = field(default_factory=dict)
    offsets: Dates | None = None

    def __len__(self) -> int:
        return len(self.prices)

    def __getitem__(self, bars: slice) -> History:
        """Some of the bars."""
        fields = {name: column[bars] for name, column in self.fields.items()}
        others = {name: column[bars] for name, column in self.others.items()}
        offsets = None if self.offsets is None else self.offsets[bars]
        return History(self.symbol, self.dates[bars], self.prices[bars], fields, others, offsets)

    @property
    def missing(self) -> int:
        """How many bars have no price."""
        return int(np.count_nonzero(np.isnan(self.prices)))

    @property
    def bars(self) -> int:
        """How many have one."""
        return len(self) - self.missing

    @property
    def instants(self) -> Dates:
        """The dates in UTC where the file writes a zone: no two are alike where a clock is set back."""
        return self.dates if self.offsets is None else self.dates - self.offsets

    def date(self, bar: int) -> str:
        """The date of a bar as the file has it, with its zone; ``bar 7`` where bars are counted."""
        return format_date(self.dates[bar], None if self.offsets is None else self.offsets[bar])


@dataclass(frozen=True, eq=False)
class PriceFile:
    """A file of prices: every symbol's bars, and how they were read.

    Attributes:
        path: the file.
        columns: the names of the columns that were taken.
        decisions: what the file does not say by itself, and the evidence that decided it.
        histories: the symbols, in the order of the file.
    """

    path: Path
    columns: Columns
    decisions: tuple[Decision, ...]
    histories: tuple[History, ...]

    @property
    def layout(self) -> Layout:
        """``long`` (a column of symbols), ``wide`` (a column per symbol), ``levels`` (several) or ``single``."""
        return self.columns.layout

    @property
    def symbols(self) -> tuple[str, ...]:
        """The names of the symbols."""
        return tuple(history.symbol for history in self.histories)

    def history(self, symbol: str | None = None) -> History:
        """The bars of a symbol, by default of the only one; PriceOptionError says which there are."""
        if symbol is None and len(self.histories) == 1:
            return self.histories[0]
        found = next((history for history in self.histories if history.symbol == symbol), None)
        if found is not None:
            return found
        if symbol is None:
            raise PriceOptionError(
                f"{self.path} has {len(self.histories)} symbols{did_you_mean('', self.symbols)}; name one"
            )
        raise PriceOptionError(f"unknown symbol {symbol!r}{did_you_mean(symbol, self.symbols)}")


def format_date(date: Any, offset: Any = None) -> str:
    """A date without the time where that is midnight and no zone is written; a bar's number where bars are counted."""
    if not isinstance(date, np.datetime64):
        return f"bar {date}" if isinstance(date, np.integer) else str(date)
    if np.isnat(date):
        return ""
    is_day = offset is None and date == date.astype("datetime64[D]")
    text = str(np.datetime_as_string(date, unit="D" if is_day else "s")).replace("T", " ")
    return text if offset is None or np.isnat(offset) else text + format_offset(int(offset.astype(int)))


def format_offset(minutes: int) -> str:
    """``+09:00``."""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"
