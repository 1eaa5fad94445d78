"""Calls of decimals that random calls found to go wrong: each is right now, or one error everywhere."""

from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from cases import DECIMAL_KERNELS, backends_of
from one_process import fresh_process  # noqa: F401 the tests share it

import atc_core
from atc_core.decimals.types import NOT_NULL

COLUMN = pa.array([Decimal(1), Decimal(2)], pa.decimal128(9, 2))
OF_TWO = {
    name: [item for item in kernel.arrays if item.column == "decimal"]
    for name, kernel in DECIMAL_KERNELS.items()
    if sum(item.column == "decimal" and NOT_NULL not in item.rules for item in kernel.arrays) > 1
}


@pytest.mark.parametrize(
    ("name", "place", "backend"),
    [(name, place, own) for name in OF_TWO for place in (0, 1) for own in backends_of(DECIMAL_KERNELS[name])],
)
@pytest.mark.parametrize("row", [0, 700, 1499])
@pytest.mark.parametrize("value", [1000, -(2**100)])
def test_a_value_of_too_many_digits_is_refused_beside_a_null_too(name, place, backend, row, value):
    """Rust left out rows in which another column is null, and so gave a result of what no column may hold."""
    words = np.full((1500, 2), 0, np.int64)
    words[row] = value % 2**64 - (2**64 if value % 2**64 >= 2**63 else 0), value >> 64
    beyond = pa.Array.from_buffers(pa.decimal128(3, 0), 1500, [None, pa.py_buffer(words)])
    other = pa.array([None if at == row else 7 for at in range(1500)], pa.decimal128(3, 0))
    columns = [beyond, other] if place == 0 else [other, beyond]
    with pytest.raises(ValueError, match=f"{OF_TWO[name][place].name} must have at most 3 digits, .*; row {row} has"):
        atc_core.get(name, backend=backend)(*columns)


class Hostile:
    """It raises whatever it is asked."""

    def __getattr__(self, name):
        raise RuntimeError("hostile")


class Broken:
    """It says that it has an array of Arrow's, and raises when it is to give it."""

    def __arrow_c_array__(self, requested_schema=None):
        raise ValueError("not today")


@pytest.mark.parametrize(("make", "error"), [(Hostile, TypeError), (Broken, ValueError)])
def test_what_a_stranger_raises_names_kernel_and_argument(make, error):
    words = "RuntimeError: hostile" if error is TypeError else "ValueError: not today"
    with pytest.raises(error, match=f"decimal_add: b is no column: {words}"):
        atc_core.decimal_add(COLUMN, make())


def test_bars_of_no_column_have_no_times():
    none = pl.DataFrame({})
    with pytest.raises(ValueError, match="decimal_ohlcv_resample: a table must have a column, had none"):
        atc_core.decimal_ohlcv_resample(np.zeros(0, np.int64), none, none, none, none, none, 60)
    assert atc_core.decimal_add(none, none).width == 0


def test_tables_of_assets_are_equally_wide():
    table = pl.DataFrame({"x": COLUMN, "y": COLUMN})
    with pytest.raises(ValueError, match="quantities and prices must have as many columns, were 2 and 1"):
        atc_core.decimal_portfolio_value(table, pl.Series(COLUMN))
    assert atc_core.decimal_portfolio_value(table[["x"]], pl.Series(COLUMN)).to_list() == [1, 4]


SERIES = {
    "pandas": pd.Series(pd.arrays.ArrowExtensionArray(COLUMN), [5, 6], name="s"),
    "polars": pl.Series("s", COLUMN),
    "arrow": COLUMN,
}
TABLES = {
    "pandas": pd.DataFrame({name: pd.arrays.ArrowExtensionArray(COLUMN) for name in "xy"}, [5, 6]),
    "polars": pl.DataFrame(dict.fromkeys("xy", COLUMN)),
    "arrow": pa.table(dict.fromkeys("xy", COLUMN)),
}


@pytest.mark.parametrize("library", SERIES)
@pytest.mark.parametrize("other", TABLES)
def test_a_series_beside_a_table_gives_a_table_with_its_names(library, other):
    """Of pandas it asked the Series for its columns."""
    series, table = SERIES[library], TABLES[other]
    for arguments, own in (((series, table), library), ((table, series), other)):
        product = atc_core.decimal_multiply(*arguments)
        assert type(product) is type(TABLES[own])
        assert list(getattr(product, "column_names", getattr(product, "columns", None))) == ["x", "y"]
        assert pl.DataFrame(product).rows() == [(1, 1), (4, 4)]
        assert list(map(Decimal, map(str, atc_core.decimal_dot(*arguments)))) == [5, 5]
    if library == other == "pandas":
        assert list(atc_core.decimal_multiply(series, table).index) == [5, 6]
        assert list(atc_core.decimal_dot(series, table).index) == ["x", "y"]
