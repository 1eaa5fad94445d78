"""How many instructions each kernel of the pure crate executes, against what was accepted: ``make instructions``.

Valgrind counts them, so that a busy machine changes nothing; it knows no AVX-512, so the AVX2 code is what is counted,
and of rolling statistics the code that every processor has.
Over 10 % more in a kernel fails. ``make instructions-accept`` accepts what is counted now.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from atc_core.registry import find_kernel

RUST = Path(__file__).parents[1] / "rust_backend"
ACCEPTED = RUST / "kernels" / "instructions.json"
BUILD = ["cargo", "build", "--locked", "--release", "--package", "atc-kernels", "--example", "instructions"]
LEVEL = "Avx2"
NOTHING = "nothing"
LENGTHS = (28, 200)
SERIES = {10_000: 1, 32: 100}
"""Bars, and how many calls are counted together."""
GROWING = 1_000, 2_000
"""Bars and a longer window, where windows may hold fewer values: bar by bar they would cost the window each."""
MORE, LESS = 1.10, 0.90
HOW = "if that is meant, `make instructions-accept` accepts it"


class Case(NamedTuple):
    """One kernel on series of one size."""

    kernel: str
    bars: int
    length: int

    @property
    def label(self) -> str:
        """How the file of accepted counts calls it."""
        return f"{self.bars} bars, length {self.length}" if self.length else f"{self.bars} bars"

    @property
    def times(self) -> int:
        """How many calls are counted together."""
        return SERIES.get(self.bars, 1)

    def command(self, program: Path) -> list[str]:
        """What valgrind is to run."""
        return [str(program), self.kernel, str(self.bars), str(self.length or LENGTHS[0]), str(self.times)]


def cases(program: Path) -> Iterator[Case]:
    """Every kernel of the program at every size, and at every length if it has one; long ones only where they fit."""
    listed = subprocess.run([str(program), "list"], check=True, capture_output=True, text=True)
    return cases_of(listed.stdout.split())


def cases_of(kernels: Iterable[str]) -> Iterator[Case]:
    """Each kernel at every size, and at every length if it has one."""
    for kernel in kernels:
        has_length = any(item.name in ("length", "window") for item in find_kernel(kernel).options)
        for bars in SERIES:
            lengths = [length for length in LENGTHS if length <= bars] if has_length else [0]
            yield from (Case(kernel, bars, length) for length in lengths)
        if has_windows_that_grow(kernel):
            yield Case(kernel, *GROWING)


def has_windows_that_grow(kernel: str) -> bool:
    """Whether there are results before a window is full."""
    return any(item.name == "min_periods" for item in find_kernel(kernel).options)


def build() -> Path:
    """Compile the example that runs a kernel; its program."""
    done = subprocess.run([*BUILD, "--message-format=json"], cwd=RUST, check=True, stdout=subprocess.PIPE, text=True)
    messages = (json.loads(line) for line in done.stdout.splitlines())
    return Path(next(found for message in messages if (found := message.get("executable"))))


def run(program: Path, case: Case) -> tuple[int, str]:
    """The instructions of the whole process, and what it prints."""
    valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    done = subprocess.run([*valgrind, *case.command(program)], capture_output=True, text=True, check=False)
    found = re.search(r"Collected\s*:\s*(\d+)", done.stderr)
    if done.returncode or not found:
        raise SystemExit(f"{case.kernel} cannot be counted:\n{done.stderr}")
    return int(found[1]), done.stdout.strip()


def count(program: Path) -> dict[str, dict[str, int]]:
    """Instructions of one call by kernel and case: the process's, less those of one that calls nothing."""
    wanted = list(cases(program))
    idle = [Case(NOTHING, bars, 0) for bars in (*SERIES, GROWING[0])]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        counts = dict(
            zip([*idle, *wanted], pool.map(lambda case: run(program, case)[0], [*idle, *wanted]), strict=True)
        )
    found: dict[str, dict[str, int]] = {}
    for case in wanted:
        spent = counts[case] - counts[Case(NOTHING, case.bars, 0)]
        found.setdefault(case.kernel, {})[case.label] = round(spent / case.times)
    return found


def compare(was: Mapping[str, Mapping[str, int]], now: Mapping[str, Mapping[str, int]]) -> tuple[list[str], list[str]]:
    """What is wrong with the counts, and what one may want to know."""
    wrong, hints = [], []
    for kernel, labels in now.items():
        for label, instructions in labels.items():
            accepted = was.get(kernel, {}).get(label)
            if accepted is None:
                wrong.append(f"{kernel} ({label}) has no accepted count, is {instructions:,}: {HOW}")
                continue
            change = f"{kernel} ({label}) was {accepted:,} instructions, is {instructions:,}"
            percent = f"{100 * (instructions / accepted - 1):+.0f} %"
            if instructions > MORE * accepted:
                wrong.append(f"{change} ({percent}, allowed are {100 * (MORE - 1):+.0f} %): {HOW}")
            elif instructions < LESS * accepted:
                hints.append(f"{change} ({percent}): `make instructions-accept` makes that the new bar")
    gone = [
        f"{kernel} ({label})" for kernel, labels in was.items() for label in labels if label not in now.get(kernel, {})
    ]
    return wrong, hints + [f"{name} is accepted but no longer counted" for name in gone]


def compiler() -> str:
    """The version of rustc that compiles the kernels."""
    return subprocess.run(["rustc", "--version"], cwd=RUST, check=True, capture_output=True, text=True).stdout.strip()


def problem(program: Path) -> str | None:
    """Why nothing can be counted here, in one line."""
    level = run(program, Case(NOTHING, min(SERIES), 0))[1]
    return None if level == LEVEL else f"instructions are not counted: valgrind runs the {level} code here, not {LEVEL}"


def accept(counts: dict[str, dict[str, int]]) -> None:
    """Make the counts what later ones are compared with."""
    content = {"rustc": compiler(), "level": LEVEL, "instructions": counts}
    ACCEPTED.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    print(f"accepted the instructions of {len(counts)} kernels: {ACCEPTED.relative_to(RUST.parent)}")


def check(counts: dict[str, dict[str, int]]) -> int:
    """Compare with what was accepted and say what changed; 1 if that is too much."""
    accepted: dict[str, Any] = json.loads(ACCEPTED.read_text(encoding="utf-8"))
    if (now := compiler()) != accepted["rustc"]:
        print(f"the accepted instructions were counted with {accepted['rustc']}, this is {now}; the limit is the same")
    wrong, hints = compare(accepted["instructions"], counts)
    for line in hints:
        print(line)
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"instructions of {len(counts)} kernels: {'over the limit' if wrong else 'within the limit'}")
    return 1 if wrong else 0


def main() -> int:
    """Count, then compare or accept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accept", action="store_true", help="accept what is counted")
    options = parser.parse_args()
    if shutil.which("valgrind") is None:
        print("instructions are not counted: valgrind is not installed")
        return 0
    program = build()
    if (reason := problem(program)) is not None:
        print(reason)
        return 0
    counts = count(program)
    if options.accept:
        accept(counts)
        return 0
    return check(counts)


if __name__ == "__main__":
    sys.exit(main())
