"""What is wrong with what was asked for, or with the file."""

from __future__ import annotations


class ScanError(RuntimeError):
    """The file, or a symbol in it, cannot be scanned; the message says why and what helps."""


class ScanUsageError(ValueError):
    """What was asked for does not go together or does not exist; the message says what does."""
