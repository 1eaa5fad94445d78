"""Where jobs run: threads of this process unless the caller has an executor."""

from __future__ import annotations

import os
import pickle
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

from atc_core.cores import usable_cores
from atc_core.sweeps.work import THREAD_VARIABLES

JOBS_EACH = 2
"""Jobs in flight for each worker: one that runs and one that waits, so that none is idle."""
ADVICE = (
    "functions must be defined at the top level of a module that the workers can import, or be functools.partial of "
    "such; lambdas and functions inside functions cannot travel"
)


class OwnThreads(ThreadPoolExecutor):
    """Threads that see the caller's ``with use(…)``, as many as this process computes with.

    Kernels release the GIL and share one pool for large tables, in which callers wait: so these threads and that
    pool do not compute at the same time, and together they take no more processors than either.
    """

    def __init__(self) -> None:
        """Start none before the first job."""
        super().__init__(thread_count(), "atc-sweep")

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run in a copy of the caller's context."""
        return super().submit(copy_context().run, fn, *args, **kwargs)


def thread_count() -> int:
    """How many threads this process computes with: as the environment says, else one for each core that it has."""
    for variable in THREAD_VARIABLES:
        first = os.environ.get(variable, "").split(",")[0].strip()
        if first.isdecimal() and int(first):
            return int(first)
    return usable_cores()


def usual_in_flight(executor: Executor | None) -> int:
    """How many jobs may be under way, where it is not said."""
    workers = thread_count() if executor is None else getattr(executor, "_max_workers", None) or os.cpu_count() or 1
    return int(workers) * JOBS_EACH


def check_executor(executor: Any) -> None:
    """`executor` must be one of `concurrent.futures`."""
    if executor is None or isinstance(executor, Executor):
        return
    hint = "; give client.get_executor()" if hasattr(executor, "get_executor") else ""
    raise TypeError(f"executor must be a concurrent.futures.Executor, was {type(executor).__name__}{hint}")


def explained(error: BaseException, arguments: Any) -> BaseException:
    """The error; one that came from arguments that cannot be pickled says so, and what helps."""
    if not isinstance(error, (pickle.PicklingError, TypeError, AttributeError)):
        return error
    try:
        pickle.dumps(arguments)
    except Exception as reason:
        unpicklable = pickle.PicklingError(f"the job cannot be sent to another process: {reason}; {ADVICE}")
        unpicklable.__cause__ = error
        return unpicklable
    return error
