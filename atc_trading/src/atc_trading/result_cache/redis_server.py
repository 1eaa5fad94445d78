"""Results on a Redis server, for a team."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from atc_core.hints import install_extra
from atc_trading.errors import CacheError

if TYPE_CHECKING:
    from redis import Redis

TIMEOUT = 0.5
"""Seconds to wait for a connection, and for each answer; a value of 200 kB takes 1 ms on a local network."""
DAYS = 30
SCHEMES = ("redis", "rediss", "unix")


class RedisServer:
    """A server that speaks Redis' protocol; nothing is asked of it but to keep bytes."""

    kind = "redis"

    def __init__(self, url: str, largest: int) -> None:
        """Connect when it is first needed; CacheError where redis is missing, ValueError where `url` is none."""
        parts = urlsplit(url)
        if parts.scheme not in SCHEMES:
            allowed = ", ".join(f"{scheme}://" for scheme in SCHEMES)
            # A URL may hold a password, so it is not shown.
            raise ValueError(f"open_cache: url must begin with one of {allowed}, began with {parts.scheme!r}")
        try:
            self.place = parts.path if parts.scheme == "unix" else f"{parts.hostname}:{parts.port or 6379}"
            self._client = connected(url)
        except ValueError as error:
            raise ValueError(f"open_cache: url cannot be used: {error}") from None
        self.largest = largest

    def get(self, key: str) -> bytes | None:
        """The bytes under a key, of which no more are asked for than are ever written; None where there are none."""
        found = self._client.getrange(key, 0, self.largest)
        return found if isinstance(found, bytes) and found else None

    def put(self, key: str, value: bytes) -> None:
        """Keep bytes for 30 days, or until the server needs the room."""
        self._client.set(key, value, ex=DAYS * 86_400)

    def info(self) -> dict[str, int]:
        """Nothing: what a team keeps there is not counted."""
        return {}

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def connected(url: str) -> Redis:
    """A client that fails soon instead of trying again, and follows no server to another one."""
    try:
        from redis import Redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry
    except ImportError:
        raise CacheError(f"a cache on Redis needs redis: {install_extra('cache', 'atc-trading')}") from None
    # Protocol 3 lets a server send its clients elsewhere.
    return Redis.from_url(
        url, protocol=2, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, retry=Retry(NoBackoff(), 0)
    )
