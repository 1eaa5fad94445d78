"""The bars of one symbol, checked once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from atc_trading.market import market_files, market_frames
from atc_trading.market.bar_checks import FIELDS, check_bars
from atc_trading.market.column_values import Numbers, Times, numbers, times, written
from atc_trading.market.exact_columns import ExactColumns, Money, check_money, check_ranges
from atc_trading.market.intervals import resampled
from atc_trading.wording import counted

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    import pandas as pd
    import polars as pl


@dataclass(frozen=True, eq=False, repr=False, init=False)
class MarketData:
    """The bars of one symbol, oldest first: read-only float64 arrays of one length, copied and checked.

    >>> days = np.array(["2024-01-02", "2024-01-03"], "M8[D]")
    >>> MarketData("A", days, open=[1, 2], high=[3, 3], low=[1, 2], close=[2, 3], volume=[10, 20])
    MarketData('A', 2 bars, 2024-01-02 to 2024-01-03, close 2 to 3)

    Args:
        symbol: what it is called.
        timestamps: when each bar begins or ends: datetime64 of any unit, dates of Python or a Series or an Index of
            them, or int64 numbers of bars; strictly increasing. What has a time zone is kept as its clocks show it,
            so a day stays the day; the zone is kept beside it.
        open: opening prices, finite and above 0, from `low` to `high`.
        high: highest prices, finite and above 0.
        low: lowest prices, finite, above 0 and at most `high`.
        close: closing prices, finite and above 0, from `low` to `high`.
        volume: what was traded, finite and at least 0; 0 throughout where there are no volumes.
        zone: the name of the time zone, where `timestamps` do not say it themselves.
        money: ``"decimal"`` keeps prices as exact decimals too, in `decimals`: columns of Arrow's decimals in any
            library, lists of Decimals, integers, or floats, which are then rounded to `price_scale`.
        price_scale: digits behind the point that prices are rounded to; as many as they have if not given.

    Raises:
        TypeError: a column is no numbers, `timestamps` are neither times nor integers, or prices are floats where money
            is decimal and no `price_scale` is given.
        ValueError: lengths differ, or a bar cannot be; the message names the field, the first such bar, and its value.
    """

    symbol: str
    timestamps: Times
    """datetime64[ns], or int64 where bars are only numbered."""
    open: Numbers
    high: Numbers
    low: Numbers
    close: Numbers
    volume: Numbers
    zone: str | None
    """The time zone of `timestamps`, which are its clocks; None where none was given."""
    decimals: Mapping[str, Any] | None
    """Where money is decimal, the columns by name as arrays of Arrow's decimals, prices of one scale."""

    def __init__(
        self,
        symbol: str,
        timestamps: Any,
        open: Any,  # noqa: A002 the field writes it so
        high: Any,
        low: Any,
        close: Any,
        volume: Any,
        *,
        zone: str | None = None,
        money: Money = "float",
        price_scale: int | None = None,
    ) -> None:
        """Copy and check the columns."""
        if not isinstance(symbol, str):
            raise TypeError(f"MarketData: symbol must be text, was {symbol!r}")
        owner = f"MarketData {symbol}".rstrip()
        check_money(owner, money, {"price_scale": price_scale})
        own_times, own_zone = times(owner, timestamps)
        given = zip(FIELDS, (open, high, low, close, volume), strict=True)
        read = numbers if money == "float" else ExactColumns(price_scale)
        columns = {name: read(owner, name, values) for name, values in given}
        check_bars(owner, own_times, columns)
        decimals = read.together() if isinstance(read, ExactColumns) else None
        if decimals is not None:
            check_ranges(owner, own_times, decimals)
        fields = {"symbol": symbol, "timestamps": own_times, **columns, "zone": zone or own_zone, "decimals": decimals}
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    @classmethod
    def from_pandas(  # noqa: D417 some share a line
        cls,
        frame: pd.DataFrame,
        symbol: str = "",
        *,
        timestamps: Any = None,
        open: Any = None,  # noqa: A002
        high: Any = None,
        low: Any = None,
        close: Any = None,
        volume: Any = None,
        money: Money = "float",
        price_scale: int | None = None,
    ) -> MarketData:
        """The bars of a DataFrame; its index dates them where that holds times, else a column does.

        Args:
            frame: one row a bar. Columns are found by their names, whatever their case; of labels with levels, such as
                yfinance's, those levels are dropped that name one thing only.
            symbol: what it is called; the ticker in the labels where there is one.
            timestamps, open, high, low, close, volume: the label of a column that is not to be found by its name.
                Without a column of volumes they are 0.
            money, price_scale: as of MarketData itself.

        Raises:
            ValueError: a column is missing, or several may be meant; or as for MarketData itself.
        """
        named = {"timestamps": timestamps, "open": open, "high": high, "low": low, "close": close, "volume": volume}
        found = market_frames.of_pandas("MarketData.from_pandas", frame, symbol, named)
        return cls(found.symbol, found.timestamps, **found.columns, money=money, price_scale=price_scale)

    @classmethod
    def from_polars(
        cls,
        frame: pl.DataFrame,
        symbol: str = "",
        *,
        timestamps: str | None = None,
        open: str | None = None,  # noqa: A002
        high: str | None = None,
        low: str | None = None,
        close: str | None = None,
        volume: str | None = None,
        money: Money = "float",
        price_scale: int | None = None,
    ) -> MarketData:
        """The bars of a Polars DataFrame, dated by a column; otherwise as `from_pandas`."""
        named = {"timestamps": timestamps, "open": open, "high": high, "low": low, "close": close, "volume": volume}
        found = market_frames.of_polars("MarketData.from_polars", frame, symbol, named)
        return cls(found.symbol, found.timestamps, **found.columns, money=money, price_scale=price_scale)

    @classmethod
    def from_csv(  # noqa: D417 two share a line
        cls,
        path: str | os.PathLike[str],
        symbol: str | None = None,
        *,
        money: Money = "float",
        price_scale: int | None = None,
        **options: Any,
    ) -> MarketData:
        """The bars of one symbol in a file of prices, sorted by date; dates stay as the file writes them.

        They are in UTC where the clocks of the file's zone show an hour of autumn twice.

        Args:
            path: CSV, also compressed, or Parquet; columns are found as `atc_trading.prices.read` describes.
            symbol: which, where the file has several.
            money, price_scale: as of MarketData itself.
            options: those of `atc_trading.prices.read`, such as ``date_format="day-first"``.

        Raises:
            PriceFileError: the file cannot be read.
            PriceOptionError: an option or `symbol` names what is not there.
            ValueError: a column is missing; or as for MarketData itself.
        """
        found, zone = market_files.of_file(path, symbol, options)
        try:
            own = {**found.columns, "zone": zone, "money": money, "price_scale": price_scale}
            return cls(found.symbol, found.timestamps, **own)
        except ValueError as error:
            raise ValueError(f"{error}{market_files.how_to_leave_out(found.columns)}") from None

    @classmethod
    def from_parquet(cls, path: str | os.PathLike[str], symbol: str | None = None, **options: Any) -> MarketData:
        """The same of a Parquet file; what a file is, its first bytes say."""
        return cls.from_csv(path, symbol, **options)

    def to_pandas(self) -> pd.DataFrame:
        """A DataFrame of the fields, the times as its index, with their zone."""
        frame: pd.DataFrame = market_frames.to_pandas(self.timestamps, self.zone, self.held)
        return frame

    def to_polars(self) -> pl.DataFrame:
        """A Polars DataFrame: `timestamps`, with their zone, then the fields."""
        frame: pl.DataFrame = market_frames.to_polars(self.timestamps, self.zone, self.held)
        return frame

    @property
    def columns(self) -> dict[str, Numbers]:
        """The five columns of numbers by name."""
        return {name: getattr(self, name) for name in FIELDS}

    def to_float(self) -> MarketData:
        """The same bars with money in floats."""
        return rebuilt(self.symbol, self.timestamps, *self.columns.values(), self.zone, "float")

    @property
    def money(self) -> Money:
        """In which numbers money is counted."""
        return "float" if self.decimals is None else "decimal"

    @property
    def held(self) -> Mapping[str, Any]:
        """The five columns by name, exact where money is."""
        return self.columns if self.decimals is None else self.decimals

    def resample(self, every: Any) -> MarketData:
        """Bars of longer intervals: first, largest, smallest and last price, and the sum of volumes.

        Args:
            every: ``"5min"``, ``"1h"``, ``"1d"``, ``"1w"`` (from Monday), ``"1mo"``, ``"1q"``, ``"1y"``, a timedelta,
                or an integer of nanoseconds; a number of bars where those have no dates. Intervals count from the
                midnight of 1970-01-01 of the clocks that `timestamps` are, and are closed on the left.

        Returns:
            One bar an interval that has any, at the start of the interval.

        Raises:
            TypeError: `every` is none of these.
            ValueError: the text names no interval, or it is not above 0.
        """
        found = resampled((self.timestamps, *self.held.values()), every, self.money)
        return MarketData(self.symbol, *found, zone=self.zone, money=self.money)

    def __len__(self) -> int:
        return len(self.timestamps)

    def __getitem__(self, bars: slice) -> MarketData:
        """The bars of a slice."""
        if not isinstance(bars, slice):
            raise TypeError(f"MarketData: bars are taken by a slice, as in data[-100:], was {bars!r}")
        own = {name: values[bars] for name, values in self.held.items()}
        return MarketData(self.symbol, self.timestamps[bars], **own, zone=self.zone, money=self.money)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, MarketData):
            return NotImplemented
        names = ("timestamps", *FIELDS)
        is_alike = (self.symbol, self.zone, self.decimals) == (other.symbol, other.zone, other.decimals)
        return is_alike and all(np.array_equal(getattr(self, name), getattr(other, name)) for name in names)

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return rebuilt, (self.symbol, self.timestamps, *self.held.values(), self.zone, self.money)

    def __repr__(self) -> str:
        count = counted(len(self), "bar")
        if not len(self):
            return f"MarketData({self.symbol!r}, {count})"
        span = f"{written(self.timestamps[0])} to {written(self.timestamps[-1])}{f' {self.zone}' if self.zone else ''}"
        return f"MarketData({self.symbol!r}, {count}, {span}, close {self.close[0]:g} to {self.close[-1]:g})"


def rebuilt(symbol: str, timestamps: Times, *rest: Any) -> MarketData:
    """What was pickled, checked again."""
    *columns, zone, money = rest
    return MarketData(symbol, timestamps, *columns, zone=zone, money=money)
