"""Options of every kind: right values pass, on the hot path too; wrong ones name kernel, argument, rule and value."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal, NamedTuple

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

import atc_core
from atc_core.arrays import FINITE, Axes, Number, Series
from atc_core.domains import Domain, Nanoseconds, Periods, PositiveNumber, Rate

X = np.linspace(90.0, 110.0, 20)
Rank = Annotated[int, Domain(at_least=0, at_most=9)]
Windows = Annotated[tuple[Periods, ...], Domain(typical=(5, 10))]


class Model(NamedTuple):
    """What another kernel learned."""

    weights: Annotated[NDArray[np.float64], Axes("lags"), FINITE]
    scale: Annotated[NDArray[np.float64], Axes("lags")]
    bias: Number


def optional(x: Series, least: Periods | None = None, *, out: Series | None = None) -> Series:
    """An integer or nothing."""


def optional_real(x: Series, limit: PositiveNumber | None = None, *, out: Series | None = None) -> Series:
    """A number or nothing."""


def flagged(x: Series, adjust: bool = False, *, out: Series | None = None) -> Series:  # noqa: FBT001
    """A flag."""


def discount(x: Series, rate: Rate, *, out: Series | None = None) -> Series:
    """A number below 1."""


def windows(x: Series, windows: Windows, *, out: Series | None = None) -> Series:
    """Any number of integers, with some to measure with."""


def levels(x: Series, levels: tuple[PositiveNumber, ...] = (1.0,), *, out: Series | None = None) -> Series:
    """Any number of numbers."""


def pairs(x: Series, spans: tuple[tuple[Rank, PositiveNumber], ...] = (), *, out: Series | None = None) -> Series:
    """Any number of pairs."""


def corner(x: Series, place: tuple[Rank, float] = (1, 0.5), *, out: Series | None = None) -> Series:
    """Two items, each of its own kind."""


def word(x: Series, mode: Literal["up", "down"] = "up", *, out: Series | None = None) -> Series:
    """One of a few words."""


def lasting(x: Series, every: Nanoseconds, *, out: Series | None = None) -> Series:
    """A duration."""


def applied(x: Series, model: Model, *, out: Series | None = None) -> Series:
    """What another kernel gave."""


@pytest.fixture
def seen(declare):
    """Declare a kernel, and call it; gives the option that its implementation got."""

    def call(declaration):
        got = []

        def implementation(x, option, *, out=None):
            got.append(option)
            return np.zeros(len(x)) if out is None else out

        handle = declare(declaration, implementation)

        def ask(*options, x=X, **named):
            handle(x, *options, **named)
            return got[-1]

        return ask

    return call


RIGHT = [
    (optional, None, None),
    (optional, 3, 3),
    (optional, np.int8(3), 3),
    (optional_real, None, None),
    (optional_real, 2.5, 2.5),
    (optional_real, 2, 2.0),
    (flagged, True, True),
    (flagged, np.bool_(True), True),
    (discount, 0.0, 0.0),
    (discount, 0.999, 0.999),
    (windows, range(2, 4), (2, 3)),
    (levels, (), ()),
    (levels, (1.0, 2.5), (1.0, 2.5)),
    (levels, [1, 2], (1.0, 2.0)),
    (levels, np.array([1.0, 2.0]), (1.0, 2.0)),
    (pairs, ((1, 2.0), (3, 4.0)), ((1, 2.0), (3, 4.0))),
    (pairs, [[1, 2]], ((1, 2.0),)),
    (corner, (9, -1.0), (9, -1.0)),
    (corner, [0, 1], (0, 1.0)),
    (word, "down", "down"),
    (lasting, 5, 5),
    (lasting, timedelta(seconds=1, microseconds=1), 1_000_001_000),
    (lasting, np.timedelta64(2, "m"), 120_000_000_000),
    (lasting, pd.Timedelta(1, "ns"), 1),
]


@pytest.mark.parametrize(
    ("declaration", "value", "wanted"), RIGHT, ids=lambda item: getattr(item, "__name__", repr(item))
)
def test_a_right_value_arrives_as_a_plain_one(seen, declaration, value, wanted):
    ask = seen(declaration)
    for x in (X, X, X.tolist(), X[::2], np.column_stack([X, X])):
        got = ask(value, x=x)
        assert got == wanted
        assert type(got) is type(wanted)
        assert repr(got) == repr(wanted)


WRONG = [
    (optional, 0, ValueError, "least must be at least 1, was 0"),
    (optional, 2.0, TypeError, "least must be an integer or None, was 2.0"),
    (optional, True, TypeError, "least must be an integer or None, was True"),
    (discount, 1.0, ValueError, "rate must be at least 0 and below 1, was 1.0"),
    (discount, -0.5, ValueError, "rate must be at least 0 and below 1, was -0.5"),
    (discount, float("nan"), ValueError, "rate must be at least 0 and below 1, was nan"),
    (windows, (2, 0), ValueError, "windows[1] must be at least 1, was 0"),
    (optional_real, 0.0, ValueError, "limit must be above 0, was 0.0"),
    (optional_real, float("nan"), ValueError, "limit must be above 0, was nan"),
    (optional_real, "x", TypeError, "limit must be a number or None, was 'x'"),
    (flagged, 1, TypeError, "adjust must be True or False, was 1"),
    (flagged, None, TypeError, "adjust must be True or False, was None"),
    (levels, (1.0, 0.0), ValueError, "levels[1] must be above 0, was 0.0"),
    (levels, (1.0, "x"), TypeError, "levels[1] must be a number, was 'x'"),
    (levels, 1.0, TypeError, "levels must be a tuple, was 1.0"),
    (levels, "12", TypeError, "levels must be a tuple, was '12'"),
    (pairs, ((1, 2.0), (10, 2.0)), ValueError, "spans[1][0] must be at least 0 and at most 9, was 10"),
    (pairs, ((1, 2.0, 3.0),), ValueError, "spans[0] must have 2 items, had 3"),
    (pairs, (1, 2.0), TypeError, "spans[0] must be a tuple, was 1"),
    (corner, (1,), ValueError, "place must have 2 items, had 1"),
    (corner, (1.5, 1.0), TypeError, "place[0] must be an integer, was 1.5"),
    (word, "sideways", ValueError, "mode must be one of up, down, was 'sideways'"),
    (word, 1, TypeError, "mode must be a word, was 1"),
    (lasting, 0, ValueError, "every must be at least 1, was 0"),
    (lasting, timedelta(0), ValueError, "every must be at least 1, was 0"),
    (lasting, 1.5, TypeError, "every must be a timedelta, or an integer of nanoseconds, was 1.5"),
    (lasting, np.timedelta64("NaT"), TypeError, "every must be a timedelta, or an integer of nanoseconds, was "),
]


@pytest.mark.parametrize(
    ("declaration", "value", "error", "words"),
    WRONG,
    ids=[f"{declaration.__name__}-{value!r}" for declaration, value, *_ in WRONG],
)
def test_a_wrong_value_names_kernel_argument_rule_and_value(seen, declaration, value, error, words):
    ask = seen(declaration)
    for x in (X, X, X.tolist(), np.column_stack([X, X])):
        with pytest.raises(error) as caught:
            ask(value, x=x)
        assert str(caught.value).startswith(f"{declaration.__name__}: {words}")


def test_a_wrong_value_after_a_right_one_is_refused_on_the_hot_path(seen):
    ask = seen(flagged)
    for _ in range(3):
        assert ask(True) is True
        with pytest.raises(TypeError, match="adjust must be True or False, was 1"):
            ask(1)
    assert ask() is False


def right_model(**changes):
    parts = {"weights": np.ones(3), "scale": np.arange(3.0), "bias": np.float64(0.5), **changes}
    return Model(**parts)


@pytest.mark.parametrize("form", [lambda model: model, tuple, list], ids=["named tuple", "tuple", "list"])
def test_a_model_arrives_as_arrays_of_what_was_declared(seen, form):
    given = form(right_model(weights=[1, 2, 3], bias=1))
    got = seen(applied)(given)
    assert type(got) is Model
    assert [(field.dtype, field.shape) for field in got] == [(np.float64, (3,)), (np.float64, (3,)), (np.float64, ())]
    assert got.weights.tolist() == [1.0, 2.0, 3.0]


@pytest.mark.parametrize(
    ("model", "error", "words"),
    [
        (right_model(scale=np.ones(4)), ValueError, "model.scale must have 3 lags, had 4"),
        (
            right_model(weights=np.array([1.0, np.inf, np.nan])),
            ValueError,
            "model.weights must be finite; row 1 is inf",
        ),
        (right_model(weights=np.ones((3, 1))), ValueError, "model.weights must be 1-D, was 2-D"),
        (right_model(bias=np.ones(1)), ValueError, "model.bias must be 0-D, was 1-D"),
        (right_model(weights=["a", "b", "c"]), TypeError, "model.weights must be numeric, was list of str"),
        (right_model()[:2], TypeError, "model must be a tuple of (weights, scale, bias), was 2 fields"),
        (None, TypeError, "model must be a tuple of (weights, scale, bias), was NoneType"),
        (1.0, TypeError, "model must be a tuple of (weights, scale, bias), was float"),
    ],
    ids=["size", "rule", "dimensions", "number", "text", "fields", "None", "float"],
)
def test_a_wrong_model_names_the_field(seen, model, error, words):
    ask = seen(applied)
    for x in (X, X, X.tolist()):
        with pytest.raises(error) as caught:
            ask(model, x=x)
        assert str(caught.value).startswith(f"applied: {words}")
    ask(right_model())


def test_an_optional_option_is_none_by_default_on_every_way():
    wanted = atc_core.rolling_max(X, 5, 5)
    for _ in range(2):
        np.testing.assert_array_equal(atc_core.rolling_max(X, 5), wanted)
        np.testing.assert_array_equal(atc_core.rolling_max(X, 5, None), wanted)
    with pytest.raises(ValueError, match="rolling_max: min_periods must be at most window, 5, was 6"):
        atc_core.rolling_max(X, 5, 6)


class Hostile:
    """A stranger's object, which raises whatever it is asked."""

    def __index__(self):
        raise RuntimeError("hostile")

    __repr__ = __index__

    def __getattr__(self, name):
        raise RuntimeError("hostile")


@pytest.mark.parametrize("value", [10**400, -(10**5000), Decimal("1e400"), Fraction(10**400, 3)], ids=type)
def test_a_number_that_no_float_holds_is_refused_by_name(value):
    with pytest.raises(ValueError, match=r"equity: starting_equity must be at most 1\.8e\+308 in magnitude, was "):
        atc_core.equity(X, X, value)


def test_an_integer_that_python_does_not_print_is_refused_by_name():
    with pytest.raises(
        ValueError, match="sma: length must be .* and at most 9223372036854775807, was an integer of 16610"
    ):
        atc_core.sma(X, 10**5000)


@pytest.mark.parametrize(
    ("name", "options"), [("sma", {"length": 0}), ("equity", {"starting_equity": 0, "sig_prev": X})]
)
def test_a_strangers_object_is_refused_by_its_type(name, options):
    option = next(iter(options))
    with pytest.raises(TypeError, match=f"{name}: {option} must be an? .*, was a Hostile"):
        atc_core.get(name)(X, **{**options, option: Hostile()})
    with pytest.raises(TypeError, match="sma: gaps must be a word, was a Hostile"):
        atc_core.sma(X, 3, gaps=Hostile())


def test_an_error_shows_a_long_value_shortly():
    with pytest.raises(TypeError) as caught:
        atc_core.sma(X, list(range(10_000)))
    assert len(str(caught.value)) < 300
