"""A function of TA-Lib's API: declared as a plain function on arrays, called with whatever TA-Lib's users have."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, wraps
from numbers import Real
from typing import Any, NoReturn, ParamSpec, TypeVar

import atc_core
from atc_trading.talib.series import is_plain, taken

P = ParamSpec("P")
R = TypeVar("R")

STUDIES: dict[str, Study] = {}
"""Every function that is declared here, by name."""


class Study:
    """What is known of one function: its group, inputs, options and outputs."""

    def __init__(self, function: Callable[..., Any], group: str, outputs: tuple[str, ...]) -> None:
        """Read the signature: what has no default is an input."""
        self.function, self.group, self.outputs = function, group, outputs
        self.called: Callable[..., Any] = function
        """What users call: it looks at their data first."""
        self.name = function.__name__
        self.summary = (function.__doc__ or "").partition("\n")[0]
        self.signature = inspect.signature(function)
        parameters = self.signature.parameters.values()
        self.inputs = tuple(item.name for item in parameters if item.default is item.empty)
        self.options: Mapping[str, Any] = {
            item.name: item.default for item in parameters if item.default is not item.empty
        }

    @cached_property
    def kernels(self) -> list[str]:
        """The kernels that the function calls, itself or through functions of this package."""
        return [*dict.fromkeys(called_kernels(self.function))]

    def documentation(self) -> str:
        """The function's own text, and a list of what it takes and gives."""
        options = (f"{name}={value!r}" for name, value in self.options.items())
        lines = [f"Inputs: {', '.join(self.inputs)}", f"Options: {', '.join(options) or 'none'}"]
        lines += [f"Outputs: {', '.join(self.outputs)}", f"Group: {self.group}"]
        return f"{inspect.getdoc(self.function)}\n\n" + "\n".join(lines)

    def refuse(self, error: Exception, options: Mapping[str, Any]) -> NoReturn:
        """Raise a kernel's error under the names of TA-Lib."""
        for name, value in options.items():
            if name.endswith("period") or name.startswith("timeperiod"):
                is_length = isinstance(value, int) or hasattr(value, "__index__")
                if not is_length or isinstance(value, bool):
                    raise TypeError(f"{self.name}: {name} must be an int, was {value!r}") from None
                if value < 1:
                    raise ValueError(f"{self.name}: {name} must be at least 1, was {value!r}") from None
            elif isinstance(self.options.get(name), float) and not isinstance(value, Real):
                raise TypeError(f"{self.name}: {name} must be a number, was {value!r}") from None
        if str(error).startswith(f"{self.name}: "):
            raise error
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(f"{self.name}: {error}") from None

    def bound(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments of a call by name."""
        try:
            return self.signature.bind(*args, **kwargs).arguments
        except TypeError as error:
            raise TypeError(f"{self.name}: {error}; it takes {', '.join(self.signature.parameters)}") from None


def called_kernels(function: Callable[..., Any]) -> Iterator[str]:
    """The kernels that a function names, in the order of its text."""
    plain: Any = inspect.unwrap(function)
    for name in plain.__code__.co_names:
        helper = plain.__globals__.get(name)
        if name.isupper():
            continue  # `MA_Type.SMA` is no call of `SMA`
        if inspect.isfunction(helper) and "matype" in inspect.signature(helper).parameters:
            continue  # it may be any average
        if inspect.isfunction(helper) and helper.__module__.startswith(__package__ or ""):
            yield from called_kernels(helper)
        elif helper is None and name in atc_core.kernels():
            yield name


def study(group: str, *outputs: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a function of TA-Lib's: it gets arrays of one length, and returns an array or a tuple of them."""

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        declared = Study(function, group, outputs or ("real",))
        STUDIES[declared.name] = declared
        count = len(declared.inputs)

        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            if not is_plain(args, count):
                result: R = run(declared, args, kwargs)
                return result
            try:
                return function(*args, **kwargs)
            except (TypeError, ValueError) as error:
                declared.refuse(error, declared.bound(args, kwargs))

        call.__doc__ = declared.documentation()
        declared.called = call
        return call

    return declare


def run(declared: Study, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """A call with Series, lists, or inputs by name: their values in, the same kind of Series out."""
    count, options = len(declared.inputs), dict(kwargs)
    if len(args) < count:
        options = declared.bound(args, kwargs)
        args = [options.pop(name) for name in declared.inputs]
    arrays, again = taken(declared.name, declared.inputs, args[:count])
    try:
        result = declared.function(*arrays, *args[count:], **options)
    except (TypeError, ValueError) as error:
        declared.refuse(error, declared.bound(args, options))
    return tuple(map(again, result)) if isinstance(result, tuple) else again(result)
