"""The command `atc-monitor`: what is unusual in a file of features, since when, and because of which column."""

from __future__ import annotations

from typing import NoReturn

import atc_core
from atc_core import BackendError
from atc_core.command.terminal import new_app, run
from atc_core.pages.document import ReportError, plotly_script
from atc_trading.errors import MonitorError, PriceFileError
from atc_trading.monitor import monitor_options as options
from atc_trading.monitor.feature_file import INSTALL, read_features
from atc_trading.monitor.monitor_output import Outcome, show_json, show_tables, strongest
from atc_trading.monitor.monitoring import Settings, monitored
from atc_trading.monitor.page import write_page
from atc_trading.monitor.timeline import draw
from atc_trading.prices import options as file_options
from atc_trading.prices.decision_table import show_decisions
from atc_trading.prices.number_columns import Options

app = new_app(add_completion=False)


@app.command()
def monitor(
    file: options.File,
    train: options.Train = None,
    alpha: options.Alpha = 0.001,
    threshold: options.Threshold = 6.0,
    gap: options.Gap = 5,
    rows: options.Rows = 1,
    duration: options.Duration = 10,
    seed: options.Seed = 0,
    top: options.Top = None,
    chart: options.Chart = None,
    report: options.Page = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
    date_column: file_options.DateColumn = None,
    date_format: file_options.DateFormat = None,
    decimal: file_options.Decimal = None,
    marks: file_options.Marks = "",
    encoding: file_options.Encoding = None,
    explain: file_options.Explain = False,
    version: options.Version = False,  # noqa: ARG001 its callback ends the command
) -> None:
    """Fit detectors to a span of a file of features, score the other rows, and print the episodes.

    Columns with gaps, constants and dead sensors are reported, and stop nothing.

    Ends with status 0, whether there are episodes or not; 1 if the file cannot be read or monitored; 2 if the options
    are wrong.
    """
    settings = Settings(train, alpha, threshold, gap, rows, duration, seed=seed)
    if report is not None:
        plotly_script(INSTALL)
    if not quiet:
        atc_core.configure(log="info")
    opened = read_features(
        file, date_column=date_column, date_format=date_format, options=Options(decimal, marks), encoding=encoding
    )
    if explain:
        return show_decisions(opened, opened.decisions, as_json=json)
    found = monitored(opened, settings)
    outcome = written(Outcome(found, strongest(found, top), chart, report))
    return show_json(outcome) if json else show_tables(outcome)


def written(outcome: Outcome) -> Outcome:
    """The outcome with picture and page where they are."""
    if outcome.chart is not None:
        draw(outcome.report, outcome.chart)
    return outcome if outcome.page is None else outcome._replace(page=write_page(outcome, outcome.page))


def main(given: list[str] | None = None) -> NoReturn:
    """Run `atc-monitor`."""
    run(app, "atc-monitor", given, problems=(BackendError, MonitorError, PriceFileError, ReportError))


if __name__ == "__main__":
    main()
