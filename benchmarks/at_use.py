"""What ``ATC_TUNE=auto`` costs, moment by moment, beside the same loop without it. ``make bench-at-use``.

Four loops, each in fresh processes that take turns, without a profile: `ema`, `rolling_max`, `correlation_matrix`, and
a stranger's kernel whose reference is slow. A process notes when it has made each twentieth of its calls; a moment is
how much later the tuned process is there than the other, as a share of all the time until then. Both are started
several times, and each moment is the least of all starts: what disturbs the machine only makes a loop longer.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

import atc_core
from atc_core.samples import price_walk

MOMENTS = 20
SIZES = {"ema": 1_000, "rolling_max": 1_000, "correlation_matrix": 1_000, "strange": 2_000}


def strange() -> Any:
    """A kernel that no profile knows: a loop in Python as its reference, and NumPy."""

    def twice(x: atc_core.Series, *, out: atc_core.Series | None = None) -> atc_core.Series:
        """Twice the series."""
        raise NotImplementedError

    twice.__name__ = "strange"
    kernel: Any = atc_core.kernel(sample=price_walk, reference="slow")(twice)
    slow, fast = atc_core.Backend("slow"), atc_core.Backend("quick")

    @slow.implements(kernel)
    def by_bar(x: Any, *, out: Any = None) -> Any:
        result = np.empty_like(x) if out is None else out
        for bar, value in enumerate(x):
            result[bar] = 2.0 * value
        return result

    @fast.implements(kernel)
    def at_once(x: Any, *, out: Any = None) -> Any:
        return np.multiply(x, 2.0, out=out)

    atc_core.register(slow)
    atc_core.register(fast)
    return atc_core.get("strange")


def loop(name: str, seconds: float, calls: int) -> dict[str, Any]:
    """Call again and again: until the seconds are over, or so many calls are made; when each part of them was."""
    handle = strange() if name == "strange" else atc_core.get(name)
    arguments = handle.kernel.arguments(np.random.default_rng(0), SIZES[name])
    begin = time.perf_counter()
    first = handle(*arguments)
    stamps, made, chunk = [], 1, max(calls // MOMENTS, 1)
    while (calls and made < calls) or (not calls and time.perf_counter() - begin < seconds):
        for _ in range(chunk if calls else 200):
            handle(*arguments)
        made += chunk if calls else 200
        stamps.append(time.perf_counter() - begin)
    del first
    decision = handle.explain(n=SIZES[name])
    return {"calls": made, "stamps": stamps, "backend": decision.backend, "rung": decision.rung}


def run(name: str, tune: str, seconds: float, calls: int, folder: str) -> dict[str, Any]:
    """The loop in a process of its own."""
    environment = {**os.environ, "ATC_TUNE": tune, "ATC_PROFILE": "", "XDG_CONFIG_HOME": folder}
    environment["ATC_OBJECTIVE"] = "steady"
    command = [sys.executable, __file__, "--loop", name, "--seconds", str(seconds), "--calls", str(calls)]
    output = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    found: dict[str, Any] = json.loads(output.splitlines()[-1])
    return found


def compare(name: str, seconds: float, starts: int) -> dict[str, Any]:
    """The loop with and without tuning, in turns; the next process too."""
    with tempfile.TemporaryDirectory() as nowhere:
        calls = run(name, "off", seconds, 0, nowhere)["calls"]
    least: dict[str, Any] = {"off": None, "auto": None}
    last: dict[str, Any] = {}
    for _ in range(starts):
        for tune in ("off", "auto"):
            with tempfile.TemporaryDirectory() as folder:
                found = run(name, tune, 0.0, calls, folder)
                stamps = np.array(found["stamps"])
                least[tune] = stamps if least[tune] is None else np.minimum(least[tune], stamps)
                if tune == "auto":
                    last = {"ends on": found["backend"], "rung": found["rung"]}
                    following = run(name, "auto", 0.0, MOMENTS, folder)
                    last |= {"next begins on": following["backend"], "its rung": following["rung"]}
    count = min(len(stamps) for stamps in least.values())
    shares = least["auto"][:count] / least["off"][:count] - 1.0
    worst = int(np.argmax(shares))
    return {"calls": calls, "worst moment, %": 100 * float(shares[worst]), "at, s": float(least["off"][worst]), **last}


def main() -> None:
    """Compare, and print a line for each loop."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--loop", choices=SIZES, help=argparse.SUPPRESS)
    parser.add_argument("--calls", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--seconds", type=float, default=60.0, help="that a loop takes without tuning")
    parser.add_argument("--starts", type=int, default=3)
    parser.add_argument("--kernel", action="append", choices=SIZES, help="only this loop; may be repeated")
    parser.add_argument("--output", type=Path, help="write JSON there too")
    options = parser.parse_args()
    if options.loop:
        print(json.dumps(loop(options.loop, options.seconds, options.calls)))
        return
    found = {}
    for name in options.kernel or SIZES:
        found[name] = row = compare(name, options.seconds, options.starts)
        cells = (f"{key}: {value:.3g}" if isinstance(value, float) else f"{key}: {value}" for key, value in row.items())
        print(name, *cells, sep="  ", flush=True)
    if options.output:
        options.output.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
