"""The command `atc-tune`: measure this machine, show what was measured, explain decisions, find out what is wrong."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Annotated, NoReturn

import msgspec
import typer

import atc_core
from atc_core.command.arguments import BackendNames, Json, KernelName, KernelNames, Version, read_duration, seconds
from atc_core.command.drifting import drift
from atc_core.command.following import follow
from atc_core.command.health import doctor
from atc_core.command.profile_table import print_profile
from atc_core.command.profiles import commands, own_profile
from atc_core.command.reporting import report
from atc_core.command.terminal import (
    INTERRUPTED,
    PROBLEM,
    complain,
    new_app,
    print_json,
    run,
)
from atc_core.errors import BackendError
from atc_core.process import PROCESS
from atc_core.registry import AnyKernel, find_kernel, kernels
from atc_core.tuning import show as showing
from atc_core.tuning.estimates import shipped_candidates
from atc_core.tuning.exchange import expired, expiry
from atc_core.tuning.machine import fingerprint, seconds_since_start
from atc_core.tuning.model import Thresholds, compile_thresholds
from atc_core.tuning.plan import FULL, QUICK, Plan, default_tools
from atc_core.tuning.profile import (
    ProfileError,
    default_profile,
    encode,
    load_profile,
    profile_path,
    shipped,
)
from atc_core.tuning.recorded import read_record
from atc_core.tuning.store import check_target, clear_profile, save_profile
from atc_core.tuning.tune import Tuning
from atc_core.variant import kernel_name

FINISH = 0.3
"""Seconds between the last measurement and the end of the process."""
SAVE_EVERY = 5.0
"""Seconds of measurements that a kill may cost."""

app = new_app(help="Measure which backend is fastest on this machine, and ask what was found.")
app.add_typer(commands)
app.command()(report)
app.command()(doctor)
app.command()(drift)


@app.callback(invoke_without_command=True)
def tune(
    context: typer.Context,
    kernel: KernelNames = [],  # noqa: B006 typer copies it
    backend: BackendNames = [],  # noqa: B006
    quick: Annotated[
        bool, typer.Option("--quick", help="Take 20 seconds at most; what does not fit is left for later.")
    ] = False,
    budget: Annotated[
        str | None,
        typer.Option(help="Take no longer than this, for example 30s or 2m.", callback=read_duration),
    ] = None,
    record: Annotated[
        Path | None, typer.Option("--from", help="Measure first what a program recorded with ATC_TUNE=record.")
    ] = None,
    json: Json = False,
    version: Version = False,  # noqa: ARG001 its callback ends the command
) -> None:
    """Measure which backend is fastest on this machine, and ask what was found.

    Without a command: verify every backend against the reference, time the verified ones, write the profile.
    """
    command = context.invoked_subcommand
    if command is not None:
        given = {"--quick": quick, "--budget": budget, "--from": record, "--kernel": kernel, "--backend": backend}
        given["--json"] = json
        for option in filter(given.get, given):
            raise typer.BadParameter(f"{option} belongs to tuning; write the options of {command} after its name")
        return
    plan = within(QUICK if quick else FULL, seconds(budget) if budget else None)
    if record:
        plan = plan._replace(recorded=tuple(read_record(record)))
    # The fastest backend in float32 is hardly ever another one than in float64: a quick look does not measure it.
    run_tuning(plan, kernel or [*kernels(), *([] if quick else kernels("float32"))], backend, json=json)


def within(plan: Plan, budget: float | None) -> Plan:
    """The plan within the seconds of a budget, or its own; what starting, saving and printing take counts too."""
    left = max((budget or plan.deadline) - seconds_since_start() - FINISH, 0.0)
    return plan._replace(timing=left if budget else plan.timing, deadline=left)


def run_tuning(plan: Plan, kernels: list[str], backends: list[str], *, json: bool) -> None:
    """Tune, save what is known whenever that ends, and say what was found."""
    choice, begin = PROCESS.choice, time.monotonic()
    path = profile_path(choice.settings.profile)
    check_target(path, fingerprint())
    declared, notes = with_reference([find_kernel(name) for name in kernels])
    names = [name for name in candidates(declared) if not backends or name in backends]
    tuning = Tuning(choice.plugins, declared, names, plan, default_tools())
    tuning.notes.extend(notes)
    interrupted, saved = False, begin
    try:
        # What a backend prints must not get between the lines of our own result.
        with redirect_stdout(sys.stderr):
            for _ in follow(tuning.steps()):
                if time.monotonic() - saved > SAVE_EVERY:
                    save_profile(path, tuning.profile())
                    saved = time.monotonic()
    except KeyboardInterrupt:
        interrupted = True
    profile = tuning.profile()
    if profile.kernels:
        save_profile(path, profile)
    report_tuning(tuning, path, time.monotonic() - begin, interrupted=interrupted, json=json)
    if interrupted:
        raise typer.Exit(INTERRUPTED)
    if not profile.kernels:
        raise typer.Exit(PROBLEM)


def report_tuning(tuning: Tuning, path: Path, took: float, *, interrupted: bool, json: bool) -> None:
    """Say what was measured and where it is kept."""
    profile = tuning.profile()
    if json:
        outcome = {"path": str(path), "seconds": took, "interrupted": interrupted, "notes": tuning.notes}
        print_json({**outcome, **msgspec.to_builtins(profile)})
        return
    for note in tuning.notes:
        complain(f"note: {note}")
    if interrupted:
        complain("stopped by Ctrl-C; what was measured is kept")
    if not profile.kernels:
        complain("nothing was measured; no profile was written")
        return
    print_profile(profile, f"measured on {profile.description} in {took:.1f} s")
    print(f"profile: {path}")


def with_reference(kernels: Sequence[AnyKernel]) -> tuple[list[AnyKernel], list[str]]:
    """The kernels that can be verified, and notes on the others; BackendError where there are none."""
    found, notes = [], []
    for kernel in kernels:
        try:
            PROCESS.choice.implementation(kernel, kernel.reference)
            found.append(kernel)
        except BackendError as error:
            notes.append(f"{kernel.name} is left out: its reference cannot run: {error}")
            if len(notes) == len(kernels):
                raise
    return found, notes


def candidates(kernels: Sequence[AnyKernel]) -> list[str]:
    """The backends that can run: references of kernels without shipped costs, then the most promising.

    Those that are known, and not to have any of these kernels, come last: a budget must reach a stranger's own.
    """
    rankings = shipped_thresholds()
    wins = Counter(name for ranking in rankings.values() for name in ranking.names)
    covered = Counter(name for entry in default_profile().kernels.values() for name in entry.candidates)
    first = {kernel.reference for kernel in kernels if kernel.name not in rankings}
    promising = {name for kernel in kernels for name in shipped_candidates(kernel)}
    names = [backend.name for backend in PROCESS.choice.plugins.available()]
    idle = {name for name in covered if name not in promising}
    return sorted(names, key=lambda name: (name not in first, name in idle, -wins[name], -covered[name]))


def shipped_thresholds() -> dict[str, Thresholds]:
    """What the shipped default decides, entry by entry."""
    curves = {name: showing.entry_curves(entry) for name, entry in default_profile().kernels.items()}
    return {name: compile_thresholds(costs) for name, costs in curves.items() if costs}


@app.command()
def show(kernel: KernelNames = [], json: Json = False) -> None:  # noqa: B006
    """Show what was measured: the fastest per kernel and size, and the ratio of each backend to it."""
    path = profile_path(PROCESS.choice.settings.profile)
    tuned = load_profile(path, fingerprint())
    profile = tuned or default_profile()
    if kernel:
        kernels = {name: entry for name, entry in profile.kernels.items() if kernel_name(name) in kernel}
        profile = msgspec.structs.replace(profile, kernels=kernels)
    source = "profile" if tuned else "shipped default"
    if json:
        rows = [row._asdict() for row in showing.rows(profile)]
        void = expired(tuned, PROCESS.choice.plugins) if tuned else {}
        content = {"source": source, "path": str(path), "machine": profile.description, "expired": void, "rows": rows}
        print_json(content)
        return
    print_profile(profile, f"{source}, measured on {profile.description}")
    if not tuned:
        complain("nothing was tuned on this machine yet; tune with: atc-tune")
    elif sentence := expiry(tuned, PROCESS.choice.plugins):
        complain(f"expired: {sentence}")


@app.command()
def explain(
    kernel: KernelName,
    n: Annotated[int, typer.Option("-n", min=0, help="Bars in the series.")] = 10_000,
    json: Json = False,
) -> None:
    """Explain which backend would run a kernel, which would not, and why."""
    decision = atc_core.get(kernel).explain(n=n)
    if json:
        rejected = [item._asdict() for item in decision.rejected]
        print_json({**decision._asdict(), "rejected": rejected})
    else:
        print(decision)


@app.command()
def clear(json: Json = False) -> None:
    """Remove this machine's profile; an unreadable one is kept beside it under another name."""
    path = profile_path(PROCESS.choice.settings.profile)
    what = clear_profile(path, fingerprint())
    if json:
        print_json({"path": str(path), "done": what})
    else:
        print(f"{path}: {what}")


@app.command(hidden=True)
def export_default(file: Annotated[Path, typer.Argument(help="The JSON file to write.")]) -> None:
    """Write this machine's profile as the cost model that is shipped for machines that were not tuned."""
    tuned = own_profile()
    file.write_bytes(encode(shipped(tuned)))
    print(f"{file}: the costs of {len(tuned.kernels)} kernels on {tuned.description}")


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run `atc-tune`."""
    PROCESS.choice.may_lack_profile = True
    run(app, "atc-tune", arguments, problems=(BackendError, ProfileError))


if __name__ == "__main__":
    main()
