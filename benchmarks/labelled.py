"""What labels add to a call: ``make bench-labelled``.

The floor is one function that takes the values out, calls the kernel on the array, and constructs the library's own
object with index and name again; both run in turns, and a ratio is the median of the ratios of neighbours in time. A
call may take 1.4 times its floor, and must not take longer than TA-Lib called with the same Series.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import polars as pl
from racing import race
from rich.console import Console
from rich.table import Table

import atc_core

try:
    import talib
except ImportError:
    talib = None

BARS = 1000
COLUMNS = 50
LENGTH = 28
SAMPLES = 7
LIMIT = 1.4
Function = Callable[[Any], Any]


class Case(NamedTuple):
    """A container, and how it is taken apart and made again by hand."""

    name: str
    make: Callable[[np.ndarray], Any]
    by_hand: Function
    peer: Function | None


def ema(values: np.ndarray) -> np.ndarray:
    """The call on an array."""
    return atc_core.ema(values, LENGTH)


def cases(name: str = "close") -> list[Case]:
    """Series and frames of both libraries; frames of one block of memory and of columns of their own."""
    days = pd.date_range("2020-01-01", periods=BARS)
    names = [f"symbol_{place}" for place in range(COLUMNS)]
    columns = pd.Index(names)
    peer = None if talib is None else lambda series: talib.EMA(series, LENGTH)
    return [
        Case(
            "pandas Series",
            partial(pd.Series, index=days, name=name),
            lambda x: pd.Series(ema(x.to_numpy()), index=x.index, name=x.name),
            peer,
        ),
        Case("Polars Series", partial(pl.Series, name), lambda x: pl.Series(x.name, ema(x.to_numpy())), peer),
        Case(
            f"pandas DataFrame, {COLUMNS} columns",
            partial(pd.DataFrame, index=days, columns=columns),
            lambda x: pd.DataFrame(ema(x.to_numpy()), index=x.index, columns=x.columns, copy=False),
            None,
        ),
        Case(
            "the same, column by column in memory",
            lambda x: pd.DataFrame(dict(zip(names, x.T, strict=True)), index=days),
            lambda x: pd.DataFrame(ema(x.to_numpy()), index=x.index, columns=x.columns, copy=False),
            None,
        ),
        Case(
            f"Polars DataFrame, {COLUMNS} columns",
            lambda x: pl.DataFrame(x, schema=names),
            lambda x: pl.DataFrame(ema(x.to_numpy()), schema=x.columns),
            None,
        ),
    ]


class Row(NamedTuple):
    """Microseconds of a case, and its ratios."""

    name: str
    ours: float
    by_hand: float
    ratio: float
    """Of ours to what it takes by hand."""
    peer: float | None
    """How many times as long TA-Lib takes."""


def measure(case: Case, rounds: int) -> Row:
    """Race a call, the same by hand, and TA-Lib."""
    random = np.random.default_rng(0)
    shape = (BARS, COLUMNS) if "DataFrame" in case.name or "same" in case.name else (BARS,)
    inputs = [(case.make(100.0 + random.normal(size=shape).cumsum(axis=0)),) for _ in range(SAMPLES)]
    functions: dict[str, Function] = {"ours": lambda x: atc_core.ema(x, LENGTH), "by hand": case.by_hand}
    if case.peer is not None:
        functions["peer"] = case.peer
    lanes = race(functions, inputs, rounds)
    times = {name: lane.least / 1e3 for name, lane in lanes.items()}
    peer = 1.0 / lanes["peer"].ratio if "peer" in lanes else None
    return Row(case.name, times["ours"], times["by hand"], lanes["by hand"].ratio, peer)


def shown(rows: list[Row]) -> Table:
    """Cases down, marked where over the limit."""
    table = Table("ema at 1 000 bars", title="labelled data")
    for column in ("us", "us by hand", "ratio", "TA-Lib takes"):
        table.add_column(column, justify="right")
    for row in rows:
        mark = "green" if row.ratio <= LIMIT else "red"
        peer = "" if row.peer is None else f"{row.peer:.2f} x"
        table.add_row(row.name, f"{row.ours:.1f}", f"{row.by_hand:.1f}", f"[{mark}]{row.ratio:.2f}[/]", peer)
    return table


def main() -> None:
    """Measure and print all cases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    rows = [measure(case, options.rounds) for case in cases()]
    if options.json:
        print(json.dumps([row._asdict() for row in rows], indent=2))
    else:
        Console().print(shown(rows))


if __name__ == "__main__":
    main()
