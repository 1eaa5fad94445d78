"""What a backend gives for a kernel's streams."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from atc_core.kernel import Kernel


class BackendStream(Protocol):
    """One backend's stream of a kernel: it goes on bar by bar, at a cost that does not grow with the history.

    One of many symbols may have ``select(places)``, which gives a stream of some of them that goes on from here; it is
    called once or more, and never together with `update`. Where there is none, symbols that may miss bars go on alone.
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
            For floats a float, for vectors a new vector. Of a kernel with several results as many floats, or a block
            of shape ``(results, symbols)``.
        """

    def state(self) -> bytes:
        """Everything that is needed to go on in another process, on another machine of the same byte order or not."""


class StreamFactory(Protocol):
    """Makes a backend's streams of one kernel; a class may be one."""

    def __call__(self, *arguments: Any, **options: Any) -> BackendStream:
        """Open a stream: called with `symbols` and all options of the kernel, by name."""

    def from_state(self, state: bytes, /) -> BackendStream:
        """Go on from what :meth:`BackendStream.state` gave; ValueError where that is not possible."""


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
