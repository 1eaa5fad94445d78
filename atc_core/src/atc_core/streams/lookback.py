"""Streams of kernels that look back a known number of bars: an implementation runs on just these at every update."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from atc_core.arrays import Array
from atc_core.columns import Chosen, by_column
from atc_core.results import checked_fields
from atc_core.streams.bars import check_bars, check_options, check_symbols
from atc_core.streams.revising import NONE_YET

if TYPE_CHECKING:
    from atc_core.kernel import Kernel

SPARE = 2
"""How many times as many bars as needed are kept, so that they move once in a lookback's updates."""


class LookbackStreams:
    """Makes streams of one kernel from a backend's function for whole series."""

    def __init__(self, kernel: Kernel[..., Any], chosen: Chosen) -> None:
        """Remember both."""
        self.kernel = kernel
        self.chosen = chosen

    def __call__(self, *, symbols: int = 1, revisable: bool = False, **options: Any) -> LookbackStream:  # noqa: ARG002
        """Open a stream; every one may be revised."""
        return LookbackStream(self.kernel, self.chosen, symbols, options)

    def from_state(self, state: bytes) -> LookbackStream:
        """Go on from a state; ValueError where it is none of this kernel."""
        try:
            length = int.from_bytes(state[:4], "little")
            header = json.loads(state[4 : 4 + length])
            options = check_options(self.kernel, (), header["options"])
            stream = LookbackStream(self.kernel, self.chosen, check_symbols(self.kernel, header["symbols"]), options)
            stream.resume(check_bars(self.kernel, header["bars"]), state[4 + length :])
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"state must be one of this stream's, was not readable: {error}") from None
        return stream


class LookbackStream:
    """The latest bars of all symbols, and an implementation that runs on them: O(lookback) an update."""

    def __init__(self, kernel: Kernel[..., Any], chosen: Chosen, symbols: int, options: dict[str, Any]) -> None:
        """Start without a bar."""
        self.kernel = kernel
        self.symbols = symbols
        self.bars = 0
        self._options = {item.name: options[item.name] for item in kernel.options}
        self._chosen, self._by_column = chosen, by_column(kernel, chosen).function
        self._lookback = kernel.bars_back(options)
        # The window may be longer than any history: room grows with the bars.
        self._rooms = [np.empty((16, symbols), item.dtype) for item in kernel.arrays]
        self._end = 0

    def update(self, *values: Any) -> Any:
        """Take the next bar and give its result."""
        if self._end == len(self._rooms[0]):
            self._rooms = [self._moved(room) for room in self._rooms]
            self._end = min(self._end, self._lookback - 1)
        for room, value in zip(self._rooms, values, strict=True):
            room[self._end] = value
        self._end += 1
        self.bars += 1
        return self._newest(values)

    def revise(self, *values: Any) -> Any:
        """Take the newest bar once more."""
        if not self.bars:
            raise ValueError(f"{self.kernel.name}: {NONE_YET}")
        for room, value in zip(self._rooms, values, strict=True):
            room[self._end - 1] = value
        return self._newest(values)

    def _newest(self, values: Sequence[Any]) -> Any:
        """The result of the newest bar, whose values are numbers or vectors."""
        latest = [room[max(self._end - self._lookback, 0) : self._end] for room in self._rooms]
        if isinstance(values[0], np.ndarray):
            fields = self._fields(self._by_column(*latest, *self._options.values()))
            result = [field[-1].copy() for field in fields]
        else:
            columns = (np.ascontiguousarray(item[:, 0]) for item in latest)
            result = [field[-1].item() for field in self._alone(list(columns))]
        return result if self.kernel.result.type is not None else result[0]

    def extend(self, *tables: Array) -> list[Array]:
        """Take many bars; the implementation runs once on all of them and those before that it looks back."""
        kept = [room[max(self._end - self._lookback + 1, 0) : self._end] for room in self._rooms]
        whole = [np.concatenate(parts) for parts in zip(kept, tables, strict=True)]
        fields = self._fields(self._by_column(*whole, *self._options.values()))
        self._rooms = [table[max(len(table) - self._lookback, 0) :].copy() for table in whole]
        self._end = len(self._rooms[0])
        self.bars += len(tables[0])
        return [field[len(kept[0]) :] for field in fields]

    def _alone(self, columns: list[Array]) -> list[Array]:
        """The fields for one symbol, as what was declared."""
        options = list(self._options.values())
        shapes = self.kernel.shapes({self.kernel.arrays[0].axes[0]: len(columns[0])}, options)
        result = self._chosen.function(*columns, *options)
        return checked_fields(self.kernel, self._chosen.backend, result, shapes, self.kernel.dtypes(columns))

    def _fields(self, result: Any) -> Any:
        return [result] if self.kernel.result.type is None else result

    def _moved(self, room: Array) -> Array:
        """The bars that are still needed at the start of a room that has some more."""
        kept = room[max(self._end - self._lookback + 1, 0) : self._end]
        moved = np.empty((max(SPARE * (len(kept) + 1), len(room)), *room.shape[1:]), room.dtype)
        moved[: len(kept)] = kept
        return moved

    def select(self, places: Sequence[int]) -> LookbackStream:
        """A stream of some of its symbols that goes on from here."""
        stream = LookbackStream(self.kernel, self._chosen, len(places), self._options)
        stream._rooms = [np.ascontiguousarray(room[:, list(places)]) for room in self._rooms]
        stream.bars, stream._end = self.bars, self._end
        return stream

    def state(self) -> bytes:
        """Symbols, options, bars, and the latest bars as little-endian bytes."""
        header = json.dumps({"symbols": self.symbols, "options": self._options, "bars": self.bars}).encode()
        latest = (room[max(self._end - self._lookback, 0) : self._end] for room in self._rooms)
        content = b"".join(item.astype(item.dtype.newbyteorder("<")).tobytes() for item in latest)
        return len(header).to_bytes(4, "little") + header + content

    def resume(self, bars: int, content: bytes) -> None:
        """Go on after `bars` bars, of which these are the latest."""
        count = min(bars, self._lookback)
        for place, item in enumerate(self.kernel.arrays):
            dtype = np.dtype(item.dtype).newbyteorder("<")
            size = count * self.symbols * dtype.itemsize
            part, content = content[:size], content[size:]
            latest = np.frombuffer(part, dtype).reshape(count, self.symbols)
            self._rooms[place] = latest.astype(item.dtype)
        if content:
            raise ValueError(f"{len(content)} bytes too many")
        self.bars, self._end = bars, count
