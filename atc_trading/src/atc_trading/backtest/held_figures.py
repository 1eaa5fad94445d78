"""The metrics of buying at the first close and holding."""

from __future__ import annotations

import atc_core
from atc_trading.backtest.backtest_result import BacktestResult


def held_figures(result: BacktestResult) -> dict[str, float]:
    """The metrics of the curve `buy_and_hold`, which has no costs, by the names that a result has them."""
    curve, periods = result.buy_and_hold, result.parameters.periods_per_year
    returns = curve[1:] / curve[:-1] - 1.0
    kernel = atc_core.get
    return {
        "total_return": float(curve[-1] / curve[0] - 1.0),
        "annualized_return": kernel("annual_return")(curve, periods),
        "volatility": kernel("volatility")(returns, periods),
        "sharpe_ratio": kernel("sharpe_ratio")(returns, 0.0, periods),
        "sortino_ratio": kernel("sortino_ratio")(returns, 0.0, periods),
        "max_drawdown": kernel("max_drawdown")(curve),
    }
