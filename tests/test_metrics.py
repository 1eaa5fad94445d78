"""Performance metrics: the reference against exact arithmetic."""

import math
from fractions import Fraction

import numpy as np
import oracle
import pytest
from one_process import fresh_process  # noqa: F401 the tests share it
from vectors import odd_series, run

ACCURACY = 1e-14
"""Of the reference; a backend has a hundred times as much."""
SERIES = {
    **{name: np.where(np.isinf(x), np.nan, x) for name, x in odd_series().items()},
    "empty": np.empty(0),
    "one": np.array([0.01]),
    "two": np.array([0.01, -0.02]),
    "two equal": np.array([0.01, 0.01]),
    "returns": np.random.default_rng(1).normal(0.0005, 0.01, 64),
}
OPTIONS = [
    (),
    (0.001, 365.0, 0),
    (-3.0, 12.0, 1),
    (0.0, 1e-3, 2),
    (0.0, 252.0, 16),
    (0.0, 252.0, 17),
    (0.0, 1.0, 2**63 - 1),
]


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("series", SERIES)
def test_sharpe_ratio_is_the_oracles(series, options):
    returns = SERIES[series]
    rf, periods, ddof = options or (0.0, 252.0, 1)
    result = run("sharpe_ratio", returns, *options)
    expected = oracle.evaluate("sharpe_ratio", (returns, *options))
    if math.isnan(expected) or expected == 0:
        assert math.isnan(result) if math.isnan(expected) else result == 0.0
        return
    kept = [Fraction(value) for value in returns.tolist() if value == value]
    std = oracle.rolling.root(oracle.rolling.covariance(kept, kept) / (len(kept) - ddof))
    scale = math.sqrt(periods) * float((max(map(abs, kept)) + abs(Fraction(rf))) / std)
    assert abs(result - expected) <= ACCURACY * scale


@pytest.mark.parametrize("value", [0.1, 1e-9, 0.0, -0.03, 1e300])
@pytest.mark.parametrize("bars", [2, 3, 1000])
def test_equal_returns_have_a_ratio_of_zero(value, bars):
    assert run("sharpe_ratio", np.full(bars, value)) == 0.0


def test_a_ratio_is_a_float_and_fills_a_given_array():
    returns = SERIES["returns"]
    result = run("sharpe_ratio", returns)
    assert isinstance(result, float)
    out = np.zeros(())
    assert run("sharpe_ratio", returns, out=out) is out
    assert out == result


def test_a_million_small_returns_keep_twelve_digits():
    returns = 1e-4 + 1e-8 * np.random.default_rng(2).normal(size=1_000_000)
    whole = [int(value) for value in np.ldexp(returns, 80).tolist()]  # exact: none has a bit below 2**-80
    n, total, squares = len(whole), sum(whole), sum(value * value for value in whole)
    variance = Fraction(n * squares - total * total, n * (n - 1))
    expected = Fraction(total, n) / oracle.rolling.root(variance) * oracle.rolling.root(Fraction(252))
    assert abs(Fraction(run("sharpe_ratio", returns)) / expected - 1) < Fraction(1, 10**12)


def test_no_returns_but_nan_have_no_ratio():
    assert math.isnan(run("sharpe_ratio", np.full(5, np.nan)))
