"""Verify, then time: an implementation may be measured only where it gives what the reference gives."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from atc_core.arrays import Array
from atc_core.conformance.case import Case
from atc_core.conformance.differences import (
    GIVEN_BACK,
    INPUTS,
    NO_ERRORS,
    NO_FORKS,
    OWN_MEMORY,
    Difference,
    Disagreement,
    Expected,
    difference,
)
from atc_core.conformance.edge_cases import edge_cases
from atc_core.conformance.forks import noticed_forks
from atc_core.decimals.outcomes import arrays_in, outcome
from atc_core.errors import described
from atc_core.magnitudes import latest_maximum
from atc_core.results import is_given_back

if TYPE_CHECKING:
    from atc_core.kernel import Kernel

Function: TypeAlias = Callable[..., Any]
PROBE_BARS = 64
PROBED = 4096
"""Bars of the series that shows how far a kernel looks back."""


def disagreement(kernel: Kernel[..., Any], function: Function, reference: Function) -> str | None:
    """The first difference between `function` and `reference` over the edge cases, as a sentence.

    None when there is none. Whatever `function` raises is a difference too.
    """
    found = next(disagreements(kernel, function, expected_cases(kernel, reference)), None)
    return None if found is None else str(found)


def disagreements(
    kernel: Kernel[..., Any], function: Function, cases: Iterable[tuple[Case, Expected]]
) -> Iterator[Disagreement]:
    """Every difference between `function` and what is expected."""
    for case, expected in cases:
        found = case_disagreement(kernel, case, function, expected)
        if found is not None:
            yield Disagreement(kernel.name, str(case), found)


def expected_cases(kernel: Kernel[..., Any], reference: Function) -> Iterator[tuple[Case, Expected]]:
    """The edge cases of a kernel with what the reference gives, each computed once for all candidates."""
    for position, case in enumerate(known_cases(kernel)):
        yield case, expected_in(kernel, reference, position)


@lru_cache(maxsize=128)
def known_cases(kernel: Kernel[..., Any]) -> tuple[Case, ...]:
    """The edge cases of a kernel, made once."""
    return tuple(edge_cases(kernel))


@lru_cache(maxsize=16384)
def expected_in(kernel: Kernel[..., Any], reference: Function, position: int) -> Expected:
    """What is expected in the edge case at this position."""
    return expected(kernel, reference, known_cases(kernel)[position].arguments)


def expected(kernel: Kernel[..., Any], reference: Function, arguments: tuple[Any, ...]) -> Expected:
    """What the reference gives, and what the contract allows around it."""
    return expected_around(kernel, reference, arguments, as_fields(kernel, outcome(reference, arguments)))


def expected_around(
    kernel: Kernel[..., Any], reference: Function, arguments: tuple[Any, ...], fields: tuple[Array, ...]
) -> Expected:
    """What the contract allows around fields that are right."""
    scales = scales_of(kernel, reference, arguments, fields)
    pairs = zip(fields, scales, kernel.exact, strict=True)
    allowed = tuple(allowance(field, scale, kernel.tolerance, exact=exact) for field, scale, exact in pairs)
    return Expected(fields, allowed)


def as_fields(kernel: Kernel[..., Any], result: Any) -> tuple[Array, ...]:
    """An implementation's result as arrays, one a field; a number becomes an array without axes."""
    result = kernel.comparable(result)
    return (np.asarray(result),) if kernel.result.type is None else tuple(map(np.asarray, result))


def allowance(field: Array, scale: Any, tolerance: float, *, exact: bool) -> Array:
    """How far a result may be from a field at each place, or the parts of its rows along one more axis."""
    if exact or field.dtype.kind not in "fV":
        return np.zeros(field.shape)
    magnitudes = np.asarray(scale, np.float64)
    shape = (*field.shape, len(field.dtype.names or ())) if magnitudes.ndim > field.ndim else field.shape
    with np.errstate(invalid="ignore", over="ignore"):
        return np.nan_to_num(tolerance * np.broadcast_to(magnitudes, shape), posinf=0.0)


def case_disagreement(
    kernel: Kernel[..., Any], case: Case, function: Function, expected: Expected
) -> Difference | None:
    """What is wrong with `function` in one case: inputs, result, `out`, exceptions."""
    inputs = list(arrays_in(case.arguments))
    before = [item.tobytes() for item in inputs]
    found = caught(kernel, function, case.arguments, expected)
    if [item.tobytes() for item in inputs] == before:
        return found
    # They are made anew: the next candidate is not to blame for what this one wrote.
    known_cases.cache_clear()
    expected_in.cache_clear()
    return Difference("an input was written to", INPUTS)


def caught(
    kernel: Kernel[..., Any], function: Function, arguments: tuple[Any, ...], expected: Expected
) -> Difference | None:
    """What is wrong with what `function` gives, or raises, or warns of; or that it forked."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)
            with noticed_forks() as forks:
                found = run_case(kernel, function, arguments, expected)
            return Difference("it forked", NO_FORKS) if forks else found
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return Difference(f"raised {described(error)}", NO_ERRORS)


def run_case(
    kernel: Kernel[..., Any], function: Function, arguments: tuple[Any, ...], expected: Expected
) -> Difference | None:
    """Call twice, without and with `out`, on read-only inputs, and compare."""
    result = outcome(function, arguments)
    found = difference(kernel, result, expected)
    if found is not None:
        return found
    fields = as_fields(kernel, result)
    if any(np.may_share_memory(field, item) for field in fields for item in arrays_in(arguments)):
        return Difference("the result is a view of an input", OWN_MEMORY)
    problem = None if kernel.is_found else out_problem(kernel, function, arguments, fields)
    return None if problem is None else Difference(problem, GIVEN_BACK)


def out_problem(
    kernel: Kernel[..., Any], function: Function, arguments: tuple[Any, ...], fields: Sequence[Array]
) -> str | None:
    """What is wrong where `out` is given."""
    # Of the same memory order: a table in another one may be computed another way, within the tolerance.
    blanks = [np.full_like(field, 7) for field in fields]
    out = blanks[0] if kernel.result.type is None else tuple(blanks)
    returned = function(*arguments, out=out)
    if not is_given_back(returned, out):
        return "out= was given and not returned"
    if not all(map(identical, blanks, fields)):
        return "out= was given and holds another result"
    return None


def identical(one: Array, other: Array) -> bool:
    """Equal values, NaN included."""
    if one.dtype.names:
        return all(identical(one[name], other[name]) for name in one.dtype.names)
    return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")


def scales_of(
    kernel: Kernel[..., Any], reference: Function, arguments: tuple[Any, ...], fields: Sequence[Array]
) -> tuple[Any, ...]:
    """The magnitudes that each field's errors are measured by."""
    if kernel.scale is not None:
        given = kernel.scale(*arguments, fields[0] if kernel.result.type is None else fields)
        return (given,) if kernel.result.type is None else tuple(given)
    if kernel.is_per_bar and kernel.result.type is None and fields[0].dtype.kind == "f":
        return (scale_per_bar(kernel, reference, arguments, fields[0]),)
    return tuple(own_magnitude(field) for field in fields)


def own_magnitude(values: Array) -> Any:
    """A result's own magnitude, at least 1; nothing of what is no number."""
    if values.dtype.kind != "f":
        return 0.0
    return np.fmax(1.0, np.where(np.isinf(values), 1.0, np.abs(values)))


def scale_per_bar(kernel: Kernel[..., Any], reference: Function, arguments: tuple[Any, ...], values: Array) -> Array:
    """The largest magnitude that enters each output.

    A result in the units of its series is measured by the bars that it depends on, any other by itself or 1.
    """
    if not is_homogeneous(kernel, reference):
        own: Array = own_magnitude(values)
        return own
    count = len(kernel.arrays)
    bars = lookback(kernel, reference, len(values), arguments[count:])
    series = np.abs(np.array(arguments[:count], dtype=np.float64))
    series[~np.isfinite(series)] = 0.0
    return latest_maximum(series.max(axis=0), bars)


@lru_cache(maxsize=128)
def is_homogeneous(kernel: Kernel[..., Any], reference: Function) -> bool:
    """Whether twice the series give exactly twice the result."""
    arguments = kernel.arguments(np.random.default_rng(1), PROBE_BARS)
    count = len(kernel.arrays)
    twice = (*(2.0 * item for item in arguments[:count]), *arguments[count:])
    return np.array_equal(reference(*twice), 2.0 * reference(*arguments), equal_nan=True)


@lru_cache(maxsize=4096)
def lookback(kernel: Kernel[..., Any], reference: Function, n: int, options: tuple[Any, ...]) -> int:
    """How many bars a result depends on: the declared option, else as many as a NaN at the second bar spoils."""
    if kernel.lookback:
        return kernel.bars_back(kernel.named(options))
    # A series that is long for these windows tells as much as one of a million bars.
    bars = min(n, max(PROBED, *(4 * item for item in options if isinstance(item, int)), 0))
    probe = np.ones(bars)
    probe[1:2] = np.nan
    spoiled = np.flatnonzero(np.isnan(reference(*(probe for _ in kernel.arrays), *options)))
    last = int(spoiled[-1]) if len(spoiled) else 0
    return last if 0 < last < bars - 1 else n
