"""Liquidity: what is left out, what gives nothing rather than noise, and what is refused."""

import numpy as np
import pytest
from cases import KERNELS, backends_of
from one_process import fresh_process  # noqa: F401 the tests share it
from vectors import run

import atc_core

NAN = np.nan
WALK = 100.0 + np.cumsum(np.random.default_rng(5).normal(0.0, 1.0, 40))


def both(name):
    """Each backend of a kernel."""
    return pytest.mark.parametrize("backend", backends_of(KERNELS[name]))


@both("amihud")
def test_bars_without_volume_are_left_out(backend):
    volume = np.where(np.arange(40) % 3 == 0, 0.0, 10.0)
    found = run("amihud", WALK, volume, 6, backend=backend)
    ratios = np.abs(WALK[1:] / WALK[:-1] - 1.0) / (WALK[1:] * 10.0)
    assert np.isnan(found[:6]).all()
    kept = ratios[14:20][volume[15:21] > 0]
    assert found[20] == pytest.approx(kept.mean(), rel=1e-13)
    assert np.isnan(run("amihud", WALK, volume, 6, 5, backend=backend)).all()
    assert np.isnan(run("amihud", WALK, np.zeros(40), 6, backend=backend)).all()


@both("roll_spread")
@pytest.mark.parametrize("step", [0.1, 0.0, -1e-3])
def test_even_steps_bounce_between_nothing(backend, step):
    assert np.isnan(run("roll_spread", 100.0 + step * np.arange(200), 20, backend=backend)).all()


@both("roll_spread")
def test_prices_that_bounce_show_their_spread(backend):
    sides = np.random.default_rng(1).choice([-0.5, 0.5], 4000)
    found = run("roll_spread", 1e6 + sides * 0.2, 3000, backend=backend)
    assert found[-1] == pytest.approx(0.2, rel=0.05)


@both("kyle_lambda")
def test_equal_volumes_have_no_slope(backend):
    assert np.isnan(run("kyle_lambda", WALK, np.full(40, 0.1), 5, backend=backend)).all()
    volume = np.random.default_rng(2).normal(0.0, 100.0, 40)
    prices = np.cumsum(np.append(50.0, 0.25 * volume[1:]))
    np.testing.assert_allclose(run("kyle_lambda", prices, volume, 5, backend=backend)[5:], 0.25, rtol=1e-11)


@both("corwin_schultz")
def test_a_gap_between_bars_is_no_spread(backend):
    high, low, close = np.array([101.0, 102.0]), np.array([99.0, 100.0]), np.array([100.0, 101.0])
    moved = [values + np.array([0.0, 50.0]) for values in (high, low, close)]
    found, gap = (run("corwin_schultz", *bars, backend=backend)[1] for bars in ((high, low, close), moved))
    assert 0.0 <= gap <= found + 1.0
    assert run("corwin_schultz", high, low, np.array([100.0, NAN]), backend=backend)[1] == found
    assert np.isnan(run("corwin_schultz", high, low, np.array([NAN, 100.0]), backend=backend)[1])


@both("liquidity_metrics")
def test_too_few_bars_have_no_metrics(backend):
    bars = (WALK + 1.0, WALK - 1.0, WALK)
    assert np.isnan(run("liquidity_metrics", *(item[:14] for item in bars), backend=backend)).all()
    assert np.isfinite(run("liquidity_metrics", *(item[:15] for item in bars), backend=backend)).all()


@pytest.mark.parametrize("name", ["amihud", "roll_spread", "kyle_lambda", "corwin_schultz"])
def test_a_missing_bar_leaves_with_its_window(name):
    kernel = KERNELS[name]
    arrays = kernel.sample(np.random.default_rng(0), 120)
    options = (10,) if name != "corwin_schultz" else ()
    for backend in backends_of(kernel):
        wanted = run(name, *arrays, *options, backend=backend)
        holed = [item.copy() for item in arrays]
        for item in holed:
            item[50] = NAN
        found = run(name, *holed, *options, backend=backend)
        np.testing.assert_array_equal(found[:50], wanted[:50])
        np.testing.assert_allclose(found[63:], wanted[63:], rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "arguments", "sentence"),
    [
        ("amihud", (WALK, WALK, 1), "window must be at least 2, was 1"),
        ("amihud", (WALK, WALK, 5, 6), "min_periods must be at most window, 5, was 6"),
        ("roll_spread", (WALK, 1), "window must be at least 2, was 1"),
        ("kyle_lambda", (WALK, WALK[1:], 5), "close and signed_volume must have the same shape, were (40,) and (39,)"),
        ("liquidity_metrics", (WALK, WALK, WALK, 0), "lookback must be at least 1, was 0"),
    ],
)
def test_what_is_refused(name, arguments, sentence):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 the whole sentence is compared
        getattr(atc_core, name)(*arguments)
    assert str(caught.value) == f"{name}: {sentence}"
