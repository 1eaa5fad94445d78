"""Sweeps and universes: on every executor the same outcomes, and nothing finished is lost."""

import functools
import gc
import os
import pickle
import subprocess
import sys
import textwrap
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import sweep_jobs as jobs
from cases import EVERY_KERNEL
from distributed import Client, LocalCluster

import atc_core
from atc_core.sweeps import Outcome, Run
from atc_core.sweeps.executors import thread_count
from atc_core.tuning.machine import fingerprint
from atc_core.tuning.profile import SCHEMA, Profile
from atc_core.tuning.store import save_profile


@pytest.fixture(scope="module")
def processes():
    with jobs.spawned() as pool:
        yield pool


@pytest.fixture(scope="module")
def client():
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50, host="127.0.0.1"
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def threads():
    with ThreadPoolExecutor(3) as pool:
        yield pool


@pytest.fixture(params=["own threads", "threads", "inline", "processes", "dask"])
def executor(request):
    """Every kind of executor."""
    if request.param == "own threads":
        return None
    if request.param == "inline":
        return jobs.Inline()
    if request.param == "processes":
        return request.getfixturevalue("processes")
    if request.param == "dask":
        return request.getfixturevalue("client").get_executor()
    return request.getfixturevalue("threads")


def test_a_sweep_is_what_the_calls_give(executor):
    prices = jobs.prices()
    run = atc_core.sweep("ema", prices, grid={"length": jobs.LENGTHS}, executor=executor)
    assert isinstance(run, Run)
    jobs.check_lengths(run.collect(), jobs.LENGTHS, prices)


def test_a_universe_is_what_the_calls_give(executor):
    parts = {f"part {seed}": functools.partial(jobs.prices, seed, symbols=4) for seed in range(6)}
    outcomes = atc_core.universe("ema", parts, executor=executor, length=5).collect()
    assert [outcome.job for outcome in outcomes] == list(parts)
    for seed, outcome in enumerate(outcomes):
        np.testing.assert_array_equal(outcome.result(), atc_core.ema(jobs.prices(seed, symbols=4), 5))


def test_named_results_come_back_from_another_process(processes):
    [outcome] = atc_core.universe("atc", [jobs.prices], executor=processes, backend="python", ema_len=20)
    wanted = atc_core.atc(jobs.prices(), ema_len=20, backend="python")
    assert type(outcome.result()) is type(wanted)
    np.testing.assert_array_equal(outcome.result(), wanted)


def test_an_error_is_one_jobs_outcome(executor):
    parts = [
        functools.partial(jobs.prices, 1),
        jobs.missing_part,
        jobs.badly_made_error,
        functools.partial(jobs.prices, 2),
    ]
    first, missing, broken, last = atc_core.universe("ema", parts, length=5, executor=executor).collect()
    np.testing.assert_array_equal(first.result(), atc_core.ema(jobs.prices(1), 5))
    np.testing.assert_array_equal(last.result(), atc_core.ema(jobs.prices(2), 5))
    with pytest.raises(FileNotFoundError, match="no such partition"):
        missing.result()
    assert missing.value is None
    assert "part: broken" in str(broken.error)


def test_chunks_change_no_outcome(executor):
    prices = jobs.prices()
    for chunksize in (1, 3, 100):
        run = atc_core.sweep("ema", prices, grid=jobs.SMALL, executor=executor, chunksize=chunksize)
        jobs.check_lengths(run.collect(), jobs.SMALL["length"], prices)


def test_then_runs_in_the_worker(processes):
    run = atc_core.sweep("ema", jobs.prices, grid={"length": jobs.LENGTHS}, executor=processes, then=jobs.last_value)
    for outcome in run:
        job, process, value = outcome.result()
        assert job == outcome.job
        assert process != os.getpid()
        assert value == atc_core.ema(jobs.prices(), **job)[-1]


def test_an_error_from_another_process_shows_its_traceback(processes):
    [outcome] = atc_core.universe("ema", [jobs.missing_part], length=5, executor=processes)
    assert "in missing_part" in str(outcome.error.__cause__)


def test_frames_come_back_as_frames():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(jobs.prices(symbols=2), columns=["A", "B"])
    [outcome] = atc_core.sweep("ema", frame, grid={"length": [5]})
    pd.testing.assert_frame_equal(outcome.result(), atc_core.ema(frame, 5))


def test_several_series_come_as_arguments_or_from_one_function():
    returns, signal = jobs.two_series()
    grid = {"cutout": [0, 10]}
    given = atc_core.sweep("equity", returns, signal, grid=grid).collect()
    opened = atc_core.sweep("equity", jobs.two_series, grid=grid).collect()
    [part] = atc_core.universe("equity", [(returns, signal)], cutout=10)
    np.testing.assert_array_equal(given[1].result(), opened[1].result())
    np.testing.assert_array_equal(given[1].result(), part.result())


def test_every_combination_in_grid_order():
    grid = {"ema_len": [20, 21], "robustness": ["Narrow", "Wide"]}
    outcomes = atc_core.sweep("atc", jobs.prices(), grid=grid, cutout=5).collect()
    assert [tuple(outcome.job.values()) for outcome in outcomes] == [
        (20, "Narrow"), (20, "Wide"), (21, "Narrow"), (21, "Wide")
    ]  # fmt: skip
    wanted = atc_core.atc(jobs.prices(), ema_len=21, robustness="Narrow", cutout=5)
    np.testing.assert_array_equal(outcomes[2].result(), wanted)


def test_options_that_do_not_go_together_are_their_jobs_outcome():
    good, bad = atc_core.sweep("atc", jobs.prices(), grid={"ema_len": [28, 3]}).collect()
    assert good.error is None
    with pytest.raises(ValueError, match="ema_len must be at least 7 with robustness Medium, was 3"):
        bad.result()


@pytest.mark.parametrize("grid", [[], (), iter(()), {"length": []}])
def test_an_empty_grid_gives_nothing(grid):
    assert atc_core.sweep("ema", jobs.prices(), grid=grid).collect() == []


def test_a_universe_without_parts_gives_nothing():
    assert list(atc_core.universe("ema", {}, length=3)) == []


def test_a_grid_of_no_options_is_one_job():
    [outcome] = atc_core.sweep("ema", jobs.prices(), grid={}, length=5)
    assert outcome.job == {}
    np.testing.assert_array_equal(outcome.result(), atc_core.ema(jobs.prices(), 5))


@pytest.mark.parametrize("make", [list, tuple, iter])
def test_a_grid_may_be_the_options_of_each_job(make):
    prices = jobs.prices()
    run = atc_core.sweep("ema", prices, grid=make([{"length": length} for length in jobs.LENGTHS]))
    jobs.check_lengths(run.collect(), jobs.LENGTHS, prices)


def drawn_lengths(drawn):
    """An endless grid that says how far it was drawn."""
    length = 0
    while True:
        length += 1
        drawn.append(length)
        yield {"length": length}


@pytest.mark.parametrize("chunksize", [1, 4])
def test_an_endless_grid_is_drawn_as_jobs_are_needed(chunksize):
    drawn = []
    grid = drawn_lengths(drawn)
    run = atc_core.sweep("ema", jobs.prices(), grid=grid, in_flight=3, chunksize=chunksize, executor=jobs.Inline())
    assert run.total is None
    assert len(drawn) == 1
    for count in range(1, 30):
        next(run)
        assert len(drawn) <= count + 4 * chunksize


def test_what_is_not_fetched_holds_back_what_follows():
    manual = jobs.Manual()
    run = atc_core.sweep("ema", jobs.prices(), grid=jobs.SMALL, in_flight=3, executor=manual)
    thread = threading.Timer(0.05, manual.run)
    thread.start()
    next(run)
    thread.join()
    assert len(manual.waiting) == 2
    manual.run()
    manual.run()
    next(run)
    assert len(manual.waiting) == 1


def test_outcomes_come_as_they_are_finished():
    manual = jobs.Manual()
    run = atc_core.sweep("ema", jobs.prices(), grid={"length": [3, 4, 5]}, in_flight=3, executor=manual)
    threading.Timer(0.05, manual.run, [2]).start()
    assert next(run).job == {"length": 5}
    manual.run(0)
    assert next(run).job == {"length": 3}


def test_fetched_values_are_not_kept():
    class Value:
        pass

    run = atc_core.sweep("ema", jobs.prices(), grid=jobs.SMALL, then=lambda *_: Value())
    outcome = next(run)
    reference = weakref.ref(outcome.value)
    del outcome
    next(run)
    gc.collect()
    assert reference() is None


def test_kernels_may_be_given_as_handles():
    with atc_core.trace() as calls:
        atc_core.sweep(atc_core.ema, jobs.prices(), grid=jobs.SMALL).collect()
        atc_core.sweep(atc_core.get("ema", backend="python"), jobs.prices(), grid=jobs.SMALL).collect()
    assert {call.kernel for call in calls} == {"ema"}
    assert {call.backend for call in calls[-10:]} == {"python"}


def test_own_threads_follow_the_callers_block():
    with atc_core.trace() as calls, atc_core.use("python"):
        atc_core.sweep("ema", jobs.prices(), grid=jobs.SMALL).collect()
    assert {call.backend for call in calls} == {"python"}


@pytest.mark.parametrize("name", EVERY_KERNEL)
def test_handles_are_pickled_by_name(name):
    handle = atc_core.get(name)
    assert pickle.loads(pickle.dumps(handle)) is handle
    assert len(pickle.dumps(handle)) < 60
    pinned = atc_core.get(name, backend="python")
    assert pickle.loads(pickle.dumps(pinned)) is pinned


def test_workers_follow_their_own_profile(tmp_path, monkeypatch):
    for name in ("ours", "theirs"):
        save_profile(tmp_path / f"{name}.json", Profile(SCHEMA, fingerprint(), "empty", {}))
    monkeypatch.setenv("ATC_PROFILE", str(tmp_path / "theirs.json"))
    with jobs.spawned(1) as pool:
        pool.submit(abs, -1).result()
        monkeypatch.setenv("ATC_PROFILE", str(tmp_path / "ours.json"))
        atc_core.ema(jobs.prices(), 5)
        [outcome] = atc_core.universe("ema", [jobs.prices], length=5, executor=pool, then=jobs.profile_of_worker)
    path, rung = outcome.result()
    assert path == str(tmp_path / "theirs.json")
    assert rung == 6


def test_worker_processes_do_not_crowd_the_processors(monkeypatch):
    # Dask sets OMP_NUM_THREADS in the process that starts its workers.
    for variable in ("ATC_NUM_THREADS", "OMP_NUM_THREADS"):
        monkeypatch.delenv(variable, raising=False)
    with jobs.spawned(1) as pool:
        for executor, threads in ((pool, ("1", None)), (None, (None, None))):
            run = atc_core.universe("ema", [jobs.prices], length=5, executor=executor, then=jobs.threads_of_worker)
            assert next(run).result() == threads


@pytest.mark.parametrize(
    "variables",
    [{}, {"ATC_NUM_THREADS": "3"}, {"OMP_NUM_THREADS": "2,1"}, {"ATC_NUM_THREADS": "", "OMP_NUM_THREADS": "5"}],
)
def test_own_threads_are_as_many_as_the_rust_backends(variables):
    code = """
        from atc_core.sweeps.executors import thread_count
        from atc_rust import _native
        print(thread_count(), _native.threads())
    """
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        env=kept | variables, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    own, rust = done.stdout.split()
    assert own == rust


def test_there_are_never_more_own_threads():
    names = set()

    def watch(job, result):
        names.add(threading.current_thread().name)

    atc_core.sweep("ema", jobs.prices(), grid={"length": range(1, 200)}, then=watch).collect()
    assert 1 <= len(names) <= thread_count()
    assert all(name.startswith("atc-sweep") for name in names)


def test_own_threads_end_with_the_run():
    run = atc_core.sweep("ema", jobs.prices(), grid=jobs.SMALL)
    run.collect()
    for thread in threading.enumerate():
        if thread.name.startswith("atc-sweep"):
            thread.join(timeout=60)
            assert not thread.is_alive()


def test_dask_shares_scattered_series(client):
    prices = jobs.prices()
    scattered = client.scatter(prices, broadcast=True)
    run = atc_core.sweep("ema", scattered, grid={"length": jobs.LENGTHS}, executor=client.get_executor())
    jobs.check_lengths(run.collect(), jobs.LENGTHS, prices)


def test_dask_takes_functions_that_only_it_can_pickle(client):
    run = atc_core.sweep("ema", lambda: jobs.prices(3), grid=jobs.SMALL, executor=client.get_executor())
    jobs.check_lengths(run.collect(), jobs.SMALL["length"], jobs.prices(3))


def test_what_cannot_be_pickled_is_explained(processes):
    [outcome] = atc_core.universe("ema", [lambda: jobs.prices(1)], length=5, executor=processes)
    with pytest.raises(pickle.PicklingError, match="cannot be sent to another process: .*top level of a module"):
        outcome.result()


def test_how_much_is_left_is_known():
    run = atc_core.sweep("ema", jobs.prices(), grid=jobs.SMALL, executor=jobs.Inline())
    assert run.total == run.__length_hint__() == 10
    next(run)
    assert run.__length_hint__() == 9
    assert atc_core.sweep("ema", jobs.prices(), grid=iter([{"length": 3}])).__length_hint__() is NotImplemented


def test_outcomes_sort_in_grid_order():
    assert [item.position for item in sorted(Outcome(place, {}, None, None) for place in (2, 0, 1))] == [0, 1, 2]


def test_importing_the_core_imports_no_executor():
    code = "import sys, atc_core; print('concurrent.futures' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_dask_client_is_not_its_executor(client):
    with pytest.raises(TypeError, match=r"was Client; give client.get_executor\(\)"):
        atc_core.sweep("ema", jobs.prices(), grid=jobs.SMALL, executor=client)


def test_a_worker_of_dask_that_dies_loses_nothing(client, tmp_path):
    then = functools.partial(jobs.die_once, tmp_path)
    run = atc_core.sweep("ema", jobs.prices, grid=jobs.SMALL, executor=client.get_executor(), then=then)
    for outcome in run:
        assert outcome.result() == atc_core.ema(jobs.prices(), **outcome.job)[-1]
    assert {path.name for path in tmp_path.iterdir()} == {"fatal", *map(str, jobs.SMALL["length"])}
