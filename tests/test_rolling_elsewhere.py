"""Statistics of windows beside pandas and SciPy, on their own terms: values near 1, no spikes."""

from functools import partial

import numpy as np
import pandas as pd
import pytest
from cases import KERNELS, backends_of
from one_process import fresh_process  # noqa: F401 the tests share it
from scipy import signal, stats
from vectors import odd_series, run

BARS, WINDOW = 2000, 20
RANDOM = np.random.default_rng(13)
NOISE, OTHER = RANDOM.normal(1.0, 0.5, (2, BARS))
GAPS = np.where(np.isfinite(odd_series(BARS)["gaps and infinities"]), NOISE, odd_series(BARS)["gaps and infinities"])


def of(*names):
    """Each kernel on each backend that implements it."""
    pairs = [(name, backend) for name in names for backend in backends_of(KERNELS[name])]
    return pytest.mark.parametrize(
        ("name", "run"), [pytest.param(name, partial(run, backend=item), id=f"{name}-{item}") for name, item in pairs]
    )


@of("rolling_mean", "rolling_std", "rolling_median", "rolling_skew", "rolling_kurt")
@pytest.mark.parametrize(("x", "least"), [(NOISE, WINDOW), (NOISE, 1), (GAPS, 4)], ids=["whole", "head", "gaps"])
def test_windows_are_those_of_pandas(name, run, x, least):
    rolling = pd.Series(x).rolling(WINDOW, min_periods=least)
    expected = getattr(rolling, name.removeprefix("rolling_"))().to_numpy()
    result = run(name, x, WINDOW, least)
    np.testing.assert_array_equal(np.isnan(result), np.isnan(expected))
    # Ten digits of skew and kurt are what pandas itself has.
    tolerance = 1e-10 if name in ("rolling_skew", "rolling_kurt") else 1e-12
    np.testing.assert_allclose(result, expected, rtol=0, atol=tolerance)


@of("rolling_std")
def test_the_population_deviation_is_that_of_pandas(name, run):
    expected = pd.Series(NOISE).rolling(WINDOW).std(ddof=0)
    np.testing.assert_allclose(run(name, NOISE, WINDOW, None, 0), expected, rtol=0, atol=1e-12)


@of("rolling_corr", "rolling_lagged_correlation")
@pytest.mark.parametrize(("x", "least"), [(NOISE, 2), (GAPS, 5)], ids=["whole", "gaps"])
def test_correlations_are_those_of_pandas(name, run, x, least):
    lag = (3,) if "lagged" in name else ()
    other = pd.Series(OTHER).shift(*lag) if lag else pd.Series(OTHER)
    finite = pd.Series(np.where(np.isfinite(x), x, np.nan))
    expected = finite.rolling(WINDOW, min_periods=least).corr(other)
    np.testing.assert_allclose(run(name, x, OTHER, WINDOW, *lag, least), expected, rtol=0, atol=1e-12)


@of("rolling_skew", "rolling_kurt", "rolling_mad", "rolling_slope")
def test_windows_are_those_of_scipy(name, run):
    rows = np.lib.stride_tricks.sliding_window_view(NOISE, WINDOW)
    if name == "rolling_slope":
        expected = [stats.linregress(np.arange(WINDOW), row).slope for row in rows[::20]]
    else:
        formula = {
            "rolling_skew": partial(stats.skew, bias=False),
            "rolling_kurt": partial(stats.kurtosis, bias=False),
            "rolling_mad": stats.median_abs_deviation,
        }[name]
        expected = formula(rows, axis=1)[::20]
    np.testing.assert_allclose(run(name, NOISE, WINDOW)[WINDOW - 1 :: 20], expected, rtol=0, atol=1e-12)


@of("fill_missing")
@pytest.mark.parametrize(
    ("method", "limit"),
    # With a limit pandas' fillna fills as many bars of the whole series, ours as many of each run.
    [*((method, limit) for method in ("forward", "backward", "linear") for limit in (None, 1, 2)), ("median", None)],
)
def test_filling_is_that_of_pandas(name, run, method, limit):
    random = np.random.default_rng(14)
    x = pd.Series(np.where(random.random(300) < 0.5, np.nan, NOISE[:300]))
    expected = {
        "forward": lambda: x.ffill(limit=limit),
        "backward": lambda: x.bfill(limit=limit),
        "linear": lambda: x.interpolate("linear", limit=limit, limit_area="inside"),
        "median": lambda: x.fillna(x.median()),
    }[method]()
    np.testing.assert_allclose(run(name, x.to_numpy(), method, limit), expected, rtol=1e-14)


@of("lagged_correlation")
def test_lagged_correlations_are_those_of_pandas(name, run):
    x = pd.DataFrame({"a": NOISE[:400], "b": OTHER[:400]}).mask(np.random.default_rng(15).random((400, 2)) < 0.2)
    result = run(name, x.to_numpy(), 3)
    for lag in range(4):
        expected = [[x[one].corr(x[two].shift(lag)) for two in x] for one in x]
        np.testing.assert_allclose(result[lag], expected, rtol=1e-10)


@of("spectral_energy")
@pytest.mark.parametrize(("window", "hop"), [(16, 16), (25, 7), (64, 1)])
def test_energy_is_that_of_scipys_spectrogram(name, run, window, hop):
    frequencies, _, amplitudes = signal.spectrogram(
        NOISE[:500],
        fs=2.0,
        window="boxcar",
        nperseg=window,
        noverlap=window - hop,
        detrend="constant",
        scaling="spectrum",
        mode="complex",
    )
    power = np.abs(amplitudes * window) ** 2
    bands = ((0.0, 0.1), (0.1, 0.3), (0.3, 1.0))
    expected = [power[(frequencies >= low) & ((frequencies < high) | (high == 1.0))].sum(axis=0) for low, high in bands]
    np.testing.assert_allclose(
        run(name, NOISE[:500], window, hop, bands), np.transpose(expected), rtol=1e-10, atol=1e-20
    )
