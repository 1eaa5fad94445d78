"""Candidates on the arguments of a program's own call: each is compared with the reference before its time counts."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from atc_core.arrays import Array
from atc_core.conformance.agreement import as_fields, expected
from atc_core.conformance.differences import Expected, difference, field_difference
from atc_core.errors import described
from atc_core.models import of_series
from atc_core.tuning.measure import Function
from atc_core.variant import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from atc_core.kernel import Kernel

COLUMNS = 4
"""Columns of a table that are compared, the first and the last among them."""


def costs_of(
    kernel: Kernel[..., Any],
    variant: str,
    reference: Function,
    functions: Mapping[str, Function],
    arguments: tuple[Any, ...],
) -> tuple[dict[str, float], dict[str, str]]:
    """Seconds of a call by name, of those that agree with the reference; and how the others do not."""
    given, costs, wrong = tuple(map(read_only, arguments)), {}, {}
    right = columns_expected(kernel, variant, reference, given)
    for name, function in functions.items():
        try:
            first, _ = timed(function, given)
            second, result = timed(function, given)
            found = columns_difference(kernel, variant, result, right)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            found = f"it raised {described(error)}"
        if found is None:
            costs[name] = min(first, second)
        elif is_unchanged(right, columns_expected(kernel, variant, reference, given)):
            wrong[name] = f"on a call's own {len(arguments[0])} bars: {found}"
    return costs, wrong


def read_only(argument: Any) -> Any:
    """A view that cannot be written to: these are the program's own arrays."""
    if not isinstance(argument, np.ndarray):
        return argument
    view = argument.view()
    view.flags.writeable = False
    return view


def timed(function: Function, arguments: tuple[Any, ...]) -> tuple[float, Any]:
    """Seconds of a call, and its result."""
    begin = perf_counter()
    result = function(*arguments)
    return perf_counter() - begin, result


def columns_expected(
    kernel: Kernel[..., Any], variant: str, reference: Function, arguments: tuple[Any, ...]
) -> dict[int, Expected]:
    """What the reference gives, by column; under 0 where there is one series, or a table that is seen whole."""
    with np.errstate(all="ignore"):
        if variant not in TABLES:
            return {0: expected(kernel, reference, arguments)}
        count = len(kernel.arrays)
        arrays, options = arguments[:count], arguments[count:]
        series = arrays[0].shape[1]
        columns = np.unique(np.linspace(0, series - 1, min(COLUMNS, series)).astype(int))
        return {
            int(column): expected(
                kernel,
                reference,
                (
                    *(np.ascontiguousarray(item[:, column]) for item in arrays),
                    *of_series(kernel, options, int(column)),
                ),
            )
            for column in columns
        }


def columns_difference(kernel: Kernel[..., Any], variant: str, result: Any, right: dict[int, Expected]) -> str | None:
    """How a result differs from what is expected of its columns."""
    if variant not in TABLES:
        found = difference(kernel, result, right[0])
        return None if found is None else str(found)
    fields = as_fields(kernel, result)
    for column, wanted in right.items():
        for field, values, allowed in zip(fields, wanted.fields, wanted.allowed, strict=True):
            found = field_difference(column_of(field, column, values), values, allowed)
            if found is not None:
                return f"column {column}: {found}"
    return None


def column_of(field: Array, column: int, wanted: Array) -> Array:
    """One column of a result on tables: the series come after its first axis."""
    return np.ascontiguousarray(field[:, column]) if wanted.ndim else np.asarray(field[column])


def is_unchanged(before: dict[int, Expected], after: dict[int, Expected]) -> bool:
    """Whether the reference still gives the same: another thread of the program may write to the arrays meanwhile."""
    pairs = (
        (own, other)
        for column in before
        for own, other in zip(before[column].fields, after[column].fields, strict=True)
    )
    return all(field_difference(own, other, np.zeros(other.shape)) is None for own, other in pairs)
