"""Clustering: the reference against the contract's operations one by one."""

from fractions import Fraction

import numpy as np
import oracle
import pytest
from vectors import odd_series, run

SERIES = odd_series()
SPECIAL = [0.0, -0.0, 1.0, 1e150, np.nextafter(1e150, 2e150), -1e150, -1e151, 1e-200, np.nan, np.inf, -np.inf]


def assert_labels(x, centers):
    labels = run("kmeans_predict", x, centers)
    assert labels.dtype == np.int64
    np.testing.assert_array_equal(labels, oracle.evaluate("kmeans_predict", (x, centers)))
    return labels


@pytest.mark.parametrize("columns", [1, 2, 3, 7])
@pytest.mark.parametrize("clusters", [1, 2, 5, 16])
@pytest.mark.parametrize("offset", [0.0, 1e9])
def test_labels_are_the_oracles(columns, clusters, offset):
    random = np.random.default_rng(columns)
    x = offset + random.normal(size=(64, columns))
    x[random.random(x.shape) < 0.02] = np.nan
    assert_labels(x, offset + random.normal(size=(clusters, columns)))


@pytest.mark.parametrize("columns", [1, 2, 3, 8])
def test_ties_go_to_the_lowest_number(columns):
    random = np.random.default_rng(columns)
    x = random.integers(0, 3, (64, columns)).astype(float)
    centers = random.integers(0, 3, (6, columns)).astype(float)
    labels = assert_labels(x, np.vstack([centers, centers]))
    assert labels.max() < 6


def test_near_ties_are_decided_by_the_written_order_of_operations():
    """Sums in another order, fused or through ``|a|^2 - 2ab + |b|^2``, put some of these rows elsewhere."""
    random = np.random.default_rng(5)
    x = 0.1 * random.integers(0, 10, (2000, 5))
    centers = np.array([np.full(5, 0.3), np.full(5, 0.6), np.roll([0.1, 0.2, 0.3, 0.4, 0.5], 2)])
    labels = assert_labels(x, centers)
    backwards = ((x[:, None] - centers)[:, :, ::-1] ** 2).cumsum(axis=2)[:, :, -1].argmin(axis=1)
    assert (labels != backwards).any()


def test_labels_are_nearest_in_exact_arithmetic_but_for_rounding():
    random = np.random.default_rng(6)
    x, centers = random.normal(size=(64, 3)), random.normal(size=(4, 3))
    for row, label in zip(x.tolist(), run("kmeans_predict", x, centers)):
        exact = [sum((Fraction(a) - Fraction(b)) ** 2 for a, b in zip(row, center)) for center in centers.tolist()]
        assert exact[label] <= min(exact) * (1 + Fraction(1, 10**12))


def test_missing_values_cost_their_own_row_alone():
    x = np.array([[value, 0.0] for value in SPECIAL] + [[0.0, value] for value in SPECIAL])
    centers = np.array([[1.0, 1.0], [-1e149, 0.0], [1e150, 0.0]])
    labels = assert_labels(x, centers)
    missing = ~(np.abs(x) <= 1e150).all(axis=1)
    np.testing.assert_array_equal(labels == -1, missing)
    np.testing.assert_array_equal(run("kmeans_predict", x[~missing], centers), labels[~missing])


@pytest.mark.parametrize("series", SERIES)
def test_one_series_is_one_column(series):
    x = SERIES[series]
    assert_labels(x, np.array([[100.0], [0.0], [100.0], [1e9]]))


@pytest.mark.parametrize("shape", [(0, 2), (1, 2), (5, 0), (0, 0)])
def test_no_rows_and_no_columns(shape):
    labels = assert_labels(np.zeros(shape), np.zeros((3, shape[1])))
    assert labels.tolist() == [0] * shape[0]


def test_labels_fill_a_given_array():
    x, centers = np.array([[0.0], [9.0], [np.nan]]), np.array([[1.0], [8.0]])
    out = np.full(3, 7)
    assert run("kmeans_predict", x, centers, out=out) is out
    assert out.tolist() == [0, 1, -1]
