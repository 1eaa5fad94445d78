"""Detectors: models that are kept, rows that are unusual or missing, and what users of others reported."""

import io
from functools import partial

import numpy as np
import pytest
from cases import KERNELS, backends_of
from one_process import fresh_process  # noqa: F401 the tests share it
from vectors import run

import atc_core
from atc_core.conformance.tables import tables_disagreement
from atc_core.process import PROCESS
from atc_core.validation import ADMITTED

RANDOM = np.random.default_rng(12)
ROWS = RANDOM.normal(size=(300, 3)) @ np.array([[1.0, 0.5, 0], [0, 1, 0.2], [0, 0, 0.3]]) + [5.0, -2.0, 100.0]
SERIES = 20.0 + RANDOM.normal(size=(200, 2)).cumsum(axis=0)
FITS = {
    "pca_fit": ("pca_score", ROWS),
    "isolation_forest_fit": ("isolation_forest_score", ROWS),
    "ar1_fit": ("ar1_score", SERIES),
}
of_each_fit = pytest.mark.parametrize("fit", FITS)


def of(*names):
    """Each kernel on each backend that implements it."""
    pairs = [(name, backend) for name in names for backend in backends_of(KERNELS[name])]
    return pytest.mark.parametrize(
        ("name", "run"),
        [pytest.param(name, partial(run, name, backend=item), id=f"{name}-{item}") for name, item in pairs],
    )


def fields(scores):
    return scores if isinstance(scores, (tuple, list)) else (scores,)


def assert_same(one, other):
    for own, its in zip(fields(one), fields(other), strict=True):
        np.testing.assert_array_equal(own, its)


@pytest.mark.parametrize("name", ["ar1_fit", "ar1_score"])
def test_the_tuner_finds_nothing_wrong_with_tables_in_rust(name):
    rust, right = (PROCESS.choice.plugins.load(backend).implementations[name] for backend in ("rust", "python"))
    assert tables_disagreement(KERNELS[name], rust, right) is None


@of_each_fit
def test_a_model_survives_savez(fit):
    score, x = FITS[fit]
    model = run(fit, x)
    file = io.BytesIO()
    np.savez(file, **model._asdict())
    file.seek(0)
    with np.load(file) as saved:
        again = type(model)(**{name: saved[name] for name in model._fields})
    assert_same(run(score, x, again), run(score, x, model))


@of_each_fit
@pytest.mark.parametrize("form", [tuple, list, lambda model: model._replace()])
def test_any_tuple_of_the_fields_is_a_model(fit, form):
    score, x = FITS[fit]
    model = run(fit, x)
    assert_same(run(score, x, form(model)), run(score, x, model))


@of_each_fit
def test_a_row_scores_the_same_whatever_comes_with_it(fit):
    """pyod #546 and scikit-learn #5678: a score that depends on its batch."""
    score, x = FITS[fit]
    model, part = run(fit, x), slice(100, 103)
    for whole, own in zip(fields(run(score, x, model)), fields(run(score, x[part], model)), strict=True):
        # An autoregression's first bar has none before it.
        first = 1 if fit == "ar1_fit" else 0
        np.testing.assert_allclose(own[first:], whole[part][first:], rtol=1e-12)


@of_each_fit
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e151])
def test_a_missing_value_costs_its_own_row_alone(fit, value):
    """pyod #420 and isotree #42."""
    score, x = FITS[fit]
    model, holed = run(fit, x), x.copy()
    holed[50, 1] = value
    for whole, own in zip(fields(run(score, x, model)), fields(run(score, holed, model)), strict=True):
        spoiled = np.isnan(own).reshape(len(x), -1).any(axis=1) & ~np.isnan(whole).reshape(len(x), -1).any(axis=1)
        assert np.flatnonzero(spoiled).tolist() == ([50, 51] if fit == "ar1_fit" else [50])
        there = ~np.isnan(own)
        np.testing.assert_array_equal(own[there], whole[there])


@pytest.mark.parametrize("fit", ["pca_fit", "isolation_forest_fit"])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_missing_values_in_any_column_of_many_rows_cost_these_alone(fit, value):
    x = np.tile(ROWS, (4, 1))
    model, holed, rows = run(fit, ROWS), x.copy(), np.arange(len(x))
    holed[rows[::2], rows[::2] // 2 % 3] = value
    for whole, own in zip(fields(run(FITS[fit][0], x, model)), fields(run(FITS[fit][0], holed, model)), strict=True):
        np.testing.assert_array_equal(own, np.where(rows % 2 == 0, np.nan, whole))


@pytest.mark.parametrize("fit", ["pca_fit", "isolation_forest_fit"])
def test_a_fit_leaves_incomplete_rows_out(fit):
    holed = np.insert(ROWS, [7, 100], [[np.nan, 0, 0], [0, 1e200, 0]], axis=0)
    assert_same(run(fit, holed), run(fit, ROWS))


@pytest.mark.parametrize("fit", ["pca_fit", "isolation_forest_fit"])
def test_another_number_of_columns_is_an_error_that_names_both(fit):
    """pyod #724."""
    score, model = FITS[fit][0], run(fit, ROWS)
    run(score, ROWS, model)
    with pytest.raises(ValueError, match=rf"{score}: .*2.*3|{score}: .*3.*2"):
        run(score, ROWS[:, :2], model)


def test_a_model_of_other_series_is_an_error():
    of_two, of_one = run("ar1_fit", SERIES), run("ar1_fit", SERIES[:, 0])
    assert (type(of_one.mu), of_two.mu.shape) == (float, (2,))
    run("ar1_score", SERIES, of_two)
    run("ar1_score", SERIES[:, 0], of_one)
    for x, model in ((SERIES[:, 0], of_two), (SERIES, of_one), (SERIES[:, [0, 1, 1]], of_two)):
        with pytest.raises(ValueError, match=r"ar1_score: model\.mu must"):
            run("ar1_score", x, model)


def test_a_table_is_scored_column_by_column_by_its_own_models():
    model = run("ar1_fit", SERIES)
    whole = run("ar1_score", SERIES, model)
    for column in range(2):
        own = run("ar1_score", SERIES[:, column], run("ar1_fit", SERIES[:, column]))
        assert_same(own, [field[:, column] for field in whole])


@of_each_fit
def test_models_that_take_turns_are_not_taken_for_each_other(fit):
    score, x = FITS[fit]
    x = np.ascontiguousarray(x[:, 0]) if fit == "ar1_fit" else x
    models = [run(fit, x[part:]) for part in (0, 50, 100)]
    wanted = [run(score, x, model._replace()) for model in models]
    for _ in range(2):
        for model, scores in zip(models, wanted, strict=True):
            assert_same(run(score, x, model), scores)
            assert_same(run(score, x[:20], model), [own[:20] for own in fields(scores)])
        # Of a list any field may be another one at the next call.
        assert_same(run(score, x, list(models[1])), wanted[1])


def test_the_model_of_a_series_is_not_that_of_a_table_later():
    series, model = np.ascontiguousarray(SERIES[:, :1]), run("ar1_fit", SERIES[:, :1])
    run("ar1_score", series, model)
    for _ in range(2):
        with pytest.raises(ValueError, match=r"ar1_score: model\.mu must be 0-D, was 1-D"):
            run("ar1_score", series[:, 0], model)


def test_the_model_of_the_last_call_is_looked_at_once():
    model = run("isolation_forest_fit", ROWS, 3)
    run("isolation_forest_score", ROWS, model)
    assert ADMITTED["isolation_forest_score"].value is model
    broken = model._replace(left=model.left - 100)
    with pytest.raises(ValueError, match=r"isolation_forest_score: model\.left must lie behind its node"):
        run("isolation_forest_score", ROWS, broken)


@of_each_fit
def test_a_call_with_the_last_model_is_not_validated_again(fit, monkeypatch):
    """One row costs microseconds, not milliseconds: scikit-learn #25150."""
    score, x = FITS[fit]
    one = x[:1, 0].copy() if fit == "ar1_fit" else x[:1].copy()
    model, other = (atc_core.get(fit)(x[rows, 0] if fit == "ar1_fit" else x[rows]) for rows in (slice(150), slice(160)))
    handle = atc_core.get(score)
    wanted = [handle(one, item) for item in (other, model)][1]
    monkeypatch.setattr("atc_core.calls.validate", None)
    assert_same(handle(one, model), wanted)


def test_the_last_model_is_none_of_another_shape():
    of_two, of_one = run("ar1_fit", SERIES), run("ar1_fit", SERIES[:, 0])
    handle = atc_core.get("ar1_score")
    for _ in range(2):
        handle(SERIES[:, 0].copy(), of_one)
        handle(SERIES, of_two)
        for x, model in ((SERIES, of_one), (SERIES[:, 0].copy(), of_two)):
            with pytest.raises(ValueError, match=r"ar1_score: model\.mu must be"):
                handle(x, model)
    model = run("pca_fit", ROWS)
    for _ in range(2):
        atc_core.pca_score(ROWS, model)
        with pytest.raises(ValueError, match=r"pca_score: model\.mean must have 2 columns, had 3"):
            atc_core.pca_score(ROWS[:, :2].copy(), model)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"roots": np.array([0, 99])}, r"model\.roots must be at least one, each from 0 to 4"),
        ({"roots": np.array([], np.int64)}, r"model\.roots must be at least one"),
        ({"right": np.array([4, 1, -1, -1, -1])}, r"model\.right must lie behind its node and below 5; node 1 has 1"),
        ({"feature": np.array([1, 2, -1, -1, -1])}, r"model\.feature must be below model\.n_features, 2, was 2"),
        ({"max_samples": 0}, r"model\.max_samples must be at least 1, was 0"),
        ({"threshold": np.zeros(4)}, r"model\.threshold must have 5 nodes, had 4"),
        ({"n_features": 3}, r"x must have 3 columns, as the model has, had 2"),
    ],
)
def test_a_forest_that_leads_nowhere_is_refused(change, words):
    rows = np.array([[0.0, 0], [1, 0], [0, 1], [1, 1], [8, 9]])
    model = run("isolation_forest_fit", rows, 1, 4, 17)
    with pytest.raises(ValueError, match=f"isolation_forest_score: {words}"):
        run("isolation_forest_score", rows, model._replace(**change))


@of("isolation_forest_fit")
@pytest.mark.parametrize("rows", [[[1.0, 2.0]], [[3.0, 3.0]] * 9])
def test_a_forest_of_one_row_or_of_equal_rows_gives_finite_scores(name, run, rows):
    """DeepOD #45: 0/0."""
    model = run(rows, 5)
    scores = atc_core.isolation_forest_score([[1.0, 2.0], [50.0, -7.0]], model)
    assert scores.tolist() == [0.5, 0.5] if len(rows) == 1 else np.isfinite(scores).all()


@of("isolation_forest_fit")
def test_a_constant_column_decides_nothing(name, run):
    x = np.column_stack([ROWS, np.full(len(ROWS), 7.0)])
    assert 3 not in run(x).feature


@of("isolation_forest_fit")
def test_neighbouring_floats_stay_apart(name, run):
    """scikit-learn rounds to float32."""
    x = np.array([[1e9], [np.nextafter(1e9, 2e9)]])
    model = run(x, 1)
    assert (model.feature.tolist(), model.threshold[0]) == ([0, -1, -1], 1e9)


@of("pca_fit")
def test_constant_columns_and_dead_sensors_are_no_components(name, run):
    x = np.column_stack([ROWS[:, 0], np.full(len(ROWS), 1e6 + 0.1), np.zeros(len(ROWS))])
    model = run(x)
    assert model.components.tolist() == [[1.0, 0.0, 0.0]]
    assert (model.mean[1], model.scale[1], model.scale[2]) == (1e6 + 0.1, 1.0, 1.0)
    nothing = run(x[:, 1:])
    assert nothing.components.shape == (0, 2)
    assert atc_core.pca_score([[1e6 + 1.1, 2.0]], nothing).spe == pytest.approx([5.0])
    assert tuple(atc_core.pca_limits(nothing)) == (0.0, 0.0)


@of("pca_fit")
def test_signs_do_not_flip_with_noise_between_equal_entries(name, run):
    x = RANDOM.normal(size=(50, 2)) @ np.array([[1.0, 1.0], [0.3, -0.3]])
    for _ in range(20):
        components = run(x + 1e-12 * RANDOM.normal(size=x.shape)).components
        assert (components[:, 0] > 0).all()


@of("pca_score")
def test_of_all_components_nothing_is_left(name, run):
    model = atc_core.pca_fit(ROWS, 3)
    scores = run(ROWS, model)
    assert 0.0 <= scores.spe.max() < 1e-25
    covariance = np.cov(ROWS, rowvar=False)
    distances = atc_core.mahalanobis(ROWS, ROWS.mean(axis=0), np.linalg.inv(covariance))
    np.testing.assert_allclose(scores.t2, distances, rtol=1e-9)


def test_components_that_are_close_span_the_space_of_the_others():
    """Where eigenvalues are nearly equal, each backend may turn components within their plane."""
    x = np.array([[1.0, 0, 0], [-1, 0, 0], [0, 1 + 1e-13, 0], [0, -1 - 1e-13, 0], [0, 0, 0.1], [0, 0, -0.1]])
    for backend in backends_of(KERNELS["pca_fit"]):
        components = run("pca_fit", x, 2, "none", backend=backend).components
        np.testing.assert_allclose(components.T @ components, np.diag([1.0, 1.0, 0.0]), atol=1e-12)


@of("ewma_chart", "cusum", "page_hinkley")
def test_charts_that_alarm_begin_anew(name, run):
    """river #574 and #1614, moa #135."""
    options = {"ewma_chart": (0.0, 1.0), "cusum": (0.0, 1.0), "page_hinkley": (0.0, 3.0, 1.0, 2)}[name]
    x = np.array([0.0, 0.1, 9, 9, 9, 0.2, 0.0])
    found = run(x, *options)
    alarms = np.flatnonzero(found.signal)
    assert len(alarms) > 0
    if name != "ewma_chart":
        after = alarms[-1] + 1
        again = run(x[after:], *options)
        assert_same(again, [field[after:] for field in found])


@of("ewma_chart")
def test_a_slow_average_keeps_its_digits(name, run):
    """``1 - (1 - smoothing)**2`` would leave seven of a smoothing of 1e-9, and rounding would stop the average."""
    found = run(np.ones(3), 0.0, 1.0, 1e-9, 1.0)
    np.testing.assert_allclose(found.half_width[0], 1e-9, rtol=1e-15)
    assert run(np.ones(200_000), 0.0, 1.0, 1e-5).ewma[-1] == pytest.approx(-np.expm1(2e5 * np.log1p(-1e-5)), rel=1e-14)


@of("population_stability_index")
def test_the_stability_index_is_finite(name, run):
    """probatus #115 and #112, DataProfiler #707: empty bins, merged edges."""
    for expected, actual in (([1.0] * 9, [2.0]), ([1.0, 2], [-5.0, 99]), (np.arange(9.0), [4.0])):
        for bins in (2, 10, 2**62):
            assert np.isfinite(run(expected, actual, bins))
    assert run(SERIES, SERIES).tolist() == [0.0, 0.0]
    assert np.isnan(run([np.nan], [1.0]))


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("ewma_chart", (SERIES, np.nan, 1.0), "target must be finite, was nan"),
        ("ewma_chart", (SERIES, 0.0, 0.0), "sigma must be above 0 and finite, was 0.0"),
        ("ewma_chart", (SERIES, 0.0, 1.0, 1.5), "smoothing must be above 0 and at most 1, was 1.5"),
        ("cusum", (SERIES, 0.0, 1.0, -1.0), "slack must be .*, was -1.0"),
        ("page_hinkley", (SERIES, 0.0, 1.0, 1.0, 0), "min_instances must be at least 1, was 0"),
        ("pca_fit", (ROWS[:1],), "x must have at least 2 rows without a missing value, had 1"),
        ("pca_fit", (ROWS, 4), "n_components must be at most 3, the lower of columns and complete rows less 1, was 4"),
        ("pca_fit", (ROWS, 1.0), "n_components must be an integer, or a share above 0 and below 1, was 1.0"),
        ("pca_fit", (ROWS, 1, "mad"), "scale must be one of std, iqr, none, was 'mad'"),
        ("isolation_forest_fit", (ROWS * np.nan,), "x must have at least 1 row without a missing value, had 0"),
        ("mahalanobis", (ROWS, [0.0, 0, np.nan], np.eye(3)), "mean must be finite and at most 1e150 in magnitude"),
    ],
)
def test_errors_say_what_is_allowed_and_what_there_was(name, arguments, words):
    with pytest.raises(ValueError, match=f"{name}: {words}"):
        run(name, *arguments)
