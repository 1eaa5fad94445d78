"""Detectors and clusters beside scikit-learn, NumPy, pandas, river and ordinary Numba loops: ``make bench-detectors``.

Same run, in turns, medians; every result newly allocated. Ours is Rust, or the backend that is asked for. Run it on one
thread and on all: the make target does both. ``--memory`` measures, each in a process of its own, what a call takes
beyond its arguments and its result.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
from detectors_peers import (
    Array,
    ar1_loop,
    ar1_of_pandas,
    cusum_loop,
    ewma_loop,
    page_hinkley_loop,
    page_hinkley_of_river,
    rounds_of_scikit_learn,
    three_products,
)
from memory import MARK, growth
from rich.console import Console
from rich.table import Table

import atc_core

Functions = dict[str, Callable[[], Any]]
RIVER = 10_000
"""Bars for river, which takes them one by one: its time is multiplied to that of a million."""
MEMORY = ("100k x 10", 100_000, 10)
MIB = 1 << 20
MOST_MEMORY = 200
"""MiB of a silhouette score."""


class Case(NamedTuple):
    """One job of several contenders, the first of which is ours, and how many times as fast it must be."""

    title: str
    functions: Functions
    wanted: dict[str, float]
    """By contender, how many times as fast ours must be; nothing is asked of the others."""
    weight: dict[str, float] = {}  # noqa: RUF012 a named tuple's default, never written to
    """By contender, what its time is multiplied by: it does a part of the job."""
    most: float | None = None
    """Microseconds that ours may take."""
    calls: int = 1
    """So many in a row, as a service makes them: of a single one most is memory that the others have used meanwhile."""


def rows(count: int, columns: int, clusters: int = 1) -> Array:
    """Rows around some centres, the same at every call."""
    random = np.random.default_rng(3)
    centers = random.normal(0.0, 3.0, (clusters, columns))
    return centers[random.integers(0, clusters, count)] + random.normal(0.0, 2.0, (count, columns))


def own(backend: str | None) -> Callable[[str], Any]:
    """What gives kernels of ours."""
    return lambda name: atc_core.get(name, backend=backend)


def forests(of: Callable[[str], Any]) -> Iterator[Case]:
    """Scores of a forest that scikit-learn fitted, converted; and of a single row."""
    from sklearn.ensemble import IsolationForest

    from atc_trading.monitor import model_of

    fitted = IsolationForest(n_estimators=100, random_state=0).fit(rows(10_000, 10))
    model, score = model_of(fitted), of("isolation_forest_score")
    for count in (10_000, 100_000):
        x = rows(count, 10).astype(np.float32).astype(np.float64)
        off = np.abs(score(x, model) + fitted.score_samples(x)).max()
        title = f"isolation_forest_score 100 trees, {count:,} x 10 (off by {off:.0e})"
        contenders = {"atc": partial(score, x, model), "scikit-learn": partial(fitted.score_samples, x)}
        yield Case(title, contenders, {"scikit-learn": 5.0})
    one = rows(1, 10).astype(np.float32).astype(np.float64)
    contenders = {"atc": partial(score, one, model), "scikit-learn": partial(fitted.score_samples, one)}
    yield Case("isolation_forest_score 100 trees, 1 row", contenders, {}, most=30.0, calls=100)


def clusters(of: Callable[[str], Any]) -> Iterator[Case]:
    """Rounds from given centres, and how good clusters are."""
    from sklearn.metrics import silhouette_score

    x, starts = rows(10_000, 20, 8), np.random.default_rng(4).normal(0.0, 0.1, (8, 20))
    ours, theirs = of("kmeans_lloyd")(x, starts), rounds_of_scikit_learn(x, starts)
    title = f"kmeans_lloyd 10,000 x 20, k = 8, {ours.n_iter} rounds (scikit-learn {theirs.n_iter_})"
    functions = {
        "atc": partial(of("kmeans_lloyd"), x, starts),
        "scikit-learn": partial(rounds_of_scikit_learn, x, starts),
    }
    yield Case(title, functions, {"scikit-learn": 1.5})
    yield Case(
        "kmeans_predict 10,000 x 20, k = 8",
        {"atc": partial(of("kmeans_predict"), x, ours.centers), "scikit-learn": partial(theirs.predict, x)},
        {},
    )
    for count in (5_000, 20_000):
        x = rows(count, 10, 4)
        labels = of("kmeans")(x, 4).labels
        functions = {
            "atc": partial(of("silhouette_score"), x, labels),
            "scikit-learn": partial(silhouette_score, x, labels),
        }
        yield Case(f"silhouette_score {count:,} x 10", functions, {"scikit-learn": 2.0})


def components(of: Callable[[str], Any]) -> Iterator[Case]:
    """Principal components of a table of sensors."""
    from sklearn.decomposition import PCA

    random = np.random.default_rng(5)
    x = random.normal(size=(10_000, 50)) @ random.normal(size=(50, 50))
    model = atc_core.pca_fit(x)
    functions = {"atc": partial(of("pca_score"), x, model), "three products": partial(three_products, x, model)}
    yield Case("pca_score 10,000 x 50", functions, {"three products": 1.5})
    fits = {
        "atc": partial(of("pca_fit"), x),
        "scikit-learn": lambda: PCA(n_components=5).fit((x - x.mean(axis=0)) / x.std(axis=0, ddof=1)),
    }
    yield Case("pca_fit 10,000 x 50", fits, {})


def autoregressions(of: Callable[[str], Any]) -> Iterator[Case]:
    """Fit and score of a table of sensors."""
    x = 100.0 + np.random.default_rng(1).normal(0.0, 0.1, (10_000, 50)).cumsum(axis=0)
    fit, score = of("ar1_fit"), of("ar1_score")
    functions = {
        "atc": lambda: score(x, fit(x)),
        "pandas": partial(ar1_of_pandas, x),
        "loop": partial(ar1_loop, x),
    }
    yield Case("ar1_fit and ar1_score 10,000 x 50", functions, {"pandas": 20.0, "loop": 1.5})


def charts(of: Callable[[str], Any]) -> Iterator[Case]:
    """Charts of a million bars."""
    x = np.random.default_rng(2).normal(0.0, 1.0, 1_000_000)
    loops: dict[str, tuple[Any, tuple[float, ...]]] = {
        "ewma_chart": (ewma_loop, (0.0, 1.0, 0.2, 3.0)),
        "cusum": (cusum_loop, (0.0, 1.0, 0.5, 5.0)),
        "page_hinkley": (page_hinkley_loop, (0.005, 50.0, 0.9999, 30)),
    }
    for name, (loop, options) in loops.items():
        functions: Functions = {"atc": partial(of(name), x, *options), "loop": partial(loop, x, *options)}
        wanted, weight = {"loop": 1.0}, {}
        if name == "page_hinkley" and has_river():
            functions["river"] = partial(page_hinkley_of_river, x[:RIVER])
            wanted["river"], weight["river"] = 50.0, len(x) / RIVER
        yield Case(f"{name}, a million bars", functions, wanted, weight)


def has_river() -> bool:
    """Whether river is installed; it says what is missing otherwise."""
    try:
        import river  # noqa: F401
    except ImportError as error:
        print(f"river is left out: {error}", file=sys.stderr)
        return False
    return True


def timed(functions: Functions, rounds: int, calls: int) -> dict[str, float]:
    """The median milliseconds of each, in turns, so many calls at a time."""
    for function in functions.values():
        function()
    found: dict[str, list[float]] = {name: [] for name in functions}
    for _ in range(rounds):
        for name, function in functions.items():
            begin = perf_counter()
            for _ in range(calls):
                function()
            found[name].append(1e3 * (perf_counter() - begin) / calls)
    return {name: median(values) for name, values in found.items()}


def race(case: Case, rounds: int) -> list[str]:
    """A line of the table."""
    found = timed(case.functions, rounds, case.calls)
    ours = found.pop("atc")
    ratios = {name: value * case.weight.get(name, 1.0) / ours for name, value in found.items()}
    wanted = {name: case.wanted.get(name) for name in ratios}
    cells = [
        marked(f"{name} {ratio:.2f}", wanted[name], is_met=ratio >= (wanted[name] or 0.0))
        for name, ratio in ratios.items()
    ]
    time = f"{ours:.3f}"
    if case.most is not None:
        time = marked(time, case.most, is_met=1e3 * ours <= case.most)
    return [case.title, time, ", ".join(cells)]


def marked(text: str, bar: float | None, *, is_met: bool) -> str:
    """Green where a bar is met, red where it is not."""
    return text if bar is None else f"[{'green' if is_met else 'red'}]{text} (bar {bar:g})[/]"


def memory_cases(of: Callable[[str], Any]) -> dict[str, Callable[[Array], tuple[Callable[[], Any], int]]]:
    """By kernel, what makes a call of it on a table, and the bytes of its result."""

    def forest(x: Array) -> tuple[Callable[[], Any], int]:
        return partial(of("isolation_forest_score"), x, atc_core.isolation_forest_fit(x, 100)), 8 * len(x)

    def scores(x: Array) -> tuple[Callable[[], Any], int]:
        return partial(of("pca_score"), x, atc_core.pca_fit(x)), 16 * len(x)

    def silhouette(x: Array) -> tuple[Callable[[], Any], int]:
        return partial(of("silhouette_score"), x, np.arange(len(x)) % 4), 0

    return {
        "isolation_forest_score": forest,
        "pca_score": scores,
        "ar1_fit": lambda x: (partial(of("ar1_fit"), x), 0),
        "ar1_score": lambda x: (partial(of("ar1_score"), x, of("ar1_fit")(x)), 2 * x.nbytes),
        "mahalanobis": lambda x: (partial(of("mahalanobis"), x, x[0], np.eye(x.shape[1])), 8 * len(x)),
        "kmeans": lambda x: (partial(of("kmeans"), x, 8), 8 * len(x)),
        "kmeans_predict": lambda x: (partial(of("kmeans_predict"), x, x[:8].copy()), 8 * len(x)),
        "davies_bouldin_score": lambda x: (partial(of("davies_bouldin_score"), x, np.arange(len(x)) % 4), 0),
        "silhouette_score": silhouette,
    }


def memory_of(name: str, backend: str | None) -> list[float]:
    """Bytes beyond arguments and result, and seconds of the call."""
    _, count, columns = MEMORY
    make = memory_cases(own(backend))[name]
    make(rows(1_000, columns))[0]()
    call, result = make(rows(count, columns, 4))
    begin = perf_counter()
    return [max(growth(call) - result, 0), perf_counter() - begin]


def memory_table(backend: str | None) -> Table:
    """What each kernel takes at 100 000 rows, in processes of their own."""
    table = Table("kernel", "MiB beyond arguments and result", "bytes a row", "seconds", title=MEMORY[0])
    for name in memory_cases(own(backend)):
        command = [sys.executable, __file__, "--case", name, "--backend", backend or "auto"]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        taken, seconds = json.loads(done.stdout)
        bar = MOST_MEMORY if name == "silhouette_score" else None
        size = marked(f"{taken / MIB:.1f}", bar, is_met=taken <= MOST_MEMORY * MIB)
        table.add_row(name, size, f"{taken / MEMORY[1]:.0f}", f"{seconds:.2f}")
    return table


def main() -> None:
    """Race and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("only", nargs="*", help="parts of titles")
    parser.add_argument("--backend", default="rust", help="ours; auto for the fastest of this machine")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--memory", action="store_true", help="measure memory and no time")
    parser.add_argument("--case", help=argparse.SUPPRESS)
    options = parser.parse_args()
    backend = None if options.backend == "auto" else options.backend
    if options.case:
        print(json.dumps(memory_of(options.case, backend)))
        return
    console = Console(width=130)
    if options.memory:
        console.print(memory_table(backend) if MARK.exists() else "memory is not measured: only Linux can do it")
        return
    threads = os.environ.get("ATC_NUM_THREADS", "all")
    table = Table("case", "ours ms", "others: how many times as long", title=f"threads: {threads}")
    of = own(backend)
    for family in (forests, clusters, components, autoregressions, charts):
        for case in family(of):
            if not options.only or any(part in case.title for part in options.only):
                table.add_row(*race(case, options.rounds))
    console.print(table)


if __name__ == "__main__":
    main()
