"""Symbols that may miss bars, on streams that know nothing of that: those that missed the same bars go on together."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from atc_core.gaps import fill_value
from atc_core.streams.extending import empty, extend

if TYPE_CHECKING:
    from atc_core.arrays import Array
    from atc_core.kernel import Kernel
    from atc_core.streams.protocol import BackendStream

DAMAGED = "state must be one of a stream that leaves missing bars out, was not readable"


class Group:
    """Symbols that missed the same bars: they go on together in one stream of a backend."""

    def __init__(self, symbols: Array, inner: BackendStream, missed: int = 0) -> None:
        """Remember which symbols of the whole they are."""
        self.symbols = symbols
        self.inner = inner
        self.missed = missed

    def parted(self, missing: Array) -> Iterator[Group]:
        """This group; or two in its place, where some of its symbols miss a bar and some do not."""
        own = missing[self.symbols]
        if len(own) == 1 or own.all() or not own.any():
            yield self
            return
        for places in (np.flatnonzero(~own), np.flatnonzero(own)):
            inner: Any = self.inner
            yield Group(self.symbols[places], inner.select(places.tolist()), self.missed)

    def parted_by(self, missing: Array) -> Iterator[Group]:
        """This group in parts, each of symbols that miss the same bars of many."""
        alike: dict[bytes, list[int]] = {}
        for place, symbol in enumerate(self.symbols.tolist()):
            alike.setdefault(missing[:, symbol].tobytes(), []).append(place)
        for places in alike.values():
            inner: Any = self.inner
            part = inner if len(alike) == 1 else inner.select(places)
            yield Group(self.symbols[places], part, self.missed)

    def extend(
        self, kernel: Kernel[..., Any], tables: Sequence[Array], missing: Array | None, results: Sequence[Array]
    ) -> None:
        """Take many bars of its symbols but those that they all miss, and write their results."""
        kept = slice(None) if missing is None else np.flatnonzero(~missing[:, self.symbols[0]])
        own = [np.ascontiguousarray(table[:, self.symbols][kept]) for table in tables]
        self.missed += len(tables[0]) - len(own[0])
        for result, field in zip(results, extend(kernel, self.inner, own), strict=True):
            whole = np.full((len(result), len(self.symbols)), fill_value(result.dtype), result.dtype)
            whole[kept] = field
            result[:, self.symbols] = whole

    def update(self, values: Sequence[Array], results: Array) -> None:
        """Take the next bar of its symbols, and write their results: a row a field."""
        if len(self.symbols) > 1:
            results[:, self.symbols] = self.inner.update(*(value[self.symbols] for value in values))
        else:
            symbol = self.symbols.item()
            results[:, symbol] = self.inner.update(*(value.item(symbol) for value in values))


class GroupedStream:
    """One backend's streams of groups; itself a stream whose `update` takes `missing`."""

    def __init__(self, kernel: Kernel[..., Any], groups: list[Group]) -> None:
        """Go on from groups that have all symbols between them."""
        self.kernel = kernel
        self.groups = groups
        self.symbols = sum(len(group.symbols) for group in groups)

    @property
    def bars(self) -> int:
        """How many bars it has seen, the missing ones included."""
        return self.groups[0].inner.bars + self.groups[0].missed

    def update(self, *values: Any, missing: Array | None = None) -> Any:
        """Take the next bar of the symbols that do not miss it."""
        if len(self.groups) == 1 and missing is None:
            return self.groups[0].inner.update(*values)
        fields = self.kernel.result.fields
        missing = np.zeros(self.symbols, np.bool_) if missing is None else missing
        results: list[Any]
        if not isinstance(values[0], np.ndarray):
            # One symbol: without a mask it went on above.
            self.groups[0].missed += 1
            results = [fill_value(field.dtype) for field in fields]
        else:
            # Integers of a few bits survive being floats.
            block = self._block(values, missing)
            results = [row.astype(field.dtype, copy=False) for row, field in zip(block, fields, strict=True)]
        return results if self.kernel.result.type is not None else results[0]

    def _block(self, values: Sequence[Array], missing: Array) -> Array:
        """The results of all symbols, a row a field."""
        fields = self.kernel.result.fields
        block = np.empty((len(fields), self.symbols))
        block[:] = [[fill_value(field.dtype)] for field in fields]
        if missing.any():
            self.groups = [part for group in self.groups for part in group.parted(missing)]
        for group in self.groups:
            if missing[group.symbols[0]]:
                group.missed += 1
            else:
                group.update(values, block)
        return block

    def extend(self, *tables: Array, missing: Array | None = None) -> list[Array]:
        """Take many bars; symbols that miss the same ones stay together."""
        results = empty(self.kernel, tables)
        if missing is not None:
            self.groups = [part for group in self.groups for part in group.parted_by(missing)]
        for group in self.groups:
            group.extend(self.kernel, tables, missing, results)
        return results

    def state(self) -> bytes:
        """Which symbols are together and how many bars they missed, then each group's own state."""
        contents = [group.inner.state() for group in self.groups]
        header = json.dumps(
            [
                [group.symbols.tolist(), group.missed, len(content)]
                for group, content in zip(self.groups, contents, strict=True)
            ]
        ).encode()
        return b"".join([len(header).to_bytes(4, "little"), header, *contents])


def grouped(kernel: Kernel[..., Any], make: Callable[[int], BackendStream], together: BackendStream) -> GroupedStream:
    """A new stream of what `make` gives; where the backend's cannot be parted, one for each symbol."""
    symbols = together.symbols
    if symbols == 1 or hasattr(together, "select"):
        return GroupedStream(kernel, [Group(np.arange(symbols), together)])
    return GroupedStream(kernel, [Group(np.array([place]), make(1)) for place in range(symbols)])


def resumed_groups(kernel: Kernel[..., Any], resume: Callable[[bytes], BackendStream], state: bytes) -> GroupedStream:
    """Go on from what :meth:`GroupedStream.state` gave; ValueError where it is something else."""
    end = 4 + int.from_bytes(state[:4], "little")
    groups = []
    try:
        for symbols, missed, size in json.loads(state[4:end]):
            inner = resume(state[end : end + size])
            groups.append(Group(np.array(symbols, np.int64), inner, int(missed)))
            end += size
        together = np.concatenate([group.symbols for group in groups])
        is_whole = np.array_equal(np.sort(together), np.arange(len(together))) and end == len(state)
        agrees = all(len(group.symbols) == group.inner.symbols for group in groups)
    except (TypeError, OverflowError, RecursionError) as error:
        raise ValueError(f"{DAMAGED}: {error}") from None
    stream = GroupedStream(kernel, groups)
    if not (is_whole and agrees) or any(group.inner.bars + group.missed != stream.bars for group in groups):
        raise ValueError(DAMAGED)
    return stream
