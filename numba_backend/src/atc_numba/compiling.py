"""How loops are compiled: when first called, once for every kind of argument, and kept on disk."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])

SOURCE = zlib.crc32(b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.rglob("*.py"))))

SERIES = "Array(float64, 1, 'C', readonly=True)"
TABLE = "Array(float64, 2, 'C', readonly=True)"
AVERAGE = f"void({SERIES}, int64, float64[::1])"
"""The signature of a loop over one series with a length."""

SETTINGS: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    # Fused multiply-adds only: NaN and infinity keep their meaning.
    "fastmath": {"contract"},
}


def block(function: Function) -> Function:
    """A building block of loops, compiled into each loop that uses it."""
    compiled: Function = numba.njit(**SETTINGS)(function)
    return compiled


def reduction(function: Function) -> Function:
    """A block whose sums may be added up in another order, and so in vector lanes."""
    compiled: Function = numba.njit(**SETTINGS | {"fastmath": {"contract", "reassoc"}})(function)
    return compiled


def exact_block(function: Function) -> Function:
    """A block in which every operation is rounded by itself, in the order that is written."""
    compiled: Function = numba.njit(**SETTINGS | {"fastmath": False})(function)
    return compiled


def loop(signature: str, **settings: Any) -> Callable[[Function], Function]:
    """A loop called from Python, compiled for `signature` by its first call.

    One signature with read-only inputs takes writable arrays too; left to itself, Numba compiles again for each mix.
    The compiled function then takes the place of its name in the module, so that later calls pay nothing for this.
    `settings` replace ours.
    """

    def decorate(function: Function) -> Function:
        def first_call(*arguments: Any) -> Any:
            compiled = compile_loop(signature, function, SETTINGS | settings)
            function.__globals__[function.__name__] = compiled
            return compiled(*arguments)

        return first_call  # type: ignore[return-value]

    return decorate


def compile_loop(signature: str, function: Callable[..., Any], settings: dict[str, Any]) -> Any:
    """`function` compiled, from the cache where one can be kept.

    Numba asks only the file of the function itself whether its cache is stale; the name makes it ask all of them.
    """
    function.__qualname__ = f"{function.__name__}-{SOURCE:08x}"
    try:
        return cached(signature, function, settings)
    except (RuntimeError, OSError):  # no folder to keep a cache in
        return numba.njit(signature, **settings)(function)


def cached(signature: str, function: Callable[..., Any], settings: dict[str, Any]) -> Any:
    """`function` compiled or read from its cache; a cache that was torn by a kill or a full disk is begun anew."""
    try:
        return numba.njit(signature, cache=True, **settings)(function)
    except (RuntimeError, OSError):
        raise
    except Exception:  # unpickling a damaged file raises anything, EOFError most often
        dispatcher = numba.njit(cache=True, **settings)(function)
        dispatcher._cache.flush()  # noqa: SLF001 Numba has no public way
        dispatcher.compile(signature)
        dispatcher.disable_compile()
        return dispatcher
