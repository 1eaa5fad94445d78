"""What a kernel's parameters may be: the array types and the ranges that a declaration writes."""

from __future__ import annotations

import inspect
import sys
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

Series: TypeAlias = NDArray[np.float64]
"""float64 values, time on axis 0: one series, or ``(time, series)``."""
Flags: TypeAlias = NDArray[np.bool_]
"""Booleans, time on axis 0."""
Signal: TypeAlias = NDArray[np.int8]
"""-1, 0 or 1, time on axis 0."""

Exact: TypeAlias = Annotated[Series, "exact"]
"""float64 values that every backend must give to the last bit, because they were rounded or decided."""

Kind: TypeAlias = Literal["series", "integer", "real", "choice"]
ARRAY_DTYPES = {Series: np.dtype(np.float64), Flags: np.dtype(np.bool_), Signal: np.dtype(np.int8)}
SINGLE = np.dtype(np.float32)
SINGLE_ACCURACY = 1e-5
"""Of float32 results, relative to their scale: some hundred roundings in a row."""
OPTION_KINDS: dict[type, Kind] = {int: "integer", float: "real"}


class Domain(NamedTuple):
    """The values that an option may take; NaN is never one of them."""

    at_least: float | None = None
    above: float | None = None
    at_most: float | None = None
    typical: float | None = None
    """A value to measure with, where the declaration has no default."""
    affects_speed: bool = False
    choices: tuple[str, ...] = ()
    """The words that are allowed, where the option is one."""

    def conditions(self) -> list[tuple[str, float]]:
        """Pairs of comparison operator and bound."""
        pairs = ((">=", self.at_least), (">", self.above), ("<=", self.at_most))
        return [(operator, bound) for operator, bound in pairs if bound is not None]

    def allow(self, value: Any) -> bool:
        """Whether `value` lies inside."""
        if self.choices:
            return value in self.choices
        return bool(
            (self.at_least is None or value >= self.at_least)
            and (self.above is None or value > self.above)
            and (self.at_most is None or value <= self.at_most)
            and value == value
        )

    def allowed(self, value: float) -> str:
        """What is allowed, in words; the limit of the machine is named only where `value` passes it."""
        if self.choices:
            return f"one of {', '.join(self.choices)}"
        if self.at_most == LARGEST_REAL:
            return "finite"
        shown = [
            f"{WORDS[operator]} {bound}"
            for operator, bound in self.conditions()
            if bound != LARGEST_INTEGER or value > bound
        ]
        return " and ".join(shown)


WORDS = {">=": "at least", ">": "above", "<=": "at most"}
LARGEST_REAL = sys.float_info.max
LARGEST_INTEGER = 2**63 - 1
"""Options that count bars reach compiled code as signed 64-bit integers."""

Length: TypeAlias = Annotated[int, Domain(at_least=1, at_most=LARGEST_INTEGER, typical=28, affects_speed=True)]
BarCount: TypeAlias = Annotated[int, Domain(at_least=0, at_most=LARGEST_INTEGER)]
SmoothingConstant: TypeAlias = Annotated[float, Domain(above=0, at_most=1)]
PositiveNumber: TypeAlias = Annotated[float, Domain(above=0)]
FiniteNumber: TypeAlias = Annotated[float, Domain(at_least=-LARGEST_REAL, at_most=LARGEST_REAL)]
Percent: TypeAlias = Annotated[float, Domain(at_least=0, at_most=100)]


class Parameter(NamedTuple):
    """One parameter of a kernel, read from the declaration's signature."""

    name: str
    kind: Kind
    dtype: np.dtype[Any]
    domain: Domain
    default: Any

    @property
    def typical(self) -> Any:
        """The default, or what the domain calls typical."""
        return self.domain.typical if self.default is inspect.Parameter.empty else self.default

    def in_single(self) -> Parameter:
        """The same parameter with float32 in place of float64 series."""
        return self._replace(dtype=SINGLE) if self.kind == "series" and self.dtype.kind == "f" else self

    @classmethod
    def read(cls, declared: inspect.Parameter) -> Parameter:
        """The parameter that an annotation such as ``length: Length`` declares."""
        name, annotation, domain = declared.name, declared.annotation, Domain()
        if get_origin(annotation) is Annotated:
            annotation, domain = get_args(annotation)
        if annotation in ARRAY_DTYPES:
            return cls(name, "series", ARRAY_DTYPES[annotation], domain, declared.default)
        if get_origin(annotation) is Literal:
            return cls(name, "choice", np.dtype(str), Domain(choices=get_args(annotation)), declared.default)
        if annotation in OPTION_KINDS:
            kind = OPTION_KINDS[annotation]
            return cls(name, kind, np.dtype(annotation), domain, declared.default)
        raise TypeError(f"{name} is declared as {annotation}; a kernel takes series, int, float or Literal words")


class Result(NamedTuple):
    """What a kernel gives: one array, or a named tuple of them, which implementations give as one block."""

    dtype: np.dtype[Any]
    fields: tuple[str, ...] = ()
    exact: tuple[int, ...] = ()
    """The fields, by position, that must be the same to the last bit."""
    type: Any = None
    """The named tuple."""

    @classmethod
    def read(cls, name: str, annotation: Any) -> Result:
        """The result that a declaration's return annotation names."""
        if annotation in ARRAY_DTYPES:
            return cls(ARRAY_DTYPES[annotation])
        if not (isinstance(annotation, type) and issubclass(annotation, tuple) and hasattr(annotation, "_fields")):
            raise TypeError(f"{name}: a declaration returns an array or a NamedTuple of arrays, was {annotation}")
        hints = get_type_hints(annotation, include_extras=True)
        fields = tuple(hints)
        exact = tuple(position for position, field in enumerate(fields) if hints[field] == Exact)
        return cls(ARRAY_DTYPES[Series], fields, exact, annotation)

    def shape(self, series: tuple[int, ...]) -> tuple[int, ...]:
        """The shape of the array that an implementation gives: fields come before the shape of the series."""
        return (len(self.fields), *series) if self.fields else series

    def deliver(self, array: Any, rewrap: Any = None) -> Any:
        """What a caller gets: the array, or its fields by name, each in the caller's own type."""
        if not self.fields:
            return rewrap(array) if rewrap else array
        return self.type(*(map(rewrap, array) if rewrap else array))
