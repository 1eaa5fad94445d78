"""Bars from frames of pandas and Polars, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, NoReturn

import numpy as np

from atc_core.accessors.fields import check_label, found_columns, matching, plain
from atc_core.spelling import some
from atc_trading.market.bar_checks import FIELDS, PRICES

TICKERS = {"symbol", "ticker", "sym", "tic", "tscode", "isin", "ric"}
"""Columns that name tickers, whatever else is in a frame."""
FEW = 5
"""Names that a message lists of many."""


class Found(NamedTuple):
    """The columns of a frame that are bars."""

    symbol: str
    timestamps: Any
    columns: dict[str, Any]


def of_pandas(owner: str, frame: Any, symbol: str, named: Mapping[str, Any]) -> Found:
    """The bars of a DataFrame, dated by its index or by a column."""
    frame, ticker = of_one_ticker(frame)
    if not any(label is not None for label in named.values()):
        check_one_ticker(owner, frame)
    labels = list(frame.columns)
    places = places_of(owner, labels, named, has_index=is_of_dates(frame.index))
    timestamps = frame[places["timestamps"]] if "timestamps" in places else frame.index
    return Found(symbol or ticker, timestamps, values_of(frame, places, len(frame)))


def of_polars(owner: str, frame: Any, symbol: str, named: Mapping[str, Any]) -> Found:
    """The bars of a DataFrame, dated by a column."""
    check_column_of_tickers(owner, frame)
    places = places_of(owner, frame.columns, named, has_index=False)
    return Found(symbol, frame[places["timestamps"]], values_of(frame, places, frame.height))


def places_of(owner: str, labels: Sequence[Any], named: Mapping[str, Any], *, has_index: bool) -> dict[str, Any]:
    """By field, the label of its column: those that are `named`, and those that are found by their names.

    The volume may be missing, and the times where the index has them.
    """
    given = {name: label for name, label in named.items() if label is not None}
    for name, label in given.items():
        check_label(owner, name, label, labels)
    wanted = [*PRICES] if has_index else ["timestamps", *PRICES]
    wanted += ["volume"] if matching("volume", labels) else []
    return {**found_columns(owner, [name for name in wanted if name not in given], labels), **given}


def values_of(frame: Any, places: Mapping[str, Any], count: int) -> dict[str, Any]:
    """The columns of all fields; a market without volumes has 0, as its files do."""
    return {name: frame[places[name]] if name in places else np.zeros(count) for name in FIELDS}


def of_one_ticker(frame: Any) -> tuple[Any, str]:
    """A frame whose labels have levels, as yfinance's have, without those that name one thing only; and that name."""
    ticker = ""
    while frame.columns.nlevels > 1:
        single = [
            level for level in range(frame.columns.nlevels) if frame.columns.get_level_values(level).nunique() == 1
        ]
        if not single:
            break
        ticker = str(frame.columns.get_level_values(single[-1])[0])
        frame = frame.droplevel(single[-1], axis=1)
    index = frame.index
    if index.nlevels > 1:
        single = [level for level in range(index.nlevels) if index.get_level_values(level).nunique() == 1]
        names = [level for level in single if not is_of_dates(index.get_level_values(level))]
        if len(names) == index.nlevels - 1:
            ticker = ticker or str(index.get_level_values(names[-1])[0])
            frame = frame.droplevel(names, axis=0)
    return frame, ticker


def check_one_ticker(owner: str, frame: Any) -> None:
    """Refuse columns or rows of several tickers, which would be taken for one series, and say how to take one."""
    check_rows(owner, frame.index)
    for label in frame.columns if frame.columns.nlevels == 1 else ():
        is_ticker = plain(str(label)) in TICKERS and frame.columns.is_unique
        names = list(frame[label].unique()) if is_ticker else []
        if len(names) > 1:
            refuse_tickers(owner, names, f"data[data[{label!r}] == {literal(names)}]")
    if frame.columns.nlevels > 1:
        place = level_of_tickers(frame)
        names = frame.columns.get_level_values(place).unique()
        refuse_tickers(owner, names, f"data.xs({literal(names)}, axis=1, level={place})")


def level_of_tickers(frame: Any) -> int:
    """Which level of a frame's columns names tickers: the last that names no close."""
    levels = [list(map(str, level)) for level in frame.columns.levels]
    return next((i for i in reversed(range(len(levels))) if not matching("close", levels[i])), len(levels) - 1)


def check_column_of_tickers(owner: str, frame: Any) -> None:
    """Refuse a frame of Polars with the bars of several tickers."""
    for label in frame.columns:
        names = frame[label].unique(maintain_order=True).to_list() if plain(label) in TICKERS else []
        if len(names) > 1:
            refuse_tickers(owner, names, f"data.filter(pl.col({label!r}) == {literal(names)})")


def check_rows(owner: str, index: Any) -> None:
    """Refuse rows whose labels have levels: the bars of several tickers, one after the other or in turns."""
    if index is None or index.nlevels == 1:
        return
    levels = [index.get_level_values(level) for level in range(index.nlevels)]
    place = next((i for i in reversed(range(len(levels))) if not is_of_dates(levels[i])), len(levels) - 1)
    names = levels[place].unique()
    refuse_tickers(owner, names, f"data.xs({literal(names)}, level={place})" if len(names) else "")


def refuse_tickers(owner: str, names: Any, one: str) -> NoReturn:
    """Say which there are, and how to take one."""
    there = some([str(name) for name in names], FEW) or "none"
    raise ValueError(f"{owner}: data must be of one ticker, there are {there}; take one: {one}")


def literal(names: Any) -> str:
    """The first of some tickers as a program writes it."""
    first = names[0]
    return repr(first.item() if hasattr(first, "item") else first)


def is_of_dates(index: Any) -> bool:
    """Whether the labels of the rows are times."""
    return type(index).__name__ in {"DatetimeIndex", "PeriodIndex"} or getattr(index.dtype, "kind", "O") == "M"


def to_pandas(timestamps: Any, zone: str | None, columns: Mapping[str, Any]) -> Any:
    """A DataFrame with the times as its index."""
    import pandas as pd

    return pd.DataFrame({name: in_pandas(values) for name, values in columns.items()}, pandas_times(timestamps, zone))


def in_pandas(values: Any) -> Any:
    """A column as pandas keeps it: an array of pyarrow's in a dtype of Arrow's."""
    if type(values).__module__.partition(".")[0] != "pyarrow":
        return values
    import pandas as pd

    return pd.arrays.ArrowExtensionArray(values)


def pandas_times(timestamps: Any, zone: str | None) -> Any:
    """An index of times in their zone, or of numbers of bars."""
    import pandas as pd

    if timestamps.dtype.kind != "M":
        return pd.Index(timestamps, name="timestamps")
    index = pd.DatetimeIndex(timestamps, name="timestamps")
    if zone is None:
        return index
    # An hour that comes twice in autumn, of which only one is here, is taken for the first of them.
    return index.tz_localize(zone, ambiguous=np.ones(len(index), np.bool_))


def to_polars(timestamps: Any, zone: str | None, columns: Mapping[str, Any]) -> Any:
    """A DataFrame with the times in its first column."""
    import polars as pl

    times = polars_times(timestamps, zone)
    return pl.DataFrame([times, *(pl.Series(name, values) for name, values in columns.items())])


def polars_times(timestamps: Any, zone: str | None) -> Any:
    """A column of times in their zone, or of numbers of bars; Polars has no zones that are an offset only."""
    import polars as pl

    times = pl.Series("timestamps", timestamps)
    is_named = zone is not None and ("/" in zone or zone == "UTC")
    return times.dt.replace_time_zone(zone, ambiguous="earliest") if is_named else times
