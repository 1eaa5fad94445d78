"""Statistics of windows with gaps on every backend: exact arithmetic, and what users of other libraries reported."""

from functools import cache, partial

import numpy as np
import oracle
import pytest
from cases import KERNELS, backends_of
from one_process import fresh_process  # noqa: F401 the tests share it
from vectors import odd_series, run

import atc_core
from atc_core.conformance.agreement import as_fields, case_disagreement, expected
from atc_core.conformance.case import Case
from atc_core.conformance.differences import Expected
from atc_core.conformance.suite import Subject, reference

HUGE = 2**63 - 1
WINDOWED = {
    name: kernel
    for name, kernel in KERNELS.items()
    if kernel.family == "rolling" and any(item.name == "min_periods" for item in kernel.options)
}
SUBJECTS = [(name, backend) for name, kernel in WINDOWED.items() for backend in backends_of(kernel)]
SPREADS = ("rolling_std", "rolling_skew", "rolling_kurt", "rolling_corr", "rolling_slope")
of_each = pytest.mark.parametrize(("name", "backend"), SUBJECTS)


def of(*names):
    """With `run` of each backend that implements all of these kernels."""
    shared = set.intersection(*(set(backends_of(KERNELS[name])) for name in names))
    return pytest.mark.parametrize(
        "run", [pytest.param(partial(run, backend=item), id=item) for item in sorted(shared)]
    )


def arguments(name, x, window, min_periods=None, y=None):
    """Series and options of a kernel; where it takes a second series, that is the first one backwards."""
    kernel = WINDOWED[name]
    series = (x, x[::-1].copy() if y is None else y)[: len(kernel.arrays)]
    given = {"window": window, "min_periods": min_periods, "lag": 2}
    return (*series, *(given.get(item.name, item.default) for item in kernel.options))


def fields(name, backend, *given, **more):
    return as_fields(WINDOWED[name], run(name, *arguments(name, *given, **more), backend=backend))


@cache
def exact_cases(name):
    """Odd series with what exact arithmetic gives for them, and how far a backend may be from it."""
    kernel, cases = WINDOWED[name], []
    for what, x in odd_series().items():
        n = len(x)
        for bars, window, min_periods in [
            *((n, 1, 1), (n, 2, None), (n, 3, 1), (n, 4, 2), (n, 5, 4), (n, n, 3), (n, n + 1, 1), (n, HUGE, 4)),
            *((1, 1, None), (1, 3, 1), (2, 2, 1), (0, 2, 1)),
        ]:
            given = arguments(name, x[:bars], window, min_periods)
            exact = as_fields(kernel, oracle.evaluate(name, given))
            allowed = expected(kernel, reference(kernel), given).allowed
            cases.append((Case(what, given), Expected(exact, allowed)))
    return cases


@of_each
def test_odd_series_are_the_oracles(name, backend):
    kernel, share = WINDOWED[name], 0.01 if backend == WINDOWED[name].reference else 1.0
    function = Subject(backend, kernel).function
    for case, exact in exact_cases(name):
        # The reference must be a hundred times closer than other backends.
        wanted = exact._replace(allowed=tuple(share * item for item in exact.allowed))
        assert case_disagreement(kernel, case, function, wanted) is None, str(case)


@of_each
@pytest.mark.parametrize("value", [1e10, -1e300, np.inf, np.nan])
def test_what_has_left_leaves_nothing_behind(name, backend, value):
    walk = odd_series(300)["walk"]
    spoilt = walk.copy()
    spoilt[100] = value
    clean = fields(name, backend, walk, 20, 15, y=walk[::-1].copy())
    _, allowed = expected(WINDOWED[name], reference(WINDOWED[name]), arguments(name, walk, 20, 15, y=walk[::-1].copy()))
    for field, right, within in zip(fields(name, backend, spoilt, 20, 15, y=walk[::-1].copy()), clean, allowed):
        assert (np.abs(field - right)[120:] <= within[120:]).all()


@of_each
def test_an_infinity_is_a_gap(name, backend):
    series = odd_series(60)
    gaps = np.where(np.isfinite(series["infinities"]), series["infinities"], np.nan)
    for window, least in [(3, 1), (20, 4), (60, 10)]:
        for field, wanted in zip(
            fields(name, backend, series["infinities"], window, least), fields(name, backend, gaps, window, least)
        ):
            np.testing.assert_array_equal(field, wanted)


@of_each
def test_a_window_that_was_empty_fills_again(name, backend):
    walk = odd_series(80)["walk"]
    gap = walk.copy()
    gap[20:50] = np.nan
    twin = np.where(np.isnan(gap), np.nan, walk * walk)
    after = fields(name, backend, gap, 8, 4, y=twin)
    for field, wanted in zip(after, fields(name, backend, walk[50:], 8, 4, y=walk[50:] ** 2)):
        assert np.isnan(field[30:53]).all()
        assert not np.isnan(field[-1])
        np.testing.assert_allclose(field[57:], wanted[7:], rtol=1e-11)


@of_each
def test_missing_values_are_counted_against_min_periods(name, backend):
    walk, least = odd_series(50)["walk"], 5
    gaps = np.where(np.arange(50) % 3 == 1, np.nan, walk)
    found = np.convolve(np.isfinite(gaps), np.ones(9), "full")[:50]
    (field, *_) = fields(name, backend, gaps, 9, least, y=walk)
    if name == "robust_zscore":
        found[np.isnan(gaps)] = 0
    first = 2 if name == "rolling_lagged_correlation" else 0
    np.testing.assert_array_equal(np.isnan(field[first + 9 :]), found[first + 9 :] < least)


@of_each
def test_more_valid_values_than_a_window_has_are_refused(name, backend):
    with pytest.raises(ValueError, match=f"{name}: min_periods must be at most window, 5, was 6"):
        fields(name, backend, odd_series()["walk"], 5, 6)


@of_each
@pytest.mark.parametrize("shape", [(30, 0), (30, 1), (0, 3), (30, 3)])
def test_tables_of_any_shape_and_order(name, backend, shape):
    table = np.random.default_rng(3).normal(size=shape)
    table[::7] = np.nan
    for given in (table, np.asfortranarray(table), np.repeat(table, 2, axis=0)[::2]):
        for place, field in enumerate(fields(name, backend, given, 6, 3)):
            assert field.shape == shape
            for column in range(shape[1]):
                wanted = fields(name, backend, given[:, column].copy(), 6, 3, y=given[::-1, column].copy())[place]
                np.testing.assert_allclose(field[:, column], wanted, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize(("name", "backend"), [item for item in SUBJECTS if item[0] in SPREADS])
@pytest.mark.parametrize("moved", [1.0, 1e10, 1e300])
def test_equal_values_have_no_spread_just_after_a_move(name, backend, moved):
    x = np.full(60, 0.1)
    x[:20] = moved * np.arange(20)
    (field,) = fields(name, backend, x, 10, 4, y=np.arange(60.0))
    wanted = {"rolling_std": 0.0, "rolling_slope": 0.0}.get(name, np.nan)
    np.testing.assert_array_equal(field[30:], np.full(30, wanted))


@of("rolling_std")
@pytest.mark.parametrize(("offset", "spread"), [(1e9, 1.0), (-1e9, 1e-3), (1e-4, 1e-8), (1e300, 1e290), (0.0, 1e-300)])
def test_tiny_spreads_are_spreads(run, offset, spread):
    noise = np.random.default_rng(5).normal(size=400)
    x = offset + spread * noise
    result = run("rolling_std", x, 50)[49:]
    wanted = run("rolling_std", (x - offset) / spread, 50)[49:]
    assert (result > 0).all()
    np.testing.assert_allclose(result, wanted * spread, rtol=1e-9)


@of("rolling_skew", "rolling_kurt")
def test_a_tiny_spread_has_a_shape(run):
    noise = np.random.default_rng(6).normal(size=400)
    for name in ("rolling_skew", "rolling_kurt"):
        moved = run(name, 1e-4 + 1e-8 * noise, 50)[49:]
        np.testing.assert_allclose(moved, run(name, noise, 50)[49:], rtol=1e-6, atol=1e-8)


@of("rolling_corr")
@pytest.mark.parametrize("window", [2, 3, 30])
def test_correlations_stay_within_one(run, window):
    x = 1e6 + np.random.default_rng(7).normal(size=20_000).cumsum()
    for factor in (3.0, -0.1, 1e-200):
        r = run("rolling_corr", x, x * factor, window)[window:]
        assert np.abs(r).max() <= 1.0
        np.testing.assert_allclose(r, np.sign(factor), rtol=1e-9)


@of("rolling_mad", "rolling_median")
def test_the_deviation_is_from_the_windows_own_median(run):
    x = odd_series(200)["walk"].cumsum()
    medians = run("rolling_median", x, 9)
    rows = np.lib.stride_tricks.sliding_window_view(x, 9)
    own = np.median(np.abs(rows - medians[8:, None]), axis=1)
    np.testing.assert_allclose(run("rolling_mad", x, 9)[8:], own, rtol=1e-14)
    other = run("rolling_median", np.abs(x - medians), 9)
    assert np.nanmax(np.abs(other - run("rolling_mad", x, 9))) > 1.0


@of("robust_zscore")
def test_without_a_deviation_a_bar_is_at_the_median_or_infinitely_far(run):
    x = [5.0, 5.0, 5.0, 5.0, 9.0, 5.0, 1.0, np.nan]
    assert run("robust_zscore", x, 5, 1)[:7].tolist() == [0.0, 0.0, 0.0, 0.0, np.inf, 0.0, -np.inf]
    assert np.isnan(run("robust_zscore", x, 5, 1)[7])


@of("robust_zscore")
@pytest.mark.parametrize("zeros", [(0.0, -0.0, 0.0, 0.0), (-0.0, 0.0, -0.0, -0.0), (0.0, -0.0, -0.0, 0.0)])
def test_the_signs_of_zeros_do_not_decide_on_which_side_a_bar_is(run, zeros):
    assert run("robust_zscore", [*zeros, 1.0], 5)[-1] == np.inf
    assert run("robust_zscore", [*zeros, -1.0], 5)[-1] == -np.inf
    assert run("robust_zscore", [*zeros, -0.0], 5)[-1] == 0.0


@of("rolling_mean", "rolling_std", "rolling_mean_std")
def test_both_are_the_two(run):
    x = odd_series(300)["gaps and infinities"]
    for options in [(20, 5), (20, 5, 0), (400, 2, 3)]:
        both = run("rolling_mean_std", x, *options)
        np.testing.assert_array_equal(both.mean, run("rolling_mean", x, *options[:2]))
        np.testing.assert_array_equal(both.std, run("rolling_std", x, *options))


@of("rolling_std")
def test_more_ddof_than_values_leaves_nothing(run):
    x = odd_series(12)["walk"]
    assert run("rolling_std", x, 4, 1, 0)[0] == 0.0
    assert np.isnan(run("rolling_std", x, 4, 1, 4)).all()
    assert np.isnan(run("rolling_std", x, 4, 1, 3)).tolist() == [True] * 3 + [False] * 9


@of("rolling_corr", "rolling_lagged_correlation")
def test_without_a_lag_it_is_the_rolling_correlation(run):
    series = odd_series(100)
    x, y = series["gaps"], series["noise"]
    np.testing.assert_array_equal(run("rolling_lagged_correlation", x, y, 10, 0, 4), run("rolling_corr", x, y, 10, 4))
    shifted = np.append(np.full(3, np.nan), y[:-3])
    np.testing.assert_array_equal(
        run("rolling_lagged_correlation", x, y, 10, 3, 4), run("rolling_corr", x, shifted, 10, 4)
    )
    assert np.isnan(run("rolling_lagged_correlation", x, y, 10, HUGE, 1)).all()


@of("rolling_slope")
def test_a_gap_keeps_its_place_on_the_line(run):
    x = 3.0 + 0.5 * np.arange(40.0)
    x[[3, 4, 9, 20]] = np.nan
    np.testing.assert_allclose(run("rolling_slope", x, 7, 2)[1:], 0.5, rtol=1e-12)
    assert run("rolling_slope", x, 7, 1)[0] == 0.0


def test_what_is_no_option_is_refused():
    x = odd_series()["walk"]
    for call, message in [
        (lambda: atc_core.rolling_std(x, 5, ddof=-1), "rolling_std: ddof must be at least 0, was -1"),
        (lambda: atc_core.rolling_mad(x, 5, scale=0.0), "rolling_mad: scale must be above 0 and finite, was 0.0"),
        (lambda: atc_core.rolling_lagged_correlation(x, x, 5, -1), "lag must be at least 0, was -1"),
        (lambda: atc_core.rolling_corr(x, x[1:], 5), "rolling_corr: "),
        (lambda: atc_core.rolling_median(x, 0), "rolling_median: window must be at least 1, was 0"),
    ]:
        with pytest.raises(ValueError, match=message):
            call()
    with pytest.raises(TypeError, match="rolling_median: takes no gaps"):
        atc_core.rolling_median(x, 5, gaps="skip")
