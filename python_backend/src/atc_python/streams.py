"""Streams of the reference: one symbol beside the other, each as its definition reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from atc_core.arrays import Series
from atc_core.kernel import Kernel
from atc_core.registry import find_kernel
from atc_core.streams.bars import check_options
from atc_python import backend
from atc_python.stepwise import STEPWISE
from atc_python.streams_atc import Classification
from atc_python.streams_averages import AVERAGES, Equity
from atc_python.streams_filling import Newest
from atc_python.streams_memory import kept, recalled


class Symbols:
    """A kernel's stream of any number of symbols."""

    def __init__(
        self, kernel: Kernel[..., Any], single: Callable[..., Any], symbols: int, options: dict[str, Any]
    ) -> None:
        """Start a single stream for each symbol."""
        self.kernel = kernel
        self.single = single
        self.options = options
        self.bars = 0
        self.each = [single(**options) for _ in range(symbols)]

    @property
    def symbols(self) -> int:
        """How many symbols there are."""
        return len(self.each)

    def update(self, *values: float | Series) -> Any:
        """Take a bar: a number, or a vector with one for each symbol, of each series of the kernel."""
        self.bars += 1
        vectors = [value.tolist() for value in values if isinstance(value, np.ndarray)]
        if not vectors:
            return self.each[0].update(*(item if type(item) is int else float(item) for item in values))
        results = [one.update(*bar) for one, *bar in zip(self.each, *vectors, strict=True)]
        fields = self.kernel.result.fields
        if len({item.dtype for item in fields}) == 1:
            return np.ascontiguousarray(np.array(results, fields[0].dtype).T)
        return [np.array(field, item.dtype) for field, item in zip(zip(*results, strict=True), fields, strict=True)]

    def select(self, places: Sequence[int]) -> Symbols:
        """A stream of some of the symbols, which are this one's no longer."""
        selected = Symbols(self.kernel, self.single, 0, self.options)
        selected.bars, selected.each = self.bars, [self.each[place] for place in places]
        return selected

    def state(self) -> bytes:
        """Options and memory as JSON."""
        memory = [kept(one) for one in self.each]
        return json.dumps({"options": self.options, "bars": self.bars, "memory": memory}).encode()


class Streams:
    """Opens the streams of one kernel."""

    def __init__(self, kernel: Kernel[..., Any], single: Callable[..., Any]) -> None:
        """Remember how the stream of one symbol starts."""
        self.kernel = kernel
        self.single = single

    def __call__(self, symbols: int, **options: Any) -> Symbols:
        """Open a stream."""
        return Symbols(self.kernel, self.single, symbols, options)

    def from_state(self, state: bytes) -> Symbols:
        """Go on from a state."""
        try:
            saved = json.loads(state)
            stream = self(len(saved["memory"]), **check_options(self.kernel, (), saved["options"]))
            stream.bars = int(saved["bars"])
            recalled(stream.each, saved["memory"])
        except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError):
            raise ValueError("state must be of a stream of the reference, was of another") from None
        return stream


# What they are the streams of.
backend.load()

SINGLE: dict[str, Callable[..., Any]] = {
    **{name: AVERAGES[function] for name, function in backend.implementations.items() if function in AVERAGES},
    "equity": Equity,
    "atc": Classification,
    "fill_missing": Newest,
    **{kernel.name: single for kernel, single in STEPWISE.items()},
}
"""The stream of one symbol of each kernel."""

for name, single in SINGLE.items():
    backend.streams(name)(Streams(find_kernel(name), single))
