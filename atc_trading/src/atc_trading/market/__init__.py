"""Bars of one symbol: checked once, immutable; from frames and files, at longer intervals, or made up for tests."""

from atc_trading.market.market_data import MarketData
from atc_trading.market.sample_data import generate_sample_data

__all__ = ["MarketData", "generate_sample_data"]
