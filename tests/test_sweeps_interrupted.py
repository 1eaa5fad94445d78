"""What was finished is never lost: Ctrl-C, closing, dying workers and cancelled pools; the rest can be run later."""

import functools
import subprocess
import sys
import textwrap
import threading
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
import sweep_jobs as jobs

import atc_core


def test_closing_keeps_what_is_finished_and_resuming_runs_the_rest(tmp_path):
    run = atc_core.sweep(
        "ema", jobs.prices(), grid=jobs.SMALL, in_flight=4, then=functools.partial(jobs.leave_mark, tmp_path)
    )
    with run:
        outcomes = [next(run), next(run)]
    outcomes += list(run)
    assert 2 <= len(outcomes) <= 6
    assert list(run) == []
    outcomes += list(run.resume())
    assert sorted(outcome.position for outcome in outcomes) == list(range(10))
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {str(length): "x" for length in range(1, 11)}


def test_collecting_goes_on_where_it_was_interrupted():
    manual = jobs.Manual()
    run = atc_core.sweep("ema", jobs.prices(), grid={"length": jobs.LENGTHS}, in_flight=2, executor=manual)

    def run_two_and_break():
        manual.run()
        manual.waiting.pop()[0].set_exception(BrokenProcessPool("a worker died"))

    threading.Timer(0.05, run_two_and_break).start()
    with pytest.raises(BrokenExecutor, match=r"ema: 1 of 5 jobs are finished, then BrokenProcessPool: a worker died"):
        run.collect()
    jobs.check_lengths(run.resume(jobs.Inline()).collect(), jobs.LENGTHS, jobs.prices())


@pytest.mark.parametrize("chunksize", [1, 2])
def test_a_dying_process_loses_nothing_that_was_finished(tmp_path, chunksize):
    then = functools.partial(jobs.die_once, tmp_path)
    outcomes = []
    with jobs.spawned() as pool:
        run = atc_core.sweep("ema", jobs.prices, grid=jobs.SMALL, executor=pool, then=then, chunksize=chunksize)
        with pytest.raises(BrokenExecutor, match="BrokenProcessPool: .*goes on with the rest"):
            outcomes.extend(run)
        with pytest.raises(BrokenExecutor):
            next(run)
    handed_over = {str(outcome.job["length"]) for outcome in outcomes}
    with jobs.spawned() as pool:
        outcomes.extend(run.resume(pool))
    assert sorted(outcome.position for outcome in outcomes) == list(range(10))
    for outcome in outcomes:
        assert outcome.result() == atc_core.ema(jobs.prices(), **outcome.job)[-1]
    assert all((tmp_path / name).read_text() == "x" for name in handed_over)


def test_jobs_that_a_pool_cancels_are_not_lost():
    pool = ThreadPoolExecutor(1)
    run = atc_core.sweep("ema", jobs.prices(), grid=jobs.SMALL, executor=pool, in_flight=4, then=jobs.slowly)
    outcomes = [next(run)]
    pool.shutdown(cancel_futures=True)
    with pytest.raises((BrokenExecutor, RuntimeError), match="cancelled its jobs|after shutdown"):
        outcomes.extend(run)
    outcomes.extend(run.resume(jobs.Inline()))
    assert sorted(outcome.value for outcome in outcomes) == list(range(1, 11))


def test_an_error_in_the_grid_comes_once_and_loses_nothing():
    def grid():
        yield {"length": 3}
        yield {"length": 4}
        raise OSError("the list of options ends here")

    run = atc_core.sweep("ema", jobs.prices(), grid=grid(), in_flight=8)
    with pytest.raises(OSError, match="ends here"):
        next(run)
    jobs.check_lengths(run.collect(), [3, 4], jobs.prices())


INTERRUPTED = """
    import os, signal, sys, threading, time
    import atc_core, sweep_jobs as jobs

    def slowly(job, result):
        if job["length"] == 4:
            threading.Timer(0.05, os.kill, [os.getpid(), signal.SIGINT]).start()
        time.sleep(0.02)
        return job["length"]

    run = atc_core.sweep("ema", jobs.prices(), grid={"length": range(1, 41)}, then=slowly)
    values = []
    try:
        for outcome in run:
            values.append(outcome.result())
    except KeyboardInterrupt:
        before = len(values)
        values.extend(outcome.result() for outcome in run)
        print(before < 40, len(values) < 40)
        values.extend(outcome.result() for outcome in run.resume())
    print(sorted(values) == list(range(1, 41)))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="os.kill sends no Ctrl-C there")
def test_ctrl_c_loses_nothing():
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(INTERRUPTED)],
        cwd=Path(__file__).parent, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["True"] * 3
