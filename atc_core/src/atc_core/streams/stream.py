"""A stream: a kernel that goes on bar by bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from atc_core.errors import BackendError, UnknownBackendError
from atc_core.gaps import check_gaps
from atc_core.hints import install_here
from atc_core.kernel import Kernel
from atc_core.registry import REGISTRY
from atc_core.streams import envelope
from atc_core.streams.bars import check_bar, check_options, parameters_of_bar
from atc_core.streams.choosing import factory
from atc_core.streams.layers import Layered, check_layers, resume_all
from atc_core.streams.names import Names, by_position, read_names
from atc_core.streams.skipping import SkippingStream, refuse_missing
from atc_core.streams.updating import written

if TYPE_CHECKING:
    from typing_extensions import Self

    from atc_core.kernel import Gaps
    from atc_core.labels.alignment import Axis
    from atc_core.streams.protocol import StreamFactory

One = TypeVar("One")
Many = TypeVar("Many")

CLASSES: dict[str, type[Stream[Any, Any]]] = {}


class Stream(Generic[One, Many]):
    """A kernel bar by bar: each update gives for its bar what the kernel gives there for the whole history.

    :func:`atc_core.stream` and :func:`atc_core.atc_stream` open one; :meth:`from_state` goes on from a saved state.
    The time that an update takes does not grow with the history. A stream may be pickled and copied, and belongs to one
    thread at a time.
    """

    kernel: Kernel[..., Any]

    def __init__(
        self,
        backend: str,
        install: str,
        options: dict[str, Any],
        gaps: Gaps | None,
        opened: Layered,
        names: Names | None,
        *,
        is_revisable: bool,
    ) -> None:
        """Wrap a backend's stream."""
        self.backend = backend
        """The name of the backend that computes it."""
        self.options = options
        """All options of the kernel, by name."""
        self.gaps = gaps
        """What it makes of missing bars: "keep", "skip" or "raise"; None where the kernel has a rule of its own."""
        self.revisable = is_revisable
        """Whether the newest bar may be replaced."""
        self.results: Any = None
        """What the kernel gave for the bars of `history`, labelled as they are; None where it began without. It is not
        saved."""
        self._install = install
        self._names = names
        inner: Any = opened.stream
        self._inner, self._layers = inner, opened.layers
        # No method of its own: a stream that refers to itself keeps its memory until the garbage collector comes.
        refuse = partial(refuse_revision, self.kernel.name)
        self._inner_update, self._inner_revise = inner.update, inner.revise if is_revisable else refuse
        # Of one symbol's bar that is not missing.
        present = inner.present if isinstance(inner, SkippingStream) else (self._inner_update, self._inner_revise)
        self._update: Callable[..., Any] = present[0]
        self._revise: Any = present[1] if is_revisable else refuse
        self._is_single = inner.symbols == 1
        self._axes: Mapping[str, Axis] = {}

    @property
    def bars(self) -> int:
        """How many bars it has seen, missing ones included."""
        return int(self._inner.bars)

    @property
    def symbols(self) -> int:
        """How many symbols it takes."""
        return int(self._inner.symbols)

    @property
    def names(self) -> tuple[Any, ...] | None:
        """What they are called; None where they were only counted."""
        return None if self._names is None else self._names.names

    if TYPE_CHECKING:

        @overload
        def update(self, *values: float, **named: float) -> One: ...
        @overload
        def update(self, *values: Any, **named: Any) -> Many: ...
        def update(self, *values: Any, **named: Any) -> Any:
            """Written for each kernel."""

        @overload
        def revise(self, *values: float, **named: float) -> One: ...
        @overload
        def revise(self, *values: Any, **named: Any) -> Many: ...
        def revise(self, *values: Any, **named: Any) -> Any:
            """Written for each kernel."""

    def _enter(self, take: Callable[..., Any], given: tuple[Any, ...]) -> Any:
        """Take a bar that must be checked and converted first."""
        parameters = parameters_of_bar(self.kernel)
        values, deliver = by_position(self.kernel.name, self._names, parameters, given)
        bar = check_bar(self.kernel, values, self.symbols, self._axes)
        if self.gaps == "raise":
            refuse_missing(self.kernel, bar.values, self.names)
        result = take(*bar.values)
        self._axes = bar.axes
        fields = [result] if self.kernel.result.type is None else result
        return self.kernel.result.deliver(fields, deliver or bar.wrap)

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
                self.revisable,
                None if self._names is None else list(self._names.names),
                self._layers,
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


def refuse_revision(kernel: str, *_: Any) -> Any:
    """Raise that the newest bar may not be replaced."""
    raise ValueError(f"{kernel}: revise needs a stream that was opened with revisable=True")


def stream_class(kernel: Kernel[..., Any]) -> type[Stream[Any, Any]]:
    """The class of the kernel's streams, whose `update` has the kernel's own parameters."""
    known = CLASSES.get(kernel.name)
    if known is None or known.kernel is not kernel:
        members = {"kernel": kernel, "__doc__": Stream.__doc__, "__module__": "atc_core"}
        members |= {function: written(kernel, function) for function in ("update", "revise")}
        name = f"{kernel.name.title().replace('_', '')}Stream"
        CLASSES[kernel.name] = type(name, (Stream,), members)
    return CLASSES[kernel.name]


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
        names = None if state.names is None else read_names(kernel.name, state.names)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{kernel.name}: state must have this version's options: {error}") from None
    make = factory_of(kernel, state)
    try:
        check_layers(state.layers, is_skipping=gaps == "skip", is_revisable=bool(state.revisable))
        inner = resume_all(kernel, make, state.layers)(state.content)
    except ValueError as error:
        raise ValueError(f"{kernel.name}: {error}") from None
    if inner.symbols != state.symbols or (names is not None and len(names.names) != inner.symbols):
        raise ValueError(f"{kernel.name}: state must be of {state.symbols} symbols, was of {inner.symbols}")
    if state.revisable and not hasattr(inner, "revise"):
        raise ValueError(f"{kernel.name}: state must be of a stream that may be revised, was of another")
    layered = Layered(inner, state.layers)
    return own(state.backend, state.install, options, gaps, layered, names, is_revisable=bool(state.revisable))


def factory_of(kernel: Kernel[..., Any], state: envelope.State) -> StreamFactory:
    """What makes the streams of the backend that wrote the state."""
    try:
        return factory(kernel, state.backend)
    except UnknownBackendError:
        raise BackendError(
            f"{kernel.name}: the state is of backend {state.backend!r}, which is not installed here"
            + (f"; install it with: {install_here(state.install)}" if state.install else "")
        ) from None
