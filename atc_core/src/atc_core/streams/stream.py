"""A stream: a kernel that goes on bar by bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from atc_core.errors import BackendError, UnknownBackendError
from atc_core.gaps import check_gaps
from atc_core.kernel import Kernel
from atc_core.registry import REGISTRY
from atc_core.streams import envelope
from atc_core.streams.bars import check_bar, check_options, of_one_bar
from atc_core.streams.choosing import factory
from atc_core.streams.skipping import SkippingStream, refuse_missing, resumed

if TYPE_CHECKING:
    from typing_extensions import Self

    from atc_core.kernel import Gaps
    from atc_core.labels.alignment import Axis
    from atc_core.parameters import Parameter
    from atc_core.streams.protocol import BackendStream, StreamFactory

One = TypeVar("One")
Many = TypeVar("Many")

UPDATE = """
def update(self, {names}):
    if {are_floats} and self._is_single{are_present}:
        return {result}
    return self._enter(({names},))
"""
CLASSES: dict[str, type[Stream[Any, Any]]] = {}


class Stream(Generic[One, Many]):
    """A kernel bar by bar: each update gives for its bar what the kernel gives there for the whole history.

    :func:`atc_core.stream` and :func:`atc_core.atc_stream` open one; :meth:`from_state` goes on from a saved state.
    The time that an update takes does not grow with the history. A stream may be pickled and copied, and belongs to one
    thread at a time.
    """

    kernel: Kernel[..., Any]

    def __init__(
        self, backend: str, install: str, options: dict[str, Any], gaps: Gaps | None, inner: BackendStream
    ) -> None:
        """Wrap a backend's stream."""
        self.backend = backend
        """The name of the backend that computes it."""
        self.options = options
        """All options of the kernel, by name."""
        self.gaps = gaps
        """What it makes of missing bars: "keep", "skip" or "raise"; None where the kernel has a rule of its own."""
        self._install = install
        self._inner = inner
        self._advance: Callable[..., Any] = inner.advance if isinstance(inner, SkippingStream) else inner.update
        self._is_single = inner.symbols == 1
        self._axes: Mapping[str, Axis] = {}

    @property
    def bars(self) -> int:
        """How many bars it has seen, missing ones included."""
        return self._inner.bars

    @property
    def symbols(self) -> int:
        """How many symbols it takes."""
        return self._inner.symbols

    if TYPE_CHECKING:

        @overload
        def update(self, *values: float) -> One: ...
        @overload
        def update(self, *values: Any) -> Many: ...
        def update(self, *values: Any) -> Any:
            """Written for each kernel."""

    def _enter(self, values: tuple[Any, ...]) -> Any:
        """Take a bar that must be checked and converted first."""
        bar = check_bar(self.kernel, values, self.symbols, self._axes)
        if self.gaps == "raise":
            refuse_missing(self.kernel, bar.values)
        result = self._inner.update(*bar.values)
        self._axes = bar.axes
        fields = [result] if self.kernel.result.type is None else result
        return self.kernel.result.deliver(fields, bar.wrap)

    def state(self) -> bytes:
        """Everything that is needed to go on, in any process that has this backend: for :meth:`from_state`."""
        return envelope.pack(
            envelope.State(
                self.kernel.name,
                self.backend,
                self._install,
                self.symbols,
                self.options,
                self.gaps,
                self._inner.state(),
            )
        )

    @classmethod
    def from_state(cls, state: bytes) -> Self:
        """Go on from what :meth:`state` gave, with results that are the same to the last bit.

        Raises:
            TypeError: `state` is not bytes.
            ValueError: it is foreign, damaged, of another version, or of another kernel where one stream's own
                ``from_state`` is called.
            BackendError: the backend that wrote it cannot be used here; the message says what to install.
        """
        stream: Self = restore(cls, envelope.unpack(state))
        return stream

    def __reduce__(self) -> tuple[Any, ...]:
        return Stream.from_state, (self.state(),)

    def __repr__(self) -> str:
        given = {name: value for name, value in self.options.items() if value != self._default(name)}
        given |= {} if self.gaps == self.kernel.gaps else {"gaps": self.gaps}
        options = ", ".join(f"{name}={value!r}" for name, value in given.items())
        symbols = f"{self.symbols} symbol{'s' if self.symbols > 1 else ''}"
        return f"<stream of {self.kernel.name}({options}): {symbols}, {self.bars} bars, backend {self.backend}>"

    def _default(self, name: str) -> Any:
        return next(item.default for item in self.kernel.options if item.name == name)


def stream_class(kernel: Kernel[..., Any]) -> type[Stream[Any, Any]]:
    """The class of the kernel's streams, whose `update` has the kernel's own parameters."""
    known = CLASSES.get(kernel.name)
    if known is None or known.kernel is not kernel:
        update = written_update(kernel)
        update.__doc__ = documentation(kernel)
        members = {"update": update, "kernel": kernel, "__doc__": Stream.__doc__, "__module__": "atc_core"}
        name = f"{kernel.name.title().replace('_', '')}Stream"
        CLASSES[kernel.name] = type(name, (Stream,), members)
    return CLASSES[kernel.name]


def written_update(kernel: Kernel[..., Any]) -> Any:
    """The function `update`: floats go straight to the backend."""
    names = [of_one_bar(item.name) for item in kernel.arrays]
    call = f"self._advance({', '.join(names)})"
    namespace: dict[str, Any] = {"deliver": kernel.result.type._make if kernel.result.type else None}
    source = UPDATE.format(
        names=", ".join(names),
        are_floats=" and ".join(f"isinstance({name}, float)" for name in names),
        # NaN takes the long way, on which it is left out or refused where it is to be.
        are_present="".join(
            f" and {of_one_bar(item.name)} == {of_one_bar(item.name)}" for item in might_be_missing(kernel)
        ),
        result=f"deliver({call})" if kernel.result.type else call,
    )
    exec(compile(source, f"<stream of {kernel.name}>", "exec"), namespace)  # noqa: S102
    return namespace["update"]


def might_be_missing(kernel: Kernel[..., Any]) -> list[Parameter]:
    """The series in which a NaN may be a missing bar."""
    return [item for item in kernel.arrays if item.can_be_missing and kernel.gaps is not None]


def documentation(kernel: Kernel[..., Any]) -> str:
    """What `help()` says of a stream's update."""
    names = [of_one_bar(item.name) for item in kernel.arrays]
    kind = kernel.result.type.__name__ if kernel.result.type else "float"
    whole = f"{kind} of vectors" if kernel.result.type else "vector"
    part = f"{kind} of floats" if kernel.result.type else kind
    return f"""Take the next bar; give what `{kernel.name}` gives at its last bar for the whole history.

Args:
    {", ".join(names)}: a number, or a vector with one for each symbol. NaN is what `gaps` says, else as in a series.

Returns:
    A {part} for numbers, a {whole} for vectors; of pandas and polars in their own type.

Raises:
    TypeError: a value is not numeric.
    ValueError: there are not as many values as symbols. The stream is then as it was.
"""


def restore(cls: type[Stream[One, Many]], state: envelope.State) -> Any:
    """The stream of a state, if it is one of `cls`."""
    kernel = REGISTRY.find(state.kernel)
    if kernel is None:
        raise ValueError(f"state must be of a kernel that is declared, was of {state.kernel!r}")
    own = stream_class(kernel)
    if cls is not Stream and cls is not own:
        raise ValueError(f"state must be of {cls.kernel.name}, was of {kernel.name}")
    try:
        options, gaps = check_options(kernel, (), state.options), check_gaps(kernel, state.gaps)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{kernel.name}: state must have this version's options: {error}") from None
    make = factory_of(kernel, state)
    try:
        inner = resumed(kernel, make, state.content) if gaps == "skip" else make.from_state(state.content)
    except ValueError as error:
        raise ValueError(f"{kernel.name}: {error}") from None
    if inner.symbols != state.symbols:
        raise ValueError(f"{kernel.name}: state must be of {state.symbols} symbols, was of {inner.symbols}")
    return own(state.backend, state.install, options, gaps, inner)


def factory_of(kernel: Kernel[..., Any], state: envelope.State) -> StreamFactory:
    """What makes the streams of the backend that wrote the state."""
    try:
        return factory(kernel, state.backend)
    except UnknownBackendError:
        raise BackendError(
            f"{kernel.name}: the state is of backend {state.backend!r}, which is not installed here"
            + (f"; install it with: {state.install}" if state.install else "")
        ) from None
