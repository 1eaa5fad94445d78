"""A grid of backtests that is computed, beside the same one found in each kind of cache.

    python benchmarks/backtest_cache.py [--bars 1000] [--side 50] [--rounds 15]

Computed and found take turns, and medians are compared. `redis` is measured where `redis-server` is installed.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from statistics import median
from time import perf_counter, sleep
from typing import Any

import numpy as np

from atc_trading.backtest import create_engine

GOAL = 20.0
"""Times as fast as the first run; the goal is that of a cache in the process."""


def main() -> int:
    """Print how many times as fast a second run is; fail where the process's own cache misses the goal."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for name, default in (("bars", 1_000), ("side", 50), ("rounds", 15)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    close = 100 * np.exp(np.cumsum(np.random.default_rng(1).normal(0, 0.01, options.bars)))
    fast, slow = range(5, 5 + options.side), range(20, 20 + 4 * options.side, 4)
    reached = True
    with ExitStack() as stack:
        for name, place in places(stack):
            computed, found = timed(place, close, fast, slow, options.rounds)
            ratio = computed / found
            reached &= ratio >= GOAL or name != "memory"
            print(
                f"{name:7} computed {computed * 1e3:7.2f} ms, found {found * 1e3:6.3f} ms: {ratio:5.1f} times as fast"
            )
    return 0 if reached else 1


def places(stack: ExitStack) -> Iterator[tuple[str, dict[str, Any]]]:
    """By name, where an engine keeps its results."""
    yield "memory", {}
    yield "disk", {"cache_size": 0, "cache_path": stack.enter_context(tempfile.TemporaryDirectory())}
    if shutil.which("redis-server"):
        yield "redis", {"cache_size": 0, "cache_url": stack.enter_context(redis_server())}


def timed(place: dict[str, Any], close: np.ndarray, fast: range, slow: range, rounds: int) -> tuple[float, float]:
    """Median seconds of computing a grid without a cache, and of finding it."""
    seconds: tuple[list[float], list[float]] = ([], [])
    with create_engine(use_cache=False) as plain, create_engine(**place) as engine:
        for run in (plain, engine):
            run.run_grid(close, fast, slow)
        for _ in range(rounds):
            for run, own in zip((plain, engine), seconds, strict=True):
                begin = perf_counter()
                grid = run.run_grid(close, fast, slow)
                own.append(perf_counter() - begin)
                assert grid.from_cache == (run is engine)
    return median(seconds[0]), median(seconds[1])


@contextmanager
def redis_server() -> Iterator[str]:
    """The URL of a server that keeps nothing on disk."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            sleep(0.01)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    sys.exit(main())
