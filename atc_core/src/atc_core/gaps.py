"""Missing bars: what a call makes of them, once for every per-bar kernel and backend.

A bar is missing where any float input of it is NaN; every column of a table has its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, get_args

import numpy as np

from atc_core.errors import error_at, shown
from atc_core.kernel import TABLE_AXIS, Gaps, Kernel, Sizes

if TYPE_CHECKING:
    from atc_core.arrays import Array

Compute: TypeAlias = "Callable[[list[Array], Sizes], Sequence[Array]]"
"""Runs a kernel on series of these sizes."""
NAMES = get_args(Gaps)
EXPLANATION = """\

Missing bars: gaps="keep" follows the rules above; "skip" leaves a bar out where a float input is NaN, runs on the rest,
and gives NaN there, 0 in integers; "raise" names the first. Each column of a table has its own."""
"""What `help()` says of a kernel that takes `gaps`."""


def check_gaps(kernel: Kernel[..., Any], gaps: Any) -> Gaps | None:
    """What a call makes of missing bars: as given, else as declared; None where the kernel has no choice."""
    if gaps is None:
        return kernel.gaps
    if kernel.gaps is None:
        raise TypeError(f"{kernel.name}: takes no gaps, for it has a rule of its own for what is missing")
    if not isinstance(gaps, str):
        raise TypeError(f"{kernel.name}: gaps must be a word, was {shown(gaps)}")
    if gaps not in NAMES:
        raise ValueError(f"{kernel.name}: gaps must be one of {', '.join(NAMES)}, was {shown(gaps)}")
    return gaps  # type: ignore[return-value]


def missing_bars(kernel: Kernel[..., Any], arrays: Sequence[Array], gaps: Gaps | None) -> Array | None:
    """True at each bar that is missing; None where none is, or where it does not matter."""
    if gaps is None or gaps == "keep":
        return None
    masks = [np.isnan(array) for array in arrays if array.dtype.kind == "f"]
    missing = masks[0] if len(masks) == 1 else np.logical_or.reduce(masks) if masks else None
    if missing is None or not missing.any():
        return None
    if gaps == "raise":
        raise first_missing(kernel, arrays, missing)
    return missing


def first_missing(kernel: Kernel[..., Any], arrays: Sequence[Array], missing: Array) -> ValueError:
    """The error that says where the first missing bar is."""
    place = np.unravel_index(int(np.argmax(missing)), missing.shape)
    named = zip(kernel.arrays, arrays, strict=True)
    name = next(item.name for item, array in named if array.dtype.kind == "f" and np.isnan(array[place]))
    where = f"bar {place[0]}" if len(place) == 1 else f"bar {place[0]}, column {place[1]}"
    message = f'{kernel.name}: {name} must have no missing bar with gaps="raise"; {where} is nan'
    return error_at(message, (kernel.arrays[0].axes[0], TABLE_AXIS), place)


def fill_value(dtype: Any) -> float:
    """What a result is at a missing bar: NaN; 0 where its dtype has none: a signal is then neither long nor short."""
    return np.nan if dtype.kind == "f" else 0


def without_missing(
    kernel: Kernel[..., Any],
    compute: Compute,
    arrays: Sequence[Array],
    sizes: Sizes,
    options: Sequence[Any],
    missing: Array,
    out: Sequence[Array] | None,
) -> Sequence[Array]:
    """The fields of a result whose missing bars were left out; columns that have equally many others run together."""
    shapes, dtypes = kernel.shapes(sizes, options), kernel.dtypes(arrays)
    order = "F" if arrays[0].flags.fnc else "C"
    results = [np.full(shape, fill_value(item), item, order) for shape, item in zip(shapes, dtypes, strict=True)]  # type: ignore[call-overload]
    is_table = missing.ndim > 1
    present = ~missing.T if is_table else ~missing
    counts = np.count_nonzero(present, axis=-1)
    for count in np.unique(counts[counts > 0]).tolist():
        chosen = np.flatnonzero(counts == count) if is_table else ...
        mask = present[chosen]
        part = {**sizes, kernel.arrays[0].axes[0]: count} | ({TABLE_AXIS: len(mask)} if is_table else {})
        reason = kernel.conflict(options, part)
        if reason:
            raise ValueError(f"{kernel.name}: {reason}, once missing bars are left out")
        pairs = zip(kernel.arrays, arrays, strict=True)
        series = [
            (carried if item.name in kernel.gaps_carry else gathered)(array.T[chosen], mask).T for item, array in pairs
        ]
        for result, field in zip(results, compute(series, part), strict=True):
            result.T[chosen] = scattered(mask, field)
    return results if out is None else filled(out, results)


def gathered(series: Array, present: Array) -> Array:
    """The bars that are present; equally many in each of the series."""
    return series[present].reshape(*present.shape[:-1], -1)


def carried(flags: Array, present: Array) -> Array:
    """The same of flags, each of which passes to the next bar that is there from one that is missing."""
    so_far: Array = np.diff(gathered(np.cumsum(flags, axis=-1), present), prepend=0, axis=-1)
    return so_far > 0


def scattered(present: Array, field: Array) -> Array:
    """A field of the bars that are present, each at its place among all bars; series by series."""
    whole = np.full(present.shape, fill_value(field.dtype), field.dtype)
    whole[present] = field.T.ravel()
    return whole


def filled(out: Sequence[Array], fields: Sequence[Array]) -> Sequence[Array]:
    """`out` with the fields in it."""
    for own, field in zip(out, fields, strict=True):
        own[...] = field
    return out
