"""Where another backend becomes the fastest: the shipped cost curves of the kernels that show it best."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from drawing import INK, drawn, label
from measured import decided, entry_of, telling

from atc_core.pages.markup import bars, number
from atc_core.report.gather import sizes_to_draw
from atc_core.report.panels import verdict
from atc_core.tuning.profile import default_profile

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHOWN = 6
MICROSECONDS = 1e6


@cache
def pictures() -> dict[str, bytes]:
    """A plot a kernel, by the path of its file in the site."""
    return {place(name): drawn(6.4, 2.7, lambda figure, name=name: draw(figure, name)) for name in telling(SHOWN)}


def place(name: str) -> str:
    """The file of a kernel's plot."""
    return f"crossovers/{name}.svg"


def section() -> str:
    """The plots with what they show."""
    parts = [f"Measured on {default_profile().description}."]
    for name in telling(SHOWN):
        sentence = verdict(decided(entry_of(name))[1])
        parts.append(
            f"**[`{name}`](kernels.md#{name})**: {sentence}\n\n![Cost of {name} by size: {sentence}]({place(name)})"
        )
    return "\n\n".join(parts)


def draw(figure: Figure, name: str) -> None:
    """Points as they were measured, the model between them, and the sizes from which on another backend runs."""
    entry = entry_of(name)
    costs, thresholds = decided(entry)
    axis = figure.subplots()
    grid = sizes_to_draw(entry.candidates.values(), thresholds.edges)
    for backend, curve in sorted(costs.items(), key=lambda item: item[1].at(grid[-1])):
        inside = [n for n in grid if curve.sizes[0] <= n <= curve.sizes[-1]]
        (line,) = axis.plot(inside, [MICROSECONDS * curve.at(n) for n in inside], linewidth=1.3, label=backend)
        points = [MICROSECONDS * seconds for seconds in curve.seconds]
        axis.plot(curve.sizes, points, "o", color=line.get_color(), markersize=3)
    for edge in thresholds.edges:
        if grid[0] < edge < grid[-1]:
            axis.axvline(edge, color=INK, linewidth=0.9, linestyle="--")
    axis.set(xscale="log", yscale="log", xlabel="bars", ylabel="µs a call")
    axis.xaxis.set_major_formatter(lambda n, _: bars(round(n)))
    axis.yaxis.set_major_formatter(lambda value, _: number(value))
    label(axis)
