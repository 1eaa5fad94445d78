"""A call of a kernel of decimals: arguments are read, columns computed, results delivered."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from atc_core.arrays import NANOSECONDS
from atc_core.calls import Calls
from atc_core.columns import Chosen
from atc_core.decimals.decimal_arguments import Arguments, read_arguments
from atc_core.decimals.declaring import DecimalKernel
from atc_core.decimals.direct_arguments import DirectArguments
from atc_core.decimals.faults import RowError
from atc_core.decimals.integers import Packed, packed
from atc_core.decimals.numbers import as_number
from atc_core.decimals.types import MOST_DIGITS
from atc_core.errors import BackendError, raise_failure
from atc_core.gaps import check_gaps
from atc_core.kernel import Kernel
from atc_core.labels.containers import Labels
from atc_core.labels.finding import container_of
from atc_core.parameters import Parameter
from atc_core.process import PROCESS
from atc_core.variant import variant_of

INTEGER, BYTE = np.dtype(np.int64), np.dtype(np.uint8)


class Planned(NamedTuple):
    """What runs from some size on."""

    chosen: Chosen
    """Its backend is empty while it is not known."""
    is_strict: bool
    """Whether it checks digits itself."""


class DecimalCalls(Calls):
    """What a handle of a kernel of decimals does at every call."""

    kernel: DecimalKernel[..., Any]
    edges: tuple[int, ...]
    """Sizes from which on the next function runs."""
    steps: tuple[Planned, ...]

    def __init__(self, kernel: Kernel[..., Any], pinned: str | None) -> None:
        """Start undecided."""
        super().__init__(kernel, pinned)
        self.direct = DirectArguments(self.kernel)

    def run_any(self, values: tuple[Any, ...], out: Any, backend: str | None, gaps: str | None) -> Any:
        """Read, compute, deliver."""
        kernel = self.kernel
        if out is not None:
            raise TypeError(f"{kernel.name}: takes no out, for the memory of its result becomes Arrow's")
        if gaps is not None:
            check_gaps(kernel, gaps)
        given = self.direct.read(values) or read_arguments(kernel, values)
        chosen, is_strict = self.chosen(given, backend)
        if not is_strict:
            given.check_digits()
        if given.width is not None:
            if given.width == 0 and any(field.column != "decimal" for field in kernel.result.fields):
                raise ValueError(f"{kernel.name}: a table must have a column, had none")
            results = [compute(kernel, chosen, given, place) for place in range(given.width)]
            parts = zip(*results, strict=True) if results else ((),) * len(kernel.result.fields)
            delivered = [of_table(*pair, given, values[0]) for pair in zip(kernel.result.fields, parts, strict=True)]
        else:
            pairs = zip(kernel.result.fields, compute(kernel, chosen, given, 0), strict=True)
            delivered = [deliver(field, value, given, values[0]) for field, value in pairs]
        return delivered[0] if kernel.result.type is None else kernel.result.type(*delivered)

    def chosen(self, given: Arguments, backend: str | None) -> Planned:
        """What runs: by the plan where there is one, else it is decided now."""
        kernel, size = self.kernel, given.size
        if backend is not None:
            chosen = PROCESS.select(kernel, size, backend, given.options)
            return Planned(chosen, PROCESS.choice.is_strict(kernel, chosen.backend))
        planned = self.steps[bisect_right(self.edges, size)]
        if planned.chosen.backend:
            return planned
        function, variant = planned.chosen.function, variant_of(kernel, given.options)
        if function == self.ask:
            chosen = self.decide(size, given.options, variant)
        else:
            chosen = Chosen(PROCESS.choice.decide(kernel, size, self.pinned, variant).backend, function)
        return Planned(chosen, PROCESS.choice.is_strict(kernel, chosen.backend))

    def follow(self, edges: tuple[int, ...], functions: tuple[Callable[..., Any], ...], **_: Any) -> None:
        """Keep a plan: deciding takes 45 us, and asking whether a function checks digits 1 us."""
        choice, kernel = PROCESS.choice, self.kernel
        self.edges = edges
        if functions == (self.ask,):
            # Nothing is decided, and perhaps no plugin loaded yet.
            self.steps = (Planned(Chosen("", self.ask), is_strict=False),)
            return
        own = {backend.implementations.get(kernel.name): name for name, backend in choice.plugins.backends.items()}
        # Functions that are counted or that tell how slow they are stand for another one, and have no backend here.
        chosen = [Chosen(own.get(function, ""), function) for function in functions]
        self.steps = tuple(Planned(item, choice.is_strict(kernel, item.backend)) for item in chosen)


def compute(kernel: DecimalKernel[..., Any], chosen: Chosen, given: Arguments, place: int) -> list[Any]:
    """The fields of one computation, checked."""
    try:
        result = chosen.function(*given.of_column(place))
    except RowError as error:
        # One that checks digits itself says only that a row is wrong.
        given.check_digits()
        names = given.names
        where = "" if given.width is None or names is None else f" (column {names[place]!r})"
        raise ValueError(f"{kernel.name}: {error.sentence()}{where}") from None
    except BaseException as error:
        raise_failure(kernel.name, chosen.backend, error)
    if kernel.result.type is None:
        return [checked(kernel, chosen.backend, kernel.result.fields[0], result, given.size)]
    pairs = zip(kernel.result.fields, result, strict=True)
    return [checked(kernel, chosen.backend, field, value, given.size) for field, value in pairs]


def checked(kernel: DecimalKernel[..., Any], backend: str, field: Parameter, value: Any, size: int) -> Any:
    """One field as an implementation must give it."""
    if field.column != "decimal":
        if not isinstance(value, np.ndarray) or value.dtype != field.dtype:
            raise BackendError(f"{kernel.name}: backend {backend!r} must give {field.name} as {field.dtype}")
        return value
    if not field.axes:
        if value is not None and (not isinstance(value, int) or abs(value) >= 10**MOST_DIGITS):
            raise BackendError(f"{kernel.name}: backend {backend!r} must give an integer of 38 digits or None")
        return value
    words, valid = value
    rows = len(words) if kernel.found_axes else size
    is_right = isinstance(words, np.ndarray) and words.dtype == INTEGER and words.shape == (rows, 2)
    has_bits = valid is None or (isinstance(valid, np.ndarray) and valid.dtype == BYTE and 8 * len(valid) >= rows)
    if not is_right or not has_bits:
        raise BackendError(f"{kernel.name}: backend {backend!r} must give words of shape ({rows}, 2) and bits")
    return Packed(words, valid)


def deliver(field: Parameter, value: Any, given: Arguments, first: Any) -> Any:
    """One field in the caller's library."""
    if field.column != "decimal":
        return times(value, first)
    kind = given.types[field.name]
    return given.library.series(given.like, value, kind) if field.axes else as_number(value, kind.scale)


def of_table(field: Parameter, parts: Sequence[Any], given: Arguments, first: Any) -> Any:
    """One field, computed for each column of a table, in the caller's library."""
    if field.column != "decimal":
        if not all(np.array_equal(parts[0], part) for part in parts):
            raise ValueError(f"{given.kernel.name}: {field.name} is another one for each column; give one at a time")
        return times(parts[0], first)
    kind = given.types[field.name]
    if field.axes:
        return given.library.frame(given.like, parts, kind, given.names or ())
    return given.library.numbers(given.like, packed(parts), kind)


def times(values: Any, given: Any) -> Any:
    """Times as they came: in the caller's own Series, as dates, or as integers."""
    container = container_of(given)
    dtype = np.asarray(given).dtype if container is None else getattr(given, "dtype", getattr(given, "type", None))
    is_of_integers = "int" in str(dtype).lower()
    if container is None:
        return values if is_of_integers else values.view(NANOSECONDS)
    if is_of_integers:
        return container.wrap(given, values, Labels(name=container.name(given)))
    return container.times(given, values.view(NANOSECONDS), Labels())
