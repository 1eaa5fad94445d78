"""Whether random calls come to the same on every backend: ``python benchmarks/random_calls.py --calls 100000``.

Arrays in every form, frames, options, `out` and gaps, two thirds of them right: the result must agree as the contract
says and be labelled alike, an error must be the same one in the same words, and no argument may change but `out`.
Warnings are errors. ``--only 17`` repeats one call and shows what it came to on each backend. ``--keep`` counts the
calls in docs/figures/random_calls.json and leaves out those that it has: a campaign may be stopped at any time.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from fnmatch import fnmatch
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from campaign import CHUNK, Campaign, Finding, Tally, campaigns, digest_of, keep_all
from fuzz.making import Call, all_kernels, make
from fuzz.outcomes import Outcome, allowances, arguments, difference, run, snapshots
from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

import atc_core
from atc_core.decimals.declaring import DecimalKernel
from atc_core.errors import shown
from atc_core.kernel import Kernel

BACKENDS = ("python", "numba", "rust")
OF_DECIMALS = ("pyarrow", "polars")
"""Further ones, of kernels of decimals: adapters of floats agree only to their tolerance, these in every digit."""
SECONDS = 120
"""Ten calls that compute for longer hang: compiling ``atc`` for Numba takes 20 s, by the clock 200 where it is busy."""
WAITED = 1800
"""Seconds by the clock, for those that wait for ever and compute nothing."""
SHOWN = 3
"""Calls of a kind of difference that are named."""


class Tried(NamedTuple):
    """One call on all its backends."""

    kernel: str
    runs: int
    refused: str
    """Type of the exception; empty where there was a result."""
    findings: list[Finding]


def backends_of(kernels: Sequence[Kernel[..., Any]], backends: Sequence[str]) -> dict[str, list[str]]:
    """By kernel, which of the backends have it, the reference first."""
    found: dict[str, list[str]] = {}
    for kernel in kernels:
        further = OF_DECIMALS if isinstance(kernel, DecimalKernel) else ()
        for name in (*backends, *further):
            try:
                atc_core.get(kernel.name, backend=name)
            except atc_core.BackendError:
                continue
            found.setdefault(kernel.name, []).append(name)
    states = atc_core.backends()
    absent = [name for name in backends if name not in states or states[name].state != "available"]
    if absent:
        raise SystemExit(f"no kernel runs on {', '.join(absent)}: atc-tune doctor says why")
    return found


def outcomes_of(make_call: Callable[[], Call], known: dict[str, list[str]]) -> tuple[Call, list[Outcome]]:
    """What a call comes to on each backend, with arguments of its own."""
    first = call = make_call()
    found, before = [], snapshots(first)
    for place, name in enumerate(known[first.kernel.name]):
        call = make_call() if place else first
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found.append(run(call, before, name, call.ways[place]))
    return first, found


def quietly(kernels: Sequence[Kernel[..., Any]], seed: int, index: int) -> Call:
    """Make a call; what other libraries say of its arguments is no matter."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return make(kernels, seed, index)


def tried(make_call: Callable[[], Call], known: dict[str, list[str]], index: int) -> Tried:
    """Run one call everywhere and compare."""
    (kernel, *_), outcomes = outcomes_of(make_call, known)
    allowed = cache(lambda: allowances(make_call()))
    found = []
    for name, outcome in zip(known[kernel.name], outcomes, strict=True):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                unlike = difference(kernel, outcomes[0], outcome, allowed)
            except Exception as error:
                unlike = f"cannot be compared: {type(error).__name__}: {error}"
        fault = outcome.fault(kernel.name)
        problem = fault and f"{fault}: {outcome.text}"
        found += [Finding(index, kernel.name, name, text) for text in (problem or unlike,) if text]
    first = outcomes[0].error
    return Tried(kernel.name, len(outcomes), "" if first is None else type(first).__name__, found)


def table_of(findings: Sequence[Finding]) -> Table:
    """Findings by their kind, the most frequent first."""
    kinds: dict[str, list[Finding]] = {}
    for finding in findings:
        kinds.setdefault(finding.kind, []).append(finding)
    table = Table("times", "backends", "kernels", "--only", "what", show_lines=True)
    for same in sorted(kinds.values(), key=len, reverse=True):
        backends, kernels = (Counter(getattr(item, name) for item in same) for name in ("backend", "kernel"))
        numbers = dict.fromkeys(str(item.index) for item in same)
        row = (str(len(same)), " ".join(backends), named(kernels), " ".join([*numbers][:SHOWN]), same[0].text[:400])
        table.add_row(*map(escape, row))
    return table


def named(counts: Counter[str]) -> str:
    """The names that occur most, and how many more there are."""
    names = [name for name, _ in counts.most_common(SHOWN)]
    rest = len(counts) - len(names)
    return " ".join([*names, *([f"and {rest} more"] if rest else [])])


def report(found: Tally, seed: int, console: Console) -> int:
    """Print what the calls came to; 1 where some did not come to the same."""
    shares = ", ".join(f"{name} {count}" for name, count in found.outcomes.most_common())
    if found.findings:
        console.print(table_of(found.findings))
        print(f"repeat one: python benchmarks/random_calls.py --seed {seed} --only NUMBER")
    print(f"{found.calls} calls, {found.runs} runs ({shares}): {found.faults} calls differ")
    return 1 if found.findings else 0


def show(make_call: Callable[[], Call], known: dict[str, list[str]], index: int) -> int:
    """One call in full."""
    call = make_call()
    print(f"{call.kernel.name}(")
    for name, value in arguments(call):
        lies = f"{value.dtype} {value.shape}, strides {value.strides}" if isinstance(value, np.ndarray) else ""
        print(f"  {name}: {type(value).__name__} {lies}")
        print(f"    {shown(value)}")
    for name, outcome in zip(known[call.kernel.name], outcomes_of(make_call, known)[1], strict=True):
        print(f"{name}: {outcome.text or repr(outcome.result)} {outcome.harm}")
        if outcome.error is not None:
            traceback.print_exception(outcome.error, limit=-4)
    findings = tried(make_call, known, index).findings
    print(*findings, sep="\n")
    return 1 if findings else 0


@cache
def prepared(pattern: str) -> tuple[list[Kernel[..., Any]], dict[str, list[str]]]:
    """The kernels of these names, and which backends have each."""
    kernels = [item for item in all_kernels() if fnmatch(item.name, pattern)]
    return kernels, backends_of(kernels, BACKENDS)


def called(seed: int, pattern: str, numbers: range, folder: Path) -> Tally:
    """Make the calls of these numbers; one that crashes or hangs leaves its own in a file of the folder."""
    kernels, known = prepared(pattern)
    found, begin, path = Tally(), time.perf_counter(), folder / str(os.getpid())
    faulthandler.enable()
    faulthandler.register(signal.SIGPROF, chain=True)  # which then ends the process
    with path.open("wb", buffering=0) as file:
        for index in numbers:
            os.pwrite(file.fileno(), b"%-9d" % index, 0)
            if index % 10 == 0:
                signal.setitimer(signal.ITIMER_PROF, SECONDS)
                faulthandler.dump_traceback_later(WAITED, exit=True)
            result = tried(partial(quietly, kernels, seed, index), known, index)
            outcomes = Counter([result.refused or "a result"])
            found.add(Tally(1, result.runs, 0.0, outcomes, Counter([result.kernel]), result.findings))
    signal.setitimer(signal.ITIMER_PROF, 0)
    faulthandler.cancel_dump_traceback_later()
    path.unlink()
    found.seconds = time.perf_counter() - begin
    return found


def chunks(options: argparse.Namespace, waiting: Sequence[int], console: Console) -> Iterator[tuple[int, Tally]]:
    """Chunk after chunk of calls by the processes; the calls in which one died are findings."""
    end = options.first + options.calls
    spans = {chunk: range(max(chunk * CHUNK, options.first), min((chunk + 1) * CHUNK, end)) for chunk in waiting}
    with (
        tempfile.TemporaryDirectory(prefix="random-calls-") as folder,
        ProcessPoolExecutor(options.workers, get_context("spawn")) as pool,
    ):
        given = (options.seed, options.kernel)
        futures = {pool.submit(called, *given, span, Path(folder)): chunk for chunk, span in spans.items()}
        try:
            for future in track(as_completed(futures), "calling", len(futures), console=console):
                yield futures[future], future.result()
        except BrokenProcessPool:
            for path in Path(folder).iterdir():
                index = int(path.read_bytes())
                text = f"the process ended: a crash, or over {SECONDS} s of computing"
                yield index // CHUNK, Tally(findings=[Finding(index, "", "", text)])


def run_all(options: argparse.Namespace, console: Console) -> Tally:
    """Make the calls, and keep what they came to where that is asked for."""
    campaign = Campaign(digest_of([item.name for item in all_kernels()]), options.seed)
    others = campaigns() if options.keep else []
    for item in others:
        if (item.digest, item.seed) == (campaign.digest, campaign.seed):
            campaign = item
    others = [item for item in others if item is not campaign]
    wanted = range(options.first // CHUNK, -(-(options.first + options.calls) // CHUNK))
    total = Tally()
    for chunk, found in chunks(options, [item for item in wanted if not campaign.has(item)], console):
        total.add(found)
        campaign.add(chunk, found)
        if options.keep:
            keep_all([*others, campaign])
    return total


def main() -> int:
    """Run the calls; 1 where some did not come to the same."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first call")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1, help="processes side by side")
    parser.add_argument("--keep", action="store_true", help=f"count whole chunks of {CHUNK} calls in docs/figures")
    parser.add_argument("--only", type=int, help="the number of one call, which is shown in full")
    parser.add_argument("--kernel", default="*", help="calls of these kernels only, as decimal_*")
    options = parser.parse_args()
    if options.keep and (options.kernel != "*" or options.first % CHUNK or options.calls % CHUNK):
        parser.error(f"--keep counts calls of all kernels, by {CHUNK}")
    if options.only is not None:
        kernels, known = prepared(options.kernel)
        return show(partial(quietly, kernels, options.seed, options.only), known, options.only)
    return report(run_all(options, Console(stderr=True)), options.seed, Console())


if __name__ == "__main__":
    sys.exit(main())
