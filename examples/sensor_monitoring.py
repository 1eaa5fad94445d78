"""From the sensors of a machine to what is wrong with it: rolling features, detectors, regimes, and a picture.

    python examples/sensor_monitoring.py [--rows 6000] [--output sensor_monitoring.png]

The readings are made up: eight sensors of a machine that idles, runs, or runs hard, once a minute; some are lost.
After the training rows four faults are planted: a spike, a sensor that drifts, one that is stuck and one that is loose.
Each must be found, because of the right sensor. Standard error says which backend computed what.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import atc_core
from atc_trading.monitor import AR1Detector, IsolationForestDetector, KMeansRegimes, PCADetector
from atc_trading.monitor.component_detector import contributions

SENSORS, WINDOW, LEAST = 8, 12, 6
LOST = 0.005
"""The share of readings that are lost one by one."""
HELD = 15
"""Minutes that a regime must hold."""
FEWEST = 3_000
"""Minutes in which the faults have room."""
INK, QUIET, ALARM = "#1f2933", "#8a94a0", "#d1495b"
STATES = ("#4c78a8", "#f2a541", "#54a24b", "#b279a2", "#79b4b7", "#9d755d")
Array = NDArray[np.float64]


class Fault(NamedTuple):
    """What is planted, where, and from which row to which."""

    kind: str
    sensor: int
    start: int
    stop: int


class Watch(NamedTuple):
    """What a detector says: scores in units of its limit, and for a row the sensor that made it so."""

    name: str
    score: Array
    sensors: NDArray[np.int64]


def main() -> None:
    """Make readings, fit to the first half, look at the second, and say of each fault what found it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=6_000, help=f"minutes, at least {FEWEST}")
    parser.add_argument("--output", type=Path, default=Path("examples/output/sensor_monitoring.png"))
    options = parser.parse_args()
    if options.rows < FEWEST:
        parser.error(f"--rows must be at least {FEWEST}, was {options.rows}")
    atc_core.configure(log="info")
    readings, faults, truth = machine(options.rows)
    trained = options.rows // 2
    levels, spreads = features(readings)
    steady = components("levels", levels, trained, 2)
    loose = components("spreads", spreads, trained, 2)
    watches = [steps(readings, trained), steady, loose, forest(np.hstack([levels, spreads]), trained, steady.sensors)]
    states = regimes(levels, trained)
    for fault in faults:
        print(f"{fault.kind} of sensor_{fault.sensor}, rows {fault.start} to {fault.stop - 1}: {found(fault, watches)}")
    print(false_alarms(faults, watches, trained))
    counted = atc_core.transition_matrix(states)
    print(f"{len(counted.counts)} regimes, {right_states(states, truth):.0%} of rows in that of their load")
    print("minutes in a regime, on average:", ", ".join(f"{1 / (1 - p):.0f}" for p in np.diag(counted.probabilities)))
    draw(readings, faults, watches, states, options.output)


def machine(rows: int) -> tuple[Array, list[Fault], NDArray[np.int64]]:
    """Readings of all sensors, what is wrong with them, and the load at each row: 0, 1 or 2."""
    random = np.random.default_rng(7)
    truth = np.repeat(random.permuted(np.tile([0, 1, 2], (rows // 900 + 1, 1)), axis=1).ravel(), 300)[:rows]
    # A machine takes half an hour to warm up: the load as its sensors feel it lags.
    load = atc_core.ema(truth.astype(np.float64), 40)
    heat = atc_core.ema(random.normal(0, 2.0, rows), 40)
    gain, drag = random.uniform(3, 8, SENSORS), random.normal(0, 2, SENSORS)
    x = 40 + np.outer(load, gain) + np.outer(heat, drag) + random.normal(0, 0.3, (rows, SENSORS))
    first, step = rows // 2 + rows // 20, rows // 9
    faults = [
        Fault("spike", 3, first, first + 1),
        Fault("drift", 5, first + step, first + step + step // 2),
        Fault("stuck", 1, first + 2 * step, first + 2 * step + step // 3),
        Fault("loose", 6, first + 3 * step, first + 3 * step + step // 4),
    ]
    for fault in faults:
        own, length = x[fault.start : fault.stop, fault.sensor], fault.stop - fault.start
        change = {
            "spike": own + 12,
            "drift": own + np.linspace(0, 6, length),
            "stuck": np.full(length, own[0]),
            "loose": own + random.normal(0, 2, length),
        }
        own[:] = change[fault.kind]
    x[random.random(x.shape) < LOST] = np.nan
    return x, faults, truth


def features(readings: Array) -> tuple[Array, Array]:
    """Of each sensor the median of the last minutes, which no spike moves, and the spread of its steps.

    Levels follow load and heat to a thousandth, spreads follow little: one model of both would see only these.
    """
    filled = atc_core.fill_missing(readings, limit=5)
    changes = np.diff(filled, axis=0, prepend=np.nan)
    return atc_core.rolling_median(readings, WINDOW, LEAST), atc_core.rolling_std(changes, WINDOW, LEAST)


def steps(readings: Array, trained: int) -> Watch:
    """Readings that the minute before does not lead to expect, sensor by sensor."""
    detector = AR1Detector(threshold=8.0).fit(readings[:trained])
    zscores = np.abs(detector.zscores(readings))
    return Watch("steps", np.fmax.reduce(zscores, axis=1) / 8.0, np.argmax(np.nan_to_num(zscores), axis=1))


def components(name: str, table: Array, trained: int, count: int) -> Watch:
    """Rows in which sensors do not go together as they did."""
    detector = PCADetector(n_components=count, alpha=1e-5).fit(table[:trained])
    charts, limits, own = detector.charts(table), detector.limits_, contributions(table, detector.model_)
    is_outside = charts.spe / limits.spe >= charts.t2 / limits.t2
    shares = np.nan_to_num(np.where(is_outside[:, None], own.spe, own.t2))
    return Watch(name, detector.score_samples(table), shares.argmax(axis=1))


def forest(table: Array, trained: int, sensors: NDArray[np.int64]) -> Watch:
    """Rows that are rare, whatever they have in common; it takes the sensors of another watch."""
    detector = IsolationForestDetector(alpha=0.001).fit(table[:trained])
    return Watch("forest", detector.score_samples(table) / detector.offset_, sensors)


def regimes(levels: Array, trained: int) -> NDArray[np.int64]:
    """The state of the machine; one counts once it has held for a while."""
    model = KMeansRegimes().fit(levels[:trained:3])
    return atc_core.smooth_labels(model.predict(levels), HELD)


def found(fault: Fault, watches: list[Watch]) -> str:
    """Which detectors saw a fault, the one that was earliest first; RuntimeError if none named its sensor."""
    seen = []
    for watch in watches:
        rows = np.arange(fault.start, fault.stop + WINDOW)
        rows = rows[(watch.score[rows] > 1) & (watch.sensors[rows] == fault.sensor)]
        if len(rows):
            seen.append((int(rows[0]), f"{watch.name} after {rows[0] - fault.start} minutes"))
    if not seen:
        raise RuntimeError(f"the {fault.kind} of sensor_{fault.sensor} was not found")
    return ", ".join(text for _, text in sorted(seen))


def false_alarms(faults: list[Fault], watches: list[Watch], trained: int) -> str:
    """How many rows outside of all faults are beyond a limit."""
    rest = np.ones(len(watches[0].score), dtype=bool)
    rest[:trained] = False
    for fault in faults:
        rest[fault.start : fault.stop + WINDOW] = False
    counts = ", ".join(f"{watch.name} {int((watch.score[rest] > 1).sum())}" for watch in watches)
    return f"false alarms in {int(rest.sum()):,} other rows: {counts}"


def right_states(states: NDArray[np.int64], truth: NDArray[np.int64]) -> float:
    """The share of rows whose regime is the one that most rows of their load are in."""
    usual = [np.bincount(states[(truth == load) & (states >= 0)]).argmax() for load in range(3)]
    return float(np.mean(states == np.array(usual)[truth]))


def draw(readings: Array, faults: list[Fault], watches: list[Watch], states: NDArray[np.int64], path: Path) -> None:
    """Sensors with faults, scores under their limits, and regimes."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(13, 10), layout="constrained", facecolor="white")
    sensors, *panels, strip = figure.subplots(6, sharex=True, height_ratios=(5, 2, 2, 2, 2, 0.7))
    rows = np.arange(len(readings))
    for fault in faults:
        sensors.plot(rows, readings[:, fault.sensor], linewidth=0.7, label=f"sensor_{fault.sensor}: {fault.kind}")
        for axis in (sensors, *panels):
            axis.axvspan(fault.start, fault.stop, color=ALARM, alpha=0.15)
    sensors.legend(loc="upper left", frameon=False, ncols=4)
    for axis, watch in zip(panels, watches, strict=True):
        axis.semilogy(rows, np.clip(watch.score, 1e-2, 1e4), color=INK, linewidth=0.6)
        axis.axhline(1.0, color=ALARM, linewidth=0.9, linestyle="--")
        axis.set_ylabel(watch.name)
    for state in range(int(states.max()) + 1):
        strip.fill_between(rows, 0, 1, where=list(states == state), color=STATES[state % len(STATES)], linewidth=0)
    strip.set_yticks([])
    strip.set_ylabel("regime")
    for axis in (sensors, *panels, strip):
        axis.spines[["top", "right"]].set_visible(False)
        axis.axvline(len(rows) // 2, color=QUIET, linewidth=1)
        axis.margins(x=0)
    figure.suptitle("Faults of sensors, found beside the regimes of their machine", fontsize=15, color=INK)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    print(f"picture: {path}")


if __name__ == "__main__":
    main()
