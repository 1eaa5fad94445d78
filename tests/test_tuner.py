"""Tuning with planted backends and fake clocks: liars are found, honest winners win where they are faster."""

import subprocess
import sys
from threading import Event
from time import sleep

import numpy as np
import pytest

import atc_core
from atc_core.choice import Choice
from atc_core.conformance.agreement import disagreement
from atc_core.conformance.measured import wrong_results
from atc_core.process import PROCESS
from atc_core.registry import find_kernel
from atc_core.tuning import first_call
from atc_core.tuning.first_call import FirstCalls, read_output
from atc_core.tuning.measure import Clocks
from atc_core.tuning.order import costly_last, in_order
from atc_core.tuning.plan import Plan, Tools
from atc_core.tuning.profile import profile_path
from atc_core.tuning.progress import Progress
from atc_core.tuning.recorded import Case
from atc_core.tuning.side_by_side import side_by_side
from atc_core.tuning.store import save_profile
from atc_core.tuning.tune import Tuning
from atc_core.variant import LONG, USUAL

PLAN = Plan(sizes=(1_000, 32, 10_000), probes=1, timing=1e9, longest=0.05)
RIGHT = PROCESS.choice.plugins.load("rust").implementations["ema"]
"""What the planted functions compute with: the reference takes 50 times as long."""


class FakeTime:
    """Clocks that only planted functions advance, by so much per call and so much per bar."""

    def __init__(self):
        self.nanoseconds = 0
        self.sizes = {}
        self.verifying = False

    @property
    def tools(self):
        def clock():
            return self.nanoseconds

        clocks = Clocks(clock, clock, clock, True)
        return Tools(self.disagreement, self.first_calls, clocks, self.now, self.wrong_results)

    def now(self):
        return self.nanoseconds * 1e-9

    def disagreement(self, kernel, function, reference):
        self.verifying = True
        try:
            return disagreement(kernel, function, reference)
        finally:
            self.verifying = False

    def wrong_results(self, *arguments, **options):
        self.verifying, begin = True, self.nanoseconds
        try:
            return wrong_results(*arguments, **options)
        finally:
            # Of the same functions every look takes the same time: what is timed is what tests count.
            self.verifying, self.nanoseconds = False, begin

    def first_calls(self, backend, kernels, timeout):
        return FirstCalls(load=0.25, calls=dict.fromkeys(kernels, 0.125))

    def ema(self, name, per_call, per_bar):
        """An honest implementation that takes this long."""
        sizes = self.sizes.setdefault(name, [])

        def ema(x, length, *, out=None):
            self.nanoseconds += int(per_call + per_bar * len(x))
            sizes.append(len(x))
            # Results matter while they are verified; afterwards only the time that passes.
            return RIGHT(x, length, out=out) if self.verifying else out

        return ema


@pytest.fixture
def time():
    return FakeTime()


@pytest.fixture
def plant(registered):
    """Register a backend whose one function is an implementation of `ema`."""

    def add(name, function, **promises):
        backend = atc_core.Backend(name)
        backend.implements("ema", **promises)(function)
        registered(backend)
        return backend

    return add


def tune(time, *backends, plan=PLAN, kernel="ema"):
    tuning = Tuning(PROCESS.choice.plugins, [find_kernel(kernel)], backends, plan, time.tools)
    for _ in tuning.steps():
        pass
    return tuning


def found(tuning, backend):
    return tuning.profile().kernels["ema"].candidates[backend]


def decide(tuning, n, variant=USUAL):
    """Which backend the ladder takes after this tuning."""
    plugins = PROCESS.choice.plugins
    save_profile(profile_path(PROCESS.choice.settings.profile), tuning.profile())
    choice = Choice(PROCESS.choice.settings)
    choice.plugins = plugins
    return choice.explain(find_kernel("ema"), n, variant=variant)


def test_each_wins_where_it_is_faster(time, plant):
    plant("light", time.ema("light", 500, 2.0))
    plant("heavy", time.ema("heavy", 5_000, 1.0))
    tuning = tune(time, "light", "heavy")
    assert found(tuning, "light").seconds[:2] == pytest.approx((564e-9, 2.5e-6))
    assert [decide(tuning, n).backend for n in (10, 4_000, 5_000, 1_000_000)] == [
        "light",
        "light",
        "heavy",
        "heavy",
    ]
    assert decide(tuning, 100).rung == 5


def test_a_probe_is_added_where_candidates_come_close(time, plant):
    plant("light", time.ema("light", 500, 2.0))
    plant("heavy", time.ema("heavy", 5_000, 1.0))
    assert found(tune(time, "light", "heavy"), "light").sizes == (32, 1_000, 3_162, 10_000)


def test_no_probe_where_one_is_far_ahead(time, plant):
    plant("fast", time.ema("fast", 500, 1.0))
    plant("slow", time.ema("slow", 5_000, 5.0))
    assert found(tune(time, "fast", "slow"), "fast").sizes == (32, 1_000, 10_000)


def test_a_hopeless_candidate_is_not_called_at_larger_sizes(time, plant):
    plant("fast", time.ema("fast", 500, 1.0))
    plant("slow", time.ema("slow", 500, 1_000.0))
    tuning = tune(time, "fast", "slow")
    assert max(time.sizes["slow"]) < 10_000 <= max(time.sizes["fast"])
    assert found(tuning, "slow").sizes == (32, 1_000)


def lying(x, length, *, out=None):
    result = RIGHT(x, length, out=out)
    result[20:21] *= 1.0 + 1e-9
    return result


def raising(x, length, *, out=None):
    raise ZeroDivisionError("planted")


def exiting(x, length, *, out=None):
    sys.exit(3)


def wrong_dtype(x, length, *, out=None):
    return RIGHT(x, length).astype(np.float32)


def writing(x, length, *, out=None):
    x[:1] = 0.0
    return RIGHT(x, length, out=out)


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (lying, "bar 20"),
        (raising, "ZeroDivisionError: planted"),
        (exiting, "SystemExit: 3"),
        (wrong_dtype, "float32"),
        (writing, "read-only"),
    ],
)
def test_a_wrong_candidate_is_quarantined_and_never_chosen(time, plant, function, reason):
    plant("honest", time.ema("honest", 5_000, 5.0))
    plant("wrong", function)
    tuning = tune(time, "honest", "wrong")
    assert reason in found(tuning, "wrong").quarantine
    assert found(tuning, "wrong").sizes == ()
    assert any("wrong is quarantined for ema" in note for note in tuning.notes)
    decision = decide(tuning, 1_000)
    assert decision.backend == "honest"
    assert {item.code for item in decision.rejected if item.backend == "wrong"} == {"quarantined"}


def test_one_that_fails_at_a_large_size_only_is_quarantined(time, plant):
    honest = time.ema("big", 100, 0.1)

    def fails_late(x, length, *, out=None):
        if len(x) > 5_000:
            raise MemoryError("planted")
        return honest(x, length, out=out)

    plant("late", fails_late)
    tuning = tune(time, "late")
    assert "at 10000 bars it raised MemoryError" in found(tuning, "late").quarantine


def test_a_backend_that_refuses_is_not_measured(time, plant):
    plant("debug", time.ema("debug", 1, 1.0)).refuse_tuning("a debug build")
    tuning = tune(time, "debug")
    assert tuning.profile().kernels == {}
    assert tuning.notes == ["debug is not measured: a debug build"]


def test_a_backend_whose_process_crashes_is_left_out_or_quarantined(time, plant):
    plant("whole", time.ema("whole", 1, 1.0))
    plant("partly", time.ema("partly", 1, 1.0))
    plant("fine", time.ema("fine", 9, 9.0))
    answers = {
        "whole": FirstCalls(failure="a process that called it ended with status -11"),
        "partly": FirstCalls(crashed={"ema": "a process that called it ended with status -11"}),
        "fine": FirstCalls(),
    }
    time.first_calls = lambda backend, kernels, timeout: answers[backend]
    tuning = tune(time, "whole", "partly", "fine")
    assert not time.sizes["whole"]
    assert not time.sizes["partly"]
    assert "whole" not in tuning.profile().kernels["ema"].candidates
    assert "-11" in found(tuning, "partly").quarantine
    assert decide(tuning, 100).backend == "fine"


@pytest.mark.parametrize(
    ("deadline", "called", "note"),
    [
        (float("inf"), ["ema"], "late is left out: its first calls took longer than 300 s"),
        (30.0, ["ema"], "no time was left for sma on late: tune again to go on there"),
        (30.0, [], "no time was left for late: tune again to go on there"),
    ],
)
def test_first_calls_that_take_too_long_quarantine_nothing_within_a_budget(time, plant, deadline, called, note):
    late = plant("late", time.ema("late", 500, 1.0))
    late.implements("sma")(time.ema("late", 500, 1.0))
    time.first_calls = lambda backend, kernels, timeout: FirstCalls(calls=dict.fromkeys(called, 0.1), late=True)
    kernels = [find_kernel("ema"), find_kernel("sma")]
    plan = PLAN._replace(deadline=deadline)
    tuning = Tuning(PROCESS.choice.plugins, kernels, ["late"], plan, time.tools)
    for _ in tuning.steps():
        pass
    assert tuning.notes == [note]
    # What was not called in its own process may take any time in this one.
    measured = list(tuning.profile().kernels)
    assert measured == (called if deadline < float("inf") else [])


def test_verification_ends_with_the_time_and_what_has_not_passed_is_not_timed(time, plant):
    plant("fast", time.ema("fast", 500, 1.0))
    plant("long", time.ema("long", 3e8, 1.0))
    tuning = tune(time, "fast", "long", plan=PLAN._replace(deadline=5.0))
    assert tuning.notes == ["no time was left to verify ema on long"]
    assert tuning.profile().kernels == {}
    assert 5.0 <= time.now() < 6.0


def test_first_calls_are_kept(time, plant):
    plant("fast", time.ema("fast", 500, 1.0))
    assert found(tune(time, "fast"), "fast").first_call == 0.375


def test_a_stop_at_any_step_leaves_a_valid_profile(time, plant, tmp_path):
    plant("fast", time.ema("fast", 500, 1.0))
    plant("wrong", lying)
    measured = []
    for stop in range(8):
        tuning = Tuning(PROCESS.choice.plugins, [find_kernel("ema")], ["fast", "wrong"], PLAN, time.tools)
        for _, _step in zip(range(stop), tuning.steps(), strict=False):
            pass
        save_profile(tmp_path / f"{stop}.json", tuning.profile())
        entry = tuning.profile().kernels.get("ema")
        measured.append(len(entry.candidates["fast"].sizes) if entry and "fast" in entry.candidates else 0)
    assert measured == [0, 0, 0, 0, 1, 2, 3, 3]


def test_ctrl_c_in_a_candidate_reaches_the_caller(time, plant):
    def interrupted(x, length, *, out=None):
        raise KeyboardInterrupt

    plant("interrupted", interrupted)
    with pytest.raises(KeyboardInterrupt):
        tune(time, "interrupted")


def test_the_deadline_ends_the_work(time, plant):
    plant("slow", time.ema("slow", 5e8, 0.0))
    tuning = tune(time, "slow", plan=PLAN._replace(deadline=2.0))
    assert tuning.profile().kernels == {}


def test_progress_ends_at_its_total(time, plant):
    plant("fast", time.ema("fast", 500, 1.0))
    tuning = Tuning(PROCESS.choice.plugins, [find_kernel("ema")], ["fast"], PLAN, time.tools)
    steps = list(tuning.steps())
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert steps[-1].done == steps[-1].total


def minute():
    return 60.0


def test_a_fresh_process_measures_first_calls():
    result = first_call.first_calls("python", ["ema", "sma"], minute)
    assert result.failure == ""
    assert all(result.seconds(name) > 0.0 for name in ("ema", "sma"))
    assert result.seconds("wma") == 0.0


def test_the_call_that_a_process_did_not_survive_is_named():
    output = b'noise\natc-calling ema\natc-first-calls {"calls": {"ema": 0.1}}\natc-calling sma\n'
    assert read_output(output) == (FirstCalls(calls={"ema": 0.1}), "sma")


def test_a_process_that_is_late_gives_what_it_has_printed():
    program = "import sys, time; print('measured', flush=True); print('ready', file=sys.stderr); time.sleep(60)"
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stderr.readline()
        assert first_call.remaining_output(process).split() == [b"measured"]
    assert process.returncode != 0


def test_no_process_is_started_for_no_time():
    assert first_call.ask_process("python", ["ema"], lambda: 0.0) == FirstCalls(late=True)


def test_another_process_is_asked_without_the_culprit(monkeypatch):
    def ask_process(backend, kernels, left):
        if "sma" in kernels:
            return FirstCalls(failure="crash", culprit="sma")
        return FirstCalls(calls=dict.fromkeys(kernels, 0.1))

    monkeypatch.setattr(first_call, "ask_process", ask_process)
    result = first_call.first_calls("planted", ["ema", "sma", "wma"], minute)
    assert result.crashed == {"sma": "crash"}
    assert list(result.calls) == ["ema", "wma"]


@pytest.mark.parametrize(
    ("first", "is_called"),
    [
        (FirstCalls(calls={"ema": 9.0}, verified={"ema": ""}), True),
        (FirstCalls(calls={"ema": 9.0}), False),
        (FirstCalls(calls={"ema": 9.0}, verified={"ema": "wrong"}), False),
        (FirstCalls(calls={"ema": 0.01}, verified={"ema": ""}), False),
    ],
)
def test_what_had_to_compile_is_measured_again_once_it_is_verified(first, is_called):
    calls = []
    seconds = first_call.warm_seconds(first, "ema", lambda *_: calls.append(1))
    assert bool(calls) is is_called
    assert (seconds < first.calls["ema"]) is is_called


def test_a_fresh_process_verifies_what_it_calls():
    result = first_call.first_calls("rust", ["ema"], minute)
    assert result.verified == {"ema": ""}


def test_what_another_process_verified_is_not_verified_again(time, plant):
    plant("right", time.ema("right", 500, 1.0))
    plant("wrong", time.ema("wrong", 500, 1.0))
    answers = {"right": "", "wrong": "bar 20 differs"}
    time.first_calls = lambda name, kernels, left: FirstCalls(calls={"ema": 0.01}, verified={"ema": answers[name]})
    time.disagreement = None
    tuning = tune(time, "right", "wrong")
    assert found(tuning, "right").sizes == (32, 1_000, 10_000)
    assert found(tuning, "wrong").quarantine == "bar 20 differs"


def test_what_is_undecided_is_kept_as_such_and_raced_again(time, plant):
    plant("one", time.ema("one", 5e6, 0.0))
    plant("other", time.ema("other", 5.1e6, 0.0))
    hasty = PLAN._replace(sizes=(1_000,), probes=0)
    assert found(tune(time, "one", "other", plan=hasty), "other").undecided == (1_000,)
    patient = hasty._replace(longest=0.5, repeats=1)
    assert found(tune(time, "one", "other", plan=patient), "other").undecided == ()


def test_recorded_cases_come_first_with_their_options(time, plant):
    plant("fast", time.ema("fast", 500, 1.0))
    recorded = (Case("ema", 777, {"length": 5}, 9.0), Case("sma", 50, {}, 1.0), Case("ema", 1_000, {}, 0.0))
    kernels = [find_kernel("wma"), find_kernel("ema")]
    tuning = Tuning(PROCESS.choice.plugins, kernels, ["fast"], PLAN._replace(recorded=recorded), time.tools)
    texts = [step.text for step in tuning.steps()]
    assert [text for text in texts if text.startswith("time ema")][:2] == [
        "time ema at 777 bars",
        "time ema at 1000 bars",
    ]
    assert texts.index("verify ema") < texts.index("verify wma")
    assert found(tuning, "fast").sizes == (32, 777, 1_000, 10_000)


def test_within_a_budget_every_kernel_is_looked_at_early(time, plant):
    plant("fast", time.ema("fast", 500, 1.0))
    tuning = Tuning(PROCESS.choice.plugins, [find_kernel("ema")], ["fast"], PLAN._replace(deadline=1e6), time.tools)
    for step in tuning.steps():
        if step.text == "verify ema":
            break
    assert found(tuning, "fast").sizes == (1_000,)


def window(time, name):
    """An implementation that adds up every window anew."""

    def ema(x, length, *, out=None):
        time.nanoseconds += int(0.03 * length * len(x))
        return RIGHT(x, length, out=out) if time.verifying else out

    return ema


def test_what_is_fast_at_short_lengths_runs_those_only(time, plant):
    plant("window", window(time, "window"))
    plant("running", time.ema("running", 500, 1.0))
    tuning = tune(time, "window", "running")
    assert set(tuning.profile().kernels) == {"ema", "ema:long"}
    assert decide(tuning, 5_000).backend == "window"
    assert decide(tuning, 5_000, LONG).backend == "running"


def test_kinds_of_call_that_rank_alike_are_not_kept(time, plant):
    plant("slow", time.ema("slow", 500, 2.0))
    plant("fast", time.ema("fast", 500, 1.0))
    assert set(tune(time, "slow", "fast").profile().kernels) == {"ema"}


def test_what_is_saved_meanwhile_has_no_kind_of_call_that_ranks_alike(time, plant):
    plant("slow", time.ema("slow", 500, 2.0))
    plant("fast", time.ema("fast", 500, 1.0))
    tuning = Tuning(PROCESS.choice.plugins, [find_kernel("ema")], ["slow", "fast"], PLAN, time.tools)
    assert {name for _ in tuning.steps() for name in tuning.profile().kernels} == {"ema"}


def test_what_takes_whole_tables_runs_those_only(time, plant):
    def tables(x, length, *, out=None):
        time.nanoseconds += 100_000
        if x.ndim == 1:
            return RIGHT(x, length, out=out)
        columns = np.array([RIGHT(column.copy(), length) for column in x.T])
        found = columns.T if np.isfortran(x) else columns.T.copy()
        if out is None:
            return found.reshape(x.shape)
        out[...] = found.reshape(x.shape)
        return out

    plant("columns", time.ema("columns", 50_000, 0.5))
    plant("tables", tables, tables=True)
    tuning = tune(time, "columns", "tables")
    assert tuning.notes == []
    assert set(tuning.profile().kernels) == {"ema", "ema:C", "ema:F"}
    assert decide(tuning, 5_000).backend == "columns"
    assert decide(tuning, 5_000, "C").backend == decide(tuning, 5_000, "F").backend == "tables"


def test_what_is_wrong_on_tables_only_is_quarantined(time, plant):
    honest = time.ema("honest", 1, 1.0)

    def tables(x, length, *, out=None):
        return honest(x, length, out=out) if x.ndim == 1 else np.zeros(x.shape)

    plant("tables", tables, tables=True)
    assert "table_c of 1 series" in found(tune(time, "tables"), "tables").quarantine


def kernel_names(kernels):
    return [kernel.name for kernel in kernels]


def test_kernels_in_use_come_first_then_their_families():
    kernels = list(map(find_kernel, ("atc", "sma", "ema", "rolling_max", "rolling_min")))
    assert kernel_names(in_order(kernels, [])) == ["atc", "sma", "ema", "rolling_max", "rolling_min"]
    used = ["rolling_min", "ema", "unknown"]
    assert kernel_names(in_order(kernels, used)) == ["rolling_min", "ema", "rolling_max", "sma", "atc"]


def test_what_takes_long_to_compile_comes_last():
    assert costly_last("numba", ["atc", "sma", "ema"]) == ["sma", "ema", "atc"]
    assert costly_last("somebody", ["mine", "yours"]) == ["mine", "yours"]


def test_a_bar_follows_the_clock_and_never_goes_back():
    clock = iter([0.0, 1.0, 2.0, 3.0, 30.0])
    progress = Progress(lambda: next(clock))
    progress.expect(10.0)
    assert [progress.step("").done for _ in range(2)] == [100, 200]
    progress.expect(20.0)
    assert progress.step("").done == 200
    assert progress.step("").done == 999
    assert progress.last("").done == 1000


def test_processes_that_are_awaited_give_signs_of_life_and_end_when_nothing_is_awaited(monkeypatch):
    monkeypatch.setattr("atc_core.tuning.side_by_side.TICK", 0.001)
    answer, stopped = Event(), []

    def ask(name, is_stopped):
        answer.wait()
        stopped.append(is_stopped())
        return name

    answers = side_by_side(["one"], ask)
    assert next(answers) == ("one", None)
    answer.set()
    assert [item for item in answers if item[1]] == [("one", "one")]
    assert stopped == [False]


def test_an_interruption_tells_the_processes_to_stop():
    def ask(name, is_stopped):
        while not is_stopped():
            sleep(0.001)

    answers = side_by_side(["one"], ask)
    next(answers)
    answers.close()
