"""Grids of lengths: in parts that threads compute side by side, with progress between them."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

import atc_core
from atc_core.tuning.large_calls import backend_for
from atc_trading.backtest.backtest_result import Parameters
from atc_trading.market.column_values import Numbers

GRID = "sma_backtest_grid"
PART = 1_000_000
"""Pairs times bars that are worth a part of their own: about 6 ms in Numba. Each part computes its averages anew,
which takes 0.6 ns a bar beside 6 for a backtest: 3 % for three fast lengths in a part."""
MOST_PARTS = 20
LARGEST_PART = 50 * PART
"""Of more work there are more parts: Ctrl-C ends a command when those that have begun end, and this one takes 0.3 s."""
LONGEST = 2**63 - 1
"""No length is above it, so it makes no pair as a fast one."""
Follow: TypeAlias = Callable[[int, int], object]
"""Is told how many pairs are done, and how many there are."""


def lengths(owner: str, name: str, values: Any) -> tuple[int, ...]:
    """Lengths as a tuple, from any iterable; the kernel checks each."""
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise TypeError(f"{owner}: {name} must be several lengths, was {values!r}")
    return tuple(values)


def check_grid(fast: tuple[int, ...], slow: tuple[int, ...], parameters: Parameters, backend: str | None) -> None:
    """Refuse what the kernel would refuse, as a whole and on no bars: of parts, an error would name a place in one.

    No pair is computed: those of a grid of 50 x 50 would take 18 ms in Numba even on no bars.
    """
    kernel = atc_core.get(GRID, backend=backend)
    kernel(np.empty(0), fast, (1,), *parameters.costs)
    kernel(np.empty(0), (LONGEST,), slow, *parameters.costs)


def grid_rows(
    close: Numbers,
    fast: tuple[int, ...],
    slow: tuple[int, ...],
    parameters: Parameters,
    backend: str | None,
    executor: Executor | None,
    follow: Follow | None,
) -> NDArray[np.void]:
    """The rows of all pairs, in the order given."""
    parts = shared(fast, slow, len(close))
    counts = [pair_count(part, slow) for part in parts]
    total, done = sum(counts), 0
    backend = backend_of_many(total, len(close), backend)
    kernel = atc_core.get(GRID, backend=backend)
    if len(parts) <= 1 and executor is None:
        rows: NDArray[np.void] = kernel(close, fast, slow, *parameters.costs)
        if follow is not None:
            follow(total, total)
        return rows
    names = [item.name for item in kernel.kernel.options][2:]
    options = dict(zip(names, parameters.costs, strict=True))
    jobs = [{"fast_lengths": part, "slow_lengths": slow} for part in parts]
    found: dict[int, NDArray[np.void]] = {}
    with atc_core.sweep(GRID, close, grid=jobs, executor=executor, backend=backend, **options) as run:
        for outcome in run:
            found[outcome.position] = outcome.result()
            done += counts[outcome.position]
            if follow is not None:
                follow(done, total)
    return np.concatenate([found[position] for position in range(len(parts))])


def backend_of_many(pairs: int, bars: int, backend: str | None) -> str | None:
    """The backend to name for a grid; None where the usual choice holds.

    That is by the bars alone, for the few pairs that were measured: of 2500, it let Python compute for 5 s what Numba
    does in 0.2, and in 0.4 to begin with.
    """
    if backend is not None:
        return backend
    usual = pair_count(*(item.typical for item in atc_core.get(GRID).kernel.options[:2]))
    found = backend_for(GRID, bars, pairs / usual)
    return found if found != backend_for(GRID, bars) else None


def pair_count(fast: Iterable[int], slow: Iterable[int]) -> int:
    """How many pairs there are of a fast length below a slow one."""
    ordered = sorted(slow)
    return sum(len(ordered) - bisect_right(ordered, one) for one in fast)


def shared(fast: tuple[int, ...], slow: tuple[int, ...], bars: int) -> list[tuple[int, ...]]:
    """The fast lengths in as many parts as are worth it."""
    work = len(fast) * len(slow) * bars
    count = max(1, min(len(fast), work // PART, max(MOST_PARTS, work // LARGEST_PART)))
    edges = np.linspace(0, len(fast), count + 1).astype(int).tolist()
    return [fast[begin:end] for begin, end in pairwise(edges)]


@contextmanager
def followed(progress: bool | Follow) -> Iterator[Follow | None]:  # noqa: FBT001 as the engine's own argument
    """What is told of the pairs that are done: a caller's function, or a bar on a terminal."""
    if callable(progress):
        yield progress
        return
    if not progress or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("backtests"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
