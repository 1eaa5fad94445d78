"""How many threads share large tables: the environment says so, forks and many callers change nothing."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

pytest.importorskip("atc_rust._native")

LARGE = """
    import numpy as np
    from atc_rust import _native as native
    x = np.random.default_rng(1).random((4000, 64))
"""


def python(code, *flags, **variables):
    """What a fresh interpreter prints; it must end by itself."""
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    source = textwrap.dedent(LARGE) + textwrap.dedent(code)
    done = subprocess.run(
        [sys.executable, *flags, "-c", source],
        env=kept | variables,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize(
    ("variables", "count"),
    [
        ({"ATC_NUM_THREADS": "3"}, 3),
        ({"OMP_NUM_THREADS": "2"}, 2),
        ({"OMP_NUM_THREADS": "2,1"}, 2),
        ({"ATC_NUM_THREADS": "1", "OMP_NUM_THREADS": "2"}, 1),
        ({"ATC_NUM_THREADS": "", "OMP_NUM_THREADS": "5"}, 5),
    ],
)
def test_the_environment_says_how_many(variables, count):
    assert python("print(native.threads())", "-W", "error", **variables) == [str(count)]


def test_all_processors_by_default():
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    [count] = python("print(native.threads())")
    assert 1 <= int(count) <= processors


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5"])
def test_an_invalid_count_is_ignored_with_one_warning(value):
    code = """
        import warnings
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            native.ema(x, 28), native.ema(x, 28), native.threads()
        [warning] = caught
        assert warning.category is RuntimeWarning
        assert "ATC_NUM_THREADS must be a positive whole number" in str(warning.message)
        print(native.threads())
    """
    assert python(code, ATC_NUM_THREADS=value, OMP_NUM_THREADS="2") == ["2"]


def test_a_warning_that_is_an_error_is_raised_once():
    code = """
        try:
            native.ema(x, 28)
        except RuntimeWarning:
            print("raised")
        native.ema(x, 28)
        print(native.threads())
    """
    assert python(code, "-W", "error", ATC_NUM_THREADS="x", OMP_NUM_THREADS="2") == ["raised", "2"]


RUNNING = """
    import os
    def running():
        return len(os.listdir("/proc/self/task"))
    before = running()
"""

needs_proc = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted in /proc")


@needs_proc
@pytest.mark.parametrize("variable", ["ATC_NUM_THREADS", "OMP_NUM_THREADS"])
def test_one_thread_starts_none(variable):
    """Process workers of joblib and Dask set OMP_NUM_THREADS to 1."""
    code = textwrap.dedent(RUNNING) + "native.ema(x, 28); print(running() - before)"
    assert python(code, **{variable: "1"}) == ["0"]


@needs_proc
def test_small_tables_start_none():
    code = textwrap.dedent(RUNNING) + "native.ema(x[:100], 28); print(running() - before)"
    assert python(code, ATC_NUM_THREADS="3") == ["0"]


@needs_proc
def test_many_callers_share_one_pool():
    """The caller's thread is the third."""
    code = (
        textwrap.dedent(RUNNING)
        + """
from concurrent.futures import ThreadPoolExecutor
wanted = native.wma(x, 28)
with ThreadPoolExecutor(8) as callers:
    results = list(callers.map(lambda _: native.wma(x, 28), range(64)))
assert all(np.array_equal(result, wanted, equal_nan=True) for result in results)
print(running() - before)
"""
    )
    assert python(code, ATC_NUM_THREADS="3") == ["2"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_children_build_their_own_pool():
    code = """
        import os
        wanted = native.kama(x, 28)
        def child():
            same = np.array_equal(native.kama(x, 28), wanted, equal_nan=True)
            return 7 if same and native.threads() == 2 else 1
        for generation in range(3):
            pid = os.fork()
            if pid == 0:
                grandchild = os.fork()
                if grandchild == 0:
                    os._exit(child())
                _, status = os.waitpid(grandchild, 0)
                os._exit(child() if os.waitstatus_to_exitcode(status) == 7 else 2)
            _, status = os.waitpid(pid, 0)
            print(os.waitstatus_to_exitcode(status))
        assert np.array_equal(native.kama(x, 28), wanted, equal_nan=True)
    """
    assert python(code, "-W", "ignore::DeprecationWarning", ATC_NUM_THREADS="2") == ["7"] * 3


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_forked_workers_of_multiprocessing():
    code = """
        import multiprocessing
        wanted = native.ema(x, 28)
        def work(_):
            return bool(np.array_equal(native.ema(x, 28), wanted, equal_nan=True))
        with multiprocessing.get_context("fork").Pool(2) as pool:
            print(all(pool.map(work, range(8))))
    """
    assert python(code, "-W", "ignore::DeprecationWarning", ATC_NUM_THREADS="2") == ["True"]


def test_threads_change_no_bit():
    code = """
        import hashlib
        digest = hashlib.sha256()
        for layout in (x, np.asfortranarray(x), x[::-1, ::3]):
            for name in ("sma", "ema", "wma", "dema", "lsma", "hma", "kama"):
                digest.update(getattr(native, name)(layout, 28).tobytes())
            digest.update(native.atc(layout[:300]).tobytes())
        print(digest.hexdigest())
    """
    assert python(code, ATC_NUM_THREADS="1") == python(code, ATC_NUM_THREADS="5")
