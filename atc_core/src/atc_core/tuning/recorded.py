"""What a program recorded (``ATC_TUNE=record``), as the cases that are worth measuring first."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from atc_core.places import read_file
from atc_core.registry import find_kernel

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SIZES_PER_KERNEL = 6
"""More recorded sizes than this add time and no knowledge: curves are straight in between."""


class Line(msgspec.Struct):
    """One line of a record; the layout is for people, every layout ends in the same functions."""

    kernel: str
    n: int
    options: dict[str, int | float] = {}
    layout: str = "1d"
    calls: int = 1
    seconds: float = 0.0


class Case(NamedTuple):
    """A kernel at a size, with options, and the seconds that a program spent there."""

    kernel: str
    n: int
    options: dict[str, Any]
    seconds: float


def read_record(path: Path) -> list[Case]:
    """The cases of a record, those first on which most time was spent; an error names the line."""
    try:
        lines = read_file(path).splitlines()
    except OSError as error:
        raise ValueError(f"record {path} cannot be read ({error.strerror or error})") from None
    found = []
    for number, line in enumerate(lines, start=1):
        try:
            if line.strip():
                found.append(read_line(line))
        except (msgspec.DecodeError, UnicodeDecodeError, KeyError, ValueError) as error:
            raise ValueError(f"record {path}, line {number}: {error.args[0]}") from None
    if not found:
        raise ValueError(f"record {path} holds no calls")
    return most_valuable(found)


def read_line(text: bytes) -> Case:
    """One line, checked against the kernel's declaration."""
    line = msgspec.json.decode(text, type=Line)
    allowed = {item.name: item for item in find_kernel(line.kernel).options}
    for name, value in line.options.items():
        if name not in allowed:
            raise ValueError(f"{line.kernel} has no option {name!r}")
        if not allowed[name].domain.allow(value):
            raise ValueError(f"{line.kernel}: {name} must be {allowed[name].domain.allowed(value)}, was {value}")
    if line.n < 0 or not line.seconds >= 0.0:
        raise ValueError("n and seconds must not be negative")
    return Case(line.kernel, line.n, line.options, line.seconds)


def most_valuable(cases: Iterable[Case]) -> list[Case]:
    """One case for sizes within a factor of two, the costliest, with the seconds of all of them."""
    groups: dict[tuple[str, int], list[Case]] = defaultdict(list)
    for case in cases:
        groups[case.kernel, case.n.bit_length()].append(case)
    joined = [
        max(group, key=lambda case: case.seconds)._replace(seconds=sum(case.seconds for case in group))
        for group in groups.values()
    ]
    joined.sort(key=lambda case: -case.seconds)
    by_kernel: dict[str, list[Case]] = defaultdict(list)
    for case in joined:
        by_kernel[case.kernel].append(case)
    return [case for case in joined if case in by_kernel[case.kernel][:SIZES_PER_KERNEL]]
