"""Many pairs of lengths, each with its full result, on threads of this process or on a caller's executor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from itertools import pairwise
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import atc_core
from atc_core.declarations.backtest import Backtest
from atc_trading.market.column_values import Numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

Pair: TypeAlias = tuple[int, int]
PARTS = 4
"""Parts for each worker: few, since each carries the prices to a process; several, since the last end unevenly."""
MOST = 64
"""Pairs in a part: Ctrl-C waits for the parts that have begun, which took 22 s for 79 000 pairs of 20 000 bars."""


class Timed(NamedTuple):
    """The outcome of one pair, and the milliseconds that it took where it ran."""

    outcome: Backtest
    milliseconds: float


def timed(close: Numbers, pairs: Sequence[Pair], costs: tuple[Any, ...], backend: str | None) -> list[Timed]:
    """The backtests of some pairs; a worker's process imports this by name."""
    run, found = atc_core.get("sma_backtest", backend=backend), []
    for fast, slow in pairs:
        begin = perf_counter()
        outcome = run(close, fast, slow, *costs)
        found.append(Timed(outcome, 1e3 * (perf_counter() - begin)))
    return found


def run_pairs(
    close: Numbers, pairs: Sequence[Pair], costs: tuple[Any, ...], backend: str | None, pool: Pool
) -> list[Timed]:
    """The backtests of all pairs in their order; the first error ends it, and what has not begun is cancelled."""
    count = min(len(pairs), max(PARTS * pool.workers, -(-len(pairs) // MOST)))
    edges = [len(pairs) * part // count for part in range(count + 1)] if count else []
    futures = [pool.submit(close, pairs[begin:end], costs, backend) for begin, end in pairwise(edges)]
    try:
        return [item for future in futures for item in future.result()]
    finally:
        for future in futures:
            future.cancel()


class Pool(NamedTuple):
    """An executor, and how many workers it has."""

    executor: Executor
    workers: int
    is_own: bool

    def submit(self, *arguments: Any) -> Future[list[Timed]]:
        """Run :func:`timed`; threads of our own see the caller's ``with atc_core.use(…)``."""
        if self.is_own:
            return self.executor.submit(copy_context().run, timed, *arguments)
        return self.executor.submit(timed, *arguments)


@contextmanager
def pool_of(owner: str, max_workers: int | None, executor: Executor | None) -> Iterator[Pool]:
    """The caller's executor, or threads of our own that end with the block."""
    if executor is not None:
        if max_workers is not None:
            raise ValueError(
                f"{owner}: max_workers is of threads of our own, and an executor has its own; give one of both"
            )
        yield Pool(executor, int(getattr(executor, "_max_workers", None) or 1), is_own=False)
        return
    if max_workers is not None and (
        isinstance(max_workers, bool) or not isinstance(max_workers, int) or max_workers < 1
    ):
        raise ValueError(f"{owner}: max_workers must be an integer of at least 1, was {max_workers!r}")
    workers = max_workers or thread_count()
    with ThreadPoolExecutor(workers, "atc-backtest") as own:
        yield Pool(own, workers, is_own=True)


def thread_count() -> int:
    """How many threads this process computes with."""
    from atc_core.sweeps.executors import thread_count

    return thread_count()


def pairs_of(fast: Iterable[int], slow: Sequence[int]) -> list[Pair]:
    """Every pair of a fast length below a slow one, the slow one changing faster."""
    return [(one, other) for one in fast for other in slow if one < other]
