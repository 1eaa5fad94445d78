"""Results in a folder, for this user's later processes."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from atc_core.hints import install_extra
from atc_trading.errors import CacheError

if TYPE_CHECKING:
    from diskcache import Cache

TIMEOUT = 0.25
"""Seconds to wait for another process's transaction."""
MOST_BYTES = 2**30
FILE = "cache.db"


class DiskFolder:
    """A folder of `diskcache`, of which only bytes are written and read."""

    kind = "disk"

    def __init__(self, path: Path) -> None:
        """Open the folder when it is first needed; CacheError where diskcache is missing."""
        try:
            import diskcache  # noqa: F401
        except ImportError:
            raise CacheError(f"a cache on disk needs diskcache: {install_extra('cache', 'atc-trading')}") from None
        self.path = path
        self.place = str(path)
        self._cache: Cache | None = None

    @property
    def cache(self) -> Cache:
        """The open folder."""
        if self._cache is None:
            self._cache = opened(self.path)
        return self._cache

    def get(self, key: str) -> bytes | None:
        """The bytes under a key; None where there are none."""
        found = self.cache.get(key)
        return found if isinstance(found, bytes) else None

    def put(self, key: str, value: bytes) -> None:
        """Keep bytes; beyond 1 GiB the oldest go."""
        self.cache.set(key, value)

    def info(self) -> dict[str, int]:
        """How many values there are, and how large the folder is."""
        return {"entries": len(self.cache), "bytes": self.cache.volume()}

    def close(self) -> None:
        """Close this thread's connection."""
        if self._cache is not None:
            self._cache.close()


def opened(path: Path) -> Cache:
    """The folder, made where there is none, readable by its owner alone."""
    import diskcache

    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (path / FILE).exists():
        # diskcache itself waits 60 s for a file that another process has locked.
        connection = sqlite3.connect(path / FILE, timeout=TIMEOUT, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE").execute("ROLLBACK")
        finally:
            connection.close()
    return diskcache.Cache(str(path), timeout=TIMEOUT, disk=bytes_only(), size_limit=MOST_BYTES, statistics=0)


def bytes_only() -> Any:
    """How diskcache keeps values here: as bytes in its table.

    Its own class would unpickle whatever a row of the table says is pickled, and read and remove whatever file a row
    names; here what is no bytes is not there, and no row is a file.
    """
    from diskcache import Disk

    class BytesOnly(Disk):  # type: ignore[misc]
        def store(self, value: bytes, read: bool, key: Any = None) -> tuple[int, int, None, bytes]:  # noqa: ARG002, FBT001
            return 0, 1, None, value

        def fetch(self, mode: int, filename: str | None, value: Any, read: bool) -> bytes | None:  # noqa: ARG002, FBT001
            return value if isinstance(value, bytes) else None

        def get(self, key: Any, raw: bool) -> Any:  # noqa: ARG002, FBT001
            return key

        def remove(self, file_path: str) -> None:
            """Nothing is a file."""

    return BytesOnly
