"""The running kernels of exact decimals, as Polars has them.

Left out: sums and products, of which Polars keeps as many digits behind the point as the factors have; quotients, which
are null where they have no room; and means, which are floats.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from atc_backends.arrow_columns import by_rows, packed, packed_chunks
from atc_backends.polars import backend
from atc_core.decimals import Decimals, Packed
from atc_core.decimals.arrow import exported


@backend.implements("decimal_cumulative_max")
def decimal_cumulative_max(x: Decimals) -> Packed:
    """`cum_max`, which passes nulls over."""
    return packed(series(x).cum_max().rechunk())


@backend.implements("decimal_cumulative_sum")
def decimal_cumulative_sum(x: Decimals) -> Packed:
    """`cum_sum`, which fails where it needs more than 38 digits."""
    column = series(x)
    return packed(by_rows(lambda count: column[:count].cum_sum().rechunk(), len(x), pl.exceptions.ComputeError))


def series(column: Decimals) -> Any:
    """A Series on the memory of a column."""
    first, *rest = (pl.Series(exported(item, column.type)) for item in packed_chunks(column))
    for part in rest:
        first.append(part)
    return first
