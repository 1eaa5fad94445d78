"""The functions `update` and `revise` of a kernel's streams: written for it, with its own parameters."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from atc_core.parameters import MISSING
from atc_core.spelling import did_you_mean
from atc_core.streams.bars import of_one_bar

if TYPE_CHECKING:
    from atc_core.kernel import Kernel
    from atc_core.parameters import Parameter

SOURCE = """
def {function}(self, {parameters}, *more, **unknown):
    if {are_numbers} and self._is_single{are_present} and not more and not unknown:
        return {result}
    if more or unknown or {any_missing}:
        refuse(self.kernel, "{function}", ({names},), more, unknown)
    return self._enter(self._inner_{function}, ({names},))
"""

ALREADY_RIGHT = {
    "flag": "isinstance({0}, bool)",
    "integer": "type({0}) is int and -0x8000000000000000 <= {0} < 0x8000000000000000",
}
"""True for values of a column that need no look; those of columns that are not here are floats."""


def written(kernel: Kernel[..., Any], function: str) -> Any:
    """`update` or `revise`: numbers go straight to the backend; the rest is checked and converted first."""
    names = [of_one_bar(item.name) for item in kernel.arrays]
    call = f"self._{function}({', '.join(names)})"
    deliver = kernel.result.type._make if kernel.result.type else None
    namespace: dict[str, Any] = {"deliver": deliver, "MISSING": MISSING, "refuse": refuse_arguments}
    source = SOURCE.format(
        function=function,
        names=", ".join(names),
        parameters=", ".join(f"{name}=MISSING" for name in names),
        any_missing=" or ".join(f"{name} is MISSING" for name in names),
        are_numbers=" and ".join(
            ALREADY_RIGHT.get(item.column, "isinstance({0}, float)").format(of_one_bar(item.name))
            for item in kernel.arrays
        ),
        # NaN takes the long way, on which it is left out or refused where it is to be.
        are_present="".join(
            f" and {of_one_bar(item.name)} == {of_one_bar(item.name)}" for item in might_be_missing(kernel)
        ),
        result=f"deliver({call})" if deliver else call,
    )
    exec(compile(source, f"<stream of {kernel.name}>", "exec"), namespace)  # noqa: S102
    made = namespace[function]
    made.__doc__ = documentation(kernel, function)
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = [inspect.Parameter(name, kind) for name in ("self", *names)]
    made.__signature__ = inspect.Signature(parameters)
    return made


def might_be_missing(kernel: Kernel[..., Any]) -> list[Parameter]:
    """The series in which a NaN may be a missing bar."""
    return [item for item in kernel.arrays if item.can_be_missing and kernel.gaps is not None]


def refuse_arguments(
    kernel: Kernel[..., Any], function: str, values: tuple[Any, ...], more: tuple[Any, ...], unknown: Mapping[str, Any]
) -> None:
    """Raise what is wrong with how a bar was given."""
    names = [of_one_bar(item.name) for item in kernel.arrays]
    if unknown:
        name = next(iter(unknown))
        raise TypeError(f"{kernel.name}: {function} has no argument {name!r}{did_you_mean(name, names)}")
    if more:
        raise TypeError(
            f"{kernel.name}: {function} takes {len(names)} values ({', '.join(names)}), "
            f"was given {len(names) + len(more)}"
        )
    absent = ", ".join(name for name, value in zip(names, values, strict=True) if value is MISSING)
    verb = "are" if "," in absent else "is"
    raise TypeError(f"{kernel.name}: {function} takes {', '.join(names)}; {absent} {verb} missing")


def documentation(kernel: Kernel[..., Any], function: str) -> str:
    """What `help()` says."""
    names = [of_one_bar(item.name) for item in kernel.arrays]
    kind = kernel.result.type.__name__ if kernel.result.type else "float"
    whole = f"{kind} of vectors" if kernel.result.type else "vector"
    part = f"{kind} of floats" if kernel.result.type else kind
    what = {
        "update": f"Take the next bar; give what `{kernel.name}` gives at its last bar for the whole history.",
        "revise": "Take the newest bar once more, with other values, as if the first ones had never been.",
    }
    return f"""{what[function]}

Args:
    {", ".join(names)}: a number; or for several symbols a vector, or a mapping or Series by their names. NaN is what
        `gaps` says, else as in a series; so is a name that is not there.

Returns:
    A {part} for numbers, a {whole} for vectors; for mappings and for pandas and polars in their own type.

Raises:
    TypeError: a value is not numeric, missing or unknown.
    ValueError: there are not as many values as symbols, or symbols that the stream has not.
        The stream is then as it was.
"""
