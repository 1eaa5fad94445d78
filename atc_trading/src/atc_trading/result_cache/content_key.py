"""The key of a result: a hash of everything that it follows from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

import atc_core

NUMERICS = 2
"""Raise it in the commit after which a kernel gives another figure, or a result has another field."""
DIGEST = 32
"""Bytes; two of 2**64 results would have one key with a probability of 1e-39."""


def result_key(arrays: Mapping[str, NDArray[Any]], parameters: Mapping[str, Any]) -> str:
    """The key of what follows from arrays and parameters in this version: 64 hexadecimal digits.

    Args:
        arrays: by name, arrays of any shape and any dtype but objects; equal content has one key, whatever the layout.
        parameters: by name, what JSON can say: None, flags, numbers, texts, and lists, tuples or dictionaries of them.

    Returns:
        The BLAKE2b hash of dtypes, shapes, bytes, parameters, the version of `atc_core` and :data:`NUMERICS`.

    Raises:
        TypeError: an array holds objects, or JSON cannot say a parameter.
    """
    content = blake2b(digest_size=DIGEST, person=b"atc result key")
    add(content, f"{atc_core.__version__} {NUMERICS}".encode())
    add(content, canonical(parameters))
    for name, given in sorted(arrays.items()):
        array = np.ascontiguousarray(given)
        if array.dtype.hasobject:
            raise TypeError(f"result_key: {name} must be an array of numbers or times, was one of {array.dtype}")
        add(content, f"{name!r} {array.dtype.descr} {given.shape}".encode())
        add(content, array.view(np.uint8).data if array.size and array.ndim else array.tobytes())
    return content.hexdigest()


def add(content: blake2b, part: bytes | memoryview) -> None:
    """Hash a part after its length: two parts never look like two others that are cut elsewhere."""
    content.update(memoryview(part).nbytes.to_bytes(8, "little"))
    content.update(part)


def canonical(parameters: Mapping[str, Any]) -> bytes:
    """The parameters as JSON, sorted by name."""
    try:
        return json.dumps(dict(parameters), sort_keys=True, separators=(",", ":"), default=plain).encode()
    except TypeError as error:
        raise TypeError(f"result_key: parameters must be what JSON can say: {error}") from None


def plain(value: Any) -> Any:
    """A number of Python for one of NumPy."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{value!r} is of type {type(value).__name__}")
