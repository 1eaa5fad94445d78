"""How a compiled loop becomes the kernel of its name: the declaration's signature around it, and registered."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from textwrap import indent
from typing import Any, TypeVar

import numpy as np

from atc_core.kernel import Kernel
from atc_core.registry import find_kernel
from atc_numba import backend
from atc_numba.compiling import loop

LAST_ARRAY = re.compile(r"(\w+)\[[^\[]*\]\)$")
Function = TypeVar("Function", bound=Callable[..., Any])

PIECE = 16_384
"""Bars of a long series that a loop with scratch is given at once, so that the scratch stays in the cache."""

FILLS = """
if out is None:
    out = {new}
{call}
return out
"""
"""Around a loop that fills `out`, an array or one for each field of the result."""

IN_PIECES = """
bars, before = {bars}, {lookback}
if bars <= 2 * PIECE or before > PIECE:
    {call}
else:
    for start in range((bars - 1) // PIECE * PIECE, -1, -PIECE):
        piece = slice(max(start - before, 0), start + PIECE)
        {call_of_piece}
"""
"""From the last piece to the first: what a piece writes before its own bars, the piece before it writes over."""

RETURNS = """
result = {call}
if out is None:
    return result
out[()] = result
return out
"""
"""Around a loop that returns a number."""


def implements(signature: str, shape: str = "", lookback: str = "", **settings: Any) -> Callable[[Function], Function]:
    """Compile the decorated loop for `signature`, and register it for the kernel of its name.

    The name in the module stays the bare loop's, for other loops to be composed of.

    Args:
        signature: Numba's; where it returns nothing, the last parameter is the result to fill, the last few are the
            fields of a named tuple.
        shape: of each, an expression in the kernel's parameters; one number a bar where it is not given.
        lookback: how many earlier bars a result needs, another expression; long series are then computed in pieces.
        settings: of Numba, in place of ours.
    """

    def decorate(function: Function) -> Function:
        name = function.__name__
        kernel = find_kernel(name)
        bound: dict[str, Any] = {"empty": np.empty, "PIECE": PIECE}
        if kernel.result.type is not None:
            dtypes = [field.dtype for field in kernel.result.fields]
        else:
            filled = LAST_ARRAY.search(signature) if signature.startswith("void") else None
            dtypes = [np.dtype(filled[1])] if filled else []
        bound |= {f"dtype{place}": dtype for place, dtype in enumerate(dtypes)}
        body = filling(kernel, shape, lookback, len(dtypes)) if dtypes else RETURNS.format(call=call(kernel))
        # Globals of the loop's module: there the compiled loop takes the place of the first one.
        implementation = generate(name, body, function.__globals__, bound)
        implementation.__doc__ = function.__doc__
        backend.implements(name)(implementation)
        return loop(signature, **settings)(function)

    return decorate


def filling(kernel: Kernel[..., Any], shape: str, lookback: str, fields: int) -> str:
    """The body around a loop that fills so many arrays."""
    bars = f"len({kernel.arrays[0].name})"
    arrays = [f"empty({shape or bars}, dtype{place})" for place in range(fields)]
    is_one = kernel.result.type is None
    statement = call(kernel, "out" if is_one else "*out")
    if lookback:
        of_piece = call(kernel, "out[piece]" if is_one else "*[field[piece] for field in out]", "[piece]")
        statement = IN_PIECES.format(bars=bars, lookback=lookback, call=statement, call_of_piece=of_piece)
    return FILLS.format(new=arrays[0] if is_one else f"({', '.join(arrays)})", call=statement)


def call(kernel: Kernel[..., Any], out: str = "", part: str = "") -> str:
    """The expression that calls a kernel's loop, with a part of each array."""
    arguments = [f"{item.name}{part}" for item in kernel.arrays] + [item.name for item in kernel.options]
    return f"{kernel.name}({', '.join([*arguments, out] if out else arguments)})"


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
