"""The page of a monitored file: its sections, and what its chart is drawn from."""

from __future__ import annotations

from pathlib import Path

from atc_core.pages.document import document, part, write
from atc_trading.monitor.feature_file import INSTALL
from atc_trading.monitor.monitor_output import Outcome
from atc_trading.monitor.page.report_sections import (
    columns_section,
    episodes_section,
    header,
    notes_section,
    regimes_section,
    timeline_section,
)
from atc_trading.monitor.page.timeline_data import timeline_data


def render(outcome: Outcome) -> str:
    """The whole page; ReportError where plotly is missing."""
    report = outcome.report
    sections = [
        header(outcome),
        timeline_section(),
        episodes_section(outcome),
        regimes_section(report),
        columns_section(report),
        notes_section(report),
    ]
    style, script = part(__package__, "monitor_page.css"), part(__package__, "monitor_page.js")
    title = f"Monitoring of {report.file.path.name}"
    return document(title, sections, timeline_data(report), style=style, script=script, install=INSTALL)


def write_page(outcome: Outcome, path: Path) -> Path:
    """Put the page into a file at once; ReportError where that is impossible, or plotly is missing."""
    return write(path, render(outcome), "--report")
