"""What commands print of how a file is read."""

from __future__ import annotations

from collections.abc import Iterable

from atc_core.command.terminal import Table, print_json, print_table
from atc_trading.prices.results import Decision


def show_decisions(title: object, decisions: Iterable[Decision], *, as_json: bool) -> None:
    """Write how a file was read, and why; the title of the table says what was taken in one line."""
    if as_json:
        print_json([item._asdict() for item in decisions])
    else:
        print_table(Table(str(title), ["about", "taken", "because"], [list(item) for item in decisions], labels=3))
