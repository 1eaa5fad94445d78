"""The border to pandas, polars and their like: values out of them, results back into their own type."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeAlias

Rewrap: TypeAlias = Callable[[Any], Any]
LIBRARIES = ("pandas", "polars", "pyarrow", "modin", "cudf")


def unwrap(value: Any) -> tuple[Any, Rewrap | None]:
    """The values of a Series or DataFrame and what puts a result back into its type; others as they are."""
    if not any(library in sys.modules for library in LIBRARIES):
        return value, None
    import narwhals.stable.v1 as nw

    frame = nw.from_native(value, eager_only=True, allow_series=True, pass_through=True)
    if isinstance(frame, nw.Series):
        return frame.to_numpy(), lambda result: as_series(frame, result)
    if isinstance(frame, nw.DataFrame):
        return frame.to_numpy(), lambda result: as_frame(frame, result)
    return value, None


def as_series(like: Any, values: Any) -> Any:
    """A Series of `values` with the name and index of `like`."""
    import narwhals.stable.v1 as nw

    result = nw.to_native(nw.new_series(like.name, values, backend=like.implementation))
    index = nw.maybe_get_index(like)
    if index is not None:
        result.index = index
    return result


def as_frame(like: Any, values: Any) -> Any:
    """A DataFrame of `values` with the columns and index of `like`."""
    import narwhals.stable.v1 as nw

    result = nw.to_native(nw.from_numpy(values, schema=like.columns, backend=like.implementation))
    index = nw.maybe_get_index(like)
    if index is not None:
        result.index = index
        result.columns = nw.to_native(like).columns
    return result


def same_index(first: Any, second: Any) -> bool:
    """Whether two inputs are labelled alike; one without labels agrees with all."""
    one, other = (getattr(item, "index", None) for item in (first, second))
    if one is None or other is None or not hasattr(one, "equals"):
        return True
    return bool(one.equals(other))
