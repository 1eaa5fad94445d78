"""What a file holds, as UTF-8 text or Parquet: pipes are waited for, packed files unpacked, encodings told."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import os
import select
import stat
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from atc_trading.errors import PriceFileError, PriceOptionError
from atc_trading.prices.results import Decision

PARQUET = b"PAR1"
HEAD = 4096
LARGEST = 8 * 2**30
"""Bytes of text; a packed file of some megabytes may unpack to more than any memory."""
NO_WRITER, SILENT_WRITER = 5.0, 60.0
"""Seconds that a pipe is waited for: until something opens it for writing, and between two pieces from what does."""
PIECE = 1 << 16
MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
"""Byte order marks; that of UTF-16 is the beginning of that of UTF-32, which is looked for first."""
PACKED: dict[bytes, tuple[str, Callable[[io.BytesIO], IO[bytes] | gzip.GzipFile]]] = {
    b"\x1f\x8b": ("gzip", lambda file: gzip.GzipFile(fileobj=file)),
    b"BZh": ("bzip2", bz2.BZ2File),
    b"\xfd7zXZ\x00": ("xz", lzma.LZMAFile),
    b"PK\x03\x04": ("zip", lambda file: only_member(zipfile.ZipFile(file))),
}
UNPACKING = (EOFError, OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, RuntimeError, NotImplementedError)
STRANGE = {
    b"\xd0\xcf\x11\xe0": "an Excel workbook: save the sheet as CSV",
    b"\x28\xb5\x2f\xfd": "packed by zstd: unpack it first",
    b"ARROW1": "an Arrow file: write it as Parquet",
    b"SQLite format 3": "a database of SQLite: write a table as CSV",
    b"\x89HDF": "HDF5: write it as Parquet",
    b"%PDF": "PDF",
    b"version https://git-lfs": "a pointer of Git LFS: fetch the file itself",
    b"<!doctype": "a web page, not a table",
    b"<html": "a web page, not a table",
    b"<?xml": "XML, not a table",
    b'{"': "JSON: write it as CSV or Parquet",
    b"[{": "JSON: write it as CSV or Parquet",
    b"[[": "JSON: write it as CSV or Parquet",
}


class Content(NamedTuple):
    """A file as text, or where its Parquet is."""

    name: str
    """As errors call it."""
    stem: str
    """What a symbol without a name is called."""
    text: bytes
    """UTF-8 without a byte order mark; empty for Parquet."""
    parquet: Path | bytes | None
    decisions: list[Decision]


def read_content(path: str | os.PathLike[str], encoding: str | None) -> Content:
    """The content of a file; `encoding` is what the user says it is written in."""
    name = os.fspath(path)
    file = Path(name)
    read = read_bytes(file) if name != "-" else read_input()
    if name == "-":
        name, file = "standard input", Path("stdin")
    stem = file.name.partition(".")[0] if file.name.lower().endswith((".gz", ".bz2", ".xz", ".zip")) else file.stem
    if isinstance(read, Path):
        return Content(name, stem, b"", read, [Decision("file", "Parquet", "it begins with PAR1")])
    decisions: list[Decision] = []
    data = unpacked(name, read, decisions)
    if data.startswith(PARQUET):
        return Content(name, stem, b"", data, decisions)
    text = decoded(name, data, encoding, decisions)
    if not text.strip():
        raise PriceFileError(f"{name} is empty")
    return Content(name, stem, text, None, decisions)


def read_input() -> bytes:
    """What standard input holds."""
    if sys.stdin is None or sys.stdin.closed or sys.stdin.isatty():
        raise PriceFileError(
            "- is standard input, which is no file and no pipe here; name a file, or send one through a pipe"
        )
    return sys.stdin.buffer.read()


def read_bytes(file: Path) -> bytes | Path:
    """The bytes of a file or pipe; Parquet in an ordinary file stays there."""
    try:
        mode = file.stat().st_mode
        if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
            return b"".join(pieces(file))
        if stat.S_ISDIR(mode):
            raise PriceFileError(f"{file} is a folder")
        if not stat.S_ISREG(mode):
            raise PriceFileError(f"{file} is a device, not a file")
        with file.open("rb") as opened:
            if opened.read(len(PARQUET)) == PARQUET:
                return file
            opened.seek(0)
            return opened.read()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise PriceFileError(f"{file} cannot be read: {reason}") from None


def pieces(file: Path) -> Iterator[bytes]:
    """What a pipe gives until its writers close it; one that is never written to is no reason to wait for ever."""
    pipe = os.open(file, os.O_RDONLY | os.O_NONBLOCK)
    begun, last = False, time.monotonic()
    try:
        while True:
            try:
                piece = os.read(pipe, PIECE)
            except BlockingIOError:
                begun = True  # it has a writer, which says nothing yet
                piece = None
            if piece:
                begun, last = True, time.monotonic()
                yield piece
            elif piece == b"" and begun:
                return
            elif time.monotonic() - last > (SILENT_WRITER if begun else NO_WRITER):
                state = "is silent" if begun else "is not there"
                raise PriceFileError(f"{file} is a pipe, and what should write into it {state}")
            elif piece is None:
                select.select([pipe], [], [], 1.0)
            else:
                time.sleep(0.02)
    finally:
        os.close(pipe)


def only_member(archive: zipfile.ZipFile) -> IO[bytes]:
    """The only file of an archive."""
    names = [item for item in archive.namelist() if not item.endswith("/") and not item.startswith("__MACOSX")]
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        raise RuntimeError("it is an Excel workbook: save the sheet as CSV")
    if len(names) != 1:
        raise RuntimeError(f"it is an archive of {len(names)} files: unpack it, and name one")
    return archive.open(names[0])


def unpacked(name: str, data: bytes, decisions: list[Decision]) -> bytes:
    """The data without its packing, if it has one."""
    found = next((item for mark, item in PACKED.items() if data.startswith(mark)), None)
    if found is None:
        return data
    kind, opened = found
    try:
        with opened(io.BytesIO(data)) as file:
            text = file.read(LARGEST + 1)
    except UNPACKING as error:
        raise PriceFileError(f"{name} cannot be unpacked as {kind}: {error}") from None
    if len(text) > LARGEST:
        raise PriceFileError(f"{name} unpacks to more than {LARGEST} bytes")
    decisions.append(Decision("packing", kind, "by the first bytes"))
    return text


def decoded(name: str, data: bytes, encoding: str | None, decisions: list[Decision]) -> bytes:
    """The text as UTF-8 without a byte order mark, with line feeds."""
    head = b"".join(data[:HEAD].lower().split())
    strange = next((what for mark, what in STRANGE.items() if head.startswith(b"".join(mark.lower().split()))), None)
    if strange is not None:
        raise PriceFileError(f"{name} is {strange}")
    mark, taken, reason = encoding_of(data, encoding)
    if taken == "utf-8" and b"\0" in data[:HEAD]:
        raise PriceFileError(f"{name} cannot be read: it is neither text nor Parquet")
    text = data[len(mark) :]
    try:
        if taken == "utf-8":
            text.decode()
        else:
            text = text.decode(taken).encode()
    except UnicodeDecodeError as error:
        row = text.count(b"\n", 0, error.start) + 1
        wrong = text[error.start : error.start + 1].hex()
        raise PriceFileError(
            f"{name}: row {row} is not written in {taken} (byte {wrong}); "
            "say what it is in: --encoding cp1252, for instance"
        ) from None
    except LookupError:
        raise PriceOptionError(
            f"--encoding: unknown encoding {encoding!r}; utf-8, utf-16, cp1252 and gb18030 are some"
        ) from None
    if b"\0" in text:
        raise PriceFileError(f"{name} cannot be read: it is neither text nor Parquet")
    decisions.append(Decision("encoding", taken, reason))
    return text.replace(b"\r", b"\n") if b"\r" in text and b"\n" not in text else text


def encoding_of(data: bytes, encoding: str | None) -> tuple[bytes, str, str]:
    """Byte order mark, encoding, and how it was told."""
    by_length = sorted(MARKS, key=len, reverse=True)
    mark = next((mark for mark in by_length if data.startswith(mark)), b"")
    if encoding is not None:
        return (
            (mark if mark and MARKS[mark].startswith(encoding.lower().replace("_", "-")) else b""),
            encoding,
            "as --encoding says",
        )
    if mark:
        return mark, MARKS[mark], "by its byte order mark"
    # Latin letters and digits of UTF-16 have a zero in every other byte.
    for taken, zeros in (("utf-16-le", data[1:HEAD:2]), ("utf-16-be", data[0:HEAD:2])):
        if len(zeros) > 1 and not any(zeros):
            return b"", taken, "by its zeros"
    return b"", "utf-8", "no other is marked"
