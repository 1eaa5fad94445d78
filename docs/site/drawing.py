"""How the pictures of the site look: SVG without a background, fit for light and dark pages."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK = "#7d8590"
"""Text and frame: 4.5 times as dark as white, and as bright as the dark scheme's ground."""
COLOURS = ("#2f81f7", "#e8710a", "#1a9e5c", "#a371f7", "#d6336c", "#00a0a8", "#b08800", "#8d6e63")
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "atc",
    "font.family": "sans-serif",
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": INK,
    "grid.alpha": 0.18,
    "axes.prop_cycle": mpl.cycler(color=COLOURS),
    "legend.frameon": False,
    "legend.fontsize": 8,
}


def drawn(width: float, height: float, draw: Any) -> bytes:
    """The SVG of a figure that `draw(figure)` fills."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        draw(figure)
        content = BytesIO()
        figure.savefig(content, format="svg", transparent=True, metadata={"Date": None})
    return content.getvalue()


def label(axis: Axes) -> None:
    """The legend in one line above the panel."""
    handles, names = axis.get_legend_handles_labels()
    if names:
        axis.legend(handles, names, loc="lower left", bbox_to_anchor=(0, 1), ncols=len(names), borderaxespad=0.1)
