"""What `atc-monitor` found as one HTML page that loads nothing: time line, episodes, regimes, columns."""

from atc_trading.monitor.page.monitor_page import render, write_page

__all__ = ["render", "write_page"]
