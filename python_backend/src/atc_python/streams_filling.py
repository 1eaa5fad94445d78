"""Filling what is missing bar by bar: with the value before."""

from __future__ import annotations

import math

from atc_python.streams_memory import Remembering


class Newest(Remembering):
    """The newest valid value, and how many bars ago it was; what comes after `limit` bars is NaN."""

    remembers = ("value", "age")

    def __init__(self, method: str, limit: int | None) -> None:  # noqa: ARG002 streams have one method
        """Begin without a value."""
        self.limit = limit
        self.value, self.age = math.nan, 0

    def update(self, x: float) -> float:
        """Take a bar."""
        self.value, self.age = (x, 0) if math.isfinite(x) else (self.value, self.age + 1)
        return self.value if self.limit is None or self.age <= self.limit else math.nan
