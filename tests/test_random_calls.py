"""Random calls come to the same on every backend; ``benchmarks/random_calls.py`` makes many more of them."""

from decimal import Decimal
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from found_calls import FOUND, die_at_three

import atc_core
from atc_core.decimals.declaring import DecimalKernel
from atc_core.registry import REGISTRY

SEED, CALLS = 15, 600
DECIMAL_CALLS = 400
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


@pytest.mark.parametrize("found", FOUND, ids=lambda item: f"{item.kernel}: {item.why}")
def test_what_was_found_once_stays_mended(found):
    from fuzz.making import Call
    from racing import implements
    from random_calls import BACKENDS, tried

    kernel = REGISTRY.all()[found.kernel]
    known = {kernel.name: [name for name in BACKENDS if implements(name, kernel.name)]}
    make = lambda: Call(kernel, *found.make(), ("call", "handle", "use"))  # noqa: E731
    result = tried(make, known, 0)
    assert result.runs > 1
    assert result.findings == []


def test_random_calls_of_decimals_come_to_the_same_digits_on_every_backend():
    from fuzz.making import all_kernels
    from random_calls import BACKENDS, backends_of, quietly, tried

    kernels = [kernel for kernel in all_kernels() if isinstance(kernel, DecimalKernel)]
    known = backends_of(kernels, BACKENDS)
    assert set().union(*known.values()) >= {"python", "rust", "pyarrow", "polars"}
    results = [tried(partial(quietly, kernels, SEED, index), known, index) for index in range(DECIMAL_CALLS)]
    assert [finding for item in results for finding in item.findings] == []
    assert 0.5 * DECIMAL_CALLS < sum(not item.refused for item in results) < 0.8 * DECIMAL_CALLS


@pytest.mark.parametrize(
    ("wanted", "other", "words"),
    [
        (pl.Series("a", [Decimal(1)]), pl.Series("a", [Decimal(1)]), ""),
        (pl.Series("a", [Decimal(1)]), pl.Series("a", [Decimal(2)]), "['2'])"),
        (pl.Series("a", [Decimal(1)]), pl.Series("b", [Decimal(1)]), "'b'"),
        (pa.array([Decimal(1), None]), pa.array([Decimal(1), Decimal(0)]), "['1', '0']"),
        (pa.array([Decimal(1)], pa.decimal128(3, 1)), pa.array([Decimal(1)], pa.decimal128(4, 1)), "decimal128(4, 1)"),
        (pa.array([Decimal(1)]), pa.chunked_array([[Decimal(1)]]), "ChunkedArray"),
        (Decimal("1.0"), Decimal("1.00"), "gives 1.00 in place of 1.0"),
        (Decimal(1), None, "gives None in place of 1"),
    ],
)
def test_decimals_that_differ_are_told(wanted, other, words):
    from fuzz.decimal_outcomes import exact_difference

    told = exact_difference(wanted, other)
    assert told == words if not words else words in told


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


@pytest.fixture
def campaign(monkeypatch, tmp_path):
    """A campaign that keeps its figures in a folder of its own; returns what runs calls of it."""
    import kept_figures
    import random_calls

    monkeypatch.setattr(kept_figures, "FOLDER", tmp_path)
    called = []

    def run(first, calls, faults=()):
        def made(seed, kernel, numbers, folder):
            called.append(numbers)
            findings = [random_calls.Finding(item, "sma", "rust", "other") for item in numbers if item in faults]
            return random_calls.Tally(len(numbers), 3 * len(numbers), 1.0, findings=findings)

        def chunks(options, waiting, console):
            size = random_calls.CHUNK
            return [(item, made(1, None, range(item * size, (item + 1) * size), None)) for item in waiting]

        monkeypatch.setattr(random_calls, "chunks", chunks)
        options = SimpleNamespace(first=first, calls=calls, seed=1, kernel=None, keep=True, workers=1)
        random_calls.run_all(options, None)
        asked = [numbers.start // random_calls.CHUNK for numbers in called]
        called.clear()
        return asked, random_calls.campaigns()[-1]

    return run


def test_a_campaign_goes_on_where_it_was_stopped(campaign):
    assert campaign(1000, 1000)[0] == [2, 3]
    asked, kept = campaign(0, 2500)
    assert asked == [0, 1, 4]
    assert (kept.chunks, kept.tally.calls, kept.tally.runs) == ([(0, 5)], 2500, 7500)


def test_a_fault_stays_open_until_its_call_is_right(campaign, tmp_path):
    _, kept = campaign(0, 1000, faults=[7, 8])
    assert (kept.tally.calls, kept.tally.faults) == (500, 2)
    assert "500 random calls, 1,500 runs on our three backends: 2 open faults" in (
        (tmp_path / "random_calls.json").read_text(encoding="utf-8")
    )
    asked, kept = campaign(0, 1000)
    assert (asked, kept.tally.calls, kept.tally.faults) == ([0], 1000, 0)


def test_other_generators_make_another_campaign(campaign, monkeypatch):
    import random_calls

    campaign(0, 500)
    monkeypatch.setattr(random_calls, "digest_of", lambda kernels: "others")
    asked, kept = campaign(0, 500)
    assert (asked, kept.digest) == ([0], "others")
    assert len(random_calls.campaigns()) == 2


def test_a_process_that_dies_names_its_call(tmp_path, monkeypatch):
    import random_calls
    from rich.console import Console

    monkeypatch.setattr(random_calls, "called", die_at_three)
    options = SimpleNamespace(first=0, calls=500, seed=1, kernel=None, workers=1)
    [(chunk, found)] = random_calls.chunks(options, [0], Console(quiet=True))
    assert (chunk, [item.index for item in found.findings]) == (0, [3])


def test_an_error_that_names_no_kernel_is_a_fault():
    from fuzz.outcomes import Outcome

    assert Outcome(ValueError("sma: x"), None).fault("sma") == ""
    assert Outcome(ValueError("x"), None).fault("sma") == "does not name the kernel"
    assert Outcome(RuntimeError("sma: x"), None).fault("sma") == "no plain TypeError or ValueError"
