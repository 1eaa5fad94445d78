"""What the time line of a page is drawn from: no more rows than a screen can show, and every extreme among them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from atc_trading.drawn_bars import PIECES, drawn_bars, rounded
from atc_trading.monitor.episodes import Episode
from atc_trading.monitor.findings import Finding
from atc_trading.monitor.monitoring import Report
from atc_trading.monitor.timeline import FARTHEST_LINEAR, LEAST, MOST

MOST_MARKS = 300
"""Episodes that are marked of each detector, the farthest beyond its limit."""


def timeline_data(report: Report) -> dict[str, Any]:
    """Everything that the script reads."""
    scores = [np.clip(finding.score, LEAST, MOST) for finding in report.findings]
    shown = drawn_rows(report, scores)
    fitted = np.flatnonzero(report.is_training)
    labels = report.regimes.labels[shown].tolist()
    return {
        "dated": report.file.times.dtype.kind == "M",
        "x": [place(report, row) for row in shown.tolist()],
        "detectors": [
            detector_data(report, finding, score, shown) for finding, score in zip(report.findings, scores, strict=True)
        ],
        "training": [place(report, int(fitted[0])), place(report, int(fitted[-1]))],
        "regimes": {"count": report.regimes.n_clusters, "labels": [None if label < 0 else label for label in labels]},
    }


def drawn_rows(report: Report, scores: list[NDArray[np.float64]]) -> NDArray[np.intp]:
    """The rows of the chart, with those at which the regime changes unless these are too many."""
    shown = drawn_bars(len(report.file.times), [np.nan_to_num(score) for score in scores])
    before = np.flatnonzero(np.diff(report.regimes.labels))
    return np.union1d(shown, [*before, *before + 1]).astype(np.intp) if len(before) <= PIECES else shown


def detector_data(
    report: Report, finding: Finding, score: NDArray[np.float64], shown: NDArray[np.intp]
) -> dict[str, Any]:
    """One detector's scores and its episodes."""
    own = [item for item in report.episodes if item.detector == finding.detector]
    marked = sorted(own, key=lambda item: -item.score)[:MOST_MARKS]
    return {
        "name": finding.detector,
        "is_log": bool(np.nanmax(score, initial=0.0) > FARTHEST_LINEAR),
        "score": rounded(score[shown]),
        "episodes": [episode_data(report, item) for item in marked],
    }


def episode_data(report: Report, item: Episode) -> dict[str, Any]:
    """Where an episode is, and what is said of it."""
    time, rows = report.file.time, "1 row" if item.rows == 1 else f"{item.rows:,} rows"
    return {
        "start": place(report, item.start),
        "end": place(report, item.end),
        "peak": place(report, item.peak),
        "score": min(max(item.score, LEAST), MOST),
        "column": item.column,
        "text": f"{item.contribution:.0%}, {item.score:,.3g} x limit, {rows}: {time(item.start)} to {time(item.end)}",
    }


def place(report: Report, row: int) -> Any:
    """Where a row is along the chart: its time, or its number."""
    time = report.file.times[row]
    return str(time.astype(f"datetime64[{report.file.unit}]")) if isinstance(time, np.datetime64) else int(time)
