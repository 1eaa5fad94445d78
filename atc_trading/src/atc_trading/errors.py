"""The exceptions of this distribution."""

from __future__ import annotations


class ScanError(RuntimeError):
    """The file, or a symbol in it, cannot be scanned; the message says why and what helps."""


class ScanUsageError(ValueError):
    """The options contradict each other, or name something that does not exist; the message says what does."""


class CacheError(RuntimeError):
    """A cache of results cannot be opened; the message says what helps."""


class CacheWarning(RuntimeWarning):
    """A cache of results does not work; results are computed instead."""


class BacktestError(RuntimeError):
    """The prices of a file cannot be backtested; the message says why and what helps."""


class BacktestUsageError(ValueError):
    """The options of a backtest contradict each other, or are no such; the message says what is allowed."""


class PriceFileError(RuntimeError):
    """A file of prices cannot be read; the message names file, row, column and text, and says what helps."""


class PriceOptionError(ValueError):
    """An option of reading names something that does not exist, or contradicts another; the message says what does."""


class MonitorError(RuntimeError):
    """A file of features cannot be monitored; the message says why and what helps."""


class MonitorUsageError(ValueError):
    """The options of monitoring contradict each other, or are no such; the message says what is allowed."""
