"""The suite that every backend must pass, ours or a stranger's."""

from __future__ import annotations

import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from atc_core.conformance.agreement import expected
from atc_core.conformance.agreement import expected_cases as tuned_cases
from atc_core.conformance.case import Case
from atc_core.conformance.differences import NO_ERRORS, Difference, Disagreement, Expected
from atc_core.conformance.edge_cases import is_allowed
from atc_core.conformance.further_cases import (
    long_window_cases,
    many_bar_cases,
    random_combinations,
    size_cases,
    window_cases,
)
from atc_core.conformance.layouts import ARRANGEMENTS, CONVERSIONS, MATRIX_ARRANGEMENTS, OUTPUTS, TABLES, other
from atc_core.conformance.measured import attempt
from atc_core.conformance.subject import Subject, reference
from atc_core.conformance.through_validation import arranged, converted, delivered, kind_of, tabled
from atc_core.errors import UnverifiedWarning, described
from atc_core.process import PROCESS
from atc_core.registry import find_kernel
from atc_core.vouching import VERIFIED

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from atc_core.arrays import Array
    from atc_core.kernel import Kernel

SHOWN = 30
"""Disagreements that are shown."""
LEFT_ALONE = "a call changes nothing but its own result"
UNDISTURBED = "calls from several threads do not disturb each other"


Body: TypeAlias = "Callable[[Subject], Iterator[Disagreement]]"


class Check(NamedTuple):
    """One thing that must hold; calling it raises AssertionError where it does not."""

    subject: Subject
    name: str
    body: Body

    @property
    def about(self) -> str:
        """What must hold, in a sentence."""
        body = self.body.func if isinstance(self.body, partial) else self.body
        return (body.__doc__ or "").partition("\n")[0]

    def problems(self) -> Iterator[Disagreement]:
        """Every disagreement, as it is found; that a backend is not verified, or was quarantined, is none."""
        with warnings.catch_warnings(), without_profile():
            warnings.simplefilter("ignore", UnverifiedWarning)
            try:
                yield from self.body(self.subject)
            except Exception as error:
                yield self.subject.disagreement(self.name, Difference(f"raised {described(error)}", NO_ERRORS))

    def __call__(self) -> None:
        """Fail with all disagreements at once."""
        found = list(self.problems())
        more = [f"and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
        assert not found, "\n".join([*map(str, found[:SHOWN]), *more])

    def __str__(self) -> str:
        return f"{self.subject.kernel.name}-{self.name}-{self.subject.backend}"


@contextmanager
def without_profile() -> Iterator[None]:
    """Look at what was measured here as if nothing had been."""
    choice = PROCESS.choice
    measured, choice.measured = choice.measured, {}
    try:
        yield
    finally:
        choice.measured = measured


def checks(*backends: str, kernels: Container[str] | None = None) -> list[Check]:
    """Every check for every kernel, or those named, that each of `backends` has; an unusable backend is an error."""
    loaded = [PROCESS.choice.plugins.load(name) for name in backends]
    implemented = {name: find_kernel(name) for backend in loaded for name in backend.implementations}
    return [
        Check(Subject(backend.name, kernel), name, body)
        for kernel in implemented.values()
        if kernels is None or kernel.name in kernels
        for name, body in bodies(kernel)
        for backend in loaded
        if kernel.name in backend.implementations and not (backend.name == kernel.reference and body in COMPARISONS)
    ]


def bodies(kernel: Kernel[..., Any]) -> Iterator[tuple[str, Body]]:
    """The checks of a kernel by name."""
    if not kernel.takes_arrays:
        yield from ((body.__name__, body) for body in (edge_cases, threads))
        return
    for body in (edge_cases, every_size, every_window, long_windows, random_cases, many_bars, repeated_calls, threads):
        yield body.__name__, body
    has_tables = any(len(item.axes) > 1 for item in kernel.arrays)
    for name, arrange in (MATRIX_ARRANGEMENTS if has_tables else ARRANGEMENTS).items():
        yield name, partial(arranged, arrange=arrange, name=name)
    for name in conversions(kernel):
        yield f"as {name}", partial(converted, name=name)
    for name, table in TABLES.items() if kernel.is_by_series else ():
        yield name, partial(tabled, table=table, name=name)
    outputs = OUTPUTS if kernel.is_per_bar and kernel.result.type is None else {"out": other}
    for name, output in outputs.items() if not kernel.is_found else ():
        yield name, partial(delivered, output=output, name=name)


def conversions(kernel: Kernel[..., Any]) -> list[str]:
    """The types that some array of the kernel may come in."""
    return list(dict.fromkeys(name for item in kernel.arrays for name in CONVERSIONS[kind_of(item)]))


def edge_cases(subject: Subject) -> Iterator[Disagreement]:
    """What the tuner verifies."""
    found = list(subject.disagreements(tuned_cases(subject.kernel, reference(subject.kernel))))
    if not found:
        VERIFIED.add((subject.kernel.name, subject.backend))
    yield from found


def every_size(subject: Subject) -> Iterator[Disagreement]:
    """Short series of every size."""
    return subject.disagreements(expected_cases(subject.kernel, size_cases))


def every_window(subject: Subject) -> Iterator[Disagreement]:
    """Windows of every length up to several vectors and tiles."""
    return subject.disagreements(expected_cases(subject.kernel, window_cases))


def long_windows(subject: Subject) -> Iterator[Disagreement]:
    """Windows of thousands of bars, in which rounding adds up."""
    return subject.disagreements(expected_cases(subject.kernel, long_window_cases))


def random_cases(subject: Subject) -> Iterator[Disagreement]:
    """Sizes, options and edges in combinations that no case above has; the same ones each time."""
    return subject.disagreements(expected_cases(subject.kernel, random_combinations))


def many_bars(subject: Subject) -> Iterator[Disagreement]:
    """A million bars at an offset of a million: error must not grow with the series."""
    return subject.disagreements(expected_cases(subject.kernel, many_bar_cases))


def repeated_calls(subject: Subject) -> Iterator[Disagreement]:
    """A call leaves its inputs and earlier results as they are, and forks no process."""
    found = attempt(subject.kernel, subject.function, [(*arrays, *options) for arrays, options in samples(subject, 2)])
    if isinstance(found, str):
        yield subject.disagreement("two calls", Difference(found, LEFT_ALONE))


def samples(subject: Subject, count: int) -> list[tuple[list[Array], tuple[Any, ...]]]:
    """Arrays and options of calls that take long enough to meet."""
    rows = subject.kernel.largest
    return [subject.sample(rows // 5 if rows else 3000, seed) for seed in range(count)]


def threads(subject: Subject) -> Iterator[Disagreement]:
    """Calls from several threads do not disturb each other."""
    given = samples(subject, 8)
    alone = [subject.fields(*arrays, *options) for arrays, options in given]
    with ThreadPoolExecutor(4) as pool:
        together = pool.map(lambda sample: subject.fields(*sample[0], *sample[1]), given * 4)
        for result, wanted in zip(together, alone * 4, strict=True):
            yield from subject.unlike("four threads", result, wanted, "one thread", UNDISTURBED)


COMPARISONS = (every_size, every_window, long_windows, random_cases, many_bars)
"""What would compare a reference with itself."""


@lru_cache(maxsize=4)
def expected_cases(
    kernel: Kernel[..., Any], cases: Callable[[Kernel[..., Any]], Iterator[Case]]
) -> list[tuple[Case, Expected]]:
    """The cases with what the reference gives, shared by the backends that are checked in turn."""
    return [
        (case, expected(kernel, reference(kernel), case.arguments))
        for case in cases(kernel)
        if is_allowed(kernel, case.arguments)
    ]
