"""The metrics of a curve of equity that begins with the capital, by the kernels of their names."""

from __future__ import annotations

import numpy as np

import atc_core
from atc_trading.market.column_values import Numbers


def curve_returns(begun: Numbers) -> Numbers:
    """The return of each bar after the capital, at least -1; NaN after ruin."""
    before, after = begun[:-1], begun[1:]
    ratio = np.divide(after, before, out=np.full(len(before), np.nan), where=before > 0)
    return np.asarray(np.maximum(ratio - 1.0, -1.0))


def curve_metrics(begun: Numbers, periods_per_year: float) -> dict[str, float]:
    """Metrics as fractions; a debt counts as nothing left."""
    curve, returns = np.maximum(begun, 0.0), curve_returns(begun)
    return {
        "total_return": float(begun[-1] / begun[0] - 1.0),
        "annual_return": atc_core.annual_return(curve, periods_per_year),
        "sharpe_ratio": atc_core.sharpe_ratio(returns, 0.0, periods_per_year),
        "sortino_ratio": atc_core.sortino_ratio(returns, 0.0, periods_per_year),
        "volatility": atc_core.volatility(returns, periods_per_year),
        "max_drawdown": atc_core.max_drawdown(curve),
    }
