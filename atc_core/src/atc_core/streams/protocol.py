"""What a backend gives for a kernel's streams."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from atc_core.kernel import Kernel


class BackendStream(Protocol):
    """One backend's stream of a kernel: it goes on bar by bar, at a cost that does not grow with the history.

    What follows is optional; where a stream lacks it, the core does the same at a higher price.

    * ``update(*values, missing=None)``: `missing` is a vector of booleans. Symbols that miss the bar stay as they were
      and have NaN as their result, 0 in integers; the bar counts. Without it, symbols that missed the same bars go on
      together, the others apart from them.
    * ``select(places)``: a stream of some of its symbols that goes on from here; it is called once or more, and never
      together with `update`. Without it and `missing`, symbols that may miss bars each have a stream of their own.
    * ``extend(*tables)``: takes many bars, a contiguous table ``(time, symbols)`` for each series of the kernel, and
      gives a tuple with a table a field. With ``missing=None`` too, a table of booleans, symbols are left out where
      it is true. Without it, a history is taken bar by bar.
    * ``revise(*values)``, with `missing` where `update` has it: takes the newest bar once more, with other values, as
      if the first ones had never been; ValueError where there is none. Only streams that were opened with
      ``revisable=True`` need it. Without it, the core keeps the state before each bar.
    """

    @property
    def bars(self) -> int:
        """How many bars it has seen."""

    @property
    def symbols(self) -> int:
        """How many symbols it takes."""

    def update(self, *values: Any) -> Any:
        """Take the next bar and give its result: what the kernel gives there for the whole history.

        Args:
            values: for each series of the kernel a float; or for each a vector, float64, contiguous and perhaps
                read-only, with a value of each symbol. They are checked, and must be neither kept nor written to.

        Returns:
            For floats a float, for vectors a new vector. Of a kernel with several results as many floats or vectors,
            or a block of shape ``(results, symbols)``.
        """

    def state(self) -> bytes:
        """Everything that is needed to go on in another process, on another machine of the same byte order or not."""


class StreamFactory(Protocol):
    """Makes a backend's streams of one kernel; a class may be one."""

    def __call__(self, *arguments: Any, **options: Any) -> BackendStream:
        """Open a stream: called with `symbols` and all options of the kernel, by name.

        One that has a parameter `revisable` is called with ``revisable=True`` for streams that must have `revise`.
        """

    def from_state(self, state: bytes, /) -> BackendStream:
        """Go on from what :meth:`BackendStream.state` gave; ValueError where that is not possible."""


def takes(function: Callable[..., Any] | None, name: str) -> bool:
    """Whether a function has a parameter of that name; what cannot be read has not."""
    try:
        return function is not None and name in inspect.signature(function).parameters
    except (TypeError, ValueError):
        return False


def check_factory(backend: str, kernel: Kernel[..., Any], factory: StreamFactory) -> None:
    """Refuse a factory that cannot be called with the kernel's options, naming both."""
    if not callable(getattr(factory, "from_state", None)):
        raise TypeError(f"backend {backend!r}: the streams of {kernel.name} need a function from_state(state)")
    names = ["symbols", *(item.name for item in kernel.options)]
    try:
        signature = inspect.signature(factory)
    except ValueError:
        return
    try:
        signature.bind(**dict.fromkeys(names))
    except TypeError:
        raise TypeError(
            f"backend {backend!r}: the streams of {kernel.name} must take ({', '.join(names)}), take {signature}"
        ) from None
