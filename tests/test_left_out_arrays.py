"""Arrays that may be None, whole numbers that come as floats, and tables that are given back as they came."""

from typing import Annotated, NamedTuple

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from atc_core.absent import is_absent
from atc_core.arrays import AS_GIVEN, WHOLE, Axes

Bars = Annotated[NDArray[np.float64], Axes("time", "assets")]
BarsAsGiven = Annotated[NDArray[np.float64], Axes("time", "assets"), AS_GIVEN]
Orders = Annotated[NDArray[np.int64], Axes("orders"), WHOLE]


class Weighed(NamedTuple):
    """A table, and whole numbers."""

    position: BarsAsGiven
    doubled: Orders


def planted_fills(close: Bars, volume: Bars | None, bar: Orders, *, out: Weighed | None = None) -> Weighed:
    """Close and volume, and twice the bars."""


def weighed(close, volume, bar, *, out=None):
    result = close + np.where(np.isnan(volume), -1.0, volume), 2 * bar
    if out is None:
        return result
    for own, field in zip(out, result, strict=True):
        own[...] = field
    return out


def sample(random, n):
    return random.normal(size=(n, 2)), random.normal(size=(n, 2)), random.integers(0, 9, n // 2)


def wants_volume(data, _):
    return "volume must be given" if is_absent(data["volume"]) and 6 in data["bar"] else None


@pytest.fixture
def handle(declare):
    return declare(planted_fills, weighed, sample=sample, check_data=wants_volume)


def test_an_array_left_out_is_nan_throughout(handle):
    close = np.arange(6.0).reshape(3, 2)
    result = handle(close, None, [1, 2])
    np.testing.assert_array_equal(result.position, close - 1.0)
    np.testing.assert_array_equal(handle(close, close, [1]).position, 2 * close)


def test_a_check_of_data_knows_what_was_left_out(handle):
    close = np.ones((3, 2))
    with pytest.raises(ValueError, match="planted_fills: volume must be given"):
        handle(close, None, [6])
    handle(close, np.full((3, 2), np.nan), [6])


def test_only_what_may_be_left_out_is(handle):
    with pytest.raises(TypeError, match="planted_fills: close must be numeric"):
        handle(None, None, [1])


@pytest.mark.parametrize("form", [np.array, list, pd.Series])
def test_whole_numbers_may_come_as_floats(handle, form):
    assert handle(np.ones((2, 1)), None, form([1.0, -2.0, 2.0**53])).doubled.tolist() == [2, -4, 2**54]


@pytest.mark.parametrize("value", [1.5, np.nan, np.inf, 2.0**63])
def test_fractions_are_refused_with_their_row(handle, value):
    with pytest.raises(ValueError, match="planted_fills: bar must be whole numbers; row 1 is") as error:
        handle(np.ones((2, 1)), None, [1.0, value])
    assert str(error.value).endswith(str(value))


def test_a_table_is_given_back_as_it_came(handle):
    series = pd.Series([1.0, 2.0], index=["a", "b"], name="close")
    assert handle([1.0, 2.0], None, [1]).position.tolist() == [0.0, 1.0]
    assert handle(series, None, [1]).position.to_dict() == {"a": 0.0, "b": 1.0}
    assert handle(series.to_frame(), None, [1]).position["close"].to_dict() == {"a": 0.0, "b": 1.0}
