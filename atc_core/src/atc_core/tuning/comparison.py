"""Every backend on a caller's own arguments: compared with the reference first, timed only where it agrees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from atc_core.columns import Chosen, by_column, call_layout
from atc_core.process import PROCESS
from atc_core.registry import find_kernel
from atc_core.tuning.estimates import shipped_candidates
from atc_core.tuning.measure import Function, RacerError, Timing, race
from atc_core.tuning.own_arguments import costs_of, read_only
from atc_core.tuning.verdict import reference_for
from atc_core.validation import validate
from atc_core.variant import TABLES, variant_of

if TYPE_CHECKING:
    from atc_core.choice import Choice
    from atc_core.kernel import Kernel

LONGEST = 1.0
"""Seconds of a race, unless the caller gives others."""


class Compared(NamedTuple):
    """How one backend did on the arguments."""

    backend: str
    microseconds: float
    """Of a call; NaN where it was not timed."""
    ratio: float
    """Of its time to that of the fastest; NaN where it was not timed."""
    agrees: bool
    """Whether it gives what the reference gives, within what the kernel allows; False where it was not tried, too."""
    note: str
    """Why it was not timed, or what else there is to say; empty where all is well."""


def compare_backends(name: str, *arguments: Any, seconds: float = LONGEST) -> list[Compared]:
    """Each backend on arguments of a kernel: first whether it gives what the reference gives, then how long it takes.

    Nothing is remembered: what runs afterwards is what ran before. Backends that do not implement the kernel are left
    out; those that would, but are not installed, do not agree or are broken, come last with a note that says so.

    Args:
        name: of a kernel.
        arguments: its positional arguments, arrays first; what is left out is the default.
        seconds: about how long the race may last.

    Returns:
        The fastest first.

    Raises:
        KeyError: there is no such kernel.
        TypeError: an argument is of the wrong type, as in a call.
        ValueError: an argument is wrong, as in a call.
        BackendError: the kernel's reference is not installed.
    """
    kernel = find_kernel(name, "float64")
    bound = kernel.signature.bind(*arguments)
    bound.apply_defaults()
    values = tuple(bound.arguments[item.name] for item in kernel.parameters)
    arrays, options, *_ = validate(kernel, values, "keep" if kernel.gaps else None)
    given = (*map(read_only, arrays), *options)
    variant = variant_of(kernel, options, call_layout(kernel, arrays[0]))
    functions, absent = candidates(PROCESS.choice, kernel, variant)
    reference = reference_for(PROCESS.choice.plugins, kernel)
    costs, wrong = costs_of(kernel, variant, reference, functions, given)
    timings, failed = timed({item: functions[item] for item in costs}, given, seconds)
    best = min((item.seconds for item in timings.values()), default=1.0)
    found = [Compared(item, 1e6 * own.seconds, own.seconds / best, True, "") for item, own in timings.items()]
    found.sort(key=lambda row: row.microseconds)
    changed = dict.fromkeys(functions.keys() - costs.keys() - wrong.keys(), "the arguments changed meanwhile")
    notes = {**wrong, **changed, **failed, **absent}
    nan = float("nan")
    return [*found, *(Compared(item, nan, nan, False, note) for item, note in notes.items())]


def candidates(choice: Choice, kernel: Kernel[..., Any], variant: str) -> tuple[dict[str, Function], dict[str, str]]:
    """The functions of backends that may run the kernel, and why others may not that would."""
    functions, absent = {}, {}
    for name in choice.plugins.statuses():
        problem = choice.problem(kernel, name)
        untunable = choice.plugins.backends[name].untunable if problem is None else ""
        if untunable:
            absent[name] = untunable
        elif problem is None:
            function = choice.function(kernel, name)
            if variant in TABLES and not choice.takes_tables(kernel, name):
                function = by_column(kernel, Chosen(name, function)).function
            functions[name] = function
        elif problem.code != "no-kernel" and name in implementing(choice, kernel):
            absent[name] = f"{problem.code}: {problem.detail}" if problem.detail else problem.code
    return functions, absent


def implementing(choice: Choice, kernel: Kernel[..., Any]) -> Iterator[str]:
    """The backends that are known to implement a kernel, installed or not."""
    yield from shipped_candidates(kernel)
    for backend in choice.plugins.available():
        if kernel.name in backend.implementations:
            yield backend.name


def timed(
    functions: dict[str, Function], arguments: tuple[Any, ...], seconds: float
) -> tuple[dict[str, Timing], dict[str, str]]:
    """Times side by side; what raises or forks is left out, and the others race again."""
    running, failed = dict(functions), dict[str, str]()
    while running:
        try:
            return race(running, [arguments], seconds), failed
        except RacerError as error:
            del running[error.name]
            failed[error.name] = error.problem
    return {}, failed
