"""What a scan prints: a table for people, or JSON, or CSV."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from atc_core.command.terminal import Table, complain, plain_table, print_json, rich_table
from atc_trading.scan.classification import Row
from atc_trading.scan.kernel_options import FAMILIES
from atc_trading.scan.selection import Selection
from atc_trading.scan.universe import Universe
from atc_trading.wording import counted

STYLES = {"long": "green", "short": "red", "flat": "dim", "-": "yellow"}
FIELDS = ["symbol", "class", "average_signal", *(f"{family}_signal" for family in FAMILIES)]
FIELDS += ["bars", "missing", "last_bar", "reason"]


class Scan(NamedTuple):
    """A finished scan: every row, ranked, and which of them are shown."""

    file: Path
    universe: Universe
    rows: list[Row]
    selection: Selection
    added: Sequence[str] = ()
    """What the columns that `--columns` asks for are called."""

    @property
    def selected(self) -> list[Row]:
        """The rows that are shown."""
        return self.selection.of(self.rows)

    @property
    def bad(self) -> list[Row]:
        """The rows without a class."""
        return [row for row in self.rows if row.side == "-"]


def show_table(scan: Scan) -> None:
    """Write a table of symbols, and one of those that have no class."""
    good = [row for row in scan.selected if row.side != "-"]
    headers = ["symbol", "class", "average", *FAMILIES, *scan.added, "last bar"]
    universe = scan.universe
    title = f"{scan.file.name}: {summary(scan.rows)}\n{universe.columns}\n{taken(universe)}{left_out(scan.rows)}"
    if good:
        write(Table(title, headers, [cells(row) for row in good], labels=2), good)
    else:
        print(title.rstrip())
    bad = scan.bad
    if bad and scan.selection.is_everything:
        lines = [[row.symbol, row.side, row.reason] for row in bad]
        write(Table("\nwithout a class", ["symbol", "class", "reason"], lines, labels=3), bad)
    elif bad:
        complain(f"{counted(len(bad), 'symbol')} without a class; a scan without --long, --short and --top shows why")


def write(table: Table, rows: Sequence[Row]) -> None:
    """A table with coloured classes on a terminal, plain text elsewhere."""
    if not sys.stdout.isatty():
        print(plain_table(table))
        return
    from rich.console import Console

    rich = rich_table(table)
    for line, row in zip(rich.rows, rows, strict=True):
        line.style = STYLES[row.side]
    Console().print(rich)


def cells(row: Row) -> list[str]:
    """A row of the table."""
    signals = [signed(signal) for signal in (row.average_signal, *row.signals)]
    return [row.symbol, row.side, *signals, *map(shown, row.added), row.last_bar]


def shown(value: float) -> str:
    """A value of any size in five digits; nothing where it is NaN."""
    return f"{value:,.5g}" if value == value else ""


def signed(signal: float) -> str:
    """A signal with its sign in two decimals; nothing where it is NaN."""
    return f"{signal:+.2f}" if signal == signal else ""


def summary(rows: Sequence[Row]) -> str:
    """``500 symbols: 200 long, 100 flat, 190 short, 10 without a class``."""
    sides = [row.side for row in rows]
    names = {"long": "long", "flat": "flat", "short": "short", "-": "without a class"}
    parts = [f"{sides.count(side)} {name}" for side, name in names.items() if side != "-" or side in sides]  # type: ignore[arg-type]
    return f"{counted(len(rows), 'symbol')}: {', '.join(parts)}"


def taken(universe: Universe) -> str:
    """Lines that say which columns a kernel of several took."""
    found = ((text, ", ".join(map(repr, own.values()))) for text, own in universe.inputs.items())
    return "".join(f"{text} from {names}\n" for text, names in found if names)


def left_out(rows: Sequence[Row]) -> str:
    """A line about bars without a price, if there are any."""
    missing = [row.missing for row in rows if row.missing]
    if not missing:
        return ""
    return f"{counted(sum(missing), 'bar')} without a price left out, in {counted(len(missing), 'symbol')}\n"


def show_json(scan: Scan) -> None:
    """Write one JSON document."""
    found = scan.universe.columns
    columns: dict[str, Any] = {"layout": found.layout, "date": found.date, "symbol": found.symbol}
    if found.layout != "wide":
        columns["price"] = found.prices[0]
    if found.zone is not None:
        columns["zone"] = found.zone
    if scan.added:
        columns["inputs"] = {text: dict(own) for text, own in scan.universe.inputs.items()}
    content = {"file": str(scan.file), "columns": columns, "symbols": len(scan.rows), "without_class": len(scan.bad)}
    print_json({**content, "rows": [fields(row, scan.added) for row in scan.selected]})


def show_csv(scan: Scan) -> None:
    """Write lines of comma-separated values under a line of names."""
    writer = csv.DictWriter(sys.stdout, [*FIELDS, *scan.added], lineterminator="\n")
    writer.writeheader()
    writer.writerows(fields(row, scan.added) for row in scan.selected)


def fields(row: Row, added: Sequence[str]) -> dict[str, Any]:
    """A row by field, the added columns last; None where there is no value."""
    values = [row.symbol, row.side, row.average_signal, *row.signals, row.bars, row.missing, row.last_bar]
    own = row.added or (None,) * len(added)
    named = zip((*FIELDS, *added), (*values, row.reason or None, *own), strict=True)
    return {name: value if value == value else None for name, value in named}
