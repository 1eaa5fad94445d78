"""What a declaration can say of columns: integers that come as floats, numbers for arrays, rules across columns."""

import re
from typing import Annotated

import numpy as np
import pandas as pd
import polars as pl
import pytest
from numpy.typing import NDArray

from atc_core.arrays import OR_NUMBER, WHOLE, Axes, Series
from atc_core.domains import Domain
from atc_core.row_rules import RowRule, first_fault

Ticks = Annotated[NDArray[np.int64], Axes("time"), WHOLE]
Each = Annotated[NDArray[np.float64], Axes("time"), OR_NUMBER]
Sizes = Annotated[NDArray[np.float64], Axes("time", "levels")]
Limit = Annotated[float, Domain(above=0, at_most=1e300, or_nan=True)]

PAID = RowRule("size", "above 0 where there is a price", lambda data: (data["price"] != 0) & ~(data["size"] > 0))
FEW = "price must be at most 2**60"


def is_small(data, _):
    return FEW if (data["price"] > 2**60).any() else None


@pytest.fixture
def paid(declare):
    def paid(price: Ticks, size: Series, *, out: Series | None = None) -> Series:
        """Nothing of interest."""

    def sample(random, n):
        return random.integers(1, 5, n), np.ones(n)

    return declare(
        paid, lambda price, size, out=None: price * size, sample=sample, check_data=first_fault(PAID, is_small)
    )


@pytest.fixture
def per_level(declare):
    def per_level(size: Sizes, each: Each, limit: Limit = np.nan, *, out: Series | None = None) -> Series:
        """Nothing of interest."""

    def sample(random, n):
        return np.ones((n, 2)), np.ones(n)

    def implementation(size, each, limit=np.nan, out=None):
        return np.fmin(size.sum(axis=1) * each, limit)

    return declare(per_level, implementation, sample=sample)


@pytest.mark.parametrize("form", [np.array, pd.Series, pl.Series, list], ids=["array", "pandas", "polars", "list"])
def test_whole_floats_are_integers(paid, form):
    assert list(paid(form([3.0, -(2.0**63), 2.0**53]), np.ones(3))) == [3.0, -(2.0**63), 2.0**53]


def test_integers_of_a_column_of_integers_stay_exact(paid):
    with pytest.raises(ValueError, match=r"paid: price must be at most 2\*\*60"):
        paid([2**60 + 1], [1.0])


@pytest.mark.parametrize("form", [np.array, pd.Series, pl.Series, list], ids=["array", "pandas", "polars", "list"])
@pytest.mark.parametrize("value", [2.5, np.nan, np.inf, 2.0**63, -(2.0**64)])
def test_a_float_that_is_no_integer_is_refused_with_its_row(paid, form, value):
    with pytest.raises(ValueError, match=re.escape(f"paid: price must be whole numbers; row 1 is {value}")):
        paid(form([1.0, value, 0.5]), np.ones(3))


def test_words_are_no_integers(paid):
    with pytest.raises(TypeError, match="paid: price must be whole numbers, was "):
        paid(["1", "2"], [1.0, 1.0])


def test_a_rule_across_columns_names_the_first_row(paid):
    assert paid([0, 1], [-1.0, 2.0]).tolist() == [0.0, 2.0]
    with pytest.raises(ValueError, match="paid: size must be above 0 where there is a price; row 2 is nan"):
        paid([0, 1, 1, 1], [-1.0, 2.0, np.nan, 0.0])
    with pytest.raises(ValueError, match="where there is a price; row 1, column 0 is 0.0"):
        paid([[0, 1], [1, 1]], [[0.0, 1.0], [0.0, 0.0]])
    assert paid([], []).shape == (0,)


def test_a_number_stands_at_every_place(per_level):
    assert per_level(np.ones((2, 3)), 5).tolist() == [15.0, 15.0]
    assert per_level(np.ones((2, 3)), np.array([1.0, 2.0])).tolist() == [3.0, 6.0]
    assert per_level(pd.DataFrame(np.ones((2, 3)), index=[7, 8]), 2.0).index.tolist() == [7, 8]
    assert per_level(np.ones((0, 3)), 5.0).shape == (0,)
    with pytest.raises(ValueError, match="size and each must agree in time, were of shape"):
        per_level(np.ones((2, 3)), np.ones(3))


def test_nan_stands_for_no_limit_where_that_is_declared(per_level):
    assert per_level(np.ones((1, 3)), 5.0, np.float64("nan")).tolist() == [15.0]
    assert per_level(np.ones((1, 3)), 5.0, 4.0).tolist() == [4.0]
    with pytest.raises(ValueError, match="limit must be above 0 and at most 1e\\+300, was inf"):
        per_level(np.ones((1, 3)), 5.0, np.inf)
