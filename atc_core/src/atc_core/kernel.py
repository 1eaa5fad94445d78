"""A kernel is declared once, as a typed function; everything else reads that declaration."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, Protocol, TypeVar, overload

from atc_core.arrays import FLOAT32
from atc_core.forking import once
from atc_core.parameters import Parameter, Result, read_parameters
from atc_core.registry import REGISTRY
from atc_core.samples import Sampler
from atc_core.traits import Gaps, Options, Shape, Sizes, Traits, elsewhere

if TYPE_CHECKING:
    import numpy as np
    from typing_extensions import Unpack

    from atc_core.decision import Decision

__all__ = ["Gaps", "Implementation", "Kernel", "Options", "Shape", "Sizes", "kernel"]

P = ParamSpec("P")
R_co = TypeVar("R_co", covariant=True)

USUAL_SIZE = 1000
"""Bars of a call that nothing is known of."""
TABLE_AXIS = "series"
FOUND = -1
"""The size of an axis that is known only afterwards."""
REFERENCE = "python"
RESERVED = ("backend", "gaps")
"""Keywords of every call."""


class Implementation(Protocol[P, R_co]):
    """One backend's function for a kernel: the declaration's own signature.

    It receives what validation has checked: C-contiguous arrays of the declared dtype and axes, possibly read-only,
    possibly empty, sizes that agree by name, options in range. It never validates, never writes to an input, and fills
    and returns `out` where one is given. Several fields are a tuple of arrays, in results as in `out`.
    """

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co:
        """Compute the kernel."""


class Kernel(Generic[P, R_co]):
    """A declared kernel: a description, which computes nothing; :func:`atc_core.get` gives the handle that does."""

    takes_arrays = True
    """Whether an implementation receives arrays, which may lie in memory in more than one way."""

    def __init__(
        self, function: Callable[P, R_co], sample: Sampler, tolerance: float, **traits: Unpack[Traits]
    ) -> None:
        """Read name, documentation and parameters from the declaration."""
        self.name = function.__name__
        self.module = function.__module__
        self.signature = self.implementation_signature = inspect.signature(function, eval_str=True)
        self.declaration = function
        self.parameters = read_parameters(self.name, self.signature)
        self.result = Result.read(self.name, self.signature.return_annotation)
        self.sample = sample
        self.tolerance = tolerance
        self.check = traits.get("check")
        self.check_sizes = traits.get("check_sizes")
        self.check_data = traits.get("check_data")
        self.check_stream = traits.get("check_stream")
        self.sizes = dict(traits.get("sizes", {}))
        self.labels = dict(traits.get("labels", {}))
        self.scale = traits.get("scale")
        self.lookback = traits.get("lookback", "")
        self.reference = traits.get("reference", REFERENCE)
        self.gaps_carry = tuple(traits.get("gaps_carry", ()))
        self.also = tuple(traits.get("also", ()))
        self.largest = traits.get("largest")
        self.documentation = (inspect.getdoc(function) or "") + elsewhere(self.also)
        self.float32: Kernel[P, R_co] | None = None
        gaps = traits.get("gaps", "keep")
        self.gaps = gaps if self.has_gaps else None
        self._check_declaration(gaps)

    def _check_declaration(self, gaps: Gaps | None) -> None:
        """Refuse what could not work."""
        if not self.arrays and not self.models:
            raise TypeError(f"{self.name}: a kernel takes at least one array or model")
        if self.arrays != self.parameters[: len(self.arrays)]:
            raise TypeError(f"{self.name}: a declaration names its arrays first, then its options")
        takes_out = "out" in self.signature.parameters
        if takes_out == self.is_found:
            wanted = "no `out`: its size is found by computing" if self.is_found else "in `*, out`"
            raise TypeError(f"{self.name}: a declaration ends {wanted}")
        if self.gaps is None and gaps not in (None, "keep"):
            raise TypeError(f"{self.name}: takes no gaps, for it has min_periods, a model or no value at each bar")
        flags = {item.name for item in self.arrays if item.column == "flag"}
        if not flags.issuperset(self.gaps_carry):
            raise TypeError(f"{self.name}: gaps_carry must name arrays of flags, was {self.gaps_carry}")
        taken = next((item.name for item in self.options if item.name in RESERVED), None)
        if taken:
            raise TypeError(f"{self.name}: no option may be called {taken}, which every call takes")
        if not {item.name for item in self.options}.issuperset(self.lookback_options):
            raise TypeError(f"{self.name}: lookback must name an option, was {self.lookback!r}")

    @property
    def family(self) -> str:
        """The name under which its module, or the package of that, is installed."""
        return REGISTRY.family(self.module)

    @once
    def arrays(self) -> tuple[Parameter, ...]:
        """The parameters that are data; they come first."""
        return tuple(item for item in self.parameters if item.is_array)

    @once
    def options(self) -> tuple[Parameter, ...]:
        """The other parameters."""
        return tuple(item for item in self.parameters if not item.is_array)

    @once
    def models(self) -> tuple[int, ...]:
        """Which options, by position, are models."""
        return tuple(position for position, item in enumerate(self.options) if item.kind == "model")

    @once
    def lookback_options(self) -> tuple[str, ...]:
        """The options that add up to how many bars, the newest included, decide about a result."""
        return (self.lookback,) * bool(self.lookback) if isinstance(self.lookback, str) else self.lookback

    @once
    def speed_options(self) -> tuple[int, ...]:
        """Which options, by position, decide how long a call takes."""
        return tuple(position for position, item in enumerate(self.options) if item.domain.affects_speed)

    @once
    def input_axes(self) -> tuple[str, ...]:
        """The axes whose sizes arrays and models bind, in order of appearance."""
        models = (field for item in self.options if item.kind == "model" for field in item.items)
        return tuple(dict.fromkeys(axis for item in (*self.arrays, *models) for axis in item.axes))

    @once
    def found_axes(self) -> tuple[str, ...]:
        """The axes of the result that neither an array nor `sizes` binds."""
        known = {*self.input_axes, *self.sizes}
        return tuple(dict.fromkeys(axis for field in self.result.fields for axis in field.axes if axis not in known))

    @once
    def is_found(self) -> bool:
        """Whether a result's size is known only after it was computed; such a kernel takes no `out`."""
        return bool(self.found_axes)

    @once
    def is_by_series(self) -> bool:
        """Whether every array is one series, so that the columns of tables are computed one by one."""
        is_of_series = bool(self.arrays) and all(len(item.axes) == 1 for item in self.arrays)
        return is_of_series and not self.is_found

    @once
    def is_per_bar(self) -> bool:
        """Whether it takes series of one length and gives a value, or several, at each of their bars."""
        parts = (*self.arrays, *self.result.fields)
        return self.is_by_series and all(item.axes == self.arrays[0].axes for item in parts)

    @once
    def has_gaps(self) -> bool:
        """Whether bars can be missing, and what becomes of them is no option of the kernel's own."""
        can_miss = any(item.can_be_missing for item in self.arrays)
        # Columns without their missing bars are computed a few at a time, and a model is of all of them.
        is_plain = not self.models and all(item.name != "min_periods" for item in self.options)
        return self.is_per_bar and can_miss and is_plain

    @once
    def exact(self) -> tuple[bool, ...]:
        """For each field of the result, whether every backend must give the very bits."""
        return tuple(field.exact for field in self.result.fields)

    def conflict(self, options: Sequence[Any], sizes: Sizes | None = None) -> str | None:
        """What is wrong with all options together, and with the sizes where they are known."""
        named = self.named(options)
        wrong = self.check(named) if self.check else None
        return wrong or (self.check_sizes(sizes, named) if self.check_sizes and sizes is not None else None)

    def fault(self, arrays: Sequence[Any], options: Sequence[Any], sizes: Sizes) -> str | None:
        """What is wrong with all arguments together, each of which is allowed by itself."""
        wrong = self.conflict(options, sizes)
        if wrong or self.check_data is None:
            return wrong
        data = {item.name: array for item, array in zip(self.arrays, arrays, strict=True)}
        return self.check_data(data, self.named(options))

    def bars_back(self, options: Options) -> int:
        """How many bars, the newest included, decide about a result, where options say so."""
        return sum(int(options[name]) for name in self.lookback_options)

    def named(self, options: Sequence[Any]) -> Options:
        """The values of all options by name."""
        return {item.name: value for item, value in zip(self.options, options, strict=True)}

    def shapes(self, sizes: Sizes, options: Sequence[Any]) -> tuple[Shape, ...]:
        """The shape of each field of the result: the only place that knows it. FOUND where computing tells."""
        known = dict(sizes)
        for axis, size in self.sizes.items():
            known[axis] = size(sizes, self.named(options))
        is_table = self.is_by_series and TABLE_AXIS in sizes
        return tuple(
            with_series(tuple(known.get(axis, FOUND) for axis in field.axes), sizes[TABLE_AXIS] if is_table else None)
            for field in self.result.fields
        )

    def dtypes(self, arrays: Sequence[np.ndarray[Any, Any]]) -> tuple[np.dtype[Any], ...]:
        """The dtype of each field of the result; one of any dtype has that of the first such array."""
        first = next((item.dtype for item, kind in zip(arrays, self.arrays, strict=True) if kind.dtype is None), None)
        dtypes = [first if field.dtype is None else field.dtype for field in self.result.fields]
        return tuple(item for item in dtypes if item is not None)

    def arguments(self, random: np.random.Generator, n: int, **options: Any) -> tuple[Any, ...]:
        """Sampled arguments of an implementation: data of size `n`, then `options` or typical ones."""
        return self.around(self.sample(random, n), options)

    def around(self, arrays: Sequence[Any], options: Mapping[str, Any]) -> tuple[Any, ...]:
        """Arguments of an implementation: these arrays, then `options` or each option's typical value."""
        return (*arrays, *(options.get(item.name, item.typical) for item in self.options))

    def comparable(self, result: Any) -> Any:
        """What an implementation gave, as verification compares it: arrays and numbers."""
        return result

    def as_float32(self, tolerance: float) -> Kernel[P, R_co]:
        """The same kernel on float32 series, a declaration of its own with its own accuracy."""
        twin = copy.copy(self)
        for name, value in vars(type(self)).items():
            if isinstance(value, once):
                vars(twin).pop(name, None)
        twin.name = f"{self.name}_float32"
        twin.parameters = tuple(item.as_float32() for item in self.parameters)
        twin.tolerance, twin.result = tolerance, self.result.as_float32()
        twin.sample = lambda random, n: tuple(
            item.astype(FLOAT32) if item.dtype.kind == "f" else item for item in self.sample(random, n)
        )
        twin.documentation = (
            f"{self.documentation}\n\nIn float32: series and result are float32, half the memory; the result is within "
            f"{tolerance:g} of the scale of what float64 gives."
        )
        return twin

    @property
    def summary(self) -> str:
        """The first line of the documentation."""
        return self.documentation.partition("\n")[0]

    if TYPE_CHECKING:
        # To a type checker ``atc_core.ema`` is the declaration, whose types are those of the handle of that name.

        @overload
        def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co: ...
        @overload
        def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
        def __call__(self, *args: Any, **kwargs: Any) -> Any:
            """Run the kernel."""

        def resolve(self, n: int, **options: Any) -> Implementation[P, R_co]:
            """The backend's own function for data of size `n`."""

        def explain(self, n: int, *, layout: str = "1d", **options: Any) -> Decision:
            """Which backend would run at size `n`, and why."""

        def cffi(self, n: int = USUAL_SIZE) -> Any:
            """A pointer to the C function that is best at size `n`."""

    def __repr__(self) -> str:
        return f"<kernel {self.name}{self.signature}>"


def with_series(shape: Shape, series: int | None) -> Shape:
    """A result's shape on a table: the series come after the first axis."""
    return shape if series is None else (*shape[:1], series, *shape[1:])


def kernel(
    *, sample: Sampler, tolerance: float = 1e-12, float32: float | None = None, **traits: Unpack[Traits]
) -> Callable[[Callable[P, R_co]], Kernel[P, R_co]]:
    """Declare a kernel.

    Args:
        sample: makes its arrays.
        tolerance: accuracy relative to their scale.
        float32: the same on float32 series, where there is a float32 kernel too.
        traits: what else is to be said of it, by keyword: the keys of :class:`atc_core.traits.Traits`.
    """

    def declare(function: Callable[P, R_co]) -> Kernel[P, R_co]:
        declared = Kernel(function, sample, tolerance, **traits)
        declared.float32 = None if float32 is None else declared.as_float32(float32)
        REGISTRY.declare(declared)
        return declared

    return declare
