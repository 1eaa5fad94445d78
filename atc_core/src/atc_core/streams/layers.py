"""A backend's stream, and what the core puts around it where it lacks an ability that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from atc_core.streams.groups import grouped, resumed_groups
from atc_core.streams.protocol import takes
from atc_core.streams.revising import RevisingStream, resumed_revising
from atc_core.streams.skipping import resumed_skipping, skipping

if TYPE_CHECKING:
    from atc_core.kernel import Kernel
    from atc_core.streams.protocol import BackendStream, StreamFactory

RESUME: dict[str, Callable[..., Any]] = {
    "revising": resumed_revising,
    "skipping": resumed_skipping,
    "groups": resumed_groups,
}
"""What goes on from the state of each layer; a state names them in this order, the outermost first."""


class Layered(NamedTuple):
    """A stream with all that is asked for, and the names of its layers."""

    stream: BackendStream
    layers: list[str]


def opened(
    kernel: Kernel[..., Any],
    make: StreamFactory,
    symbols: int,
    options: dict[str, Any],
    *,
    is_skipping: bool,
    is_revisable: bool,
) -> Layered:
    """A new stream; what it can do itself it does."""
    layers: list[str] = []
    revises = is_revisable and takes(make, "revisable")
    inner: Any = make(symbols=symbols, **options, **({"revisable": True} if revises else {}))
    if is_skipping:
        layers.insert(0, "skipping")
        if not takes(inner.update, "missing"):
            layers.append("groups")
            if revises:
                revises, inner = False, make(symbols=symbols, **options)
            inner = grouped(kernel, lambda symbols: make(symbols=symbols, **options), inner)
        inner = skipping(kernel, inner)
    if is_revisable and not revises:
        layers.insert(0, "revising")
        inner = RevisingStream(kernel, inner, resume_all(kernel, make, layers[1:]), b"")
    return Layered(inner, layers)


def resume_all(
    kernel: Kernel[..., Any], make: StreamFactory, layers: Sequence[str]
) -> Callable[[bytes], BackendStream]:
    """What goes on from the state of a stream of these layers."""
    if not layers:
        return make.from_state
    inner, resume = resume_all(kernel, make, layers[1:]), RESUME[layers[0]]
    return lambda state: resume(kernel, inner, state)


def check_layers(layers: object, *, is_skipping: bool, is_revisable: bool) -> None:
    """ValueError where a state names layers that no stream of these abilities has."""
    rest = [*(["skipping"] if is_skipping else [])]
    wraps = [rest, [*rest, "groups"]] if is_skipping else [rest]
    wraps += [["revising", *wrap] for wrap in wraps] if is_revisable else []
    if layers not in wraps:
        raise ValueError(f"state must be of a stream that is put together as streams are, was of {layers!r}")
