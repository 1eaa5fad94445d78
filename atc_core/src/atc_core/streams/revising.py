"""Streams whose newest bar may be replaced, on those of backends that do not know how."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from atc_core.streams.extending import extend

if TYPE_CHECKING:
    from atc_core.arrays import Array
    from atc_core.kernel import Kernel
    from atc_core.streams.protocol import BackendStream

NONE_YET = "there is no newest bar that may be replaced"
WIDTH = 8
"""Bytes of a length."""


class RevisingStream:
    """Keeps the state before the newest bar, to go back to it."""

    def __init__(
        self, kernel: Kernel[..., Any], inner: BackendStream, resume: Callable[[bytes], BackendStream], before: bytes
    ) -> None:
        """Go on from a stream, and the state that it had before its newest bar; without one there is none."""
        self.kernel = kernel
        self._inner = inner
        self._resume = resume
        self._before = before

    @property
    def bars(self) -> int:
        """How many bars it has seen."""
        return self._inner.bars

    @property
    def symbols(self) -> int:
        """How many symbols it takes."""
        return self._inner.symbols

    def update(self, *values: Any) -> Any:
        """Take the next bar."""
        self._before = self._inner.state()
        return self._inner.update(*values)

    def revise(self, *values: Any) -> Any:
        """Take the newest bar once more."""
        if not self._before:
            raise ValueError(f"{self.kernel.name}: {NONE_YET}")
        self._inner = self._resume(self._before)
        return self._inner.update(*values)

    def extend(self, *tables: Array) -> Sequence[Array]:
        """Take many bars, the newest of which may not be replaced."""
        self._before = b""
        return extend(self.kernel, self._inner, tables)

    def state(self) -> bytes:
        """Both states."""
        return b"".join([len(self._before).to_bytes(WIDTH, "little"), self._before, self._inner.state()])


def resumed_revising(
    kernel: Kernel[..., Any], resume: Callable[[bytes], BackendStream], state: bytes
) -> RevisingStream:
    """Go on from what :meth:`RevisingStream.state` gave; ValueError where it is something else."""
    end = WIDTH + int.from_bytes(state[:WIDTH], "little")
    before, inner = state[WIDTH:end], resume(state[end:])
    if before:
        earlier = resume(before)
        if (earlier.bars, earlier.symbols) != (inner.bars - 1, inner.symbols):
            raise ValueError("state must be one of a stream that may be revised, was not readable")
    return RevisingStream(kernel, inner, resume, before)
