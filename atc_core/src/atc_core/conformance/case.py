"""A case: arguments for a kernel, and what is special about them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

SEED = 20_240_229


class Case(NamedTuple):
    """Arguments for a kernel, series first, and what is special about them."""

    name: str
    arguments: tuple[Any, ...]

    def __str__(self) -> str:
        options = ", ".join(map(str, (item for item in self.arguments if not isinstance(item, np.ndarray))))
        return f"{self.name} ({options})" if options else self.name
