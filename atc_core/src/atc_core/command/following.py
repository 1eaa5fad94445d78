"""Signs of life while something is measured: a bar on a terminal, elsewhere a line now and then."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from atc_core.command.terminal import complain
from atc_core.places import is_terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from atc_core.tuning.plan import Step

SILENCE = 4.0
"""Seconds after which a line is due where there is no terminal."""


def follow(steps: Iterable[Step]) -> Iterator[Step]:
    """The steps, shown as a bar where standard error is a terminal, else as lines."""
    return with_bar(steps) if is_terminal(sys.stderr) else with_lines(steps)


def with_lines(steps: Iterable[Step], now: Callable[[], float] = time.monotonic) -> Iterator[Step]:
    """The steps, with a line of how far they have come whenever there was silence for some seconds."""
    begin = spoken = now()
    for step in steps:
        if now() - spoken >= SILENCE:
            spoken = now()
            complain(f"{spoken - begin:4.0f} s, {100 * step.done // step.total:2d} %: {step.text}")
        yield step


def with_bar(steps: Iterable[Step]) -> Iterator[Step]:
    """The steps, with a bar that is redrawn between them only: no thread may do so while something is timed."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task("start", total=None)
        for step in steps:
            bar.update(task, completed=step.done, total=step.total, description=step.text, refresh=True)
            yield step
