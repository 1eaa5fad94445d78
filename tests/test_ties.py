"""Comparisons leave out a band of ties; an infinity is tied only with itself."""

import numpy as np
import oracle
import pytest
from cases import KERNELS, backends_of

import atc_core

INF = np.inf
VALUES = np.array([-INF, -1.0, 0.0, 1.0, 1.0 + 5e-11, 1.0 + 2e-10, 1e300, INF])
KERNEL = KERNELS["crossover_signal"]


def every_pair_after_a_tie():
    """Prices and averages: each pair of values, each after a bar at which both are equal."""
    prices, average = (item.ravel() for item in np.meshgrid(VALUES, VALUES))
    return np.column_stack([np.ones(prices.size), prices]).ravel(), np.column_stack(
        [np.ones(prices.size), average]
    ).ravel()


@pytest.mark.parametrize("backend", backends_of(KERNEL))
def test_an_infinity_equals_only_itself(backend):
    prices, average = every_pair_after_a_tie()
    wanted = oracle.evaluate("crossover_signal", (prices, average))
    np.testing.assert_array_equal(atc_core.crossover_signal(prices, average, backend=backend), wanted)
    alone = [atc_core.crossover_signal([1.0, x], [1.0, m], backend=backend)[-1] for x, m in ((INF, 5.0), (5.0, INF))]
    assert alone == [1, -1]
    assert atc_core.crossover_signal([1.0, INF], [1.0, INF], backend=backend)[-1] == 0
