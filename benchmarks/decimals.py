"""Kernels of exact decimals beside the same jobs on float64 and in Polars' decimals: ``make bench-decimals``.

Same values, same run, one thread, in turns. Ours takes pyarrow arrays of 16-byte decimals that fit 64 bits and gives
such arrays, door included; "words" is our function on columns that are read already, "8 bytes" the same on words of 8.
Floats are the fastest of NumPy, Numba's loops and our own kernel on arrays, results newly allocated.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa
from numba import njit
from racing import Entry, race_entries
from rich.console import Console
from rich.table import Table

import atc_core
from atc_core.decimals import Chunk, Decimals, DecimalType
from atc_core.decimals.arrow import read
from atc_core.decimals.declaring import DecimalKernel
from atc_core.registry import find_kernel

SAMPLES = 5
TICK = 10_000
KIND = DecimalType(18, 4)
MINUTES = 5
OURS, WORDS, NARROW, FLOAT, POLARS = "ours", "words", "8 bytes", "float64", "polars"


class Job(NamedTuple):
    """One kernel and what does the same elsewhere: each function takes the columns of one sample."""

    kernel: str
    columns: int
    options: dict[str, Any]
    floats: list[Callable[..., Any]]
    polars: Callable[..., Any] | None


@njit(cache=True)
def peaks(x: Any) -> Any:
    """An ordinary loop: the running maximum."""
    out, peak = np.empty_like(x), x[0]
    for row in range(len(x)):
        peak = max(peak, x[row])
        out[row] = peak
    return out


@njit(cache=True, fastmath=True)
def total(x: Any) -> float:
    """An ordinary loop: the sum, in any order."""
    found = 0.0
    for row in range(len(x)):
        found += x[row]
    return found


@njit(cache=True, fastmath=True)
def sharpe(x: Any) -> float:
    """An ordinary loop: two passes."""
    mean, squares = 0.0, 0.0
    for row in range(len(x)):
        mean += x[row]
    mean /= len(x)
    for row in range(len(x)):
        squares += (x[row] - mean) ** 2
    return mean / math.sqrt(squares / (len(x) - 1)) * math.sqrt(252.0)


def polars_bars(open: Any, high: Any, low: Any, close: Any, volume: Any) -> Any:  # noqa: A002
    """Bars of five minutes of one-minute bars."""
    frame = pl.DataFrame({"t": times(len(open)), "o": open, "h": high, "l": low, "c": close, "v": volume})
    groups = frame.group_by_dynamic("t", every=f"{MINUTES}m")
    return groups.agg(pl.first("o"), pl.max("h"), pl.min("l"), pl.last("c"), pl.sum("v"))


def times(n: int) -> Any:
    """A row a minute."""
    return (np.arange(n, dtype=np.int64) * 60_000_000_000).view("M8[ns]")


def float_of(name: str, *options: Any) -> Callable[..., Any]:
    """Our own kernel on floats."""
    return lambda *columns: atc_core.get(name, backend="rust")(*columns, *options)


EVERY = MINUTES * 60_000_000_000
JOBS = [
    Job("decimal_add", 2, {}, [np.add], lambda a, b: a + b),
    Job("decimal_subtract", 2, {}, [np.subtract], lambda a, b: a - b),
    Job("decimal_multiply", 2, {}, [np.multiply], lambda a, b: a * b),
    Job("decimal_multiply", 2, {"scale": 4}, [np.multiply], lambda a, b: a * b),
    Job("decimal_sum", 1, {}, [np.sum, total], lambda x: x.sum()),
    Job("decimal_cumulative_max", 1, {}, [np.maximum.accumulate, peaks], lambda x: x.cum_max()),
    Job("decimal_max_drawdown", 1, {}, [float_of("max_drawdown")], lambda x: (1 - x / x.cum_max()).max()),
    Job("decimal_sharpe_ratio", 1, {}, [float_of("sharpe_ratio"), sharpe], lambda x: x.mean() / x.std()),
    Job("decimal_ohlcv_resample", 5, {"every": EVERY}, [float_of("ohlcv_resample", EVERY)], polars_bars),
]


def samples(columns: int, n: int) -> Iterator[list[Any]]:
    """Prices of four digits behind the point, as integers."""
    random = np.random.default_rng(0)
    for _ in range(SAMPLES):
        yield [np.cumsum(random.integers(-50, 51, n)) + 1_000 * TICK for _ in range(columns)]


def arrow_of(integers: Any) -> Any:
    """16-byte decimals of integers."""
    words = np.stack([integers, integers >> 63], axis=1)
    return pa.Array.from_buffers(pa.decimal128(*KIND), len(integers), [None, pa.py_buffer(words)])


def entries_of(job: Job, n: int) -> dict[str, Entry]:
    """What races."""
    kernel, given = find_kernel(job.kernel), list(samples(job.columns, n))
    assert isinstance(kernel, DecimalKernel)
    function = atc_core.get(job.kernel, backend="rust").resolve(n)
    clock = [times(n)] if kernel.arrays[0].column == "datetime" else []
    nanoseconds = [item.view(np.int64) for item in clock]
    arrow = [[arrow_of(column) for column in columns] for columns in given]
    wide = [[read(column) for column in columns] for columns in arrow]
    narrow = [[Decimals([Chunk(column)], KIND) for column in columns] for columns in given]
    floats = [[column / TICK for column in columns] for columns in given]
    handle = atc_core.get(job.kernel, backend="rust")
    found = {
        OURS: Entry(lambda *columns: handle(*clock, *columns, **job.options), arrow),
        WORDS: Entry(function, [kernel.around([*nanoseconds, *columns], job.options) for columns in wide]),
        NARROW: Entry(function, [kernel.around([*nanoseconds, *columns], job.options) for columns in narrow]),
    }
    for place, item in enumerate(job.floats):
        found[f"{FLOAT} {place}"] = Entry(lambda *columns, run=item: run(*clock, *columns), floats)
    if job.polars is not None:
        found[POLARS] = Entry(job.polars, [[pl.Series(column) for column in columns] for columns in arrow])
    return found


def ratios(job: Job, n: int, rounds: int) -> list[str]:
    """Nanoseconds a row, and ratios to the fastest float version."""
    lanes = {name: lane.least / n for name, lane in race_entries(entries_of(job, n), rounds).items()}
    base = min(value for name, value in lanes.items() if name.startswith(FLOAT))
    options = ", ".join(f"{name} {value}" for name, value in job.options.items() if name == "scale")
    cells = [f"{job.kernel} {options}", f"{base:.2f}"]
    cells += [f"{lanes[name]:.2f} ({lanes[name] / base:.2f})" for name in (OURS, WORDS, NARROW)]
    return [*cells, f"{lanes[POLARS] / lanes[OURS]:.1f}" if POLARS in lanes else ""]


def main() -> None:
    """Race them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="kernels; all where none is given")
    parser.add_argument("-n", type=int, action="append", help="rows; 10 000 and 1 000 000 unless given")
    parser.add_argument("--rounds", type=int, default=30)
    arguments = parser.parse_args()
    for n in arguments.n or (10_000, 1_000_000):
        title = f"{n} rows: ns a row (times float64)"
        table = Table("kernel", FLOAT, OURS, WORDS, NARROW, "polars / ours", title=title)
        for job in JOBS:
            if not arguments.names or job.kernel in arguments.names:
                table.add_row(*ratios(job, n, arguments.rounds if n < 100_000 else 10))
        Console().print(table)


if __name__ == "__main__":
    main()
