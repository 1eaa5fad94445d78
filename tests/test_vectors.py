"""The contracts' vectors, and the signals, on the reference and on the oracle."""

import numpy as np
import oracle
import pytest
from one_process import fresh_process  # noqa: F401 the tests share it
from oracle import VECTORS
from vectors import assert_matches, odd_series, run


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_oracle_and_reference_give_the_contracts_vectors(vector):
    assert_matches(oracle.evaluate(vector.kernel, vector.arguments), vector.wanted)
    assert_matches(run(vector.kernel, *vector.arguments), vector.wanted)


@pytest.mark.parametrize("thresholds", [(), (0.5, 0.2), (-0.1, -0.2), (1e9, -1e9)])
@pytest.mark.parametrize("name", odd_series())
def test_classes_are_the_oracles(name, thresholds):
    x = odd_series()[name]
    for signal in (x, np.full(3, 0.2), x[:1], x[:0]):
        classes = run("classify", signal, *thresholds)
        assert classes.dtype == np.int8
        np.testing.assert_array_equal(classes, oracle.evaluate("classify", (signal, *thresholds)))


@pytest.mark.parametrize("dtype", ["int8", "int64", "bool", "float32", "float64"])
@pytest.mark.parametrize("bars", [0, 1, 2, 17])
def test_the_next_bar_keeps_the_dtype(dtype, bars):
    signal = np.array([-1, 0, 1] * 6)[:bars].astype(dtype)
    later = run("next_bar", signal)
    assert later.dtype == signal.dtype
    np.testing.assert_array_equal(later, oracle.evaluate("next_bar", (signal,)))


@pytest.mark.parametrize(("name", "dtype"), [("classify", np.int8), ("next_bar", np.float64)])
def test_signals_fill_a_given_array(name, dtype):
    x = odd_series()["gaps"]
    out = np.full(len(x), 7, dtype)
    assert run(name, x, out=out) is out
    np.testing.assert_array_equal(out, run(name, x))
