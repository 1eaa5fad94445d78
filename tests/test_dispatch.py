"""A call's way: handles, the hot path, the ladder's rungs as the user sets them, and the record of it."""

import inspect
import pickle
import threading

import numpy as np
import pytest
from cases import EVERY_KERNEL, KERNELS

import atc_core
from atc_core.backend import Backend
from atc_core.conformance.agreement import as_fields, identical
from atc_core.dispatch import handle_of
from atc_core.frozen import write_frozen
from atc_core.process import PROCESS
from atc_core.tuning.model import Thresholds

KERNEL_NAMES = list(KERNELS)
PRICES = np.linspace(90.0, 110.0, 50)
REFERENCE = PROCESS.choice.plugins.load("python").implementations["ema"]


def sample(name, n=50):
    return KERNELS[name].arguments(np.random.default_rng(1), n)


def fields(name, result):
    return as_fields(KERNELS[name], result)


def same(result, wanted):
    for own, right in zip(result, wanted, strict=True):
        assert (own.dtype, own.shape) == (right.dtype, right.shape)
        assert identical(own, right)


@pytest.mark.parametrize("name", EVERY_KERNEL)
def test_a_handle_looks_like_the_function_that_was_declared(name):
    handle = atc_core.get(name)
    assert handle is atc_core.get(name) is getattr(atc_core, name)
    assert handle.__name__ == name
    assert handle.__doc__.splitlines()[0].endswith(".")
    gaps = ["gaps"] if handle.kernel.gaps else []
    ends = [*([] if handle.kernel.is_found else ["out"]), *gaps, "backend"]
    assert [*inspect.signature(handle).parameters][len(handle.kernel.parameters) :] == ends
    assert "Domain" not in str(inspect.signature(handle))
    assert name in dir(atc_core)


@pytest.mark.parametrize("name", KERNEL_NAMES)
def test_the_declaration_can_be_called_too(name):
    arguments = sample(name)
    same(fields(name, handle_of(KERNELS[name])(*arguments)), fields(name, atc_core.get(name)(*arguments)))


@pytest.mark.parametrize("backend", [None, "python"])
def test_a_handle_survives_pickling(backend):
    handle = atc_core.get("ema", backend=backend)
    assert pickle.loads(pickle.dumps(handle)) is handle


def test_an_unknown_kernel_names_the_closest():
    with pytest.raises(KeyError, match="unknown kernel 'emma'; did you mean 'ema'"):
        atc_core.get("emma")
    with pytest.raises(AttributeError, match="no attribute 'emma'"):
        _ = atc_core.emma


def test_an_unknown_backend_names_the_closest():
    with pytest.raises(atc_core.UnknownBackendError, match="did you mean 'python'"):
        atc_core.get("ema", backend="pyton")
    with pytest.raises(atc_core.UnknownBackendError, match="did you mean 'numba'"):
        atc_core.ema(PRICES, 3, backend="nunba")


def test_trace_records_what_really_ran():
    atc_core.ema(PRICES, 3)
    with atc_core.trace() as calls:
        atc_core.ema(PRICES, 3, backend="python")
        atc_core.sma(np.column_stack([PRICES, PRICES]), 3, backend="python")
    atc_core.ema(PRICES, 3, backend="python")
    assert [(call.kernel, call.backend, call.n, call.rung) for call in calls] == [
        ("ema", "python", 50, 1),
        ("sma", "python", 50, 1),
    ]


def test_trace_sees_the_calls_of_other_threads():
    atc_core.ema(PRICES, 3)
    with atc_core.trace() as calls:
        thread = threading.Thread(target=atc_core.ema, args=(PRICES, 3))
        thread.start()
        thread.join()
    assert len(calls) == 1


def test_use_holds_for_its_block_and_thread_only():
    elsewhere = []
    atc_core.configure(backend="python")
    with atc_core.trace() as calls, atc_core.use("rust"):
        atc_core.ema(PRICES, 3)
        thread = threading.Thread(target=lambda: elsewhere.append(atc_core.ema.explain(n=50)))
        thread.start()
        thread.join()
        with atc_core.use("numba"):
            atc_core.ema(PRICES, 3)
        atc_core.ema(PRICES, 3)
    assert [call.backend for call in calls] == ["rust", "numba", "rust"]
    assert elsewhere[0].backend == "python"
    assert atc_core.ema.explain(n=50).backend == "python"


def test_a_plan_is_built_in_once_nothing_watches():
    handle = atc_core.get("ema")
    handle(PRICES, 3)
    with atc_core.use("python"), atc_core.trace() as calls:
        handle(PRICES, 3)
    with atc_core.use("rust"), atc_core.trace() as more:
        handle(PRICES, 3)
    assert (calls[0].backend, more[0].backend) == ("python", "rust")


def test_resolve_gives_the_backends_own_function():
    with atc_core.use("rust"):
        function = atc_core.ema.resolve(n=50)
    assert function is PROCESS.choice.plugins.backends["rust"].implementations["ema"]
    np.testing.assert_array_equal(function(PRICES, 3), atc_core.ema(PRICES, 3, backend="rust"))


def test_explain_reads_like_a_report():
    text = str(atc_core.ema.explain(n=10_000))
    assert text.startswith("ema at n=10000: ")
    assert "rung 6, shipped default" in text
    assert all(f"{name}: " in text for name in atc_core.backends() if name not in text.splitlines()[0])


def test_the_log_has_a_line_per_choice(environment, caplog):
    environment(LOG="info", BACKEND="python")
    with caplog.at_level("INFO", logger="atc_core"):
        for _ in range(3):
            atc_core.ema(PRICES, 3)
            atc_core.sma(PRICES.tolist(), 3)
        atc_core.ema(PRICES, 3, backend="numba")
    assert caplog.messages == [
        f"{word} n=50" for word in ("ema backend=python", "sma backend=python", "ema backend=numba")
    ]


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("BACKEND", "emma=rust", "unknown kernel 'emma'; did you mean 'ema'"),
        ("BACKEND", "ema=rust;numba", "'numba' must be written kernel=backend"),
        ("BACKEND", ",", "names no backend"),
        ("FALLBACK", "rise", "must be one of warn, raise, silent, was 'rise'; did you mean 'raise'"),
        ("LOG", "debug", "must be one of off, info"),
    ],
)
def test_a_mistake_in_the_environment_is_named_at_first_use(environment, variable, value, message):
    environment(**{variable: value})
    with pytest.raises(ValueError, match=message):
        atc_core.ema(PRICES, 3)


@pytest.mark.parametrize("name", KERNEL_NAMES)
def test_the_hot_path_and_validation_agree(name):
    arguments = sample(name)
    handle = atc_core.get(name, backend="python")
    count = len(KERNELS[name].arrays)
    lists = [item.tolist() for item in arguments[:count]]
    same(fields(name, handle(*arguments)), fields(name, handle(*lists, *arguments[count:])))


@pytest.mark.parametrize("kind", ["masked", "recarray", "memmap"])
@pytest.mark.parametrize("backend", ["python", "numba", "rust"])
def test_subclasses_of_ndarray_go_through_validation(kind, backend, tmp_path):
    if kind == "masked":
        given = np.ma.masked_array(PRICES, mask=np.arange(50) == 10)
        expected = np.where(np.arange(50) == 10, np.nan, PRICES)
    elif kind == "recarray":
        given, expected = np.asarray(PRICES).view(np.recarray), PRICES
    else:
        given, expected = np.memmap(tmp_path / "prices", float, "w+", shape=50), PRICES
        given[:] = PRICES
    result = atc_core.sma(given, 3, backend=backend)
    assert type(result) is np.ndarray
    np.testing.assert_array_equal(result, atc_core.sma(expected, 3, backend=backend))


def test_options_that_must_fit_together_are_checked_whenever_one_changes():
    x = KERNELS["atc"].arguments(np.random.default_rng(0), 60)[0]
    assert all(np.array_equal(first, second) for first, second in zip(atc_core.atc(x), atc_core.atc(x), strict=True))
    for options, error, message in [
        ({"long_threshold": -0.5}, ValueError, "long_threshold must be above short_threshold"),
        ({"kama_len": 4}, ValueError, "kama_len must be at least 7 with robustness Medium"),
        ({"kama_len": 4, "robustness": "Wide"}, ValueError, "kama_len must be at least 8 with robustness Wide"),
        ({"ema_len": True}, TypeError, "ema_len must be an integer"),
        ({"compat": "tea"}, ValueError, "compat must be"),
    ]:
        with pytest.raises(error, match=message):
            atc_core.atc(x, **options)
        assert atc_core.atc(x).average_signal.shape == x.shape
    with pytest.raises(ValueError, match="prices must not be empty"):
        atc_core.atc(x[:0])
    assert np.array_equal(atc_core.atc(x, ema_len=np.int64(28)).ema_s, atc_core.atc(x).ema_s)


class Watched:
    """Backends that run the reference and say that it was them."""

    def __init__(self, register):
        self.register, self.ran = register, []

    def add(self, name, **promises):
        backend = Backend(name)

        @backend.implements("ema", **promises)
        def ema(x, length, *, out=None):
            self.ran.append(name)
            columns = [REFERENCE(column, length) for column in np.atleast_2d(x.T)]
            found = np.array(columns).T.reshape(x.shape)
            if out is None:
                return found
            out[...] = found
            return out

        self.register(backend)


@pytest.fixture
def watched(registered):
    return Watched(registered)


def frozen(tmp_path, edges=(), **names):
    """A file that decides for each entry: by size if there are edges."""
    path = tmp_path / "frozen.json"
    write_frozen(path, {entry.replace("_", ":"): Thresholds(edges, tuple(who.split())) for entry, who in names.items()})
    return str(path)


def test_tables_run_where_they_are_decided_for_though_a_strict_function_takes_them(tmp_path, environment, watched):
    environment(FREEZE=frozen(tmp_path, ema="series", ema_C="tables"))
    watched.add("series", strict=True, tables=True)
    watched.add("tables", tables=True)
    table = np.column_stack([PRICES, PRICES])
    for x in (PRICES, PRICES, table, np.asfortranarray(table)):
        atc_core.ema(x, 3)
    assert watched.ran == ["series", "series", "tables", "series"]


@pytest.mark.parametrize(("edges", "names"), [((), "series"), ((51,), "series other")])
def test_a_strict_function_gets_out_itself(edges, names, tmp_path, environment, watched, monkeypatch):
    environment(FREEZE=frozen(tmp_path, edges, ema=names))
    for name in names.split():
        watched.add(name, strict=name == "series")
    expected, out = atc_core.ema(PRICES, 3), np.full(50, 7.0)
    monkeypatch.setattr("atc_core.calls.check_out", None)
    assert atc_core.ema(PRICES, 3, out=out) is out
    np.testing.assert_array_equal(out, expected)


def test_what_is_not_strict_gets_an_out_that_was_checked(tmp_path, environment, watched):
    environment(FREEZE=frozen(tmp_path, (50,), ema="series other"))
    watched.add("series", strict=True)
    watched.add("other")
    expected, out = atc_core.ema(PRICES, 3), np.full(50, 7.0)
    assert atc_core.ema(PRICES, 3, out=out) is out
    np.testing.assert_array_equal(out, expected)
    with pytest.raises(ValueError, match=r"out must have shape \(50,\)"):
        atc_core.ema(PRICES, 3, out=out[1:])
    assert watched.ran == ["other", "other"]


@pytest.mark.parametrize("backend", ["python", "numba", "rust"])
@pytest.mark.parametrize(
    ("out", "error", "message"),
    [
        (np.empty(49), ValueError, r"out must have shape \(50,\), was \(49,\)"),
        (np.empty((50, 1)), ValueError, r"out must have shape \(50,\), was \(50, 1\)"),
        (np.empty(50, np.float32), TypeError, "out must be an array of float64, was float32"),
        ([0.0] * 50, TypeError, "out must be an array of float64, was list"),
        (np.broadcast_to(0.0, 50), ValueError, "out must be writable, was read-only"),
    ],
)
def test_a_wrong_out_is_named_on_every_way(backend, out, error, message):
    handle = atc_core.get("ema", backend=backend)
    handle(PRICES, 3)
    with pytest.raises(error, match=f"ema: {message}"):
        handle(PRICES, 3, out=out)
