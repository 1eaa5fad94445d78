"""What the cells of `holdout.py` say: regrets of policies, as tables and as a plot."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from holdout import FAR, HANDLE
from rich.table import Table

Row = dict[str, Any]
Policy = Callable[[Row], str]
BAND = 0.02
HARM = 1.03
"""A tuned choice may be so much slower than the untuned default's before it counts as harm."""
TUNED, UNTUNED, BEST_SINGLE = "tuned", "untuned default", "best single backend per kernel"
COLUMNS = ("gmean", "p95", "max", "over 2 %")


def native(row: Row) -> dict[str, float]:
    """The seconds of the backends themselves."""
    return {name: seconds for name, seconds in row["seconds"].items() if name != HANDLE}


def regret(row: Row, name: str) -> float:
    """The cost of `name`, as a multiple of the best's; FAR where it was too slow to be timed."""
    seconds = native(row)
    return seconds[name] / min(seconds.values()) if name in seconds else FAR


def best_singles(rows: list[Row]) -> dict[str, str]:
    """By kernel, the backend with the least mean regret: known only afterwards."""
    regrets: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        for name in native(row):
            regrets[row["kernel"]][name].append(regret(row, name))
    counts = {kernel: max(map(len, found.values())) for kernel, found in regrets.items()}
    return {
        kernel: min((gmean(values), name) for name, values in found.items() if len(values) == counts[kernel])[1]
        for kernel, found in regrets.items()
    }


def fixed(name: str) -> Policy:
    """Always `name`; where it lacks the kernel, the untuned default."""
    return lambda row: name if name in native(row) else row["default"]


def all_policies(rows: list[Row]) -> dict[str, Policy]:
    """What would run in a cell, by policy."""
    singles = best_singles(rows)
    return {
        TUNED: lambda row: row["chosen"],
        UNTUNED: lambda row: row["default"],
        BEST_SINGLE: lambda row: singles[row["kernel"]],
        **{f"always {name}": fixed(name) for name in ("rust", "numba") if any(name in native(row) for row in rows)},
    }


def policies(rows: list[Row]) -> dict[str, dict[str, float]]:
    """The statistics of each policy's choice regret."""
    return {name: statistics([regret(row, policy(row)) for row in rows]) for name, policy in all_policies(rows).items()}


def delivered(rows: list[Row]) -> dict[int, dict[str, float]]:
    """The statistics of delivered regret by size: contiguous series only."""
    found: dict[int, list[float]] = defaultdict(list)
    for row in rows:
        if HANDLE in row["seconds"]:
            found[row["n"]].append(row["seconds"][HANDLE] / min(native(row).values()))
    return {n: statistics(values) for n, values in sorted(found.items())}


def summary(rows: list[Row]) -> dict[str, Any]:
    """How many keys there are, and those whose tuned choice is slower than the untuned default."""
    slower = [
        {**{name: row[name] for name in ("kernel", "n", "options", "layout", "chosen", "default")}, "ratio": ratio}
        for row in rows
        if (ratio := regret(row, row["chosen"]) / regret(row, row["default"])) > HARM
    ]
    return {"cells": len(rows), "slower than the untuned default": slower}


def worst(rows: list[Row], count: int = 8) -> list[Row]:
    """The cells of most regret."""
    return sorted(rows, key=lambda row: -regret(row, row["chosen"]))[:count]


def gmean(values: Iterable[float]) -> float:
    """The geometric mean."""
    return math.exp(float(np.mean(np.log(list(values)))))


def statistics(values: list[float]) -> dict[str, float]:
    """What is printed of a list of regrets."""
    over = sum(value > 1.0 + BAND for value in values) / len(values)
    return {"gmean": gmean(values), "p95": float(np.percentile(values, 95)), "max": max(values), "over 2 %": over}


def cells(found: dict[str, float]) -> list[str]:
    """Statistics as text."""
    return [f"{found['gmean']:.3f}", f"{found['p95']:.3f}", f"{found['max']:.2f}", f"{100 * found['over 2 %']:.1f} %"]


def console_tables(rows: list[Row]) -> list[Table]:
    """For the terminal."""
    count = summary(rows)
    choice = table(f"choice regret over {count['cells']} cells", "policy", policies(rows))
    through = table("delivered regret, through the handle", "bars", delivered(rows))
    spots = Table("kernel", "bars", "options", "layout", "chosen", "regret", title="where most is lost")
    for row in worst(rows):
        place = [row["kernel"], str(row["n"]), described(row["options"]), row["layout"], row["chosen"]]
        spots.add_row(*place, f"{regret(row, row['chosen']):.3f}")
    harmed = count["slower than the untuned default"]
    spots.caption = f"{len(harmed)} of {count['cells']} cells are over 3 % slower than the untuned default"
    return [choice, through, spots]


def described(options: dict[str, Any]) -> str:
    """Options as text."""
    return ", ".join(f"{name} {value}" for name, value in options.items())


def table(title: str, label: str, found: dict[Any, dict[str, float]]) -> Table:
    """Statistics, one line each."""
    shown = Table(label, title=title)
    for column in COLUMNS:
        shown.add_column(column, justify="right")
    for name, values in found.items():
        shown.add_row(str(name), *cells(values))
    return shown


def markdown(rows: list[Row]) -> str:
    """For the README."""
    lines = [f"| policy | {' | '.join(COLUMNS)} |", f"| --- |{' ---: |' * len(COLUMNS)}"]
    lines += [f"| {name} | {' | '.join(cells(values))} |" for name, values in policies(rows).items()]
    return "\n".join(lines)


def plot(rows: list[Row], path: Path) -> None:
    """Mean choice regret of every policy by size, and delivered regret."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4), constrained_layout=True)
    sizes = sorted({row["n"] for row in rows})
    for name, policy in all_policies(rows).items():
        means = [gmean(regret(row, policy(row)) for row in rows if row["n"] == n) for n in sizes]
        left.plot(sizes, means, marker="o", linewidth=2.5 if name == TUNED else 1.2, markersize=3, label=name)
    left.set(xscale="log", yscale="log", xlabel="bars", title="choice regret: chosen / best, geometric mean")
    left.legend(frameon=False)
    through = delivered(rows)
    for column in ("gmean", "p95"):
        right.plot(list(through), [values[column] for values in through.values()], marker="o", label=column)
    right.set(xscale="log", xlabel="bars", title="delivered regret: through the handle / best native call")
    right.legend(frameon=False)
    figure.savefig(path, dpi=150)
