"""The command `atc-conformance`: every disagreement of a backend with the contract, not only the first."""

from __future__ import annotations

from typing import Annotated, Any, NoReturn

import typer

from atc_core.command.arguments import Json, KernelNames, Version, check_backends, complete_backend
from atc_core.command.following import follow
from atc_core.command.terminal import PROBLEM, complain, new_app, print_json, run
from atc_core.conformance.inquiry import Finding, Inquiry, implemented
from atc_core.errors import BackendError
from atc_core.process import PROCESS

SHOWN = 10
"""Disagreements that are written out of one check; `--json` has them all."""

app = new_app(help="Find everything in which a backend does not give what the contract demands.")


def check_backend(name: str) -> str:
    """`name` must be a backend; the error names the closest match."""
    return check_backends([name])[0]


@app.command()
def conformance(
    backend: Annotated[
        str,
        typer.Argument(
            help="The backend's name.", metavar="BACKEND", callback=check_backend, autocompletion=complete_backend
        ),
    ],
    kernel: KernelNames = [],  # noqa: B006 typer copies it
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes side by side; as many as there are cores unless given.")
    ] = None,
    json: Json = False,
    version: Version = False,  # noqa: ARG001 its callback ends the command
) -> None:
    """Find everything in which a backend does not give what the contract demands.

    Every kernel that it implements is compared with its reference: edge cases, all sizes, all windows, a million bars,
    layouts, types, tables, `out`, threads. Exit status 1 where anything disagrees.
    """
    inquiry = Inquiry(backend, implemented(backend, kernel), workers)
    for _ in follow(inquiry.steps()):
        pass
    if json:
        print_json(report(inquiry))
    else:
        print_findings(inquiry)
    if inquiry.disagreements:
        raise typer.Exit(PROBLEM)


def report(inquiry: Inquiry) -> dict[str, Any]:
    """Everything that was found, for programs."""
    rows = [
        {"kernel": finding.kernel, "check": finding.check, "case": item.case, **item.difference._asdict()}
        for finding in inquiry.findings
        for item in finding.disagreements
    ]
    counts = {"kernels": len(inquiry.kernels), "checks": len(inquiry.findings)}
    return {"backend": inquiry.backend, **counts, "disagreements": rows}


def print_findings(inquiry: Inquiry) -> None:
    """What was found, for people: by kernel and check, each with the rule that it breaks."""
    wrong = [finding for finding in inquiry.findings if finding.disagreements]
    for finding in wrong:
        print_finding(finding)
    kernels = len({finding.kernel for finding in wrong})
    failed = f"{len(wrong)} fail, of {kernels} kernels" if wrong else "all pass"
    complain(f"{inquiry.backend}: {len(inquiry.findings)} checks of {len(inquiry.kernels)} kernels, {failed}")


def print_finding(finding: Finding) -> None:
    """The disagreements of one check."""
    print(f"{finding.kernel}, {finding.check}: {finding.about}")
    for item in finding.disagreements[:SHOWN]:
        print(f"  {item.case}: {item.difference}")
    if len(finding.disagreements) > SHOWN:
        print(f"  and {len(finding.disagreements) - SHOWN} more")
    for rule in dict.fromkeys(item.difference.rule for item in finding.disagreements[:SHOWN]):
        print(f"  rule: {rule}")


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run `atc-conformance`."""
    PROCESS.choice.may_lack_profile = True
    run(app, "atc-conformance", arguments, problems=(BackendError,))


if __name__ == "__main__":
    main()
