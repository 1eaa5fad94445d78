"""The exceptions of this distribution."""

from __future__ import annotations


class ScanError(RuntimeError):
    """The file, or a symbol in it, cannot be scanned; the message says why and what helps."""


class ScanUsageError(ValueError):
    """The options contradict each other, or name something that does not exist; the message says what does."""
