"""Detectors and clustering beside scikit-learn, statsmodels and SciPy, where their definition is ours."""

import numpy as np
import pytest
from one_process import fresh_process  # noqa: F401 the tests share it
from scipy import stats
from sklearn.cluster import KMeans
from sklearn.covariance import EmpiricalCovariance
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.metrics import davies_bouldin_score, silhouette_samples
from statsmodels.tsa.ar_model import AutoReg
from vectors import run

from atc_core.declarations.detectors.forest import IsolationForestModel

RANDOM = np.random.default_rng(30)
CENTERS = RANDOM.normal(0.0, 5.0, (4, 3))
ROWS = CENTERS[RANDOM.integers(0, 4, 400)] + RANDOM.normal(size=(400, 3))


@pytest.mark.parametrize("kept", [1, 2, 3])
def test_components_are_scikit_learns(kept):
    scaled = (ROWS - ROWS.mean(axis=0)) / ROWS.std(axis=0, ddof=1)
    theirs = PCA(kept).fit(scaled)
    ours = run("pca_fit", ROWS, kept)
    np.testing.assert_allclose(ours.components, theirs.components_, atol=1e-13)
    np.testing.assert_allclose(ours.eigenvalues[:kept], theirs.explained_variance_, rtol=1e-13)
    scores, along = run("pca_score", ROWS, ours), theirs.transform(scaled)
    np.testing.assert_allclose(scores.t2, (along**2 / theirs.explained_variance_).sum(axis=1), rtol=1e-11)
    rest = scaled - theirs.inverse_transform(along)
    np.testing.assert_allclose(scores.spe, (rest**2).sum(axis=1), atol=1e-13)


def test_a_share_of_the_variance_keeps_as_many_components():
    scaled = (ROWS - ROWS.mean(axis=0)) / ROWS.std(axis=0, ddof=1)
    for share in (0.3, 0.6, 0.9, 0.999):
        assert len(run("pca_fit", ROWS, share).components) == PCA(share).fit(scaled).n_components_


def test_the_limits_are_exceeded_by_about_their_share_of_new_rows():
    mixing = RANDOM.normal(size=(5, 5))
    normal = RANDOM.normal(size=(4000, 5)) @ mixing
    model = run("pca_fit", normal[:500], 2)
    scores, limits = run("pca_score", normal[500:], model), run("pca_limits", model, 0.05)
    for score, limit in zip(scores, limits, strict=True):
        assert 0.03 < (score > limit).mean() < 0.08


def test_distances_are_scikit_learns():
    theirs = EmpiricalCovariance().fit(ROWS)
    ours = run("mahalanobis", ROWS, theirs.location_, theirs.precision_)
    np.testing.assert_allclose(ours, theirs.mahalanobis(ROWS), rtol=1e-11)


@pytest.mark.parametrize("seed", range(4))
def test_rounds_from_given_centres_are_scikit_learns(seed):
    starts = np.random.default_rng(seed).normal(0.0, 5.0, (4, 3))
    theirs = KMeans(4, init=starts, n_init=1, tol=1e-4, algorithm="lloyd").fit(ROWS)
    ours = run("kmeans_lloyd", ROWS, starts)
    np.testing.assert_array_equal(ours.labels, theirs.labels_)
    np.testing.assert_allclose(ours.centers, theirs.cluster_centers_, rtol=1e-12)
    assert ours.inertia == pytest.approx(theirs.inertia_, rel=1e-12)


def test_starts_are_as_good_as_scikit_learns():
    theirs = KMeans(4, n_init=10, random_state=0).fit(ROWS).inertia_
    assert run("kmeans", ROWS, 4, n_init=10).inertia <= 1.000001 * theirs


def test_scores_of_clusters_are_scikit_learns():
    labels = run("kmeans", ROWS, 4).labels
    centered = ROWS - ROWS.mean(axis=0)
    np.testing.assert_allclose(
        run("silhouette_samples", ROWS, labels), silhouette_samples(centered, labels), atol=1e-12
    )
    assert run("davies_bouldin_score", ROWS, labels) == pytest.approx(davies_bouldin_score(ROWS, labels), rel=1e-12)


def converted(forest):
    """The trees of a fitted forest as a model of ours."""
    trees = [estimator.tree_ for estimator in forest.estimators_]
    starts = np.cumsum([0, *(tree.node_count for tree in trees)])
    parts = {name: [] for name in ("feature", "threshold", "left", "right", "path_length")}
    for tree, start in zip(trees, starts, strict=False):
        is_leaf = tree.children_left < 0
        depth = np.zeros(tree.node_count)
        for node in np.flatnonzero(~is_leaf):
            depth[[tree.children_left[node], tree.children_right[node]]] = depth[node] + 1
        n = np.maximum(tree.n_node_samples, 2).astype(float)
        usual = 2 * (np.log(np.maximum(n - 1, 1)) + np.euler_gamma) - 2 * (n - 1) / n
        usual = np.select([tree.n_node_samples <= 1, tree.n_node_samples == 2], [0.0, 1.0], usual)
        parts["feature"].append(np.where(is_leaf, -1, tree.feature))
        parts["threshold"].append(np.where(is_leaf, 0.0, tree.threshold))
        for name, child in (("left", tree.children_left), ("right", tree.children_right)):
            parts[name].append(np.where(is_leaf, -1, child + start))
        parts["path_length"].append(np.where(is_leaf, depth + usual, 0.0))
    arrays = {name: np.concatenate(items) for name, items in parts.items()}
    return IsolationForestModel(
        **arrays, roots=starts[:-1], max_samples=forest.max_samples_, n_features=forest.n_features_in_
    )


def test_scores_of_a_converted_forest_are_scikit_learns():
    forest = IsolationForest(n_estimators=50, random_state=3).fit(ROWS)
    x = ROWS.astype(np.float32).astype(float)
    ours = run("isolation_forest_score", x, converted(forest))
    np.testing.assert_allclose(ours, -forest.score_samples(x), rtol=1e-12)


def test_forests_rank_rows_as_scikit_learns_do():
    theirs = -IsolationForest(random_state=1).fit(ROWS).score_samples(ROWS)
    ours = run("isolation_forest_score", ROWS, run("isolation_forest_fit", ROWS))
    assert stats.spearmanr(ours, theirs).statistic > 0.9


@pytest.mark.parametrize("phi", [-0.5, 0.0, 0.3, 0.9])
def test_an_autoregression_is_that_of_statsmodels(phi):
    x = [0.0]
    for noise in RANDOM.normal(size=500):
        x.append(phi * x[-1] + noise)
    x = np.array(x) + 40.0
    for center in ("median", "mean"):
        ours = run("ar1_fit", x, center)
        theirs = AutoReg(x - ours.mu, 1, trend="n").fit()
        assert ours.phi == pytest.approx(theirs.params[0], abs=1e-12)
        np.testing.assert_allclose(run("ar1_score", x, ours).residual[1:], theirs.resid, atol=1e-12)


@pytest.mark.parametrize(("n", "m"), [(5, 7), (40, 40), (300, 17)])
def test_the_test_of_two_samples_is_scipys(n, m):
    x, y = RANDOM.normal(size=n).round(1), RANDOM.normal(0.3, 1.0, m).round(1)
    ours = run("ks_2samp", x, y)
    assert ours.statistic == pytest.approx(stats.ks_2samp(x, y).statistic, rel=1e-14)
    assert ours.pvalue == pytest.approx(stats.kstwobign.sf(ours.statistic * np.sqrt(n * m / (n + m))), abs=1e-12)
