"""What was measured as a table that fits the terminal: the fastest, and as many runners-up as there is room for."""

from __future__ import annotations

from shutil import get_terminal_size
from textwrap import fill

from atc_core.command.terminal import Table, complain, plain_table, print_table
from atc_core.tuning.profile import Profile
from atc_core.tuning.show import ORDINALS, cells, headers, quarantined, rows, runners_up

FRAME = 2
"""Columns that a table on a terminal takes beside its text."""


def print_profile(profile: Profile, title: str) -> None:
    """A table of kernel and size: the fastest, its microseconds, and those that come next with their ratios to it."""
    width = get_terminal_size().columns - FRAME
    measured, heading = list(rows(profile)), fill(title, width)
    most = max((len(runners_up(row)) for row in measured), default=0)
    for places in range(min(most, len(ORDINALS)), -1, -1):
        table = Table(heading, headers(places), [cells(row, places) for row in measured], labels=2)
        if max(map(len, plain_table(table).splitlines())) <= width:
            break
    print_table(table)
    print("ratio: times the fastest; ~ predicted, ? undecided")
    for sentence in quarantined(profile):
        complain(f"note: {sentence}")
