"""Verify, then time: an implementation may be measured only where it gives what the reference gives."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from atc_core.arrays import Array
from atc_core.conformance.edge_cases import Case, edge_cases
from atc_core.conformance.forks import noticed_forks
from atc_core.errors import described
from atc_core.magnitudes import latest_maximum
from atc_core.results import is_given_back

if TYPE_CHECKING:
    from atc_core.kernel import Kernel

Function: TypeAlias = Callable[..., Any]
PROBE_BARS = 64
PROBED = 4096
"""Bars of the series that shows how far a kernel looks back."""


class Expected(NamedTuple):
    """What the reference gives for a case, field by field, and how far a result may be from it at each place."""

    fields: tuple[Array, ...]
    allowed: tuple[Array, ...]


def disagreement(kernel: Kernel[..., Any], function: Function, reference: Function) -> str | None:
    """The first difference between `function` and `reference` over the edge cases, as a sentence.

    None when there is none. Whatever `function` raises is a difference too.
    """
    return next(disagreements(kernel, function, expected_cases(kernel, reference)), None)


def disagreements(
    kernel: Kernel[..., Any], function: Function, cases: Iterable[tuple[Case, Expected]]
) -> Iterator[str]:
    """Every difference between `function` and what is expected, as sentences."""
    for case, expected in cases:
        problem = case_disagreement(kernel, case, function, expected)
        if problem is not None:
            yield f"{kernel.name}, {case}: {problem}"


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
    return expected_around(kernel, reference, arguments, as_fields(kernel, reference(*arguments)))


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
    return (np.asarray(result),) if kernel.result.type is None else tuple(map(np.asarray, result))


def allowance(field: Array, scale: Any, tolerance: float, *, exact: bool) -> Array:
    """How far a result may be from a field at each place, or the parts of its rows along one more axis."""
    if exact or field.dtype.kind not in "fV":
        return np.zeros(field.shape)
    magnitudes = np.asarray(scale, np.float64)
    shape = (*field.shape, len(field.dtype.names or ())) if magnitudes.ndim > field.ndim else field.shape
    with np.errstate(invalid="ignore", over="ignore"):
        return np.nan_to_num(tolerance * np.broadcast_to(magnitudes, shape), posinf=0.0)


def case_disagreement(kernel: Kernel[..., Any], case: Case, function: Function, expected: Expected) -> str | None:
    """What is wrong with `function` in one case: result, `out`, inputs, exceptions."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)
            with noticed_forks() as forks:
                problem = run_case(kernel, function, case.arguments, expected)
            return "it forked" if forks else problem
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return f"raised {described(error)}"


def run_case(
    kernel: Kernel[..., Any], function: Function, arguments: tuple[Any, ...], expected: Expected
) -> str | None:
    """Call twice, without and with `out`, on read-only inputs, and compare."""
    inputs = [item for item in arguments if isinstance(item, np.ndarray)]
    before = [item.tobytes() for item in inputs]
    result = function(*arguments)
    problem = difference(kernel, result, expected)
    if problem is not None:
        return problem
    fields = as_fields(kernel, result)
    if any(np.may_share_memory(field, item) for field in fields for item in inputs):
        return "the result is a view of an input"
    if not kernel.is_found:
        problem = out_problem(kernel, function, arguments, fields)
    if problem is None and [item.tobytes() for item in inputs] != before:
        return "an input was written to"
    return problem


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


def difference(kernel: Kernel[..., Any], result: Any, expected: Expected) -> str | None:
    """How `result` differs from what is expected, None where it is within the tolerance."""
    count = len(expected.fields)
    if kernel.result.type is not None and (not isinstance(result, (tuple, list, np.ndarray)) or len(result) != count):
        return f"the result must be a tuple of {count} arrays, was {type(result).__name__}"
    given = [result] if kernel.result.type is None else result
    parts = zip(kernel.result.fields, given, expected.fields, expected.allowed, strict=True)
    for field, *part in parts:
        problem = field_difference(*part)
        if problem is not None:
            return f"{field.name}: {problem}" if field.name else problem
    return None


def field_difference(result: Any, wanted: Array, allowed: Array) -> str | None:
    """How one field differs from what is expected."""
    if wanted.ndim == 0 and isinstance(result, (int, float, np.integer, np.floating)):
        result = np.asarray(result, wanted.dtype)
    if type(result) is not np.ndarray or result.dtype != wanted.dtype:
        kind = result.dtype if type(result) is np.ndarray else type(result).__name__
        return f"the result must be an array of {wanted.dtype}, was {kind}"
    if result.shape != wanted.shape:
        return f"the result must have shape {wanted.shape}, was {result.shape}"
    if wanted.dtype.names:
        parts = np.moveaxis(allowed, -1, 0) if allowed.ndim > wanted.ndim else repeat(allowed)
        pairs = zip(wanted.dtype.names, parts, strict=False)
        named = ((name, field_difference(result[name], wanted[name], part)) for name, part in pairs)
        return next((f"{name}: {problem}" for name, problem in named if problem), None)
    return value_difference(result, wanted, allowed)


def value_difference(result: Array, wanted: Array, allowed: Array) -> str | None:
    """The first place at which values of one shape and dtype differ by more than is allowed."""
    with np.errstate(invalid="ignore", over="ignore"):
        agrees = (result == wanted) | (np.abs(result - wanted) <= allowed) if allowed.any() else result == wanted
    if wanted.dtype.kind == "f":
        agrees = agrees | (np.isnan(result) & np.isnan(wanted))
    if np.all(agrees):
        return None
    place = np.unravel_index(int(np.argmin(agrees)), wanted.shape)
    where = f"bar {place[0]} of {wanted.shape[0]}" if len(place) == 1 else f"place {tuple(map(int, place))}"
    return f"{where if place else 'the number'} is {result[place]!s}, the reference gives {wanted[place]!s}"


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
