"""Measure what the README states and write it there: `make bench-readme`."""

from __future__ import annotations

import against_loops
import call_overhead
from generate import ROOT, update

import atc_core

BARS, ROUNDS = 10_000, 60
OURS = "rust"


def main() -> None:
    """Fill the measured sections of the README."""
    loops = {name: against_loops.measure(name, BARS, ROUNDS) for name in atc_core.kernels()}
    overheads = [call_overhead.overhead(name, 300)["overhead"] for name in atc_core.kernels()]
    calls = f"\nA call through the handle at {call_overhead.BARS} bars costs {min(overheads):.0f} to "
    calls += f"{max(overheads):.0f} ns more than calling the backend's function directly (`make bench-overhead`).\n"
    update(ROOT / "README.md", {"loops": table(loops), "calls": calls}, check=False)


def table(results: dict[str, dict[str, dict[str, float]]]) -> str:
    """Kernels down: microseconds of the Rust backend, and how many times as fast it is as each loop."""
    others = [name for name in atc_core.backends() if any(name in row for row in results.values()) and name != OURS]
    head = ["kernel", f"{OURS}, µs", "× ordinary loop", "× inner-sum loop", *(f"× {name}" for name in others)]
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    for name, row in results.items():
        ours = row[OURS]
        columns = [against_loops.LOOP, against_loops.INNER_SUM, *others]
        ratios = [f"{ours['ratio'] / row[who]['ratio']:.3g}" if who in row else "" for who in columns]
        lines.append(f"| `{name}` | {ours['microseconds']:.1f} | {' | '.join(ratios)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
