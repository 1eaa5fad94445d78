"""The arrays that a call is to write to: right ones in every layout, and wrong ones."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from atc_core.kernel import Kernel
from atc_core.labels.call import read
from atc_core.validation import Arguments, validate
from fuzz import forms
from fuzz.draws import Array, Draw
from fuzz.options import HOSTILE

Blank = Callable[[Draw, Array], Any]
RIGHT: tuple[forms.Form, ...] = (
    *forms.PLAIN * 4,
    forms.strided,
    forms.reversed_memory,
    forms.fortran,
    forms.among_others,
    forms.misaligned,
    forms.subclass,
)
WRONG: tuple[forms.Form, ...] = (
    forms.read_only,
    forms.nested_list,
    forms.masked,
    forms.foreign_bytes,
    forms.in_memory,
    forms.convertible,
    forms.another_shape,
    forms.as_dtype(np.float32, np.int64, np.complex128, object),
    forms.is_given("out", 3, {}, (), [], True, (None,), np.array(0.0), [np.zeros(3)], HOSTILE),
    lambda _, array: pd.DataFrame(array) if array.ndim == 2 else pd.Series(np.atleast_1d(array).tolist()),
    lambda _, array: (array,),
    lambda _, array: [array, array],
)


def admitted(kernel: Kernel[..., Any], values: Sequence[Any], gaps: Any) -> Arguments:
    """The arguments as implementations see them."""
    labelled = read(kernel, values)
    return validate(kernel, tuple(values if labelled is None else labelled.values), gaps)  # noqa: PD011


def declared(kernel: Kernel[..., Any], values: Sequence[Any], gaps: Any) -> list[Array]:
    """Blank arrays for the fields of these arguments' result; of some size where the arguments are wrong."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            arrays, options, sizes, *_ = admitted(kernel, values, gaps)
            shapes, dtypes = kernel.shapes(sizes, options), kernel.dtypes(arrays)
        except Exception:
            shapes, dtypes = ((5,),) * len(kernel.result.fields), (np.dtype(np.float64),) * len(kernel.result.fields)
    return [
        np.full([max(size, 0) for size in shape], 7).astype(dtype) for shape, dtype in zip(shapes, dtypes, strict=True)
    ]


def given(kernel: Kernel[..., Any], draw: Draw, values: list[Any], gaps: Any, *, tame: bool) -> Any:
    """What is given as `out`; it may share the memory of an input, which is then replaced among the values."""
    blanks = declared(kernel, values, gaps)
    if draw.chance(0.25):
        blanks = sharing(kernel, draw, values, blanks)
    made = [draw.pick(RIGHT)(draw, blank) if blank.ndim and draw.chance(0.7) else blank for blank in blanks]
    if not tame:
        place = draw.integer(0, len(made) - 1)
        made[place] = draw.pick(WRONG)(draw, np.array(made[place]))
    if kernel.result.type is None:
        return made[0]
    if not tame and draw.chance(0.3):
        return draw.pick([tuple(made[:-1]), tuple(made[:1] * len(made)), made[0], np.array(blanks), (*made, made[0])])
    return draw.pick([tuple(made), tuple(made), kernel.result.type(*made), list(made)])


def sharing(kernel: Kernel[..., Any], draw: Draw, values: list[Any], blanks: list[Array]) -> list[Array]:
    """Blanks of which one is an input, or overlaps one."""
    place, target = draw.integer(0, len(kernel.arrays) - 1), draw.integer(0, len(blanks) - 1)
    value, blank = values[place], blanks[target]
    if type(value) is not np.ndarray or value.shape != blank.shape or value.dtype != blank.dtype or not value.ndim:
        return blanks
    if draw.chance(0.5):
        blanks[target] = value
        return blanks
    memory = np.zeros((len(value) + 1, *value.shape[1:]), value.dtype)
    memory[1:] = value
    values[place], blanks[target] = memory[1:], memory[:-1]
    return blanks
