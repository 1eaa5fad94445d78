"""The options of every command that reads a file of prices, as typer writes them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

COLUMNS = "Columns"


def existing(file: Path) -> Path:
    """The file, which must be there; ``-`` is standard input."""
    if str(file) != "-" and not file.exists():
        raise typer.BadParameter(f"file {str(file)!r} does not exist")
    if file.is_dir():
        raise typer.BadParameter(f"file {str(file)!r} is a directory")
    return file


File = Annotated[Path, typer.Argument(help="CSV or Parquet, long or wide; - is standard input.", callback=existing)]
DateColumn = Annotated[str | None, typer.Option(help="Column of dates.", metavar="NAME", rich_help_panel=COLUMNS)]
SymbolColumn = Annotated[str | None, typer.Option(help="Column of symbols.", metavar="NAME", rich_help_panel=COLUMNS)]
PriceColumn = Annotated[str | None, typer.Option(help="Column of prices.", metavar="NAME", rich_help_panel=COLUMNS)]
Wide = Annotated[bool, typer.Option("--wide", help="Every column but dates is a symbol.", rich_help_panel=COLUMNS)]
DateFormat = Annotated[
    str | None,
    typer.Option(help="day-first, month-first, or as strptime: %d.%m.%Y.", metavar="FORMAT", rich_help_panel=COLUMNS),
]
Decimal = Annotated[str | None, typer.Option(help="Decimal sign: . or ,", metavar="SIGN", rich_help_panel=COLUMNS)]
Marks = Annotated[
    str, typer.Option(help="Footnote marks to drop from numbers: '*e'.", metavar="SIGNS", rich_help_panel=COLUMNS)
]
Encoding = Annotated[
    str | None, typer.Option(help="Encoding, if not UTF-8: cp1252, gb18030.", metavar="NAME", rich_help_panel=COLUMNS)
]
Explain = Annotated[
    bool, typer.Option("--explain", help="Only say how the file is read, and why.", rich_help_panel=COLUMNS)
]
