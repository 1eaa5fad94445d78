"""Plugins that lie, raise, fork or share: each is named and kept out, and nothing else is harmed."""

import os
import warnings

import numpy as np
import pytest

import atc_core
from atc_core.choice import Choice
from atc_core.columns import Chosen
from atc_core.conformance.agreement import disagreement
from atc_core.conformance.measured import attempt
from atc_core.process import PROCESS
from atc_core.registry import REGISTRY, find_kernel
from atc_core.tuning.first_call import FirstCalls
from atc_core.tuning.machine import fingerprint
from atc_core.tuning.plan import Plan, Tools
from atc_core.tuning.profile import load_profile, profile_path
from atc_core.tuning.store import save_profile
from atc_core.tuning.targets import Target
from atc_core.tuning.tune import Tuning
from atc_core.variant import variants

PLAN = Plan(sizes=(1_000, 10_000), probes=0, timing=60.0, longest=3.0)
NUMBA = PROCESS.choice.plugins.load("numba").implementations["ema"]
"""An implementation that is right, and fast, so that thousands of calls fit into a race."""
LIARS = {}


def liar(reason, **promises):
    """Plant the decorated function, which takes `calls` so far first; tuning must give a reason that holds `reason`."""

    def plant(function):
        LIARS[function.__name__] = (function, reason, promises)
        return function

    return plant


class Panic(BaseException):
    """As PyO3's."""


class UnspeakableError(Exception):
    def __str__(self):
        raise Panic


class Sub(np.ndarray):
    """A subclass."""


def answer(x, length, out):
    return (
        NUMBA(np.ascontiguousarray(x), length, out=out) if out is not None else NUMBA(np.ascontiguousarray(x), length)
    )


@liar("at 10000 bars it is wrong")
def wrong_above_a_size(calls, x, length, out):
    result = answer(x, length, out)
    if len(x) > 6_000:
        result[:] = x
    return result


@liar("bar 9999 of 10000")
def wrong_in_the_last_bar_of_long_series(calls, x, length, out):
    result = answer(x, length, out)
    if len(x) > 2_000:
        result[-1] += 1e-6
    return result


@liar("table_", tables=True)
def wrong_on_strides(calls, x, length, out):
    if x.ndim == 1:
        return answer(x, length, out)
    flat = x if x.flags.c_contiguous or x.flags.f_contiguous else np.zeros_like(x)
    order = "F" if np.isfortran(x) else "C"
    result = np.empty(x.shape, order=order) if out is None else out
    for column in range(x.shape[1]):
        result[:, column] = NUMBA(np.ascontiguousarray(flat[:, column]), length)
    return result


BUFFER = np.empty(100_000)


@liar("the same memory")
def same_buffer(calls, x, length, out):
    return NUMBA(x, length, out=BUFFER[: len(x)] if out is None else out)


@liar("an earlier result")
def writes_to_what_it_gave(calls, x, length, out):
    result = answer(x, length, out)
    if out is None:
        for earlier in calls.kept:
            earlier[:1] = 7.0
        calls.kept[:] = [result]
    return result


@liar("an input was written to")
def writes_where_it_can(calls, x, length, out):
    result = answer(x, length, out)
    if x.flags.writeable:
        x[:1] = 7.0
    return result


@liar("disturb each other")
def not_safe_in_threads(calls, x, length, out):
    scratch = calls.scratch[: len(x)]
    scratch[:] = x
    for _ in range(10):
        scratch += 0.0
    return answer(scratch.copy(), length, out)


@liar("Panic")
def panics(calls, x, length, out):
    raise Panic("a bug in Rust")


@liar(r"(its message raised Panic)")
def cannot_say_what_it_raises(calls, x, length, out):
    raise UnspeakableError


@liar("RuntimeError: the 3000th")
def raises_at_its_3000th_call(calls, x, length, out):
    if calls.count == 3_000:
        raise RuntimeError("the 3000th")
    return answer(x, length, out)


@liar("RuntimeError: each 1000th")
def raises_each_1000th_call(calls, x, length, out):
    if calls.count % 1_000 == 0:
        raise RuntimeError("each 1000th")
    return answer(x, length, out)


@liar("it forked")
def forks(calls, x, length, out):
    fork()
    return answer(x, length, out)


@liar("it forked")
def forks_late(calls, x, length, out):
    if calls.count == 2_500:
        fork()
    return answer(x, length, out)


@liar("SystemExit: 3")
def exits(calls, x, length, out):
    raise SystemExit(3)


@liar("SystemExit: 3")
def exits_on_long_series(calls, x, length, out):
    if len(x) > 6_000:
        raise SystemExit(3)
    return answer(x, length, out)


@liar("must have shape")
def another_shape(calls, x, length, out):
    return answer(x, length, out)[:, None]


@liar("must be an array of float64, was float32")
def another_dtype_on_long_series(calls, x, length, out):
    result = answer(x, length, out)
    return result.astype(np.float32) if len(x) > 6_000 and out is None else result


@liar("was Sub")
def a_subclass(calls, x, length, out):
    result = answer(x, length, out)
    return result.view(Sub) if out is None else result


@liar("was NoneType")
def nothing(calls, x, length, out):
    answer(x, length, out)


@liar("view of an input")
def its_own_input(calls, x, length, out):
    return x if length == 1 and out is None else answer(x, length, out)


@liar("not returned")
def keeps_out(calls, x, length, out):
    result = answer(x, length, out)
    return result if out is None else result.copy()


@liar("out= was given and holds another result")
def another_result_in_out_of_long_series(calls, x, length, out):
    result = answer(x, length, out)
    if out is not None and len(x) > 6_000:
        out[-1] = 7.0
    return result


@liar("it is wrong")
def wrong_with_long_windows(calls, x, length, out):
    result = answer(x, length, out)
    if length == 200 and len(x) > 2_000:
        result[-1] = 7.0
    return result


@liar("RuntimeWarning")
def warns(calls, x, length, out):
    warnings.warn("overflow", RuntimeWarning, stacklevel=2)
    return answer(x, length, out)


@liar("RecursionError")
def recurs(calls, x, length, out):
    return recurs(calls, x, length, out)


def fork():
    if os.fork() == 0:
        # Never reached where the fork is noticed; a second pytest would be worse than a failing test.
        os._exit(0)
    os.wait()


class Calls:
    """What an implementation remembers between calls."""

    def __init__(self):
        self.count, self.kept, self.scratch = 0, [], np.zeros(100_000)


def implementation(function):
    calls = Calls()

    def ema(x, length, *, out=None):
        calls.count += 1
        return function(calls, x, length, out)

    return ema


def honest(calls, x, length, out):
    return answer(x, length, out)


@pytest.fixture(scope="module")
def tuned():
    """One tuning of all liars and an honest backend: what it found, and its profile as it is read again."""
    choice = PROCESS.choice
    for name, (function, _, promises) in {**LIARS, "honest": (honest, "", {})}.items():
        backend = atc_core.Backend(name)
        backend.implements("ema", **promises)(implementation(function))
        choice.plugins.register(plugin(backend), name, "somebody-else")
    tools = Tools(disagreement, first_calls=lambda backend, kernels, timeout: FirstCalls())
    tuning = Tuning(choice.plugins, [find_kernel("ema")], [*LIARS, "honest", "python"], PLAN, tools)
    process = os.getpid()
    for _ in tuning.steps():
        assert os.getpid() == process
    return choice, tuning


def plugin(backend):
    class Plugin:
        @atc_core.hookimpl
        def atc_backend(self):
            return backend

    return Plugin()


def test_there_are_twenty():
    assert len(LIARS) >= 20


@pytest.mark.parametrize("name", LIARS)
def test_a_plugin_that_lies_or_raises_is_named_and_kept_out(tuned, name):
    _, tuning = tuned
    found = tuning.profile().kernels["ema"].candidates[name]
    assert LIARS[name][1] in found.quarantine
    assert found.sizes == ()
    assert any(note.startswith(f"{name} is quarantined for ema: ") for note in tuning.notes)


def test_nothing_else_is_harmed_and_the_profile_is_written(tuned, tmp_path, monkeypatch):
    choice, tuning = tuned
    candidates = tuning.profile().kernels["ema"].candidates
    assert (candidates["honest"].quarantine, candidates["honest"].sizes) == ("", (1_000, 10_000))
    assert candidates["python"].quarantine == ""
    save_profile(profile_path(""), tuning.profile())
    assert load_profile(profile_path(""), fingerprint()).kernels["ema"].candidates.keys() == candidates.keys()
    fresh = Choice()
    fresh.plugins = choice.plugins
    decision = fresh.explain(find_kernel("ema"), 10_000)
    assert decision.backend not in LIARS
    assert {item.backend for item in decision.rejected if item.code == "quarantined"} >= {*LIARS}


@pytest.mark.parametrize("backend", ["rust", "numba"])
def test_none_of_our_own_is_taken_for_a_liar_in_any_kind_of_call(backend):
    loaded = PROCESS.choice.plugins.load(backend)
    for name, kernel in REGISTRY.all().items():
        if name in loaded.implementations:
            for variant in ("", *variants(kernel)):
                target = Target(kernel, variant)
                chosen = Chosen(backend, loaded.implementations[name])
                function = target.function(chosen, takes_tables=name in loaded.tables)
                found = attempt(kernel, function, target.inputs(1000, None))
                assert isinstance(found, list), f"{name} {variant}: {found}"
