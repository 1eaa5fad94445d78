"""What must hold of calls as users make them: any layout, any type, tables, and a given `out`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from atc_core.arrays import Array
from atc_core.conformance.agreement import as_fields, expected
from atc_core.conformance.differences import (
    DECLARED,
    GIVEN_BACK,
    INPUTS,
    Difference,
    Disagreement,
    Expected,
    field_difference,
)
from atc_core.conformance.edge_cases import is_allowed, is_float
from atc_core.conformance.further_cases import sampled
from atc_core.conformance.layouts import CONVERSIONS, other, read_only
from atc_core.conformance.subject import BARS, Subject, reference
from atc_core.kernel import TABLE_AXIS
from atc_core.models import for_series
from atc_core.validation import bind

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from atc_core.kernel import Kernel
    from atc_core.parameters import Parameter

SAME_VALUES = "the same values give the same result in every layout and type"
Output: TypeAlias = "Callable[[list[Array], np.dtype[Any]], Array]"


def arranged(subject: Subject, arrange: Callable[[Array], Array], name: str) -> Iterator[Disagreement]:
    """The same values in another layout give the same result."""
    arrays, options = subject.sample()
    wanted = subject.fields(*arrays, *options)
    result = yield from called(subject, name, [arrange(item) for item in arrays], options)
    yield from subject.unlike(name, result, wanted, "a contiguous array", SAME_VALUES)


def converted(subject: Subject, name: str) -> Iterator[Disagreement]:
    """Values of another type give what they give as the declared type."""
    arrays, options = subject.sample()
    pairs = list(zip(subject.kernel.arrays, arrays, strict=True))
    given = [CONVERSIONS[kind_of(item)].get(name, read_only)(array) for item, array in pairs]
    declared = [array.dtype if item.dtype is None else item.dtype for item, array in pairs]
    if any(item.dtype is None for item in subject.kernel.arrays):
        declared = [np.asarray(item).dtype.newbyteorder("=") for item in given]
    as_declared = [np.ascontiguousarray(item, dtype) for item, dtype in zip(given, declared, strict=True)]
    if is_allowed(subject.kernel, (*as_declared, *options)):
        wanted = subject.fields(*as_declared, *options)
        result = yield from called(subject, f"as {name}", given, options)
        yield from subject.unlike(f"as {name}", result, wanted, "the declared type", SAME_VALUES)


def tabled(subject: Subject, table: Callable[[Array], Array], name: str) -> Iterator[Disagreement]:
    """A table of ``(time, series)`` gives what its columns give one by one, also where one holds a NaN if it may."""
    kernel = subject.kernel
    given, options = columns_side_by_side(kernel, table)
    sizes = bind(kernel, given)
    if kernel.conflict(options, sizes):
        return
    whole = for_series(kernel, options, sizes[TABLE_AXIS])
    result = yield from called(subject, name, given, whole)
    for field, shape, dtype in zip(result, kernel.shapes(sizes, whole), kernel.dtypes(given), strict=True):
        if (field.shape, field.dtype) != (shape, dtype):
            sentence = f"the result must be {dtype} of shape {shape}, was {field.dtype} of {field.shape}"
            yield subject.disagreement(name, Difference(sentence, DECLARED))
            return
    for column in range(sizes[TABLE_AXIS]):
        columns = (np.ascontiguousarray(item[:, column]) for item in given)
        wanted = expected_of_column(kernel, tuple((item.dtype, item.tobytes()) for item in columns))
        for field, right, allowed in zip(result, *wanted, strict=True):
            own = np.ascontiguousarray(field[:, column]) if field.ndim > 1 else field[column]
            found = field_difference(own, right, allowed)
            if found is not None:
                yield subject.disagreement(f"{name}, column {column}", found)
    out = [np.full(field.shape[::-1], 7, field.dtype).T for field in result]
    yield from filled(subject, f"{name} with out", (*given, *whole), out, result)


@lru_cache(maxsize=64)
def expected_of_column(kernel: Kernel[..., Any], columns: tuple[tuple[np.dtype[Any], bytes], ...]) -> Expected:
    """What the reference gives for one column of a sample: 19 are the same in every layout, for every backend."""
    arrays = (np.ndarray(len(content) // dtype.itemsize, dtype, content) for dtype, content in columns)
    return expected(kernel, reference(kernel), (*arrays, *sampled(kernel, BARS)[1]))


def columns_side_by_side(
    kernel: Kernel[..., Any], table: Callable[[Array], Array]
) -> tuple[list[Array], tuple[Any, ...]]:
    """Samples as the columns of tables, one with a NaN if it may, and the options of a sample."""
    arrays, options = sampled_columns(kernel)
    return [table(item.copy()) for item in arrays], options


@lru_cache(maxsize=4)
def sampled_columns(kernel: Kernel[..., Any]) -> tuple[list[Array], tuple[Any, ...]]:
    """The tables that every layout has."""
    samples = [sampled(kernel, BARS, seed)[0] for seed in range(19)]
    arrays = [np.stack(columns, axis=1) for columns in zip(*samples, strict=True)]
    first = kernel.arrays[0]
    if is_float(first):
        with_hole = arrays[0].copy()
        with_hole[11, 3] = np.nan
        is_allowed_here = not any(rule.breaks(with_hole).any() for rule in first.rules)
        arrays[0] = with_hole if is_allowed_here else arrays[0]
    return arrays, sampled(kernel, BARS)[1]


def delivered(subject: Subject, output: Output, name: str) -> Iterator[Disagreement]:
    """A given `out` is filled with the very result and returned, even where it overlaps an input."""
    arrays, options = subject.sample()
    wanted = subject.fields(*arrays, *options)
    blanks = [np.full_like(field, 7) for field in wanted]
    out = blanks if output is other else [output(arrays, wanted[0].dtype)]
    yield from filled(subject, name, (*arrays, *options), out, wanted)


def filled(
    subject: Subject, case: str, arguments: tuple[Any, ...], out: list[Array], wanted: Sequence[Array]
) -> Iterator[Disagreement]:
    """Whether a call fills the arrays of `out` with what is wanted and gives them back."""
    given = out[0] if subject.kernel.result.type is None else tuple(out)
    if subject.handle(*arguments, out=given) is not given:
        yield subject.disagreement(case, Difference("out= was given and not returned", GIVEN_BACK))
    yield from subject.unlike(case, out, wanted, "a call without out", GIVEN_BACK)


def called(
    subject: Subject, case: str, given: list[Any], options: tuple[Any, ...]
) -> Generator[Disagreement, None, tuple[Array, ...]]:
    """The fields of a call through validation, which leaves its inputs as they were."""
    before = [np.array(item, copy=True) for item in given]
    result = as_fields(subject.kernel, subject.handle(*given, *options))
    yield from subject.unlike(case, [np.asarray(item) for item in given], before, "the caller", INPUTS)
    return result


def kind_of(parameter: Parameter) -> str:
    """The kind of an array's dtype; of one that takes any number, a float."""
    return "f" if parameter.dtype is None else parameter.dtype.kind
