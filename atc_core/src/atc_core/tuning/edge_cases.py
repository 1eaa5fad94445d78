"""The inputs on which implementations go wrong, made from a kernel's declaration."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from atc_core.parameters import LARGEST_REAL

if TYPE_CHECKING:
    from atc_core.kernel import Kernel
    from atc_core.parameters import Parameter

Array = NDArray[Any]
Change = Callable[[Array], None]
SEED = 20_240_229
SHORT, LONG, LATE = 37, 611, 290
"""Bars: neither is a multiple of a vector; the longer one is longer than the tiles that backends work in,
and is changed from the late bar on."""

MANY_OPTIONS = 8
"""A kernel with more options than this is tried with few values of each."""
AROUND_A_TILE = range(63, 70)
"""Bars that leave a few, one or none behind whole vectors and tiles."""


class Case(NamedTuple):
    """Arguments for a kernel, series first, and what is special about them."""

    name: str
    arguments: tuple[Any, ...]

    def __str__(self) -> str:
        options = ", ".join(map(str, (item for item in self.arguments if not isinstance(item, np.ndarray))))
        return f"{self.name} ({options})" if options else self.name


def put(value: float, *bars: int | slice) -> Change:
    """A change that writes `value` at `bars`."""

    def change(series: Array) -> None:
        for bar in bars:
            series[bar if isinstance(bar, slice) else slice(bar, bar + 1)] = value

    return change


def scale_and_shift(factor: float, offset: float) -> Change:
    """A change to ``factor * series + offset``."""

    def change(series: Array) -> None:
        series *= factor
        series += offset

    return change


def leave(series: Array) -> None:
    """Change nothing."""


def both(first: Change, second: Change) -> Change:
    """One change after the other."""

    def change(series: Array) -> None:
        first(series)
        second(series)

    return change


def ticks(series: Array) -> None:
    """Round to whole numbers, so that neighbours are often equal."""
    np.round(series, out=series)


def steps(series: Array) -> None:
    """Hold one value, then another, then the first again."""
    series[:] = 99.9
    series[len(series) // 3 : len(series) // 2] = 250.1


def decay(series: Array) -> None:
    """Fall by 12 % a bar from about 1e10: what a running sum has lost of the past shows."""
    series *= 1e8 * np.exp(-np.arange(len(series)) / 8.0)


FLOAT_CHANGES: dict[str, Change] = {
    "constant": put(0.1, slice(None)),
    "zeros": put(0.0, slice(None)),
    "steps": steps,
    "ticks": ticks,
    "decay": decay,
    "offset 1e6": scale_and_shift(1.0, 1e6),
    "negative": scale_and_shift(-1.0, 0.0),
    "times 1e5": scale_and_shift(1e5, 0.0),
    "zero bars": put(0.0, 3, 17, 18),
    "NaN head": put(np.nan, slice(0, 5)),
    "NaN first": put(np.nan, 0),
    "NaN second": put(np.nan, 1),
    "NaN middle": put(np.nan, 13, slice(19, 23)),
    "NaN tail": put(np.nan, slice(-4, None)),
    "NaN last": put(np.nan, slice(-1, None)),
    "NaN only": put(np.nan, slice(None)),
    "Inf first": put(np.inf, 0),
    "Inf": put(np.inf, 15),
    "-Inf": put(-np.inf, 16),
    "Inf and -Inf": both(put(np.inf, 9), put(-np.inf, 14)),
    "NaN, then Inf": both(put(np.nan, 0, 1), put(np.inf, 6)),
    "spike 1e10": put(1e10, 12),
    "spike 1e300": put(1e300, 12),
}
UNDECIDABLE = {"spike 1e300"}
"""Of such a spike, averages that forget it keep rounding noise above any price. On which side of the noise a price is,
and so what a composed kernel decides from that, is no question of right or wrong."""
FLAG_CHANGES: dict[str, Change] = {
    "never": put(False, slice(None)),
    "always": put(True, slice(None)),
    "once": both(put(False, slice(None)), put(True, 20)),
}
CHANGES = {"f": FLOAT_CHANGES, "b": FLAG_CHANGES}


def edge_cases(kernel: Kernel[..., Any]) -> Iterator[Case]:
    """Edge cases of every size, short ones first; their arrays are read-only."""
    typical = tuple(item.typical for item in kernel.options)
    for n in (0, 1, 2, 3, 8):
        for options in option_sets(kernel, n):
            yield Case(f"{n} bars", (*series_of(kernel, n), *options))
    for options in option_sets(kernel, SHORT):
        yield Case("walk", (*series_of(kernel, SHORT), *options))
    for name, positions, change in changes(kernel):
        series = series_of(kernel, SHORT, positions, change)
        yield Case(name, (*series, *short_windows(kernel)))
        yield Case(name, (*series, *typical))
        yield Case(f"late {name}", (*series_of(kernel, LONG, positions, change, LATE), *typical))
    everywhere = tuple(range(len(kernel.series)))
    for n in AROUND_A_TILE if kernel.series[0].dtype.kind == "f" else ():
        series = series_of(kernel, n, everywhere, put(1e300, slice(-2, None)))
        yield Case("spike 1e300 last", (*series, *typical))
    for options in option_sets(kernel, LONG):
        yield Case("long walk", (*series_of(kernel, LONG), *options))


def changes(kernel: Kernel[..., Any]) -> Iterator[tuple[str, tuple[int, ...], Change]]:
    """Every change to every series alone, then to all of them."""
    everywhere = tuple(range(len(kernel.series)))
    for position, parameter in enumerate(kernel.series):
        for name, change in changes_of(kernel, parameter):
            yield f"{name} in {parameter.name}", (position,), change
    if len(everywhere) > 1:
        for name, change in changes_of(kernel, kernel.series[0]):
            yield f"{name} everywhere", everywhere, change


def changes_of(kernel: Kernel[..., Any], parameter: Parameter) -> Iterator[tuple[str, Change]]:
    """The changes to one series that leave the kernel's result decided."""
    left_out = UNDECIDABLE if kernel.result.fields else set()
    return ((name, change) for name, change in CHANGES[parameter.dtype.kind].items() if name not in left_out)


def series_of(
    kernel: Kernel[..., Any],
    n: int,
    positions: tuple[int, ...] = (),
    change: Change = leave,
    start: int = 0,
) -> tuple[Array, ...]:
    """Sampled series of `n` bars, those at `positions` changed from bar `start` on."""
    series = kernel.sample(np.random.default_rng(SEED), n)
    with np.errstate(over="ignore"):  # single precision turns 1e300 into infinity
        for position in positions:
            change(series[position][start:])
    for item in series:
        item.flags.writeable = False
    return series


def short_windows(kernel: Kernel[..., Any]) -> tuple[Any, ...]:
    """Options with which windows are much shorter than the short series."""
    sizes = (tuple(n if item.kind == "integer" else item.typical for item in kernel.options) for n in (4, 9, 16))
    return next(options for options in sizes if kernel.objection(SHORT, options) is None)


def option_sets(kernel: Kernel[..., Any], n: int) -> Iterator[tuple[Any, ...]]:
    """The typical options, then each option in turn at its borders and around the size of the series."""
    return (options for options in all_option_sets(kernel, n) if kernel.objection(n, options) is None)


def all_option_sets(kernel: Kernel[..., Any], n: int) -> Iterator[tuple[Any, ...]]:
    """The same with combinations that the kernel does not allow."""
    typical = [item.typical for item in kernel.options]
    yield tuple(typical)
    values = few_option_values if has_many_options(kernel) else option_values
    for position, parameter in enumerate(kernel.options):
        for value in values(parameter, n):
            yield (*typical[:position], value, *typical[position + 1 :])


def has_many_options(kernel: Kernel[..., Any]) -> bool:
    """Whether all values of all options would be too many cases."""
    return len(kernel.options) > MANY_OPTIONS


def few_option_values(parameter: Parameter, n: int) -> list[Any]:
    """A few values of an option that is one of many."""
    if n not in (SHORT, LONG):
        return []
    return [9, n] if parameter.kind == "integer" else option_values(parameter, n)[-2:]


def option_values(parameter: Parameter, n: int) -> list[Any]:
    """Values of one option that are worth a case."""
    domain = parameter.domain
    if parameter.kind == "choice":
        return list(domain.choices)
    if parameter.kind == "integer":
        wanted = [domain.at_least, 1, 2, 3, 4, 5, 8, 9, 16, 17, n - 1, n, n + 1, domain.at_most]
        return sorted({int(item) for item in wanted if item is not None and domain.allow(item)})
    borders = [item for item in (domain.at_least, domain.at_most) if item is not None and abs(item) < LARGEST_REAL]
    reals = [*borders, parameter.typical * 0.1, parameter.typical * 50.0]
    return [float(item) for item in reals if domain.allow(item)]
