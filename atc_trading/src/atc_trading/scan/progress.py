"""A progress bar over symbols."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

Block = TypeVar("Block", bound=Sized)


def followed(blocks: Iterable[Block], total: int) -> Iterator[Block]:
    """The blocks, with a bar of how many of `total` symbols they hold where standard error is a terminal."""
    if not sys.stderr.isatty():
        yield from blocks
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("classifying"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        for block in blocks:
            bar.advance(task, len(block))
            yield block
