"""Whether memory stays as it is over ten million calls: ``python benchmarks/leaks.py --keep``.

Hot calls of every kind on our three backends: arrays, `out`, tables, frames, several results, decimals, streams and
their states, sweeps, wrong calls; then every kernel by itself. After each part the blocks that Python holds
(`sys.getallocatedblocks`) and the resident memory must be what they were. Linux only: others do not tell the latter.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from kept_figures import Figures, keep
from leaking_calls import KINDS, Repeated, every_kernel, kinds
from rich.console import Console
from rich.progress import track

BACKENDS = ("python", "numba", "rust")
BLOCKS = 64
"""Blocks that caches and counters may take; what leaks one a call leaves thousands."""
RESIDENT = 512 << 10
"""Bytes: pages come and go with allocators."""
OF_A_KERNEL = {"python": 500, "numba": 2_000, "rust": 2_000}
"""Calls of each kernel."""
PAGE = 4096
STATM = Path("/proc/self/statm")


class Part(NamedTuple):
    """Calls of one kind on one backend."""

    kind: str
    backend: str
    calls: int
    seconds: float
    blocks: int
    """By how many blocks Python's memory grew."""
    resident: int
    """By how many bytes the resident memory grew."""

    @property
    def leaks(self) -> bool:
        """Whether memory is not as it was."""
        return self.blocks > BLOCKS or self.resident > RESIDENT


def held() -> tuple[int, int]:
    """Python's blocks and the resident bytes, after collecting."""
    gc.collect()
    return sys.getallocatedblocks(), PAGE * int(STATM.read_text().split()[1])


def measured(kind: str, backend: str, repeat: Repeated, calls: int) -> Part:
    """Warm up with a tenth of the calls, then look at what the others leave.

    What grows is looked at again, once: a cache that fills, and pages of an allocator, do not grow twice.
    """
    repeat(max(calls // 10, 20))
    for _ in range(2):
        blocks, resident = held()
        begin = time.perf_counter()
        repeat(calls)
        seconds = time.perf_counter() - begin
        after = held()
        part = Part(kind, backend, calls, seconds, after[0] - blocks, after[1] - resident)
        if not part.leaks:
            break
    return part


def parts(total: int) -> Iterator[Callable[[], Part]]:
    """Every part: the kinds by their share of the calls, then all kernels."""
    found = [(backend, *kind) for backend in BACKENDS for kind in kinds(backend)]
    shares = sum(share for _, _, share, _ in found)
    for backend, kind, share, repeat in found:
        yield partial(measured, kind, backend, repeat, max(total * share // shares, 20))
    for backend in BACKENDS:
        for name, repeat in every_kernel(backend):
            yield partial(measured, name, backend, repeat, OF_A_KERNEL[backend])


def keep_parts(found: list[Part]) -> None:
    """Write what was found: the kinds each, the kernels of a backend together."""
    rows: list[list[str | float]] = [
        [item.kind, item.backend, item.calls, item.blocks, round(item.resident / 1024)]
        for item in found
        if item.kind in KINDS
    ]
    for backend in BACKENDS:
        own = [item for item in found if item.backend == backend and item.kind not in KINDS]
        calls, blocks, resident = (sum(getattr(item, name) for item in own) for name in ("calls", "blocks", "resident"))
        rows.append([f"each of {len(own)} kernels", backend, calls, blocks, round(resident / 1024)])
    summary = f"{sum(item.calls for item in found):,} calls, {sum(item.leaks for item in found)} leaks."
    columns = ["calls", "backend", "number", "more blocks", "more KiB resident"]
    keep("leaks", "make leaks", summary, [Figures("", columns, rows)])


def main() -> int:
    """Make the calls; 1 where memory grew."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=10_000_000, help="of all kinds together")
    parser.add_argument("--keep", action="store_true", help="write the figures to docs/figures")
    options = parser.parse_args()
    if not STATM.exists():
        print("leaks are not looked for: only Linux tells the resident memory")
        return 0
    warnings.simplefilter("ignore")
    steps = list(parts(options.calls))
    found = [step() for step in track(steps, "calling", console=Console(stderr=True), transient=True)]
    for item in found:
        if item.leaks:
            print(f"{item.kind}, {item.backend}: {item.calls} calls left {item.blocks} blocks, {item.resident} bytes")
    if options.keep:
        keep_parts(found)
    print(f"{sum(item.calls for item in found):,} calls, {sum(item.leaks for item in found)} leaks")
    return 1 if any(item.leaks for item in found) else 0


if __name__ == "__main__":
    sys.exit(main())
