"""How streams are opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from atc_core.gaps import check_gaps
from atc_core.kernel import Gaps, Kernel
from atc_core.registry import find_kernel
from atc_core.streams.bars import check_options, check_symbols
from atc_core.streams.choosing import choose, stream_factory
from atc_core.streams.skipping import skipping
from atc_core.streams.stream import Stream, stream_class

if TYPE_CHECKING:
    from atc_core.arrays import Series
    from atc_core.backend import Backend
    from atc_core.declarations.atc import TrendClassification


def stream(
    kernel: Kernel[..., Any] | str,
    *values: Any,
    symbols: int = 1,
    gaps: Gaps | None = None,
    backend: str | None = None,
    **options: Any,
) -> Stream[float, Series]:
    """Open a stream of a kernel: ``stream("ema", length=28).update(price)``.

    Args:
        kernel: its name, or its declaration.
        values: the kernel's options in their order, as in ``stream("ema", 28)``.
        symbols: how many symbols go on together; their bars are given as vectors.
        gaps: what is made of missing bars, as in a call: "keep", "skip" or "raise"; the kernel's own if not given.
        backend: run this backend and no other; otherwise the ladder decides, whose last rungs are a fixed order.
        options: the kernel's options by name.

    Raises:
        KeyError: there is no such kernel; the message names the closest.
        TypeError: an option that is unknown, missing or of the wrong type.
        ValueError: an option out of range.
        UnknownBackendError: there is no such backend; the message names the closest.
        BackendError: no usable backend, or not the one that is asked for, has streams of this kernel.
    """
    declared = find_kernel(kernel) if isinstance(kernel, str) else kernel
    checked = check_options(declared, values, options)
    count, missing = check_symbols(declared, symbols), check_gaps(declared, gaps)
    chosen = choose(declared, backend)
    try:
        make = stream_factory(declared, chosen)
        is_skipping = missing == "skip"
        inner = skipping(declared, make, count, checked) if is_skipping else make(symbols=count, **checked)
    except MemoryError as error:
        raise MemoryError(f"{declared.name}: {error}") from None
    return stream_class(declared)(chosen.name, install_command(chosen), checked, missing, inner)


def atc_stream(
    symbols: int = 1, *, gaps: Gaps = "skip", backend: str | None = None, **options: Any
) -> Stream[TrendClassification, TrendClassification]:
    """Open a stream of Adaptive Trend Classification; each update gives the bar's 13 values.

    Args:
        symbols: how many symbols go on together; their prices are given as vectors.
        gaps: what is made of missing prices: "skip" leaves a bar out, and its 13 values are NaN; "keep" or "raise".
        backend: run this backend and no other; otherwise the ladder decides, whose last rungs are a fixed order.
        options: those of :func:`atc_core.atc`, by name.

    Raises:
        TypeError: an option that is unknown or of the wrong type.
        ValueError: an option out of range.
        UnknownBackendError: there is no such backend; the message names the closest.
        BackendError: no usable backend, or not the one that is asked for, has these streams.
    """
    opened: Stream[Any, Any] = stream("atc", symbols=symbols, gaps=gaps, backend=backend, **options)
    return opened


def install_command(backend: Backend) -> str:
    """How the backend is installed where it is missing."""
    return backend.install or "".join(f"pip install {name}" for name in backend.distributions[:1])
