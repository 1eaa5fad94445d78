"""The inputs on which implementations go wrong, made from a kernel's declaration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from atc_core.arrays import Array
from atc_core.conformance.case import SEED, Case
from atc_core.conformance.changes import FLOAT_CHANGES, UNDECIDABLE, Change, changes_of_type, leave, put
from atc_core.conformance.decimal_cases import decimal_cases
from atc_core.conformance.option_cases import LONG, SHORT, is_window, option_sets
from atc_core.validation import bind

if TYPE_CHECKING:
    from atc_core.kernel import Kernel, Sizes
    from atc_core.parameters import Parameter

LATE = 290
"""The bar from which the longer series is changed."""

AROUND_A_TILE = range(63, 70)
"""Bars that leave a few, one or none behind whole vectors and tiles."""


def edge_cases(kernel: Kernel[..., Any]) -> Iterator[Case]:
    """Edge cases of every size that the kernel takes, short ones first; their arrays are read-only."""
    if not kernel.takes_arrays:
        return decimal_cases(kernel)
    return (case for case in all_cases(kernel) if is_allowed(kernel, case.arguments))


def is_allowed(kernel: Kernel[..., Any], arguments: tuple[Any, ...]) -> bool:
    """Whether validation would let these arguments in."""
    count = len(kernel.arrays)
    arrays, options = arguments[:count], arguments[count:]
    pairs = zip(kernel.arrays, arrays, strict=True)
    if any(rule.breaks(array).any() for parameter, array in pairs for rule in parameter.rules):
        return False
    return kernel.fault(arrays, options, sizes_of(kernel, arrays, options)) is None


def sizes_of(kernel: Kernel[..., Any], arrays: tuple[Any, ...], options: tuple[Any, ...]) -> Sizes:
    """The sizes that arrays and models bind."""
    sizes = bind(kernel, arrays)
    for place in kernel.models:
        for field, value in zip(kernel.options[place].items, options[place], strict=True):
            sizes.update(zip(field.axes, np.shape(value), strict=True))
    return sizes


def all_cases(kernel: Kernel[..., Any]) -> Iterator[Case]:
    """The same with what the kernel does not allow."""
    typical = tuple(item.typical for item in kernel.options)
    for n in (0, 1, 2, 3, 8):
        for options in option_sets(kernel, n):
            yield Case(f"{n} bars", (*arrays_of(kernel, n), *options))
    for options in option_sets(kernel, SHORT):
        yield Case("walk", (*arrays_of(kernel, SHORT), *options))
    for name, positions, change in changes(kernel):
        arrays = arrays_of(kernel, SHORT, positions, change)
        for options in (*short_windows(kernel), typical) if has_windows(kernel) else (typical,):
            yield Case(name, (*arrays, *options))
        # Of rows in no order there is no late one.
        if "rows" not in kernel.input_axes:
            yield Case(f"late {name}", (*arrays_of(kernel, LONG, positions, change, LATE), *typical))
    everywhere = tuple(place for place, item in enumerate(kernel.arrays) if is_float(item) or item.column == "flag")
    for n in AROUND_A_TILE if any(map(is_float, kernel.arrays[:1])) else ():
        yield Case("spike 1e300 last", (*arrays_of(kernel, n, everywhere, put(1e300, slice(-2, None))), *typical))
    for options in option_sets(kernel, LONG):
        yield Case("long walk", (*arrays_of(kernel, LONG), *options))


def is_float(parameter: Parameter) -> bool:
    """Whether an array holds floats."""
    return parameter.dtype is None or parameter.dtype.kind == "f"


def changes(kernel: Kernel[..., Any]) -> Iterator[tuple[str, tuple[int, ...], Change]]:
    """Every change to every array alone, then to all of them; to one column of those that have several."""
    everywhere = tuple(range(len(kernel.arrays)))
    for position, parameter in enumerate(kernel.arrays):
        for name, change in changes_of(kernel, parameter):
            yield f"{name} in {parameter.name}", (position,), change
            if len(parameter.axes) > 1:
                yield f"{name} in a column of {parameter.name}", (position,), in_first_column(change)
    if len(everywhere) > 1 and len({is_float(item) for item in kernel.arrays}) == 1:
        for name, change in changes_of(kernel, kernel.arrays[0]):
            yield f"{name} everywhere", everywhere, change


def in_first_column(change: Change) -> Change:
    """The change, to the first column of a table."""

    def change_column(array: Array) -> None:
        change(array[:, 0])

    return change_column


def changes_of(kernel: Kernel[..., Any], parameter: Parameter) -> Iterator[tuple[str, Change]]:
    """The changes to one array that leave the kernel's result decided."""
    left_out = UNDECIDABLE if kernel.result.type is not None else set()
    changes = FLOAT_CHANGES if parameter.dtype is None else changes_of_type(parameter.dtype)
    return ((name, change) for name, change in changes.items() if name not in left_out)


def arrays_of(
    kernel: Kernel[..., Any],
    n: int,
    positions: tuple[int, ...] = (),
    change: Change = leave,
    start: int = 0,
) -> tuple[Array, ...]:
    """Sampled data of size `n`, the arrays at `positions` changed from bar `start` on."""
    arrays = kernel.sample(np.random.default_rng(SEED), n)
    with np.errstate(over="ignore"):  # float32 turns 1e300 into infinity
        for position in positions:
            change(arrays[position][start:])
    for item in arrays:
        item.flags.writeable = False
    return arrays


def has_windows(kernel: Kernel[..., Any]) -> bool:
    """Whether options may be as large as series are long."""
    return any(map(is_window, kernel.options))


def short_windows(kernel: Kernel[..., Any]) -> list[tuple[Any, ...]]:
    """Options with which windows are much shorter than the short series; optional ones are left out, then least."""
    if not has_windows(kernel):
        return [tuple(item.typical for item in kernel.options)]
    found = []
    for least in (None, 1) if any(item.optional for item in kernel.options) else (None,):
        # Equal windows, or else growing ones: a fast average must be faster than a slow one.
        steps = ((n, step) for step in (0, 1) for n in (4, 9, 16))
        sizes = (
            tuple(shortened(item, n + step * place, least) for place, item in enumerate(kernel.options))
            for n, step in steps
        )
        arrays = arrays_of(kernel, SHORT)
        found.append(next(options for options in sizes if is_allowed(kernel, (*arrays, *options))))
    return found


def shortened(parameter: Parameter, n: int, least: int | None) -> Any:
    """An option's value where windows have `n` bars."""
    if not is_window(parameter):
        return parameter.typical
    return least if parameter.optional else n if parameter.domain.allow(n) else parameter.typical
