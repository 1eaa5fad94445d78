"""Calls that random calls once found something wrong with, repeated on every backend whatever the generators do.

What `benchmarks/random_calls.py --only NUMBER` shows of a call that differs belongs here, as a line that makes it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

X = np.linspace(90.0, 110.0, 20)


class Found(NamedTuple):
    """A call by its arguments, made anew for every backend."""

    why: str
    """What it did before it was mended."""
    kernel: str
    make: Callable[[], tuple[list[Any], dict[str, Any]]]


class Hostile:
    """A stranger's object, which raises whatever it is asked."""

    def __index__(self) -> int:
        raise RuntimeError("hostile")

    __repr__ = __index__  # type: ignore[assignment]

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError("hostile")


class Refusing:
    """An object that says that it is an array and is none."""

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise OverflowError


def shared_fields() -> tuple[list[Any], dict[str, Any]]:
    """Arrays of `out` of which two are one."""
    fields = [row[:-1] for row in np.full((13, 61), 7.0)]
    return [np.linspace(90.0, 110.0, 60)], {"out": (*fields[:11], fields[2], fields[12])}


FOUND = [
    Found("NaN in Rust where a window is flat at infinity", "cci", lambda: ([*[np.full(9, np.inf)] * 3, 2], {})),
    Found("an OverflowError of Python's own", "equity", lambda: ([X, X, 10**400], {})),
    Found("the same", "equity", lambda: ([X, X, Decimal("1e400")], {})),
    Found("Python refused to print the number", "sma", lambda: ([X, 10**5000], {})),
    Found("what the object raised came through", "sma", lambda: ([X, Hostile()], {})),
    Found("the same in gaps", "sma", lambda: ([X, 3], {"gaps": Hostile()})),
    Found("an error without the argument's name", "sma", lambda: ([Refusing(), 3], {})),
    Found(
        "left what lies between the strides of out undefined",
        "sharpe_ratio",
        lambda: ([np.random.default_rng(1).normal(size=(30, 5))], {"out": np.full(10, 7.0)[::2]}),
    ),
    Found("one field was written over by another", "atc", shared_fields),
    Found(
        "no error where there is no series to fill memory with",
        "lag_features",
        lambda: ([np.empty((3, 0)), 2**63 - 1], {}),
    ),
    Found("the same without rows", "lag_features", lambda: ([np.empty((0, 1)), 2**63 - 1], {})),
    Found("read one past the end of an empty series in Numba", "ema", lambda: ([np.empty(0), 3], {})),
    Found("an error of NumPy's where rows have no columns", "pca_fit", lambda: ([[np.empty(0)] * 4, None, "std"], {})),
    Found("the same where all is missing", "ema", lambda: ([pd.Series([np.nan, np.nan]), 1], {"gaps": "skip"})),
]


def die_at_three(_seed: int, _kernel: str | None, _numbers: range, folder: Path) -> None:
    """What is seen of a process that a call ends: the number of the call."""
    (folder / "1").write_bytes(b"3        ")
    os._exit(1)
