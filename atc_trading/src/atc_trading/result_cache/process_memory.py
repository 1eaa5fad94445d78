"""Results in this process: the ones that were used last, up to a count and a size."""

from __future__ import annotations

import os
from threading import Lock

from cachetools import LRUCache

MOST_BYTES = 256 * 2**20
"""What all results of a process may take; a grid of 50 x 50 pairs takes 200 kB, a curve of a million bars 8 MB."""


class ProcessLock:
    """A lock that a forked child has anew: a thread that the child does not have might hold it."""

    def __init__(self) -> None:
        """Nothing holds it."""
        self._process, self._lock = os.getpid(), Lock()

    def __enter__(self) -> None:
        if self._process != os.getpid():
            self._process, self._lock = os.getpid(), Lock()
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


class ProcessMemory:
    """The results that were used last."""

    kind = "memory"

    def __init__(self, size: int) -> None:
        """At most `size` results are kept, and at most 256 MiB of them."""
        self.size = size
        self._lock = ProcessLock()
        # One weight for two limits: a small result weighs what `size` of them may.
        self._least = MOST_BYTES // max(size, 1)
        self._values: LRUCache[str, bytes] = LRUCache(MOST_BYTES, lambda value: max(len(value), self._least))

    def get(self, key: str) -> bytes | None:
        """The value, which is then the one that was used last; None where it is not kept."""
        with self._lock:
            return self._values.get(key)

    def put(self, key: str, value: bytes) -> None:
        """Keep the value, and drop those that were used longest ago."""
        if self.size and len(value) <= MOST_BYTES:
            with self._lock:
                self._values[key] = value

    def info(self) -> dict[str, int]:
        """How many values there are, and how large they are together."""
        with self._lock:
            return {"entries": len(self._values), "bytes": sum(map(len, self._values.values()))}

    def close(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()
