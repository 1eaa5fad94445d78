"""Classifying symbols: those of equal length together as a table; those that cannot be, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from atc_core import atc, classify
from atc_core.declarations.atc import TrendClassification
from atc_trading.prices import History
from atc_trading.scan.checks import rejection_reason, trimmed
from atc_trading.scan.kernel_columns import KernelColumn
from atc_trading.scan.kernel_options import FAMILIES, KernelOptions
from atc_trading.scan.universe import Universe

Side: TypeAlias = Literal["long", "short", "flat", "-"]
SIDES: dict[int, Side] = {1: "long", -1: "short", 0: "flat"}
BLOCK = 64
"""Symbols that are computed together: enough for SIMD lanes and threads, few enough for steady progress."""


class Row(NamedTuple):
    """A symbol at its last bar; class ``-`` and a reason where it cannot be classified."""

    symbol: str
    side: Side
    average_signal: float
    signals: tuple[float, ...]
    bars: int
    """Those with a price."""
    missing: int
    """Bars between the first price and the last that have none, and are left out."""
    last_bar: str
    reason: str = ""
    added: tuple[float, ...] = ()
    """The values of the columns that `--columns` asks for."""


def rows(universe: Universe, options: KernelOptions, added: Sequence[KernelColumn] = ()) -> Iterator[list[Row]]:
    """All rows, a block after the other."""
    good: list[History] = []
    bad: list[Row] = []
    for history in map(trimmed, universe.histories):
        reason = rejection_reason(history, options.fewest_bars)
        if reason is None:
            good.append(history)
        else:
            bad.append(bad_row(history, reason))
    yield bad
    for block in blocks(good):
        values = [field for item in added for field in item.values(block, universe.inputs[item.text], universe.columns)]
        found = block_rows(block, options)
        yield (
            [row._replace(added=own) for row, own in zip(found, zip(*values, strict=True), strict=True)]
            if added
            else found
        )


def bad_row(history: History, reason: str) -> Row:
    """The row of a symbol that cannot be classified."""
    last = history.date(-1) if len(history) else ""
    nothing = (np.nan,) * len(FAMILIES)
    return Row(history.symbol, "-", np.nan, nothing, history.bars, history.missing, last, reason)


def blocks(histories: Iterable[History]) -> Iterator[Sequence[History]]:
    """Symbols of equal length, at most `BLOCK` together."""
    by_length = sorted(histories, key=bar_count)
    for _, group in groupby(by_length, key=bar_count):
        equal = list(group)
        for start in range(0, len(equal), BLOCK):
            yield equal[start : start + BLOCK]


def bar_count(history: History) -> int:
    """How many bars there are."""
    return len(history)


def block_rows(block: Sequence[History], options: KernelOptions) -> list[Row]:
    """The rows of symbols of equal length."""
    table = np.column_stack([history.prices for history in block])
    result = TrendClassification(*(series[-1] for series in atc(table, **options.values, gaps="skip")))
    signals = np.stack(result[: len(FAMILIES)], axis=1)
    classes = classify(result.average_signal, *options.thresholds)
    columns = zip(block, classes.tolist(), result.average_signal.tolist(), signals.tolist(), strict=True)
    return [
        Row(
            history.symbol,
            SIDES[side],
            average,
            tuple(own),
            history.bars,
            history.missing,
            history.date(-1),
        )
        for history, side, average, own in columns
    ]


def ranked(found: Iterable[Row]) -> list[Row]:
    """From the strongest long symbol to the strongest short one; those without a class last."""
    return sorted(found, key=lambda row: (row.side == "-", -strength(row), row.symbol))


def strength(row: Row) -> float:
    """How long a symbol is; where the average signal is the same, its parts decide."""
    return 0.0 if row.side == "-" else row.average_signal + 1e-6 * float(np.nansum(row.signals))
