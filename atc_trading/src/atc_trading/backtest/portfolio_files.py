"""Bars, weights and orders from files, as `atc-backtest` reads them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from atc_trading.backtest.order_builder import OrderBuilder
from atc_trading.backtest.order_frames import find_columns
from atc_trading.errors import BacktestError
from atc_trading.market import MarketData
from atc_trading.market.bar_checks import PRICES
from atc_trading.market.market_files import clock_of
from atc_trading.market.market_frames import polars_times
from atc_trading.prices import History, PriceFile

NUMBERS = {"quantity", "limit", "stop", "amount", "fraction"}
ROWS = {"at", "until", "parent", "id", "group"}
"""Roles of columns of orders that may be whole numbers."""


class FileBars(NamedTuple):
    """The bars of every symbol of a file."""

    bars: dict[str, MarketData]
    left_out: int
    """Bars without a price."""
    how: str
    """Which prices were taken."""


def bars_of(file: PriceFile, histories: Iterable[History], *, adjusted: bool) -> FileBars:
    """The bars of symbols, those without a price left out.

    Args:
        file: where they are from.
        histories: the symbols.
        adjusted: whether all prices are scaled as the adjusted close is; without it a file must have whole bars, since
            prices of orders are those of the day.

    Raises:
        BacktestError: a bar cannot be, or there are closes alone and `adjusted` is False.
    """
    found, left_out, has_bars, is_scaled = {}, 0, True, False
    for history in histories:
        has_own = all(name in history.fields for name in PRICES)
        if not has_own and not adjusted:
            there = ", ".join(history.fields) or "one price a bar"
            raise BacktestError(f"orders need open, high, low and close of each bar; {file.path} has {there}")
        prices = np.array([history.fields[name] if has_own else history.prices for name in PRICES])
        if has_own and adjusted:
            factor = history.prices / prices[-1]
            is_scaled |= bool((factor[np.isfinite(factor)] != 1.0).any())
            prices = prices * factor
        known = np.isfinite(prices).all(axis=0)
        volume = np.nan_to_num(history.fields.get("volume", np.zeros(len(history))))
        has_bars &= has_own
        left_out += int((~known).sum())
        found[history.symbol] = data_of(history, file.columns.zone, prices, volume, known)
    return FileBars(found, left_out, how(has_bars=has_bars, is_scaled=is_scaled))


def data_of(history: History, zone: str | None, prices: Any, volume: Any, known: Any) -> MarketData:
    """The bars of one symbol; BacktestError names the first that cannot be."""
    timestamps, own_zone = clock_of(history, zone)
    try:
        columns = dict(zip(PRICES, prices[:, known], strict=True))
        return MarketData(history.symbol, timestamps[known], **columns, volume=volume[known], zone=own_zone)
    except ValueError as error:
        raise BacktestError(f"cannot be backtested: {error}") from None


def how(*, has_bars: bool, is_scaled: bool) -> str:
    """Which prices trade."""
    if not has_bars:
        return "there are no opens: what a close decides trades at the next close"
    return "open, high, low and close, adjusted as the close is" if is_scaled else "open, high, low and close"


def weights_of(file: PriceFile) -> Any:
    """A frame of Polars with the times and a column a symbol."""
    import polars as pl

    timestamps, zone = clock_of(file.histories[0], file.columns.zone)
    columns = [pl.Series(history.symbol, history.prices) for history in file.histories]
    return pl.DataFrame([polars_times(timestamps, zone), *columns])


def orders_of(path: Path) -> OrderBuilder:
    """The orders of a table in CSV or Parquet; BacktestError says what is wrong with it."""
    import polars as pl

    try:
        is_parquet = path.read_bytes()[:4] == b"PAR1"
        # Left to itself Polars takes 01/02/2000 for the first of February, and the symbol 000001 for 1.
        table = pl.read_parquet(path) if is_parquet else with_numbers(pl.read_csv(path, infer_schema=False))
        return OrderBuilder.from_frame(table)
    except pl.exceptions.PolarsError as error:
        raise BacktestError(f"{path} cannot be read: {str(error).partition(chr(10))[0]}") from None
    except ValueError as error:
        raise BacktestError(f"{path}: {str(error).removeprefix('from_frame: ')}") from None


def with_numbers(table: Any) -> Any:
    """A table of text with numbers in the columns of quantities and prices, and in those of rows where all are such."""
    import polars as pl

    for role, label in find_columns(table.columns, {}).items():
        text = table[label].str.strip_chars().replace("", None)
        numbers = text.cast(pl.Float64, strict=False)
        wrong = numbers.is_null() & text.is_not_null()
        if role in NUMBERS and wrong.any():
            row = wrong.arg_max() or 0
            raise ValueError(f"row {row}: {label} must be numbers, was {text[row]!r}")
        if role in NUMBERS or (role in ROWS and not wrong.any()):
            whole = numbers.cast(pl.Int64, strict=False) if role in ROWS else numbers
            table = table.with_columns(whole.alias(label))
    return table
