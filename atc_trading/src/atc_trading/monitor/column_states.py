"""What is wrong with single columns: gaps, constants, dead sensors. None of it stops the others."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from atc_trading.errors import MonitorError
from atc_trading.monitor.feature_file import FeatureFile
from atc_trading.monitor.feature_rows import Array
from atc_trading.wording import counted

MOST_MISSING = 0.5
"""Share of the training rows without a value from which on a column is left out."""
FEWEST_STUCK, STUCK = 20, 3
"""A value that stays for so many rows, and for so many times the longest time in training, is of a dead sensor."""


class ColumnState(NamedTuple):
    """A column, whether detectors see it, and what an operator should know of it."""

    name: str
    is_used: bool
    missing: int
    """Values that are not there, in all rows."""
    remark: str


def column_states(file: FeatureFile, is_training: NDArray[np.bool_]) -> list[ColumnState]:
    """Every column of the file; MonitorError where none can be used."""
    states = [state_of(file, place, is_training) for place in range(len(file.names))]
    states += [ColumnState(name, False, len(file.times), reason) for name, reason in file.left_out.items()]
    if not any(state.is_used for state in states):
        reasons = "; ".join(f"{state.name}: {state.remark}" for state in states[:3])
        raise MonitorError(f"{file.path} has no column that a detector can be fitted to ({reasons})")
    return states


def state_of(file: FeatureFile, place: int, is_training: NDArray[np.bool_]) -> ColumnState:
    """One column of numbers."""
    values, name = file.values[:, place], file.names[place]
    is_missing = np.isnan(values)
    missing, fitted = int(is_missing.sum()), values[is_training & ~is_missing]
    if not len(fitted):
        return ColumnState(name, False, missing, "no value in the training rows")
    share = float(is_missing[is_training].mean())
    if share > MOST_MISSING:
        return ColumnState(name, False, missing, f"{share:.0%} missing in the training rows")
    if fitted.min() == fitted.max():
        return ColumnState(name, False, missing, constant_remark(file, place, is_training))
    count = gaps(is_missing)
    remarks = [f"{missing} missing in {counted(count, 'gap')}"] if missing else []
    remarks += stuck_remarks(file, values, is_training)
    return ColumnState(name, True, missing, "; ".join(remarks))


def constant_remark(file: FeatureFile, place: int, is_training: NDArray[np.bool_]) -> str:
    """That a column does not move in training, and when it does later."""
    values = file.values[:, place]
    constant = values[is_training & ~np.isnan(values)][0]
    moved = np.flatnonzero(~is_training & ~np.isnan(values) & (values != constant))
    later = f", first another value at {file.time(moved[0])}" if len(moved) else ""
    return f"constant at {constant:g} in the training rows{later}"


def gaps(is_missing: NDArray[np.bool_]) -> int:
    """How many runs of missing values there are."""
    return int(np.count_nonzero(np.diff(is_missing.astype(np.int8), prepend=0) == 1))


def stuck_remarks(file: FeatureFile, values: Array, is_training: NDArray[np.bool_]) -> list[str]:
    """That a value stays for longer than it ever did in training."""
    usual = max((stop - start for start, stop in equal_runs(np.where(is_training, values, np.nan))), default=0)
    runs = equal_runs(np.where(is_training, np.nan, values))
    start, stop = max(runs, key=lambda run: run[1] - run[0], default=(0, 0))
    rows = stop - start
    if rows < FEWEST_STUCK or rows <= STUCK * usual:
        return []
    return [f"stuck at {values[start]:g} from {file.time(start)} to {file.time(stop - 1)}, {rows} rows"]


def equal_runs(values: Array) -> list[tuple[int, int]]:
    """First row of each run of equal values, and the row behind it; NaN equals nothing."""
    is_same = np.concatenate([[False], values[1:] == values[:-1], [False]])
    edges = np.flatnonzero(np.diff(is_same.astype(np.int8)))
    return [(int(start), int(stop) + 1) for start, stop in edges.reshape(-1, 2)]
