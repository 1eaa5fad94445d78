"""Streams that leave missing bars out: a symbol that misses a bar is as it was, and the others go on."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from atc_core.gaps import carried
from atc_core.streams.bars import of_one_bar
from atc_core.streams.extending import extend
from atc_core.streams.groups import DAMAGED, GroupedStream

if TYPE_CHECKING:
    from atc_core.arrays import Array
    from atc_core.kernel import Kernel
    from atc_core.streams.protocol import BackendStream


class SkippingStream:
    """Finds out which symbols miss a bar, and tells a stream whose `update` takes `missing`.

    A flag that the kernel carries (`gaps_carry`) passes from a missing bar to the symbol's next one.
    """

    def __init__(self, kernel: Kernel[..., Any], inner: BackendStream, flags: Array, flags_before: Array) -> None:
        """Go on with flags to pass on now and before the newest bar.

        Of these a row for each series that is carried, a column for each symbol.
        """
        self.kernel = kernel
        self.symbols = inner.symbols
        self._inner: Any = inner
        self._flags, self._flags_before = flags, flags_before
        self._carrying = [place for place, item in enumerate(kernel.arrays) if item.name in kernel.gaps_carry]

    @property
    def bars(self) -> int:
        """How many bars it has seen, the missing ones included."""
        return int(self._inner.bars)

    @property
    def present(self) -> tuple[Callable[..., Any], Callable[..., Any] | None]:
        """What takes and revises a bar of one symbol that is not missing."""
        if self._carrying:
            return self.update, self.revise
        inner = self._inner.groups[0].inner if isinstance(self._inner, GroupedStream) else self._inner
        return inner.update, getattr(inner, "revise", None)

    def update(self, *values: Any) -> Any:
        """Take the next bar; NaN, or 0 in integers, is the result of symbols that miss it."""
        return self._take(self._inner.update, values, self._flags)

    def revise(self, *values: Any) -> Any:
        """Take the newest bar once more."""
        return self._take(self._inner.revise, values, self._flags_before)

    def _take(self, take: Callable[..., Any], values: Sequence[Any], flags: Array) -> Any:
        missing = missing_symbols(self.kernel, values)
        mask = np.atleast_1d(missing) if missing.any() else None
        if not self._carrying:
            return take(*values) if mask is None else take(*values, missing=mask)
        bar = list(values)
        later = np.zeros_like(flags) if mask is None else flags.copy()
        for row, place in enumerate(self._carrying):
            all_flags = flags[row] | bar[place]
            later[row] = False if mask is None else all_flags & mask
            bar[place] = all_flags if isinstance(bar[place], np.ndarray) else bool(all_flags[0])
        result = take(*bar) if mask is None else take(*bar, missing=mask)
        self._flags_before, self._flags = flags, later
        return result

    def extend(self, *tables: Array) -> list[Array]:
        """Take many bars."""
        missing = np.atleast_2d(missing_symbols(self.kernel, tables))
        bars = list(tables)
        for row, place in enumerate(self._carrying):
            bars[place], self._flags[row] = with_carried(bars[place], ~missing, self._flags[row])
        return extend(self.kernel, self._inner, bars, missing)

    def state(self) -> bytes:
        """The flags to pass on, then the state of the stream itself."""
        flags = [[np.flatnonzero(row).tolist() for row in rows] for rows in (self._flags, self._flags_before)]
        header = json.dumps(flags).encode()
        return b"".join([len(header).to_bytes(4, "little"), header, self._inner.state()])


def skipping(kernel: Kernel[..., Any], inner: BackendStream) -> SkippingStream:
    """A new stream."""
    return SkippingStream(kernel, inner, *(no_flags(kernel, inner.symbols) for _ in range(2)))


def no_flags(kernel: Kernel[..., Any], symbols: int) -> Array:
    """A row for each series whose flags are carried."""
    return np.zeros((len(kernel.gaps_carry), symbols), np.bool_)


def resumed_skipping(
    kernel: Kernel[..., Any], resume: Callable[[bytes], BackendStream], state: bytes
) -> SkippingStream:
    """Go on from what :meth:`SkippingStream.state` gave; ValueError where it is something else."""
    end = 4 + int.from_bytes(state[:4], "little")
    try:
        now, before = json.loads(state[4:end])
        inner = resume(state[end:])
        flags = [no_flags(kernel, inner.symbols) for _ in range(2)]
        for table, places in zip(flags, (now, before), strict=True):
            for row, symbols in zip(table, places, strict=True):
                row[np.array(symbols, np.int64)] = True
    except (TypeError, OverflowError, IndexError, RecursionError) as error:
        raise ValueError(f"{DAMAGED}: {error}") from None
    return SkippingStream(kernel, inner, *flags)


def with_carried(flags: Array, present: Array, first: Array) -> tuple[Array, Array]:
    """Flags of many bars, each passed on to the symbol's next bar that is there; and those that found none."""
    passed, left = np.zeros_like(flags), first.copy()
    for symbol in range(flags.shape[1]):
        there = present[:, symbol]
        own = np.append(first[symbol], flags[:, symbol])
        found = carried(own, np.append(False, there))
        passed[there, symbol] = found
        left[symbol] = own[np.flatnonzero(there)[-1] + 2 :].any() if there.any() else own.any()
    return passed, left


def refuse_missing(kernel: Kernel[..., Any], values: Sequence[Any], names: Sequence[Any] | None = None) -> None:
    """Raise where a symbol misses the bar, naming the first; nothing has changed yet."""
    missing = missing_symbols(kernel, values)
    if missing.any():
        symbol = int(np.argmax(missing))
        pairs = zip(kernel.arrays, values, strict=True)
        name = next(
            item.name for item, value in pairs if item.can_be_missing and np.isnan(np.atleast_1d(value)[symbol])
        )
        which = symbol if names is None else repr(names[symbol])
        where = f"; symbol {which} is nan" if missing.ndim else ", was nan"
        raise ValueError(f'{kernel.name}: {of_one_bar(name)} must not be missing with gaps="raise"{where}')


def missing_symbols(kernel: Kernel[..., Any], values: Sequence[Any]) -> Array:
    """Which symbols miss the bar, or bars: any float of theirs is NaN. Of numbers, one truth."""
    floats = [value for item, value in zip(kernel.arrays, values, strict=True) if item.can_be_missing]
    missing = np.isnan(floats[0])
    for value in floats[1:]:
        missing = missing | np.isnan(value)
    return np.asarray(missing)
