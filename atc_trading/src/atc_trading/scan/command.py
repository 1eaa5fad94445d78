"""The command `atc-scan`: which symbols in a file of prices are in a trend, and which way."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import typer

from atc_core import BackendError, atc
from atc_core.command.terminal import print_json, run
from atc_trading.errors import ScanError
from atc_trading.scan import arguments
from atc_trading.scan.checks import rejection_reason, trimmed
from atc_trading.scan.classification import Row, ranked, rows
from atc_trading.scan.file_columns import Wanted
from atc_trading.scan.kernel_columns import KernelColumn, kernel_columns
from atc_trading.scan.kernel_options import KernelOptions, kernel_options
from atc_trading.scan.output import Scan, show_csv, show_json, show_table
from atc_trading.scan.progress import followed
from atc_trading.scan.reading import Universe, read
from atc_trading.scan.selection import Selection, history_of

app = typer.Typer(
    rich_markup_mode="rich" if sys.stdout.isatty() else None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command()
def scan(
    context: typer.Context,
    file: arguments.File,
    long: arguments.Long = False,
    short: arguments.Short = False,
    top: arguments.Top = None,
    json: arguments.Json = False,
    csv: arguments.Csv = False,
    columns: arguments.Added = "",
    chart: arguments.Chart = None,
    output: arguments.Output = None,
    bars: arguments.Bars = 500,
    date_column: arguments.DateColumn = None,
    symbol_column: arguments.SymbolColumn = None,
    price_column: arguments.PriceColumn = None,
    wide: arguments.Wide = False,
    length: arguments.Lengths = [],  # noqa: B006 typer copies it
    robustness: arguments.Robustness = "Medium",
    cutout: arguments.Cutout = 0,
    long_threshold: arguments.LongThreshold = 0.1,
    short_threshold: arguments.ShortThreshold = -0.1,
    version: arguments.Version = False,  # noqa: ARG001 its callback ends the command
) -> None:
    """Classify every symbol in a file of prices: long, short or flat, by the averages that earned most.

    Columns are guessed and named in the output. Symbols that cannot be classified are listed with the reason.

    Ends with status 0; 1 if the file cannot be read or no symbol can be classified; 2 if the options are wrong.
    """
    arguments.check_together(context)
    options = kernel_options(length, robustness, cutout, long_threshold, short_threshold)
    added = kernel_columns(columns)
    universe = read(file, Wanted(date_column, symbol_column, price_column, wide), added)
    if chart is not None:
        path = draw_symbol(universe, chart, options, output, bars)
        print_json({"chart": str(path)}) if json else print(f"chart: {path}")
        return
    selection = Selection.from_options(top, long=long, short=short)
    names = [name for item in added for name in item.names]
    scanned = Scan(file, universe, classified(universe, options, added), selection, names)
    show = show_json if json else show_csv if csv else show_table
    show(scanned)
    if len(scanned.bad) == len(scanned.rows):
        raise ScanError("no symbol could be classified")


def classified(universe: Universe, options: KernelOptions, added: Sequence[KernelColumn]) -> list[Row]:
    """Every symbol's row, from the strongest long one to the strongest short one, those without a class last."""
    blocks = followed(rows(universe, options, added), len(universe.histories))
    return ranked(row for block in blocks for row in block)


def draw_symbol(universe: Universe, symbol: str, options: KernelOptions, output: Path | None, bars: int) -> Path:
    """Draw one symbol and give the file."""
    history = trimmed(history_of(symbol, universe.histories))
    reason = rejection_reason(history, options.fewest_bars)
    if reason is not None:
        raise ScanError(f"{symbol} cannot be classified: {reason}")
    from atc_trading.scan.chart import default_file, draw, picture

    path = output or default_file(symbol)
    draw(picture(history, atc(history.prices, **options.values), options, bars), path)
    return path


def main(given: list[str] | None = None) -> NoReturn:
    """Run `atc-scan`."""
    run(app, "atc-scan", given, problems=(BackendError, ScanError))


if __name__ == "__main__":
    main()
