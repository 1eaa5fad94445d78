"""Backends on a caller's own arguments: what does not agree is not timed, and nothing is remembered."""

from functools import wraps

import numpy as np
import pandas as pd
import pytest
from cases import KERNELS

import atc_core
from atc_core.choice import Choice
from atc_core.declarations.backtest import TRADE
from atc_core.plugins import REGISTERED
from atc_core.process import PROCESS
from atc_core.tuning.comparison import compare_backends
from atc_core.tuning.first_call import overruns
from atc_trading.backtest import BacktestEngine, create_engine

CLOSE = 100 * np.exp(np.cumsum(np.random.default_rng(5).normal(0.0, 0.01, 300)))
BRIEF = {"seconds": 0.02}


@pytest.fixture
def planted():
    """Backends of the program, which are gone after the test."""

    def plant(name, **implementations):
        backend = atc_core.Backend(name)
        for kernel, function in implementations.items():
            backend.implements(kernel)(function)
        atc_core.register(backend)

    yield plant
    REGISTERED.clear()
    PROCESS.invalidate(Choice())


def rows_of(name, *arguments):
    return {row.backend: row for row in compare_backends(name, *arguments, **BRIEF)}


def test_all_that_agree_are_timed_the_fastest_first():
    rows = compare_backends("ema", CLOSE, 28, **BRIEF)
    assert {"python", "numba"} <= {row.backend for row in rows if row.agrees}
    timed = [row for row in rows if row.agrees]
    assert timed == sorted(timed, key=lambda row: row.microseconds)
    assert timed[0].ratio == pytest.approx(1.0)
    assert all(row.note == "" for row in timed)


def test_tables_and_results_of_several_fields_are_compared_too():
    table = np.stack([CLOSE, CLOSE[::-1]], axis=1)
    assert {"python", "numba"} <= {name for name, row in rows_of("sma", table, 10).items() if row.agrees}
    assert {"python", "numba"} <= {name for name, row in rows_of("sma_backtest", CLOSE, 3, 10).items() if row.agrees}


def test_what_is_wrong_here_is_not_timed_and_goes_on_running(planted):
    calls = []

    def late_lie(x, length, *, out=None):
        calls.append(len(x))
        found = atc_core.get("ema", backend="python")(x, length)
        found[-1] += 1e-3
        return found

    def raising(x, length, *, out=None):
        raise ZeroDivisionError("here")

    planted("liar", ema=late_lie)
    planted("broken", ema=raising)
    before = atc_core.get("ema").explain(n=300).backend
    rows = rows_of("ema", CLOSE, 28)
    assert not rows["liar"].agrees
    assert "on a call's own 300 bars: " in rows["liar"].note
    assert "it raised ZeroDivisionError: here" in rows["broken"].note
    assert np.isnan(rows["liar"].ratio)
    assert calls == [300, 300]
    assert atc_core.get("ema").explain(n=300).backend == before
    assert list(rows)[-1] in {"liar", "broken"}


def test_own_arrays_are_left_alone(planted):
    def vandal(x, length, *, out=None):
        x[:] = 0.0
        return x

    planted("vandal", ema=vandal)
    own = CLOSE.copy()
    assert not rows_of("ema", own, 28)["vandal"].agrees
    np.testing.assert_array_equal(own, CLOSE)


def test_arguments_are_checked_as_in_a_call():
    with pytest.raises(ValueError, match="sma_backtest: fast must be below slow, 3, was 9"):
        compare_backends("sma_backtest", CLOSE, 9, 3)
    with pytest.raises(KeyError, match="unknown kernel 'emma'"):
        compare_backends("emma", CLOSE, 9)


def test_an_engine_compares_backends_on_the_callers_data(planted):
    @wraps(atc_core.get("sma_backtest").kernel.declaration)
    def lie(close, *_):
        return (*(0.0,) * 7, 0, close, np.empty(0, TRADE))

    planted("liar", sma_backtest=lie)
    rows = BacktestEngine().benchmark(pd.Series(CLOSE), 5, 20, **BRIEF)
    assert list(pd.DataFrame(rows).columns) == ["backend", "microseconds", "ratio", "agrees", "note"]
    assert {"numba", "python"} <= {row.backend for row in rows if row.agrees}
    assert rows[-1].backend == "liar"
    assert not rows[-1].agrees
    with pytest.raises(ValueError, match="benchmark: close must be finite and above 0; bar 1 is nan"):
        BacktestEngine().benchmark([1.0, np.nan])


def test_an_engine_tells_what_it_runs_on():
    with create_engine(backend="python", cache_size=5) as engine:
        for _ in range(3):
            engine.run_sma_backtest(CLOSE, 5, 20)
        found = engine.engine_info()
    assert set(found["backend"].values()) == {"python"}
    assert {"sma_backtest", "sma_backtest_grid", "signal_backtest"} == set(found["backend"])
    assert found["backends"]["python"] == "available"
    assert found["versions"]["atc-core"] == atc_core.__version__
    assert found["threads"] >= 1
    assert (found["cache"]["hits"], found["cache"]["misses"], found["cache"]["size"]) == (2, 1, 5)
    assert create_engine(use_cache=False).engine_info()["cache"] is None


@pytest.mark.parametrize("name", ["sma_backtest", "sma_backtest_grid"])
def test_records_and_found_results_are_looked_at_for_overruns(name):
    kernel = KERNELS[name]
    assert not overruns(kernel, atc_core.get(name, backend="numba").resolve(100))


def test_a_write_beside_a_record_is_seen():
    def beyond(*arguments, out):
        np.lib.stride_tricks.as_strided(out, (len(out) + 1,), out.strides)[:] = np.ones(1, out.dtype)

    assert overruns(KERNELS["sma_backtest_grid"], beyond)
