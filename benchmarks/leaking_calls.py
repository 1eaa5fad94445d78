"""The hot calls in which leaks are looked for, as loops: by kind, and of every kernel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import Decimal
from itertools import repeat as times
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

import atc_core
from atc_core.conformance.subject import BARS, Subject
from atc_core.registry import REGISTRY

Repeated: TypeAlias = Callable[[int], None]
"""Makes a call so many times."""
X = np.linspace(90.0, 110.0, 32)
TABLE = np.column_stack([X, X[::-1], X + 1.0])
PRICES = [Decimal("1.25"), None, Decimal("-3.00"), Decimal("7.10")]


def repeated(call: Callable[[], Any]) -> Repeated:
    """Make a call again and again."""

    def repeat(count: int) -> None:
        for _ in times(None, count):
            call()

    return repeat


def refused(call: Callable[[], Any]) -> Repeated:
    """The same of a call that is wrong."""

    def attempt() -> None:
        with suppress(ValueError, TypeError):
            call()
            raise AssertionError("the call was taken")

    return repeated(attempt)


def of(name: str, *arguments: Any) -> Callable[[str], Repeated]:
    """Calls of a kernel with these arguments."""

    def make(backend: str) -> Repeated:
        handle = atc_core.get(name, backend=backend)
        return repeated(lambda: handle(*arguments))

    return make


def with_out(backend: str) -> Repeated:
    """The result goes to an array that is there."""
    handle, out = atc_core.get("sma", backend=backend), np.empty(len(X))
    return repeated(lambda: handle(X, 5, out=out))


def updates(backend: str) -> Repeated:
    """Bars of a stream."""
    stream = atc_core.stream("ema", 28, backend=backend)
    return repeated(lambda: stream.update(101.5))


def states(backend: str) -> Repeated:
    """Streams opened, saved and opened again from their state."""

    def go_on() -> None:
        stream = atc_core.stream("sma", 5, backend=backend)
        stream.update(101.5)
        atc_core.Stream.from_state(stream.state())

    go_on()
    return repeated(go_on)


def sweeps(backend: str) -> Repeated:
    """Sweeps of two jobs."""
    return repeated(lambda: list(atc_core.sweep("sma", X, grid={"length": [3, 5]}, backend=backend)))


def wrong_option(backend: str) -> Repeated:
    """A length that is not allowed."""
    handle = atc_core.get("sma", backend=backend)
    return refused(lambda: handle(X, 0))


def wrong_array(backend: str) -> Repeated:
    """Text in place of numbers."""
    handle = atc_core.get("sma", backend=backend)
    return refused(lambda: handle(["a", "b"], 2))


def preferred(backend: str) -> Repeated:
    """Calls within `use`."""

    def call() -> None:
        with atc_core.use(backend):
            atc_core.sma(X, 5)

    return repeated(call)


KINDS: dict[str, tuple[int, Callable[[str], Repeated]]] = {
    "arrays": (320, of("sma", X, 5)),
    "arrays with out": (320, with_out),
    "a stream's bars": (240, updates),
    "wrong options": (40, wrong_option),
    "wrong arrays": (20, wrong_array),
    "lists": (20, of("sma", X.tolist(), 5)),
    "tables": (20, of("sma", TABLE, 5)),
    "several results": (20, of("macd", X, 3, 6, 2)),
    "pandas": (10, of("sma", pd.Series(X, name="close"), 5)),
    "Polars": (10, of("sma", pl.Series("close", X), 5)),
    "gaps": (10, lambda backend: repeated(lambda: atc_core.sma(X, 5, gaps="skip", backend=backend))),
    "decimals of Arrow": (5, of("decimal_add", pa.array(PRICES, pa.decimal128(9, 2)), 1)),
    "decimals in lists": (2, of("decimal_add", PRICES, 1)),
    "backends by use": (2, preferred),
    "states of streams": (2, states),
    "sweeps": (1, sweeps),
}
"""By name the share of the calls, less of what takes long, and what makes the loop for a backend."""


def kinds(backend: str) -> Iterator[tuple[str, int, Repeated]]:
    """Name, share and loop of each kind that the backend has; Numba has no streams."""
    for kind, (share, make) in KINDS.items():
        with suppress(atc_core.BackendError):
            yield kind, share, make(backend)


def every_kernel(backend: str) -> Iterator[tuple[str, Repeated]]:
    """Each kernel that the backend has, on a sample of its own, as a user calls it."""
    for name, kernel in REGISTRY.all().items():
        with suppress(atc_core.BackendError):
            atc_core.get(name, backend=backend)
            arrays, options = Subject(backend, kernel).sample(BARS)
            handle = Subject(backend, kernel).handle
            yield name, repeated(lambda handle=handle, given=(*arrays, *options): handle(*given))
