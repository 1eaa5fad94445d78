"""Many bars at once: by the backend's own way where a stream has one, else bar by bar."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from atc_core.streams.protocol import takes

if TYPE_CHECKING:
    from atc_core.arrays import Array
    from atc_core.kernel import Kernel
    from atc_core.streams.protocol import BackendStream


def extend(
    kernel: Kernel[..., Any], stream: BackendStream, tables: Sequence[Array], missing: Array | None = None
) -> list[Array]:
    """A table a field for tables of shape ``(time, symbols)``; without symbols where a table `missing` says so."""
    own = getattr(stream, "extend", None)
    if len(tables[0]) == 0:
        return empty(kernel, tables)
    if missing is None or not missing.any():
        return bar_by_bar(kernel, stream, tables) if own is None else list(own(*tables))
    if own is None:
        return bar_by_bar(kernel, stream, tables, missing)
    if takes(own, "missing"):
        return list(own(*tables, missing=missing))
    return block_by_block(kernel, stream, tables, missing)


def bar_by_bar(
    kernel: Kernel[..., Any], stream: BackendStream, tables: Sequence[Array], missing: Array | None = None
) -> list[Array]:
    """The results of one `update` a bar; those that nothing misses have no mask."""
    update: Any = stream.update
    results = empty(kernel, tables)
    is_missed = None if missing is None else missing.any(axis=1).tolist()
    # Numbers cost half of what vectors of one do.
    rows = [table[:, 0].tolist() if table.shape[1] == 1 else table for table in tables]
    for bar, values in enumerate(zip(*rows, strict=True)):
        masked = {} if is_missed is None or not is_missed[bar] else {"missing": missing[bar]}  # type: ignore[index]
        result = update(*values, **masked)
        for table, field in zip(results, [result] if kernel.result.type is None else result, strict=True):
            table[bar] = field
    return results


def block_by_block(
    kernel: Kernel[..., Any], stream: BackendStream, tables: Sequence[Array], missing: Array
) -> list[Array]:
    """The same where stretches of bars that no symbol misses go at once."""
    results = empty(kernel, tables)
    is_missed: Array = np.any(missing, axis=1)
    ends = [0, *(np.flatnonzero(np.diff(is_missed)) + 1).tolist(), len(missing)]
    for start, end in pairwise(ends):
        part = [table[start:end] for table in tables]
        if is_missed[start]:
            fields = bar_by_bar(kernel, stream, part, missing[start:end])
        else:
            fields = extend(kernel, stream, part)
        for table, field in zip(results, fields, strict=True):
            table[start:end] = field
    return results


def empty(kernel: Kernel[..., Any], tables: Sequence[Array]) -> list[Array]:
    """A table a field to write results to."""
    return [np.empty(tables[0].shape, dtype) for dtype in kernel.dtypes(tables)]
