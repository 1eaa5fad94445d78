"""The fast way accepts what the slow one does: the same odd arguments through both, on every backend."""

import warnings
from fractions import Fraction

import numpy as np
import pytest

import atc_core
import atc_core.conformance
from atc_core.process import PROCESS

BACKENDS = ("python", "numba", "rust")
X = np.array([10.0, 11, 12, 11, 10, 12, 15, 14])
RIGHT = atc_core.sma(X, 3, backend="python")


class Panic(BaseException):
    """As PyO3's."""


class Sub(np.ndarray):
    """A subclass of a stranger's."""


def memory_map(folder):
    found = np.memmap(folder / "array", float, "w+", shape=8)
    found[:] = X
    return found


def misaligned(_):
    return np.frombuffer(bytearray(b"0" + X.tobytes()), float, offset=1)


ARRAYS = {
    "a memory map": memory_map,
    "a subclass": lambda _: X.copy().view(Sub),
    "a record array": lambda _: X.copy().view(np.recarray),
    "a masked array": lambda _: np.ma.masked_array(X.copy()),
    "misaligned": misaligned,
    "swapped": lambda _: X.astype(">f8"),
    "strided": lambda _: np.repeat(X, 2)[::2],
    "backwards": lambda _: X[::-1].copy()[::-1],
    "read-only": lambda _: np.broadcast_to(X, (1, 8))[0],
    "a list": lambda _: X.tolist(),
    "float32": lambda _: X.astype(np.float32),
    "integers": lambda _: X.astype(np.int64),
    "two dimensions": lambda _: X.copy()[:, None],
    "three dimensions": lambda _: X.copy()[:, None, None],
    "no dimension": lambda _: np.array(3.0),
    "text": lambda _: X.astype(str),
    "complex": lambda _: X.astype(complex),
    "objects": lambda _: X.astype(object),
    "nothing": lambda _: None,
    "another length": lambda _: X[:5].copy(),
    "empty": lambda _: X[:0].copy(),
}
LENGTHS = (3, np.int64(3), True, 3.0, "3", None, 0, -1, 2**63, 10**400, 10**5000, Fraction(3), np.array(3), [3])


def outcome(call):
    """What comes of a call: the values, or the error."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            result = call()
    except Exception as error:
        return type(error).__name__, str(error)
    return type(result), np.asarray(result).tobytes(), np.shape(result)


def ways(arguments, options=dict):
    found = {}
    for name in BACKENDS:
        pinned = atc_core.get("sma", backend=name)
        for _ in range(2):
            pinned(X, 3)
            pinned(X, 3, out=np.empty(8))
        found[name, "fast"] = outcome(lambda pinned=pinned: pinned(*arguments(), **options()))
        found[name, "slow"] = outcome(lambda name=name: atc_core.sma(*arguments(), **options(), backend=name))
    return found


def assert_alike(found):
    """One outcome everywhere; values may differ by rounding; errors name the kernel."""
    first = found["python", "slow"]
    for way, other in found.items():
        if isinstance(first[0], str):
            assert other == first, way
            assert first[1].startswith("sma: "), first
        else:
            assert (other[0], other[2]) == (first[0], first[2]), (way, other)
            own, right = np.frombuffer(other[1]), np.frombuffer(first[1])
            np.testing.assert_allclose(own, right, rtol=1e-12, err_msg=str(way))


@pytest.mark.parametrize("kind", ARRAYS)
def test_an_odd_array_has_one_outcome_on_both_ways(kind, tmp_path):
    assert_alike(ways(lambda: (ARRAYS[kind](tmp_path), 3)))


@pytest.mark.parametrize("kind", ARRAYS)
def test_an_odd_out_has_one_outcome_on_both_ways(kind, tmp_path):
    assert_alike(ways(lambda: (X, 3), lambda: {"out": ARRAYS[kind](tmp_path)} if kind != "nothing" else {}))


@pytest.mark.parametrize("length", LENGTHS, ids=range(len(LENGTHS)))
def test_an_odd_option_has_one_outcome_on_both_ways(length):
    assert_alike(ways(lambda: (X, length)))


@pytest.mark.parametrize("backend", [*BACKENDS, None])
def test_out_may_be_a_memory_map(backend, tmp_path):
    for _ in range(3):
        out = memory_map(tmp_path)
        assert atc_core.sma(X, 3, out=out, backend=backend) is out
        np.testing.assert_allclose(np.asarray(out), RIGHT)


@pytest.mark.parametrize("value", [10**400, -(10**400), Fraction(10**400)])
def test_numbers_beyond_all_floats_name_kernel_and_argument(value):
    with pytest.raises(ValueError, match=r"sharpe_ratio: periods must be|kama: fast must be"):
        atc_core.kama(X, 3, value)


def test_an_integer_of_thousands_of_digits_names_kernel_and_argument():
    with pytest.raises(ValueError, match="ema: length must be at least 1 and .*, was an integer of"):
        atc_core.ema(X, 10**5000)


def planted(strict=False):
    """A backend that raises at each third call, and counts."""
    backend = atc_core.Backend("raising")
    seen = []

    @backend.implements("ema", strict=strict)
    def ema(x, length, *, out=None):
        if type(x) is not np.ndarray or x.dtype != float or not x.flags.c_contiguous or x.ndim != 1:
            raise TypeError("refused at the door")
        seen.append(1)
        if len(seen) % 3 == 0:
            raise RuntimeError("each third call")
        result = np.empty(len(x)) if out is None else out
        result[:] = x
        return result

    return backend, seen


@pytest.mark.filterwarnings("ignore::atc_core.UnverifiedWarning")
@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("given", ["arrays", "lists", "tables", "out"])
@pytest.mark.parametrize("asked", ["by the program", "in the call"])
def test_what_an_implementation_raises_is_raised_once_with_kernel_and_backend(registered, strict, given, asked):
    backend, seen = planted(strict)
    if asked == "by the program":
        atc_core.configure(backend="raising")
    registered(backend)
    x = {"arrays": X, "lists": X.tolist(), "tables": X[:, None], "out": X}[given]
    options = {"out": np.empty(8)} if given == "out" else {}
    options |= {"backend": "raising"} if asked == "in the call" else {}
    errors = []
    for _ in range(30):
        try:
            atc_core.ema(x, 3, **options)
        except atc_core.BackendError as error:
            errors.append(error)
    assert {str(error) for error in errors} == {"ema: backend 'raising' raised RuntimeError: each third call"}
    assert all(isinstance(error.__cause__, RuntimeError) for error in errors)
    assert (len(errors), len(seen)) == (10, 30)


@pytest.mark.filterwarnings("ignore::atc_core.UnverifiedWarning")
@pytest.mark.parametrize("error", ["SystemExit(3)", "GeneratorExit()", "MemoryError()", "Panic()"])
def test_whatever_is_raised_becomes_a_backend_error(registered, error):
    backend = atc_core.Backend("ending")

    @backend.implements("ema")
    def ema(x, length, *, out=None):
        raise eval(error)

    registered(backend)
    for options in ({}, {"out": np.empty(8)}):
        with pytest.raises(atc_core.BackendError, match="ema: backend 'ending' raised"):
            atc_core.ema(X, 3, backend="ending", **options)


def answering(name, value=42.0):
    backend = atc_core.Backend(name)

    @backend.implements("ema")
    def ema(x, length, *, out=None):
        result = np.empty(len(x)) if out is None else out
        result[:] = value
        return result

    return backend


@pytest.mark.parametrize("asked", ["use", "call", "environment"])
def test_an_unverified_answer_is_not_given_without_a_word(registered, environment, asked):
    if asked == "environment":
        environment(BACKEND="mine")
    registered(answering("mine"))
    options = {"backend": "mine"} if asked == "call" else {}

    def call():
        if asked == "use":
            with atc_core.use("mine"):
                return atc_core.ema(X, 3, **options)
        return atc_core.ema(X, 3, **options)

    with pytest.warns(atc_core.UnverifiedWarning, match="ema runs on backend 'mine', which nothing") as caught:
        assert call()[0] == 42.0
    assert len(caught) == 1
    call()  # a second warning would be an error


def test_what_nobody_asked_for_and_nothing_verified_does_not_run(registered):
    registered(answering("aaa"))
    assert atc_core.ema(X, 3)[-1] != 42.0
    for name in BACKENDS:
        atc_core.ema(X, 3, backend=name)  # a warning would be an error


def test_what_the_conformance_suite_found_right_is_verified(registered):
    backend = atc_core.Backend("copied")
    backend.implements("ema")(PROCESS.choice.plugins.load("numba").implementations["ema"])
    registered(backend)
    [check] = [check for check in atc_core.conformance.checks("copied") if check.name == "edge_cases"]
    check()
    atc_core.ema(X, 3, backend="copied")  # a warning would be an error
