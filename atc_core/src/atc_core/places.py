"""Every look at home, folders and files: a process may have no home, no name, no writable folder and strange paths."""

from __future__ import annotations

import os
import stat
import sys
import time
from pathlib import Path
from typing import Any

NO_USER = (RuntimeError, KeyError, OSError)
"""What a look at home raises where a user has none, or no entry among the users."""
LARGEST_FILE = 64 * 2**20
"""Bytes; a profile of a hundred kernels on ten backends has half a million."""
PATIENCE = 2.0 if os.name == "nt" else 0.0
"""Seconds; Windows replaces no file that a process, or a virus scanner, has open, and reading takes milliseconds."""


class UnusableError(OSError):
    """A path that cannot be used; the message says why, without naming it."""


def is_terminal(stream: Any) -> bool:
    """Whether a stream of the process is a terminal; there may be no stream at all."""
    return stream is not None and bool(stream.isatty())


def give_streams() -> None:
    """Put a stream that swallows everything in the place of one that the process does not have."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 for good


def expanded(text: str | Path) -> Path:
    """The path with ``~`` replaced; :class:`UnusableError` where there is no such home."""
    path = Path(text)
    try:
        return path.expanduser()
    except NO_USER:
        raise UnusableError(f"{path.parts[0]} is no user with a home") from None


def config_folder() -> Path | None:
    """Where the user's configuration is kept; None where there is no home."""
    from platformdirs import user_config_path

    try:
        folder = user_config_path("atc", appauthor=False)
    except NO_USER:
        return None
    return folder if folder.is_absolute() else None


def read_file(path: Path) -> bytes:
    """The content of an ordinary file; a pipe would be waited for, and a device may never end."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise UnusableError("it is no ordinary file")
    if status.st_size > LARGEST_FILE:
        raise UnusableError(f"it has {status.st_size} bytes, at most {LARGEST_FILE} are read")
    with path.open("rb") as file:
        return file.read(LARGEST_FILE)


def put_in_place(draft: Path, path: Path) -> None:
    """Make a written file the one at `path` at once; where an open file cannot be replaced, wait until it is closed."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            draft.replace(path)
        except PermissionError:
            if time.monotonic() >= end:
                raise
            time.sleep(0.01)
        else:
            return
