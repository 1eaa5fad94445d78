"""How streams are opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from atc_core.gaps import check_gaps
from atc_core.kernel import Gaps, Kernel
from atc_core.option_values import check_option
from atc_core.parameters import Parameter
from atc_core.registry import find_kernel
from atc_core.streams.bars import check_options, check_symbols
from atc_core.streams.choosing import choose, stream_factory
from atc_core.streams.history import History, begin, read_history
from atc_core.streams.layers import opened
from atc_core.streams.names import Names, read_names
from atc_core.streams.stream import Stream, stream_class

if TYPE_CHECKING:
    from atc_core.arrays import Series
    from atc_core.backend import Backend
    from atc_core.declarations.atc import TrendClassification

REVISABLE = Parameter("revisable", "flag")


def stream(
    kernel: Kernel[..., Any] | str,
    *values: Any,
    symbols: int | Sequence[str] | Sequence[int] | None = None,
    history: Any = None,
    revisable: bool = False,
    gaps: Gaps | None = None,
    backend: str | None = None,
    **options: Any,
) -> Stream[float, Series]:
    """Open a stream of a kernel: ``stream("ema", length=28).update(price)``.

    Args:
        kernel: its name, or its declaration.
        values: the kernel's options in their order, as in ``stream("ema", 28)``.
        symbols: how many symbols go on together, or what they are called; their bars are given as vectors, or by name
            as mappings or Series. One, or as many as `history` has, if not given.
        history: bars to start from, as the kernel's arguments are: a series, or a table ``(time, symbols)``. Of a
            kernel of several series a frame with columns called as these are, or a mapping or tuple of these.
            ``stream.results`` is what the kernel gives for them.
        revisable: whether ``revise`` may replace the newest bar, the last one of `history` included.
        gaps: what is made of missing bars, as in a call: "keep", "skip" or "raise"; the kernel's own if not given.
        backend: run this backend and no other; otherwise the ladder decides, whose last rungs are a fixed order.
        options: the kernel's options by name.

    Raises:
        KeyError: there is no such kernel; the message names the closest.
        TypeError: an option that is unknown, missing or of the wrong type; a history that is none.
        ValueError: an option out of range; a history that is not of these symbols.
        UnknownBackendError: there is no such backend; the message names the closest.
        BackendError: no usable backend, or not the one that is asked for, has streams of this kernel.
    """
    declared = find_kernel(kernel) if isinstance(kernel, str) else kernel
    checked = check_options(declared, values, options)
    is_revisable: bool = check_option(declared.name, REVISABLE, revisable)
    missing = check_gaps(declared, gaps)
    chosen = choose(declared, backend)
    start = read_start(declared, symbols, history, missing)
    try:
        return start_stream(declared, chosen, checked, missing, start, is_revisable=is_revisable)
    except MemoryError as error:
        raise MemoryError(f"{declared.name}: {error}") from None


class Start(NamedTuple):
    """What a stream starts with."""

    symbols: int
    names: Names | None
    history: History | None


def read_start(kernel: Kernel[..., Any], symbols: Any, history: Any, gaps: Gaps | None) -> Start:
    """The symbols of a stream, and a history with a column for each."""
    past = None if history is None else read_history(kernel, history, gaps)
    count, names = check_symbols_given(kernel, symbols, past)
    if past is None:
        return Start(count, names, None)
    past = past.in_order(kernel, names)
    width = past.tables[0].shape[1]
    if width != count:
        raise ValueError(f"{kernel.name}: history must have {count} symbols, had {width}")
    return Start(count, names, past)


def start_stream(
    kernel: Kernel[..., Any],
    backend: Backend,
    options: dict[str, Any],
    gaps: Gaps | None,
    start: Start,
    *,
    is_revisable: bool,
) -> Stream[Any, Any]:
    """A stream of one backend that has taken its history."""
    make, is_skipping = stream_factory(kernel, backend), gaps == "skip"
    layered = opened(kernel, make, start.symbols, options, is_skipping=is_skipping, is_revisable=is_revisable)
    kind, install = stream_class(kernel), install_command(backend)
    started = kind(backend.name, install, options, gaps, layered, start.names, is_revisable=is_revisable)
    if start.history is not None:
        started.results = begin(kernel, layered.stream, start.history, is_revisable=is_revisable)
    return started


def check_symbols_given(kernel: Kernel[..., Any], symbols: Any, history: History | None) -> tuple[int, Names | None]:
    """How many symbols a stream takes, and their names; by the history where nothing else says so."""
    if isinstance(symbols, Iterable):
        names = read_names(kernel.name, symbols)
        return len(names.names), names
    width = 1 if history is None else history.tables[0].shape[1]
    count = check_symbols(kernel, width if symbols is None else symbols)
    labels = [] if history is None or history.labels is None else history.labels
    # Numbers from 0 on are what a frame has that was given no names.
    is_named = len({*labels}) == len(labels) == count and labels != list(range(count))
    if is_named and all(type(label) in (str, int) for label in labels):
        return count, Names(labels)
    return count, None


def atc_stream(
    symbols: int | Sequence[str] | Sequence[int] | None = None,
    *,
    history: Any = None,
    revisable: bool = False,
    gaps: Gaps = "skip",
    backend: str | None = None,
    **options: Any,
) -> Stream[TrendClassification, TrendClassification]:
    """Open a stream of Adaptive Trend Classification; each update gives the bar's 13 values.

    Args:
        symbols: how many symbols go on together, or what they are called, as in :func:`stream`.
        history: prices to start from: a series, or a table ``(time, symbols)``.
        revisable: whether ``revise`` may replace the newest price.
        gaps: what is made of missing prices: "skip" leaves a bar out, and its 13 values are NaN; "keep" or "raise".
        backend: run this backend and no other; otherwise the ladder decides, whose last rungs are a fixed order.
        options: those of :func:`atc_core.atc`, by name.

    Raises:
        TypeError: an option that is unknown or of the wrong type.
        ValueError: an option out of range.
        UnknownBackendError: there is no such backend; the message names the closest.
        BackendError: no usable backend, or not the one that is asked for, has these streams.
    """
    started: Stream[Any, Any] = stream(
        "atc", symbols=symbols, history=history, revisable=revisable, gaps=gaps, backend=backend, **options
    )
    return started


def install_command(backend: Backend) -> str:
    """How the backend is installed where it is missing."""
    return backend.install or "".join(f"pip install {name}" for name in backend.distributions[:1])
