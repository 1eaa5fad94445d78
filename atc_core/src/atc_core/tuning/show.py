"""A profile as rows: which backend is fastest for a kernel at a size, and how far behind the others are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from atc_core.tuning.model import Curve, fastest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from atc_core.tuning.profile import Entry, Profile


ORDINALS = ("second", "third", "fourth")
"""The backends that are shown beside the fastest, where there is room."""


class Row(NamedTuple):
    """One kernel at one measured size."""

    kernel: str
    n: int
    fastest: str
    seconds: dict[str, float]
    """By backend; beyond its own measurements a backend's cost is predicted."""
    predicted: list[str]
    """The backends whose cost is predicted."""
    quarantined: list[str]
    undecided: list[str]
    """The backends that may be faster than the fastest: more time would tell."""


def rows(profile: Profile) -> Iterator[Row]:
    """Every kernel at every size that any of its candidates was measured at."""
    for kernel, entry in profile.kernels.items():
        curves = entry_curves(entry)
        for n in sorted({n for curve in curves.values() for n in curve.sizes}):
            seconds = {name: curve.at(n) for name, curve in curves.items()}
            predicted = [name for name, curve in curves.items() if n not in curve.sizes]
            quarantined = [name for name, item in entry.candidates.items() if item.quarantine]
            undecided = [name for name, item in entry.candidates.items() if n in item.undecided]
            yield Row(kernel, n, fastest(curves, n, None), seconds, predicted, quarantined, undecided)


def entry_curves(entry: Entry) -> dict[str, Curve]:
    """The curves of the candidates that may run."""
    curves = {name: item.curve for name, item in entry.candidates.items() if not item.quarantine}
    return {name: curve for name, curve in curves.items() if curve is not None}


def runners_up(row: Row) -> list[str]:
    """The other backends, the fastest first."""
    return sorted(row.seconds.keys() - {row.fastest}, key=row.seconds.__getitem__)


def cells(row: Row, places: int) -> list[str]:
    """A row as text: kernel, size, winner, microseconds, and as many runners-up, each with its ratio to the winner."""
    best = row.seconds[row.fastest]
    found = [(name, ratio(row, name, best)) for name in runners_up(row)[:places]]
    others = [cell for pair in found for cell in pair] + [""] * 2 * (places - len(found))
    mark = "?" if row.fastest in row.undecided else ""
    return [row.kernel, row.fastest, f"{row.n:,}".replace(",", " "), f"{mark}{best * 1e6:.3g}", *others]


def headers(places: int) -> list[str]:
    """What stands above the cells."""
    others = [name for place in range(places) for name in (ORDINALS[place], "ratio")]
    return ["kernel", "fastest", "bars", "µs", *others]


def ratio(row: Row, name: str, best: float) -> str:
    """How many times the winner's cost a backend takes; ``~`` where that is predicted, ``?`` where undecided."""
    mark = "~" if name in row.predicted else "?" if name in row.undecided else ""
    return f"{mark}{row.seconds[name] / best:.3g}"


def quarantined(profile: Profile) -> list[str]:
    """A sentence for each backend that was found wrong."""
    found: dict[str, list[str]] = {}
    for kernel, entry in profile.kernels.items():
        for name, item in entry.candidates.items():
            if item.quarantine:
                found.setdefault(name, []).append(kernel)
    return [f"{name} is quarantined for {', '.join(kernels)}" for name, kernels in found.items()]
