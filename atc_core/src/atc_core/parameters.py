"""Reading a declaration's annotations: what its parameters and its result may be."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias, Union, get_args, get_origin, get_type_hints

import numpy as np

from atc_core.arrays import FLOAT32, AsGiven, Axes, Column, Exact, OrNumber, Rule, Typed
from atc_core.domains import Domain, Duration

Kind: TypeAlias = Literal[
    "array", "integer", "real", "number", "flag", "choice", "duration", "decimal", "tuple", "model"
]
"""A number is an integer or a real, and what it means may depend on which."""
OPTION_KINDS: dict[Any, Kind] = {bool: "flag", int: "integer", float: "real", int | float: "number"}
DECIMAL_TYPE = "decimal.Decimal"
"""By name: importing the type costs 2 ms."""
COLUMNS: dict[str, Column] = {"f": "number", "b": "flag", "i": "integer", "V": "number"}
MISSING = inspect.Parameter.empty


class Parameter(NamedTuple):
    """One parameter of a kernel, one field of its result or of a model, read from its annotation."""

    name: str
    kind: Kind
    default: Any = MISSING
    dtype: np.dtype[Any] | None = None
    """Of an array; None where any number is taken as it is."""
    axes: Axes = Axes()
    column: Column = "number"
    rules: tuple[Rule, ...] = ()
    exact: bool = False
    as_given: bool = False
    """Whether a table of a result is one series where the arrays of its axes were given as one."""
    domain: Domain = Domain()
    optional: bool = False
    """Whether an option or an array may be None."""
    items: tuple[Parameter, ...] = ()
    """What a tuple holds, or the fields of a model."""
    repeats: bool = False
    """Whether a tuple has any number of its one kind of item."""
    type: Any = None
    """The named tuple of a model."""
    or_number: bool = False
    """Whether one number may be given in place of an array."""

    @property
    def is_array(self) -> bool:
        """Whether it is data and no option."""
        return self.kind == "array"

    @property
    def can_be_missing(self) -> bool:
        """Whether it is an array that may hold NaN."""
        return self.is_array and (self.dtype is None or self.dtype.kind == "f")

    @property
    def typical(self) -> Any:
        """The default, or what the domain calls typical."""
        return self.domain.typical if self.default is MISSING else self.default

    def as_float32(self) -> Parameter:
        """The same parameter with float32 in place of a float64 array."""
        is_float64 = self.kind == "array" and self.dtype == np.float64
        return self._replace(dtype=FLOAT32) if is_float64 else self

    @classmethod
    def read(cls, name: str, annotation: Any, default: Any = MISSING) -> Parameter:
        """The parameter that an annotation such as ``length: Length`` declares."""
        annotation, metadata, is_optional = opened(annotation)
        found = read_array(name, annotation, metadata) or read_option(name, annotation, metadata)
        if found is None:
            raise TypeError(
                f"{name} is declared as {annotation}; a kernel takes arrays with axes, int, float, bool, Decimal, "
                "Literal words, tuples of these, or a NamedTuple that another kernel gave"
            )
        return found._replace(default=default, optional=is_optional)


def read_parameters(name: str, signature: inspect.Signature) -> tuple[Parameter, ...]:
    """The parameters of a declaration, without `out`."""
    names = list(signature.parameters)
    if "out" in names[:-1]:
        raise TypeError(f"{name}: a declaration ends in `*, out`")
    declared = (item for item in signature.parameters.values() if item.name != "out")
    parameters = tuple(Parameter.read(item.name, item.annotation, item.default) for item in declared)
    given = {item.axes for item in parameters if item.is_array and not item.optional}
    for item in parameters:
        if item.is_array and item.optional and (item.axes not in given or not item.can_be_missing):
            raise TypeError(
                f"{item.name} is declared as an array or None; a kernel's arrays are always given, "
                "but for one of floats that has the axes of another"
            )
    return parameters


def opened(annotation: Any) -> tuple[Any, tuple[Any, ...], bool]:
    """The bare type of an annotation, its metadata, and whether it may be None."""
    is_optional = False
    if get_origin(annotation) in (Union, UnionType) and NoneType in get_args(annotation):
        kinds = tuple(item for item in get_args(annotation) if item is not NoneType)
        annotation, is_optional = kinds[0] if len(kinds) == 1 else Union[kinds], True  # noqa: UP007 of a tuple
    if get_origin(annotation) is Annotated:
        bare, *metadata = get_args(annotation)
        return bare, tuple(metadata), is_optional
    return annotation, (), is_optional


def one(metadata: Sequence[Any], kind: Any, default: Any) -> Any:
    """The metadata of one type, or the default."""
    return next((item for item in metadata if isinstance(item, kind)), default)


def read_array(name: str, annotation: Any, metadata: tuple[Any, ...]) -> Parameter | None:
    """The array that an annotation declares; None where it declares something else."""
    if get_origin(annotation) is not np.ndarray:
        return None
    axes = one(metadata, Axes, None)
    if axes is None:
        raise TypeError(f"{name} is declared as an array without axes; write Annotated[{annotation}, Axes(…)]")
    (element,) = get_args(get_args(annotation)[1])
    named = one(metadata, np.dtype, None)
    dtype = named if named is not None else None if element is Any else np.dtype(element)
    column = one(metadata, Typed, Typed(COLUMNS[dtype.kind] if dtype is not None else "number")).column
    rules = tuple(item for item in metadata if isinstance(item, Rule))
    exact = one(metadata, Exact, None) is not None or (dtype is None or dtype.kind in "bi")
    own = Parameter(name, "array", dtype=dtype, axes=axes, column=column, rules=rules, exact=exact)
    return own._replace(
        or_number=one(metadata, OrNumber, None) is not None, as_given=one(metadata, AsGiven, None) is not None
    )


def read_option(name: str, annotation: Any, metadata: tuple[Any, ...]) -> Parameter | None:
    """The option that an annotation declares; None where it declares something else."""
    domain = one(metadata, Domain, Domain())
    if get_origin(annotation) is Literal:
        return Parameter(name, "choice", domain=Domain(choices=get_args(annotation)))
    if one(metadata, Duration, None) is not None:
        return Parameter(name, "duration", domain=domain)
    if annotation in OPTION_KINDS:
        return Parameter(name, OPTION_KINDS[annotation], domain=domain)
    if isinstance(annotation, type) and f"{annotation.__module__}.{annotation.__qualname__}" == DECIMAL_TYPE:
        return Parameter(name, "decimal", domain=domain)
    if get_origin(annotation) is tuple:
        items = tuple(Parameter.read(name, item) for item in get_args(annotation) if item is not Ellipsis)
        return Parameter(name, "tuple", items=items, repeats=Ellipsis in get_args(annotation), domain=domain)
    if is_named_tuple(annotation):
        return Parameter(name, "model", items=fields_of(annotation), type=annotation, domain=domain)
    return None


def is_named_tuple(annotation: Any) -> bool:
    """Whether it is a class of named tuples."""
    return isinstance(annotation, type) and issubclass(annotation, tuple) and hasattr(annotation, "_fields")


def fields_of(named_tuple: Any) -> tuple[Parameter, ...]:
    """The fields of a named tuple's class."""
    hints = get_type_hints(named_tuple, include_extras=True)
    return tuple(Parameter.read(name, hints[name]) for name in named_tuple._fields)


class Result(NamedTuple):
    """What a kernel gives: one array, or a named tuple with dtype and axes of its own a field."""

    fields: tuple[Parameter, ...]
    type: Any = None
    """The named tuple; None for one array."""

    @classmethod
    def read(cls, name: str, annotation: Any) -> Result:
        """The result that a declaration's return annotation names."""
        if is_named_tuple(annotation):
            result = cls(fields_of(annotation), annotation)
        else:
            bare, metadata, _ = opened(annotation)
            field = read_array("", bare, metadata)
            if field is None:
                raise TypeError(f"{name}: a declaration returns an array or a NamedTuple of arrays, was {annotation}")
            result = cls((field,))
        if not all(field.is_array for field in result.fields):
            raise TypeError(f"{name}: every field of a result is an array with axes, Axes() for a number")
        return result

    def as_float32(self) -> Result:
        """The same result with float32 in place of float64."""
        return self._replace(fields=tuple(field.as_float32() for field in self.fields))

    def deliver(self, arrays: Sequence[Any], wrap: Callable[[Parameter, Any], Any] | None = None) -> Any:
        """What a caller gets: the array, or its fields by name, each in the caller's own type."""
        if wrap is not None:
            arrays = [wrap(field, array) for field, array in zip(self.fields, arrays, strict=True)]
        return arrays[0] if self.type is None else self.type(*arrays)
