"""A Parquet file: its columns are taken as they are, text in them as that of other files."""

from __future__ import annotations

import io

from atc_trading.prices.contents import Content
from atc_trading.prices.headers import Header
from atc_trading.prices.level_roles import levels_of
from atc_trading.prices.results import Decision
from atc_trading.prices.table import Table


def typed_table(content: Content) -> Table:
    """The table of a Parquet file; errors of polars pass through."""
    import polars as pl

    source = io.BytesIO(content.parquet) if isinstance(content.parquet, bytes) else content.parquet
    frame = (
        pl.read_parquet(source).lazy() if isinstance(source, io.BytesIO) else pl.scan_parquet(source or "", glob=False)
    )
    names = frame.collect_schema().names()
    levels = levels_of(names)
    decisions = [*content.decisions, *([Decision("header", "2 levels", "names are pairs of pandas")] if levels else [])]
    header = Header(tuple(names), levels, is_named=True, length=0, decisions=[])
    numbered = frame.select([pl.col(name).alias(str(place)) for place, name in enumerate(names)])
    return Table(content.name, content.stem, header, numbered, decisions)
