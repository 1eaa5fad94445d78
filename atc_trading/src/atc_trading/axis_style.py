"""How the axes of pictures look: the scan's of a symbol, the monitor's of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INK, QUIET = "#1f2933", "#8a94a0"


def tidy(axis: Axes) -> None:
    """No box, a faint grid, numbers on the right where the newest bar is."""
    axis.spines[["top", "left", "right"]].set_visible(False)
    axis.spines["bottom"].set_color(QUIET)
    axis.yaxis.tick_right()
    axis.tick_params(colors=QUIET, length=0, labelcolor=INK)
    axis.grid(color=QUIET, alpha=0.18, linewidth=0.7)
    axis.margins(x=0)
