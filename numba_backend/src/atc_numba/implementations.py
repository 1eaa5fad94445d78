"""How a compiled loop becomes the kernel of its name: the declaration's signature around it, and registered."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from textwrap import indent
from typing import Any, TypeVar

import numpy as np

from atc_core.registry import find_kernel
from atc_numba import backend
from atc_numba.compiling import loop

LAST_ARRAY = re.compile(r"(\w+)\[[^\[]*\]\)$")
Function = TypeVar("Function", bound=Callable[..., Any])

FILLS = """
if out is None:
    out = empty({shape}, dtype)
{loop}({arguments}, out)
return out
"""
"""Around a loop that fills `out`, whose dtype its signature ends in."""

FILLS_EACH = """
if out is None:
    out = ({new},)
{loop}({arguments}, *out)
return out
"""
"""Around a loop that fills an array for each field of the result."""

RETURNS = """
result = {loop}({arguments})
if out is None:
    return result
out[()] = result
return out
"""
"""Around a loop that returns a number."""


def implements(signature: str, shape: str = "", **settings: Any) -> Callable[[Function], Function]:
    """Compile the decorated loop for `signature`, and register it for the kernel of its name.

    The name in the module stays the bare loop's, for other loops to be composed of.

    Args:
        signature: Numba's; where it returns nothing, the last parameter is the result to fill, the last few are the
            fields of a named tuple.
        shape: of each, an expression in the kernel's parameters; one number a bar where it is not given.
        settings: of Numba, in place of ours.
    """

    def decorate(function: Function) -> Function:
        name = function.__name__
        kernel = find_kernel(name)
        names = [item.name for item in kernel.parameters]
        pieces = {"loop": name, "arguments": ", ".join(names), "shape": shape or f"len({names[0]})"}
        bound: dict[str, Any] = {"empty": np.empty}
        if kernel.result.type is not None:
            body = FILLS_EACH
            dtypes = {f"dtype{place}": field.dtype for place, field in enumerate(kernel.result.fields)}
            bound |= dtypes
            pieces["new"] = ", ".join(f"empty({pieces['shape']}, {dtype})" for dtype in dtypes)
        elif filled := signature.startswith("void") and LAST_ARRAY.search(signature):
            body = FILLS
            bound["dtype"] = np.dtype(filled[1])
        else:
            body = RETURNS
        # Globals of the loop's module: there the compiled loop takes the place of the first one.
        implementation = generate(name, body.format(**pieces), function.__globals__, bound)
        implementation.__doc__ = function.__doc__
        backend.implements(name)(implementation)
        return loop(signature, **settings)(function)

    return decorate


def generate(name: str, body: str, module: dict[str, Any], bound: dict[str, Any]) -> Callable[..., Any]:
    """A function with the parameters and defaults of the kernel `name`; its body may use a module's names and `bound`.

    Generated, since taking `*arguments` costs 150 ns more a call, and knows neither names nor defaults.
    """
    parameters = find_kernel(name).parameters
    head = f"def implementation({', '.join(item.name for item in parameters)}, *, out=None):"
    build = [
        f"def build({', '.join(bound)}):",
        indent(head, "    "),
        indent(body, "        "),
        "    return implementation",
    ]
    namespace: dict[str, Any] = {}
    exec("\n".join(build), module, namespace)  # noqa: S102 (see above)
    built: Callable[..., Any] = namespace["build"](**bound)
    required = inspect.Parameter.empty
    built.__defaults__ = tuple(item.default for item in parameters if item.default is not required)
    built.__name__ = built.__qualname__ = name
    return built
