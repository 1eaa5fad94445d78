"""Each part of structured rows has an accuracy of its own, where the declaration gives it."""

from typing import Annotated

import numpy as np
import pytest
from cases import KERNELS
from numpy.typing import NDArray

from atc_core.arrays import Axes, Series
from atc_core.conformance.agreement import disagreement
from atc_core.conformance.differences import field_difference
from atc_core.conformance.measured import expected_on
from atc_core.conformance.suite import reference
from atc_core.conformance.tables import tables_disagreement
from atc_core.dispatch import handle_of

ROW = np.dtype([("bar", np.int64), ("price", np.float64), ("gain", np.float64)])
Rows = Annotated[NDArray[np.void], ROW, Axes("rows")]
SIZES = {"rows": lambda *_: 2}


def planted_rows(x: Series, *, out: Rows | None = None) -> Rows:
    """Two rows of three parts."""


def parts_scale(x, result):
    """A price is exact, a gain good to its size and 1."""
    none = np.zeros(len(result))
    return np.stack([none, none, 1.0 + np.abs(result["gain"])], axis=-1)


def rows(x, out=None, bar=0, price=0.0, gain=0.0):
    """What is right, but for an error in each part."""
    ends = np.array([x[0], x[-1]]) if len(x) else np.zeros(2)
    result = np.zeros(2, ROW) if out is None else out
    result["bar"], result["price"], result["gain"] = (bar, len(x)), ends + price, 2.0 * ends * (1.0 + gain)
    return result


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        ({"bar": 1}, "bar: bar 0 of 2 is 1, the reference gives 0"),
        ({"price": 1e-10}, "price: bar 0 of 2 is"),
        ({"gain": 1e-11}, "gain: bar 0 of 2 is"),
        ({"gain": 2e-13}, None),
        ({}, None),
    ],
)
def test_parts_of_rows_are_measured_by_their_own_scale(declare, error, problem):
    kernel = declare(planted_rows, rows, sizes=SIZES, scale=parts_scale).kernel
    found = disagreement(kernel, lambda x, out=None: rows(x, out, **error), rows)
    assert found is None if problem is None else problem in found


@pytest.mark.parametrize(("error", "problem"), [({"gain": 1e-11}, "gain: bar 0 of 2"), ({"gain": 2e-13}, None)])
def test_so_are_those_of_tables(declare, error, problem):
    kernel = declare(planted_rows, rows, sizes=SIZES, scale=parts_scale).kernel

    def of_table(x, out=None):
        result = np.zeros((2, x.shape[1]), ROW) if out is None else out
        for column in range(x.shape[1]):
            result[:, column] = rows(x[:, column], **error)
        return result

    found = tables_disagreement(kernel, of_table, rows)
    assert found is None if problem is None else problem in found


def test_one_scale_for_all_parts_is_taken_for_each(declare):
    kernel = declare(planted_rows, rows, sizes=SIZES, scale=lambda x, result: np.full(len(result), 1e3)).kernel
    assert disagreement(kernel, lambda x, out=None: rows(x, out, price=1e-10), rows) is None
    assert "bar: " in disagreement(kernel, lambda x, out=None: rows(x, out, bar=1), rows)


def test_rows_of_a_table_are_allowed_what_those_of_each_column_are():
    kernel = KERNELS["sma_backtest_grid"]
    arrays, *options = kernel.arguments(np.random.default_rng(3), 300)
    table = np.column_stack([arrays, 2.0 * arrays, arrays[::-1]])
    run = handle_of(kernel)
    right = (run(table, *options, backend="python"),)
    wanted = expected_on(kernel, reference(kernel), (table, *options), right)
    assert wanted.allowed[0].shape == (*right[0].shape, len(right[0].dtype.names))
    assert field_difference(right[0], *(item[0] for item in wanted)) is None
