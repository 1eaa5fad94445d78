"""What the tests of sweeps run, where, and what must come of it; workers in other processes import it too."""

from __future__ import annotations

import functools
import multiprocessing
import os
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from pathlib import Path

import numpy as np

import atc_core

BARS = 200
LENGTHS = [3, 28, 7, 90, 15]
SMALL = {"length": range(1, 11)}


def prices(seed=0, symbols=None):
    """A seeded walk, or a table of them."""
    size = BARS if symbols is None else (BARS, symbols)
    return 100.0 * np.exp(np.cumsum(np.random.default_rng(seed).normal(0.0, 0.01, size), axis=0))


def two_series():
    """What equity takes."""
    returns = atc_core.rate_of_change(prices())
    return returns, np.sign(np.nan_to_num(returns))


def missing_part():
    """A part that cannot be opened."""
    raise FileNotFoundError("no such partition")


class TwoArgumentsError(Exception):
    """An error that pickles and cannot be unpickled."""

    def __init__(self, what, why):
        super().__init__(f"{what}: {why}")


def badly_made_error():
    raise TwoArgumentsError("part", "broken")


def last_value(job, result):
    """What a job and its result come to, in this process."""
    return job, os.getpid(), float(np.asarray(result)[-1])


def leave_mark(folder, job, result):
    """Write that the job ran, so that a test can count how often."""
    name = "-".join(str(value) for value in job.values()) if isinstance(job, dict) else str(job)
    with (Path(folder) / name).open("a", encoding="utf-8") as file:
        file.write("x")
    return float(np.asarray(result)[-1])


def die_once(folder, job, result):
    """Kill the worker at length 5, the first time."""
    fatal = Path(folder) / "fatal"
    if job["length"] == 5 and not fatal.exists():
        fatal.touch()
        os._exit(1)
    return leave_mark(folder, job, result)


def profile_of_worker(job, result):
    """Who decided in this worker, and where its profile lies."""
    return os.environ.get("ATC_PROFILE"), atc_core.ema.explain(n=BARS).rung


def threads_of_worker(job, result):
    return os.environ.get("ATC_NUM_THREADS"), os.environ.get("OMP_NUM_THREADS")


def slowly(job, result):
    time.sleep(0.05)
    return job["length"]


class Inline(Executor):
    """Runs a job when it is submitted."""

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Manual(Executor):
    """Keeps jobs until a test runs them."""

    def __init__(self):
        self.waiting = []

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        self.waiting.append((future, functools.partial(fn, *args, **kwargs)))
        return future

    def run(self, position=0):
        future, job = self.waiting.pop(position)
        assert future.set_running_or_notify_cancel()
        future.set_result(job())


def spawned(workers=2):
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))


def check_lengths(outcomes, lengths, prices):
    """Outcomes of a sweep of ema, in grid order."""
    assert [outcome.job for outcome in outcomes] == [{"length": length} for length in lengths]
    assert [outcome.position for outcome in outcomes] == list(range(len(outcomes)))
    for outcome in outcomes:
        np.testing.assert_array_equal(outcome.result(), atc_core.ema(prices, **outcome.job))
