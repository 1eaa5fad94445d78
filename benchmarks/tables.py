"""The Rust kernels on tables of ``(time, series)``, by memory layout and threads: ``python benchmarks/tables.py``.

Every thread count has a process of its own, since a process reads it once; they and the baselines take turns, and a
ratio is the median of the ratios within a round. All results go to a given array.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from racing import building_blocks, of_length, samples
from rich.console import Console
from rich.table import Table

import atc_core
from atc_core.columns import Chosen, by_column
from atc_core.registry import find_kernel
from atc_rust import backend

LAYOUTS = ("C", "F", "strided")
COPY, COLUMNS = "memcpy", "by column"
IN_A_ROW = 0.05
"""Seconds."""
Work = Callable[[], Any]


def main() -> None:
    """Measure the asked-for kernels and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kernels", nargs="+", default=[])
    parser.add_argument("--layouts", nargs="+", default=list(LAYOUTS), choices=LAYOUTS)
    parser.add_argument("--bars", type=int, default=10_000)
    parser.add_argument("--series", type=int, default=64)
    parser.add_argument("--length", type=int, default=28)
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2], help="the first is the reference")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        serve()
    else:
        report(options)


def report(options: argparse.Namespace) -> None:
    """A row for every kernel and layout."""
    shown = Table("kernel", "layout", title=f"{options.bars} bars x {options.series} series, length {options.length}")
    for heading in headings(options.threads):
        shown.add_column(heading, justify="right")
    workers = [Worker(count) for count in options.threads]
    for name in options.kernels or rust_kernels():
        for layout in options.layouts:
            shown.add_row(name, layout, *row(workers, name, layout, options))
    for worker in workers:
        worker.close()
    Console().print(shown)


def headings(threads: list[int]) -> list[str]:
    """What the columns say."""
    more = [f"speed-up of {count} threads" for count in threads[1:]]
    return [f"us, {threads[0]} thread", "in memcpys", "times as fast as by column", *more]


def rust_kernels() -> list[str]:
    """The kernels that the backend takes tables for."""
    backend.load()
    return [name for name in building_blocks() if name in backend.tables]


def row(workers: list[Worker], name: str, layout: str, options: argparse.Namespace) -> list[str]:
    """Typical microseconds and the ratios."""
    task = {"kernel": name, "layout": layout, "bars": options.bars, "series": options.series, "length": options.length}
    for worker in workers:
        worker.ask({"prepare": task})
    rounds = [turn(workers) for _ in range(options.rounds)]
    kernel, copy, columns, *others = zip(*rounds, strict=True)
    ratios = [paired(kernel, copy), paired(columns, kernel), *(paired(kernel, other) for other in others)]
    return [f"{1e6 * statistics.median(kernel):.0f}", *(f"{ratio:.2f}" for ratio in ratios)]


def turn(workers: list[Worker]) -> list[float]:
    """One time each: the reference, its baselines, the other thread counts."""
    reference, *others = workers
    return [
        reference.ask({"run": "kernel"}),
        reference.ask({"run": COPY}),
        reference.ask({"run": COLUMNS}),
        *(worker.ask({"run": "kernel"}) for worker in others),
    ]


def paired(above: tuple[float, ...], below: tuple[float, ...]) -> float:
    """The median ratio of neighbours in time."""
    return statistics.median(a / b for a, b in zip(above, below, strict=True))


class Worker:
    """A process with a number of threads, asked line by line."""

    def __init__(self, threads: int) -> None:
        """Start it."""
        environment = {**os.environ, "ATC_NUM_THREADS": str(threads)}
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def ask(self, request: dict[str, Any]) -> float:
        """Send a request and wait for the seconds that it took."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def close(self) -> None:
        """End the process."""
        self.process.communicate()


def serve() -> None:
    """Do what the parent asks for, until it closes the pipe."""
    works: dict[str, Work] = {}
    for line in sys.stdin:
        request = json.loads(line)
        if "prepare" in request:
            works = prepared(**request["prepare"])
        print(undisturbed(works[request["run"]]) if "run" in request else 0.0, flush=True)


def undisturbed(work: Work) -> float:
    """The typical time of calls in a row, after as many that fetch what other workers drove out and wake threads."""
    times, end = [], time.perf_counter() + IN_A_ROW
    while (started := time.perf_counter()) < end:
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times[len(times) // 2 :])


def prepared(kernel: str, layout: str, bars: int, series: int, length: int) -> dict[str, Work]:
    """The kernel on a table, and its baselines on the same memory; each has run once."""
    declared = find_kernel(kernel)
    options = of_length(declared, length)
    count = len(declared.arrays)
    columns = [samples(declared, bars, seed, **options)[0] for seed in range(series)]
    tables = [laid_out(np.column_stack([column[i] for column in columns]), layout) for i in range(count)]
    result = laid_out(np.zeros((bars, series), declared.dtypes([item[:0] for item in tables])[0]), layout)
    copied = laid_out(np.zeros_like(tables[0]), layout)
    function = atc_core.get(kernel, backend="rust").resolve(n=bars)
    extra = columns[0][count:]
    each = by_column(declared, Chosen("rust", function)).function
    works: dict[str, Work] = {
        "kernel": lambda: function(*tables, *extra, out=result),
        COPY: lambda: np.copyto(copied, tables[0]),
        COLUMNS: lambda: each(*tables, *extra, out=result),
    }
    for work in works.values():
        work()
    return works


def laid_out(table: np.ndarray[Any, Any], layout: str) -> np.ndarray[Any, Any]:
    """The same values in another memory layout; strided is every second bar and series of a larger table."""
    if layout == "strided":
        larger = np.zeros((2 * table.shape[0], 2 * table.shape[1]), table.dtype)
        larger[::2, ::2] = table
        return larger[::2, ::2]
    return np.asarray(table, order="F" if layout == "F" else "C")


if __name__ == "__main__":
    main()
