"""Verifying functions that take tables: every column must be what the reference gives for it alone."""

from __future__ import annotations

from functools import lru_cache
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from atc_core.arrays import Array
from atc_core.conformance.agreement import as_fields, expected_cases, identical
from atc_core.conformance.case import Case
from atc_core.conformance.differences import Expected, field_difference, value_difference
from atc_core.conformance.layouts import TABLES
from atc_core.conformance.option_cases import LONG, SHORT
from atc_core.errors import described
from atc_core.kernel import TABLE_AXIS
from atc_core.models import for_series
from atc_core.results import is_given_back

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from atc_core.conformance.agreement import Function
    from atc_core.kernel import Kernel

WIDTHS = (1, 2, 8, 19)
"""Series of a table: fewer than a vector has lanes, as many, and some more than whole vectors."""
USUAL = "table_c"


class Batch(NamedTuple):
    """Edge cases of one length and with the same options, side by side as columns."""

    cases: list[Case]
    expected: list[Expected]
    tables: list[Array]
    options: tuple[Any, ...]


def tables_disagreement(kernel: Kernel[..., Any], function: Function, reference: Function) -> str | None:
    """The first difference between `function` on tables and `reference` on their columns, as a sentence."""
    for batch in batches(kernel, reference):
        for name, width in arrangements(len(batch.cases)):
            problem = batch_disagreement(kernel, batch, function, TABLES[name], width)
            if problem is not None:
                return f"{kernel.name}, {name} of {width} series, {problem}"
    return None


def arrangements(columns: int) -> Iterator[tuple[str, int]]:
    """Layouts and widths: every width in one layout, every layout in one width."""
    yield from ((USUAL, width) for width in (*WIDTHS, columns))
    yield from ((name, WIDTHS[-1]) for name in TABLES if name != USUAL)


@lru_cache(maxsize=128)
def batches(kernel: Kernel[..., Any], reference: Function) -> tuple[Batch, ...]:
    """The edge cases of a kernel as tables: cases of one length with the same options share one."""
    count, groups = len(kernel.arrays), dict[Any, list[tuple[Case, Expected]]]()
    for case, right in expected_cases(kernel, reference):
        n = len(case.arguments[0])
        if n in (SHORT, LONG):
            groups.setdefault((n, case.arguments[count:]), []).append((case, right))
    return tuple(batch(count, pairs) for pairs in groups.values())


def batch(count: int, pairs: list[tuple[Case, Expected]]) -> Batch:
    """A table of cases with so many arrays each; they take turns where they are few."""
    cases, right = zip(*islice(cycle(pairs), max(len(pairs), WIDTHS[-1])), strict=True)
    tables = [np.array([case.arguments[item] for case in cases]).T.copy() for item in range(count)]
    return Batch(list(cases), list(right), tables, cases[0].arguments[count:])


def batch_disagreement(
    kernel: Kernel[..., Any], batch: Batch, function: Function, arrange: Callable[[Array], Array], width: int
) -> str | None:
    """What is wrong with the result on one table in one arrangement, without and with `out`; or what it raised."""
    tables = [arrange(item[:, :width].copy()) for item in batch.tables]
    before = [item.tobytes() for item in tables]
    sizes = {kernel.arrays[0].axes[0]: len(tables[0]), TABLE_AXIS: tables[0].shape[1]}
    options = for_series(kernel, batch.options, tables[0].shape[1])
    try:
        fields = as_fields(kernel, function(*tables, *options))
        out = outputs(kernel, fields, arrange)
        given = out[0] if kernel.result.type is None else tuple(out)
        is_writable = all(item.flags.writeable for item in out)
        returned = function(*tables, *options, out=given) if is_writable else given
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return f"raised {described(error)}"
    for field, shape in zip(fields, kernel.shapes(sizes, options), strict=True):
        if field.shape != shape:
            return f"the result must have shape {shape}, was {field.shape}"
    problem = columns_difference(batch, fields, arrange, width)
    if problem is not None:
        return problem
    if not is_given_back(returned, given):
        return "out= was given and not returned"
    if is_writable and not all(map(identical, out, fields)):
        return "out= was given and holds another result"
    return None if [item.tobytes() for item in tables] == before else "an input was written to"


def outputs(kernel: Kernel[..., Any], fields: Sequence[Array], arrange: Callable[[Array], Array]) -> list[Array]:
    """Arrays for `out`, in the arrangement of the tables where they are series by series too."""
    blanks = [np.full(field.shape, 7).astype(field.dtype) for field in fields]
    is_arranged = kernel.is_per_bar and len(blanks) == 1
    return [like(arrange, field) for field in fields] if is_arranged else blanks


def like(arrange: Callable[[Array], Array], field: Array) -> Array:
    """A blank array in the arrangement, of the field's shape; as it comes where arranging would cut it."""
    blank = arrange(np.full(field.shape, 7).astype(field.dtype))
    return blank if blank.shape == field.shape else np.full_like(field, 7)


def columns_difference(
    batch: Batch, fields: Sequence[Array], arrange: Callable[[Array], Array], width: int
) -> str | None:
    """The first column that is not what its case expects."""
    numbers = arrange(np.tile(np.arange(width), (len(batch.tables[0]), 1)))
    places = numbers[0] if len(numbers) else numbers.ravel()
    # All columns at once: one by one, the 13 results of `atc` took two thirds of its verification.
    if not len(places) or all(
        agrees(field, *parts) for field, parts in zip(fields, side_by_side(batch, places), strict=True)
    ):
        return None
    for column, number in enumerate(places):
        for field, wanted, allowed in zip(fields, *batch.expected[number], strict=True):
            own = np.ascontiguousarray(field[:, column]) if wanted.ndim else np.asarray(field[column])
            problem = field_difference(own, wanted, allowed)
            if problem is not None:
                return f"{batch.cases[number]}: {problem}"
    return None


def side_by_side(batch: Batch, places: Array) -> Iterator[list[Array]]:
    """For each field, what is expected of the cases at these places and how far off it may be, as columns."""
    for position, field in enumerate(batch.expected[0].fields):
        parts = zip(*((item.fields[position], item.allowed[position]) for item in batch.expected), strict=True)
        yield [np.stack([part[place] for place in places], axis=min(field.ndim, 1)) for part in parts]


def agrees(field: Array, wanted: Array, allowed: Array) -> bool:
    """Whether all columns of a field are what is expected; of rows of several parts, each is looked at alone."""
    is_plain = isinstance(field, np.ndarray) and field.dtype == wanted.dtype and not field.dtype.names
    return is_plain and field.shape == wanted.shape and value_difference(field, wanted, allowed) is None
