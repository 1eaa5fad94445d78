"""Bars from files of prices."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from atc_trading.market.bar_checks import FIELDS, PRICES
from atc_trading.market.column_values import increases
from atc_trading.market.market_frames import Found

UTC = {"+00:00", "UTC", "Z"}


def of_file(path: str | os.PathLike[str], symbol: str | None, options: Mapping[str, Any]) -> tuple[Found, str | None]:
    """The bars of one symbol in a file, and the name of the zone of its dates where that has one."""
    from atc_trading import prices

    file = prices.read(path, **options)
    history = file.history(symbol)
    missing = [name for name in PRICES if name not in history.fields]
    if missing:
        owner, there = f"MarketData {history.symbol}".rstrip(), ", ".join(history.fields) or "none"
        raise ValueError(f"{owner}: {path} has no column of {', '.join(missing)}; there are {there}")
    columns = {"volume": np.zeros(len(history)), **history.fields}
    own = {name: columns[name] for name in FIELDS}
    if increases(history.dates):
        return Found(history.symbol, history.dates, own), zone_name(file.columns.zone)
    is_in_utc = history.offsets is not None
    return Found(history.symbol, history.instants, own), "UTC" if is_in_utc else None


def zone_name(written: str | None) -> str | None:
    """A zone that has a name; an offset from UTC, which summer changes, has none."""
    if written in UTC:
        return "UTC"
    return written if written and "/" in written else None
