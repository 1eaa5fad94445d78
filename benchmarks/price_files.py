"""How long `atc-scan` takes for 500 symbols, Python's start included: ``python benchmarks/price_files.py``.

Each run is a process of its own. The bars are those of the fastest run of several: Parquet in 1.2 s, CSV in 3 s, on two
cores that nothing else uses; the time that the processor was busy, beside it, says what a busy machine adds.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table

SYMBOLS, BARS = 500, 1_500
LIMITS = {"long.parquet": 1.2, "wide.parquet": 1.2, "long.csv": 3.0, "wide.csv": 3.0}


class Time(NamedTuple):
    """Seconds of a process."""

    wall: float
    processor: float


def write_files(folder: Path) -> None:
    """The same prices in each layout and format; the long ones with the other fields of a bar."""
    random = np.random.default_rng(1)
    close = np.round(100 * np.exp(np.cumsum(random.normal(0, 0.02, (SYMBOLS, BARS)), axis=1)), 4)
    days = np.busday_offset("2018-01-01", np.arange(BARS), roll="forward")
    names = [f"SYMBOL{number:03}" for number in range(SYMBOLS)]
    long = pl.DataFrame({"Date": np.tile(days, SYMBOLS), "Symbol": np.repeat(names, BARS)})
    factors = {"Open": 1.0, "High": 1.01, "Low": 0.99, "Close": 1.0}
    fields = {name: np.round(close.ravel() * factor, 4) for name, factor in factors.items()}
    long = long.with_columns(**{name: pl.Series(values) for name, values in fields.items()}, Volume=pl.lit(1_000))
    wide = pl.DataFrame({"Date": days, **dict(zip(names, close, strict=True))})
    for name, frame in (("long", long), ("wide", wide)):
        frame.write_parquet(folder / f"{name}.parquet")
        frame.write_csv(folder / f"{name}.csv")


def timed(file: Path) -> Time:
    """One scan in a process of its own."""
    command = [sys.executable, "-m", "atc_trading.scan.command", str(file), "--json"]
    before, start = busy(), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return Time(time.perf_counter() - start, busy() - before)


def busy() -> float:
    """Seconds that all processes so far kept a processor busy."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    """Scan every file in turns; 1 where one takes longer than its bar."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    table = Table("file", "bar, s", "fastest, s", "processor, s", title=f"atc-scan of {SYMBOLS} x {BARS}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder)
        times: dict[str, list[Time]] = {file: [] for file in LIMITS}
        for _ in range(runs):
            for file, own in times.items():
                own.append(timed(folder / file))
    slow = 0
    for file, own in times.items():
        best = min(own)
        slow += best.wall > LIMITS[file]
        table.add_row(file, f"{LIMITS[file]:.1f}", f"{best.wall:.2f}", f"{min(item.processor for item in own):.2f}")
    Console().print(table)
    return int(slow > 0)


if __name__ == "__main__":
    sys.exit(main())
