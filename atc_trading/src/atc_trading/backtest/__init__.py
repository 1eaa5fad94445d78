"""Backtests of strategies: single ones, many at once, and grids of parameters."""

from atc_trading.backtest.backtest_result import BacktestResult, OpenTrade, Parameters
from atc_trading.backtest.engine import BacktestEngine, create_engine
from atc_trading.backtest.grid_result import GridResult, HeatMap
from atc_trading.market import MarketData, generate_sample_data

__all__ = [
    "BacktestEngine",
    "BacktestResult",
    "GridResult",
    "HeatMap",
    "MarketData",
    "OpenTrade",
    "Parameters",
    "create_engine",
    "generate_sample_data",
]
