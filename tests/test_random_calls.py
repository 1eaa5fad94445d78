"""Random calls come to the same on every backend; ``benchmarks/random_calls.py`` makes many more of them."""

from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest

import atc_core
from atc_core.registry import REGISTRY

SEED, CALLS = 15, 600
X = np.linspace(90.0, 110.0, 20)


@pytest.fixture(autouse=True)
def scripts(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parents[1] / "benchmarks")


def test_random_calls_come_to_the_same_on_every_backend():
    from fuzz.making import all_kernels
    from random_calls import BACKENDS, backends_of, quietly, tried

    kernels = all_kernels()
    known = backends_of(kernels, BACKENDS)
    results = [tried(partial(quietly, kernels, SEED, index), known, index) for index in range(CALLS)]
    assert [finding for item in results for finding in item.findings] == []
    given = sum(not item.refused for item in results)
    assert 0.5 * CALLS < given < 0.8 * CALLS


@pytest.mark.parametrize(
    ("wanted", "other", "words"),
    [
        (X, X, ""),
        (X, X + 1e-9, "bar 0 of 20 is 90.000000001, the reference gives 90.0"),
        (X, X + 1e-14, ""),
        (X, X.astype(np.float32), "an array of float64, was float32"),
        (X, X[1:], "must have shape"),
        (pd.Series(X), X, "gives ndarray in place of Series"),
        (pd.Series(X), pd.Series(X, range(1, 21)), "labelled"),
        (pd.Series(X, name="a"), pd.Series(X, name="b"), "labelled"),
        (pl.Series("a", X), pl.Series("b", X), "labelled"),
        (pl.Series([1.0, None]), pl.Series([1.0, float("nan")]), "labelled"),
        (ValueError("sma: one"), ValueError("sma: two"), "sma: two is not ValueError: sma: one"),
        (ValueError("sma: one"), TypeError("sma: one"), "TypeError: sma: one is not"),
        (X, ValueError("sma: one"), "ValueError: sma: one is not a result"),
    ],
)
def test_outcomes_that_differ_are_told(wanted, other, words):
    from fuzz.outcomes import Outcome, difference

    outcomes = [Outcome(item, None) if isinstance(item, Exception) else Outcome(None, item) for item in (wanted, other)]
    told = difference(REGISTRY.all()["sma"], *outcomes, lambda: [np.full(20, 1e-12)])
    assert told == words if not words else words in told


def test_what_a_call_does_to_its_arguments_is_told(declare):
    from fuzz.making import Call
    from fuzz.outcomes import run, snapshots

    def spoilt(x: atc_core.Series, *, out: atc_core.Series | None = None) -> atc_core.Series:
        """Write to its input."""

    def spoil(x, out=None):
        x[0] = 7.0
        return x + 1.0

    call = Call(declare(spoilt, spoil).kernel, [X.copy()], {}, ("call",))
    assert run(call, snapshots(call), "mine", "call").fault("spoilt") == "argument 0 was changed"


def test_an_error_that_names_no_kernel_is_a_fault():
    from fuzz.outcomes import Outcome

    assert Outcome(ValueError("sma: x"), None).fault("sma") == ""
    assert Outcome(ValueError("x"), None).fault("sma") == "does not name the kernel"
    assert Outcome(RuntimeError("sma: x"), None).fault("sma") == "no plain TypeError or ValueError"
