"""Filling, energy in bands, and lagged correlations on every backend, against exact arithmetic."""

from functools import cache

import numpy as np
import oracle
import pandas as pd
import pytest
from cases import KERNELS, backends_of
from one_process import fresh_process  # noqa: F401 the tests share it
from test_rolling_windows import HUGE, of
from vectors import odd_series, run

import atc_core
from atc_core.conformance.agreement import as_fields, case_disagreement, expected
from atc_core.conformance.case import Case
from atc_core.conformance.differences import Expected
from atc_core.conformance.suite import Subject, reference

SERIES = odd_series()
METHODS = ("forward", "backward", "linear", "median")
BANDS = ((0.0, 0.5), (0.25, 0.5), (0.5, 1.0), (0.0, 1.0), (0.3, 0.31))
TABLES = {
    "walks": np.column_stack([SERIES["walk"], SERIES["noise"], SERIES["falling"]]),
    "gaps": np.column_stack([SERIES["gaps"], SERIES["infinities"], SERIES["gaps and infinities"]]),
    "far off": np.column_stack([SERIES["offset 1e9"], SERIES["spike 1e10"], SERIES["walk"]]),
    "constant": np.column_stack([SERIES["constant"], SERIES["walk"], SERIES["one value"]]),
    "large and small": np.column_stack([SERIES["1e300"], SERIES["1e-300"], SERIES["spread of 1e-8"]]),
    "no series": np.empty((5, 0)),
    "no rows": np.empty((0, 2)),
}


@cache
def exact_cases(name):
    """Arguments with what exact arithmetic gives for them, and how far a backend may be from it."""
    kernel, cases = KERNELS[name], []
    for what, given in {"fill_missing": fillings, "spectral_energy": spectra, "lagged_correlation": lags}[name]():
        exact = as_fields(kernel, oracle.evaluate(name, given))
        cases.append((Case(what, given), Expected(exact, expected(kernel, reference(kernel), given).allowed)))
    return cases


def fillings():
    for what, x in SERIES.items():
        yield from ((what, (x, method, limit)) for method in METHODS for limit in (None, 1, 2, HUGE))
        yield from ((what, (x[:bars], method, None)) for method in METHODS for bars in (0, 1, 2))


def spectra():
    for what, x in SERIES.items():
        # Of the largest values the power is beyond the largest float.
        for window, hop in [(4, 3), (5, 1), (8, 1), (17, 1), (1, 1), (2, 1), (18, 1)] if what != "1e300" else ():
            yield what, (x, window, hop, BANDS)


def lags():
    for what, x in TABLES.items():
        yield from ((what, (x, max_lag)) for max_lag in (0, 1, 3, 20))


@pytest.mark.parametrize(
    ("name", "backend"),
    [
        (name, backend)
        for name in ("fill_missing", "spectral_energy", "lagged_correlation")
        for backend in backends_of(KERNELS[name])
    ],
)
def test_odd_series_are_the_oracles(name, backend):
    kernel, share = KERNELS[name], 0.01 if backend == KERNELS[name].reference else 1.0
    for case, exact in exact_cases(name):
        wanted = exact._replace(allowed=tuple(share * item for item in exact.allowed))
        assert case_disagreement(kernel, case, Subject(backend, kernel).function, wanted) is None, str(case)


@of("fill_missing")
@pytest.mark.parametrize("method", METHODS)
def test_what_is_valid_stays_as_it_is(run, method):
    for x in SERIES.values():
        filled, valid = run("fill_missing", x, method), np.isfinite(x)
        np.testing.assert_array_equal(filled[valid], x[valid])
        assert not np.isinf(filled).any()


@of("fill_missing")
def test_a_line_is_not_drawn_beyond_its_ends(run):
    x = [np.nan, 1.0, np.nan, 3.0, np.inf, np.nan]
    np.testing.assert_array_equal(run("fill_missing", x, "linear"), [np.nan, 1.0, 2.0, 3.0, np.nan, np.nan])
    np.testing.assert_array_equal(run("fill_missing", [np.nan] * 3, "linear"), [np.nan] * 3)
    np.testing.assert_array_equal(run("fill_missing", [np.nan, 7.0, np.nan], "linear"), [np.nan, 7.0, np.nan])


@of("fill_missing")
def test_equal_neighbours_are_filled_exactly(run):
    x = np.full(50, 0.1)
    x[3:40] = np.nan
    assert set(run("fill_missing", x, "linear")) == {0.1}


@of("spectral_energy")
def test_a_wave_has_its_energy_in_its_band(run):
    bars, bands = np.arange(400), ((0.0, 0.2), (0.2, 0.3), (0.3, 1.0))
    x = 1e6 + 3.0 * np.cos(np.pi * 0.25 * bars)
    energy = run("spectral_energy", x, 64, 16, bands)
    assert energy.shape == (22, 3)
    np.testing.assert_allclose(energy[:, 1], (3.0 * 64 / 2) ** 2, rtol=1e-9)
    assert np.abs(energy[:, [0, 2]]).max() < 1e-9


@of("spectral_energy")
@pytest.mark.parametrize("window", [1, 2, 3, 7, 8, 31, 32, 60, 97, 360, 1009])
def test_all_bands_together_are_the_variance(run, window):
    x = np.random.default_rng(8).normal(size=1200)
    energy = run("spectral_energy", x, window, 5, ((0.0, 1.0), (1.0 - 1e-9, 1.0)))
    rows = np.lib.stride_tricks.sliding_window_view(x, window)[::5]
    whole = window * ((rows - rows.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    # Of an even window Nyquist's frequency, alone in the second band, is there once, every other one twice.
    np.testing.assert_allclose(2.0 * energy[:, 0] - energy[:, 1], whole, rtol=1e-10, atol=1e-12)


@of("spectral_energy")
def test_a_frequency_equal_but_for_rounding_belongs_to_the_band_that_begins_with_it(run):
    x = np.random.default_rng(9).normal(size=10)
    third = 0.1 + 0.2  # a little above 0.3, which is a frequency of 20 bars; 0.6 of 10
    energy = run("spectral_energy", x, 10, 1, ((0.0, 2 * third), (2 * third, 1.0), (0.0, 0.6), (0.6, 1.0)))
    np.testing.assert_array_equal(energy[:, :2], energy[:, 2:])


@of("spectral_energy")
def test_only_windows_with_a_gap_are_missing(run):
    x = np.random.default_rng(10).normal(size=60)
    clean = run("spectral_energy", x, 10, 3)
    for value in (np.nan, np.inf):
        x[30] = value
        energy = run("spectral_energy", x, 10, 3)
        spoilt = np.isin(np.arange(len(clean)), range(7, 11))
        assert np.isnan(energy[spoilt]).all()
        np.testing.assert_allclose(energy[~spoilt], clean[~spoilt], rtol=1e-12, atol=1e-12)


@of("spectral_energy")
def test_tables_have_the_bands_last(run):
    table = np.random.default_rng(11).normal(size=(50, 3))
    for x in (table, np.asfortranarray(table)):
        energy = run("spectral_energy", x, 16, 4)
        assert energy.shape == (9, 3, 3)
        for column in range(3):
            np.testing.assert_allclose(energy[:, column], run("spectral_energy", x[:, column].copy(), 16, 4))
    assert run("spectral_energy", table[:, :0], 16, 4).shape == (9, 0, 3)
    assert run("spectral_energy", table, 51).shape == (0, 3, 3)
    assert run("spectral_energy", table, 16, HUGE, ()).shape == (1, 3, 0)


@of("spectral_energy")
def test_what_has_more_axes_than_a_frame_is_an_array(run):
    table = np.random.default_rng(11).normal(size=(50, 3))
    energy = run("spectral_energy", pd.DataFrame(table, columns=list("abc")), 16, 4)
    assert type(energy) is np.ndarray
    np.testing.assert_array_equal(energy, run("spectral_energy", table, 16, 4))
    assert run("spectral_energy", pd.Series(table[:, 0]), 16, 4).shape == (9, 3)


@of("lagged_correlation", "correlation_matrix")
def test_without_a_lag_it_is_the_matrix(run):
    for x in TABLES.values():
        np.testing.assert_array_equal(run("lagged_correlation", x, 2)[0], run("correlation_matrix", x))
    assert run("lagged_correlation", SERIES["walk"], 3).shape == (4, 1, 1)


@of("lagged_correlation", "rolling_lagged_correlation")
def test_the_second_series_is_the_earlier_one(run):
    leader = np.random.default_rng(12).normal(size=100)
    follower = np.append(np.zeros(3), leader[:-3])
    r = run("lagged_correlation", np.column_stack([follower, leader]), 4)
    assert r[:, 0, 1].argmax() == 3
    assert r[3, 0, 1] == pytest.approx(1.0, abs=1e-14)
    last = run("rolling_lagged_correlation", follower, leader, 97, 3)[-1]
    assert last == pytest.approx(1.0, abs=1e-14)


def test_what_is_no_option_is_refused():
    x = SERIES["walk"]
    for call, message in [
        (lambda: atc_core.spectral_energy(x, 4, 0), "spectral_energy: hop must be at least 1, was 0"),
        (lambda: atc_core.spectral_energy(x, 4, 1, ((0.5, 0.5),)), r"a low end below the high one, was \(0.5, 0.5\)"),
        (lambda: atc_core.spectral_energy(x, 4, 1, ((0.5, 1.5),)), r"bands\[0\]\[1\] must be .* at most 1, was 1.5"),
        (lambda: atc_core.spectral_energy(x, 4, 1, ((0.5,),)), r"bands\[0\] must have 2 items, had 1"),
        (lambda: atc_core.fill_missing(x, "cubic"), "fill_missing: method must be one of forward, backward, linear"),
        (lambda: atc_core.fill_missing(x, limit=0), "fill_missing: limit must be at least 1, was 0"),
        (lambda: atc_core.lagged_correlation(x, -1), "lagged_correlation: max_lag must be at least 0, was -1"),
        (lambda: atc_core.lagged_correlation(x, HUGE), "max_lag must leave a result that fits into memory"),
    ]:
        with pytest.raises(ValueError, match=message):
            call()
    with pytest.raises(TypeError, match="fill_missing: takes no gaps"):
        atc_core.fill_missing(x, gaps="keep")


@pytest.mark.parametrize(
    ("name", "options", "shape"),
    [("fill_missing", (), (17, 3)), ("spectral_energy", (4, 2), (7, 3, 3)), ("lagged_correlation", (2,), (3, 3, 3))],
)
def test_results_fill_a_given_array(name, options, shape):
    out = np.full(shape, 7.0)
    assert run(name, TABLES["gaps"], *options, out=out) is out
    np.testing.assert_array_equal(out, run(name, TABLES["gaps"], *options))
