"""Detectors and clusters on many rows: memory that grows with the rows alone, other threads that run, equal bits."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

pytest.importorskip("atc_rust._native")
BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
MARK = Path("/proc/self/clear_refs")
START = """
import hashlib, sys
import numpy as np
import atc_core
random = np.random.default_rng(5)
centers = random.normal(0.0, 4.0, (5, 10))

def rows(count):
    return centers[random.integers(0, 5, count)] + random.normal(size=(count, 10))

def run(name, *arguments):
    return atc_core.get(name, backend="rust")(*arguments)

def fields(result):
    return [np.asarray(item) for item in (result if isinstance(result, tuple) else (result,))]

x = rows({count})
labels = np.arange(len(x)) % 4
forest, components, series = atc_core.isolation_forest_fit(x), atc_core.pca_fit(x), atc_core.ar1_fit(x)
"""
CALLS = {
    "kmeans": 'run("kmeans", x, 6, 1, 2)',
    "kmeans_predict": 'run("kmeans_predict", x, x[:7].copy())',
    "isolation_forest_fit": 'run("isolation_forest_fit", x)',
    "isolation_forest_score": 'run("isolation_forest_score", x, forest)',
    "silhouette_samples": 'run("silhouette_samples", x, labels)',
    "silhouette_score": 'run("silhouette_score", x, labels)',
    "davies_bouldin_score": 'run("davies_bouldin_score", x, labels)',
    "pca_score": 'run("pca_score", x, components)',
    "mahalanobis": 'run("mahalanobis", x, x[0], np.eye(10))',
    "ar1_fit": 'run("ar1_fit", x)',
    "ar1_score": 'run("ar1_score", x, series)',
    "page_hinkley": 'run("page_hinkley", x)',
}
MOST = {"silhouette_samples": 20_000, "silhouette_score": 20_000}
"""Rows of kernels that look at every pair of them."""
ALLOWED = 32 << 20
"""Bytes beyond the result. Eight columns that a thread copies have 6 MB; a matrix of rows and trees has 80, one of rows
squared 3 200.
"""


def python(code, **variables):
    """What a fresh interpreter prints."""
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=kept | variables, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_any_number_of_threads_gives_the_same_bits():
    """scikit-learn #27518: threads change centres."""
    digest = "print(hashlib.sha256(b''.join(item.tobytes() for item in fields({}))).hexdigest())"
    code = "\n".join([START.format(count=6_000), *map(digest.format, CALLS.values())])
    one, *others = (python(code, ATC_NUM_THREADS=str(count)) for count in (1, 2, 7))
    assert len(one) == len(CALLS)
    for other in others:
        assert dict(zip(CALLS, other, strict=True)) == dict(zip(CALLS, one, strict=True))


@pytest.mark.skipif(not MARK.exists(), reason="only Linux can reset the high-water mark of a process's memory")
@pytest.mark.parametrize("name", CALLS)
def test_memory_grows_with_the_rows_alone(name):
    """scikit-learn #10279, #7175 and #25150: matrices of rows squared, of rows and trees."""
    code = f"""
{START.format(count=500)}
sys.path.insert(0, {str(BENCHMARKS)!r})
from memory import growth
{CALLS[name]}
x = rows({MOST.get(name, 100_000)})
labels = np.arange(len(x)) % 4
found = []
grown = growth(lambda: found.append({CALLS[name]}) or found)
print(grown - sum(item.nbytes for item in fields(found[0])))
"""
    [taken] = python(code, ATC_NUM_THREADS="2")
    assert int(taken) <= ALLOWED


@pytest.mark.parametrize("name", CALLS)
def test_other_threads_run_meanwhile(name):
    """scikit-learn #12899: a score that holds the interpreter's lock."""
    known = {}
    exec(START.format(count=5_000), known)
    ticks, is_over = [0], threading.Event()

    def tick():
        while not is_over.is_set():
            ticks[0] += 1
            time.sleep(0)

    def ticked():
        before = ticks[0]
        eval(CALLS[name], known)
        return ticks[0] > before

    usual = sys.getswitchinterval()
    other = threading.Thread(target=tick)
    # The interpreter never takes its lock away: the other thread runs only where it is given up.
    sys.setswitchinterval(600.0)
    try:
        other.start()
        assert any(ticked() for _ in range(200))
    finally:
        is_over.set()
        other.join()
        sys.setswitchinterval(usual)
