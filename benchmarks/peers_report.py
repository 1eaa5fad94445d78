"""What `peers.py` measured, for the console and for the README."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from accuracy import DRIFTS, EXACT, INEXACT
from call_overhead import BARS, overheads
from contenders import COPY, INNER_SUM, LOOP, OURS
from goals import NO_LIBRARY, fastest, goals
from racing import is_building_block
from rich.markup import escape
from rich.table import Table

from atc_core.hot_path import is_fast
from atc_core.registry import REGISTRY

Results: TypeAlias = dict[str, Any]

MARKS = {EXACT: "", DRIFTS: "†", INEXACT: "‡"}
LEGEND = (
    "† marks a library or loop that is off by more than 1e-12 of the largest price for ever after a price of 1e10; "
    "‡ one that is so on any series; an empty cell, that there is none"
)


def console(found: Results) -> Iterator[Table | str]:
    """Everything, table by table."""
    for n, speeds in found["speed"].items():
        yield speed_table(found, n, speeds)
    yield LEGEND
    yield goal_table(found)
    yield convention_table(found)
    yield f"{found['machine']}; " + ", ".join(f"{name} {number}" for name, number in found["versions"].items())
    for name, reason in found["missing"].items():
        yield f"{name} is left out: {reason}"


def speed_table(found: Results, n: str, speeds: Results) -> Table:
    """Kernels down: our microseconds, and how many times as fast ours is as each other, the fastest library first."""
    title = f"{grouped(n)} bars, length {found['length']}: how many times as fast ours is"
    shown = Table("kernel", title=title, show_lines=True)
    for column in (f"{OURS}, µs", LOOP, INNER_SUM, COPY):
        shown.add_column(column, justify="right")
    shown.add_column("libraries")
    for kernel, row in speeds.items():
        others = sorted((name for name in row if name not in NO_LIBRARY), key=lambda name: row[name]["ratio"])
        libraries = ", ".join(
            f"{name} {cell(found, speeds, kernel, name)}".replace(" ", "\N{NO-BREAK SPACE}") for name in others
        )
        fixed = [cell(found, speeds, kernel, name) for name in (LOOP, INNER_SUM, COPY)]
        shown.add_row(kernel, f"{row[OURS]['microseconds']:.1f}", *fixed, libraries)
    return shown


def grouped(n: str) -> str:
    """A number with its thousands apart."""
    return f"{int(n):,}".replace(",", " ")


def cell(found: Results, speeds: Results, kernel: str, name: str) -> str:
    """A ratio, marked where the other is not exact."""
    if name not in speeds[kernel]:
        return ""
    return f"{speeds[kernel][name]['ratio']:.2f}{mark(found, kernel, name)}"


def mark(found: Results, kernel: str, name: str) -> str:
    """How exact a contender is."""
    return MARKS[found["accuracy"][kernel][name]["verdict"]] if name in found["accuracy"][kernel] else ""


def goal_table(found: Results) -> Table:
    """What ours should reach, and what it reaches."""
    shown = Table("kernel", "bars", "against", "at least", "is", title="goals")
    for goal in goals(found["speed"]):
        colour = "green" if goal.is_met else "red"
        bound = f"{goal.bound:.3g}"
        shown.add_row(goal.kernel, goal.n, goal.against, bound, f"[{colour}]{goal.ratio:.2f}[/]")
    return shown


def convention_table(found: Results) -> Table:
    """How exact each is, and where definitions differ; what is exact by our definition is not in it."""
    shown = Table("kernel", "library", "error", "after 1e10", "", "convention", title="accuracy and conventions")
    for kernel, errors in found["accuracy"].items():
        for name, row in errors.items():
            note = found["conventions"].get(name, {}).get(kernel, "")
            if row["verdict"] == EXACT and not note and name != OURS:
                continue
            after = "" if row["after_spike"] is None else f"{row['after_spike']:.0e}"
            shown.add_row(kernel, name, f"{row['error']:.0e}", after, row["verdict"], escape(note))
        shown.add_section()
    return shown


def markdown(found: Results) -> str:
    """Kernels down; for each size, our microseconds and how many times as fast ours is."""
    head, alignment = ["kernel"], ["---"]
    for n in found["speed"]:
        head += [f"{grouped(n)} bars, µs", "× ordinary loop", "× inner sums", "× fastest library"]
        alignment += ["---:", "---:", "---:", "---"]
    lines = [f"| {' | '.join(head)} |", f"| {' | '.join(alignment)} |"]
    for kernel in next(iter(found["speed"].values())):
        cells = [cell for speeds in found["speed"].values() for cell in markdown_cells(found, speeds[kernel], kernel)]
        lines.append(f"| `{kernel}` | {' | '.join(cells)} |")
    numbers = ", ".join(f"{name} {number}" for name, number in found["versions"].items())
    return "\n".join([*lines, "", f"{LEGEND}. Measured on {found['machine']}, with {numbers}."])


def markdown_cells(found: Results, row: Results, kernel: str) -> list[str]:
    """Our microseconds, and the ratios to the loops and to the fastest library, by name."""
    ratios = [
        f"{row[name]['ratio']:.3g}{mark(found, kernel, name)}" if name in row else "" for name in (LOOP, INNER_SUM)
    ]
    best = fastest(row)
    named = f"{row[best]['ratio']:.3g}{mark(found, kernel, best)} {best}" if best else ""
    return [f"{row[OURS]['microseconds']:.3g}", *ratios, named]


def write_readme(found: Results) -> None:
    """Fill the measured sections of the README; docs/ must be on the path."""
    from generate import ROOT, update

    update(ROOT / "README.md", {"peers": markdown(found), "calls": calls(overheads())}, check=False)


def calls(costs: dict[str, Any]) -> str:
    """What a call through the handle costs, in a sentence."""
    plain = [name for name, kernel in REGISTRY.all().items() if is_fast(kernel) and is_building_block(kernel)]
    added = [costs[name]["overhead"] for name in plain]
    others = [f"`{name}` {row['overhead'] / 1e3:.1f} µs" for name, row in costs.items() if name not in plain]
    return (
        f"\nA call through the handle at {BARS} bars costs {min(added):.0f} to {max(added):.0f} ns more than calling "
        "the backend's function directly; where tables, rules on values, other column types or several results are "
        f"validated, {', '.join(others)} (`make bench-overhead`).\n"
    )
