"""What `atc-monitor` prints: tables for people, or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from atc_core.command.terminal import Table, print_json, print_table, visible
from atc_trading.monitor.column_states import ColumnState
from atc_trading.monitor.episodes import Episode, counted
from atc_trading.monitor.feature_file import FeatureFile
from atc_trading.monitor.monitoring import Report
from atc_trading.monitor.time_breaks import breaks


class Outcome(NamedTuple):
    """A report, which of its episodes are shown, and where picture and page are."""

    report: Report
    episodes: list[Episode]
    chart: Path | None = None
    page: Path | None = None


def strongest(report: Report, top: int | None) -> list[Episode]:
    """The episodes that are farthest beyond their limits, in the order of time."""
    if top is None:
        return report.episodes
    ranked = sorted(report.episodes, key=lambda item: -item.score)[:top]
    return [item for item in report.episodes if item in ranked]


def show_tables(outcome: Outcome) -> None:
    """Write what was fitted, columns with something to say, states, and episodes."""
    report = outcome.report
    print(visible("\n".join(head_lines(report))))
    noted = [state for state in report.columns if state.remark]
    if noted:
        print()
        print_table(column_table(noted))
    print()
    print_table(regime_table(report))
    print()
    if outcome.episodes:
        print_table(episode_table(outcome))
    else:
        print("no episodes")
    if outcome.chart is not None:
        print(f"chart: {outcome.chart}")
    if outcome.page is not None:
        print(f"report: {outcome.page}")


def head_lines(report: Report) -> list[str]:
    """Of what, and what it was fitted to."""
    file, is_training = report.file, report.is_training
    used = sum(state.is_used for state in report.columns)
    fitted = np.flatnonzero(is_training)
    span = f"{file.time(0)} to {file.time(-1)}"
    training = f"{file.time(fitted[0])} to {file.time(fitted[-1])}"
    lines = [
        f"{file.path.name}: {len(is_training):,} rows, {span}, {used} of {len(report.columns)} columns used",
        str(file),
        f"fitted to {len(fitted):,} rows, {training}; {len(is_training) - len(fitted):,} rows scored",
    ]
    lines += clock_lines(file)
    if report.unscored:
        lines.append(
            f"{report.unscored:,} rows have no score of pca and isolation_forest: half of their values is missing"
        )
    return lines


def clock_lines(file: FeatureFile) -> list[str]:
    """What the times of rows leave to say: that there are none for a while, or several rows of one."""
    lines, before = [], breaks(file.times)
    repeated = int(np.count_nonzero(file.times[1:] == file.times[:-1]))
    if len(before):
        many = "1 break" if len(before) == 1 else f"{len(before):,} breaks"
        lines.append(f"{many} in time, the first before {file.time(int(before[0]))}")
    if repeated:
        lines.append(f"{repeated:,} rows have the time of the row before: is it a file of several machines?")
    return lines


def column_table(columns: Sequence[ColumnState]) -> Table:
    """Which columns detectors see, and what an operator should know of them."""
    rows = [[state.name, "yes" if state.is_used else "no", state.remark] for state in columns]
    return Table("columns", ["column", "used", "remark"], rows, labels=3)


def regime_table(report: Report) -> Table:
    """How often each state is there, in training and afterwards, and when it was entered last."""
    found, is_training = report.regimes, report.is_training
    states = f"{found.n_clusters} regimes" if found.n_clusters > 1 else "one regime"
    title = f"{states}, silhouette {found.score:.2f}, found in {found.sampled:,} training rows"
    if (found.labels < 0).all():
        title += f"; none held for --duration {report.settings.duration} rows"
    rows = []
    for state in range(found.n_clusters):
        is_state = found.labels == state
        entered = np.flatnonzero(is_state & ~np.roll(is_state, 1))
        last = report.file.time(int(entered[-1])) if len(entered) else ""
        shares = [f"{is_state[rows_of].mean():.1%}" for rows_of in (is_training, ~is_training)]
        rows.append([str(state), *shares, last])
    return Table(title, ["regime", "training", "scored", "entered last"], rows)


def episode_table(outcome: Outcome) -> Table:
    """From when to when, which detector, how far beyond its limit, and because of which column."""
    report = outcome.report
    shown, total = len(outcome.episodes), len(report.episodes)
    title = counted(total) + (f", {shown} of them shown" if shown < total else "")
    rows = [episode_cells(report, item) for item in outcome.episodes]
    heads = ["start", "end", "detector", "worst column", "contribution", "x limit", "rows"]
    return Table(title, heads, rows, labels=4)


def episode_cells(report: Report, item: Episode) -> list[str]:
    """A line of the table of episodes."""
    ends = [report.file.time(item.start), report.file.time(item.end)]
    return [*ends, item.detector, item.column, f"{item.contribution:.0%}", f"{item.score:,.3g}", str(item.rows)]


def show_json(outcome: Outcome) -> None:
    """Write one JSON document; what is infinite or NaN is null."""
    report, file = outcome.report, outcome.report.file
    fitted = np.flatnonzero(report.is_training)
    columns = [state._asdict() for state in report.columns]
    print_json(
        {
            "file": str(file.path),
            "times": file.date,
            "rows": len(report.is_training),
            "undated": file.undated,
            "breaks": [file.time(int(row)) for row in breaks(file.times)],
            "unscored": report.unscored,
            "training": {
                "start": file.time(int(fitted[0])),
                "end": file.time(int(fitted[-1])),
                "rows": len(fitted),
            },
            "columns": columns,
            "limits": {finding.detector: finding.limit for finding in report.findings},
            "regimes": regime_fields(report),
            "episodes": [episode_fields(report, item) for item in outcome.episodes],
            "computed": [
                {"kernel": kernel, "backend": backend, "rows": rows} for kernel, backend, rows in report.computed
            ],
            "chart": None if outcome.chart is None else str(outcome.chart),
            "report": None if outcome.page is None else str(outcome.page),
        }
    )


def regime_fields(report: Report) -> dict[str, Any]:
    """The states, and each stretch of time in one."""
    found, times = report.regimes, report.file.time
    starts = np.flatnonzero(np.diff(found.labels, prepend=-2) != 0)
    stops = [*starts[1:], len(found.labels)]
    stretches = [
        {"regime": int(found.labels[start]), "start": times(int(start)), "end": times(int(stop) - 1)}
        for start, stop in zip(starts, stops, strict=True)
        if found.labels[start] >= 0
    ]
    return {
        "count": found.n_clusters,
        "score": found.score,
        "sampled": found.sampled,
        "stretches": stretches,
        "transitions": {name: matrix.tolist() for name, matrix in found.transitions._asdict().items()},
    }


def episode_fields(report: Report, item: Episode) -> dict[str, Any]:
    """An episode with its times."""
    rows = {name: report.file.time(getattr(item, name)) for name in ("start", "end", "peak")}
    return {**item._asdict(), **rows}
