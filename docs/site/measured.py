"""What the shipped profile says of a kernel: the cost of each backend by size, and where another is the fastest."""

from __future__ import annotations

from math import log

from atc_core.pages.markup import bars, number
from atc_core.ranking import curves
from atc_core.registry import REGISTRY, AnyKernel
from atc_core.report.facts import SIZES
from atc_core.report.panels import verdict
from atc_core.report.text import times
from atc_core.tuning.model import Curve, Thresholds, compile_thresholds
from atc_core.tuning.profile import Entry, default_profile


def entry_of(name: str) -> Entry | None:
    """What is shipped of a kernel's usual calls."""
    return default_profile().kernels.get(name)


def decided(entry: Entry) -> tuple[dict[str, Curve], Thresholds]:
    """The costs of an entry and what follows from them."""
    costs = curves(entry, list(entry.candidates))
    return costs, compile_thresholds(costs)


def cost_section(kernel: AnyKernel, backends: list[str]) -> str:
    """A row a backend that has the kernel, and what follows from them."""
    entry = entry_of(kernel.name)
    if entry is None:
        names = ", ".join(f"`{name}`" for name in backends)
        return f"{names} have it. No costs of it are shipped: `atc-tune` measures them on your machine."
    costs, thresholds = decided(entry)
    head = [f"| backend | {' | '.join(map(bars, SIZES))} |", "| --- |" + " ---: |" * len(SIZES)]
    rows = [f"| {marked(name, kernel)} | {' | '.join(cells(costs, name))} |" for name in backends]
    how = (
        "What a call of so many bars or rows takes, and times the fastest; ~ is beyond the sizes that were measured, on"
    )
    said = f"{how} {default_profile().description}.\n\nFastest by these costs: {verdict(thresholds)}"
    return "\n".join([*head, *rows, "", said])


def marked(name: str, kernel: AnyKernel) -> str:
    """A backend's name, and whether it says what is right."""
    return f"`{name}`{', the reference' if name == kernel.reference else ''}"


def cells(costs: dict[str, Curve], name: str) -> list[str]:
    """The costs of one backend."""
    return [cell(costs, name, n) for n in SIZES] if name in costs else ["not measured"]


def cell(costs: dict[str, Curve], name: str, n: int) -> str:
    """One cost; predicted where no such size was measured."""
    seconds, best = costs[name].at(n), min(curve.at(n) for curve in costs.values())
    sizes = costs[name].sizes
    ratio = times(seconds / best, predicted=not sizes[0] <= n <= sizes[-1])
    return f"{number(seconds * 1e6)} µs, {ratio}" if seconds > best else f"**{number(seconds * 1e6)} µs**"


def telling(count: int) -> list[str]:
    """Kernels whose fastest backend changes with the size: of a family that where one for all sizes costs most."""
    stakes: dict[str, tuple[float, str]] = {}
    for name, entry in default_profile().kernels.items():
        costs, thresholds = decided(entry)
        known = REGISTRY.find(name)
        if known is not None and name in REGISTRY.float64 and len(set(thresholds.names)) > 1:
            own = (stake(costs, thresholds), name)
            stakes[known.family] = max(own, stakes.get(known.family, own))
    return [name for _, name in sorted(stakes.values(), reverse=True)[:count]]


def stake(costs: dict[str, Curve], thresholds: Thresholds) -> float:
    """The logarithm of what the better one of the two winners loses at its worst size, if it always ran."""
    winners = dict.fromkeys(thresholds.names)
    worst = {
        name: max(log(costs[name].at(n) / min(costs[other].at(n) for other in winners)) for n in SIZES)
        for name in winners
    }
    return min(worst.values())
