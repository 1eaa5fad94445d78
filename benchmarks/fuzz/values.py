"""What stands in the arrays of a call: samples of the declaration, and what may befall them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from atc_core.kernel import Kernel
from fuzz.draws import Array, Draw

Change = Callable[[Draw, Array], None]
MOST_BARS = 400
DEAR_OPTIONS = 8
"""A kernel with more options than this is composed of others: a thousand times as dear, so it gets fewer bars."""


def some(draw: Draw, n: int) -> Array:
    """True at a few bars."""
    return draw.random.random(n) < draw.pick([0.02, 0.1, 0.5])


def stretch(draw: Draw, n: int) -> slice:
    """Bars next to each other."""
    first, last = sorted((draw.integer(0, n), draw.integer(0, n)))
    return slice(first, last)


def put(*values: float) -> Change:
    """A change that writes one of these values at a few bars."""

    def change(draw: Draw, array: Array) -> None:
        array[some(draw, len(array))] = draw.pick(values)

    return change


def hold(*values: float) -> Change:
    """A change that writes one of these values over a stretch."""

    def change(draw: Draw, array: Array) -> None:
        array[stretch(draw, len(array))] = draw.pick(values)

    return change


def everywhere(*values: float) -> Change:
    """A change that makes all values one of these."""

    def change(draw: Draw, array: Array) -> None:
        array[...] = draw.pick(values)

    return change


def infinities(draw: Draw, array: Array) -> None:
    """Both infinities at a few bars."""
    array[some(draw, len(array))] = np.inf
    array[some(draw, len(array))] = -np.inf


def ticks(_: Draw, array: Array) -> None:
    """Whole numbers, so that neighbours are often equal."""
    np.round(array, out=array)


def negated(_: Draw, array: Array) -> None:
    """The other sign."""
    array *= -1.0


def far(_: Draw, array: Array) -> None:
    """An offset that leaves few digits to the differences."""
    array += 1e6


def huge(draw: Draw, array: Array) -> None:
    """Spikes at the end of what is promised."""
    array[some(draw, len(array))] = (1e300 if array.dtype == np.float64 else 1e30) * draw.pick([1.0, -1.0])


def tiny(draw: Draw, array: Array) -> None:
    """Denormal numbers from some bar on."""
    array[stretch(draw, len(array))] *= 1e-310 if array.dtype == np.float64 else 1e-42


NOTHING: Change = lambda *_: None  # noqa: E731
GENTLE: tuple[Change, ...] = (
    *[NOTHING] * 6,
    put(np.nan),
    hold(np.nan),
    hold(0.1, 99.9),
    everywhere(0.0, 0.1, 1.0),
    everywhere(np.nan),
    ticks,
    far,
)
"""What leaves prices such that the tie band of signals, a share of them, is wider than the rounding noise: not 0."""
ZEROS = (put(0.0, -0.0), hold(0.0, -0.0))
FLOATS: tuple[Change, ...] = (*GENTLE, *ZEROS, put(np.inf, -np.inf), infinities, negated, put(1e10), huge, tiny)
FLAGS: tuple[Change, ...] = (NOTHING, NOTHING, put(False, True), hold(False, True), everywhere(False, True))
TIMES: tuple[Change, ...] = (NOTHING, NOTHING, NOTHING, hold(7.0, 1e18), everywhere(7.0), put(-1.0))


def is_composed(kernel: Kernel[..., Any]) -> bool:
    """Whether rounding noise of other kernels decides it, unless series are gentle: see ``edge_cases.UNDECIDABLE``."""
    return kernel.is_per_bar and kernel.result.type is not None


def changes(kernel: Kernel[..., Any], array: Array) -> tuple[Change, ...]:
    """What may befall an array of a kernel."""
    if array.dtype.kind == "f":
        return GENTLE if is_composed(kernel) else FLOATS
    return FLAGS if array.dtype.kind == "b" else TIMES


def most_bars(kernel: Kernel[..., Any]) -> int:
    """How long the longest usual series of a kernel is."""
    if kernel.largest:
        return MOST_BARS // 9
    return MOST_BARS // 3 if len(kernel.options) > DEAR_OPTIONS else MOST_BARS


def sampled(kernel: Kernel[..., Any], draw: Draw, *, tame: bool) -> list[Array]:
    """Arrays for a kernel, one series or several, as the declaration samples them and changed."""
    n, tables = draw.bars(most_bars(kernel)), draw.chance(0.35)
    if draw.chance(0.01) and not is_composed(kernel) and not kernel.largest:
        n = draw.integer(1000, 5000)
    if kernel.is_by_series and tables:
        count = draw.pick([0, 1, 2, 3, 3, 5, 9 if is_composed(kernel) else 19])
        columns = [kernel.sample(draw.random, n) for _ in range(max(count, 1))]
        arrays = [np.stack(items, axis=1)[:, :count] for items in zip(*columns, strict=True)]
    else:
        arrays = sized(kernel, draw, [np.array(item) for item in kernel.sample(draw.random, n)])
    return [changed(kernel, draw, place, array, tame=tame) for place, array in enumerate(arrays)]


def sized(kernel: Kernel[..., Any], draw: Draw, arrays: list[Array]) -> list[Array]:
    """The same with axes other than the first cut, one size a name."""
    first, sizes = kernel.arrays[0].axes[0], dict[str, int]()
    cut = []
    for item, array in zip(kernel.arrays, arrays, strict=True):
        for axis, size in zip(item.axes, array.shape, strict=True):
            if axis != first:
                sizes.setdefault(axis, 0 if draw.chance(0.05) else draw.integer(1, size) if size else 0)
        cut.append(array[tuple(slice(sizes.get(axis)) for axis in item.axes)])
    return cut


def changed(kernel: Kernel[..., Any], draw: Draw, place: int, array: Array, *, tame: bool) -> Array:
    """An array after a change to all of it or to one of its columns; where it is tame, it keeps the declared rules."""
    own = array.copy()
    target = own[:, draw.integer(0, own.shape[1] - 1)] if own.ndim == 2 and own.shape[1] and draw.chance(0.5) else own
    draw.pick(changes(kernel, own))(draw, target)
    rules = kernel.arrays[place].rules
    return array if tame and any(rule.breaks(own).any() for rule in rules) else own
