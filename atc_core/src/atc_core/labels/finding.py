"""Which library a value is of: found by its type, without importing any."""

from __future__ import annotations

from typing import Any

import numpy as np

from atc_core.labels.containers import Container

BY_TYPE: dict[type, Container | None] = dict.fromkeys((np.ndarray, list, tuple, float, int))
"""What was found before. A look costs 40 ns, finding out 2 us."""


def container_of(value: Any) -> Container | None:
    """The library of a Series or a frame; None of an array and anything else that has no labels."""
    kind = type(value)
    if kind in BY_TYPE:
        return BY_TYPE[kind]
    container = found(kind)
    if container is not None:
        BY_TYPE[kind] = container
    return container


def found(kind: type) -> Container | None:
    """The library of a type, which is loaded, since a value of it is there; subclasses belong to it too."""
    for parent in kind.__mro__:
        library = parent.__module__.partition(".")[0]
        if library == "pandas":
            from atc_core.labels.of_pandas import PANDAS

            return PANDAS if issubclass(kind, PANDAS.types) else None
        if library == "polars":
            from atc_core.labels.of_polars import POLARS

            return POLARS if issubclass(kind, POLARS.types) else None
        if library == "pyarrow":
            from atc_core.labels.of_arrow import ARROW

            return ARROW if issubclass(kind, ARROW.types) else None
        if library in ("modin", "cudf"):
            from atc_core.labels.of_others import OTHERS

            return OTHERS
    return None
