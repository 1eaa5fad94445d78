"""Verifying functions that take tables: every column must be what the reference gives for it alone."""

from __future__ import annotations

from functools import lru_cache
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.layouts import TABLES
from atc_core.tuning.edge_cases import LONG, SHORT, Case
from atc_core.tuning.verify import Expected, difference, expected_cases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from atc_core.kernel import Kernel
    from atc_core.tuning.measure import Function

Array: TypeAlias = NDArray[Any]
WIDTHS = (1, 2, 8, 19)
"""Series of a table: fewer than a vector has lanes, as many, and some more than whole vectors."""
USUAL = "table_c"


class Sheet(NamedTuple):
    """Edge cases of one length and with the same options, side by side as columns."""

    cases: list[Case]
    expected: list[Expected]
    series: list[Array]
    options: tuple[Any, ...]


def tables_disagreement(kernel: Kernel[..., Any], function: Function, reference: Function) -> str | None:
    """The first difference between `function` on tables and `reference` on their columns, as a sentence."""
    for sheet in sheets(kernel, reference):
        for name, width in arrangements(len(sheet.cases)):
            problem = sheet_disagreement(sheet, function, TABLES[name], width)
            if problem is not None:
                return f"{kernel.name}, {name} of {width} series, {problem}"
    return None


def arrangements(columns: int) -> Iterator[tuple[str, int]]:
    """Layouts and widths: every width in one layout, every layout in one width."""
    yield from ((USUAL, width) for width in (*WIDTHS, columns))
    yield from ((name, WIDTHS[-1]) for name in TABLES if name != USUAL)


@lru_cache(maxsize=64)
def sheets(kernel: Kernel[..., Any], reference: Function) -> tuple[Sheet, ...]:
    """The edge cases of a kernel as tables: cases of one length with the same options share one."""
    count, groups = len(kernel.series), dict[Any, list[tuple[Case, Expected]]]()
    for case, right in expected_cases(kernel, reference):
        n = len(case.arguments[0])
        if n in (SHORT, LONG):
            groups.setdefault((n, case.arguments[count:]), []).append((case, right))
    return tuple(sheet(count, pairs) for pairs in groups.values())


def sheet(count: int, pairs: list[tuple[Case, Expected]]) -> Sheet:
    """A table of cases with so many series each; they take turns where they are few."""
    cases, right = zip(*islice(cycle(pairs), max(len(pairs), WIDTHS[-1])), strict=True)
    series = [np.array([case.arguments[item] for case in cases]).T.copy() for item in range(count)]
    return Sheet(list(cases), list(right), series, cases[0].arguments[count:])


def sheet_disagreement(sheet: Sheet, function: Function, arrange: Callable[[Array], Array], width: int) -> str | None:
    """What is wrong with the result on one table in one arrangement, without and with `out`; or what it raised."""
    series = [arrange(item[:, :width].copy()) for item in sheet.series]
    before = [item.tobytes() for item in series]
    fields = sheet.expected[0].values.shape[:-1]
    try:
        result = function(*series, *sheet.options)
        blank = np.full(sheet.series[0][:, :width].shape, 7, result.dtype)
        out = np.full_like(result, 7) if fields else arrange(blank)
        given = function(*series, *sheet.options, out=out) if out.flags.writeable else out
    except Exception as error:
        return f"raised {type(error).__name__}: {error}"
    if result.shape != (*fields, *series[0].shape):
        return f"the result must have shape {(*fields, *series[0].shape)}, was {result.shape}"
    numbers = arrange(np.tile(np.arange(width), (len(sheet.series[0]), 1)))
    for column, number in enumerate(numbers[0] if len(numbers) else ()):
        problem = difference(result[..., column], sheet.expected[number])
        if problem is not None:
            return f"{sheet.cases[number]}: {problem}"
    if given is not out:
        return "out= was given and not returned"
    if out.flags.writeable and not np.array_equal(out, result, equal_nan=out.dtype.kind == "f"):
        return "out= was given and holds another result"
    return None if [item.tobytes() for item in series] == before else "an input was written to"
