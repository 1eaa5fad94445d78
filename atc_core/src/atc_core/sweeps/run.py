"""Jobs under way: handed over as they finish, and gone on with after an interruption."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from itertools import islice
from queue import SimpleQueue
from types import TracebackType
from typing import Any, final

from atc_core.sweeps.executors import OwnThreads, check_executor, explained
from atc_core.sweeps.outcome import Failure, Outcome
from atc_core.sweeps.work import Job, Task, work


@final
class Run(Iterator[Outcome]):
    """The outcomes of all jobs, each as soon as it is finished; nothing starts before the first is asked for.

    Ctrl-C, :meth:`close` and workers that die end the iteration, and lose nothing: what was finished meanwhile comes
    out when the iteration goes on, and :meth:`resume` runs the rest. The only jobs that run twice are those that were
    running when their worker died.

    Callbacks of the futures do the book-keeping, mostly in other threads: a Ctrl-C cannot fall between two
    steps of it. A job is in `_open` from the moment it is drawn until it has an outcome.
    """

    def __init__(
        self,
        task: Task,
        jobs: Iterator[Job],
        total: int | None,
        executor: Executor | None,
        in_flight: int,
        chunksize: int,
    ) -> None:
        """Start nothing yet."""
        self.total = total
        """How many jobs there are; None where only the generator of the grid knows."""
        self._task, self._jobs = task, jobs
        self._in_flight, self._chunksize = in_flight, chunksize
        self._executor = executor
        self._own: OwnThreads | None = None
        self._open: dict[int, Job] = {}
        self._running: dict[Future[list[Any]], list[Job]] = {}
        self._ready: deque[Outcome] = deque()
        self._woken: SimpleQueue[None] = SimpleQueue()
        self._collected: list[Outcome] = []
        self._finished = 0
        self._interruption: str | None = None
        self._closed = False

    def __next__(self) -> Outcome:
        """The next outcome, waiting for one; BrokenExecutor where the workers died, once all others are out."""
        try:
            while True:
                was_idle = not self._running
                self._submit()
                is_idle = not self._running
                if self._ready:
                    return self._ready.popleft()
                if was_idle and is_idle:
                    self._end()
                self._woken.get()
        except KeyboardInterrupt:
            self.close()
            raise

    def collect(self) -> list[Outcome]:
        """All outcomes in the order in which the jobs were given, failures among them.

        Where it is interrupted, what it has is kept, and the next call gives it with the rest.
        """
        self._collected.extend(self)
        return sorted(self._collected, key=lambda outcome: outcome.position)

    def close(self) -> None:
        """Cancel what has not begun; what is finished or running still comes out, then the iteration ends."""
        self._closed = True
        for future in list(self._running):
            future.cancel()
        self._stop_own()

    def resume(self, executor: Executor | None = None) -> Run:
        """Go on with what has no outcome yet, on another executor if one is given.

        Raises:
            TypeError: `executor` is none of `concurrent.futures`.
        """
        check_executor(executor)
        if executor is not None:
            self._stop_own()
            self._executor = executor
        self._closed, self._interruption = False, None
        return self

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def __length_hint__(self) -> Any:
        return NotImplemented if self.total is None else self.total - self._finished + len(self._ready)

    def _submit(self) -> None:
        """Start jobs while few are in flight; what is finished and not fetched counts, so that memory is bounded."""
        while not self._closed and self._interruption is None:
            if len(self._running) + len(self._ready) // self._chunksize >= self._in_flight:
                return
            chunk = self._draw()
            if not chunk:
                return
            self._start(chunk)

    def _draw(self) -> list[Job]:
        """The next jobs: new ones, then those that were drawn before and came to nothing."""
        chunk = []
        for job in islice(self._jobs, self._chunksize):
            self._open[job.position] = job
            chunk.append(job)
        if chunk or len(self._open) <= sum(map(len, list(self._running.values()))):
            return chunk
        under_way = {job.position for jobs in list(self._running.values()) for job in jobs}
        stranded = [job for position, job in list(self._open.items()) if position not in under_way]
        return stranded[: self._chunksize]

    def _start(self, chunk: list[Job]) -> None:
        """Hand jobs to the executor; where it cannot pickle them, that is their outcome."""
        arguments = sent(self._task, chunk)
        try:
            future = self._pool().submit(work, *arguments)
        except BrokenExecutor as error:
            self._interrupt(error)
        except Exception as error:
            problem = explained(error, arguments)
            if problem is error:
                raise
            self._finish(chunk, [Failure(problem, "")] * len(chunk))
        else:
            self._running[future] = chunk
            future.add_done_callback(self._done)

    def _done(self, future: Future[list[Any]]) -> None:
        """Keep what a future gave; jobs whose workers died or were cancelled stay open."""
        chunk = self._running[future]
        error = None if future.cancelled() else future.exception()
        if future.cancelled():
            if not self._closed:
                self._interrupt("the executor cancelled its jobs")
        elif error is None:
            self._finish(chunk, future.result())
        elif isinstance(error, Exception) and not isinstance(error, BrokenExecutor):
            self._finish(chunk, [Failure(explained(error, sent(self._task, chunk)), "")] * len(chunk))
        else:
            self._interrupt(error)
        del self._running[future]
        self._woken.put(None)

    def _finish(self, chunk: Sequence[Job], results: Sequence[Any]) -> None:
        """Make outcomes of results; a job that has one already gets no second."""
        for job, result in zip(chunk, results, strict=True):
            if self._open.pop(job.position, None) is None:
                continue
            value, error = (None, result.landed()) if isinstance(result, Failure) else (result, None)
            self._finished += 1
            self._ready.append(Outcome(job.position, job.label, value, error))

    def _interrupt(self, reason: BaseException | str) -> None:
        """Start nothing more until :meth:`resume`."""
        text = reason if isinstance(reason, str) else f"{type(reason).__name__}: {reason}"
        self._interruption = self._interruption or text

    def _end(self) -> None:
        """Nothing is under way and nothing is left to hand over."""
        if self._interruption is not None:
            of = "" if self.total is None else f" of {self.total}"
            raise BrokenExecutor(
                f"{self._task.kernel}: {self._finished}{of} jobs are finished, then {self._interruption}; "
                "run.resume(executor) goes on with the rest"
            )
        self._stop_own()
        raise StopIteration

    def _pool(self) -> Executor:
        """The caller's executor, else threads of this process."""
        if self._executor is not None:
            return self._executor
        self._own = self._own or OwnThreads()
        return self._own

    def _stop_own(self) -> None:
        """End our own threads once they have nothing to do."""
        if self._own is not None:
            self._own.shutdown(wait=False)
            self._own = None


def sent(task: Task, chunk: Sequence[Job]) -> tuple[Any, ...]:
    """What a worker is sent: plain lists, see :func:`work`."""
    return (
        task,
        [job.label for job in chunk],
        [job.options for job in chunk],
        [job.series for job in chunk],
    )
