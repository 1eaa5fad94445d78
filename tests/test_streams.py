"""Bar by bar: every stream gives what its kernel gives for the whole history, and goes on from a saved state."""

import copy
import inspect
import pickle
import pydoc
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from cases import KERNELS
from damage import corrupted
from mypy import api

import atc_core
from atc_core import Backend
from atc_core.choice import Choice
from atc_core.registry import find_kernel
from atc_core.streams import envelope
from atc_core.streams.bars import of_one_bar

BARS = 160
AVERAGES = ["sma", "ema", "wma", "dema", "lsma", "hma", "kama"]


def with_streams():
    """The installed backends that have streams."""
    for backend in Choice().plugins.available():
        backend.load_streams()
        if backend.stream_factories:
            yield backend.name


BACKENDS = list(with_streams())
needs_rust = pytest.mark.skipif("rust" not in BACKENDS, reason="the Rust backend is not installed")
CUTOUT = 10
OPTIONS = {
    **{name: [{"length": length} for length in (1, 2, 7, 28)] for name in AVERAGES},
    "kama": [{"length": 1}, {"length": 10}, {"length": 7, "fast": 1.0, "slow": 0.03}],
    "equity": [{}, {"starting_equity": 0.1}, {"decay_multiplier": 0.9, "cutout": CUTOUT}, {"cutout": 2 * BARS}],
    "atc": [
        {},
        {"compat": "python", "robustness": "Narrow", "cutout": CUTOUT},
        {"compat": "pine", "robustness": "Wide", "La": 3.0, "ema_len": 8, "hma_w": 0.3},
        {"compat": "pine", "cutout": CUTOUT, "De": 5.0},
        {"lsma_len": 8, "kama_len": 50, "long_threshold": 0.4, "short_threshold": -0.3, "cutout": 2 * BARS},
    ],
}
"""Each kernel's options to try; lengths are short, so that windows fill and turn many times."""
GRID = [(name, options) for name, choices in OPTIONS.items() for options in choices]
IDS = [f"{name}-{'-'.join(map(str, options.values()))}" for name, options in GRID]


def walk(seed=1, bars=BARS):
    """A random walk of prices."""
    return 100.0 * np.exp(np.cumsum(np.random.default_rng(seed).normal(0.0, 0.02, bars)))


def with_holes(prices, *bars, value=np.nan):
    """The prices with something else at some bars."""
    changed = prices.copy()
    changed[list(bars)] = value
    return changed


HISTORIES = {
    "walk": walk(),
    "far from zero": 1e6 + walk(2),
    "ticks": np.round(walk(3) / 5.0) * 5.0,
    "nearly constant": 100.1 + 1e-9 * walk(10),
    "constant": np.full(BARS, 100.1),
    "zeros": np.zeros(BARS),
    "a head of NaN": with_holes(walk(4), *range(13)),
    "nothing but NaN": np.full(BARS, np.nan),
    "a hole": with_holes(walk(5), 100, 101),
    "a hole in the seed": with_holes(walk(6), 3),
    "an infinity": with_holes(walk(7), 90, value=np.inf),
    "a negative infinity": with_holes(walk(8), 90, value=-np.inf),
    "a zero": with_holes(walk(9), 50, 51, value=0.0),
}


def series_of(name, history):
    """The kernel's series: the history, or its returns with signals that have holes themselves."""
    if len(find_kernel(name).arrays) == 1:
        return [history]
    signals = np.sign(np.sin(np.arange(len(history)) / 5.0)) * (np.arange(len(history)) % 17 > 3)
    signals[[0, 60]] = np.nan
    with np.errstate(all="ignore"):
        returns = np.append(np.nan, history[1:] / history[:-1] - 1.0)
    return [returns, signals]


def batch(name, series, options):
    """What the reference gives for the whole history, as one array."""
    return np.asarray(atc_core.get(name, backend="python")(*series, **options))


def streamed(stream, series):
    """All results of a stream, as the batch gives them."""
    results = [stream.update(*bar) for bar in zip(*(values.tolist() for values in series))]
    return np.array(results).T


def assert_same(kernel, actual, wanted, series):
    """Discrete results are identical, the others within the contract."""
    scale = max(np.max(np.abs(values), initial=0.0, where=np.isfinite(values)) for values in series)
    for row, (one, other) in enumerate(zip(np.atleast_2d(actual), np.atleast_2d(wanted))):
        if kernel.exact[row]:
            np.testing.assert_array_equal(one, other)
        else:
            magnitude = scale if kernel.result.type is None else 1.0
            np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12 * magnitude)


@pytest.fixture(params=BACKENDS)
def backend(request):
    return request.param


@pytest.mark.parametrize(("name", "options"), GRID, ids=IDS)
def test_every_bar_is_that_of_the_reference_on_the_whole_history(name, options, backend):
    kernel = find_kernel(name)
    for history in list(HISTORIES.values())[:: 2 if kernel.result.type is not None else 1]:
        series = series_of(name, history)
        stream = atc_core.stream(name, backend=backend, **options)
        assert_same(kernel, streamed(stream, series), batch(name, series, options), series)
        assert stream.bars == BARS


@pytest.mark.parametrize("symbols", [1, 3, 8, 13])
@pytest.mark.parametrize("name", OPTIONS)
def test_a_vector_is_one_stream_per_symbol(name, symbols, backend):
    options = OPTIONS[name][1]
    histories = list(HISTORIES.values())
    tables = list(zip(*(series_of(name, histories[symbol % len(histories)]) for symbol in range(symbols))))
    together = atc_core.stream(name, symbols=symbols, backend=backend, **options)
    bars = [together.update(*(np.array([column[bar] for column in table]) for table in tables)) for bar in range(40)]
    for symbol in range(symbols):
        alone = atc_core.stream(name, backend=backend, **options)
        wanted = streamed(alone, [table[symbol][:40] for table in tables])
        np.testing.assert_array_equal(np.array(bars)[..., symbol].T, wanted)


def test_a_classification_is_a_named_tuple(backend):
    one = atc_core.atc_stream(backend=backend).update(100.0)
    assert type(one).__name__ == "TrendClassification"
    assert all(type(value) is float for value in one)
    assert one.average_signal == 0.0
    many = atc_core.atc_stream(2, backend=backend).update([100.0, 50.0])
    assert type(many) is type(one)
    assert {value.shape for value in many} == {(2,)}


def test_a_number_gives_a_float(backend):
    stream = atc_core.stream("sma", 1, backend=backend)
    for value in (5.0, 5, np.float64(5.0), np.float32(5.0), np.int8(5), np.array(5.0)):
        result = stream.update(value)
        assert type(result) is float
        assert result == 5.0
    assert stream.update(True) == 1.0
    assert stream.update([5.0]).shape == (1,)


def test_equity_names_its_arguments(backend):
    stream = atc_core.stream("equity", backend=backend)
    stream.update(r_value=np.nan, sig_prev=np.nan)
    assert stream.update(sig_prev=-1, r_value=0.1) == pytest.approx(0.9997 * 0.9)


@pytest.mark.parametrize("kind", [list, tuple, np.array, np.float32, pd.Series, pl.Series])
def test_vectors_of_any_kind_are_taken(kind, backend):
    stream = atc_core.stream("sma", 2, symbols=3, backend=backend)
    stream.update(kind([1.0, 2.0, 3.0]))
    result = stream.update(kind([3.0, 4.0, 5.0]))
    assert list(result) == [2.0, 3.0, 4.0]
    if kind in (pd.Series, pl.Series):
        assert type(result) is kind


def test_strided_and_read_only_vectors_are_taken(backend):
    stream = atc_core.stream("sma", 1, symbols=3, backend=backend)
    prices = np.arange(6.0)
    prices.flags.writeable = False
    np.testing.assert_array_equal(stream.update(prices[::2]), [0.0, 2.0, 4.0])
    np.testing.assert_array_equal(stream.update(prices[::-2]), [5.0, 3.0, 1.0])
    np.testing.assert_array_equal(stream.update(prices[:3].astype(">f8")), [0.0, 1.0, 2.0])


def test_labels_of_symbols_are_kept(backend):
    symbols = pd.Index(["AAPL", "MSFT"])
    bar = pd.Series([1.0, 2.0], index=symbols)
    assert atc_core.stream("ema", 1, symbols=2, backend=backend).update(bar).index.equals(symbols)
    assert atc_core.atc_stream(2, backend=backend).update(bar).ema_s.index.equals(symbols)
    with pytest.raises(
        ValueError, match="equity: r_value and sig_prev must have the same index; only in r_value: 'MSFT'"
    ):
        atc_core.stream("equity", symbols=2, backend=backend).update(bar, bar.rename({"MSFT": "B"}))


def test_symbols_of_a_bar_are_aligned_to_the_first_bar(backend):
    first, second = pd.Series({"AAPL": 1.0, "MSFT": 20.0}), pd.Series({"MSFT": 21.0, "AAPL": 2.0})
    stream = atc_core.stream("sma", 2, symbols=2, backend=backend)
    stream.update(first)
    with pytest.raises(
        ValueError, match="sma: the first bar and x must have the same index; only in the first bar: 'MSFT'"
    ):
        stream.update(second.rename({"MSFT": "B"}))
    assert stream.update(second).to_dict() == {"AAPL": 1.5, "MSFT": 20.5}
    assert stream.update([3.0, 22.0]).tolist() == [2.5, 21.5]


def test_two_values_of_a_bar_are_aligned(backend):
    returns, signal = pd.Series({"A": 0.1, "B": -0.1}), pd.Series({"B": -1.0, "A": 1.0})
    stream = atc_core.stream("equity", symbols=2, backend=backend)
    stream.update(returns, signal)
    result = stream.update(returns, signal)
    assert result["A"] == result["B"] > 1.0


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        ("1.0", TypeError, "ema: x must be numeric, was '1.0'"),
        (None, TypeError, "ema: x must be numeric, was NoneType of object"),
        (1j, TypeError, "ema: x must be numeric, was complex"),
        ([1.0, None], TypeError, "ema: x must be numeric, was list of object"),
        (10**400, TypeError, "ema: x must be numeric"),
        (1.0, ValueError, "ema: x must be a vector of 2 symbols, was one number"),
        ([1.0, 2.0, 3.0], ValueError, "ema: x must have 2 symbols, had 3"),
        ([], ValueError, "ema: x must have 2 symbols, had 0"),
        ([[1.0, 2.0]], ValueError, "ema: x must be one number or a vector, was 2-D; a stream takes one bar at a time"),
        ([[1.0], 2.0], ValueError, "ema: x is no array"),
    ],
)
def test_a_wrong_bar_is_refused_and_changes_nothing(value, error, message, backend):
    stream = atc_core.stream("ema", 3, symbols=2, backend=backend)
    stream.update([1.0, 2.0])
    before = stream.state()
    with pytest.raises(error, match=message):
        stream.update(value)
    assert stream.state() == before


def test_values_of_a_bar_must_be_alike(backend):
    stream = atc_core.stream("equity", backend=backend)
    with pytest.raises(ValueError, match="equity: r_value and sig_prev must both be numbers or both be vectors"):
        stream.update([0.1], 1.0)
    with pytest.raises(TypeError, match="sig_prev"):
        stream.update(0.1)


@pytest.mark.parametrize(
    ("open_one", "error", "message"),
    [
        (lambda: atc_core.stream("emma", 3), KeyError, "unknown kernel 'emma'; did you mean 'ema'"),
        (lambda: atc_core.stream("ema"), TypeError, "ema: length is missing"),
        (lambda: atc_core.stream("ema", lenght=3), TypeError, "ema has no option 'lenght'; did you mean 'length'"),
        (lambda: atc_core.stream("ema", 3, symbol=2), TypeError, "ema has no option 'symbol'; did you mean 'symbols'"),
        (lambda: atc_core.stream("ema", 3, 4), TypeError, "ema: takes 1 options? \\(length\\), was given 2"),
        (lambda: atc_core.stream("ema", 3, length=3), TypeError, "ema: length was given twice"),
        (lambda: atc_core.stream("ema", 0), ValueError, "ema: length must be at least 1, was 0"),
        (lambda: atc_core.stream("ema", 2.5), TypeError, "ema: length must be an integer, was 2.5"),
        (lambda: atc_core.stream("ema", 3, symbols=0), ValueError, "ema: symbols must be at least 1, was 0"),
        (lambda: atc_core.stream("ema", 3, symbols=1.0), TypeError, "ema: symbols must be an integer, was 1.0"),
        (lambda: atc_core.stream("kama", 3, fast=2.0), ValueError, "kama: fast must be above 0 and at most 1, was 2.0"),
        (lambda: atc_core.atc_stream(ema_len=6), ValueError, "atc: ema_len must be at least 7 with robustness Medium"),
        (lambda: atc_core.atc_stream(robustness="medium"), ValueError, "atc: robustness must be one of Narrow"),
        (lambda: atc_core.atc_stream(long_threshold=-1), ValueError, "atc: long_threshold must be above short"),
        (lambda: atc_core.atc_stream(cutoff=1), TypeError, "atc has no option 'cutoff'; did you mean 'cutout'"),
        (lambda: atc_core.stream("rate_of_change"), atc_core.BackendError, "no usable backend has streams of it"),
        (lambda: atc_core.stream("ema", 3, backend="pyton"), atc_core.UnknownBackendError, "did you mean 'python'"),
        (
            lambda: atc_core.stream("rate_of_change", backend="python"),
            atc_core.BackendError,
            "rate_of_change: backend python: no-kernel \\(it has streams of sma, ",
        ),
    ],
)
def test_errors_name_kernel_and_argument(open_one, error, message):
    with pytest.raises(error, match=message):
        open_one()


@needs_rust
def test_windows_that_no_memory_holds_are_refused_or_never_full():
    with pytest.raises(MemoryError, match="atc: windows of these lengths do not fit in memory"):
        atc_core.atc_stream(wma_len=2**62, backend="rust")
    for name, backend in [(name, backend) for name in ("sma", "wma", "hma") for backend in BACKENDS]:
        stream = atc_core.stream(name, 2**63 - 1, backend=backend)
        assert np.isnan([stream.update(1.0) for _ in range(3)]).all()


@needs_rust
def test_rust_runs_where_nobody_says_otherwise():
    assert {atc_core.stream(name, **options[0]).backend for name, options in OPTIONS.items()} == {"rust"}


@needs_rust
def test_the_ladder_decides(environment):
    environment(BACKEND="python")
    assert atc_core.stream("ema", 3).backend == "python"
    atc_core.configure(backend="ema=auto;*=python")
    assert atc_core.stream("sma", 3).backend == "python"
    assert atc_core.stream("ema", 3).backend == "rust"
    with atc_core.use("python"):
        assert atc_core.stream("ema", 3).backend == "python"
        assert atc_core.stream("ema", 3, backend="rust").backend == "rust"
        assert atc_core.stream("ema", 3, backend="auto").backend == "rust"


def test_a_preference_without_streams_falls_back_with_a_warning(environment):
    pytest.importorskip("atc_numba")
    environment(BACKEND="numba")
    with pytest.warns(atc_core.BackendWarning, match="ema runs on another backend. ATC_BACKEND: numba: no-kernel"):
        assert atc_core.stream("ema", 3).backend != "numba"
    environment(BACKEND="numba", FALLBACK="raise")
    with pytest.raises(atc_core.BackendError, match="it has streams of nothing"):
        atc_core.stream("ema", 3)


def test_opening_a_stream_imports_no_other_backend():
    code = "import sys, atc_core; atc_core.stream('ema', 3); print([name for name in ['numba'] if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


CONTINUE = """
import sys, pickle, numpy as np, atc_core
series, states = pickle.load(sys.stdin.buffer)
results = []
for bar, state in states:
    stream = atc_core.Stream.from_state(state)
    assert stream.bars == bar
    results.append([stream.update(*values) for values in zip(*(item[bar : bar + 25].tolist() for item in series))])
sys.stdout.buffer.write(pickle.dumps(results))
"""


@pytest.mark.parametrize("name", OPTIONS)
def test_a_state_goes_on_in_a_new_process_to_the_last_bit(name, backend):
    series = series_of(name, HISTORIES["a head of NaN"])
    stream = atc_core.stream(name, backend=backend, **OPTIONS[name][1])
    bars = sorted(random.Random(5).sample(range(BARS), 50))
    states, results = [], []
    for bar, values in enumerate(zip(*(item.tolist() for item in series))):
        if bar in bars:
            states.append((bar, stream.state()))
        results.append(tuple(np.atleast_1d(stream.update(*values))))
    sent = pickle.dumps((series, states))
    done = subprocess.run([sys.executable, "-c", CONTINUE], input=sent, capture_output=True, check=True)
    for (bar, _), continued in zip(states, pickle.loads(done.stdout)):
        again = np.array(continued).reshape(len(continued), -1)
        assert again.tobytes() == np.array(results[bar : bar + 25]).tobytes()


@pytest.mark.parametrize("symbols", [1, 3, 9])
@pytest.mark.parametrize("name", OPTIONS)
def test_states_copies_and_pickles_go_on_alike(name, symbols, backend):
    stream = atc_core.stream(name, symbols=symbols, backend=backend, **OPTIONS[name][1])
    bar = [np.full(symbols, 1.5)] * len(find_kernel(name).arrays)
    for _ in range(20):
        stream.update(*bar)
    others = [type(stream).from_state(stream.state()), copy.copy(stream), copy.deepcopy(stream)]
    others.append(pickle.loads(pickle.dumps(stream)))
    wanted = np.array(stream.update(*bar))
    for other in others:
        assert type(other) is type(stream)
        assert repr(other) == repr(stream).replace("21 bars", "20 bars")
        np.testing.assert_array_equal(np.array(other.update(*bar)), wanted)
        assert other.state() == stream.state()


def example_state(backend="python", name="ema"):
    stream = atc_core.stream(name, backend=backend, **OPTIONS[name][-1])
    stream.update(*[1.0] * len(find_kernel(name).arrays))
    return stream.state()


@pytest.mark.parametrize("name", OPTIONS)
def test_a_damaged_state_is_refused(name, backend):
    state = example_state(backend, name)
    dice = random.Random(7)
    for _ in range(150):
        damaged = corrupted(state, dice)
        if damaged != state:
            with pytest.raises(ValueError, match="state must be"):
                atc_core.Stream.from_state(damaged)
    for end in range(0, len(state), max(len(state) // 50, 1)):
        with pytest.raises(ValueError, match="state must be"):
            atc_core.Stream.from_state(state[:end])


@pytest.mark.parametrize("name", OPTIONS)
def test_what_a_backend_kept_may_be_anything(name, backend):
    """Damage behind a checksum that is right: refused, or a stream that answers; never a crash."""
    whole = envelope.unpack(example_state(backend, name))
    dice = random.Random(8)
    for _ in range(150):
        state = envelope.pack(whole._replace(content=corrupted(whole.content, dice)))
        try:
            stream = atc_core.Stream.from_state(state)
        except ValueError:
            continue
        stream.update(*[1.0] * len(find_kernel(name).arrays))


def test_a_foreign_state_is_refused():
    for foreign in (b"", b"ATC", b"\x93NUMPY" * 20, b"{}", bytes(100)):
        with pytest.raises(ValueError, match="state must be bytes from a stream's state\\(\\), was something else"):
            atc_core.Stream.from_state(foreign)
    for kind in ("text", None, 5, np.zeros(3)):
        with pytest.raises(TypeError, match="state must be bytes, was"):
            atc_core.Stream.from_state(kind)
    assert atc_core.Stream.from_state(bytearray(example_state())).bars == 1
    assert atc_core.Stream.from_state(memoryview(example_state())).bars == 1


def test_a_state_of_another_kernel_is_refused(backend):
    wma = atc_core.stream("wma", 3, backend=backend)
    with pytest.raises(ValueError, match="state must be of wma, was of ema"):
        wma.from_state(example_state(backend))
    whole = envelope.unpack(example_state(backend, "wma"))
    for kernel in ("ema", "equity"):
        options = atc_core.stream(kernel, **OPTIONS[kernel][-1]).options
        swapped = envelope.pack(whole._replace(kernel=kernel, options=options))
        with pytest.raises(ValueError, match=f"{kernel}: state must be of"):
            atc_core.Stream.from_state(swapped)
    with pytest.raises(ValueError, match="state must be of a kernel that is declared, was of 'later'"):
        atc_core.Stream.from_state(envelope.pack(whole._replace(kernel="later")))


def test_a_state_of_a_newer_version_is_refused(monkeypatch):
    monkeypatch.setattr(envelope, "VERSION", 7)
    newer = example_state()
    monkeypatch.undo()
    with pytest.raises(ValueError, match="state must have version 4, had 7: another version of atc-core wrote it"):
        atc_core.Stream.from_state(newer)


def test_a_state_whose_header_disagrees_with_its_content_is_refused(backend):
    whole = envelope.unpack(example_state(backend))
    for wrong in (whole._replace(symbols=2), whole._replace(options={"length": 0}), whole._replace(options={})):
        with pytest.raises(ValueError, match="ema: state must"):
            atc_core.Stream.from_state(envelope.pack(wrong))


def test_a_state_whose_backend_is_missing_says_what_to_install(environment):
    whole = envelope.unpack(example_state())
    with pytest.raises(atc_core.BackendError, match="ema: the state is of backend 'acme'.*pip install acme-atc"):
        atc_core.Stream.from_state(envelope.pack(whole._replace(backend="acme", install="pip install acme-atc")))
    environment(BACKEND_BLOCK="python")
    with pytest.raises(atc_core.BackendError, match="ema: backend python: blocked"):
        atc_core.Stream.from_state(envelope.pack(whole))


def test_a_missing_requirement_names_its_install_command(registered):
    registered(Backend("far", requires=["no_such_module"], install="pip install far", stream_modules=["nowhere"]))
    whole = envelope.unpack(example_state())
    with pytest.raises(atc_core.BackendError, match="pip install far"):
        atc_core.Stream.from_state(envelope.pack(whole._replace(backend="far")))


class Doubled:
    """A stranger's stream: twice the bar, whatever the length."""

    def __init__(self, symbols, length):
        self.symbols, self.length, self.bars = symbols, length, 0

    def update(self, x):
        self.bars += 1
        return 2.0 * x

    def state(self):
        return f"{self.symbols} {self.length} {self.bars}".encode()

    @classmethod
    def from_state(cls, state):
        symbols, length, bars = map(int, state.split())
        stream = cls(symbols, length)
        stream.bars = bars
        return stream


@pytest.fixture
def stranger(registered):
    backend = Backend("acme", distributions=["acme-atc"])
    backend.streams("ema")(Doubled)
    return registered(backend)


@pytest.mark.filterwarnings("ignore::atc_core.UnverifiedWarning")
def test_a_strangers_streams_are_streams(stranger):
    stream = atc_core.stream("ema", 3, backend="acme")
    assert stream.update(4.0) == 8.0
    with atc_core.use("acme"):
        pair = atc_core.stream("ema", 3, symbols=2)
    np.testing.assert_array_equal(pair.update([1, 2]), [2.0, 4.0])
    state = stream.state()
    assert atc_core.Stream.from_state(state).bars == 1
    assert envelope.unpack(state).install == "pip install acme-atc"
    assert atc_core.stream("ema", 3).backend != "acme"


def test_registration_refuses_what_cannot_be_called():
    backend = Backend("acme")
    with pytest.raises(TypeError, match="'acme': the streams of ema need a function from_state"):
        backend.streams("ema")(lambda symbols, length: None)
    with pytest.raises(TypeError, match="the streams of kama must take \\(symbols, length, fast, slow\\), take"):
        backend.streams("kama")(Doubled)
    backend.streams("ema")(Doubled)
    with pytest.raises(ValueError, match="backend 'acme' has streams of 'ema' twice"):
        backend.streams(KERNELS["ema"])(Doubled)


def test_streams_that_cannot_be_imported_harm_nobody_else(registered):
    registered(Backend("sick", stream_modules=["no_such_module"]))
    assert atc_core.stream("ema", 3).backend != "sick"
    with pytest.raises(atc_core.BackendError, match="sick: broken \\(its streams: ModuleNotFoundError"):
        atc_core.stream("ema", 3, backend="sick")


def test_a_stream_describes_itself(backend):
    stream = atc_core.stream("kama", 10, slow=0.05, symbols=2, backend=backend)
    assert repr(stream) == f"<stream of kama(length=10, slow=0.05): 2 symbols, 0 bars, backend {backend}>"
    assert stream.options == {"length": 10, "fast": 0.666, "slow": 0.05}
    assert (stream.symbols, stream.bars, stream.backend, stream.kernel.name) == (2, 0, backend, "kama")
    assert repr(atc_core.atc_stream(backend=backend)) == f"<stream of atc(): 1 symbol, 0 bars, backend {backend}>"


def test_help_names_the_kernels_own_arguments():
    assert str(inspect.signature(atc_core.stream("equity").update)) == "(r_value, sig_prev)"
    assert str(inspect.signature(atc_core.atc_stream().update)) == "(price)"
    text = pydoc.render_doc(atc_core.atc_stream(), renderer=pydoc.plaintext)
    assert "TrendClassification of floats" in text
    assert "from_state" in text
    assert "symbols" in pydoc.render_doc(atc_core.stream, renderer=pydoc.plaintext)


@pytest.mark.parametrize(("series", "value"), [("prices", "price"), ("r_values", "r_value"), ("x", "x"), ("s", "s")])
def test_a_bars_value_is_called_by_the_singular(series, value):
    assert of_one_bar(series) == value


@needs_rust
@pytest.mark.parametrize("length", [1, 5, 512, 2048])
def test_a_windowed_sum_does_not_drift(length):
    """Nothing of bars that were a million times larger is left once they are out of the window."""
    dice = np.random.default_rng(3)
    stream = atc_core.stream("sma", length, backend="rust")
    small = dice.random(3 * length)
    for value in [*(1e15 * dice.random(5000)).tolist(), *small.tolist()]:
        result = stream.update(value)
    assert result == pytest.approx(np.mean(small[-length:]), rel=1e-14)


SNIPPET = """
import numpy as np
import atc_core
from atc_core import Backend
from atc_core.streams.protocol import BackendStream

class Mine:
    bars = 0
    symbols = 1
    def __init__(self, symbols: int, length: int) -> None: ...
    def update(self, x: float) -> float:
        return x
    def state(self) -> bytes:
        return b""
    @classmethod
    def from_state(cls, state: bytes, /) -> "Mine":
        return cls(1, 1)

Backend("mine").streams("ema")(Mine)
Backend("mine").streams("ema")(print)  # error: no from_state
one = atc_core.stream("ema", length=28)
reveal_type(one.update(1.0))
reveal_type(one.update(np.ones(3)))
reveal_type(atc_core.atc_stream(3).update(np.ones(3)).average_signal)
reveal_type(atc_core.Stream.from_state(one.state()).bars)
one.bars = 3  # error: read-only
"""


def test_mypy_knows_streams(tmp_path):
    file = tmp_path / "snippet.py"
    file.write_text(SNIPPET)
    cache = Path(__file__).parents[1] / ".mypy_cache"
    report = api.run(["--strict", "--no-error-summary", f"--cache-dir={cache}", str(file)])[0].splitlines()
    marked = {number for number, line in enumerate(SNIPPET.splitlines(), start=1) if "# error" in line}
    assert {int(line.split(":")[1]) for line in report if ": error:" in line} == marked, report
    revealed = [line for line in report if "Revealed type" in line]
    assert [kind in line for kind, line in zip(("float", "float64", "float64", "int"), revealed)] == [True] * 4
