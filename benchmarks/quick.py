"""How long ``atc-tune --quick`` takes, cold, and how evenly its bar moves. ``make bench-quick``.

Cold: no profile, and nothing compiled in Numba's cache. The bar is read off a pseudo-terminal; silence is the longest
time without a word where standard error is a pipe.
"""

from __future__ import annotations

import argparse
import os
import pty
import re
import subprocess
import sys
import tempfile
import time
from typing import Any

COMMAND = [sys.executable, "-m", "atc_core.command.main", "--quick"]


def cold(folder: str) -> dict[str, str]:
    """An environment in which nothing was measured or compiled."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("ATC_")}
    return {**others, "XDG_CONFIG_HOME": f"{folder}/config", "NUMBA_CACHE_DIR": f"{folder}/numba", "TERM": "xterm"}


def on_a_terminal() -> dict[str, Any]:
    """Seconds until it ends, and how far the bar is from the clock at most."""
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = pty.openpty()
        begin, seen = time.perf_counter(), []
        with subprocess.Popen(COMMAND, env=cold(folder), stdout=theirs, stderr=theirs, stdin=theirs) as process:
            os.close(theirs)
            try:
                while piece := os.read(ours, 65_536):
                    now = time.perf_counter() - begin
                    seen += [(now, float(share)) for share in re.findall(rb"(\d+) %", piece)]
            except OSError:
                pass
        os.close(ours)
        took = time.perf_counter() - begin
        off = max((abs(share - 100 * now / took) for now, share in seen), default=100.0)
        return {"status": process.returncode, "seconds": took, "bar off by at most, %": off}


def in_a_pipe() -> dict[str, Any]:
    """Seconds until it ends, and the longest silence; what was left for later."""
    with tempfile.TemporaryDirectory() as folder:
        begin = last = time.perf_counter()
        silence, notes = 0.0, 0
        with subprocess.Popen(COMMAND, env=cold(folder), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
            for line in process.stderr or ():
                now = time.perf_counter()
                silence, last = max(silence, now - last), now
                notes += line.startswith(b"note: no time was left")
        return {
            "status": process.returncode,
            "seconds": time.perf_counter() - begin,
            "silence": silence,
            "left for later": notes,
        }


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    for name, measured in (("terminal", on_a_terminal()), ("pipe", in_a_pipe())):
        print(name, *(f"{key}: {value:.3g}" for key, value in measured.items()), sep="  ")


if __name__ == "__main__":
    main()
