"""How a compiled loop becomes the kernel of its name: the declaration's signature around it, and registered."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from atc_core.registry import find_kernel
from atc_numba import backend
from atc_numba.compiling import loop

LAST_ARRAY = re.compile(r"(\w+)\[[^\[]*\]\)$")
Function = TypeVar("Function", bound=Callable[..., Any])

FILLS = """
def build(empty, dtype):
    def implementation({parameters}, *, out=None):
        if out is None:
            out = empty({shape}, dtype)
        {name}({parameters}, out)
        return out
    return implementation
"""
"""Around a loop that fills `out`, whose dtype its signature ends in."""

RETURNS = """
def build(empty, dtype):
    def implementation({parameters}, *, out=None):
        result = {name}({parameters})
        if out is None:
            return result
        out[()] = result
        return out
    return implementation
"""
"""Around a loop that returns a number."""


def implements(signature: str, shape: str = "", **settings: Any) -> Callable[[Function], Function]:
    """Compile the decorated loop for `signature`, and register it for the kernel of its name.

    The name in the module stays the bare loop's, for other loops to be composed of.

    Args:
        signature: Numba's; where it returns nothing, the last parameter is the result to fill.
        shape: of that result, an expression in the kernel's parameters; one number a bar where it is not given.
        settings: of Numba, in place of ours.
    """

    def decorate(function: Function) -> Function:
        backend.implements(function.__name__)(implementation(signature, shape, function))
        return loop(signature, **settings)(function)

    return decorate


def implementation(signature: str, shape: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A function with the declaration's parameters and defaults that calls the loop of `function`'s name.

    Generated: taking `*arguments` costs 150 ns more a call, and knows neither names nor defaults. It finds the loop in
    the loop's module, where the compiled one takes the first one's place.
    """
    parameters = [item for item in find_kernel(function.__name__).signature.parameters.values() if item.name != "out"]
    names = [item.name for item in parameters]
    template = FILLS if signature.startswith("void") else RETURNS
    source = template.format(name=function.__name__, parameters=", ".join(names), shape=shape or f"len({names[0]})")
    namespace: dict[str, Any] = {}
    exec(source, function.__globals__, namespace)  # noqa: S102 (see above)
    dtype = LAST_ARRAY.search(signature)
    built: Callable[..., Any] = namespace["build"](np.empty, dtype and np.dtype(dtype[1]))
    built.__defaults__ = tuple(item.default for item in parameters if item.default is not item.empty)
    built.__name__ = built.__qualname__ = function.__name__
    built.__doc__ = function.__doc__
    return built
