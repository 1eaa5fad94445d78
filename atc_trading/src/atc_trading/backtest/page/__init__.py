"""A backtest as one HTML page that loads nothing: figures, curves, trades or positions, months, the grid around it."""

from atc_trading.backtest.page.backtest_page import PageContent
from atc_trading.backtest.page.pages import INSTALL, render, write_page
from atc_trading.backtest.page.portfolio_page import PortfolioContent

__all__ = ["INSTALL", "PageContent", "PortfolioContent", "render", "write_page"]
