"""States as bytes: whose they are, what the backend kept, and a checksum of it all.

Eight bytes that no other file begins with, the version of this envelope, the length of a header in JSON, the header,
the backend's own bytes, and a CRC-32 of everything before it. Numbers are little endian.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from atc_core.kernel import Gaps

MAGIC = b"\x93ATCLIVE"
VERSION = 4
FIXED = len(MAGIC) + 2 + 4
"""Bytes before the header."""
CHECKSUM = 4


class State(NamedTuple):
    """What a state holds."""

    kernel: str
    backend: str
    install: str
    """The command that installs the backend."""
    symbols: int
    options: dict[str, Any]
    gaps: Gaps | None
    """What is made of missing bars; None where the kernel has a rule of its own."""
    revisable: bool
    """Whether the newest bar may be replaced."""
    names: list[Any] | None
    """What the symbols are called; None where they have no names."""
    layers: list[str]
    """What the core put around the backend's stream, the outermost first."""
    content: bytes
    """What the backend itself kept."""


def pack(state: State) -> bytes:
    """The state as bytes."""
    import json
    import zlib

    header = json.dumps({name: value for name, value in state._asdict().items() if name != "content"}).encode()
    parts = (MAGIC, VERSION.to_bytes(2, "little"), len(header).to_bytes(4, "little"), header, state.content)
    body = b"".join(parts)
    return body + zlib.crc32(body).to_bytes(CHECKSUM, "little")


def unpack(data: Any) -> State:
    """The state that `pack` wrote; ValueError says whether it is foreign, newer or damaged."""
    import json
    import zlib

    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise TypeError(f"state must be bytes, was {type(data).__name__}")
    data = bytes(data)
    if not data.startswith(MAGIC):
        raise ValueError("state must be bytes from a stream's state(), was something else")
    version = int.from_bytes(data[len(MAGIC) : len(MAGIC) + 2], "little")
    if zlib.crc32(data[:-CHECKSUM]) != int.from_bytes(data[-CHECKSUM:], "little") or len(data) < FIXED + CHECKSUM:
        raise ValueError("state must be whole, was damaged or cut off")
    if version != VERSION:
        raise ValueError(f"state must have version {VERSION}, had {version}: another version of atc-core wrote it")
    end = FIXED + int.from_bytes(data[len(MAGIC) + 2 : FIXED], "little")
    try:
        return State(**json.loads(data[FIXED:end]), content=data[end:-CHECKSUM])
    except (TypeError, ValueError):
        raise ValueError("state must be one of atc-core's, has another header") from None
