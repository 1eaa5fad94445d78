"""What orders fill at before slippage, in each step of a bar; NaN where they do not."""

from __future__ import annotations

import numpy as np

from atc_core.declarations.execution.order_checks import LIMIT, MARKET, STOP_LIMIT
from atc_numba.compiling import exact_block
from atc_numba.execution.order_state import (
    ASSET,
    BASE,
    CLOSES,
    EXTREME,
    FIRST,
    HIGHS,
    KIND,
    LIMIT_PRICE,
    LOWS,
    NEVER,
    OPENS,
    PARENT,
    QUANTITY,
    TRIGGERED,
    TRIGGERED_INSIDE,
    Run,
    is_good,
    is_reached,
    is_stop,
    level,
)


@exact_block
def trades(run: Run, time: int, asset: int) -> bool:
    """Whether all prices of a bar are there."""
    outer = run.bars[OPENS, time, asset] + run.bars[CLOSES, time, asset]
    return not np.isnan(outer + run.bars[HIGHS, time, asset] + run.bars[LOWS, time, asset])


@exact_block
def is_new(run: Run, time: int, row: int) -> bool:
    """Whether the parent filled for the first time in this bar."""
    parent = run.whole[row, PARENT]
    return bool(parent >= 0 and run.whole[parent, FIRST] == time)


@exact_block
def price_at_open(run: Run, time: int, row: int) -> float:
    """Step 1: what an order fills at before slippage, NaN where it does not."""
    kind, price = run.whole[row, KIND], run.bars[OPENS, time, run.whole[row, ASSET]]
    if np.isnan(run.real[row, EXTREME]):
        run.real[row, EXTREME] = price
    if kind not in (MARKET, LIMIT) and run.whole[row, TRIGGERED] == NEVER and is_reached(run, row, price):
        run.whole[row, TRIGGERED] = time
    is_good_price = kind == MARKET or is_stop(kind) or is_good(run, row, price)
    waits = kind not in (MARKET, LIMIT) and run.whole[row, TRIGGERED] == NEVER
    return price if is_good_price and not waits else np.nan


@exact_block
def price_of_stop(run: Run, time: int, row: int) -> float:
    """Steps 2 and 4."""
    kind, asset, is_buy = run.whole[row, KIND], run.whole[row, ASSET], run.real[row, QUANTITY] > 0.0
    is_child = is_new(run, time, row)
    if kind in (MARKET, LIMIT) or run.whole[row, TRIGGERED] != NEVER or (is_child and kind == STOP_LIMIT):
        return np.nan
    if not is_reached(run, row, run.bars[HIGHS, time, asset] if is_buy else run.bars[LOWS, time, asset]):
        return np.nan
    price = level(run, row)
    run.whole[row, TRIGGERED] = time
    if kind == STOP_LIMIT:
        run.whole[row, TRIGGERED_INSIDE] = time
        return price if is_good(run, row, price) else np.nan
    if is_child:
        base = run.real[run.whole[row, PARENT], BASE]
        price = max(price, base) if is_buy else min(price, base)
    return price


@exact_block
def price_of_limit(run: Run, time: int, row: int) -> float:
    """Step 3."""
    kind, asset, is_child = run.whole[row, KIND], run.whole[row, ASSET], is_new(run, time, row)
    rests = run.whole[row, TRIGGERED] != NEVER and run.whole[row, TRIGGERED_INSIDE] != time and not is_child
    if kind != LIMIT and not (kind == STOP_LIMIT and rests):
        return np.nan
    far = run.bars[LOWS, time, asset] if run.real[row, QUANTITY] > 0.0 else run.bars[HIGHS, time, asset]
    if is_child and is_good(run, row, run.real[run.whole[row, PARENT], BASE]):
        return float(run.real[run.whole[row, PARENT], BASE])
    if not is_child and is_good(run, row, run.bars[OPENS, time, asset]):
        return np.nan  # What was not filled at a better open has no price of its own in this bar.
    touches = run.terms.limit_touch != 0.0 or far != run.real[row, LIMIT_PRICE]
    return run.real[row, LIMIT_PRICE] if is_good(run, row, far) and touches else np.nan
