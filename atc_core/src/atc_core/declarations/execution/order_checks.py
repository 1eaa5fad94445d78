"""What can be wrong with bars and orders together: the first row that is, as a sentence."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from atc_core.absent import is_absent
from atc_core.arrays import Array
from atc_core.declarations.execution.fills import within
from atc_core.kernel import Options
from atc_core.row_rules import first_fault

KINDS = ("market", "limit", "stop", "stop-limit", "trailing stop by an amount", "trailing stop by a fraction")
MARKET, LIMIT, STOP, STOP_LIMIT, TRAILING, TRAILING_FRACTION = range(len(KINDS))
LOT_SLACK = 1e-9


def first_row(wrong: Array) -> int | None:
    """The first row that is wrong."""
    return int(np.argmax(wrong)) if wrong.any() else None


def bars_are_bars(data: Mapping[str, Array], _: Options) -> str | None:
    """A bar's low is at most its open and close, its high at least."""
    opening, high, low, close = (data[name] for name in ("open", "high", "low", "close"))
    inner, outer = np.minimum(opening, close), np.maximum(opening, close)
    wrong = (low > inner) | (high < outer)
    wrong &= ~np.isnan(high + low)
    if not wrong.any():
        return None
    bar, asset = np.unravel_index(int(np.argmax(wrong)), wrong.shape)
    place = f"bar {bar}, asset {asset} has open {opening[bar, asset]} and close {close[bar, asset]}"
    if low[bar, asset] > inner[bar, asset]:
        return f"low must be at most open and close; {place}, low {low[bar, asset]}"
    return f"high must be at least open and close; {place}, high {high[bar, asset]}"


def levels_are_given(data: Mapping[str, Array], _: Options) -> str | None:
    """A price that the kind needs."""
    kind = data["kind"]
    # Of few orders `isin` takes 50 us, a tenth of a run of 300.
    for name, is_needed in (("limit", (kind == LIMIT) | (kind == STOP_LIMIT)), ("stop", kind >= STOP)):
        level = data[name]
        row = first_row(is_needed & ~((level > 0) & (level < np.inf)))
        if row is not None:
            return f"{name} must be above 0 and finite for a {KINDS[kind[row]]}; row {row} is {level[row]}"
    row = first_row((kind == TRAILING_FRACTION) & (data["stop"] >= 1))
    if row is not None:
        return f"stop must be below 1 for a {KINDS[TRAILING_FRACTION]}; row {row} is {data['stop'][row]}"
    return None


def last_is_later(data: Mapping[str, Array], _: Options) -> str | None:
    """An order may fill in the bar after it is placed, at the earliest."""
    last, bar = data["last"], data["bar"]
    row = first_row((last != -1) & (last <= bar))
    return None if row is None else f"last must be -1 or above bar; row {row} is {last[row]}, its bar {bar[row]}"


def quantities_are_lots(data: Mapping[str, Array], options: Options) -> str | None:
    """Whole lots, where there are any."""
    lot, quantity = options["lot"], data["quantity"]
    if not lot:
        return None
    lots = quantity / lot
    row = first_row(~(np.abs(lots - np.round(lots)) <= LOT_SLACK * np.maximum(1.0, np.abs(lots))))
    return None if row is None else f"quantity must be a multiple of lot, {lot}; row {row} is {quantity[row]}"


def parents_are_earlier(data: Mapping[str, Array], _: Options) -> str | None:
    """A parent is an earlier row of the same asset."""
    parent, asset = data["parent"], data["asset"]
    row = first_row(parent >= np.arange(len(parent)))
    if row is not None:
        return f"parent must be -1 or an earlier row; row {row} is {parent[row]}"
    row = first_row((parent >= 0) & (asset != asset[parent]))
    if row is None:
        return None
    return (
        f"parent must be of the same asset; row {row} is {parent[row]}, of asset {asset[parent[row]]}, not {asset[row]}"
    )


def groups_have_one_asset(data: Mapping[str, Array], _: Options) -> str | None:
    """All orders of a group are of one asset."""
    group, asset = data["group"], data["asset"]
    if not (asset != asset[:1]).any():
        # The usual run is of one asset; finding the groups of 300 orders takes 40 us.
        return None
    first, number = np.unique(group, return_index=True, return_inverse=True)[1:]
    own = asset[first][number]
    row = first_row((group >= 0) & (asset != own))
    if row is None:
        return None
    return f"group must be of one asset; row {row} is {group[row]}, which is of asset {own[row]}, not {asset[row]}"


def volume_is_given(data: Mapping[str, Array], options: Options) -> str | None:
    """Volume where options are of it."""
    is_needed = options["volume_limit"] < np.inf or options["volume_impact"] > 0
    return (
        "volume must be given for volume_limit or volume_impact, was None"
        if is_needed and is_absent(data["volume"])
        else None
    )


order_faults = first_fault(
    bars_are_bars,
    within("asset", "open", "assets"),
    levels_are_given,
    last_is_later,
    quantities_are_lots,
    parents_are_earlier,
    groups_have_one_asset,
    volume_is_given,
)
