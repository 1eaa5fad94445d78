"""The cache: this process first, then a folder, then a server."""

from __future__ import annotations

import operator
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from atc_trading.result_cache.disk_folder import DiskFolder
from atc_trading.result_cache.outages import LARGEST, Distrusted
from atc_trading.result_cache.process_memory import ProcessLock, ProcessMemory
from atc_trading.result_cache.redis_server import RedisServer
from atc_trading.result_cache.sealing import SEAL, secret_of

DEFAULT_SIZE = 1_000


class ResultCache:
    """Bytes by key, in the layers that :func:`open_cache` opened; what is wrong with one costs misses, no results."""

    def __init__(self, memory: ProcessMemory, stores: list[Distrusted], again: Callable[[], ResultCache]) -> None:
        """The layers from the nearest to the farthest, and how a process that this is sent to opens its own."""
        self._memory, self._stores, self._again = memory, stores, again
        self._lock = ProcessLock()
        self._hits = dict.fromkeys((memory.kind, *(store.kind for store in stores)), 0)
        self._misses = 0

    def get(self, key: str) -> bytes | None:
        """The value that was put under a key that :func:`result_key` gave; None where there is none."""
        found, kind = self._memory.get(key), self._memory.kind
        passed: list[Distrusted] = []
        for store in self._stores if found is None else ():
            found, kind = store.get(key), store.kind
            if found is not None:
                self._keep(key, found, passed)
                break
            passed.append(store)
        with self._lock:
            if found is None:
                self._misses += 1
            else:
                self._hits[kind] += 1
        return found

    def put(self, key: str, value: bytes) -> None:
        """Keep a value in every layer."""
        self._keep(key, value, self._stores)

    def _keep(self, key: str, value: bytes, stores: list[Distrusted]) -> None:
        """Keep a value in memory and in some of the stores."""
        self._memory.put(key, value)
        for store in stores:
            store.put(key, value)

    def info(self) -> dict[str, Any]:
        """What the cache has done: hits, misses, hit rate (None before the first question), size, kind, trouble.

        `entries` and `bytes` are those in this process; `layers` tells of each layer apart. `trouble` is what is wrong
        with the layers now, empty where nothing is.
        """
        with self._lock:
            hits, misses = dict(self._hits), self._misses
        asked = sum(hits.values()) + misses
        memory = self._memory.info()
        layers = [{"kind": self._memory.kind, **memory, "trouble": ""}, *(store.info() for store in self._stores)]
        return {
            "kind": " + ".join(layer["kind"] for layer in layers),
            "hits": sum(hits.values()),
            "misses": misses,
            "hit_rate": sum(hits.values()) / asked if asked else None,
            "size": self._memory.size,
            **memory,
            "trouble": "; ".join(f"{layer['kind']} {layer['trouble']}" for layer in layers if layer["trouble"]),
            "layers": [{**layer, "hits": hits[layer["kind"]]} for layer in layers],
        }

    def close(self) -> None:
        """Let go of folder and server, and forget what is in this process."""
        self._memory.close()
        for store in self._stores:
            store.close()

    def __reduce__(self) -> tuple[Callable[[], ResultCache], tuple[()]]:
        """Another process opens the same layers, with its own memory."""
        return self._again, ()

    def __repr__(self) -> str:
        return f"<result cache {' + '.join(self._hits)}>"


def open_cache(
    size: int = DEFAULT_SIZE,
    path: str | os.PathLike[str] | None = None,
    url: str | None = None,
    *,
    secret: str | None = None,
) -> ResultCache:
    """A cache of results in this process, and where they are named in a folder and on a Redis server.

    Args:
        size: how many results this process keeps, those used last; at most 256 MiB of them. 0 for none.
        path: a folder for later processes of this user; at most 1 GiB of it is used.
        url: of a Redis server, such as ``redis://cache.example:6379/0``; values stay there for 30 days.
        secret: what seals values in folder and server. Values with another seal are not read, so a team must agree on
            one; by default ``ATC_CACHE_SECRET``, else a secret of this user, kept beside the tuner's profile.

    Raises:
        TypeError: `size` is no integer.
        ValueError: `size` is below 0, or `url` is none of Redis.
        CacheError: the library for folder or server is not installed.
    """
    try:
        count = operator.index(size)
    except TypeError:
        raise TypeError(f"open_cache: size must be an integer, was {size!r}") from None
    if count < 0:
        raise ValueError(f"open_cache: size must be at least 0, was {count}")
    stores: list[Distrusted] = []
    if path is not None:
        stores.append(Distrusted(DiskFolder(Path(path).expanduser().absolute()), secret_of(secret)))
    if url is not None:
        stores.append(Distrusted(RedisServer(url, LARGEST + SEAL), secret_of(secret)))
    return ResultCache(ProcessMemory(count), stores, partial(open_cache, count, path, url, secret=secret))
