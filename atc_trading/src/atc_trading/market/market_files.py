"""Bars from files of prices."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from atc_trading.market.bar_checks import FIELDS, PRICES
from atc_trading.market.column_values import Times, increases
from atc_trading.market.market_frames import Found
from atc_trading.wording import counted

if TYPE_CHECKING:
    from atc_trading.prices import History

CLOSES_ALONE = (
    "closes alone are backtested as a Series: "
    "history = atc_trading.prices.read(path).history(); pandas.Series(history.prices, history.dates)"
)
UTC = {"+00:00", "UTC", "Z"}


def of_file(path: str | os.PathLike[str], symbol: str | None, options: Mapping[str, Any]) -> tuple[Found, str | None]:
    """The bars of one symbol in a file, and the name of the zone of its dates where that has one."""
    from atc_trading import prices

    file = prices.read(path, **options)
    history = file.history(symbol)
    owner = f"MarketData {history.symbol}".rstrip()
    missing = [name for name in PRICES if name not in history.fields]
    if missing:
        there = f"there are {', '.join(history.fields) or 'none'}; {CLOSES_ALONE}"
        raise ValueError(f"{owner}: {path} has no column of {', '.join(missing)}; {there}")
    columns = {"volume": np.zeros(len(history)), **history.fields}
    own = {name: columns[name] for name in FIELDS}
    timestamps, zone = clock_of(history, file.columns.zone)
    return Found(history.symbol, timestamps, own), zone


def clock_of(history: History, zone: str | None) -> tuple[Times, str | None]:
    """The times of a history of a file and their zone; UTC where the clocks there show an hour of autumn twice."""
    if increases(history.dates):
        return history.dates, zone_name(zone)
    return history.instants, "UTC" if history.offsets is not None else None


def how_to_leave_out(columns: Mapping[str, Any]) -> str:
    """What to do about bars without a price, as Yahoo writes for days without trade; nothing where there are none."""
    count = int(np.isnan([columns[name] for name in PRICES]).any(axis=0).sum())
    bars = f"{counted(count, 'bar')} without a price"
    return f"; leave {bars} out: read a frame, MarketData.from_pandas(frame.dropna())" if count else ""


def zone_name(written: str | None) -> str | None:
    """A zone that has a name; an offset from UTC, which summer changes, has none."""
    if written in UTC:
        return "UTC"
    return written if written and "/" in written else None
