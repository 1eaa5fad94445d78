"""Near the largest floats: what is finite is right, wherever its window stands; below 1e300 all of it is."""

from fractions import Fraction
from math import isqrt

import numpy as np
import pytest
from one_process import fresh_process  # noqa: F401 the tests share it

import atc_core

PLACES = (0, 1, 5, 8, 27, 63, 64, 130, 257, 700)
"""Where a window begins: the sums of a block are cut elsewhere at each."""
WEIGHTS = {
    "sma": lambda n: [1] * n,
    "wma": lambda n: range(1, n + 1),
    "lsma": lambda n: [6 * t - 2 * n + 4 for t in range(n)],
}
BACKENDS = ("python", "numba", "rust")


def exact(kernel, window):
    """The weighted mean of a window, in fractions; those of a line sum to ``n * (n + 1)``."""
    weights = WEIGHTS[kernel](len(window))
    return sum(weight * Fraction(bar) for weight, bar in zip(weights, window, strict=True)) / sum(weights)


def answers(kernel, window, backend):
    """What the backend gives for one window at many places, among bars of 1 and beside other series."""
    length, handle = len(window), atc_core.get(kernel, backend=backend)
    for place in PLACES:
        x = np.ones(PLACES[-1] + 2 * length)
        x[place : place + length] = window
        bar = place + length - 1
        yield handle(x, length)[bar]
        yield handle(np.column_stack([np.ones_like(x), x, x]), length)[bar, 1]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("length", [3, 16, 28, 100])
@pytest.mark.parametrize("kernel", WEIGHTS)
def test_up_to_1e300_every_window_is_right(kernel, length, backend):
    window = 1e300 * np.random.default_rng(length).uniform(-1.0, 1.0, length)
    right = float(exact(kernel, window))
    np.testing.assert_allclose(list(answers(kernel, window, backend)), right, rtol=0.0, atol=1e-12 * 1e300)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("scale", [1e306, 1e307, 1e308, 1.7e308])
@pytest.mark.parametrize("kernel", WEIGHTS)
def test_beyond_what_is_finite_is_right(kernel, scale, backend):
    for length in (3, 16, 28, 100):
        window = scale * np.random.default_rng(length).uniform(-1.0, 1.0, length)
        right = exact(kernel, window)
        for found in filter(np.isfinite, answers(kernel, window, backend)):
            assert abs(Fraction(float(found)) - right) <= Fraction(scale) / 10**12


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("kernel", [*WEIGHTS, "hma"])
def test_a_window_that_overflowed_leaves_nothing_behind(kernel, backend):
    x = np.linspace(90.0, 110.0, 400)
    reach = 28 + isqrt(28)
    huge = x.copy()
    huge[100:128] = 1.7e308
    handle = atc_core.get(kernel, backend=backend)
    for result, same in (
        (handle(huge, 28), handle(x, 28)),
        (handle(huge[:, None], 28)[:, 0], handle(x[:, None], 28)[:, 0]),
    ):
        np.testing.assert_allclose(result[:100], same[:100], rtol=1e-13)
        np.testing.assert_allclose(result[128 + reach :], same[128 + reach :], rtol=1e-13)
