"""The part of a report that is about one kernel at a time: tabs, and a panel for each."""

from __future__ import annotations

from html import escape
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from atc_core.pages import markup
from atc_core.report import text
from atc_core.report.facts import CODES, SIZES, BackendFacts, Cost, Facts, KernelFacts
from atc_core.tuning.model import TIE_BAND

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

UNITS = {"call": "time per call", "bar": "time per bar", "ratio": f"times the fastest, up to 3{text.TIMES}"}


def kernels_section(facts: Facts) -> str:
    """All kernels."""
    panels = "\n".join(panel(kernel, facts.names) for kernel in facts.kernels)
    return (
        '<section id="kernels"><h2>Kernel by kernel</h2>\n<div class="browser">'
        f'<div role="tablist" aria-label="kernel" aria-orientation="vertical">{"".join(tabs(facts.kernels))}</div>\n'
        f"<div>{markup.choices('unit', 'Show', UNITS, 'call')}\n{panels}</div></div></section>"
    )


def tabs(kernels: Sequence[KernelFacts]) -> Iterator[str]:
    """One tab per kernel, under the name of its family."""
    for family, members in groupby(kernels, attrgetter("family")):
        yield f'<div class="family" role="presentation">{escape(family.replace("_", " "))}</div>'
        for kernel in members:
            name = escape(kernel.name)
            yield (
                f'<button role="tab" id="tab-{name}" data-kernel="{name}" aria-controls="panel-{name}" '
                f'aria-selected="false" type="button">{name}</button>'
            )


def panel(kernel: KernelFacts, names: tuple[str, ...]) -> str:
    """One kernel: the decision, the curves, how each backend stands and what forcing it would cost."""
    name, sentence = escape(kernel.name), escape(verdict(kernel))
    source = "" if kernel.tuned else '<p class="quiet">Not tuned here: this is the shipped default.</p>'
    return (
        f'<div role="tabpanel" id="panel-{name}" aria-labelledby="tab-{name}"><h3>{name}</h3>\n'
        f'<p class="quiet">{markup.prose(kernel.summary)}</p><p class="verdict">{sentence}</p>{source}\n'
        f"{markup.chart(name, caption(), label=sentence)}\n{cost_table(kernel, names)}\n"
        f"{standing_table(kernel, names)}</div>"
    )


def verdict(kernel: KernelFacts) -> str:
    """``rust up to 4 193 bars, then numba``."""
    parts = [f"{name} up to {markup.bars(n - 1)} bars" for name, n in zip(kernel.names, kernel.edges, strict=False)]
    return f"{', then '.join([*parts, kernel.names[-1]])}{'' if kernel.edges else ' at every size'}."


def caption() -> str:
    """How to read the chart."""
    return (
        "Points are measured, with their uncertainty; lines are the model, dotted beyond the measurements. The grey "
        f"band follows the chosen backend: within {TIE_BAND:.0%} is a tie. A dashed vertical line: another is chosen."
    )


def cost_table(kernel: KernelFacts, names: tuple[str, ...]) -> str:
    """What forcing each backend would cost."""
    heads = ["backend", *(f"{markup.bars(n)}" for n in SIZES), "geometric mean"]
    rows = []
    for position, name in shown(kernel, names):
        item = kernel.backends[name]
        cells = [*cost_cells(item.costs), markup.cell(text.times(item.mean), text.tint(item.mean))]
        rows.append(markup.row(text.backend(name, position), cells))
    about = "Times the cost of the chosen backend, by bars; ~ beyond its measurements. Below: why it is not chosen."
    return f"<h4>What would forcing each backend cost me?</h4>{markup.table(about, heads, rows)}"


def cost_cells(costs: Sequence[Cost]) -> list[str]:
    """A cell for each size; one across all of them that say the same for want of measurements."""
    if costs and all(cost.ratio is None for cost in costs) and len({cost.code for cost in costs}) == 1:
        return [cost_cell(costs[0]).replace("<td", f'<td colspan="{len(costs)}"', 1)]
    return list(map(cost_cell, costs))


def cost_cell(cost: Cost) -> str:
    """A ratio over the code of the decision."""
    kind = "c0" if cost.code == "chosen" else text.tint(cost.ratio)
    note = f'<span title="{escape(CODES[cost.code])}">{escape(cost.code)}</span>{", tie" if cost.tie else ""}'
    return markup.cell(text.times(cost.ratio, predicted=cost.predicted), kind, note)


def standing_table(kernel: KernelFacts, names: tuple[str, ...]) -> str:
    """Verification, first call and version of each backend."""
    rows = [
        markup.row(text.backend(name, position), standing_cells(kernel.backends[name]))
        for position, name in shown(kernel, names)
    ]
    silent = [name for name in names if not is_shown(kernel, name)]
    absent = f'<p class="quiet">Without this kernel: {escape(", ".join(silent))}.</p>' if silent else ""
    heads = ["backend", "verification", "first call", "points", "measured version", "details"]
    about = "First call: import and first call in a fresh process."
    return f"<h4>Verification and first call</h4>{markup.table(about, heads, rows, 'text')}{absent}"


def standing_cells(item: BackendFacts) -> list[str]:
    """How one backend stands."""
    state = f'<span class="state {escape(item.state)}">{escape(item.state)}</span>'
    points = f"{len(item.sizes)}, to {markup.bars(item.sizes[-1])} bars" if item.sizes else markup.UNKNOWN
    undecided = f"; undecided at {', '.join(map(markup.bars, item.undecided))} bars" if item.undecided else ""
    detail = escape((item.detail or CODES[item.state]) + undecided)
    first_call, version = text.duration(item.first_call), escape(item.version or markup.UNKNOWN)
    cells = map(markup.cell, [state, first_call, points])
    return [*cells, markup.cell(version, "long"), markup.cell(detail, "long")]


def shown(kernel: KernelFacts, names: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """The backends that there is something to say about, and their positions."""
    return ((position, name) for position, name in enumerate(names) if is_shown(kernel, name))


def is_shown(kernel: KernelFacts, name: str) -> bool:
    """Whether a backend has, or had, this kernel."""
    item = kernel.backends[name]
    return item.state != "no-kernel" or bool(item.version)
