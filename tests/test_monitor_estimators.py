"""The estimators of condition monitoring: scikit-learn's own checks, and models made of what it has fitted."""

import pickle
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.base import clone
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.ensemble import IsolationForest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import estimator_checks

import atc_core
from atc_core.declarations.detectors.autoregression import Ar1Model
from atc_core.declarations.detectors.components import PcaModel
from atc_core.declarations.detectors.forest import IsolationForestModel
from atc_trading.monitor import AR1Detector, IsolationForestDetector, KMeansRegimes, PCADetector, model_of

DIRECTION = "contracts: higher is more unusual, so decision_function is offset_ - score_samples"
IN_TIME = "rows are neighbours in time: a score depends on the row before"
EXCEPTIONS = {
    AR1Detector: {
        "check_outliers_train": f"{DIRECTION}; {IN_TIME}",
        "check_outliers_fit_predict": "the first row has no score, its prediction is 0",
        "check_methods_sample_order_invariance": IN_TIME,
        "check_methods_subset_invariance": IN_TIME,
    },
    PCADetector: {"check_outliers_train": DIRECTION},
    IsolationForestDetector: {"check_outliers_train": DIRECTION},
    KMeansRegimes: {},
}
"""What docs/detectors.md lists, with the reasons."""
SMALL = {
    IsolationForestDetector: {"n_estimators": 20},
    AR1Detector: {"threshold": 2.0},
    PCADetector: {"alpha": 0.2},  # scikit-learn's blobs have no row beyond 1 %
}
ESTIMATORS = list(EXCEPTIONS)
DETECTORS = ESTIMATORS[:3]


@pytest.fixture
def x():
    random = np.random.default_rng(5)
    return random.normal(size=(200, 4)) @ random.normal(size=(4, 4)) + [0.0, 5.0, -3.0, 100.0]


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore:invalid value:RuntimeWarning")
@pytest.mark.parametrize("kind", ESTIMATORS)
def test_scikit_learns_own_checks(kind):
    estimator = kind(**SMALL.get(kind, {}))
    found = estimator_checks.check_estimator(
        estimator, expected_failed_checks=EXCEPTIONS[kind], on_fail=None, on_skip=None
    )
    failed = {item["check_name"]: item["exception"] for item in found if item["status"] == "failed"}
    assert failed == {}
    assert {item["check_name"] for item in found if item["status"] == "xfail"} == set(EXCEPTIONS[kind])
    assert sum(item["status"] == "passed" for item in found) > 30


def test_every_exception_is_documented():
    text = (Path(__file__).parents[1] / "docs" / "detectors.md").read_text(encoding="utf-8")
    assert {check for checks in EXCEPTIONS.values() for check in checks} == set(re.findall(r"`(check_\w+)`", text))


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("kind", ESTIMATORS)
def test_names_of_features_are_held_to(kind):
    estimator_checks.check_dataframe_column_names_consistency(kind.__name__, kind())


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("check", ["check_clusterer_compute_labels_predict", "check_clustering"])
def test_checks_of_clusterers(check):
    getattr(estimator_checks, check)("KMeansRegimes", KMeansRegimes())


@pytest.mark.parametrize("kind", ESTIMATORS)
def test_they_are_of_use_in_scikit_learn(kind, x):
    estimator = kind()
    assert repr(clone(estimator)) == repr(estimator)
    pipe = make_pipeline(StandardScaler(), estimator).fit(x)
    own = kind().fit(StandardScaler().fit_transform(x))
    np.testing.assert_array_equal(pipe.predict(x), own.predict(StandardScaler().fit_transform(x)))


def test_parameters_are_looked_at_when_it_is_fitted(x):
    with pytest.raises(ValueError, match="AR1Detector: threshold must be above 0, was -1"):
        AR1Detector(threshold=-1).fit(x)
    with pytest.raises(ValueError, match="IsolationForestDetector: alpha must be at least 0 and below 1, was 1"):
        IsolationForestDetector(alpha=1).fit(x)
    with pytest.raises(TypeError, match="AR1Detector: threshold must be a number, was 'wide'"):
        AR1Detector(threshold="wide").fit(x)
    with pytest.raises(TypeError, match="IsolationForestDetector: alpha must be a number, was None"):
        IsolationForestDetector(alpha=None).fit(x)
    with pytest.raises(ValueError, match="PCADetector: parameters are n_components, scale, alpha, was 'size'"):
        PCADetector().set_params(size=3)
    detector = PCADetector(alpha=7.0)
    with pytest.raises(ValueError, match="alpha"):
        detector.fit(x)
    with pytest.raises(ValueError, match="call fit first"):
        detector.score_samples(x)


@pytest.mark.parametrize("kind", DETECTORS)
def test_higher_is_more_unusual(kind, x):
    detector = kind().fit(x)
    rows = np.array([x[0], x[1] + 40 * x.std(axis=0) * [1, -1, 1, -1]])
    score = detector.score_samples(np.vstack([x[:1], rows]))
    assert score[-1] > detector.offset_
    assert score[-1] > detector.score_samples(x)[1:].max()
    assert detector.predict(np.vstack([x[:1], rows]))[-1] == -1
    np.testing.assert_array_equal(detector.decision_function(x), detector.offset_ - detector.score_samples(x))


def test_scores_are_those_of_the_kernels(x):
    forest = atc_core.isolation_forest_fit(x, seed=3)
    np.testing.assert_array_equal(
        IsolationForestDetector(seed=3).fit(x).score_samples(x), atc_core.isolation_forest_score(x, forest)
    )
    own = PCADetector(n_components=2).fit(x)
    charts = atc_core.pca_score(x, atc_core.pca_fit(x, 2))
    limits = atc_core.pca_limits(atc_core.pca_fit(x, 2), 0.01)
    np.testing.assert_array_equal(own.charts(x), charts)
    np.testing.assert_allclose(own.score_samples(x), np.maximum(charts.spe / limits.spe, charts.t2 / limits.t2))
    zscore = atc_core.ar1_score(x, atc_core.ar1_fit(x)).zscore
    np.testing.assert_array_equal(AR1Detector().fit(x).zscores(x), zscore)
    np.testing.assert_array_equal(AR1Detector().fit(x).score_samples(x)[1:], np.abs(zscore).max(axis=1)[1:])
    states = atc_core.regimes(x)
    np.testing.assert_array_equal(KMeansRegimes().fit_predict(x), states.labels)


def test_a_missing_value_stays_in_its_row(x):
    holed = x.copy()
    holed[[7, 50], [2, 0]] = [np.nan, np.inf]
    for kind in (PCADetector, IsolationForestDetector):
        detector = kind().fit(holed)
        score = detector.score_samples(holed)
        assert np.flatnonzero(np.isnan(score)).tolist() == [7, 50]
        assert np.flatnonzero(detector.predict(holed) == 0).tolist() == [7, 50]
        np.testing.assert_array_equal(np.delete(score, [7, 50]), detector.score_samples(np.delete(x, [7, 50], axis=0)))
    assert np.flatnonzero(KMeansRegimes().fit_predict(holed) == -1).tolist() == [7, 50]
    score = AR1Detector().fit(holed).score_samples(holed)
    assert np.flatnonzero(np.isnan(score)).tolist() == [0]  # other columns have a value there


def test_a_copied_sensor_that_parts_from_its_copy_is_unusual(x):
    """No variance is left beyond the components, so that any SPE is beyond its limit, but not that of rounding."""
    twins = np.column_stack([x, x[:, 0]])
    detector = PCADetector(n_components=4).fit(twins)
    assert (detector.predict(twins) == 1).mean() > 0.95
    twins[3, -1] += 0.01 * x[:, 0].std()
    assert detector.predict(twins)[3] == -1


def test_constant_columns_and_columns_without_values(x):
    x[:, 1] = 7.0
    for kind in DETECTORS:
        score = kind().fit(x).score_samples(x)
        assert np.isfinite(score[1:]).all()
    x[:, 2] = np.nan
    score = AR1Detector().fit(x).score_samples(x)
    assert np.isfinite(score[1:]).all()


@pytest.mark.parametrize("kind", DETECTORS)
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_a_model_comes_back_from_numpys_own_format(kind, x, tmp_path):
    detector = kind().fit(x)
    model = model_of(detector)
    np.savez(tmp_path / "model.npz", **model._asdict())
    with np.load(tmp_path / "model.npz") as stored:
        again = type(model)(**stored)
    score = {Ar1Model: "ar1_score", PcaModel: "pca_score", IsolationForestModel: "isolation_forest_score"}[type(model)]
    np.testing.assert_array_equal(atc_core.get(score)(x, again), atc_core.get(score)(x, model))
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(detector)).score_samples(x), detector.score_samples(x))


@pytest.mark.parametrize("options", [{}, {"max_features": 0.5}, {"max_samples": 1.0, "n_estimators": 7}])
def test_a_forest_of_scikit_learn(options, x):
    fitted = IsolationForest(random_state=1, **options).fit(x)
    model = model_of(fitted)
    rounded = x.astype(np.float32)
    np.testing.assert_allclose(
        atc_core.isolation_forest_score(rounded, model), -fitted.score_samples(x), rtol=0, atol=1e-12
    )


def test_components_of_scikit_learn(x):
    fitted = PCA(n_components=4).fit(x)
    model, own = model_of(fitted), atc_core.pca_fit(x, 4, "none")
    np.testing.assert_allclose(model.eigenvalues, own.eigenvalues, rtol=1e-10)
    score, wanted = atc_core.pca_score(x, model), atc_core.pca_score(x, own)
    np.testing.assert_allclose(score.t2, wanted.t2, rtol=1e-9)
    fewer = model_of(PCA(n_components=2, whiten=True).fit(x))
    np.testing.assert_allclose(fewer.eigenvalues.sum(), own.eigenvalues.sum(), rtol=1e-10)
    wanted = atc_core.pca_score(x, atc_core.pca_fit(x, 2, "none"))
    np.testing.assert_allclose(atc_core.pca_score(x, fewer).spe, wanted.spe, rtol=1e-9, atol=1e-12)
    assert atc_core.pca_limits(fewer).t2 == pytest.approx(atc_core.pca_limits(atc_core.pca_fit(x, 2, "none")).t2)


def test_components_of_scikit_learn_with_more_columns_than_rows(x):
    few = x.T[:, :30]
    model = model_of(PCA().fit(few))
    assert model.components.shape == (3, 30)  # four rows about their mean
    np.testing.assert_allclose(
        atc_core.pca_score(few, model).t2, atc_core.pca_score(few, atc_core.pca_fit(few, 3, "none")).t2
    )


def test_clusters_of_scikit_learn(x):
    fitted = KMeans(3, n_init=2, random_state=0).fit(x.astype(np.float32))
    model = model_of(fitted)
    assert model.centers.dtype == np.float64
    assert model.counts.sum() == len(x)
    np.testing.assert_array_equal(atc_core.kmeans_predict(x, model.centers), model.labels)


def test_what_has_no_model(x):
    with pytest.raises(TypeError, match="fitted must be a fitted IsolationForest, PCA.*, was StandardScaler"):
        model_of(StandardScaler().fit(x))
    with pytest.raises(ValueError, match="PCA has no n_features_in_"):
        model_of(PCA())
    with pytest.raises(ValueError, match="PCADetector must be a fitted detector"):
        model_of(PCADetector())


@pytest.mark.parametrize("frame", [pd.DataFrame, lambda x: pd.DataFrame(x, columns=list("abcd"))])
def test_frames_are_rows(frame, x):
    np.testing.assert_array_equal(
        PCADetector().fit(frame(x)).score_samples(frame(x)), PCADetector().fit(x).score_samples(x)
    )


def test_nulls_of_frames_are_missing_values(x):
    rows = [[value if (row, place) != (7, 2) else None for place, value in enumerate(own)] for row, own in enumerate(x)]
    holed = x.copy()
    holed[7, 2] = np.nan
    wanted = PCADetector().fit(x).score_samples(holed)
    for frame in (pd.DataFrame(rows).astype("Float64"), pl.DataFrame(rows, orient="row")):
        detector = PCADetector().fit(x)
        np.testing.assert_array_equal(detector.score_samples(frame), wanted)
    with pytest.raises((TypeError, ValueError), match="could not convert string"):
        PCADetector().fit(pd.DataFrame(rows).assign(word="high"))


def test_scikit_learn_is_not_imported():
    code = (
        "import sys, numpy as np; from atc_trading.monitor import PCADetector\n"
        "x = np.random.default_rng(0).normal(size=(50, 3)); PCADetector().fit(x).predict(x)\n"
        "try: PCADetector().predict(x)\n"
        "except ValueError as error: print(type(error).__module__)\n"
        "print('sklearn' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["atc_trading.monitor.estimator", "False"]
