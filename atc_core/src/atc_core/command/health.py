"""The command `atc-tune doctor`."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from atc_core.command.arguments import Json
from atc_core.command.terminal import PROBLEM, Table, complain, print_json, print_table
from atc_core.process import PROCESS
from atc_core.tuning.doctor import Report, examine


def doctor(
    strict: Annotated[bool, typer.Option("--strict", help="Fail on what counts for nothing, too.")] = False,
    json: Json = False,
) -> None:
    """Check machine, versions, backends, profile and environment, and say what would help."""
    report = examine(PROCESS.choice)
    if json:
        print_json({**msgspec.to_builtins(report), "problems": report.problems})
    else:
        print_report(report)
    if report.problems or (strict and report.notes):
        raise typer.Exit(PROBLEM)


def print_report(report: Report) -> None:
    """The report for people."""
    facts = [["machine", report.machine], ["fingerprint", report.fingerprint], ["Python", report.python]]
    facts += [[name, version] for name, version in report.versions.items()]
    where = f": {report.profile.path}" if report.profile.path else ""
    facts += [["profile", f"{report.profile.state}{where} ({report.profile.detail})"]]
    facts += [[name, repr(value)] for name, value in report.environment.items()]
    print_table(Table("Machine", ["what", "is"], facts, labels=2))
    rows = [
        [name, item.state, item.distribution, item.untunable or item.detail or f"{len(item.kernels)} kernels"]
        for name, item in report.backends.items()
    ]
    print_table(Table("\nBackends", ["backend", "state", "distribution", "details"], rows, labels=4))
    rows = [
        [name, item.state, item.module, item.detail or ", ".join(item.kernels)]
        for name, item in report.families.items()
    ]
    print_table(Table("\nKernels", ["family", "state", "module", "kernels"], rows, labels=4))
    tracebacks = [(name, item.traceback) for name, item in report.backends.items()]
    tracebacks += [(name, item.traceback) for name, item in report.families.items()]
    for name, text in tracebacks:
        if text:
            print(f"\n{name} failed with\n{text.rstrip()}")
    for problem in report.problems:
        complain(f"problem: {problem}")
    for note in report.advice + report.notes:
        complain(f"note: {note}")
