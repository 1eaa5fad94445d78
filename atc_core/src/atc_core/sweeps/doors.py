"""The two ways in, and what is checked before anything starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from atc_core.dispatch import get
from atc_core.gaps import check_gaps
from atc_core.kernel import Gaps, Kernel
from atc_core.labels.call import read as read_labels
from atc_core.option_values import as_integer
from atc_core.registry import find_kernel
from atc_core.sweeps.grid import Grid, check_names, check_together, checked, combinations
from atc_core.sweeps.work import Job, Task, Then
from atc_core.validation import check_arrays

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from atc_core.sweeps.run import Run

Parts: TypeAlias = Mapping[Any, Any] | Iterable[Any]


def sweep(  # noqa: D417 two share a line
    kernel: str | Callable[..., Any],
    *series: Any,
    grid: Grid,
    executor: Executor | None = None,
    then: Then | None = None,
    gaps: Gaps | None = None,
    backend: str | None = None,
    in_flight: int | None = None,
    chunksize: int = 1,
    **options: Any,
) -> Run:
    """One kernel on the same series with many options: an iterator of outcomes, each as soon as it is finished.

    >>> import atc_core
    >>> run = atc_core.sweep("sma", [1.0, 2.0, 4.0], grid={"length": [1, 2]})
    >>> {outcome.job["length"]: float(outcome.result()[-1]) for outcome in run.collect()}
    {1: 4.0, 2: 3.0}

    Args:
        kernel: its name, or the kernel itself.
        series: what the kernel takes; each may be a function that a worker calls to get it.
        grid: values by option, of which every combination is run, the last option changing fastest; or an iterable
            of the options of each job, which is drawn as jobs are needed.
        executor: where jobs run, any `concurrent.futures.Executor`; threads of this process if not given.
        then: called in the worker with a job's options and its result; what it gives is handed over instead.
        gaps, backend: what is made of missing bars, and what is asked for explicitly, as in a call of the kernel.
        in_flight: chunks under way, or finished and not fetched; twice the workers if not given.
        chunksize: jobs that are sent to a worker together, more where they are short.
        options: those that are the same in all jobs.

    Returns:
        A :class:`atc_core.sweeps.Run` of :class:`atc_core.sweeps.Outcome`: an error in a job is that job's outcome.

    Raises:
        KeyError: there is no such kernel.
        TypeError: an option is unknown, missing or of the wrong type, or a series is; nothing was started.
        ValueError: a value of the grid is out of range, or series differ in shape; nothing was started.
    """
    declared, backend = named(kernel, backend)
    check_given(declared, series, gaps)
    fixed = {name: checked(declared, name, value) for name, value in options.items()}
    grids, total = combinations(declared, grid, fixed)
    jobs = (Job(position, own, series, {**fixed, **own}) for position, own in enumerate(grids))
    return start(Task(declared.name, backend, gaps, then), jobs, total, executor, in_flight, chunksize)


def universe(  # noqa: D417 two share a line
    kernel: str | Callable[..., Any],
    parts: Parts,
    *,
    executor: Executor | None = None,
    then: Then | None = None,
    gaps: Gaps | None = None,
    backend: str | None = None,
    in_flight: int | None = None,
    chunksize: int = 1,
    **options: Any,
) -> Run:
    """One kernel on many tables: an iterator of outcomes, each as soon as it is finished.

    Args:
        kernel: its name, or the kernel itself.
        parts: tables of ``(time, symbols)`` or single series, by key or in order; drawn as jobs are needed. A part may
            be a function that a worker calls to get the table, so that this process never holds it; for a kernel of
            several series it is, or gives, a tuple of them.
        executor: where jobs run, any `concurrent.futures.Executor`; threads of this process if not given.
        then: called in the worker with a part's key and its result; what it gives is handed over instead.
        gaps, backend: what is made of missing bars, and what is asked for explicitly, as in a call of the kernel.
        in_flight: chunks under way, or finished and not fetched; twice the workers if not given.
        chunksize: parts that are sent to a worker together, more where they are small.
        options: the kernel's own.

    Returns:
        A :class:`atc_core.sweeps.Run` of :class:`atc_core.sweeps.Outcome`, whose `job` is the key of the part, its
        position where parts have no keys. An error in a part, such as a file that is missing, is that part's outcome.

    Raises:
        KeyError: there is no such kernel.
        TypeError: an option is unknown, missing or of the wrong type; nothing was started.
        ValueError: an option is out of range; nothing was started.
    """
    declared, backend = named(kernel, backend)
    check_gaps(declared, gaps)
    check_names(declared, options, {})
    check_together(declared, options)
    total = len(parts) if isinstance(parts, Sized) else None
    pairs = enumerate(labelled(parts))
    jobs = (
        Job(position, label, part if isinstance(part, tuple) else (part,), options) for position, (label, part) in pairs
    )
    return start(Task(declared.name, backend, gaps, then), jobs, total, executor, in_flight, chunksize)


def start(
    task: Task,
    jobs: Iterator[Job],
    total: int | None,
    executor: Executor | None,
    in_flight: int | None,
    chunksize: int,
) -> Run:
    """The run of checked jobs."""
    # Importing concurrent.futures takes milliseconds, which `import atc_core` has not.
    from atc_core.sweeps.executors import check_executor, usual_in_flight
    from atc_core.sweeps.run import Run

    check_executor(executor)
    if executor is None:
        get(task.kernel, backend=task.backend)
    in_flight = usual_in_flight(executor) if in_flight is None else at_least_one("in_flight", in_flight)
    return Run(task, jobs, total, executor, in_flight, at_least_one("chunksize", chunksize))


def at_least_one(name: str, value: Any) -> int:
    """`value`, if it is a positive integer."""
    number = as_integer(value)
    if number is None:
        raise TypeError(f"{name} must be an integer, was {value!r}")
    if number < 1:
        raise ValueError(f"{name} must be at least 1, was {number}")
    return number


def named(kernel: Any, backend: str | None) -> tuple[Kernel[..., Any], str | None]:
    """The kernel of a name or a handle, and the backend that the call or the handle asks for."""
    declared = getattr(kernel, "kernel", kernel)
    if isinstance(declared, Kernel):
        pinned = getattr(kernel, "__qualname__", "").partition("@")[2]
        return declared, backend or pinned or None
    return find_kernel(kernel), backend


def check_given(kernel: Kernel[..., Any], series: tuple[Any, ...], gaps: Gaps | None) -> None:
    """The series that are here must be right; those that workers open are checked there."""
    check_gaps(kernel, gaps)
    names = [item.name for item in kernel.arrays]
    if len(series) == 1 and callable(series[0]):
        return
    if len(series) != len(names):
        raise TypeError(f"{kernel.name}: series must be {', '.join(names)}; {len(series)} were given")
    if not all(is_here(item) for item in series):
        return
    labelled = read_labels(kernel, series)
    check_arrays(kernel, series if labelled is None else labelled.values, gaps)


def is_here(series: Any) -> bool:
    """Whether it holds values, and is no function or promise of them."""
    return isinstance(series, (np.ndarray, list, tuple)) or hasattr(series, "__array__")


def labelled(parts: Parts) -> Iterator[tuple[Any, Any]]:
    """Pairs of key and part."""
    if (is_here(parts) and not isinstance(parts, (list, tuple))) or not isinstance(parts, Iterable):
        raise TypeError(f"parts must be several tables or functions that give them, was {type(parts).__name__}")
    return iter(parts.items()) if isinstance(parts, Mapping) else iter(enumerate(parts))
