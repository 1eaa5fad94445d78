"""Many bars at once: by the backend's own way where a stream has one, else bar by bar."""

from __future__ import annotations

from collections.abc import Sequence
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
    masked = {} if missing is None or not missing.any() else {"missing": missing}
    if own is None or (masked and not takes(own, "missing")):
        return bar_by_bar(kernel, stream, tables, **masked)
    return list(own(*tables, **masked))


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


def empty(kernel: Kernel[..., Any], tables: Sequence[Array]) -> list[Array]:
    """A table a field to write results to."""
    return [np.empty(tables[0].shape, dtype) for dtype in kernel.dtypes(tables)]
