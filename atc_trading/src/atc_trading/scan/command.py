"""The command `atc-scan`: which symbols in a file of prices are in a trend, and which way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

import typer

from atc_core import BackendError, atc
from atc_core.command.terminal import new_app, print_json, run
from atc_trading.errors import PriceFileError, ScanError
from atc_trading.prices import options as reading_options
from atc_trading.prices.decision_table import show_decisions
from atc_trading.prices.number_columns import Options
from atc_trading.prices.roles import Wanted
from atc_trading.scan import arguments
from atc_trading.scan.checks import rejection_reason, trimmed
from atc_trading.scan.classification import Row, ranked, rows
from atc_trading.scan.kernel_columns import KernelColumn, kernel_columns
from atc_trading.scan.kernel_options import KernelOptions, kernel_options
from atc_trading.scan.output import Scan, show_csv, show_json, show_table
from atc_trading.scan.progress import followed
from atc_trading.scan.selection import Selection, history_of
from atc_trading.scan.universe import Universe, read_universe

app = new_app(add_completion=False)


@app.command()
def scan(
    context: typer.Context,
    file: reading_options.File,
    long: arguments.Long = False,
    short: arguments.Short = False,
    top: arguments.Top = None,
    json: arguments.Json = False,
    csv: arguments.Csv = False,
    columns: arguments.Added = "",
    chart: arguments.Chart = None,
    output: arguments.Output = None,
    bars: arguments.Bars = 500,
    date_column: reading_options.DateColumn = None,
    symbol_column: reading_options.SymbolColumn = None,
    price_column: reading_options.PriceColumn = None,
    wide: reading_options.Wide = False,
    date_format: reading_options.DateFormat = None,
    decimal: reading_options.Decimal = None,
    marks: reading_options.Marks = "",
    encoding: reading_options.Encoding = None,
    explain: reading_options.Explain = False,
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
    added = kernel_columns(columns)
    options = kernel_options(length, robustness, cutout, long_threshold, short_threshold)
    wanted, signs = Wanted(date_column, symbol_column, price_column, wide), Options(decimal, marks)
    universe = read_universe(file, wanted, added, signs, date_format, encoding)
    if explain:
        return show_decisions(universe.columns, universe.decisions, as_json=json)
    if chart is not None:
        return show_chart(draw_symbol(universe, chart, options, output, bars), as_json=json)
    selection = Selection.from_options(top, long=long, short=short)
    scanned = Scan(file, universe, classified(universe, options, added), selection, names_of(added))
    return show_scan(scanned, show_json if json else show_csv if csv else show_table)


def names_of(added: Sequence[KernelColumn]) -> list[str]:
    """What the columns that `--columns` adds are called."""
    return [name for item in added for name in item.names]


def show_chart(path: Path, *, as_json: bool) -> None:
    """Write where a chart is."""
    print_json({"chart": str(path)}) if as_json else print(f"chart: {path}")


def show_scan(scanned: Scan, show: Callable[[Scan], None]) -> None:
    """Write a finished scan; ScanError where nothing in it has a class."""
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
    run(app, "atc-scan", given, problems=(BackendError, PriceFileError, ScanError))


if __name__ == "__main__":
    main()
