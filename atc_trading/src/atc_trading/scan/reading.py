"""Prices from CSV and Parquet files, long or wide, read by polars."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from atc_core import Series
from atc_trading.errors import ScanError
from atc_trading.scan.dates import in_order
from atc_trading.scan.file_columns import Columns, Kind, Wanted, guess
from atc_trading.scan.kernel_columns import KernelColumn

if TYPE_CHECKING:
    import polars as pl

PARQUET = b"PAR1"
HEAD = 65_536
SEPARATORS = ",;\t|"
MISSING = ["", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "None", "-"]
FIRST_ROWS = 10_000
"""Rows of CSV from which polars infers types; only where a later row differs, it reads them all, which is slow."""
NO_SYMBOL = "(no symbol)"


class History(NamedTuple):
    """The bars of one symbol, oldest first; `dates` are the numbers of the bars where a file has no dates."""

    symbol: str
    dates: NDArray[Any]
    prices: Series
    others: Mapping[str, Series] = MappingProxyType({})
    """Further columns of the file, which `--columns` needs."""

    @property
    def missing(self) -> int:
        """How many bars have no price."""
        return int(np.count_nonzero(np.isnan(self.prices)))

    @property
    def bars(self) -> int:
        """How many have one."""
        return len(self.prices) - self.missing


class Universe(NamedTuple):
    """The columns and the symbols of a file."""

    columns: Columns
    histories: list[History]
    inputs: Mapping[str, Mapping[str, str]] = MappingProxyType({})
    """By what `--columns` names, which columns of the file its arrays are, beside the prices."""


def read(path: Path, wanted: Wanted, added: Sequence[KernelColumn] = ()) -> Universe:
    """All symbols of a file; ScanError says what is wrong with it, ScanUsageError what with the named columns."""
    try:
        import polars as pl
    except ImportError:
        raise ScanError('reading files needs polars: pip install "./atc_trading[scan]"') from None
    try:
        return collect(path, wanted, added)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise ScanError(f"{path} cannot be read: {str(error).partition(chr(10))[0]}") from None


def collect(path: Path, wanted: Wanted, added: Sequence[KernelColumn]) -> Universe:
    """All symbols of a file; errors of polars and of the system pass through."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip():
        raise ScanError(f"{path} is empty")
    if head.startswith(PARQUET):
        return load(path, opened_parquet(path), wanted, added)
    import polars as pl

    try:
        return load(path, opened_csv(path, head, FIRST_ROWS), wanted, added)
    except pl.exceptions.ComputeError:
        return load(path, opened_csv(path, head, None), wanted, added)


def opened_parquet(path: Path) -> pl.LazyFrame:
    """A Parquet file, lazily: only its schema is read yet."""
    import polars as pl

    return pl.scan_parquet(path)


def opened_csv(path: Path, head: bytes, rows: int | None) -> pl.LazyFrame:
    """A CSV file, lazily: separator and decimal mark are inferred from its beginning, types from the first `rows`."""
    import polars as pl

    header, _, rest = head.decode("utf-8", "replace").partition("\n")
    separator = max(SEPARATORS, key=header.count)
    has_decimal_commas = separator != "," and re.search(r"\d,\d", rest) is not None
    return pl.scan_csv(
        path,
        separator=separator,
        decimal_comma=has_decimal_commas,
        null_values=MISSING,
        infer_schema_length=rows,
        try_parse_dates=True,
        truncate_ragged_lines=True,
    )


def load(path: Path, frame: pl.LazyFrame, wanted: Wanted, added: Sequence[KernelColumn]) -> Universe:
    """The bars in the columns that are needed."""
    schema = frame.collect_schema()
    columns = guess({name: kind(dtype) for name, dtype in schema.items()}, wanted)
    labels = [] if columns.layout == "wide" else [name for name in schema if name not in (columns.date, columns.symbol)]
    inputs = {item.text: item.inputs(labels) for item in added}
    others = list(dict.fromkeys(name for own in inputs.values() for name in own.values()))
    names = [name for name in (columns.date, columns.symbol, *columns.prices, *others) if name is not None]
    numbers = [*columns.prices, *others]
    needed = in_order(numeric(frame.select(list(dict.fromkeys(names))).collect(), numbers), columns.date)
    if needed.is_empty():
        raise ScanError(f"{path} has no rows")
    if columns.layout == "long":
        return Universe(columns, list(long_histories(needed, columns, others)), inputs)
    symbols = columns.prices if columns.layout == "wide" else (path.stem,)
    dates = stamps(needed, columns.date)
    found = zip(symbols, columns.prices, strict=True)
    further = {name: values(needed[name]) for name in others}
    return Universe(columns, [History(symbol, dates, values(needed[name]), further) for symbol, name in found], inputs)


def kind(dtype: pl.DataType) -> Kind:
    """What a column of that type may hold."""
    import polars as pl

    if dtype in (pl.Date, pl.Datetime):
        return "date"
    if dtype in (pl.String, pl.Categorical, pl.Enum, pl.Null):
        return "text"
    if dtype.is_integer():
        return "integer"
    return "number" if dtype.is_numeric() else "other"


def numeric(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Columns as float64; text that is no number is missing."""
    import polars as pl

    return frame.with_columns(pl.col(list(dict.fromkeys(names))).cast(pl.Float64, strict=False))


def long_histories(frame: pl.DataFrame, columns: Columns, others: Sequence[str]) -> Iterator[History]:
    """The bars of each symbol, symbols in the order of their first rows."""
    import polars as pl

    symbol, price = columns.symbol or "", columns.prices[0]
    groups = frame.group_by(pl.col(symbol).cast(pl.String), maintain_order=True).agg(pl.exclude(symbol))
    prices = values(groups[price].explode())
    further = {name: values(groups[name].explode()) for name in others}
    dates = None if columns.date is None else groups[columns.date].explode().to_numpy()
    start = 0
    for name, count in zip(groups[symbol], groups[price].list.len(), strict=True):
        bars = slice(start, start + count)
        own = np.arange(count) if dates is None else dates[bars]
        own_others = {other: column[bars] for other, column in further.items()}
        yield History(NO_SYMBOL if name is None else name, own, prices[bars], own_others)
        start += count


def values(series: pl.Series) -> Series:
    """Prices with NaN where there is none."""
    return series.fill_null(np.nan).to_numpy()


def stamps(frame: pl.DataFrame, date: str | None) -> NDArray[Any]:
    """The dates, or the numbers of the bars where there are none."""
    return np.arange(frame.height) if date is None else frame[date].to_numpy()
