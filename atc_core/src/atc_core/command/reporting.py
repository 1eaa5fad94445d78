"""The command `atc-tune report`."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from atc_core.command.arguments import Json
from atc_core.command.terminal import complain, print_json
from atc_core.errors import ReportError
from atc_core.process import PROCESS


def report(
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")] = Path("report.html"),
    regret: Annotated[Path | None, typer.Option(help="A file of measured regret to show.")] = None,
    show: Annotated[bool, typer.Option("--open", help="Open the page in the web browser.")] = False,
    json: Json = False,
) -> None:
    """Write what was measured as one HTML page: curves, thresholds, verdicts, and what forcing a backend costs."""
    try:
        path = write_report(output, regret)
    except ReportError as error:
        complain(f"atc-tune: {error}")
        raise typer.Exit(1) from None
    if json:
        print_json({"path": str(path), "bytes": path.stat().st_size})
    else:
        print(f"report: {path}")
    if show and not webbrowser.open(path.as_uri()):
        complain("there is no web browser to open it with")


def write_report(output: Path, regret: Path | None) -> Path:
    """Gather, render and write."""
    from atc_core.pages.document import plotly_script, write
    from atc_core.report.gather import gather
    from atc_core.report.page import render
    from atc_core.report.regret import find_regret
    from atc_core.tuning.machine import fingerprint
    from atc_core.tuning.profile import profile_path

    plotly_script()
    profile = profile_path(PROCESS.choice.settings.profile)
    facts = gather(PROCESS.choice, profile, fingerprint())
    return write(output, render(facts, find_regret(regret, profile)))
