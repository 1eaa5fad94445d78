"""The command `atc-scan`: which symbols in a file of prices are in a trend, and which way."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import typer

from atc_core.command.terminal import print_json, run
from atc_core.declarations.atc import atc as declared
from atc_core.errors import BackendError
from atc_core.scan import options
from atc_core.scan.classification import Row, ranked, rows
from atc_core.scan.columns import Wanted
from atc_core.scan.errors import ScanError
from atc_core.scan.progress import followed
from atc_core.scan.reading import Universe, read
from atc_core.scan.selection import Selection, history_of
from atc_core.scan.settings import Settings, settings
from atc_core.scan.show import Scan, show_csv, show_json, show_table
from atc_core.scan.soundness import objection, trimmed

app = typer.Typer(
    rich_markup_mode="rich" if sys.stdout.isatty() else None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command()
def scan(
    context: typer.Context,
    file: options.File,
    long: options.Long = False,
    short: options.Short = False,
    top: options.Top = None,
    json: options.Json = False,
    csv: options.Csv = False,
    chart: options.Chart = None,
    output: options.Output = None,
    bars: options.Bars = 500,
    date_column: options.DateColumn = None,
    symbol_column: options.SymbolColumn = None,
    price_column: options.PriceColumn = None,
    wide: options.Wide = False,
    length: options.Lengths = [],  # noqa: B006 typer copies it
    robustness: options.Robustness = "Medium",
    cutout: options.Cutout = 0,
    long_threshold: options.LongThreshold = 0.1,
    short_threshold: options.ShortThreshold = -0.1,
) -> None:
    """Classify every symbol in a file of prices: long, short or flat, by the averages that earned most.

    Columns are guessed and named in the output. Symbols that cannot be classified are listed with the reason.

    Ends with status 0; 1 if the file cannot be read or no symbol be classified; 2 if the options are wrong.
    """
    options.check_together(context)
    chosen = settings(length, robustness, cutout, long_threshold, short_threshold)
    universe = read(file, Wanted(date_column, symbol_column, price_column, wide))
    if chart is not None:
        path = draw_symbol(universe, chart, chosen, output, bars)
        print_json({"chart": str(path)}) if json else print(f"chart: {path}")
        return
    scanned = Scan(file, universe.columns, classified(universe, chosen), Selection.asked(top, long=long, short=short))
    show = show_json if json else show_csv if csv else show_table
    show(scanned)
    if len(scanned.bad) == len(scanned.rows):
        raise ScanError("no symbol could be classified")


def classified(universe: Universe, chosen: Settings) -> list[Row]:
    """Every symbol's row, from the strongest long one to the strongest short one, those without a class last."""
    blocks = followed(rows(universe.histories, chosen), len(universe.histories))
    return ranked(row for block in blocks for row in block)


def draw_symbol(universe: Universe, symbol: str, chosen: Settings, output: Path | None, bars: int) -> Path:
    """Draw one symbol and give the file."""
    history = trimmed(history_of(symbol, universe.histories))
    reason = objection(history, chosen.least_bars)
    if reason is not None:
        raise ScanError(f"{symbol} cannot be classified: {reason}")
    from atc_core.scan.chart import default_file, draw, picture

    path = output or default_file(symbol)
    draw(picture(history, declared(history.prices, **chosen.options), chosen, bars), path)
    return path


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run `atc-scan`."""
    run(app, "atc-scan", arguments, problems=(BackendError, ScanError))


if __name__ == "__main__":
    main()
