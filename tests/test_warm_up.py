"""With ``warm_up="wait"`` no family of averages speaks before its windows are full."""

import numpy as np
import pytest
from test_streams import BACKENDS as STREAMING

import atc_core
from atc_core.declarations.atc import lengths, waits

BACKENDS = [name for name in ("python", "numba", "rust") if atc_core.backends()[name].state == "available"]
FAMILIES = ("ema", "hma", "wma", "dema", "lsma", "kama")
OPTIONS = [
    {f"{name}_len": 8 for name in FAMILIES},
    {"ema_len": 9, "hma_len": 17, "wma_len": 12, "dema_len": 30, "lsma_len": 8, "kama_len": 11, "cutout": 20},
    {f"{name}_len": 9 for name in FAMILIES} | {"compat": "pine", "robustness": "Wide"},
    {f"{name}_len": 10 for name in FAMILIES} | {"compat": "python", "robustness": "Narrow", "long_threshold": 0.4},
]


def market(bars=90, seed=5):
    """A walk, one listed later, one that misses prices, and one of steps."""
    random = np.random.default_rng(seed)
    table = 100.0 * np.exp(np.cumsum(random.normal(0.0, 0.02, (bars, 4)), axis=0))
    table[:13, 1] = np.nan
    table[[4, 40], 2] = np.nan
    table[:, 3] = np.round(table[:, 3] / 5) * 5
    return table


def valid_from(prices, family, options):
    """The first bar at which the family's longest average is valid, by the kernel of that average."""
    longest = max(lengths(options[f"{family}_len"], options.get("robustness", "Medium")))
    if family == "kama":
        return longest
    name = "sma" if family == "hma" and options.get("compat") == "pine" else family
    return int(np.isnan(atc_core.get(name)(prices, longest)).argmin())


def weighed(prices, result, options):
    """The average signal by its definition, from the families' signals and equities; a missing price is no bar."""
    is_pine = options.get("compat") == "pine"
    cut = 0.49 if is_pine else options.get("long_threshold", 0.1)
    low = -0.49 if is_pine else -0.1
    total, share = np.zeros((2, len(prices)))
    for place, family in enumerate(FAMILIES):
        signal, equity = result[place], result[6 + place]
        side = np.where(signal > cut, 1.0, np.where(signal < low, -1.0, 0.0))
        speaks = np.arange(len(prices)) >= valid_from(prices, family, options)
        share += np.where(speaks, side * equity, 0.0)
        total += np.where(speaks, equity, 0.0)
    with np.errstate(invalid="ignore"):
        return np.nan_to_num(share / total)


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("backend", BACKENDS)
def test_a_family_speaks_once_its_longest_average_is_valid(backend, options):
    table = market()
    waiting = atc_core.atc(table, **options, warm_up="wait", backend=backend)
    usual = atc_core.atc(table, **options, backend=backend)
    for whole, same in zip(waiting[:12], usual[:12], strict=True):
        np.testing.assert_array_equal(whole, same)
    for column, prices in enumerate(table.T):
        own = ~np.isnan(prices)
        rest = np.ascontiguousarray(prices[own])
        result = [field[own, column] for field in waiting]
        np.testing.assert_allclose(result[-1], weighed(rest, result, options), rtol=0, atol=1e-12)
        alone = atc_core.atc(prices, **options, warm_up="wait", backend=backend)
        np.testing.assert_array_equal(alone.average_signal, waiting.average_signal[:, column])


@pytest.mark.parametrize("gaps", ["skip", "keep"])
@pytest.mark.parametrize("backend", STREAMING)
def test_a_stream_waits_too(backend, gaps):
    table = market()
    wanted = atc_core.atc(table, **OPTIONS[0], warm_up="wait", gaps=gaps, backend="python").average_signal
    stream = atc_core.atc_stream(4, **OPTIONS[0], warm_up="wait", gaps=gaps, backend=backend)
    for bar, prices in enumerate(table):
        if bar in (5, 11, 60):
            stream = atc_core.Stream.from_state(stream.state())
        np.testing.assert_allclose(stream.update(prices).average_signal, wanted[bar], rtol=0, atol=1e-12)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_held_start_alone_is_no_signal(backend):
    """After 20 bars KAMA alone spoke, though its windows were not full."""
    prices = market()[:25, 0]
    assert (atc_core.atc(prices, backend=backend).average_signal != 0).any()
    assert not atc_core.atc(prices, warm_up="wait", backend=backend).average_signal.any()


@pytest.mark.parametrize("backend", BACKENDS)
def test_lengths_beyond_the_series_wait_for_good(backend):
    options = {f"{name}_len": 2**62 for name in ("wma", "kama")}
    result = atc_core.atc(market()[:, 0], **options, warm_up="wait", backend=backend)
    assert np.isfinite(result.average_signal).all()


def test_none_waits_as_published():
    assert waits([28] * 6, "Medium", "default", "original") == [0] * 6
    assert waits([28] * 6, "Medium", "default") == [33, 37, 33, 33, 33, 34]
    with pytest.raises(ValueError, match="atc: warm_up must be one of original, wait, was 'never'"):
        atc_core.atc([1.0], warm_up="never")
