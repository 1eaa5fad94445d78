"""The options of `atc-monitor`, as typer writes them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from atc_core.command.terminal import version_option
from atc_core.domains import LARGEST_INTEGER
from atc_trading.prices.options import existing

DETECTORS, FORM = "Detectors", "What is printed"

File = Annotated[
    Path, typer.Argument(help="CSV or Parquet, a column a feature; - is standard input.", callback=existing)
]
Train = Annotated[
    str | None,
    typer.Option(
        help="Rows to fit to, with END in them: 2024-01-01:2024-06-30; else the first half.",
        metavar="BEGIN:END",
        rich_help_panel=DETECTORS,
    ),
]
Alpha = Annotated[
    float,
    typer.Option(help="Share of normal rows beyond the limits of pca and isolation_forest.", rich_help_panel=DETECTORS),
]
Threshold = Annotated[
    float, typer.Option(help="Standard deviations beyond which ar1 alarms.", rich_help_panel=DETECTORS)
]
Gap = Annotated[int, typer.Option(min=0, help="Usual rows within an episode at most.", rich_help_panel=DETECTORS)]
Rows = Annotated[int, typer.Option(min=1, help="Unusual rows of an episode at least.", rich_help_panel=DETECTORS)]
Duration = Annotated[
    int,
    typer.Option(
        min=1, max=LARGEST_INTEGER, help="Rows that a regime must hold to be entered.", rich_help_panel=DETECTORS
    ),
]
Seed = Annotated[
    int, typer.Option(min=0, max=LARGEST_INTEGER, help="Of the random numbers.", rich_help_panel=DETECTORS)
]
Top = Annotated[
    int | None,
    typer.Option(min=1, help="Only the N episodes farthest beyond limits.", metavar="N", rich_help_panel=FORM),
]
Chart = Annotated[Path | None, typer.Option(help="Draw the time line.", metavar="FILE.png", rich_help_panel=FORM)]
Page = Annotated[
    Path | None,
    typer.Option(
        "--report", help="Write everything, with its charts, as one page.", metavar="FILE.html", rich_help_panel=FORM
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Write JSON instead of tables.", rich_help_panel=FORM)]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Do not log backends and rows.", rich_help_panel=FORM)]
Version = Annotated[bool, version_option("atc-trading")]
