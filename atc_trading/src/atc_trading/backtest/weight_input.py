"""Target weights as a table of the bars' times and assets, from frames, Series and arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from atc_core.accessors.fields import matching, plain
from atc_core.spelling import did_you_mean, some
from atc_trading.backtest.portfolio_bars import PortfolioBars
from atc_trading.market.column_values import Times, numbers, times, without_zone, written
from atc_trading.market.market_frames import TICKERS, is_of_dates

OWNER = "run_targets"
KINDS = "a frame, a Series or an array of (time, assets)"
FEW = 5
"""Names that a message lists of many."""


class LabelledWeights(NamedTuple):
    """Weights by asset, and the times of their rows; None where rows are those of the bars."""

    columns: Mapping[Any, Any]
    when: Any


def weight_table(weights: Any, bars: PortfolioBars) -> Any:
    """Weights as a table of ``(time, assets)``; NaN at times and of assets that a frame has not.

    Raises:
        TypeError: they are no numbers, or no table.
        ValueError: they are of other assets, at times that have no bar, or twice at one time; the message names it.
    """
    library, kind = type(weights).__module__.partition(".")[0], type(weights).__name__
    if library not in {"pandas", "polars"}:
        if weights is None or isinstance(weights, (str, Mapping)):
            raise TypeError(f"{OWNER}: weights must be {KINDS}, were {kind}")
        own = np.asarray(weights)
        is_table = own.shape == bars.open.shape and own.dtype.kind in "iuf"
        return waiting(own.astype(np.float64), bars.open) if is_table else weights
    if kind == "LazyFrame":
        raise TypeError(f"{OWNER}: weights must be {KINDS}, were LazyFrame, which must be collected: weights.collect()")
    labelled = of_series(weights, library, bars) if not hasattr(weights, "columns") else of_frame(weights, library)
    check_assets(labelled.columns, bars)
    columns = {name: numbers(OWNER, f"weights of {name}", values) for name, values in labelled.columns.items()}
    table = np.full(bars.open.shape, np.nan)
    places = places_of(labelled.when, bars, len(weights))
    for name, values in columns.items():
        check_once(str(name), places, values, bars)
        known = ~np.isnan(values)
        table[places[known], bars.symbols.index(name)] = values[known]
    return waiting(table, bars.open)


def waiting(table: NDArray[np.float64], opens: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each weight at the bar before its asset's next open, where others have bars between; the latest of several.

    Weights of a Friday would otherwise be lost on assets that do not trade on Saturday, when others do.
    """
    last = len(table) - 1
    for column in np.flatnonzero(np.isnan(opens).any(axis=0)):
        rows = np.flatnonzero(~np.isnan(table[:, column]))
        traded = np.flatnonzero(~np.isnan(opens[:, column]))
        following = np.searchsorted(traded, rows, side="right")
        places = np.append(traded, last + 1)[following] - 1
        values = table[rows, column]
        table[:, column] = np.nan
        # Of equal places the last one is kept.
        table[places, column] = values
    return table


def of_series(weights: Any, library: str, bars: PortfolioBars) -> LabelledWeights:
    """The weights of the only asset, whatever they are called."""
    if len(bars.symbols) > 1:
        assets = some(list(bars.symbols), FEW)
        raise ValueError(f"{OWNER}: weights must have a column for each of {assets}, were one Series")
    return LabelledWeights({bars.symbols[0]: weights}, row_times(weights) if library == "pandas" else None)


def of_frame(weights: Any, library: str) -> LabelledWeights:
    """A column an asset, dated by the index (pandas) or a column."""
    labels = list(weights.columns)
    twice = next((label for label in labels if labels.count(label) > 1), None)
    if twice is not None:
        raise ValueError(f"{OWNER}: weights must have one column an asset, had {labels.count(twice)} of {twice}")
    if library == "polars":
        dates = [name for name in labels if weights[name].dtype.is_temporal()] or matching("timestamps", labels)
    else:
        dates = [] if is_of_dates(weights.index) else matching("timestamps", labels)
    if len(dates) > 1:
        raise ValueError(f"{OWNER}: weights must have one column of times, had {' and '.join(map(repr, dates))}")
    columns = {name: floats_of(weights[name]) for name in labels if name not in dates}
    if dates:
        return LabelledWeights(columns, weights[dates[0]])
    return LabelledWeights(columns, row_times(weights) if library == "pandas" else None)


def floats_of(column: Any) -> Any:
    """A column as it is; decimals of Polars as floats."""
    is_decimal = getattr(column.dtype, "is_decimal", lambda: False)()
    return column.cast(float) if is_decimal else column


def row_times(weights: Any) -> Any:
    """The index; None where it only counts the rows from 0."""
    index = weights.index
    return None if type(index).__name__ == "RangeIndex" and index.start == 0 and index.step == 1 else index


def check_assets(columns: Mapping[Any, Any], bars: PortfolioBars) -> None:
    """Refuse weights of what has no bars."""
    wrong = [str(name) for name in columns if name not in bars.symbols]
    if wrong:
        there, hint = some(list(bars.symbols), FEW), did_you_mean(wrong[0], bars.symbols)
        tickers = next((name for name in wrong if plain(name) in TICKERS), None)
        if tickers is not None:
            hint = f"; pivot a long table: weights.pivot(index=…, columns={tickers!r}, values=…)"
        raise ValueError(f"{OWNER}: weights must be of {there}, were of {some(wrong, FEW)} too{hint}")


def places_of(when: Any, bars: PortfolioBars, rows: int) -> NDArray[np.intp]:
    """The bar of each row."""
    if when is None:
        if rows != len(bars.timestamps):
            count = len(bars.timestamps)
            raise ValueError(f"{OWNER}: weights without times must have a row for each of {count} bars, had {rows}")
        return np.arange(rows)
    own = on_the_bars_clock(when, bars)
    if own.dtype.kind != bars.timestamps.dtype.kind and len(own):
        kinds = {"M": "times", "i": "numbers of bars"}
        wanted, was = kinds[bars.timestamps.dtype.kind], kinds[own.dtype.kind]
        raise ValueError(f"{OWNER}: weights must be at {wanted}, as the bars are, were at {was}, such as {own[0]}")
    places = np.searchsorted(bars.timestamps, own)
    known = places < len(bars.timestamps)
    known[known] = bars.timestamps[places[known]] == own[known]
    if not known.all():
        raise ValueError(f"{OWNER}: weights must be at times of bars; {written(own[~known][0])} is none")
    return places


def on_the_bars_clock(when: Any, bars: PortfolioBars) -> Times:
    """Times as the bars' clocks show them: these are UTC where an hour of autumn comes twice.

    Times without a zone are taken for what those clocks show.
    """
    own_zone = without_zone(when)[1]
    if own_zone is None:
        return times(OWNER, when)[0]
    if bars.zone is None:
        raise ValueError(f"{OWNER}: weights must have no time zone, as the bars have none, had {own_zone}")
    if hasattr(when.dtype, "time_zone"):
        return times(OWNER, when.dt.convert_time_zone(bars.zone))[0]
    return times(OWNER, (when.dt if hasattr(when, "dt") else when).tz_convert(bars.zone))[0]


def check_once(asset: str, places: NDArray[np.intp], values: NDArray[np.float64], bars: PortfolioBars) -> None:
    """Refuse two weights of an asset at one time."""
    bar, count = np.unique(places[~np.isnan(values)], return_counts=True)
    if (count > 1).any():
        first = bar[count > 1][0]
        both = ", ".join(f"{value:g}" for value in values[(places == first) & ~np.isnan(values)])
        when = written(bars.timestamps[first])
        raise ValueError(f"{OWNER}: weights must be given once a time; {asset} at {when} has {both}")
