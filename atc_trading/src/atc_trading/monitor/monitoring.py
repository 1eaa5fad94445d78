"""A file of features, monitored: columns, detectors, episodes and states."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import atc_core
from atc_trading.errors import MonitorError, MonitorUsageError
from atc_trading.monitor.column_states import ColumnState, column_states
from atc_trading.monitor.episodes import Episode, episodes
from atc_trading.monitor.feature_file import FeatureFile
from atc_trading.monitor.findings import (
    Finding,
    RegimeFinding,
    ar1_finding,
    forest_finding,
    pca_finding,
    regime_finding,
)
from atc_trading.monitor.gap_filling import Prepared, prepared
from atc_trading.monitor.time_breaks import breaks
from atc_trading.monitor.training_span import training_rows


class Settings(NamedTuple):
    """What is asked of a file."""

    train: str | None = None
    alpha: float = 0.001
    threshold: float = 6.0
    gap: int = 5
    fewest: int = 1
    duration: int = 10
    regime_rows: int = 2_000
    seed: int = 0


class Report(NamedTuple):
    """What was found."""

    file: FeatureFile
    settings: Settings
    is_training: NDArray[np.bool_]
    columns: list[ColumnState]
    findings: list[Finding]
    regimes: RegimeFinding
    episodes: list[Episode]
    """The oldest first."""
    computed: list[tuple[str, str, int]]
    """Kernel, backend and rows of each call."""

    @property
    def unscored(self) -> int:
        """Rows to score of which less than half is there."""
        pca = next(finding for finding in self.findings if finding.detector == "pca")
        return int((np.isnan(pca.score) & ~self.is_training).sum())


def monitored(file: FeatureFile, settings: Settings) -> Report:
    """Fit to the training rows, score the others."""
    check(settings)
    is_training = training_rows(file, settings.train)
    columns = column_states(file, is_training)
    used = [place for place, state in enumerate(columns) if state.is_used]
    names = [columns[place].name for place in used]
    with atc_core.trace() as calls:
        try:
            data = prepared(file.values[:, used], is_training, breaks(file.times))
            findings = [scored_rows(finding, is_training) for finding in found(data, settings)]
            regimes = regime_finding(data, settings.duration, settings.regime_rows, settings.seed)
        except ValueError as error:
            raise MonitorError(f"{file.path} cannot be monitored: {error}") from None
        listed = [item for own in findings for item in episodes(own, names, settings.gap, settings.fewest)]
    computed = list(dict.fromkeys((call.kernel, call.backend, call.n) for call in calls))
    listed.sort(key=lambda item: (item.start, item.detector))
    return Report(file, settings, is_training, columns, findings, regimes, listed, computed)


def found(data: Prepared, settings: Settings) -> list[Finding]:
    """What each detector says."""
    return [
        ar1_finding(data, settings.threshold),
        pca_finding(data, settings.alpha),
        forest_finding(data, settings.alpha, settings.seed),
    ]


def scored_rows(finding: Finding, is_training: NDArray[np.bool_]) -> Finding:
    """Without the rows that it was fitted to."""
    return finding._replace(score=np.where(is_training, np.nan, finding.score))


def check(settings: Settings) -> None:
    """Options that no kernel looks at, or whose errors would not name them."""
    if not 0 < settings.alpha < 1:
        raise MonitorUsageError(f"--alpha must be above 0 and below 1, was {settings.alpha:g}")
    if not 0 < settings.threshold < np.inf:
        raise MonitorUsageError(f"--threshold must be above 0 and finite, was {settings.threshold:g}")
