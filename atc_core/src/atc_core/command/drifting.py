"""The command `atc-tune drift`."""

from __future__ import annotations

import time

import typer

from atc_core.command.arguments import BackendNames, Json, KernelNames
from atc_core.command.following import follow
from atc_core.command.profiles import own_profile
from atc_core.command.terminal import PROBLEM, Table, complain, print_json, print_table
from atc_core.process import PROCESS
from atc_core.tuning.drift import Drift, Moved
from atc_core.tuning.plan import default_tools


def drift(kernel: KernelNames = [], backend: BackendNames = [], json: Json = False) -> None:  # noqa: B006
    """Time again what was measured, and name what moved by more than a tie.

    Exit status 0 where nothing moved, 1 where something did; the profile stays as it is. What moved while the rest did
    not has other code or other libraries; where everything moved alike, the machine is slower or faster than it was.
    """
    checked = Drift(PROCESS.choice.plugins, own_profile(), default_tools(), kernel, backend)
    begin = time.monotonic()
    for _ in follow(checked.steps()):
        pass
    took = time.monotonic() - begin
    if json:
        moved = [item._asdict() for item in checked.moved]
        print_json(
            {"seconds": took, "timed": checked.timed, "usual": checked.usual, "moved": moved, "notes": checked.notes}
        )
    else:
        report_drift(checked, took)
    if checked.moved:
        raise typer.Exit(PROBLEM)


def report_drift(checked: Drift, took: float) -> None:
    """Say what moved."""
    for note in checked.notes:
        complain(f"note: {note}")
    if not checked.moved:
        print(f"nothing moved: {checked.timed} timings agree with the profile, in {took:.1f} s")
        return
    rows = [cells(item) for item in checked.moved]
    title = f"moved, of {checked.timed} timings; usually {checked.usual:.2f} times the profile's"
    print_table(Table(title, ["kernel", "backend", "bars", "then, µs", "now, µs", "ratio"], rows, labels=2))
    print("tune again with: atc-tune")


def cells(item: Moved) -> list[str]:
    """A row as text."""
    size = f"{item.n:,}".replace(",", " ")
    return [item.kernel, item.backend, size, f"{item.then * 1e6:.3g}", f"{item.now * 1e6:.3g}", f"{item.ratio:.2f}"]
