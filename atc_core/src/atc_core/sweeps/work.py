"""What a worker does: it finds the kernel by name in its own atc_core, opens the series and computes.

A job carries names and options, never a decision: every machine follows its own profile.
"""

from __future__ import annotations

import os
import pickle
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

from atc_core.dispatch import get
from atc_core.kernel import Gaps
from atc_core.sweeps.outcome import Failure

Then: TypeAlias = Callable[[Any, Any], Any]
"""What a worker makes of a job and its result before anything is sent back."""
THREAD_VARIABLES = ("ATC_NUM_THREADS", "OMP_NUM_THREADS")
"""The variables that say how many threads a process computes with, first to last."""


class Task(NamedTuple):
    """What all jobs of a run have in common."""

    kernel: str
    backend: str | None
    gaps: Gaps | None
    then: Then | None


class Job(NamedTuple):
    """One call of the kernel."""

    position: int
    label: Any
    series: tuple[Any, ...]
    options: dict[str, Any]


def work(
    task: Task, labels: Sequence[Any], options: Sequence[dict[str, Any]], series: Sequence[tuple[Any, ...]]
) -> list[Any]:
    """The result of each job, or a `Failure`; series that are the same object are opened once.

    Plain lists, because a Dask scheduler looks into those for futures and puts in what they hold.
    """
    share_processors()
    results: list[Any] = []
    last: Any = None
    arrays: Sequence[Any] = ()
    for label, own, given in zip(labels, options, series, strict=True):
        try:
            if given is not last:
                last, arrays = None, opened(given)
                check_count(task.kernel, arrays)
                last = given
            value = get(task.kernel)(*arrays, **own, gaps=task.gaps, backend=task.backend)
            results.append(value if task.then is None else task.then(label, value))
        except (Exception, SystemExit) as error:
            results.append(failure(error))
    return results


def opened(series: Sequence[Any]) -> Sequence[Any]:
    """The series, those that are functions called; one function may give all of a kernel's series as a tuple."""
    values = [item() if callable(item) else item for item in series]
    return values[0] if len(values) == 1 and isinstance(values[0], tuple) else values


def check_count(kernel: str, series: Sequence[Any]) -> None:
    """A job must have as many series as the kernel takes; what groups and frames iterate over are pairs with keys."""
    names = [item.name for item in get(kernel).kernel.arrays]
    if len(series) != len(names):
        keys = "; parts with keys are a dict"
        raise TypeError(f"{kernel}: series must be {', '.join(names)}; {len(series)} were given{keys}")


def failure(error: BaseException) -> Failure:
    """The error with its traceback; one that does not survive pickling would break a process pool."""
    text = "".join(traceback.format_exception(error))
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 our own bytes
    except Exception:
        return Failure(RuntimeError(f"{type(error).__name__}: {error}").with_traceback(error.__traceback__), text)
    return Failure(error, text)


def share_processors() -> None:
    """Worker processes are many: each computes with one thread, unless its environment says otherwise."""
    processes = sys.modules.get("multiprocessing.process")
    if processes is None or processes.parent_process() is None:
        return
    if not any(map(os.environ.get, THREAD_VARIABLES)):
        os.environ[THREAD_VARIABLES[0]] = "1"
