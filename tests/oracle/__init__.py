"""The contracts evaluated exactly, a file a family; a loop over the definition is preferred to anything clever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oracle import (
    backtest,
    bars,
    charts,
    clustering,
    detectors,
    drift,
    execution_ledger,
    execution_orders,
    execution_targets,
    forest,
    indicators,
    indicators_oscillators,
    indicators_vectors,
    indicators_volume,
    liquidity,
    metrics,
    order_book,
    rolling,
    rolling_series,
    rolling_windows,
    series,
    signals,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

FAMILIES = (
    backtest,
    bars,
    charts,
    clustering,
    detectors,
    drift,
    execution_ledger,
    execution_orders,
    execution_targets,
    forest,
    indicators,
    indicators_oscillators,
    indicators_volume,
    liquidity,
    metrics,
    order_book,
    rolling,
    rolling_series,
    rolling_windows,
    signals,
)
VECTORS = [vector for family in (*FAMILIES, indicators_vectors) for vector in getattr(family, "VECTORS", ())]
"""The contracts' own results; those of the moving averages and the first trend kernels are in `cases`."""


def evaluate(name: str, arguments: Sequence[Any]) -> Any:
    """What the kernel called `name` must give for `arguments`, correctly rounded: an array, a tuple or a number."""
    for family in FAMILIES:
        if hasattr(family, name):
            return getattr(family, name)(*arguments)
    return series.evaluate(name, arguments)
