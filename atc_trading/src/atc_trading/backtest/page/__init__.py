"""A backtest as one HTML page that loads nothing: figures, curves, trades, months, and the grid around it."""

from atc_trading.backtest.page.backtest_page import INSTALL, PageContent, render, write_page

__all__ = ["INSTALL", "PageContent", "render", "write_page"]
