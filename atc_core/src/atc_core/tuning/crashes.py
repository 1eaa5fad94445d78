"""Backends that end a process when they are loaded: a library that was cut off, one that aborts. One dies for all."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Sequence

LOADING = "atc-loading "
TIMEOUT = 60.0
"""Seconds to load all of them."""
CODE = f"""
import sys, warnings
warnings.simplefilter("ignore")
from atc_core.process import PROCESS
for name in sys.argv[1:]:
    print("\\n{LOADING}" + name, flush=True)
    try:
        PROCESS.choice.plugins.load(name)
    except Exception:
        pass
print("\\n{LOADING}", flush=True)
"""


def crashes(names: Sequence[str]) -> dict[str, str]:
    """Which backends a process does not survive loading, and how it ends."""
    found: dict[str, str] = {}
    while (left := [name for name in names if name not in found]) and (ended := first_crash(left)):
        name, reason = ended
        found[name] = reason
    return found


def first_crash(names: Sequence[str]) -> tuple[str, str] | None:
    """The first of these backends that ends a process which loads them in turn, and how; None where none does."""
    command = [sys.executable, "-c", CODE, *names]
    try:
        done = subprocess.run(  # noqa: S603 our own interpreter
            command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=TIMEOUT
        )
        output, reason = done.stdout, ending(done.returncode)
    except subprocess.TimeoutExpired as late:
        output, reason = late.stdout or b"", f"took longer than {TIMEOUT:.0f} s"
    lines = output.decode(errors="replace").splitlines()
    last = next((line.removeprefix(LOADING) for line in reversed(lines) if line.startswith(LOADING.strip())), "")
    return (last, f"a process that loaded it {reason}") if last in names else None


def ending(status: int) -> str:
    """How a process ended, in words."""
    if status >= 0:
        return f"ended with status {status}"
    try:
        return f"ended by {signal.Signals(-status).name}"
    except ValueError:
        return f"ended by signal {-status}"
