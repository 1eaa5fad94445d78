"""A call with labelled arguments: they are taken apart and aligned, the arrays are computed, results get labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from atc_core.arrays import Array
from atc_core.kernel import TABLE_AXIS, Kernel
from atc_core.labels.alignment import Axis, aligned
from atc_core.labels.containers import TABLE, Container, Labels
from atc_core.labels.finding import container_of
from atc_core.parameters import Parameter

PLAIN = {np.ndarray, int, float}


@cache
def models(kernel: Kernel[..., Any]) -> tuple[int, ...]:
    """Which parameters, by position, are models."""
    return tuple(place for place, item in enumerate(kernel.parameters) if item.kind == "model")


@cache
def keeps_axes(kernel: Kernel[..., Any]) -> bool:
    """Whether a kernel gives numbers, one or several, at each bar of series of numbers."""
    parts = (*kernel.arrays, *kernel.result.fields)
    return kernel.is_per_bar and not models(kernel) and all(item.column != "datetime" for item in parts)


class Source(NamedTuple):
    """A labelled argument."""

    parameter: Parameter
    value: Any
    container: Container


class Labelled:
    """The labelled arguments of one call: their values, and the labels of their axes."""

    __slots__ = ("axes", "kernel", "sources", "values")

    def __init__(self, kernel: Kernel[..., Any], axes: Mapping[str, Axis] | None) -> None:
        """Start with no argument, and with the labels of a call before, if this one must have the same."""
        self.kernel = kernel
        self.axes: dict[str, Axis] = {} if axes is None else dict(axes)
        self.sources: list[Source] = []
        self.values: Sequence[Any] = ()

    def take(self, parameter: Parameter, value: Any, container: Container) -> Array:
        """The values of an argument, in the order of the labels that came before."""
        self.sources.append(Source(parameter, value, container))
        values = container.take(self.kernel.name, parameter, value)
        names = parameter.axes if values.ndim <= len(parameter.axes) else (*parameter.axes[:1], TABLE_AXIS)
        for position, (axis, labels) in enumerate(zip(names, container.labels(value), strict=False)):
            if labels is None:
                continue
            known = self.axes.get(axis)
            if known is None:
                self.axes[axis] = Axis(labels, parameter.name, position)
            elif labels is not known.labels:
                values = aligned(self.kernel.name, known, Axis(labels, parameter.name, position), values)
        return values

    def labels(self) -> dict[str, Any]:
        """The labels of each axis."""
        return {name: axis.labels for name, axis in self.axes.items()}

    def deliver(self, result: Any) -> Any:
        """A kernel's result, each field in the library of the first labelled argument, with all labels it has."""
        if self.kernel.result.type is not None:
            return self.kernel.result.deliver(result, self.wrap)
        parameter, value, container = self.sources[0]
        is_first = all(axis.argument == parameter.name for axis in self.axes.values())
        if is_first and keeps_axes(self.kernel):
            return container.again(value, result)
        return self.wrap(self.kernel.result.fields[0], result)

    def wrap(self, field: Parameter, values: Any) -> Any:
        """One field; a number stays one, and so does what has more axes than a frame; parts of rows are one."""
        dimensions = getattr(values, "ndim", 0)
        if not 0 < dimensions <= TABLE:
            return values
        source = self.source_of(field)
        like, container = source.value, source.container
        axes = field.axes if dimensions == len(field.axes) else (*field.axes[:1], TABLE_AXIS, *field.axes[1:])
        rows = self.along(axes[0], source)
        labels = Labels(rows.labels if rows is not None and (container.has_index or rows.position == 1) else None)
        if values.dtype.kind == "M" and source.parameter.column == "datetime":
            return container.times(like, values, labels)
        if values.dtype.names:
            return container.rows(like, values, labels) if dimensions == 1 else values
        if dimensions == TABLE:
            return container.wrap(like, values, labels._replace(columns=self.columns(axes[1], source)))
        is_of_kind = (source.parameter.column == "datetime") is (field.column == "datetime")
        return container.wrap(like, values, labels._replace(name=container.name(like) if is_of_kind else None))

    def source_of(self, field: Parameter) -> Source:
        """The argument that a field is given back like: that of its name, else the first of its own kind."""
        first, *others = self.sources
        if not others:
            return first
        for source in self.sources:
            if source.parameter.name == field.name:
                return source
        is_time = field.column == "datetime"
        return next((item for item in self.sources if (item.parameter.column == "datetime") is is_time), first)

    def along(self, axis: str, source: Source) -> Axis | None:
        """The labels of an axis; a Series in place of a table is one column, called by its name."""
        known = self.axes.get(axis)
        if known is None and source.parameter.axes[1:] == (axis,):
            name = source.container.name(source.value)
            return None if name is None else Axis([name], source.parameter.name, 1)
        return known

    def columns(self, axis: str, source: Source) -> Any:
        """The labels of the columns of a result: those of an argument, or such as the declaration makes of them."""
        known = self.along(axis, source)
        make = self.kernel.labels.get(axis)
        if known is not None or make is None:
            return None if known is None else known.labels
        given = {name: self.along(name, source) for name in self.kernel.input_axes}
        labels = {name: list(item.labels) for name, item in given.items() if item is not None}
        return make(labels, self.kernel.named(self.values[len(self.kernel.arrays) :]))


def read(
    kernel: Kernel[..., Any],
    values: Sequence[Any],
    parameters: Sequence[Parameter] | None = None,
    axes: Mapping[str, Axis] | None = None,
) -> Labelled | None:
    """The labelled arguments of a call, aligned; None where none has labels.

    `parameters` are the kernel's arrays under other names, `axes` the labels that a call before had.
    """
    arrays, places = kernel.arrays if parameters is None else parameters, models(kernel)
    containers = [container_of(value) for value in values[: len(arrays)]]
    if not any(containers) and not places:
        return None
    labelled = Labelled(kernel, axes)
    taken = [
        value if container is None else labelled.take(parameter, value, container)
        for parameter, value, container in zip(arrays, values, containers, strict=False)
    ]
    taken += values[len(taken) :]
    for place in places if len(taken) == len(kernel.parameters) else ():
        if not is_plain(taken[place]):
            taken[place] = with_fields(labelled, kernel.parameters[place], taken[place])
    labelled.values = taken
    return labelled if labelled.sources else None


def of_one(kernel: Kernel[..., Any]) -> bool:
    """Whether a kernel takes one array, and every field has the very axes of it."""
    return len(kernel.arrays) == 1 and keeps_axes(kernel)


def again(container: Container, like: Any, kernel: Kernel[..., Any], result: Any) -> Any:
    """The result of a kernel of one array with the labels of the argument."""
    named_tuple = kernel.result.type
    if named_tuple is None:
        return container.again(like, result)
    return named_tuple(*(container.again(like, field) for field in result))


def labels_of_one(container: Container, like: Any, kernel: Kernel[..., Any]) -> dict[str, Any]:
    """The labels of each axis of the argument of a kernel of one array."""
    return dict(zip((kernel.arrays[0].axes[0], TABLE_AXIS), container.labels(like), strict=False))


def is_plain(model: Any) -> bool:
    """Whether a model is of arrays and numbers alone: looking for labels in eight fields costs 10 us."""
    return isinstance(model, tuple) and all(type(field) in PLAIN for field in model)


def with_fields(labelled: Labelled, parameter: Parameter, model: Any) -> Any:
    """A model whose fields are arrays, aligned as the arguments are; what is no model is refused later."""
    if not isinstance(model, tuple) or len(model) != len(parameter.items):
        return model
    fields = []
    for field, value in zip(parameter.items, model, strict=True):
        container = container_of(value)
        named = field._replace(name=f"{parameter.name}.{field.name}")
        fields.append(value if container is None else labelled.take(named, value, container))
    return parameter.type(*fields)
