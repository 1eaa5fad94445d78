"""Verify, then time: an implementation may be measured only where it gives what the reference gives."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.tuning.edge_cases import Case, edge_cases
from atc_core.tuning.measure import Function

if TYPE_CHECKING:
    from atc_core.kernel import Kernel

Array: TypeAlias = NDArray[Any]
PROBE_BARS = 64


class Expected(NamedTuple):
    """What the reference gives for a case, and how far a result may be from it at each bar."""

    values: Array
    allowed: Array


def disagreement(kernel: Kernel[..., Any], function: Function, reference: Function) -> str | None:
    """The first difference between `function` and `reference` over the edge cases, as a sentence.

    None when there is none. Whatever `function` raises is a difference too.
    """
    for case, expected in expected_cases(kernel, reference):
        problem = case_disagreement(case, function, expected)
        if problem is not None:
            return f"{kernel.name}, {case}: {problem}"
    return None


def expected_cases(kernel: Kernel[..., Any], reference: Function) -> Iterator[tuple[Case, Expected]]:
    """The edge cases of a kernel with what the reference gives, each computed once for all candidates."""
    for position, case in enumerate(known_cases(kernel)):
        yield case, expected_in(kernel, reference, position)


@lru_cache(maxsize=64)
def known_cases(kernel: Kernel[..., Any]) -> tuple[Case, ...]:
    """The edge cases of a kernel, made once."""
    return tuple(edge_cases(kernel))


@lru_cache(maxsize=4096)
def expected_in(kernel: Kernel[..., Any], reference: Function, position: int) -> Expected:
    """What is expected in the edge case at this position."""
    return expected(kernel, reference, known_cases(kernel)[position].arguments)


def expected(kernel: Kernel[..., Any], reference: Function, arguments: tuple[Any, ...]) -> Expected:
    """What the reference gives, and what the contract allows around it."""
    values = reference(*arguments)
    allowed = kernel.tolerance * scale(kernel, reference, arguments, values)
    allowed[list(kernel.result.exact)] = 0.0
    return Expected(values, allowed)


def case_disagreement(case: Case, function: Function, expected: Expected) -> str | None:
    """What is wrong with `function` in one case: result, `out`, inputs, exceptions."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)
            return conduct(function, case.arguments, expected)
    except Exception as error:
        return f"raised {type(error).__name__}: {error}"


def conduct(function: Function, arguments: tuple[Any, ...], expected: Expected) -> str | None:
    """Call twice, without and with `out`, on read-only inputs, and compare."""
    series = [item for item in arguments if isinstance(item, np.ndarray)]
    before = [item.tobytes() for item in series]
    result = function(*arguments)
    problem = difference(result, expected)
    if problem is not None:
        return problem
    if any(np.may_share_memory(result, item) for item in series):
        return "the result is a view of an input"
    out = np.full_like(expected.values, 7)
    if function(*arguments, out=out) is not out:
        return "out= was given and not returned"
    if not np.array_equal(out, result, equal_nan=True):
        return "out= was given and holds another result"
    if [item.tobytes() for item in series] != before:
        return "an input was written to"
    return None


def difference(result: Any, expected: Expected) -> str | None:
    """How `result` differs from what is expected, None where it is within the tolerance."""
    values, allowed = expected
    if not isinstance(result, np.ndarray) or result.dtype != values.dtype:
        kind = result.dtype if isinstance(result, np.ndarray) else type(result).__name__
        return f"the result must be an array of {values.dtype}, was {kind}"
    if result.shape != values.shape:
        return f"the result must have shape {values.shape}, was {result.shape}"
    with np.errstate(invalid="ignore", over="ignore"):
        agrees = (result == values) | (np.abs(result - values) <= allowed)
    if values.dtype.kind == "f":
        agrees |= np.isnan(result) & np.isnan(values)
    if agrees.all():
        return None
    place = np.unravel_index(int(np.argmin(agrees)), values.shape)
    field = f"field {place[0]}, " if values.ndim > 1 else ""
    return f"{field}bar {place[-1]} of {values.shape[-1]} is {result[place]!s}, the reference gives {values[place]!s}"


def scale(kernel: Kernel[..., Any], reference: Function, arguments: tuple[Any, ...], values: Array) -> Array:
    """The largest magnitude that enters each output; 0, which demands identity, for discrete ones.

    A result in the units of its series is measured by the bars that reach it, any other by itself or 1.
    """
    if values.dtype.kind != "f":
        return np.zeros(values.shape, np.int8)
    if not is_homogeneous(kernel, reference):
        own: Array = np.fmax(1.0, np.where(np.isinf(values), 1.0, np.abs(values)))
        return own
    count = len(kernel.series)
    bars = reach(kernel, reference, len(values), arguments[count:])
    series = np.abs(np.array(arguments[:count], dtype=np.float64))
    series[~np.isfinite(series)] = 0.0
    return latest_maximum(series.max(axis=0), bars)


@lru_cache(maxsize=64)
def is_homogeneous(kernel: Kernel[..., Any], reference: Function) -> bool:
    """Whether twice the series give exactly twice the result."""
    arguments = kernel.arguments(np.random.default_rng(1), PROBE_BARS)
    count = len(kernel.series)
    twice = (*(2.0 * item for item in arguments[:count]), *arguments[count:])
    return np.array_equal(reference(*twice), 2.0 * reference(*arguments), equal_nan=True)


@lru_cache(maxsize=4096)
def reach(kernel: Kernel[..., Any], reference: Function, n: int, options: tuple[Any, ...]) -> int:
    """How many outputs a bar enters: as many as a NaN at the second bar spoils, `n` where it is for good."""
    probe = np.ones(n)
    probe[1:2] = np.nan
    reached = np.flatnonzero(np.isnan(reference(*(probe for _ in kernel.series), *options)))
    last = int(reached[-1]) if len(reached) else 0
    return last if 0 < last < n - 1 else n


def latest_maximum(values: Array, length: int) -> Array:
    """The largest of the last `length` values, or of as many as there are, at each bar."""
    if length >= len(values):
        running: Array = np.maximum.accumulate(values)
        return running
    blocks = -(-(len(values) + length) // length)
    padded = np.zeros(blocks * length)
    padded[length - 1 : length - 1 + len(values)] = values
    table = padded.reshape(blocks, length)
    so_far = np.maximum.accumulate(table, axis=1).ravel()
    to_come = np.maximum.accumulate(table[:, ::-1], axis=1)[:, ::-1].ravel()
    largest: Array = np.maximum(to_come[: len(values)], so_far[length - 1 : length - 1 + len(values)])
    return largest
