"""Tuning at use, with a clock that only planted backends advance: what it may cost, and what it ends on."""

import os
import threading

import numpy as np
import pytest

import atc_core
from atc_core.choice import Choice
from atc_core.dispatch import handle_of
from atc_core.plugins import REGISTERED
from atc_core.process import PROCESS
from atc_core.registry import REGISTRY
from atc_core.samples import price_walk
from atc_core.tuning import at_use, estimates, own_arguments, trial
from atc_core.tuning.coverage import intervals, limited, speaks_for
from atc_core.tuning.measure import RacerError, Timing
from atc_core.tuning.model import LARGEST_SIZE, Thresholds
from atc_core.tuning.profile import Candidate, Entry, profile_path
from atc_core.tuning.sampling import SHARE, Kind, Watch

X = np.arange(2_000.0)


def declaration(x: atc_core.Series, length: int, *, out: atc_core.Series | None = None) -> atc_core.Series:
    """Twice the series."""


declaration.__name__ = "twice"


class FakeTime:
    """A clock that planted functions advance."""

    def __init__(self):
        self.seconds = 0.0

    def now(self):
        return self.seconds

    def twice(self, seconds, wrong=lambda x: False):
        """An implementation that takes so long for a series like `X`, and is wrong where one says so."""

        def function(x, length, *, out=None):
            self.seconds += seconds * len(x) / len(X)
            function.calls += 1
            result = np.empty(x.shape) if out is None else out
            result[...] = 0.0 if wrong(x) else 2.0 * x
            return result

        function.calls = 0
        return function


@pytest.fixture
def time(monkeypatch):
    """No thread and no real clock: a test begins samples, planted functions let time pass."""
    time = FakeTime()
    monkeypatch.setattr(at_use.AtUse, "_start_sampler", lambda self: None)
    monkeypatch.setattr(at_use, "perf_counter", time.now)
    monkeypatch.setattr("atc_core.process.perf_counter", time.now)
    monkeypatch.setattr(trial, "perf_counter", time.now)
    monkeypatch.setattr(own_arguments, "perf_counter", time.now)
    monkeypatch.setattr(estimates, "UNKNOWN", 0.001)
    monkeypatch.setattr(trial, "OVERHEAD", 0.0)
    monkeypatch.setattr(trial, "SAVING", 0.0)
    monkeypatch.setattr(trial, "race", fake_race(time))
    monkeypatch.setattr(at_use.AtUse.__init__, "__defaults__", (time.now,))
    return time


def fake_race(time):
    """One call each, timed by the fake clock."""

    def race(functions, inputs, limit):
        timings = {}
        for name, function in functions.items():
            begin = time.now()
            function(*inputs[0])
            timings[name] = Timing(time.now() - begin, 1.0, 1.0, 0.0, 9)
        return timings

    return race


@pytest.fixture
def notebook():
    """Forget afterwards what a test declares and registers as a notebook would."""
    REGISTRY.load()
    tables = (REGISTRY.float64, REGISTRY.float32, REGISTERED)
    before = [dict(table) for table in tables]
    yield
    for table, known in zip(tables, before, strict=True):
        table.clear()
        table.update(known)


@pytest.fixture
def plant(environment, time, notebook):
    """A kernel `twice` with a slow reference, and what adds further backends for it."""
    environment(TUNE="auto", OBJECTIVE="steady")

    def add(name, function):
        backend = atc_core.Backend(name)
        backend.implements("twice")(function)
        atc_core.register(backend)
        return function

    handle = handle_of(atc_core.kernel(sample=price_walk, reference="mine")(declaration))
    return handle, add("mine", time.twice(1e-3)), add


def loop(handle, calls=12_000, x=X, every=50):
    """Call again and again; now and then a sample begins."""
    for call in range(calls):
        if call % every == 0:
            PROCESS.choice.at_use.begin_samples()
        np.testing.assert_array_equal(handle(x, 3), 2.0 * x)


def test_a_loop_ends_on_the_fastest_and_the_next_process_begins_there(time, plant):
    handle, reference, add = plant
    add("fast", time.twice(1e-5))
    handle(X, 3)
    assert handle.explain(n=2_000).backend == "mine"
    loop(handle)
    assert handle.explain(n=2_000).backend == "fast"
    before = reference.calls
    loop(handle, calls=100)
    assert reference.calls == before
    found = Choice(PROCESS.choice.settings)
    found.plugins = PROCESS.choice.plugins
    decision = found.explain(handle.kernel, 2_000)
    assert (decision.backend, decision.rung) == ("fast", 5)


def test_measuring_never_takes_more_than_its_share_of_the_time(time, plant):
    handle, _, add = plant
    add("fast", time.twice(9e-4))
    add("other", time.twice(2e-3))
    without = 0.0
    for call in range(20_000):
        if call % 100 == 0:
            PROCESS.choice.at_use.begin_samples()
        handle(X, 3)
        without += 1e-3
        assert time.now() <= (1.0 + SHARE) * without + 1e-9
    assert handle.explain(n=2_000).backend == "fast"


@pytest.mark.parametrize("wrong", [lambda x: True, lambda x: len(x) > 1_000], ids=["anywhere", "on long series"])
def test_a_lying_backend_never_runs(time, plant, wrong):
    handle, _, add = plant
    add("liar", time.twice(1e-6, wrong))
    add("fast", time.twice(1e-5))
    handle(X, 3)
    loop(handle)
    decision = handle.explain(n=2_000)
    assert decision.backend == "fast"
    assert {item.backend: item.code for item in decision.rejected}["liar"] == "quarantined"


def test_one_that_is_no_faster_is_not_taken(time, plant):
    handle, _, add = plant
    add("slow", time.twice(2e-3))
    handle(X, 3)
    loop(handle)
    decision = handle.explain(n=2_000)
    assert (decision.backend, decision.rung) == ("mine", 5)


def test_a_size_far_from_the_measured_ones_is_watched_anew(time, plant):
    handle, _, add = plant
    add("fast", time.twice(1e-5))
    handle(X, 3)
    loop(handle)
    handle(np.arange(1_000.0), 3)
    assert PROCESS.choice.at_use.pending == []
    PROCESS.choice.at_use.begin_samples()
    handle(np.arange(300.0), 3)
    assert PROCESS.choice.at_use.pending == ["twice"]


def test_tables_are_a_kind_of_their_own(time, plant):
    handle, _, add = plant
    add("fast", time.twice(1e-5))
    table = np.tile(X[:500, None], (1, 3))
    handle(table, 3)
    loop(handle, x=table)
    assert set(PROCESS.choice.measured) == {"twice:C"}
    assert handle.explain(n=500, layout="C").backend == "fast"
    assert handle.explain(n=500).backend != "liar"


def test_without_the_switch_nothing_is_watched(plant):
    handle, _, _ = plant
    atc_core.configure(tune="off")
    handle(X, 3)
    assert "at_use" not in vars(PROCESS.choice)


def test_a_program_may_ask_for_it(plant):
    handle, _, _ = plant
    atc_core.configure(tune="off")
    atc_core.configure(tune="auto")
    handle(X, 3)
    assert "at_use" in vars(PROCESS.choice)
    with pytest.raises(ValueError, match="tune must be one of off, record, auto, was 'atuo'; did you mean 'auto'"):
        atc_core.configure(tune="atuo")


def test_what_was_measured_is_not_watched(time, plant):
    handle, _, add = plant
    add("fast", time.twice(1e-5))
    version = PROCESS.choice.plugins.backends["mine"].version()
    PROCESS.choice.learn("twice", {"twice": Entry({"mine": Candidate(version, (1_000,), (1e-3,), (0.0,))})})
    handle(X, 3)
    assert PROCESS.choice.at_use.pending == []


def test_where_one_backend_is_all_there_is_nothing_is_watched(plant):
    handle, _, _ = plant
    handle(X, 3)
    assert PROCESS.choice.at_use.pending == []


def test_a_preference_is_not_measured(time, plant):
    handle, _, add = plant
    add("fast", time.twice(1e-5))
    atc_core.configure(backend="mine")
    handle(X, 3)
    assert PROCESS.choice.at_use.pending == []


def test_one_thread_measures_at_a_time(time, plant):
    handle, _, add = plant
    fast = add("fast", time.twice(1e-5))
    handle(X, 3)
    with PROCESS.choice.at_use._racing:
        loop(handle)
        assert fast.calls == 0
    loop(handle)
    assert fast.calls > 0


def test_one_that_raises_is_kept_out_and_the_program_goes_on(time, plant):
    handle, _, add = plant
    honest = time.twice(1e-6)

    def raising(x, length, *, out=None):
        if len(x) > 1_000:
            raise SystemExit(3)
        return honest(x, length, out=out)

    add("raising", raising)
    add("fast", time.twice(1e-5))
    handle(X, 3)
    loop(handle)
    decision = handle.explain(n=2_000)
    assert decision.backend == "fast"
    assert "SystemExit" in next(item.detail for item in decision.rejected if item.backend == "raising")


def test_one_that_raises_in_the_race_is_quarantined(time, plant, monkeypatch):
    handle, _, add = plant
    add("raising", time.twice(1e-6))
    add("fast", time.twice(1e-5))
    usual = trial.race

    def race(functions, inputs, limit):
        if "raising" in functions:
            raise RacerError("raising", "it raised RuntimeError: the 3000th call")
        return usual(functions, inputs, limit)

    monkeypatch.setattr(trial, "race", race)
    handle(X, 3)
    loop(handle)
    decision = handle.explain(n=2_000)
    assert decision.backend == "fast"
    assert {item.backend: item.code for item in decision.rejected}["raising"] == "quarantined"


def test_a_mistake_ends_the_trial_and_not_the_call(time, plant, monkeypatch):
    handle, _, add = plant
    add("fast", time.twice(1e-5))
    handle(X, 3)
    monkeypatch.setattr(trial, "problem", lambda *_, **__: 1 / 0)
    with pytest.warns(atc_core.BackendWarning, match="twice is not tuned at use: ZeroDivisionError"):
        loop(handle)
    assert handle.explain(n=2_000).backend == "mine"


def full_disk(path, profile):
    raise OSError("no space left")


def test_where_no_profile_can_be_written_it_holds_for_the_process(time, plant, monkeypatch):
    handle, _, add = plant
    add("fast", time.twice(1e-5))
    handle(X, 3)
    monkeypatch.setattr(trial, "save_profile", full_disk)
    with pytest.warns(atc_core.ProfileWarning, match="for this process only"):
        loop(handle)
    assert handle.explain(n=2_000).backend == "fast"


def test_a_forked_child_goes_on(time, plant, monkeypatch):
    handle, _, add = plant
    add("fast", time.twice(1e-5))
    handle(X, 3)
    found, started = PROCESS.choice.at_use, []
    monkeypatch.setattr(at_use.AtUse, "_start_sampler", lambda self: started.append(self))  # noqa: PLW0108 a method
    found._racing.acquire()
    at_use.forget_threads()
    assert found in started
    loop(handle)
    assert handle.explain(n=2_000).backend == "fast"


def test_samples_end_with_what_they_watch(monkeypatch):
    monkeypatch.setattr(at_use, "SOONEST", 0.0)
    begun = []

    class Watched:
        def begin_samples(self):
            begun.append(self)

    left = [Watched(), Watched(), None]
    at_use.sample(lambda: left.pop(0))
    assert len(begun) == 2


def prices(*seconds):
    """A trial whose steps cost this much."""
    left = list(seconds)
    while left:
        yield left.pop(0)


def test_a_step_waits_until_its_share_is_there():
    clock = iter(np.arange(100.0))
    kind = Kind(prices(1.0, 3.0))
    kind.spent = 1.0 / SHARE - 1e-9
    kind.go_on((), lambda: next(clock))
    assert kind.paid == 0.0
    kind.spent = 1.0 / SHARE
    kind.go_on((), lambda: next(clock))
    assert (kind.paid, kind.is_over) == (1.0, False)
    kind.spent = 4.0 / SHARE
    kind.go_on((), lambda: next(clock))
    assert (kind.paid, kind.is_over, kind.can_pay) == (2.0, True, False)


@pytest.fixture
def watch():
    watch = Watch(None, 0.0)
    watch.kinds = {("", 5): Kind(prices(1.0)), ("", 6): Kind(prices(1.0)), ("", 7): None}
    return watch


def test_a_sample_stands_for_the_time_since_the_last(watch):
    one, other, _ = watch.kinds.values()
    watch.begin(10.0)
    watch.count(one, 10.0005, 10.0005, 10.0015)
    watch.count(one, 10.0015, 10.0015, 10.0025)
    watch.count(other, 10.0035, 10.0035, 10.0055)
    assert not watch.is_sampling
    assert one.spent == pytest.approx(10.0055 / 4)
    assert other.spent == pytest.approx(10.0055 / 2)


def test_calls_longer_than_the_time_between_samples_count_in_full(watch):
    one = watch.kinds["", 5]
    watch.begin(10.0)
    watch.count(one, 12.0, 12.0, 15.0)
    watch.begin(16.0)
    watch.count(one, 15.0, 15.0, 18.0)
    assert one.spent == pytest.approx(18.0)


def test_a_program_that_hardly_calls_spends_hardly_anything(watch):
    one = watch.kinds["", 5]
    watch.begin(10.0)
    watch.count(one, 600.0, 600.0, 600.001)
    watch.count(one, 600.001, 600.001, 600.002)
    assert one.spent < 0.002


def test_only_one_thread_is_sampled(watch):
    watch.begin(10.0)
    assert watch.is_sampled(10.0)
    found = []
    thread = threading.Thread(target=lambda: found.append(watch.is_sampled(10.0)))
    thread.start()
    thread.join()
    assert found == [False]


def test_a_sample_of_a_thread_that_calls_no_more_ends_with_the_next_call_of_another(watch):
    watch.begin(10.0)
    watch.is_sampled(10.0)
    thread = threading.Thread(target=lambda: watch.is_sampled(10.1))
    thread.start()
    thread.join()
    assert not watch.is_sampling


def test_sizes_speak_for_their_neighbours():
    assert intervals([1_000]) == [(250, 4_001)]
    assert intervals([]) == []
    assert intervals([32]) == [(0, 129)]
    assert intervals([100, 100_000]) == [(25, 401), (25_000, LARGEST_SIZE)]
    assert intervals([32, 1_000, 10_000, 100_000]) == [(0, LARGEST_SIZE)]
    assert [speaks_for([1_000], n) for n in (249, 250, 4_000, 4_001)] == [False, True, True, False]


def test_decisions_hold_where_sizes_speak_and_others_elsewhere():
    own, other = Thresholds((1_000,), ("a", "b")), Thresholds((3_000,), ("x", "y"))
    assert limited(own, [1_000], other) == Thresholds((250, 1_000, 4_001), ("x", "a", "b", "y"))
    assert limited(own, [32, 1_000, 10_000], other) == own
    assert limited(own, [], other) == other


def test_one_measured_size_leaves_the_shipped_decisions_elsewhere():
    kernel = atc_core.get("ema").kernel
    default = PROCESS.choice.ranking(kernel).thresholds
    version = PROCESS.choice.plugins.backends["python"].version()
    PROCESS.choice.learn("ema", {"ema": Entry({"python": Candidate(version, (1_000,), (1e-9,), (0.0,))})})
    found = PROCESS.choice.ranking(kernel).thresholds
    assert found.at(1_000) == "python"
    assert [found.at(n) for n in (10, 100_000)] == [default.at(n) for n in (10, 100_000)]


def test_the_environment_may_ask_for_it(environment):
    environment(TUNE="auto")
    assert PROCESS.choice.settings.tune == "auto"
    assert not profile_path(PROCESS.choice.settings.profile).exists()
    atc_core.ema([1.0, 2.0], 2)
    assert os.environ["ATC_TUNE"] == "auto"
