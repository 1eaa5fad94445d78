"""A kernel is declared once, as a typed function; everything else reads that declaration."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Literal, ParamSpec, Protocol, TypeAlias, TypeVar, overload

from atc_core.parameters import SINGLE, Parameter, Result
from atc_core.samples import Sampler

if TYPE_CHECKING:
    import numpy as np

    from atc_core.decision import Decision

P = ParamSpec("P")
R_co = TypeVar("R_co", covariant=True)
Precision: TypeAlias = Literal["float64", "float32"]
OptionsCheck: TypeAlias = Callable[[int, dict[str, Any]], "str | None"]
"""What is wrong with a number of bars and options together, as a sentence; None where nothing is."""
USUAL_SIZE = 1000
"""Bars of a call that nothing is known of."""


class Implementation(Protocol[P, R_co]):
    """One backend's function for a kernel: the declaration's own signature.

    It receives what the door has checked: one-dimensional C-contiguous arrays of the declared dtype and of one
    length, possibly read-only, possibly empty, options in range. It never validates, never writes to an
    input, and returns `out` where one is given.
    """

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co:
        """Compute the kernel."""


class Kernel(Generic[P, R_co]):
    """A declared kernel; calling it runs the fastest verified backend for the size of its input."""

    def __init__(
        self, function: Callable[P, R_co], sample: Sampler, tolerance: float, family: str, check: OptionsCheck | None
    ) -> None:
        """Read name, documentation and parameters from the declaration."""
        signature = inspect.signature(function, eval_str=True)
        if list(signature.parameters)[-1] != "out":
            raise TypeError(f"{function.__name__}: a declaration ends in `*, out`")
        self.name = function.__name__
        self.family = family
        self.signature = signature
        self.declaration = function
        self.documentation = inspect.getdoc(function) or ""
        self.parameters = tuple(
            Parameter.read(declared) for name, declared in signature.parameters.items() if name != "out"
        )
        self.series = tuple(item for item in self.parameters if item.kind == "series")
        self.options = tuple(item for item in self.parameters if item.kind != "series")
        self.speed_options = tuple(position for position, item in enumerate(self.options) if item.domain.affects_speed)
        """Which options, by position, decide how long a call takes."""
        self.result = Result.read(function.__name__, signature.return_annotation)
        self.dtype = self.result.dtype
        self.check = check
        self.sample = sample
        self.tolerance = tolerance

    def objection(self, n: int, options: Sequence[Any]) -> str | None:
        """What is wrong with `n` bars and these values of all options together, each being allowed by itself."""
        if self.check is None:
            return None
        return self.check(n, {item.name: value for item, value in zip(self.options, options, strict=True)})

    def arguments(self, random: np.random.Generator, n: int, **options: Any) -> tuple[Any, ...]:
        """Sampled positional arguments: series of `n` bars, then `options` or each option's typical value."""
        values = (options.get(item.name, item.typical) for item in self.options)
        return (*self.sample(random, n), *values)

    def in_single(self, tolerance: float) -> Kernel[P, R_co]:
        """The same kernel on float32 series, a declaration of its own with its own accuracy."""
        single = copy.copy(self)
        single.name = f"{self.name}_float32"
        single.parameters = tuple(item.in_single() for item in self.parameters)
        single.series = tuple(item for item in single.parameters if item.kind == "series")
        single.dtype, single.tolerance, single.result = SINGLE, tolerance, self.result._replace(dtype=SINGLE)
        single.sample = lambda random, n: tuple(item.astype(SINGLE) for item in self.sample(random, n))
        single.documentation = (
            f"{self.documentation}\n\nIn single precision: series and result are float32, half the memory; the result "
            f"is within {tolerance:g} of the scale of what float64 gives."
        )
        return single

    @cached_property
    def handle(self) -> Any:
        """The generated function that users call."""
        from atc_core.dispatch import build_handle

        return build_handle(self)

    @property
    def summary(self) -> str:
        """The first line of the documentation."""
        return self.documentation.partition("\n")[0]

    @overload
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co: ...
    @overload
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the kernel; any sequence, pandas or polars object is taken, and `backend=` forces one."""
        return self.handle(*args, **kwargs)

    def resolve(self, n: int, **options: Any) -> Implementation[P, R_co]:
        """The backend's own function for series of `n` bars: no checks, no dispatch left.

        Options that matter to speed may be given, as in ``resolve(n=10_000, length=200)``.
        """
        function: Implementation[P, R_co] = self.handle.resolve(n=n, **options)
        return function

    def explain(self, n: int, *, layout: str = "1d", **options: Any) -> Decision:
        """Who would run at `n` bars, who would not, and why.

        Options that matter to speed may be given, as in ``explain(n=10_000, length=200)``; `layout` is ``"1d"``,
        ``"strided"``, or ``"C"`` or ``"F"`` for a table.
        """
        decision: Decision = self.handle.explain(n=n, layout=layout, **options)
        return decision

    def cffi(self, n: int = USUAL_SIZE) -> Any:
        """A cffi pointer to the C function that is best at `n` bars, for use in a loop compiled by Numba or in C.

        ``atc_kernels.h`` has its signature. BackendError says what to install where no backend offers one.
        """
        return self.handle.cffi(n=n)

    def __repr__(self) -> str:
        return f"<kernel {self.name}{self.signature}>"


KERNELS: dict[str, Kernel[..., Any]] = {}
SINGLES: dict[str, Kernel[..., Any]] = {}
"""The kernels in single precision, by their own names: ``ema_float32``."""


def kernel(
    *, sample: Sampler, tolerance: float = 1e-12, single: float | None = None, check: OptionsCheck | None = None
) -> Callable[[Callable[P, R_co]], Kernel[P, R_co]]:
    """Declare a kernel.

    Args:
        sample: makes its inputs.
        tolerance: accuracy relative to their scale.
        single: the same in single precision, where there is a float32 kernel too.
        check: finds fault with options that are allowed by themselves but not together.
    """

    def declare(function: Callable[P, R_co]) -> Kernel[P, R_co]:
        family = function.__module__.rpartition(".")[2]
        declared = Kernel(function, sample, tolerance, family, check)
        KERNELS[declared.name] = declared
        if single is not None:
            derived = declared.in_single(single)
            SINGLES[derived.name] = derived
        return declared

    return declare


def kernels(precision: Precision = "float64") -> list[str]:
    """The names of all declared kernels of a precision."""
    return list(SINGLES if precision == "float32" else KERNELS)


def find_kernel(name: str, precision: Precision = "float64") -> Kernel[..., Any]:
    """The kernel called `name`; KeyError names the closest match, ValueError what has no such precision."""
    if precision not in ("float64", "float32"):
        raise ValueError(f"precision must be float64 or float32, was {precision!r}")
    try:
        found = KERNELS[name] if name in KERNELS else SINGLES[name]
    except (KeyError, TypeError):
        raise KeyError(f"unknown kernel {name!r}{did_you_mean(name, KERNELS)}") from None
    if precision == "float64" or found.dtype == SINGLE:
        return found
    if f"{name}_float32" not in SINGLES:
        raise ValueError(f"{name} has no float32 kernel; there are {', '.join(SINGLES)}")
    return SINGLES[f"{name}_float32"]


def did_you_mean(name: object, known: object) -> str:
    """``; did you mean 'ema'?``, or the list of what there is where nothing is close."""
    import difflib

    names = [str(item) for item in known]  # type: ignore[attr-defined]
    close = difflib.get_close_matches(str(name), names, n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; there are {', '.join(sorted(names))}"
