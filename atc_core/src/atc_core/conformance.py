"""The suite that every backend must pass, ours or a stranger's.

A package tests its own backend with three lines, in pytest or anything else that can call functions::

    @pytest.mark.parametrize("check", atc_core.conformance.checks("mine"), ids=str)
    def test_conformance(check):
        check()
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from atc_core.kernel import find_kernel
from atc_core.layouts import ARRANGEMENTS, CONVERSIONS, OUTPUTS, TABLES, other, read_only
from atc_core.process import PROCESS
from atc_core.tuning.edge_cases import CHANGES, SEED, Case, has_many_options, option_values, short_windows
from atc_core.tuning.measure import Function
from atc_core.tuning.verify import Array, Expected, case_disagreement, difference, disagreement, expected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from atc_core.kernel import Kernel

REFERENCE = "python"
MILLION = 1_000_000
BARS = 67
RANDOM_CASES = 250


class Subject(NamedTuple):
    """What is checked: one backend's implementation of one kernel."""

    backend: str
    kernel: Kernel[..., Any]

    @property
    def function(self) -> Function:
        """The implementation itself."""
        return PROCESS.choice.implementation(self.kernel, self.backend)

    @property
    def handle(self) -> Function:
        """What a user calls: the door, then this backend and no other."""
        return lambda *arguments, **out: as_array(self.kernel(*arguments, **out, backend=self.backend))

    def sample(self, n: int = BARS, seed: int = SEED) -> tuple[list[Array], tuple[Any, ...]]:
        """Series and options; windows are shorter than the series."""
        series = self.kernel.sample(np.random.default_rng(seed), n)
        return list(series), short_windows(self.kernel)


class Check(NamedTuple):
    """One thing that must hold; calling it raises AssertionError where it does not."""

    subject: Subject
    name: str
    body: Callable[[Subject], None]

    def __call__(self) -> None:
        """Check it."""
        self.body(self.subject)

    def __str__(self) -> str:
        return f"{self.subject.kernel.name}-{self.name}-{self.subject.backend}"


def checks(*backends: str) -> list[Check]:
    """Every check for every kernel that each of `backends` implements; an unusable backend is an error."""
    loaded = [PROCESS.choice.plugins.load(name) for name in backends]
    implemented = {name: find_kernel(name) for backend in loaded for name in backend.implementations}
    return [
        Check(Subject(backend.name, kernel), name, body)
        for kernel in implemented.values()
        for name, body in bodies(kernel)
        for backend in loaded
        if kernel.name in backend.implementations
    ]


def bodies(kernel: Kernel[..., Any]) -> Iterator[tuple[str, Callable[[Subject], None]]]:
    """The checks of a kernel by name."""
    for body in (edge_cases, every_size, every_window, long_windows, random_cases, million_bars, threads):
        yield body.__name__, body
    for name, arrange in ARRANGEMENTS.items():
        yield name, partial(arranged, arrange=arrange)
    for name, convert in CONVERSIONS[kernel.series[0].dtype.kind].items():
        yield name, partial(converted, convert=convert)
    for name, table in TABLES.items():
        yield name, partial(tabled, table=table)
    outputs = {"out": other} if kernel.result.fields else OUTPUTS
    for name, output in outputs.items():
        yield name, partial(delivered, output=output)


def as_array(result: Any) -> Array:
    """What a handle gives as the array that an implementation gives."""
    return result if isinstance(result, np.ndarray) else np.asarray(result)


def reference(kernel: Kernel[..., Any]) -> Function:
    """The implementation that defines what is right."""
    return PROCESS.choice.implementation(kernel, REFERENCE)


def edge_cases(subject: Subject) -> None:
    """What the tuner verifies."""
    problem = disagreement(subject.kernel, subject.function, reference(subject.kernel))
    assert problem is None, problem


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
    """Sizes, options and edges in combinations that nobody thought of; the same ones each time."""
    agree(subject, expected_cases(subject.kernel, random_combinations))


def million_bars(subject: Subject) -> None:
    """A million bars at an offset of a million: error must not grow with the series."""
    agree(subject, expected_cases(subject.kernel, million_cases))


def threads(subject: Subject) -> None:
    """Calls from several threads do not disturb each other."""
    samples = [subject.sample(3000, seed) for seed in range(8)]
    alone = [subject.function(*series, *options) for series, options in samples]
    with ThreadPoolExecutor(4) as pool:
        together = pool.map(lambda sample: subject.function(*sample[0], *sample[1]), samples * 4)
        for result, wanted in zip(together, alone * 4, strict=True):
            same(result, wanted)


def agree(subject: Subject, cases: Iterable[tuple[Case, Expected]]) -> None:
    """The implementation gives what is expected in every case."""
    for case, wanted in cases:
        problem = case_disagreement(case, subject.function, wanted)
        assert problem is None, f"{subject.kernel.name}, {case}: {problem}"


@lru_cache(maxsize=4)
def expected_cases(
    kernel: Kernel[..., Any], cases: Callable[[Kernel[..., Any]], Iterator[Case]]
) -> list[tuple[Case, Expected]]:
    """The cases with what the reference gives, shared by the backends that are checked in turn."""
    return [
        (case, expected(kernel, reference(kernel), case.arguments)) for case in cases(kernel) if allowed(case, kernel)
    ]


def allowed(case: Case, kernel: Kernel[..., Any]) -> bool:
    """Whether the kernel takes these options together."""
    count = len(kernel.series)
    return kernel.objection(len(case.arguments[0]), case.arguments[count:]) is None


def size_cases(kernel: Kernel[..., Any]) -> Iterator[Case]:
    """Every number of bars up to 80."""
    for n in range(81):
        series, options = Subject("", kernel).sample(n)
        yield Case(f"{n} bars", (*map(read_only, series), *options))


def window_cases(kernel: Kernel[..., Any]) -> Iterator[Case]:
    """Every value up to 140 of each option that counts bars."""
    series, options = Subject("", kernel).sample(301)
    step = 23 if has_many_options(kernel) else 1
    for position, parameter in enumerate(kernel.options):
        if parameter.kind == "integer":
            for value in range(1, 141, step):
                yield Case("walk", (*map(read_only, series), *options[:position], value, *options[position + 1 :]))


def long_window_cases(kernel: Kernel[..., Any]) -> Iterator[Case]:
    """Long windows over prices that are constant, stepped or far from zero; only where options count bars."""
    n = 12_000
    prices = {
        "constant": np.full(n, 0.1),
        "step": np.where(np.arange(n) < n // 2, 100.1, 300.3),
        "offset 1e6": 1e6 + np.random.default_rng(SEED).normal(size=n).cumsum(),
    }
    for position, parameter in enumerate(kernel.options):
        lengths = (500, 1024, 5000, 10_000)[: 1 if has_many_options(kernel) else None]
        for length in lengths if parameter.domain.affects_speed else ():
            options = tuple(length if i == position else item.typical for i, item in enumerate(kernel.options))
            for name, x in prices.items():
                yield Case(name, (*(read_only(x.astype(item.dtype)) for item in kernel.series), *options))


def random_combinations(kernel: Kernel[..., Any]) -> Iterator[Case]:
    """Up to three changes anywhere in series of any size, and any options."""
    random = np.random.default_rng(SEED)
    for _ in range(RANDOM_CASES):
        n = int(random.integers(1, random.choice([40, 200, 700])))
        series = kernel.sample(random, n)
        for _ in range(random.integers(4)):
            item = series[random.integers(len(series))]
            changes = list(CHANGES[item.dtype.kind].values())
            with np.errstate(over="ignore"):
                changes[random.integers(len(changes))](item[random.integers(n) :])
        options = (random.choice(option_values(item, n)).tolist() for item in kernel.options)
        yield Case("random", (*map(read_only, series), *options))


def million_cases(kernel: Kernel[..., Any]) -> Iterator[Case]:
    """A million bars; prices, which are what is positive, are moved up by a million."""
    series = kernel.sample(np.random.default_rng(SEED), MILLION // 10 if has_many_options(kernel) else MILLION)
    moved = [item + 1e6 if item.dtype.kind == "f" and item.min() > 0 else item for item in series]
    yield Case("a million bars", (*map(read_only, moved), *(item.typical for item in kernel.options)))


def arranged(subject: Subject, arrange: Callable[[Array], Array]) -> None:
    """The same values in another layout give the same result."""
    series, options = subject.sample()
    wanted = subject.function(*series, *options)
    given = [arrange(item) for item in series]
    same(unchanged(subject, given, options), wanted)


def converted(subject: Subject, convert: Callable[[Array], Any]) -> None:
    """Values of another type give what they give as the declared type."""
    series, options = subject.sample()
    given = [convert(item) for item in series]
    as_declared = [
        np.ascontiguousarray(item, parameter.dtype)
        for item, parameter in zip(given, subject.kernel.series, strict=True)
    ]
    same(unchanged(subject, given, options), subject.function(*as_declared, *options))


def tabled(subject: Subject, table: Callable[[Array], Array]) -> None:
    """A table of ``(time, series)`` gives what its columns give one by one, also where one holds a NaN."""
    sampled = [subject.sample(seed=seed)[0] for seed in range(19)]
    _, options = subject.sample()
    series = [np.stack(columns, axis=1) for columns in zip(*sampled, strict=True)]
    if series[0].dtype.kind == "f":
        series[0][11, 3] = np.nan
    given = [table(item) for item in series]
    if subject.kernel.objection(len(given[0]), options):
        return
    result = unchanged(subject, given, options)
    assert result.shape == subject.kernel.result.shape(given[0].shape)
    assert result.dtype == subject.kernel.dtype
    for column in range(given[0].shape[1]):
        columns = (np.ascontiguousarray(item[:, column]) for item in given)
        wanted = expected(subject.kernel, reference(subject.kernel), (*columns, *options))
        problem = difference(result[..., column], wanted)
        assert problem is None, f"column {column}: {problem}"
    out = np.full(result.shape[::-1], 7, result.dtype).T
    assert subject.handle(*given, *options, out=out) is out
    same(out, result)


def delivered(subject: Subject, output: Callable[[list[Array], np.dtype[Any]], Array]) -> None:
    """A given `out` is filled with the very result and returned, even where it overlaps an input."""
    series, options = subject.sample()
    wanted = subject.function(*series, *options)
    out = output(series, subject.kernel.dtype) if series[0].shape == wanted.shape else np.full_like(wanted, 7)
    assert subject.handle(*series, *options, out=out) is out
    same(out, wanted)


def unchanged(subject: Subject, given: list[Any], options: tuple[Any, ...]) -> Array:
    """The result of a call through the door, which leaves its inputs as they were."""
    before = [np.array(item, copy=True) for item in given]
    result: Array = subject.handle(*given, *options)
    for item, copy in zip(given, before, strict=True):
        same(np.asarray(item), copy)
    return result


def same(result: Array, wanted: Array) -> None:
    """Equal dtype, shape and values, NaN included."""
    assert result.dtype == wanted.dtype
    assert np.array_equal(result, wanted, equal_nan=wanted.dtype.kind == "f"), f"{result} is not {wanted}"
