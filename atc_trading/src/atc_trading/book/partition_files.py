"""Which symbol each Parquet file of a folder is of, and in which order they come: by paths, or by what files hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from atc_core.accessors.fields import plain
from atc_trading.prices import Decision
from atc_trading.prices.names import SYMBOLS

DATE = re.compile(r"\d{4}[-_.]?\d{2}[-_.]?\d{2}(T?\d{2,6})?|\d{4}|\d{1,2}")
"""Days, and the years, months and days of folders that are nested."""
DAY = re.compile(r"\d{4}[-_./]?\d{2}[-_./]?\d{2}")
NUMBERED = re.compile(r"(part|data|chunk|file|messages|book)?[-_.]?\d*", re.IGNORECASE)
"""Names of files that are no symbols."""


class Place(NamedTuple):
    """What a path says of the symbol, and how; nothing where the file itself must."""

    symbol: str | None
    reason: str


def grouped(root: Path, files: Sequence[Path]) -> dict[str, dict[str, Any]]:
    """By symbol, its files in their order, the column of symbols if they have several, and how it was found."""
    found: dict[str, dict[str, Any]] = {}
    for file in files:
        for symbol, column, reason in symbols_of(root, file):
            own = {"files": (), "column": column, "decision": Decision("symbol", symbol, reason)}
            group = found.setdefault(symbol, own)
            group["files"] = (*group["files"], file)
    return found


def order_of(root: Path, file: Path) -> tuple[str, list[Any]]:
    """Files follow each other by the days in their paths, then by their names, in which 10 comes after 9."""
    relative = file.relative_to(root).as_posix()
    days = "".join(re.sub(r"\D", "", day) for day in DAY.findall(relative))
    return days, [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", relative)]


def symbols_of(root: Path, file: Path) -> list[tuple[str, str | None, str]]:
    """The symbols of a file, the column where they are if the file has several, and how they were found."""
    place = place_of(root, file)
    if place.symbol is not None:
        return [(place.symbol, None, place.reason)]
    import polars as pl

    scan = pl.scan_parquet(file, glob=False, hive_partitioning=False)
    column = next((name for name in scan.collect_schema().names() if plain(name) in SYMBOLS), None)
    if column is None:
        return [(root.resolve().name, None, "the folder's name: no path and no column names symbols")]
    names = scan.select(pl.col(column).cast(pl.String).unique()).collect().to_series().drop_nulls().sort()
    return [(name, column, f"column {column!r}") for name in names.to_list()]


def place_of(root: Path, file: Path) -> Place:
    """What the path of a file says of its symbol."""
    folders = file.relative_to(root).parent.parts
    keys = {plain(key): value for key, sign, value in (part.partition("=") for part in folders) if sign}
    key = next((key for key in keys if key in SYMBOLS), None)
    if key is not None:
        return Place(keys[key], f"the folder {key}=…")
    plain_folders = [part for part in folders if "=" not in part and not DATE.fullmatch(part)]
    if plain_folders:
        return Place(plain_folders[0], "the folder's name")
    stem = DAY.sub("", file.stem).strip("-_. ")
    if keys or NUMBERED.fullmatch(stem):
        return Place(None, "")
    return Place(stem, "the file's name")
