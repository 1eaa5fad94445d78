"""Clustering: the reference against the contract's operations one by one, and what users of others reported."""

from fractions import Fraction

import numpy as np
import oracle
import pytest
from cases import KERNELS, backends_of
from one_process import fresh_process  # noqa: F401 the tests share it
from vectors import assert_matches, odd_series, run

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


ROWS = np.array([[0.0, 0], [0, 1], [1, 0], [10, 10], [10, 11], [11, 10], [np.nan, 1], [5, 5]])


def around(random, centers, n):
    """Rows around centres."""
    return centers[random.integers(0, len(centers), n)] + random.normal(size=(n, centers.shape[1]))


def test_regimes_of_the_contract():
    centers = np.array([[1.5, 1.5], [31 / 3, 31 / 3]])
    assert_matches(tuple(run("regimes", ROWS, 2, 4)), (np.array([0, 0, 0, 1, 1, 1, -1, 0]), centers, 2, 0.7461591446))


@pytest.mark.parametrize("seed", [0, 7])
@pytest.mark.parametrize("n_clusters", [1, 2, 4])
def test_regimes_are_the_clusters_with_the_best_silhouette(seed, n_clusters):
    random = np.random.default_rng(n_clusters)
    x = around(random, random.normal(0.0, 20.0, (n_clusters, 3)), 60)
    x[5, 1] = np.nan
    found = run("regimes", x, 2, 5, 0.3, seed, 3)
    tried = [run("kmeans", x, k, seed, 3) for k in range(2, 6)]
    scores = [run("silhouette_score", x, item.labels) for item in tried]
    assert found.score == max(scores)
    best = tried[int(np.argmax(scores))]
    if found.score >= 0.3:
        np.testing.assert_array_equal(found.labels, best.labels)
        np.testing.assert_array_equal(found.centers, best.centers)
    else:
        assert (found.n_clusters, set(found.labels.tolist())) == (1, {0, -1})
    assert (found.n_clusters == 1) is (n_clusters == 1)


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_a_few_equal_rows_are_one_regime(rows):
    found = run("regimes", np.full((rows, 2), 3.5))
    assert (found.labels.tolist(), found.centers.tolist(), found.n_clusters) == ([0] * rows, [[3.5, 3.5]], 1)
    assert np.isnan(found.score)


def test_random_numbers_are_the_published_ones():
    from atc_python.random_numbers import draw, uniform

    assert (draw(0, 0), draw(0, 1)) == (16294208416658607535, 7960286522194355700)
    assert uniform(0, 0) == 0.8833108082136426


def test_sums_go_through_blocks_of_1024_rows():
    """Plain or pairwise sums give other centres."""
    x = np.random.default_rng(3).normal(size=(3000, 1))
    found = run("kmeans", x, 1, max_iter=1)
    parts = [np.add.accumulate(x[start : start + 1024])[-1] for start in range(0, 3000, 1024)]
    assert found.centers[0] == np.add.accumulate(np.array(parts))[-1] / 3000
    assert found.centers[0] != np.add.accumulate(x)[-1] / 3000


@pytest.mark.parametrize("seed", range(5))
def test_labels_counts_and_inertia_are_those_of_the_last_centres(seed):
    """scikit-learn #34074: labels that a refill has left stale."""
    random = np.random.default_rng(seed)
    x = random.integers(0, 4, (40, 2)).astype(float)
    found = run("kmeans", x, 9, seed, max_iter=1 + seed)
    np.testing.assert_array_equal(found.labels, run("kmeans_predict", x, found.centers))
    np.testing.assert_array_equal(found.counts, np.bincount(found.labels, minlength=9))
    assert found.inertia == pytest.approx(((x - found.centers[found.labels]) ** 2).sum())


def test_fewer_different_rows_than_clusters_are_no_error_and_end_at_once():
    """scikit-learn #28055 and #10099: duplicates that crash, or go round until max_iter."""
    x = np.repeat([[1.0, 2.0], [3.0, 4.0]], 50, axis=0)
    found = run("kmeans", x, 5)
    assert (sorted(found.counts.tolist()), found.inertia, found.n_iter) == ([0, 0, 0, 50, 50], 0.0, 1)


@pytest.mark.parametrize("factor", [1e-10, 1.0, 2.0**-500])
def test_a_score_has_no_tolerance_of_its_own(factor):
    """scikit-learn's Davies-Bouldin is 0 for data in small units."""
    labels = [0, 0, 0, 1, 1, 1, 0, 2]
    for name in ("davies_bouldin_score", "silhouette_score"):
        assert run(name, factor * ROWS, labels) == pytest.approx(run(name, ROWS, labels), rel=1e-12)


@pytest.mark.parametrize("name", ["davies_bouldin_score", "silhouette_score"])
def test_scores_keep_their_digits_far_from_zero(name):
    """scikit-learn's silhouette is off by 3e-5 at an offset of 1e6."""
    random = np.random.default_rng(8)
    x = np.round(around(random, np.array([[0.0, 0], [4, 1]]), 200) * 2.0**20) / 2.0**20
    labels = run("kmeans", x, 2).labels
    assert run(name, x + 2.0**20, labels) == pytest.approx(run(name, x, labels), rel=1e-12)


@pytest.mark.parametrize(("x", "wanted"), [([[0.0], [0], [0], [0]], 0.0), ([[0.0], [2], [1], [1]], np.inf)])
def test_clusters_around_one_centre(x, wanted):
    assert run("davies_bouldin_score", x, [0, 0, 1, 1]) == wanted


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("kmeans", (ROWS, 8), "x must have at least 8 rows without a missing value, one for each cluster, had 7"),
        ("kmeans_lloyd", (ROWS[:2], ROWS[:3]), "x must have at least 3 rows without a missing value"),
        ("kmeans", (ROWS, 0), "n_clusters must be at least 1, was 0"),
        ("silhouette_score", (ROWS, [0] * 8), "labels must have from 2 to 6 different values"),
        ("regimes", (ROWS, 4, 3), "min_clusters must be at most max_clusters, 3, was 4"),
        ("regimes", (ROWS[6:7],), "x must have at least 1 row without a missing value, had 0"),
        ("transition_matrix", ([0, 3, 1], 3), "labels must be below n_states, 3; row 1 is 3"),
    ],
)
def test_errors_say_what_is_needed_and_what_there_was(name, arguments, words):
    with pytest.raises(ValueError, match=f"{name}: {words}"):
        run(name, *arguments)


def test_labels_that_are_no_integers_are_refused():
    for name, arguments in (("smooth_labels", ([0.0, 1.0], 2)), ("silhouette_score", (ROWS, np.zeros(8)))):
        with pytest.raises(TypeError, match=f"{name}: labels must be integers"):
            run(name, *arguments)


@pytest.mark.parametrize("backend", backends_of(KERNELS["kmeans"]))
@pytest.mark.parametrize(("rows", "clusters"), [(1024, 3), (1025, 2), (2500, 4)])
def test_several_blocks_are_the_oracles_to_the_last_bit(backend, rows, clusters):
    random = np.random.default_rng(rows)
    x = around(random, random.normal(0.0, 3.0, (clusters, 2)), rows)
    x[random.integers(0, rows, 9), 1] = np.nan
    found = run("kmeans", x, clusters, 5, max_iter=6, backend=backend)
    for own, wanted in zip(found, oracle.evaluate("kmeans", (x, clusters, 5, 1, 6)), strict=True):
        np.testing.assert_array_equal(own, wanted)
