"""A missing tick is kept, left out or refused as `gaps` says; streams and whole series agree to the last bit."""

import copy
import pickle

import numpy as np
import pandas as pd
import pytest
from test_streams import BACKENDS

import atc_core
from atc_core.registry import find_kernel

BARS = 60
SHORT = {f"{name}_len": 8 for name in ("ema", "hma", "wma", "dema", "lsma", "kama")}
OPTIONS = {"ema": {"length": 5}, "hma": {"length": 5}, "kama": {"length": 4}, "equity": {"cutout": 3}, "atc": SHORT}


@pytest.fixture(params=BACKENDS)
def backend(request):
    return request.param


def ticks(symbols, seed=3, share=0.1):
    """Prices of symbols that miss some bars; the first misses none, at a bar of its own all do."""
    random = np.random.default_rng(seed)
    prices = 100.0 * np.exp(np.cumsum(random.normal(0.0, 0.02, (BARS, symbols)), axis=0))
    prices[:, 1:][random.random((BARS, symbols - 1)) < share] = np.nan
    prices[20] = np.nan
    return prices


def inputs(name, prices):
    """The series of the kernel, one or two of them."""
    return [prices, np.roll(prices, 7, axis=0) - 100.0][: len(find_kernel(name).arrays)]


def rows(kernel, results):
    """The results of all bars, a field after the other."""
    fields = [results] if kernel.result.type is None else list(zip(*results, strict=True))
    return [np.array(field) for field in fields]


def fields_of(kernel, result):
    return [result] if kernel.result.type is None else list(result)


@pytest.mark.parametrize("name", OPTIONS)
def test_a_stream_that_skips_is_the_series_without_its_missing_bars(name, backend):
    kernel = find_kernel(name)
    series = inputs(name, ticks(9))
    stream = atc_core.stream(name, symbols=9, gaps="skip", backend=backend, **OPTIONS[name])
    together = rows(kernel, [stream.update(*bar) for bar in zip(*series, strict=True)])
    assert stream.bars == BARS
    for symbol in range(9):
        own = [np.ascontiguousarray(item[:, symbol]) for item in series]
        alone = atc_core.stream(name, gaps="skip", backend=backend, **OPTIONS[name])
        values = rows(kernel, [alone.update(*bar) for bar in zip(*(item.tolist() for item in own), strict=True)])
        assert alone.bars == BARS
        missing = np.any(np.isnan(own), axis=0)
        plain = atc_core.stream(name, gaps="keep", backend=backend, **OPTIONS[name])
        rest = rows(kernel, [plain.update(*bar) for bar in zip(*(item[~missing].tolist() for item in own))])
        batch = fields_of(kernel, atc_core.get(name, backend=backend)(*own, **OPTIONS[name], gaps="skip"))
        for field, (one, part, kept, whole) in enumerate(zip(values, together, rest, batch, strict=True)):
            assert np.isnan(one[missing]).all()
            np.testing.assert_array_equal(one[~missing], kept)
            np.testing.assert_array_equal(one, part[:, symbol])
            if kernel.exact[field]:
                np.testing.assert_array_equal(one, whole)
            np.testing.assert_allclose(one, whole, rtol=1e-11)


@pytest.mark.parametrize("name", OPTIONS)
def test_a_saved_stream_goes_on_with_its_gaps(name, backend):
    series = inputs(name, ticks(5))
    bars = list(zip(*series, strict=True))
    for gaps in ("skip", "keep"):
        stream = atc_core.stream(name, symbols=5, gaps=gaps, backend=backend, **OPTIONS[name])
        for bar in bars[:35]:
            stream.update(*bar)
        others = [atc_core.Stream.from_state(stream.state()), pickle.loads(pickle.dumps(stream)), copy.copy(stream)]
        for bar in bars[35:]:
            wanted = stream.update(*bar)
            for other in others:
                np.testing.assert_array_equal(other.update(*bar), wanted)
        assert {(other.gaps, other.bars) for other in others} == {(gaps, BARS)}


def test_atc_skips_by_itself_and_others_keep(backend):
    stream = atc_core.atc_stream(backend=backend)
    assert stream.gaps == "skip"
    assert atc_core.stream("atc", backend=backend).gaps == "skip"
    stream.update(100.0)
    state = stream.update(np.nan)
    assert np.isnan(state).all()
    assert stream.bars == 2
    assert atc_core.stream("ema", 3, backend=backend).gaps == "keep"
    assert repr(atc_core.stream("ema", 3, gaps="skip", backend=backend)).startswith(
        "<stream of ema(length=3, gaps='skip'): 1 symbol, 0 bars"
    )


def test_a_missing_tick_is_refused_before_anything_changes(backend):
    stream = atc_core.stream("ema", 3, symbols=2, gaps="raise", backend=backend)
    stream.update([1.0, 2.0])
    before = stream.state()
    with pytest.raises(ValueError, match='^ema: x must not be missing with gaps="raise"; symbol 1 is nan$'):
        stream.update([1.0, np.nan])
    assert stream.state() == before
    one = atc_core.stream("equity", gaps="raise", backend=backend)
    with pytest.raises(ValueError, match='^equity: sig_prev must not be missing with gaps="raise", was nan$'):
        one.update(0.1, np.nan)
    assert one.bars == 0


def test_labels_are_kept_where_a_tick_is_missing(backend):
    stream = atc_core.stream("sma", 1, symbols=2, gaps="skip", backend=backend)
    bar = pd.Series([1.0, np.nan], index=["AAPL", "MSFT"])
    pd.testing.assert_series_equal(stream.update(bar), bar)


@pytest.mark.parametrize("symbols", [1, 3])
def test_a_kernel_with_a_rule_of_its_own_takes_no_gaps(symbols, backend):
    with pytest.raises(TypeError, match="rolling_max: takes no gaps"):
        atc_core.stream("rolling_max", 3, symbols=symbols, gaps="skip", backend=backend)
    stream = atc_core.stream("rolling_max", 3, symbols=symbols, min_periods=1, backend=backend)
    assert stream.gaps is None
    assert np.isnan(stream.update(np.full(symbols, np.nan))).all()


def test_another_word_is_refused():
    with pytest.raises(ValueError, match="ema: gaps must be one of keep, skip, raise, was 'drop'"):
        atc_core.stream("ema", 3, gaps="drop")


@pytest.mark.parametrize("part", [b"", b"\x05\x00\x00\x00hello", b"\x02\x00\x00\x00[]", b"\x04\x00\x00\x00[[1]"])
def test_a_state_of_something_else_is_refused(part, backend):
    from atc_core.streams import envelope

    stream = atc_core.stream("ema", 3, symbols=2, gaps="skip", backend=backend)
    state = envelope.unpack(stream.state())
    with pytest.raises(ValueError, match="ema: "):
        atc_core.Stream.from_state(envelope.pack(state._replace(content=part)))


def test_one_missing_tick_in_each_symbol_changes_no_signal(backend):
    """The row of whole series, tick by tick: the symbols part one after the other."""
    symbols, bars = (20 if backend == "python" else 200), 50
    random = np.random.default_rng(15)
    table = 100.0 * np.exp(np.cumsum(random.normal(0.0, 0.02, (bars, symbols)), axis=0))
    holes = random.integers(0, bars // 2, symbols)
    table[holes, np.arange(symbols)] = np.nan
    stream = atc_core.atc_stream(symbols, backend=backend, **SHORT)
    results = [stream.update(prices) for prices in table]
    fields = rows(stream.kernel, results)
    for symbol, hole in enumerate(holes):
        rest = atc_core.atc(np.delete(table[:, symbol], hole), backend=backend, **SHORT)
        for field, (live, whole) in enumerate(zip(fields, rest, strict=True)):
            assert np.isnan(live[hole, symbol])
            if stream.kernel.exact[field]:
                np.testing.assert_array_equal(np.delete(live[:, symbol], hole), whole)
    last = atc_core.classify(results[-1].average_signal)
    np.testing.assert_array_equal(last, atc_core.classify(atc_core.atc(table, backend=backend, **SHORT)[-1])[-1])
