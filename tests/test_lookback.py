"""Streams of kernels that look back a known number of bars: an implementation for series runs on just these."""

import random

import numpy as np
import pytest
from cases import KERNELS, backends_of
from damage import corrupted
from one_process import fresh_process  # noqa: F401 the tests share it

import atc_core
from atc_core.arrays import Series
from atc_core.domains import Window
from atc_core.process import PROCESS
from atc_core.streams import envelope

BARS = 90
NAMES = [name for name, kernel in KERNELS.items() if kernel.lookback == "window" and all(kernel.exact)]
PAIRS = [(name, backend) for name in NAMES for backend in backends_of(KERNELS[name])]
WINDOWS = [1, 2, 7, 16, 17, 33, BARS - 1, BARS, BARS + 1, 2**63 - 1]
"""Around the bars that a stream makes room for at first, and around its history."""
of_each_kernel = pytest.mark.parametrize(("name", "backend"), PAIRS)


def history(seed=1, bars=BARS):
    prices = 100.0 * np.exp(np.random.default_rng(seed).normal(0.0, 0.02, bars).cumsum())
    prices[[3, 40, 41]] = np.nan
    prices[60] = np.inf
    return prices


def batch(name, backend, x, *options):
    return atc_core.get(name, backend=backend)(x, *options)


@of_each_kernel
@pytest.mark.parametrize("window", WINDOWS)
def test_every_bar_is_that_of_the_whole_history(name, backend, window):
    x = history()
    for least in (None, 1):
        stream = atc_core.stream(name, window, least, backend=backend)
        streamed = [stream.update(value) for value in x.tolist()]
        assert {type(value) for value in streamed} == {float}
        np.testing.assert_array_equal(streamed, batch(name, backend, x, window, least))
        assert stream.bars == BARS


@of_each_kernel
@pytest.mark.parametrize("symbols", [1, 3, 17])
def test_symbols_go_on_side_by_side(name, backend, symbols):
    table = np.column_stack([history(seed) for seed in range(symbols)])
    stream = atc_core.stream(name, 7, 2, symbols=symbols, backend=backend)
    streamed = [stream.update(row) for row in table]
    np.testing.assert_array_equal(streamed, batch(name, backend, table, 7, 2))


@of_each_kernel
@pytest.mark.parametrize("symbols", [1, 3])
@pytest.mark.parametrize("window", [1, 7, BARS + 1])
@pytest.mark.parametrize("bars", [0, 1, 6, 7, 16, 50])
def test_a_state_goes_on_to_the_last_bit(name, backend, symbols, window, bars):
    table = np.column_stack([history(seed) for seed in range(symbols)])
    stream = atc_core.stream(name, window, 1, symbols=symbols, backend=backend)
    for row in table[:bars]:
        stream.update(row)
    again = atc_core.Stream.from_state(stream.state())
    assert (again.bars, again.symbols, again.options) == (bars, symbols, stream.options)
    assert again.state() == stream.state()
    for row in table[bars:]:
        np.testing.assert_array_equal(again.update(row), stream.update(row))
    assert again.state() == stream.state()


@pytest.mark.parametrize("name", [f"{name}_float32" for name in NAMES if KERNELS[name].float32 is not None])
def test_single_precision_goes_on_in_single_precision(name):
    x = history().astype(np.float32)
    stream = atc_core.stream(name, 7, 2, backend="python")
    streamed = np.array([stream.update(value) for value in x.tolist()], np.float32)
    np.testing.assert_array_equal(streamed, batch(name, "python", x, 7, 2))
    vectors = atc_core.stream(name, 1, symbols=2, backend="python")
    assert vectors.update(x[:2]).dtype == np.float32


@of_each_kernel
def test_what_a_backend_kept_may_be_anything(name, backend):
    """Damage behind a checksum that is right: refused, or a stream that answers; never a crash."""
    stream = atc_core.stream(name, 5, 2, symbols=2, backend=backend)
    for value in range(9):
        stream.update([value, -value])
    whole = envelope.unpack(stream.state())
    dice = random.Random(8)
    for _ in range(200):
        state = envelope.pack(whole._replace(content=corrupted(whole.content, dice)))
        try:
            found = atc_core.Stream.from_state(state)
        except ValueError:
            continue
        found.update([1.0, 2.0])


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'"bars": 9', b'"bars":-1'), (b'"window": 5', b'"window":-5'), (b'"symbols": 2', b'"symbols":-2')],
)
def test_a_header_that_cannot_be_is_refused(old, new):
    stream = atc_core.stream(NAMES[0], 5, 2, symbols=2, backend="python")
    for value in range(9):
        stream.update([value, -value])
    whole = envelope.unpack(stream.state())
    assert old in whole.content
    with pytest.raises(ValueError, match=f"{NAMES[0]}: state must be"):
        atc_core.Stream.from_state(envelope.pack(whole._replace(content=whole.content.replace(old, new))))


def test_a_kernel_that_was_never_verified_streams_on_its_reference():
    usual = {atc_core.stream(name, 5).backend for name in NAMES if not PROCESS.choice.ranking(KERNELS[name]).curves}
    assert usual <= {KERNELS[name].reference for name in NAMES}


def ranged(x: Series, window: Window, *, out: Series | None = None) -> Series:
    """What a backend gets wrong at its last bar."""


@pytest.mark.parametrize(
    "wrong", [lambda x: x[1:], lambda x: x.astype("f4"), lambda x: x.tolist(), lambda x: x[:, None], lambda x: None]
)
def test_a_wrong_result_of_a_bar_is_an_error_that_names_the_backend(declare, wrong):
    kernel = declare(ranged, lambda x, window, out=None: wrong(x), lookback="window").kernel
    for symbols, bar in ((1, 1.0), (1, [1.0]), (3, [1.0, 2.0, 3.0])):
        stream = atc_core.stream(kernel, 3, symbols=symbols, backend="mine")
        with pytest.raises(atc_core.BackendError, match="ranged: backend 'mine' "):
            stream.update(bar)


def test_a_kernel_without_a_value_at_each_bar_has_no_streams():
    for name in [name for name, kernel in KERNELS.items() if not kernel.is_per_bar]:
        options = [item.typical for item in KERNELS[name].options]
        with pytest.raises(atc_core.BackendError, match=f"{name}: has no streams, for it gives no value at each bar"):
            atc_core.stream(name, *options)
