"""How often each backend computed each kernel, for services that export such numbers."""

from __future__ import annotations

from _thread import allocate_lock
from collections.abc import Callable
from typing import Any, NamedTuple


class Counted(NamedTuple):
    """What calls are counted by: the kernel, the backend that computed it, and the rung that decided."""

    kernel: str
    backend: str
    rung: int


class Counter:
    """Calls since counting was switched on."""

    def __init__(self) -> None:
        """Start at nothing."""
        self._calls: dict[Counted, int] = {}
        self._lock = allocate_lock()

    def begin_anew(self) -> None:
        """In a forked child: the parent's calls are not its own, nor is a lock that another thread held."""
        self.__init__()  # type: ignore[misc]

    def add(self, key: Counted) -> None:
        """Count one call."""
        with self._lock:
            self._calls[key] = self._calls.get(key, 0) + 1

    def counted(self, key: Counted, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, counting its calls: 0.1 us each."""

        def counted(*arguments: Any, **out: Any) -> Any:
            result = function(*arguments, **out)
            # Afterwards: a function that refuses its arguments is called again once they are converted.
            self.add(key)
            return result

        return counted

    def calls(self) -> dict[Counted, int]:
        """A copy of the numbers."""
        with self._lock:
            return dict(self._calls)
