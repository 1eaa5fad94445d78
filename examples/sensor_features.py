"""From a wide frame of sensors with gaps to a table of features, beside what one writes in pandas for it.

    python examples/sensor_features.py [--rows 10000] [--sensors 50] [--output features.parquet]

Machines report temperatures once a second; readings are lost, some sensors stop for a while. The features are those of
the last 16 readings, of which 8 must be there. Standard error says which backend computed what; without Rust the same
script gives the same table.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import atc_core
import atc_core.pandas  # registers .atc

if TYPE_CHECKING:
    from collections.abc import Callable

WINDOW, LEAST = 16, 8
LOST = 0.03
"""The share of readings that are lost one by one."""


def main() -> None:
    """Make the readings, compute the features twice, compare them and the time that they took."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000, help="readings of each sensor")
    parser.add_argument("--sensors", type=int, default=50)
    parser.add_argument("--output", type=Path, help="where to write the table: .parquet, .csv")
    options = parser.parse_args()
    atc_core.configure(log="info")
    frame = readings(options.rows, options.sensors)
    features(frame)  # A process' first calls look for the backends.
    found, own = timed(features, frame)
    wanted, theirs = timed(features_of_pandas, frame)
    pd.testing.assert_frame_equal(found, wanted, rtol=1e-7, atol=1e-9)
    print(found.iloc[-1].unstack(level=0).head(3).round(3).to_string())  # noqa: PD010 a row has no pivot
    print(f"{found.shape[0]:,} rows x {found.shape[1]} columns, {int(frame.isna().sum().sum()):,} readings missing")
    times = f"atc {own * 1e3:,.1f} ms, pandas {theirs * 1e3:,.1f} ms: {theirs / own:.0f} times as fast"
    print(f"{times}, the same table")
    if options.output:
        write(found, options.output)


def readings(rows: int, sensors: int) -> pd.DataFrame:
    """Temperatures that wander, with noise, spikes, lost readings, and sensors that are silent for a while."""
    random = np.random.default_rng(11)
    values = 60 + random.normal(0, 0.05, (rows, sensors)).cumsum(axis=0) + random.normal(0, 0.3, (rows, sensors))
    values[random.random(values.shape) < 1e-3] += 40
    values[random.random(values.shape) < LOST] = np.nan
    for sensor in range(0, sensors, 5):
        first = int(random.integers(rows))
        values[first : first + rows // 20, sensor] = np.nan
    index = pd.date_range("2024-05-01", periods=rows, freq="s", tz="UTC", name="time")
    return pd.DataFrame(values, index, [f"sensor_{number:02}" for number in range(sensors)])


def features(frame: pd.DataFrame) -> pd.DataFrame:
    """Median and spread that a spike does not move, how unusual each reading is, trend, and where gaps are filled."""
    rolling = frame.atc.rolling(WINDOW, min_periods=LEAST)
    parts = {
        "median": rolling.median(),
        "mad": rolling.mad(),
        "zscore": rolling.robust_zscore(),
        "std": rolling.std(),
        "skew": rolling.skew(),
        "low": rolling.min(),
        "high": rolling.max(),
        "filled": frame.atc.fill_missing(limit=5),
    }
    return pd.concat(parts, axis=1)


def features_of_pandas(frame: pd.DataFrame) -> pd.DataFrame:
    """The same, as one writes it without this library."""
    rolling = frame.rolling(WINDOW, min_periods=LEAST)
    median, mad = rolling.median(), rolling.apply(deviation, raw=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        zscore = ((frame - median) / (1.4826 * mad)).where((mad > 0) | mad.isna() | (frame != median), 0.0)
    parts = {
        "median": median,
        "mad": mad,
        "zscore": zscore.where(frame.notna()),
        "std": rolling.std(),
        "skew": rolling.skew(),
        "low": rolling.min(),
        "high": rolling.max(),
        "filled": frame.ffill(limit=5),
    }
    return pd.concat(parts, axis=1)


def deviation(window: np.ndarray) -> float:
    """The median distance from the median."""
    there = window[~np.isnan(window)]
    return float(np.median(np.abs(there - np.median(there))))


def timed(function: Callable[[pd.DataFrame], pd.DataFrame], frame: pd.DataFrame) -> tuple[pd.DataFrame, float]:
    """A result, and the seconds that it took."""
    begin = time.perf_counter()
    result = function(frame)
    return result, time.perf_counter() - begin


def write(table: pd.DataFrame, path: Path) -> None:
    """The table with one name a column."""
    flat = table.set_axis([f"{sensor}_{feature}" for feature, sensor in table.columns], axis=1)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".parquet":
        flat.to_parquet(path)
    else:
        flat.to_csv(path)
    print(f"table: {path}")


if __name__ == "__main__":
    main()
