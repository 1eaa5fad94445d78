"""What is compared with peers, and on what inputs."""

from __future__ import annotations

from typing import Any

import numpy as np
import ordinary_loops
from libraries import Library
from racing import Arguments, Entry, Function, building_blocks, implements, of_length, samples

import atc_core
from atc_core.registry import find_kernel

OURS, LOOP, INNER_SUM, COPY = "rust", "ordinary loop", "inner sums", "copy"
LENGTH = 28
CONSTANTS: dict[str, Any] = {"fast": 2 / 3, "slow": 2 / 31}
"""Kaufman's own, which most libraries have built in."""


def compared() -> list[str]:
    """Our kernels that have an ordinary loop to be compared with."""
    return [name for name in building_blocks() if hasattr(ordinary_loops, name) and implements(OURS, name)]


def options(kernel: str) -> dict[str, Any]:
    """What every contender is called with."""
    return {**CONSTANTS, **of_length(find_kernel(kernel), LENGTH)}


def contenders(kernel: str, libraries: list[Library]) -> dict[str, Function]:
    """By name: ours through its handle, the ordinary loops, every library that has the kernel, a copy of the input."""
    found: dict[str, Function] = {OURS: atc_core.get(kernel, backend=OURS), LOOP: getattr(ordinary_loops, kernel)}
    inner_sum = getattr(ordinary_loops, f"{kernel}_inner_sum", None)
    if inner_sum is not None:
        found[INNER_SUM] = inner_sum
    found |= {item.name: item.functions[kernel] for item in libraries if kernel in item.functions}
    found[COPY] = lambda x, *_: x.copy()
    return found


def entries(kernel: str, n: int, libraries: list[Library]) -> dict[str, Entry]:
    """The contenders with their inputs, in the form that each takes; a library that refuses so few bars is left out."""
    inputs = samples(find_kernel(kernel), n, **options(kernel))
    given = {item.name: [converted(arguments, item) for arguments in inputs] for item in libraries}
    found = {name: Entry(function, given.get(name, inputs)) for name, function in contenders(kernel, libraries).items()}
    return {name: entry for name, entry in found.items() if name not in given or can_run(entry)}


def can_run(entry: Entry) -> bool:
    """Whether the function takes such inputs."""
    try:
        entry.function(*entry.inputs[0])
    except Exception:
        return False
    return True


def converted(arguments: Arguments, library: Library) -> Arguments:
    """Arguments whose series of numbers are what the library takes."""
    return tuple(
        library.given(item) if isinstance(item, np.ndarray) and item.dtype == float else item for item in arguments
    )
