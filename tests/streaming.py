"""Bars for streams of every kernel that has some, and what the contract says of them."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np
from cases import KERNELS

import atc_core
from atc_core.conformance.agreement import as_fields, expected_around
from atc_core.conformance.differences import Expected, difference
from atc_core.conformance.suite import reference
from atc_core.process import PROCESS
from atc_core.streams.choosing import problem

if TYPE_CHECKING:
    from atc_core.kernel import Kernel

BARS = 140
"""Beyond the first value of every kernel at its typical options, 77 bars."""
SYMBOLS = 6


def streamed() -> list[tuple[str, str]]:
    """Kernels and the backends with streams of them; of those that look back at least the reference has some."""
    kinds = [kernel for kernel in KERNELS.values() if kernel.is_per_bar]
    pairs = []
    for kernel in kinds:
        for backend in PROCESS.choice.plugins.available():
            is_own = backend.name == kernel.reference
            if problem(kernel, backend.name) is None and (is_own or kernel.name in backend.stream_factories):
                pairs.append((kernel.name, backend.name))
    return pairs


STREAMED = streamed()
WITH_GAPS = [(name, backend) for name, backend in STREAMED if KERNELS[name].gaps is not None]


def options_of(name: str) -> dict[str, Any]:
    """The usual value of each option; of lengths of averages a short one."""
    kernel = KERNELS[name]
    lengths = {item.name: 8 for item in kernel.options if name == "atc" and item.name.endswith("_len")}
    return {item.name: item.typical for item in kernel.options} | lengths


def admits(kernel: Kernel[..., Any], value: float) -> bool:
    """Whether the first array of a kernel may hold a value; not every kernel takes infinities."""
    return not any(rule.breaks(np.array([1.0, value])).any() for rule in kernel.arrays[0].rules)


@functools.cache
def odd_bars(name: str, *, symbols: int = SYMBOLS, infinity: float = np.inf) -> tuple[np.ndarray[Any, Any], ...]:
    """Tables: a clean symbol, and such with a NaN head, NaN inside, an infinity, flat stretches, few bars."""
    kernel = KERNELS[name]
    dice = np.random.default_rng(11)
    sampled = [kernel.sample(np.random.default_rng(symbol), BARS) for symbol in range(symbols)]
    tables = [np.stack(series, axis=1) for series in zip(*sampled, strict=True)]
    for place, table in enumerate(tables):
        if table.dtype.kind != "f":
            continue
        for symbol in range(symbols):
            kind = symbol % SYMBOLS
            if kind == 1:
                table[: 3 + place, symbol] = np.nan
            elif kind == 2:
                table[dice.integers(0, BARS, 9), symbol] = np.nan
            elif kind == 3 and place == 0 and admits(kernel, infinity):
                table[90, symbol] = infinity
            elif kind == 4:
                table[20:70, symbol] = table[20, symbol]
            elif kind == 5:
                table[dice.random(BARS) < 0.8, symbol] = np.nan
        # A bar that all symbols miss.
        table[33] = np.nan
        table.flags.writeable = False
    return tuple(tables)


def opened(name: str, backend: str, **given: Any) -> atc_core.Stream[Any, Any]:
    """A stream with the usual options."""
    return atc_core.stream(name, backend=backend, **options_of(name), **given)


def taken(stream: Any, tables: Any, start: int = 0, end: int | None = None) -> list[np.ndarray[Any, Any]]:
    """The results of some bars, a table a field; one symbol takes numbers."""
    rows = [table[start:end].ravel().tolist() if stream.symbols == 1 else list(table[start:end]) for table in tables]
    results = [stream.update(*bar) for bar in zip(*rows, strict=True)]
    return as_tables(stream.kernel, results, stream.symbols)


def as_tables(kernel: Kernel[..., Any], results: list[Any], symbols: int) -> list[np.ndarray[Any, Any]]:
    """The results of bars, a table a field."""
    fields = [results] if kernel.result.type is None else list(zip(*results, strict=True))
    if not results:
        fields = [[]] * len(kernel.result.fields)
    return [
        np.array(field, item.dtype).reshape(len(results), symbols)
        for field, item in zip(fields, kernel.result.fields, strict=True)
    ]


def assert_identical(one: Any, other: Any) -> None:
    """The same bits but for the sign of a NaN."""
    for own, its in zip(one, other, strict=True):
        np.testing.assert_array_equal(own, its)


@functools.cache
def wanted(name: str, symbol: int, gaps: str | None) -> Expected:
    """What the reference gives for a symbol of the odd bars, and how far a result may be from it."""
    kernel = KERNELS[name]
    series = [np.ascontiguousarray(table[:, symbol]) for table in odd_bars(name)]
    options = options_of(name)
    with np.errstate(all="ignore"):
        given = {} if gaps is None else {"gaps": gaps}
        result = atc_core.get(name, backend=kernel.reference)(*series, **options, **given)
        if gaps == "skip":
            floats = [item for item in series if item.dtype.kind == "f"]
            there = ~np.any(np.isnan(floats), axis=0)
            series = [item[there] for item in series]
            fields = [field[there] for field in as_fields(kernel, result)]
            part = around(kernel, series, options, tuple(fields))
            allowed = [np.zeros(BARS) for _ in fields]
            for whole, own in zip(allowed, part.allowed, strict=True):
                whole[there] = own
            return Expected(as_fields(kernel, result), tuple(allowed))
        return around(kernel, series, options, as_fields(kernel, result))


def around(kernel: Kernel[..., Any], series: Any, options: dict[str, Any], fields: Any) -> Expected:
    """What the contract allows around fields."""
    return expected_around(kernel, reference(kernel), (*series, *options.values()), fields)


def assert_right(
    name: str, tables: list[np.ndarray[Any, Any]], gaps: str | None, symbols: Any = range(SYMBOLS)
) -> None:
    """Each symbol's results are the reference's within the contract, discrete ones identical."""
    kernel = KERNELS[name]
    for column, symbol in enumerate(symbols):
        own = tuple(np.ascontiguousarray(table[:, column]) for table in tables)
        found = difference(kernel, own[0] if kernel.result.type is None else own, wanted(name, symbol, gaps))
        assert found is None, f"symbol {symbol}: {found}"
