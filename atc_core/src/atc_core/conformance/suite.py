"""The suite that every backend must pass, ours or a stranger's."""

from __future__ import annotations

import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from atc_core.arrays import Array
from atc_core.conformance.agreement import (
    Expected,
    Function,
    as_fields,
    disagreements,
    expected,
    field_difference,
    identical,
)
from atc_core.conformance.agreement import expected_cases as tuned_cases
from atc_core.conformance.edge_cases import (
    SEED,
    Case,
    is_allowed,
    is_float,
)
from atc_core.conformance.further_cases import (
    long_window_cases,
    many_bar_cases,
    random_combinations,
    sampled,
    size_cases,
    window_cases,
)
from atc_core.conformance.layouts import (
    ARRANGEMENTS,
    CONVERSIONS,
    MATRIX_ARRANGEMENTS,
    OUTPUTS,
    TABLES,
    other,
    read_only,
)
from atc_core.dispatch import handle_of
from atc_core.errors import UnverifiedWarning
from atc_core.kernel import TABLE_AXIS
from atc_core.models import for_series
from atc_core.process import PROCESS
from atc_core.registry import find_kernel
from atc_core.validation import bind
from atc_core.vouching import VERIFIED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from atc_core.kernel import Kernel
    from atc_core.parameters import Parameter

BARS = 67
SHOWN = 30
"""Disagreements that are shown."""


class Subject(NamedTuple):
    """What is checked: one backend's implementation of one kernel."""

    backend: str
    kernel: Kernel[..., Any]

    @property
    def function(self) -> Function:
        """The implementation itself."""
        return PROCESS.choice.plugins.load(self.backend).implementations[self.kernel.name]

    @property
    def handle(self) -> Function:
        """What a user calls: validation, then this backend and no other, on bars as they are."""
        gaps = {"gaps": "keep"} if self.kernel.gaps else {}
        return partial(handle_of(self.kernel), backend=self.backend, **gaps)

    def sample(self, n: int = BARS, seed: int = SEED) -> tuple[list[Array], tuple[Any, ...]]:
        """Arrays and options; windows are shorter than the series."""
        return sampled(self.kernel, n, seed)

    def fields(self, *arguments: Any) -> tuple[Array, ...]:
        """What the implementation gives, field by field."""
        return as_fields(self.kernel, self.function(*arguments))


class Check(NamedTuple):
    """One thing that must hold; calling it raises AssertionError where it does not."""

    subject: Subject
    name: str
    body: Callable[[Subject], None]

    def __call__(self) -> None:
        """Check it, and nothing else: that it is not verified, or was quarantined by a tuning, is no failure here."""
        with warnings.catch_warnings(), without_profile():
            warnings.simplefilter("ignore", UnverifiedWarning)
            self.body(self.subject)

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


def checks(*backends: str) -> list[Check]:
    """Every check for every kernel that each of `backends` implements; an unusable backend is an error."""
    loaded = [PROCESS.choice.plugins.load(name) for name in backends]
    implemented = {name: find_kernel(name) for backend in loaded for name in backend.implementations}
    return [
        Check(Subject(backend.name, kernel), name, body)
        for kernel in implemented.values()
        for name, body in bodies(kernel)
        for backend in loaded
        if kernel.name in backend.implementations and not (backend.name == kernel.reference and body in COMPARISONS)
    ]


def bodies(kernel: Kernel[..., Any]) -> Iterator[tuple[str, Callable[[Subject], None]]]:
    """The checks of a kernel by name."""
    for body in (edge_cases, every_size, every_window, long_windows, random_cases, many_bars, threads):
        yield body.__name__, body
    has_tables = any(len(item.axes) > 1 for item in kernel.arrays)
    for name, arrange in (MATRIX_ARRANGEMENTS if has_tables else ARRANGEMENTS).items():
        yield name, partial(arranged, arrange=arrange)
    for name in conversions(kernel):
        yield f"as {name}", partial(converted, name=name)
    for name, table in TABLES.items() if kernel.is_by_series else ():
        yield name, partial(tabled, table=table)
    outputs = OUTPUTS if kernel.is_per_bar and kernel.result.type is None else {"out": other}
    for name, output in outputs.items() if not kernel.is_found else ():
        yield name, partial(delivered, output=output)


def conversions(kernel: Kernel[..., Any]) -> list[str]:
    """The types that some array of the kernel may come in."""
    return list(dict.fromkeys(name for item in kernel.arrays for name in CONVERSIONS[kind_of(item)]))


def kind_of(parameter: Parameter) -> str:
    """The kind of an array's dtype; of one that takes any number, a float."""
    return "f" if parameter.dtype is None else parameter.dtype.kind


def reference(kernel: Kernel[..., Any]) -> Function:
    """The implementation that defines what is right."""
    return PROCESS.choice.implementation(kernel, kernel.reference)


def edge_cases(subject: Subject) -> None:
    """What the tuner verifies."""
    agree(subject, tuned_cases(subject.kernel, reference(subject.kernel)))
    VERIFIED.add((subject.kernel.name, subject.backend))


def every_size(subject: Subject) -> None:
    """Short series of every size."""
    agree(subject, expected_cases(subject.kernel, size_cases))


def every_window(subject: Subject) -> None:
    """Windows of every length up to several vectors and tiles."""
    agree(subject, expected_cases(subject.kernel, window_cases))


def long_windows(subject: Subject) -> None:
    """Windows of thousands of bars, in which rounding adds up."""
    agree(subject, expected_cases(subject.kernel, long_window_cases))


def random_cases(subject: Subject) -> None:
    """Sizes, options and edges in combinations that no case above has; the same ones each time."""
    agree(subject, expected_cases(subject.kernel, random_combinations))


def many_bars(subject: Subject) -> None:
    """A million bars at an offset of a million: error must not grow with the series."""
    agree(subject, expected_cases(subject.kernel, many_bar_cases))


def threads(subject: Subject) -> None:
    """Calls from several threads do not disturb each other."""
    rows = subject.kernel.largest
    samples = [subject.sample(rows // 5 if rows else 3000, seed) for seed in range(8)]
    alone = [subject.fields(*arrays, *options) for arrays, options in samples]
    with ThreadPoolExecutor(4) as pool:
        together = pool.map(lambda sample: subject.fields(*sample[0], *sample[1]), samples * 4)
        for result, wanted in zip(together, alone * 4, strict=True):
            same(result, wanted)


COMPARISONS = (every_size, every_window, long_windows, random_cases, many_bars)
"""What would compare a reference with itself."""


def agree(subject: Subject, cases: Iterable[tuple[Case, Expected]]) -> None:
    """The implementation gives what is expected in every case; all disagreements are shown at once."""
    problems = list(disagreements(subject.kernel, subject.function, cases))
    more = [f"and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []
    assert not problems, "\n".join([*problems[:SHOWN], *more])


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


def arranged(subject: Subject, arrange: Callable[[Array], Array]) -> None:
    """The same values in another layout give the same result."""
    arrays, options = subject.sample()
    wanted = subject.fields(*arrays, *options)
    given = [arrange(item) for item in arrays]
    same(unchanged(subject, given, options), wanted)


def converted(subject: Subject, name: str) -> None:
    """Values of another type give what they give as the declared type."""
    arrays, options = subject.sample()
    pairs = list(zip(subject.kernel.arrays, arrays, strict=True))
    given = [CONVERSIONS[kind_of(item)].get(name, read_only)(array) for item, array in pairs]
    declared = [array.dtype if item.dtype is None else item.dtype for item, array in pairs]
    if any(item.dtype is None for item in subject.kernel.arrays):
        declared = [np.asarray(item).dtype.newbyteorder("=") for item in given]
    as_declared = [np.ascontiguousarray(item, dtype) for item, dtype in zip(given, declared, strict=True)]
    if is_allowed(subject.kernel, (*as_declared, *options)):
        same(unchanged(subject, given, options), subject.fields(*as_declared, *options))


def tabled(subject: Subject, table: Callable[[Array], Array]) -> None:
    """A table of ``(time, series)`` gives what its columns give one by one, also where one holds a NaN if it may."""
    kernel = subject.kernel
    sampled = [subject.sample(seed=seed)[0] for seed in range(19)]
    _, options = subject.sample()
    arrays = [np.stack(columns, axis=1) for columns in zip(*sampled, strict=True)]
    if is_float(kernel.arrays[0]):
        with_hole = arrays[0].copy()
        with_hole[11, 3] = np.nan
        is_allowed_here = not any(rule.breaks(with_hole).any() for rule in kernel.arrays[0].rules)
        arrays[0] = with_hole if is_allowed_here else arrays[0]
    given = [table(item) for item in arrays]
    sizes = bind(kernel, given)
    if kernel.conflict(options, sizes):
        return
    whole = for_series(kernel, options, sizes[TABLE_AXIS])
    result = unchanged(subject, given, whole)
    for field, shape, dtype in zip(result, kernel.shapes(sizes, whole), kernel.dtypes(given), strict=True):
        assert (field.shape, field.dtype) == (shape, dtype)
    for column in range(sizes[TABLE_AXIS]):
        columns = (np.ascontiguousarray(item[:, column]) for item in given)
        wanted = expected(kernel, reference(kernel), (*columns, *options))
        for field, *rest in zip(result, *wanted, strict=True):
            problem = field_difference(
                np.ascontiguousarray(field[:, column]) if field.ndim > 1 else field[column], *rest
            )
            assert problem is None, f"column {column}: {problem}"
    out = [np.full(field.shape[::-1], 7, field.dtype).T for field in result]
    given_out = out[0] if kernel.result.type is None else tuple(out)
    assert subject.handle(*given, *whole, out=given_out) is given_out
    same(out, result)


def delivered(subject: Subject, output: Callable[[list[Array], np.dtype[Any]], Array]) -> None:
    """A given `out` is filled with the very result and returned, even where it overlaps an input."""
    arrays, options = subject.sample()
    wanted = subject.fields(*arrays, *options)
    blanks = [np.full_like(field, 7) for field in wanted]
    out = blanks if output is other else [output(arrays, wanted[0].dtype)]
    given = out[0] if subject.kernel.result.type is None else tuple(out)
    assert subject.handle(*arrays, *options, out=given) is given
    same(out, wanted)


def unchanged(subject: Subject, given: list[Any], options: tuple[Any, ...]) -> tuple[Array, ...]:
    """The fields of a call through validation, which leaves its inputs as they were."""
    before = [np.array(item, copy=True) for item in given]
    result = as_fields(subject.kernel, subject.handle(*given, *options))
    same([np.asarray(item) for item in given], before)
    return result


def same(result: Iterable[Array], wanted: Iterable[Array]) -> None:
    """Equal dtypes, shapes and values, NaN included."""
    for own, right in zip(result, wanted, strict=True):
        assert (own.dtype, own.shape) == (right.dtype, right.shape)
        assert identical(own, right), f"{own} is not {right}"
