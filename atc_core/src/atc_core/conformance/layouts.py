"""The shapes in which the same numbers may come, for testing backends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from atc_core.arrays import Array

if TYPE_CHECKING:
    from collections.abc import Callable


def strided(x: Array) -> Array:
    """Every second place along time."""
    spread = np.ones((2 * len(x), *x.shape[1:]), x.dtype)
    spread[::2] = x
    return spread[::2]


def backwards(x: Array) -> Array:
    """Stored from the last bar to the first."""
    stored: Array = x[::-1].copy()
    return np.flip(stored, axis=0)


def read_only(x: Array) -> Array:
    """Not to be written to."""
    x.flags.writeable = False
    return x


def column(x: Array) -> Array:
    """One column of a table."""
    return np.stack([x, x[::-1], x], axis=1)[:, 0]


def unaligned(x: Array) -> Array:
    """At an odd address."""
    return np.frombuffer(bytearray(b"0" + x.tobytes()), x.dtype, offset=1)


def swapped(x: Array) -> Array:
    """Not in the machine's byte order."""
    return x.astype(x.dtype.newbyteorder())


ARRANGEMENTS: dict[str, Callable[[Array], Array]] = {
    "contiguous": np.copy,
    "strided": strided,
    "backwards": backwards,
    "read_only": read_only,
    "column": column,
    "unaligned": unaligned,
    "swapped_bytes": swapped,
}
"""One series, the same values in another layout."""

MATRIX_ARRANGEMENTS: dict[str, Callable[[Array], Array]] = {
    "contiguous": np.copy,
    "fortran": np.asfortranarray,
    "strided": strided,
    "backwards": backwards,
    "read_only": read_only,
    "swapped_bytes": swapped,
}
"""The same for kernels that see a whole table."""

CONVERSIONS: dict[str, dict[str, Callable[[Array], Any]]] = {
    "f": {
        "int64": lambda x: np.rint(np.nan_to_num(x) * 10).astype(np.int64),
        "uint8": lambda x: np.rint(np.abs(np.nan_to_num(x))).astype(np.uint8),
        "float32": lambda x: x.astype(np.float32),
        "big_endian_float32": lambda x: x.astype(">f4"),
        "bool": lambda x: x > np.nanmedian(x),
        "list": lambda x: x.tolist(),
    },
    "i": {
        "uint64": lambda x: np.abs(x).astype(np.uint64),
        "list": lambda x: x.tolist(),
    },
    "b": {
        "int64": lambda x: 3 * x.astype(np.int64),
        "uint8": lambda x: x.astype(np.uint8) * np.uint8(255),
        "list": lambda x: x.tolist(),
    },
}
"""One series as another type that a declared float64 or bool may come in."""

TABLES: dict[str, Callable[[Array], Array]] = {
    "table_c": np.ascontiguousarray,
    "table_fortran": np.asfortranarray,
    "table_strided": lambda x: strided(x)[:, ::2],
    "table_backwards": lambda x: backwards(x)[:, ::-1],
    "table_read_only": lambda x: read_only(x.copy()),
    "table_one_column": lambda x: x[:, :1],
    "table_no_columns": lambda x: x[:, :0],
    "table_no_bars": lambda x: x[:0],
}
"""A C-ordered table of ``(time, series)`` in other layouts and shapes."""


def aliasing(series: list[Array], dtype: np.dtype[Any]) -> Array:
    """The memory of the first series itself."""
    return series[0].view(np.uint8)[: len(series[0]) * dtype.itemsize].view(dtype)


def overlapping(series: list[Array], dtype: np.dtype[Any]) -> Array:
    """Memory that runs three bars ahead of the last series that is as wide."""
    place = max(place for place, item in enumerate(series) if item.itemsize >= dtype.itemsize)
    count = len(series[place])
    room = np.empty(count + 3, series[place].dtype)
    room[3:] = series[place]
    series[place] = room[3:]
    return room.view(np.uint8)[: count * dtype.itemsize].view(dtype)


def other(series: list[Array], dtype: np.dtype[Any]) -> Array:
    """An array of its own, full of sevens."""
    return np.full(len(series[0]), 7, dtype)


OUTPUTS: dict[str, Callable[[list[Array], np.dtype[Any]], Array]] = {
    "out": other,
    "out_strided": lambda series, dtype: strided(other(series, dtype)),
    "out_backwards": lambda series, dtype: backwards(other(series, dtype)),
    "out_column": lambda series, dtype: column(other(series, dtype)),
    "out_aliasing": aliasing,
    "out_overlapping": overlapping,
}
"""Where a result may be wanted, given the series and its dtype."""
