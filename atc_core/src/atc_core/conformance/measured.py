"""The last look before timing: what candidates give on the very inputs that they are timed on, at every size."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from atc_core.arrays import Array
from atc_core.columns import Chosen, by_column
from atc_core.conformance.agreement import Function, as_fields, expected_around, identical, out_problem
from atc_core.conformance.differences import Expected, difference
from atc_core.conformance.forks import noticed_forks
from atc_core.conformance.together import Call, threads_problem
from atc_core.errors import described
from atc_core.models import of_series

if TYPE_CHECKING:
    from atc_core.kernel import Kernel

Fields: TypeAlias = "tuple[Array, ...]"
Results: TypeAlias = dict[str, list[Any]]
"""By name, what was given for each of the inputs."""

SHARED = range(2_000, 20_000)
"""Bars at which two threads call at once: enough for one to be interrupted, few enough for many calls."""


def wrong_results(
    kernel: Kernel[..., Any],
    functions: Mapping[str, Function],
    inputs: Sequence[tuple[Any, ...]],
    reference: Function,
    *,
    is_affordable: bool,
) -> dict[str, str]:
    """What is wrong, by name, with functions on inputs that they are about to be timed on.

    The reference computes the first input where that is affordable, or where nothing else can be compared with. Of
    other inputs the functions are compared with each other, and where two differ, the reference says which is right.
    """
    problems: dict[str, str] = {}
    results: Results = {}
    for name, function in functions.items():
        given = attempt(kernel, function, inputs)
        if isinstance(given, str):
            problems[name] = given
        else:
            results[name] = given
    for place, arguments in enumerate(inputs):
        must_compute = place == 0 and (is_affordable or len(results) == 1)
        if results and (must_compute or not agree(kernel, reference, results, arguments, place)):
            right = as_fields(kernel, computed(kernel, reference, arguments))
            problems |= differences(kernel, reference, results, arguments, place, right, slack=1.0)
            results = {name: fields for name, fields in results.items() if name not in problems}
    return problems


def computed(kernel: Kernel[..., Any], reference: Function, arguments: tuple[Any, ...]) -> Any:
    """What the reference gives; for a table, column by column."""
    return (by_column(kernel, Chosen("", reference)).function if is_table(kernel, arguments) else reference)(*arguments)


def is_table(kernel: Kernel[..., Any], arguments: tuple[Any, ...]) -> bool:
    """Whether series come side by side."""
    return kernel.is_by_series and arguments[0].ndim > 1


def attempt(kernel: Kernel[..., Any], function: Function, inputs: Sequence[tuple[Any, ...]]) -> list[Any] | str:
    """What a function gives for each of the inputs, or what is wrong with the way in which it does."""
    given = [tuple(item.copy(order="K") if isinstance(item, np.ndarray) else item for item in each) for each in inputs]
    try:
        with warnings.catch_warnings(), noticed_forks() as forks:
            warnings.simplefilter("error", RuntimeWarning)
            problem, results = watched_calls(kernel, function, given)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return f"it raised {described(error)}"
    if forks:
        return "it forked"
    for own, before in zip(given, inputs, strict=True):
        pairs = zip(own, before, strict=True)
        if not all(identical(one, other) for one, other in pairs if isinstance(one, np.ndarray)):
            return "an input was written to"
    return problem or results


def watched_calls(
    kernel: Kernel[..., Any], function: Function, inputs: Sequence[tuple[Any, ...]]
) -> tuple[str, list[Any]]:
    """Call on each of the inputs, with `out` and from two threads; what is wrong, and what was given."""
    given, results, kept = [], list[Fields](), list[Fields]()
    for arguments in inputs:
        given.append(function(*arguments))
        fields = as_fields(kernel, given[-1])
        if any(np.may_share_memory(field, item) for field in fields for item in arguments if is_array(item)):
            return "the result is a view of an input", []
        if results and any(np.may_share_memory(own, field) for own in results[-1] for field in fields):
            return "two calls gave the same memory", []
        results.append(fields)
        kept.append(tuple(field.copy() for field in fields))
    dtypes = kernel.dtypes(inputs[0][: len(kernel.arrays)])
    has_right_dtypes = all(field.dtype == dtype for field, dtype in zip(results[0], dtypes, strict=False))
    takes_out = has_right_dtypes and not kernel.is_found
    problem = out_problem(kernel, function, inputs[0], results[0]) if takes_out else ""
    if not problem and len(inputs[0][0]) in SHARED:
        problem = threads_problem(*(calling(kernel, function, *pair) for pair in zip(inputs[:2], kept, strict=False)))
    if not all(map(identical, chain(*results), chain(*kept))):
        return "a later call changed an earlier result", []
    return problem or "", given


def is_array(value: Any) -> bool:
    """Whether an argument is data."""
    return isinstance(value, np.ndarray)


def calling(kernel: Kernel[..., Any], function: Function, arguments: tuple[Any, ...], right: Fields) -> Call:
    """A call on these arguments that says what is wrong with it."""

    def call() -> str:
        with noticed_forks() as forks:
            is_right = all(map(identical, as_fields(kernel, function(*arguments)), right))
        return "it forked" if forks else "" if is_right else "two threads that call at once disturb each other"

    return call


def agree(
    kernel: Kernel[..., Any], reference: Function, results: Results, arguments: tuple[Any, ...], place: int
) -> bool:
    """Whether all functions gave what the first of them gave; each may be off by what is allowed."""
    try:
        witness = as_fields(kernel, next(iter(results.values()))[place])
        return not differences(kernel, reference, results, arguments, place, witness, slack=2.0)
    except (ValueError, TypeError, IndexError):  # what the first gave has not even the right shape
        return False


def differences(
    kernel: Kernel[..., Any],
    reference: Function,
    results: Results,
    arguments: tuple[Any, ...],
    place: int,
    right: Fields,
    *,
    slack: float,
) -> dict[str, str]:
    """How each function's fields differ from the right ones by more than `slack` times what is allowed."""
    wanted = expected_on(kernel, reference, arguments, right)
    wanted = Expected(wanted.fields, tuple(slack * item for item in wanted.allowed))
    found = ((name, difference(kernel, given[place], wanted)) for name, given in results.items())
    return {name: f"it is wrong: {problem}" for name, problem in found if problem}


def expected_on(kernel: Kernel[..., Any], reference: Function, arguments: tuple[Any, ...], right: Fields) -> Expected:
    """What is allowed around the right fields; of a table, around those of each column."""
    count = len(kernel.arrays)
    if not is_table(kernel, arguments):
        return expected_around(kernel, reference, arguments, right)
    columns = [
        expected_around(
            kernel,
            reference,
            (*(item[:, column].copy() for item in arguments[:count]), *of_series(kernel, arguments[count:], column)),
            tuple(field[:, column] if field.ndim > 1 else field[column] for field in right),
        )
        for column in range(arguments[0].shape[1])
    ]
    by_field = zip(*(item.allowed for item in columns), strict=True)
    # Series come after the first axis, before the parts of rows.
    return Expected(right, tuple(np.stack(parts, axis=min(parts[0].ndim, 1)) for parts in by_field))
