"""A store that may fail: what goes wrong there costs a result that is computed again, one warning, and a pause."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Any, Protocol, TypeVar

from atc_core.blame import warn
from atc_trading.errors import CacheWarning
from atc_trading.result_cache.sealing import SEAL, place_of, seal, unsealed

Found = TypeVar("Found")

PAUSE = 30.0
"""Seconds after a failure in which a store is not asked."""
LARGEST = 64 * 2**20
"""Bytes of a value; larger ones stay in the process."""


class Store(Protocol):
    """Somewhere outside of this process."""

    kind: str
    place: str

    def get(self, key: str) -> bytes | None:
        """What is kept there, or None; raises anything."""

    def put(self, key: str, value: bytes) -> None:
        """Keep it; raises anything."""

    def info(self) -> dict[str, int]:
        """What is worth telling; raises anything."""

    def close(self) -> None:
        """Let go of it; raises anything."""


class Distrusted:
    """A store whose every answer is checked, and whose failures are no failures of the caller."""

    def __init__(self, store: Store, secret: bytes, pause: float = PAUSE) -> None:
        """Nothing is asked of the store yet."""
        self.kind = store.kind
        self._store, self._secret, self._pause = store, secret, pause
        self._rejected, self._again = 0, 0.0
        self._troubles: dict[str, str] = {}
        self._telling = Lock()

    def get(self, key: str) -> bytes | None:
        """The value that was put under the key with this secret; None for anything else."""
        found = self._attempt(lambda: self._store.get(place_of(key, self._secret)), None)
        if found is None:
            return None
        value = unsealed(found, key, self._secret) if len(found) <= LARGEST + SEAL else None
        if value is None:
            self._rejected += 1
            self._tell("forgery", "holds a value that is damaged or was not written by this program; it is not used")
        return value

    def put(self, key: str, value: bytes) -> None:
        """Keep the value where that works."""
        if len(value) <= LARGEST:
            sealed = seal(value, key, self._secret)
            self._attempt(lambda: self._store.put(place_of(key, self._secret), sealed), None)

    def info(self) -> dict[str, Any]:
        """What there is, how many values were refused, and what is wrong."""
        told: dict[str, int] = self._attempt(self._store.info, {})
        trouble = "; ".join(self._troubles.values())
        return {"kind": self.kind, "place": self._store.place, **told, "rejected": self._rejected, "trouble": trouble}

    def close(self) -> None:
        """Let go of the store."""
        self._attempt(self._store.close, None)

    def _attempt(self, action: Callable[[], Found], instead: Found) -> Found:
        """What `action` gives; `instead` of it where it fails, and for a while after that."""
        if time.monotonic() < self._again:
            return instead
        try:
            found = action()
        except Exception as error:
            # Stores raise what they like: redis' own errors, sqlite3's, those of the system, of a torn table.
            self._again = time.monotonic() + self._pause
            reason = f"{type(error).__name__}: {error}"
            self._tell("outage", f"cannot be used ({reason}); results are computed, and it is tried again later")
            return instead
        self._troubles.pop("outage", None)
        return found

    def _tell(self, kind: str, trouble: str) -> None:
        """One warning of each kind until it works again; of several threads that fail at once, one warns."""
        if kind in self._troubles or not self._telling.acquire(blocking=False):
            return
        try:
            self._troubles[kind] = trouble
            warn(f"the result cache on {self.kind} at {self._store.place} {trouble}", CacheWarning)
        finally:
            self._telling.release()
