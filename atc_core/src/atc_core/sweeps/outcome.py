"""What became of one job."""

from __future__ import annotations

from typing import Any, NamedTuple


class Outcome(NamedTuple):
    """What became of one job; outcomes sort in the order in which the jobs were given."""

    position: int
    """Where the job stands in the grid or among the parts, from 0."""
    job: Any
    """The job's options in a sweep, the part's key in a universe."""
    value: Any
    """What the kernel gave, or what `then` made of it; None where it failed."""
    error: BaseException | None
    """Why it failed; None where it did not."""

    def result(self) -> Any:
        """The value; the error is raised where there is one."""
        if self.error is not None:
            raise self.error
        return self.value


class TracebackInWorker(Exception):  # noqa: N818 as the traceback that it shows
    """The traceback of an error that came from another process, as that error's cause."""

    def __str__(self) -> str:
        return f"\n{self.args[0]}"


class Failure(NamedTuple):
    """An error on its way home from a worker."""

    error: BaseException
    traceback: str

    def landed(self) -> BaseException:
        """The error; where pickling took its traceback, the text of that is its cause."""
        if self.error.__traceback__ is None and self.traceback:
            self.error.__cause__ = TracebackInWorker(self.traceback)
        return self.error
