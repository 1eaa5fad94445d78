"""The time line as a picture: each detector's score under its limit, episodes, and the regimes below."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from atc_core.command.terminal import visible
from atc_core.hints import install_here
from atc_trading.axis_style import INK, tidy
from atc_trading.errors import MonitorError
from atc_trading.monitor.episodes import Episode, counted
from atc_trading.monitor.feature_file import INSTALL
from atc_trading.monitor.findings import Finding
from atc_trading.monitor.monitoring import Report

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ALARM, TRAINING = "#d1495b", "#3366cc"
STATE_COLORS = ("#4c78a8", "#f2a541", "#54a24b", "#b279a2", "#79b4b7", "#9d755d")
SIZE, DOTS_PER_INCH = (13.0, 8.5), 120
LEAST, MOST = 1e-2, 1e6
"""Scores are drawn between, in units of the limit."""
FARTHEST_LINEAR = 1.9
"""From here on the scale is logarithmic; a forest's scores are never twice their limit."""


def draw(report: Report, file: Path) -> None:
    """Write the picture as PNG."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise MonitorError(f"charts need matplotlib: {install_here(INSTALL)}") from None
    figure = Figure(figsize=SIZE, layout="constrained", facecolor="white")
    *panels, states = figure.subplots(
        len(report.findings) + 1, sharex=True, height_ratios=(*[4] * len(report.findings), 1)
    )
    for axis, finding in zip(panels, report.findings, strict=True):
        own = [item for item in report.episodes if item.detector == finding.detector]
        draw_scores(axis, report, finding, own)
    draw_states(states, report)
    for axis in (*panels, states):
        tidy(axis)
    title = f"{visible(report.file.path.name)}: {counted(len(report.episodes))}"
    figure.suptitle(title, x=0.004, ha="left", color=INK, fontsize=16, fontweight="bold", parse_math=False)
    try:
        figure.savefig(file, dpi=DOTS_PER_INCH, format="png")
    except OSError as error:
        raise MonitorError(f"{file} cannot be written: {error.strerror}") from None


def draw_scores(axis: Axes, report: Report, finding: Finding, own: list[Episode]) -> None:
    """One detector's scores on a logarithmic scale, its limit, and its episodes named by their worst column."""
    times = report.file.times
    score = np.clip(finding.score, LEAST, MOST)
    if np.nanmax(score, initial=0.0) > FARTHEST_LINEAR:
        axis.set_yscale("log")
        axis.yaxis.set_major_formatter("{x:g}")
    axis.plot(times, score, color=INK, linewidth=0.7)
    unusual = finding.score > 1
    axis.plot(times[unusual], score[unusual], ".", color=ALARM, markersize=4)
    axis.axhline(1.0, color=ALARM, linewidth=0.9, linestyle="--")
    for item in own:
        axis.axvspan(times[item.start], times[item.end], color=ALARM, alpha=0.18, linewidth=0.6)
    for item in sorted(own, key=lambda item: -item.score)[:5]:
        place = (times[item.peak], min(item.score, MOST))
        axis.annotate(
            visible(item.column), place, (4, 2), textcoords="offset points", fontsize=8, color=ALARM, parse_math=False
        )
    shade_training(axis, report)
    axis.set_title(
        f"{finding.detector}: score in units of its limit", loc="left", fontsize=11, fontweight="bold", color=INK
    )


def shade_training(axis: Axes, report: Report) -> None:
    """The rows that everything was fitted to."""
    whole = axis.get_xaxis_transform()
    axis.fill_between(
        report.file.times,
        0,
        1,
        where=list(report.is_training),
        transform=whole,
        color=TRAINING,
        alpha=0.06,
        linewidth=0,
    )


def draw_states(axis: Axes, report: Report) -> None:
    """The state of every row as a strip of colours."""
    labels, times = report.regimes.labels, report.file.times
    whole = axis.get_xaxis_transform()
    for state in range(report.regimes.n_clusters):
        bars, is_state = edges(times), np.repeat(labels == state, 2)[:-1]
        color = STATE_COLORS[state % len(STATE_COLORS)]
        axis.fill_between(bars, 0, 1, where=list(is_state), transform=whole, color=color, linewidth=0, label=f"{state}")
    axis.set_yticks([])
    axis.set_title("regimes; blue above: training", loc="left", fontsize=11, fontweight="bold", color=INK)
    axis.legend(
        loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=report.regimes.n_clusters, frameon=False, borderpad=0.1
    )


def edges(times: NDArray[Any]) -> NDArray[Any]:
    """Each time twice: where the one before ends, and where its own begins."""
    return np.repeat(times, 2)[1:]
