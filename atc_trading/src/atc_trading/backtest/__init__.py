"""Backtests of strategies: single ones, many at once, grids of parameters, orders and weights on several assets."""

from atc_trading.backtest.backtest_result import BacktestResult, OpenTrade, Parameters
from atc_trading.backtest.decimal_result import DecimalResult
from atc_trading.backtest.engine import BacktestEngine
from atc_trading.backtest.engine_with_cache import create_engine
from atc_trading.backtest.grid_result import GridResult, HeatMap
from atc_trading.backtest.order_builder import OrderBuilder
from atc_trading.backtest.portfolio_result import PortfolioResult
from atc_trading.backtest.portfolio_runs import run_orders, run_targets
from atc_trading.market import MarketData, generate_sample_data

__all__ = [
    "BacktestEngine",
    "BacktestResult",
    "DecimalResult",
    "GridResult",
    "HeatMap",
    "MarketData",
    "OpenTrade",
    "OrderBuilder",
    "Parameters",
    "PortfolioResult",
    "create_engine",
    "generate_sample_data",
    "run_orders",
    "run_targets",
]
