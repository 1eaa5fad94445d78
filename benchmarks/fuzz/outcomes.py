"""What a call came to on a backend, and how that differs from what it came to on another."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

import atc_core
from atc_core.conformance.agreement import expected, identical
from atc_core.conformance.differences import field_difference
from atc_core.decimals.declaring import DecimalKernel
from atc_core.errors import shown
from atc_core.kernel import Kernel
from fuzz.decimal_outcomes import exact_difference
from fuzz.draws import Array
from fuzz.making import Call
from fuzz.outs import admitted

CHANGING = re.compile(r"0x[0-9a-f]{6,}|@\w+(?=\(\) )")
"""What differs in a right text: addresses, and the backend in the name of a handle that Python itself says is called
wrongly."""
ARROW = (pa.Array, pa.ChunkedArray, pa.Table)
FLUSHED = {8: 1e-289, 4: 1e-36}
"""By bytes of a float: recursions that decay below a tenth of it are flushed to 0, a bar sooner or later."""


class Outcome(NamedTuple):
    """What a call came to, and what it did to its arguments."""

    error: BaseException | None
    result: Any
    harm: str = ""
    """What it did to its arguments and should not have."""

    @property
    def text(self) -> str:
        """The exception's type and message; empty where there is none."""
        if self.error is None:
            return ""
        return CHANGING.sub("", f"{type(self.error).__name__}: {self.error}")

    def fault(self, kernel: str) -> str:
        """Why no call may come to this, whatever its arguments are."""
        if self.harm or self.error is None:
            return self.harm
        if type(self.error) not in (TypeError, ValueError):
            return "no plain TypeError or ValueError"
        return "" if self.text.partition(": ")[2].startswith(kernel) else "does not name the kernel"


def snapshot(value: Any) -> Any:
    """What an argument holds, to be compared with what it held before."""
    if isinstance(value, np.ma.MaskedArray):
        return snapshot(value.data), snapshot(np.ma.getmaskarray(value))
    if isinstance(value, np.ndarray):
        # Long doubles have bytes that mean nothing.
        is_opaque = value.dtype.hasobject or value.dtype == np.longdouble
        content = repr(value.tolist()) if is_opaque else value.tobytes()
        return value.dtype.str, value.shape, content
    if isinstance(value, ARROW):
        return str(value.type) if not isinstance(value, pa.Table) else str(value.schema), repr(value.to_pylist())
    if isinstance(value, (list, tuple)):
        return type(value).__name__, [snapshot(item) for item in value]
    if isinstance(value, memoryview):
        return value.tobytes()
    if isinstance(value, pd.DataFrame):
        return repr(list(value.columns)), [snapshot(value.iloc[:, place]) for place in range(value.shape[1])]
    if isinstance(value, pd.Series):
        own = value.to_numpy()
        return str(value.dtype), repr(value.name), repr(value.index.tolist()), snapshot(own)
    if isinstance(value, (pl.DataFrame, pl.Series)):
        columns = value.get_columns() if isinstance(value, pl.DataFrame) else [value]
        return [(repr(item.dtype), item.name, repr(item.to_physical().to_list())) for item in columns]
    return type(value).__name__ if isinstance(value, pl.LazyFrame) else CHANGING.sub("", shown(value))


def parts_of(value: Any) -> list[Array]:
    """The arrays that `out` consists of."""
    items = value if isinstance(value, (list, tuple)) else [value]
    return [item for item in items if isinstance(item, np.ndarray)]


def snapshots(call: Call) -> dict[Any, Any]:
    """What each argument holds."""
    return {name: snapshot(value) for name, value in arguments(call)}


def arguments(call: Call) -> list[tuple[Any, Any]]:
    """Each argument with its place or name."""
    return [*enumerate(call.positional), *call.keywords.items()]


def harm_done(call: Call, before: dict[Any, Any], *, was_refused: bool) -> str:
    """Which argument is not what it was; one that shares memory with an `out` that was accepted may change."""
    written = [] if was_refused else parts_of(call.out)
    for name, value in arguments(call):
        if name == "out" and not was_refused:
            continue
        shares = isinstance(value, np.ndarray) and any(np.may_share_memory(value, item) for item in written)
        if not shares and snapshot(value) != before[name]:
            return f"argument {name} was changed"
    return ""


def run(call: Call, before: dict[Any, Any], backend: str, way: str) -> Outcome:
    """Call a kernel on a backend, which is asked for in one of several ways."""
    name, keywords = call.kernel.name, call.keywords
    try:
        if way == "use":
            with atc_core.use(backend):
                result = atc_core.get(name)(*call.positional, **keywords)
        elif way == "call":
            result = atc_core.get(name)(*call.positional, **keywords, backend=backend)
        else:
            result = atc_core.get(name, backend=backend)(*call.positional, **keywords)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return Outcome(error, None, harm_done(call, before, was_refused=True))
    if call.out is not None and result is not call.out:
        return Outcome(None, result, "out was given and not returned")
    return Outcome(None, result, harm_done(call, before, was_refused=False))


def difference(kernel: Kernel[..., Any], wanted: Outcome, other: Outcome, allowed: Callable[[], list[Array]]) -> str:
    """How another outcome differs from the reference's; empty where it does not."""
    if wanted.error is not None or other.error is not None:
        return "" if wanted.text == other.text else f"{told(other)} is not {told(wanted)}"
    if isinstance(kernel, DecimalKernel):
        return exact_difference(wanted.result, other.result)
    if type(wanted.result) is not type(other.result):
        return f"gives {type(other.result).__name__} in place of {type(wanted.result).__name__}"
    pairs = [(wanted.result, other.result)]
    if kernel.result.type is not None:
        pairs = list(zip(wanted.result, other.result, strict=True))
    for one, two in pairs:
        if shell(one) != shell(two):
            return f"labelled {shell(two)} in place of {shell(one)}"
    arrays = [(plain(one), plain(two)) for one, two in pairs]
    if all(one.dtype == two.dtype and one.shape == two.shape and identical(two, one) for one, two in arrays):
        return ""
    for (one, two), around, field in zip(arrays, allowed(), kernel.result.fields, strict=True):
        # Of structured rows each part has a bound of its own, along one more axis.
        problem = field_difference(two, one, around if around.ndim > one.ndim else np.broadcast_to(around, one.shape))
        if problem:
            return f"{field.name}: {problem}" if field.name else str(problem)
    return ""


def told(outcome: Outcome) -> str:
    """An outcome in words."""
    return outcome.text or "a result"


def shell(result: Any) -> Any:
    """Type and labels of a field, and where it has nulls."""
    kind = type(result).__name__
    if isinstance(result, ARROW):
        return kind, shell(pl.from_arrow(result))
    if isinstance(result, pd.DataFrame):
        return kind, repr(list(result.columns)), repr(result.index.tolist()), [str(item) for item in result.dtypes]
    if isinstance(result, pd.Series):
        return kind, repr(result.name), repr(result.index.tolist()), str(result.dtype), nulls(result)
    if isinstance(result, pl.DataFrame):
        return kind, repr(result.schema), [item.is_null().to_list() for item in result]
    if isinstance(result, pl.Series):
        return kind, result.name, repr(result.dtype), result.is_null().to_list()
    return kind


def nulls(series: pd.Series[Any]) -> list[bool]:
    """Where a Series has nulls that are not NaN."""
    return [item is pd.NA or item is pd.NaT for item in series.tolist()]


def plain(result: Any) -> Array:
    """The values of a field."""
    if isinstance(result, (pd.Series, pd.DataFrame)):
        values = result.to_numpy()
        return np.asarray(result.to_numpy(np.float64, na_value=np.nan) if values.dtype == object else values)
    if isinstance(result, ARROW):
        return plain(pl.from_arrow(result))
    if isinstance(result, (pl.Series, pl.DataFrame)):
        return np.asarray(result.to_numpy())
    return np.asarray(result)


def allowances(call: Call) -> list[Array]:
    """How far each field may be from the reference's, in the shape of the arrays that validation makes."""
    kernel = call.kernel
    gaps = call.keywords.get("gaps")
    arrays, options, sizes, _, missing = admitted(kernel, call.values, gaps)
    if not kernel.is_by_series or arrays[0].ndim == 1:
        return allowed_of(kernel, arrays, missing, options)
    columns = [
        allowed_of(kernel, [item[:, place] for item in arrays], None if missing is None else missing[:, place], options)
        for place in range(arrays[0].shape[1])
    ]
    if not columns:
        return [np.zeros(shape) for shape in kernel.shapes(sizes, options)]
    return [np.stack(items, axis=min(1, items[0].ndim)) for items in zip(*columns, strict=True)]


def allowed_of(
    kernel: Kernel[..., Any], arrays: list[Array], missing: Array | None, options: Sequence[Any]
) -> list[Array]:
    """The allowances of one series, at the bars that are not left out."""
    reference = atc_core.get(kernel.name, backend=kernel.reference).resolve(0)
    present = slice(None) if missing is None else ~missing
    own = [np.ascontiguousarray(item[present]) for item in arrays]
    if not len(own[0]) and missing is not None:
        return [np.zeros(len(missing)) for _ in kernel.result.fields]
    with np.errstate(all="ignore"):
        right = expected(kernel, reference, (*own, *options))
    found = []
    for field, values, allowed, exact in zip(
        kernel.result.fields, right.fields, right.allowed, kernel.exact, strict=True
    ):
        if values.dtype.kind == "f" and not exact:
            allowed = allowed + FLUSHED[values.dtype.itemsize]
        if missing is not None and field.axes:
            whole = np.zeros((len(missing), *allowed.shape[1:]))
            whole[present] = allowed
            allowed = whole
        found.append(allowed)
    return found
