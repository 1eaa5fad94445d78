"""The arguments of `atc-scan`: how they are written, and which exclude each other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from atc_core.command.terminal import version_option
from atc_trading.errors import ScanUsageError

PARAMETERS, CHART, FORM = "Parameters", "Chart", "What is printed"

Version = Annotated[bool, version_option("atc-trading")]
Long = Annotated[bool, typer.Option("--long", help="Only long symbols.", rich_help_panel=FORM)]
Short = Annotated[bool, typer.Option("--short", help="Only short ones, strongest first.", rich_help_panel=FORM)]
Top = Annotated[int | None, typer.Option(min=1, help="Only the first N.", metavar="N", rich_help_panel=FORM)]
Json = Annotated[bool, typer.Option("--json", help="Write JSON instead of a table.", rich_help_panel=FORM)]
Added = Annotated[
    str,
    typer.Option(
        "--columns",
        help="Kernels whose last value is shown too: rsi,adx.adx,ema:length=28.",
        metavar="KERNEL,…",
        rich_help_panel=FORM,
    ),
]
Csv = Annotated[bool, typer.Option("--csv", help="Write CSV instead of a table.", rich_help_panel=FORM)]

Chart = Annotated[
    str | None, typer.Option(help="Draw this symbol instead of a table.", metavar="SYMBOL", rich_help_panel=CHART)
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="File of the chart, else SYMBOL.png.", rich_help_panel=CHART)
]
Bars = Annotated[int, typer.Option(min=2, help="How many of the last bars it shows.", rich_help_panel=CHART)]

Lengths = Annotated[
    list[str],
    typer.Option(
        "--length",
        metavar="[FAMILY=]N",
        help="Base length: 28, or hma=21; may be repeated.",
        rich_help_panel=PARAMETERS,
    ),
]
Robustness = Annotated[str, typer.Option(help="Spread of lengths: Narrow, Medium or Wide.", rich_help_panel=PARAMETERS)]
Cutout = Annotated[int, typer.Option(help="Bars ignored at the start.", rich_help_panel=PARAMETERS)]
LongThreshold = Annotated[float, typer.Option(help="Above it a signal is long.", rich_help_panel=PARAMETERS)]
ShortThreshold = Annotated[float, typer.Option(help="Below it a signal is short.", rich_help_panel=PARAMETERS)]

EXCLUSIVE = (
    ("long", "short"),
    ("json", "csv"),
    *(("chart", name) for name in ("long", "short", "top", "csv", "columns")),
    *(("explain", name) for name in ("long", "short", "top", "csv", "columns", "chart")),
)
REQUIRED = (("output", "chart"), ("bars", "chart"))


def check_together(context: typer.Context) -> None:
    """Refuse options that exclude each other, or make no sense without another."""
    sources = {name: context.get_parameter_source(name) for name in context.params}
    given = {name for name, source in sources.items() if source is not None and source.name == "COMMANDLINE"}
    for one, other in EXCLUSIVE:
        if {one, other} <= given:
            raise ScanUsageError(f"--{one} and --{other} do not go together")
    for one, other in REQUIRED:
        if one in given and other not in given:
            raise ScanUsageError(f"--{one} needs --{other}")
