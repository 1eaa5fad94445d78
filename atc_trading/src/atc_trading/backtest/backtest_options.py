"""The options of `atc-backtest`, as typer writes them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from atc_core.command.terminal import version_option

STRATEGY, SEVERAL, MONEY = "Strategy", "Several symbols, in place of the averages", "Money"
FORM = "What is computed and printed"

Symbol = Annotated[
    str | None, typer.Option(help="Symbol, where the file has several.", metavar="SYMBOL", rich_help_panel=STRATEGY)
]
Fast = Annotated[int, typer.Option(help="Bars of the fast average.", metavar="N", rich_help_panel=STRATEGY)]
Slow = Annotated[int, typer.Option(help="Bars of the slow average.", metavar="N", rich_help_panel=STRATEGY)]
LongOnly = Annotated[
    bool, typer.Option("--long-only", help="A signal down closes, and sells nothing short.", rich_help_panel=STRATEGY)
]
Grid = Annotated[
    str,
    typer.Option(
        help="Every pair of lengths too: 5:50:5,20:200:10.",
        metavar="FAST,SLOW",
        rich_help_panel=STRATEGY,
    ),
]
Metric = Annotated[str, typer.Option(help="What ranks the grid.", metavar="NAME", rich_help_panel=STRATEGY)]
Weights = Annotated[
    Path | None,
    typer.Option(help="Weights: dates, and a column a symbol.", metavar="FILE", rich_help_panel=SEVERAL),
]
Orders = Annotated[
    Path | None,
    typer.Option(help="Orders: quantity, kind, limit, stop, at, …", metavar="FILE", rich_help_panel=SEVERAL),
]
Leverage = Annotated[
    float, typer.Option(help="Of --weights and --orders: positions, in equities.", rich_help_panel=SEVERAL)
]
Capital = Annotated[float, typer.Option(help="Money at the start.", rich_help_panel=MONEY)]
Commission = Annotated[float, typer.Option(help="Fraction of the value of each fill.", rich_help_panel=MONEY)]
Slippage = Annotated[float, typer.Option(help="Fraction of the price, at each fill.", rich_help_panel=MONEY)]
PeriodsPerYear = Annotated[float, typer.Option(help="Bars in a year, for figures a year.", rich_help_panel=MONEY)]
Backend = Annotated[
    str | None, typer.Option(help="Backend of the kernels, else the fastest.", metavar="NAME", rich_help_panel=FORM)
]
Cache = Annotated[
    str | None,
    typer.Option(help="Keep results in a folder, or at redis://HOST.", metavar="PLACE", rich_help_panel=FORM),
]
Json = Annotated[bool, typer.Option("--json", help="Write JSON instead of tables.", rich_help_panel=FORM)]
Report = Annotated[
    Path | None, typer.Option(help="Write a page of charts too.", metavar="FILE.html", rich_help_panel=FORM)
]
Version = Annotated[bool, version_option("atc-trading")]
