"""A process that computes all the time on the core on which this one runs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

SPIN = "while True: pass"


@contextmanager
def busy_core() -> Iterator[int]:
    """Share one core with a busy process; where the system cannot bind processes, keep every core busy."""
    can_bind = hasattr(os, "sched_setaffinity")
    before = os.sched_getaffinity(0) if can_bind else set(range(os.cpu_count() or 1))
    core = max(before)
    if can_bind:
        os.sched_setaffinity(0, {core})
    others = [subprocess.Popen([sys.executable, "-c", SPIN]) for _ in range(1 if can_bind else len(before))]
    try:
        yield core
    finally:
        for other in others:
            other.kill()
            other.wait()
        if can_bind:
            os.sched_setaffinity(0, before)
