"""What decays ends at 0: no backend computes with denormal numbers, which are slow and inexact."""

from functools import cache

import numpy as np
import pytest
from cases import KERNELS, backends_of
from one_process import fresh_process  # noqa: F401 the tests share it

import atc_core
from atc_core.process import PROCESS

DECAYED = 1e-290
"""Below it an average counts as 0, and none of ours goes on there."""
ROUNDING = 1000 * DECAYED
"""What a flush leaves out adds up in an average of averages."""
BARS, ZERO_FROM = 1600, 100
QUICKLY = {"length": 3, "fast": 1.0, "slow": 0.9}
"""Options with which an average halves at every bar, or falls faster."""
DECAYING = {
    name: {option.name: QUICKLY[option.name] for option in kernel.options}
    for name, kernel in KERNELS.items()
    if kernel.family == "moving_averages"
}


def streaming(kernel):
    """The usable backends that have a stream of it."""
    for backend in PROCESS.choice.plugins.available():
        backend.load_streams()
        if kernel in backend.stream_factories:
            yield backend.name


STREAMING = [(name, backend) for name in DECAYING for backend in streaming(name)]
IMPLEMENTED = [(name, backend) for name in DECAYING for backend in backends_of(KERNELS[name])]


def that_becomes_zero(seed=1):
    """Prices of something that stops trading."""
    prices = 100.0 + np.random.default_rng(seed).normal(size=BARS)
    prices[ZERO_FROM:] = 0.0
    return prices


@cache
def reference(name, seed=1):
    """What the reference gives."""
    return atc_core.get(name, backend="python")(that_becomes_zero(seed), **DECAYING[name])


def assert_decays(result, wanted):
    """As the reference does, by what rounding had left of it at the first zero, and to 0."""
    np.testing.assert_allclose(result, wanted, rtol=1e-4, atol=ROUNDING)
    assert np.all(np.abs(result[-400:]) < DECAYED)


@pytest.mark.parametrize("name", DECAYING)
def test_the_reference_ends_at_zero_itself(name):
    after = reference(name)[ZERO_FROM:]
    assert np.all((after == 0.0) | (np.abs(after) >= DECAYED))
    assert np.all(after[-400:] == 0.0)


@pytest.mark.parametrize(("name", "backend"), IMPLEMENTED)
def test_backends_agree_on_what_decays(name, backend):
    result = atc_core.get(name, backend=backend)(that_becomes_zero(), **DECAYING[name])
    assert_decays(result, reference(name))


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize(("name", "backend"), IMPLEMENTED)
def test_each_series_of_a_table_decays_by_itself(name, backend, order):
    seeds = range(1, 20)
    table = np.array(np.column_stack([that_becomes_zero(seed) for seed in seeds]), order=order)
    wanted = np.column_stack([reference(name, seed) for seed in seeds])
    assert_decays(atc_core.get(name, backend=backend)(table, **DECAYING[name]), wanted)


@pytest.mark.parametrize(("name", "backend"), STREAMING)
def test_streams_decay_as_the_whole_series_does(name, backend):
    stream = atc_core.stream(name, **DECAYING[name], backend=backend)
    assert_decays(np.array([stream.update(bar) for bar in that_becomes_zero().tolist()]), reference(name))


@pytest.mark.parametrize("compat", ["default", "python", "pine"])
@pytest.mark.parametrize("backend", backends_of(KERNELS["atc"]))
def test_signals_do_not_depend_on_what_has_decayed(backend, compat):
    """Averages of short lengths decay to 0 beside prices of 0, above and below which they were."""
    x = that_becomes_zero()
    x[ZERO_FROM + 1000 :] = np.where(np.arange(BARS - ZERO_FROM - 1000) % 7 < 4, 1.0, -1.0)
    lengths = {option.name: 7 for option in KERNELS["atc"].options if option.name.endswith("_len")}
    result, wanted = (atc_core.get("atc", backend=each)(x, **lengths, compat=compat) for each in (backend, "python"))
    for row, other in zip(result, wanted, strict=True):
        np.testing.assert_allclose(row, other, rtol=1e-9, atol=1e-12)
