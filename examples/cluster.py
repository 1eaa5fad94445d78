"""Classify 8 000 symbols on a Dask cluster, from Parquet partitions on disk, without holding them in memory at once.

    python examples/cluster.py [--symbols 8000] [--bars 1500] [--partitions 80] [--scheduler tcp://host:8786]

The partitions are written first, seeded, one after the other. Workers open them, compute with whatever is fastest on
their own machine, and write the average signals beside them. Stop it whenever you like: the next call goes on with the
partitions that have no signals yet. With `--scheduler`, the folder must be one that all machines see.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
import psutil
from distributed import Client, LocalCluster
from rich.console import Console
from rich.progress import track
from rich.table import Table

import atc_core
from atc_core.decision import RUNGS
from atc_core.sweeps import Outcome

SEED = 20
MEGABYTE = 1 << 20
FIELDS = 13
JOBS_EACH = 2


def main() -> None:
    """Write the universe where it is missing, classify it, and show what that took."""
    options = read_options()
    # Where the output is no terminal, nothing says how wide it is.
    console = Console(width=None if sys.stdout.isatty() else 120)
    shape = f"universe-{options.symbols}x{options.bars}x{options.partitions}"
    prices, signals = options.output / shape / "prices", options.output / shape / "signals"
    parts = write_universe(prices, options.symbols, options.bars, options.partitions)
    signals.mkdir(parents=True, exist_ok=True)
    left = {name: path for name, path in parts.items() if not (signals / path.name).exists()}
    console.print(f"{len(parts)} partitions, {len(parts) - len(left)} of them have signals already")
    if left:
        with cluster(options) as address, Client(address) as client:
            compute(console, client, left, signals)
    console.print(summary(signals, parts.values()), f"signals: {signals}", soft_wrap=True)


def read_options() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--symbols", type=int, default=8_000)
    parser.add_argument("--bars", type=int, default=1_500)
    parser.add_argument("--partitions", type=int, default=80)
    parser.add_argument("--scheduler", help="address of a Dask scheduler; a cluster on this machine if not given")
    parser.add_argument("--workers", type=int, help="processes of the cluster on this machine; one for each processor")
    default = Path(__file__).parent / "output"
    parser.add_argument("--output", type=Path, default=default, help="folder of prices and signals")
    return parser.parse_args()


def cluster(options: argparse.Namespace) -> Any:
    """A context that gives something to connect to."""
    if options.scheduler:
        from contextlib import nullcontext

        return nullcontext(options.scheduler)
    return LocalCluster(n_workers=options.workers, threads_per_worker=1, dashboard_address=":0")


def write_universe(folder: Path, symbols: int, bars: int, partitions: int) -> dict[str, Path]:
    """The partitions by name; those that are missing are written."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {f"part-{number:04}": folder / f"part-{number:04}.parquet" for number in range(partitions)}
    columns = np.array_split(np.arange(symbols), partitions)
    missing = [number for number, path in enumerate(paths.values()) if not path.exists()]
    for number in track(missing, description="writing prices", transient=True):
        write(folder / f"part-{number:04}.parquet", random_prices(number, columns[number].tolist(), bars))
    return paths


def random_prices(partition: int, symbols: list[int], bars: int) -> pl.DataFrame:
    """Seeded random walks in cents, a column for each symbol."""
    steps = np.random.default_rng([SEED, partition]).normal(0.0, 0.015, (bars, len(symbols)))
    prices = np.round(100.0 * np.exp(np.cumsum(steps, axis=0)), 2)
    return pl.DataFrame(prices, schema=[f"S{symbol:05}" for symbol in symbols])


def write(path: Path, table: pl.DataFrame) -> None:
    """Write a file that is there as a whole or not at all."""
    unfinished = path.with_suffix(".unfinished")
    table.write_parquet(unfinished)
    unfinished.replace(path)


def keep_signals(folder: Path, part: str, result: Any) -> int:
    """In the worker: write the average signal of a partition, and send back only how many symbols it has."""
    write(folder / f"{part}.parquet", result.average_signal)
    return result.average_signal.width


class Worker(NamedTuple):
    """How a process stands."""

    backend: str
    decided_by: str
    memory: int
    peak: int


def warm_worker() -> Worker:
    """In the worker: import and choose what the jobs need, by this machine's own profile."""
    atc_core.atc(random_prices(0, [0], 200))
    decision = atc_core.atc.explain(n=1_500, layout="F")
    return Worker(decision.backend, RUNGS[decision.rung], psutil.Process().memory_info().rss, peak_memory())


def peak_memory() -> int:
    """The most bytes that this process ever had in memory."""
    status = Path("/proc/self/status")
    if status.exists():
        [line] = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) * 1024
    if sys.platform == "win32":
        return psutil.Process().memory_info().peak_wset
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def compute(console: Console, client: Client, parts: dict[str, Path], signals: Path) -> None:
    """Run all partitions, a few in flight; show time and memory."""
    workers = client.run(warm_worker)
    own = psutil.Process().memory_info().rss
    begin = time.perf_counter()
    run = atc_core.universe(
        "atc",
        {name: partial(pl.read_parquet, path) for name, path in parts.items()},
        executor=client.get_executor(),
        then=partial(keep_signals, signals),
        in_flight=JOBS_EACH * sum(client.nthreads().values()),
    )
    with run:
        outcomes = list(track(run, description="classifying", total=run.total))
    seconds = time.perf_counter() - begin
    symbols = sum(outcome.value for outcome in outcomes if outcome.error is None)
    console.print(f"{symbols:,} symbols classified in {seconds:.1f} s, {symbols / seconds:,.0f} a second")
    console.print(memory(own, workers, client.run(peak_memory)))
    report_failures(console, outcomes)


def report_failures(console: Console, outcomes: list[Outcome]) -> None:
    """Name the partitions that failed; the others are not touched by that."""
    for outcome in outcomes:
        if outcome.error is not None:
            console.print(f"{outcome.job}: {type(outcome.error).__name__}: {outcome.error}")


def memory(own: int, workers: dict[str, Worker], peaks: dict[str, int]) -> Table:
    """Memory of each process before the first job, and the most it had."""
    table = Table("process", "backend", "decided by", "before, MB", "peak, MB", "more, MB", title="Memory")
    for column in table.columns[3:]:
        column.justify = "right"
    rows = [("this one", Worker("", "", own, peak_memory()))]
    rows += [(name, worker._replace(peak=peaks[name])) for name, worker in workers.items()]
    for name, worker in rows:
        amounts = (worker.memory, worker.peak, worker.peak - worker.memory)
        table.add_row(name, worker.backend, worker.decided_by, *(f"{amount / MEGABYTE:.0f}" for amount in amounts))
    return table


def summary(signals: Path, parts: Iterable[Path]) -> Table:
    """How many symbols are long, flat and short at the last bar, read partition by partition."""
    counts, cells = dict.fromkeys((1, 0, -1), 0), 0
    for path in parts:
        if not (signals / path.name).exists():
            continue
        average = pl.read_parquet(signals / path.name)
        cells += average.height * average.width
        for side in atc_core.classify(average.tail(1).to_numpy()[0]).tolist():
            counts[side] += 1
    size = cells * 8 / MEGABYTE
    table = Table("long", "flat", "short", "prices, MB", "all 13 results, MB", title="At the last bar")
    table.add_row(*(f"{count:,}" for count in counts.values()), f"{size:.0f}", f"{size * FIELDS:.0f}")
    return table


if __name__ == "__main__":
    main()
