"""The sections of a monitored file's page that are text and tables."""

from __future__ import annotations

from html import escape

import numpy as np

from atc_core.command.terminal import Table
from atc_core.pages import markup
from atc_trading.monitor.episodes import counted
from atc_trading.monitor.monitor_output import Outcome, column_table, episode_table, head_lines, regime_table
from atc_trading.monitor.monitoring import Report

MOST_EPISODES = 500
"""Rows of episodes on a page, the farthest beyond their limits."""


def header(outcome: Outcome) -> str:
    """Of what, what it was fitted to, and how much was found."""
    report = outcome.report
    lines = "".join(f'<p class="quiet">{escape(line)}</p>\n' for line in head_lines(report))
    name, verdict = escape(report.file.path.name), counted(len(report.episodes))
    return f'<header><h1>Monitoring of {name}</h1>\n{lines}<p class="verdict">{verdict}.</p></header>'


def timeline_section() -> str:
    """The place of the chart."""
    caption = (
        "Scores in units of their limits, dashed; above it is unusual. Episodes are shaded, with a dot where they are "
        "farthest beyond it; pointing at one tells its column. Below them the regimes. The rows that everything was "
        "fitted to are tinted and have no score."
    )
    return f"<section><h2>Time line</h2>\n{markup.chart('timeline', caption, 'timeline')}</section>"


def episodes_section(outcome: Outcome) -> str:
    """From when to when, and because of which column."""
    if not outcome.episodes:
        return '<section><h2>Episodes</h2>\n<p class="quiet">There was none.</p></section>'
    ranked = sorted(outcome.episodes, key=lambda item: -item.score)[:MOST_EPISODES]
    shown = outcome._replace(episodes=[item for item in outcome.episodes if item in ranked])
    return f"<section><h2>Episodes</h2>\n{as_markup(episode_table(shown))}</section>"


def regimes_section(report: Report) -> str:
    """The states, and what came after each."""
    found = report.regimes
    states = [str(state) for state in range(found.n_clusters)]
    counts, shares = found.transitions
    rows = [
        markup.row(state, [markup.cell(share_text(share), "", f"{count:,}") for share, count in zip(*own, strict=True)])
        for state, own in zip(states, zip(shares.tolist(), counts.tolist(), strict=True), strict=True)
    ]
    caption = "Of the rows of a regime, which share was followed by a row of each, and below it how many."
    matrix = markup.table(caption, ["from / to", *states], rows, "transitions")
    return f"<section><h2>Regimes</h2>\n{as_markup(regime_table(report))}\n{matrix}</section>"


def share_text(share: float) -> str:
    """``98.2 %``; a dash of a regime that was never left nor kept."""
    return markup.UNKNOWN if np.isnan(share) else f"{100.0 * share:.1f} %"


def columns_section(report: Report) -> str:
    """Every column, and what is to be said of it."""
    return f"<section><h2>Columns</h2>\n{as_markup(column_table(report.columns))}</section>"


def notes_section(report: Report) -> str:
    """How it was computed."""
    own = report.settings
    ran = ", ".join(f"{kernel} {backend} {rows:,} rows" for kernel, backend, rows in report.computed)
    terms = {
        "ar1": f"a value {own.threshold:g} standard deviations from what the one before leads to expect",
        "pca, isolation_forest": f"beyond what a share of {own.alpha:g} of the training rows exceeds",
        "an episode": f"at most {own.gap} usual rows within, at least {own.fewest} unusual ones",
        "a regime": f"entered after {own.duration} rows",
        "kernels": ran,
    }
    return f"<section><h2>How it was computed</h2>\n{markup.facts_list(terms.items())}</section>"


def as_markup(table: Table) -> str:
    """A table of the terminal."""
    rows = [markup.row(escape(first), [markup.cell(escape(cell)) for cell in rest]) for first, *rest in table.rows]
    return markup.table(escape(table.title), [escape(head) for head in table.headers], rows)
