"""Values that leave the process are sealed with a secret: what is damaged, moved or forged is told from our own."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import lru_cache
from hashlib import blake2b
from hmac import compare_digest
from pathlib import Path

VARIABLE = "ATC_CACHE_SECRET"
SEAL, SECRET = 32, 32
"""Bytes of a seal and of a secret that is made here."""


def seal(value: bytes, key: str, secret: bytes) -> bytes:
    """The value behind its seal, which holds for this key only."""
    return seal_of(value, key, secret) + value


def unsealed(content: bytes, key: str, secret: bytes) -> bytes | None:
    """The value, or None where the seal is not that of this value, this key and this secret."""
    value = content[SEAL:]
    return value if compare_digest(content[:SEAL], seal_of(value, key, secret)) else None


def seal_of(value: bytes, key: str, secret: bytes) -> bytes:
    """A keyed hash: without the secret nothing can be written that has the right one."""
    content = blake2b(key.encode() + b"\0", digest_size=SEAL, key=secret, person=b"atc result seal")
    content.update(value)
    return content.digest()


def place_of(key: str, secret: bytes) -> str:
    """Under which name a value is kept: values of two secrets never take each other's place."""
    return "atc:" + blake2b(key.encode(), digest_size=32, key=secret, person=b"atc result name").hexdigest()


def secret_of(given: str | None) -> bytes:
    """The secret as a key of BLAKE2b: the one given, else that of the environment, else this user's own."""
    text = given or os.environ.get(VARIABLE, "")
    return blake2b(text.encode(), digest_size=SECRET).digest() if text else own_secret()


@lru_cache(maxsize=1)
def own_secret() -> bytes:
    """A secret that only this user can read, made when first needed; where none can be kept, of this process alone."""
    fresh = os.urandom(SECRET)
    file = secret_file()
    if file is None:
        return fresh
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as new:
            new.write(fresh)
        return fresh
    with suppress(OSError):
        found = file.read_bytes() if file.is_file() and file.stat().st_size == SECRET else b""
        return found if len(found) == SECRET else fresh
    return fresh


def secret_file() -> Path | None:
    """Where this user's secret is kept; None where there is no home."""
    from platformdirs import user_config_path

    try:
        folder = user_config_path("atc", appauthor=False)
    except (RuntimeError, KeyError, OSError):
        return None
    return folder / "result_cache.secret" if folder.is_absolute() else None
