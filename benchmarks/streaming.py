"""What a bar costs through Python, and whether streams stay exact: ``python benchmarks/streaming.py``."""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
from collections import deque
from collections.abc import Callable, Iterator
from time import perf_counter_ns
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

import atc_core
from atc_core.registry import find_kernel

SYMBOLS = (1, 1000)
LIMITS = {("atc", 1): 15e3, ("atc", 1000): 1e6}
"""Nanoseconds that an update may take."""
USUAL_LIMITS = {1: 5e3, 1000: 300e3}
"""The same of any other kernel."""
BLOCK = 200
WINDOWS = (28, 1000, 5000)
CHECKS = 1000
"""How many bars of the long run are compared with an exact sum."""
DRIFT = 1e-12
"""Relative to the largest bar of the window."""


def walk(bars: int, symbols: int, seed: int = 1) -> np.ndarray[Any, Any]:
    """Prices, shape ``(bars, symbols)``."""
    steps = np.random.default_rng(seed).normal(0.0, 0.01, (bars, symbols))
    return 100.0 * np.exp(np.cumsum(steps, axis=0))


def streamed() -> list[str]:
    """The kernels that have streams."""
    return [name for name in atc_core.kernels() if has_streams(name)]


def has_streams(name: str) -> bool:
    """Whether a stream of the kernel can be opened."""
    try:
        atc_core.stream(name, **typical(name))
    except atc_core.BackendError:
        return False
    return True


def typical(name: str) -> dict[str, Any]:
    """The usual value of each option."""
    return {item.name: item.typical for item in find_kernel(name).options}


def inputs(name: str, symbols: int) -> list[tuple[Any, ...]]:
    """A block's bars: numbers for one symbol, vectors for more."""
    kernel = find_kernel(name)
    sampled = [kernel.sample(np.random.default_rng(symbol), BLOCK) for symbol in range(symbols)]
    tables = [np.stack(series, axis=1) for series in zip(*sampled, strict=True)]
    if symbols == 1:
        return list(zip(*(table[:, 0].tolist() for table in tables), strict=True))
    return list(zip(*(list(table) for table in tables), strict=True))


def update_times(name: str, symbols: int, blocks: int) -> dict[str, float]:
    """Nanoseconds of an update: the least of the blocks' medians, and the median of all."""
    stream = atc_core.stream(name, symbols=symbols, **typical(name))
    update, bars = stream.update, inputs(name, symbols)
    for bar in bars:
        update(*bar)
    medians = [statistics.median(timed(update, bars)) for _ in range(blocks)]
    return {"least": min(medians), "median": statistics.median(medians)}


def timed(update: Callable[..., Any], bars: list[tuple[Any, ...]]) -> Iterator[int]:
    """Nanoseconds of each update, with those of the clock itself."""
    for bar in bars:
        start = perf_counter_ns()
        update(*bar)
        yield perf_counter_ns() - start


def latencies(blocks: int) -> dict[str, dict[str, dict[str, float]]]:
    """By kernel and symbols."""
    return {name: {str(count): update_times(name, count, blocks) for count in SYMBOLS} for name in streamed()}


def against_batch(bars: int) -> dict[str, float]:
    """How far a stream is from the batch: bars with another signal, and the largest relative difference of equities."""
    prices = walk(bars, 1)[:, 0]
    stream = atc_core.atc_stream()
    streamed = np.array([stream.update(price) for price in prices.tolist()]).T
    batch = np.asarray(atc_core.atc(prices, backend=stream.backend))
    signals, equities = slice(0, 6), slice(6, 12)
    return {
        "bars": bars,
        "other signals": int(np.count_nonzero(streamed[signals] != batch[signals])),
        "equities": float(np.max(np.abs(streamed[equities] / batch[equities] - 1.0))),
        "average signal": float(np.max(np.abs(streamed[12] - batch[12]))),
    }


def drift(length: int, updates: int) -> float:
    """The largest error of a windowed mean against an exact sum, relative to the window's largest bar.

    Bars change their size by twelve orders of magnitude: what a running sum loses to the large ones stays in it.
    """
    dice = np.random.default_rng(length)
    stream, window = atc_core.stream("sma", length), deque[float](maxlen=length)
    worst, step = 0.0, max(updates // CHECKS, length)
    for _ in range(0, updates, step):
        scale = 10.0 ** dice.integers(-6, 7)
        values = (scale * dice.standard_normal(step)).tolist()
        window.extend(values)
        for value in values:
            result = stream.update(value)
        if len(window) == length:
            error = abs(result - math.fsum(window) / length) / max(map(abs, window))
            worst = max(worst, error)
    return worst


def table_of_latencies(results: dict[str, dict[str, dict[str, float]]]) -> Table:
    """Kernels down, symbols across."""
    shown = Table("kernel", title="microseconds per update through Python, undisturbed (median)")
    for count in SYMBOLS:
        shown.add_column(f"{count} symbol{'s' if count > 1 else ''}", justify="right")
    for name, row in results.items():
        shown.add_row(name, *(cell_of(name, count, row[str(count)]) for count in SYMBOLS))
    shown.add_section()
    limits = (LIMITS["atc", count] / 1e3 for count in SYMBOLS)
    shown.add_row("atc at most", *(f"{limit:.0f}" for limit in limits))
    shown.add_row("others at most", *(f"{USUAL_LIMITS[count] / 1e3:.0f}" for count in SYMBOLS))
    return shown


def cell_of(name: str, symbols: int, times: dict[str, float]) -> str:
    """Microseconds, marked where they are more than allowed."""
    is_late = times["least"] > LIMITS.get((name, symbols), USUAL_LIMITS[symbols])
    return f"{times['least'] / 1e3:.2f} ({times['median'] / 1e3:.2f}){' late' if is_late else ''}"


def main() -> int:
    """Measure and print; 1 where a stream is not exact."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("--blocks", type=int, default=30, help="blocks of 200 updates for each latency")
    parser.add_argument("--bars", type=int, default=100_000, help="bars to compare with the batch")
    parser.add_argument("--updates", type=int, default=10_000_000, help="updates of each windowed sum")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    options = parser.parse_args()
    times, exact = latencies(options.blocks), against_batch(options.bars)
    drifts = {str(length): drift(length, options.updates) for length in WINDOWS}
    if options.json:
        print(json.dumps({"latencies": times, "batch": exact, "drift": drifts}, indent=2))
    else:
        console = Console()
        console.print(table_of_latencies(times))
        console.print(f"streaming against batch: {exact}")
        console.print(f"largest error of a windowed mean over {options.updates} updates, by length: {drifts}")
    is_exact = exact["other signals"] == 0 and exact["equities"] <= 1e-12
    return 0 if is_exact and max(drifts.values()) <= DRIFT else 1


if __name__ == "__main__":
    sys.exit(main())
