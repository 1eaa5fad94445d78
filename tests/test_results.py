"""A result of another shape or dtype is an error that names backend and kernel, on every way that a call may take."""

from typing import Annotated, NamedTuple

import numpy as np
import pandas as pd
import polars as pl
import pytest
from numpy.typing import NDArray

import atc_core
from atc_core.arrays import Axes, Number, Series, SeriesTable

X = np.linspace(90.0, 110.0, 20)
TABLE = np.column_stack([X, X + 1.0, X + 2.0])


class Pair(NamedTuple):
    """A series and flags."""

    level: Series
    side: Annotated[NDArray[np.int8], Axes("time")]


class Found(NamedTuple):
    """Two fields along an axis that is found."""

    places: Annotated[NDArray[np.int64], Axes("trades")]
    gains: Annotated[NDArray[np.float64], Axes("trades")]


class Tally(NamedTuple):
    """An integer and a number beside what is found."""

    count: Annotated[NDArray[np.int64], Axes()]
    share: Number
    gains: Annotated[NDArray[np.float64], Axes("trades")]


def planted(x: Series, *, out: Series | None = None) -> Series:
    """What a backend gets wrong."""


def planted_pair(x: Series, *, out: Pair | None = None) -> Pair:
    """What a backend gets wrong in one of its fields."""


def planted_number(x: Series, *, out: Number | None = None) -> Number:
    """What a backend gets wrong as a number."""


def planted_matrix(x: SeriesTable, *, out: SeriesTable | None = None) -> SeriesTable:
    """What a backend gets wrong of a whole table."""


def planted_found(x: Series) -> Found:
    """What a backend gets wrong where sizes are found."""


def planted_tally(x: Series) -> Tally:
    """What a backend gets wrong beside what is found."""


def refused(handle, *arguments, **options):
    """Fail unless every call is refused, the first as well as later ones; gives the error's words."""
    for _ in range(3):
        with pytest.raises(atc_core.BackendError) as caught:
            handle(*arguments, **options)
    words = str(caught.value)
    assert words.startswith(f"{handle.kernel.name}: backend 'mine' ")
    return words


WRONG = {
    "short": lambda x: x[1:].copy(),
    "long": lambda x: np.append(x, 0.0),
    "float32": lambda x: x.astype(np.float32),
    "int64": lambda x: x.astype(np.int64),
    "swapped bytes": lambda x: x.astype(">f8"),
    "another dimension": lambda x: x[:, None].copy(),
    "one number": lambda x: np.asarray(1.0),
    "list": lambda x: x.tolist(),
    "None": lambda x: None,
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize(
    "given",
    [X, X.tolist(), X[::2], X.astype(np.float32), pd.Series(X), pl.Series(X)],
    ids=["array", "list", "strided", "float32", "pandas", "polars"],
)
def test_a_wrong_series(declare, wrong, given):
    handle = declare(planted, lambda x, out=None: WRONG[wrong](x))
    assert "must give" in refused(handle, given)


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_series_instead_of_out(declare, wrong):
    handle = declare(planted, lambda x, out=None: WRONG[wrong](x))
    assert "was given out= and did not return it" in refused(handle, X, out=np.empty(20))
    assert "must give" in refused(handle, X, out=np.empty(40)[::2])


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("form", [np.array, np.asfortranarray, pd.DataFrame, pl.DataFrame])
def test_a_wrong_column(declare, wrong, form):
    handle = declare(planted, lambda x, out=None: WRONG[wrong](x))
    assert "did not return it" in refused(handle, form(TABLE))


@pytest.mark.parametrize(
    "wrong",
    [lambda x: x[:, :1], lambda x: x.T.copy(), lambda x: x[1:], lambda x: x[:, 0].copy(), lambda x: x.astype("f4")],
    ids=["one column", "transposed", "short", "series", "float32"],
)
@pytest.mark.parametrize("form", [np.array, pd.DataFrame])
def test_a_wrong_table_of_a_backend_that_takes_tables(declare, wrong, form):
    handle = declare(planted, lambda x, out=None: wrong(x), tables=True)
    assert "must give float64 of shape (20, 3)" in refused(handle, form(TABLE))
    assert "did not return it" in refused(handle, form(TABLE), out=np.empty((20, 3)))


@pytest.mark.parametrize("wrong", [lambda x: x[:, :1].copy(), lambda x: x.T.copy(), lambda x: x.astype("f4")])
def test_a_wrong_matrix(declare, wrong):
    handle = declare(planted_matrix, lambda x, out=None: wrong(x))
    assert "must give float64 of shape (20, 3)" in refused(handle, TABLE)
    assert "must give float64 of shape (20, 3)" in refused(handle, pd.DataFrame(TABLE))


SIDE = np.ones(20, np.int8)
WRONG_PAIRS = {
    "one": ((X,), "a tuple of 2 arrays, gave 1 of them"),
    "three": ((X, SIDE, X), "a tuple of 2 arrays, gave 3 of them"),
    "array": (X, "a tuple of 2 arrays, gave ndarray"),
    "None": (None, "a tuple of 2 arrays, gave NoneType"),
    "short": ((X[1:], SIDE), "level as float64 of shape (20,), gave float64 of shape (19,)"),
    "dtype": ((X, X), "side as int8 of shape (20,), gave float64 of shape (20,)"),
    "list": ((X, SIDE.tolist()), "side as an array of int8, gave list"),
    "block": (np.array([X, X]), "side as int8 of shape (20,), gave float64 of shape (20,)"),
}


@pytest.mark.parametrize("wrong", WRONG_PAIRS)
@pytest.mark.parametrize("form", [np.array, pd.Series, pl.Series])
def test_a_wrong_tuple(declare, wrong, form):
    result, words = WRONG_PAIRS[wrong]
    handle = declare(planted_pair, lambda x, out=None: result)
    assert f"must give {words}" in refused(handle, form(X))
    out = np.empty(20), np.empty(20, np.int8)
    assert "did not return it" in refused(handle, form(X), out=out)
    assert "did not return it" in refused(handle, TABLE)


WRONG_NUMBERS = [[1.0], (1.0,), "1.0", None, 1j, np.complex128(1j), np.str_("1"), np.datetime64(1, "s"), np.ones(1)]


@pytest.mark.parametrize("wrong", WRONG_NUMBERS, ids=repr)
def test_a_wrong_number(declare, wrong):
    handle = declare(planted_number, lambda x, out=None: wrong)
    for given in (X, X.tolist(), pd.Series(X)):
        assert "must give" in refused(handle, given)
    assert "did not return it" in refused(handle, X, out=np.empty(()))
    assert "did not return it" in refused(handle, TABLE)


@pytest.mark.parametrize("right", [1.0, 1, np.float64(1.0), np.float32(1.0), np.array(1.0)])
def test_a_number_of_any_kind_is_a_float(declare, right):
    handle = declare(planted_number, lambda x, out=None: right)
    for _ in range(3):
        assert type(handle(X)) is float
        assert handle(X) == 1.0


PLACES, GAINS = np.arange(3), np.ones(3)


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ((PLACES, GAINS[1:]), "as many trades in every field, gave 3 and 2"),
        ((PLACES, GAINS[:, None]), "gains as float64 of shape (any,), gave float64 of shape (3, 1)"),
        ((PLACES.astype(np.int32), GAINS), "places as int64 of shape (any,), gave int32 of shape (3,)"),
        ((PLACES,), "a tuple of 2 arrays, gave 1 of them"),
    ],
    ids=["lengths", "dimensions", "dtype", "fields"],
)
@pytest.mark.parametrize("form", [np.array, pd.Series])
def test_a_wrong_result_of_an_axis_that_is_found(declare, result, words, form):
    handle = declare(planted_found, lambda x: result)
    assert f"must give {words}" in refused(handle, form(X))


@pytest.mark.parametrize("count", [0, 1, 5])
def test_an_axis_that_is_found_may_have_any_length(declare, count):
    handle = declare(planted_found, lambda x: (np.arange(count), np.zeros(count)))
    result = handle(X)
    assert type(result) is Found
    assert [field.shape for field in result] == [(count,)] * 2


@pytest.mark.parametrize("backend", ["python", "numba", "rust"])
def test_numbers_of_a_table_go_to_an_out_of_any_layout(backend):
    table = np.random.default_rng(1).normal(size=(30, 5))
    wide = np.full(10, 7.0)
    out = wide[::2]
    assert atc_core.get("sharpe_ratio", backend=backend)(table, out=out) is out
    np.testing.assert_array_equal(out, atc_core.get("sharpe_ratio", backend=backend)(table))
    assert (wide[1::2] == 7.0).all()


def test_fields_that_share_the_memory_of_out_are_refused():
    prices = np.linspace(90.0, 110.0, 60)
    block = np.full((13, 61), 7.0)
    fields = [row[:-1] for row in block]
    with pytest.raises(ValueError, match="atc: out.wma_signal and out.kama_s must not share memory"):
        atc_core.atc(prices, out=(*fields[:11], fields[2], fields[12]))
    assert (block == 7.0).all()
    columns = tuple(np.full((60, 13), 7.0).T)
    assert atc_core.atc(prices, out=columns) is columns


@pytest.mark.parametrize("given", [X, X.tolist(), pd.Series(X)], ids=["array", "list", "pandas"])
@pytest.mark.parametrize("count", [3, np.int64(3), np.array(3)])
def test_an_integer_without_axes_is_one_of_python(declare, given, count):
    handle = declare(planted_tally, lambda x: (count, 0.5, x[:3]))
    for _ in range(3):
        result = handle(given)
        assert (type(result.count), type(result.share)) == (int, float)
        assert result[:2] == (3, 0.5)
        assert list(result.gains) == X[:3].tolist()
