"""What commands print of how a file is read."""

from __future__ import annotations

from collections.abc import Iterable

from atc_core.command.terminal import Table, print_json, print_table
from atc_trading.prices.results import Columns, Decision


def show_decisions(columns: Columns, decisions: Iterable[Decision], *, as_json: bool) -> None:
    """Write how a file was read, and why."""
    if as_json:
        print_json([item._asdict() for item in decisions])
    else:
        print_table(Table(str(columns), ["about", "taken", "because"], [list(item) for item in decisions], labels=3))
