"""A random call of a kernel: about two thirds are right, the others have one thing or two that is odd."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from atc_core.decimals.declaring import DecimalKernel
from atc_core.kernel import Kernel
from atc_core.option_values import check_option
from atc_core.registry import REGISTRY
from fuzz import decimal_making, forms, options, outs, values
from fuzz.draws import Draw
from fuzz.frames import Library

RIGHT = 0.67
GAPS: tuple[Any, ...] = ("keep", "skip", "raise")
ODD_GAPS: tuple[Any, ...] = ("drop", "", "Keep", b"skip", 3, True, ["skip"], ("keep", "skip"), options.HOSTILE)
ODDITIES = ("form", "form", "form", "option", "option", "option", "keyword", "out", "gaps", "labels")
MISTAKES = ("missing", "unknown", "twice", "many", "nothing")
NAMES: tuple[Any, ...] = ("lenght", "Length", "x_", "axis", "dtype", "window_", "inplace", "self")


class Call(NamedTuple):
    """The arguments of a call, and of which kernel."""

    kernel: Kernel[..., Any]
    positional: list[Any]
    keywords: dict[str, Any]
    ways: tuple[str, ...]
    """For each backend, how it is asked for."""

    @property
    def values(self) -> tuple[Any, ...]:
        """All arguments of the kernel itself, in the order of its parameters."""
        names = [item.name for item in self.kernel.parameters]
        given = dict(zip(names, self.positional, strict=False)) | self.keywords
        return tuple(given.get(item.name, item.default) for item in self.kernel.parameters)

    @property
    def out(self) -> Any:
        """What is given as `out`."""
        return self.keywords.get("out")


def all_kernels() -> list[Kernel[..., Any]]:
    """Every declared kernel of arrays in every precision."""
    found = (*REGISTRY.all().values(), *REGISTRY.all("float32").values())
    return [item for item in found if item.arrays]


def make(kernels: Sequence[Kernel[..., Any]], seed: int, index: int) -> Call:
    """The call of this number: its arguments are made anew each time, and are the same each time."""
    draw = Draw(seed, index)
    kernel = draw.pick(kernels)
    odd = set() if draw.chance(RIGHT) else {draw.pick(ODDITIES), draw.pick(ODDITIES)}
    if isinstance(kernel, DecimalKernel):
        return of_decimals(kernel, draw, index, odd)
    arrays = values.sampled(kernel, draw, tame="form" not in odd)
    n = len(arrays[0])
    given = formed(draw, arrays, odd)
    chosen = chosen_options(kernel, draw, n, is_odd="option" in odd)
    gaps = chosen_gaps(kernel, draw, is_odd="gaps" in odd)
    keywords: dict[str, Any] = {} if gaps is None else {"gaps": gaps}
    if "out" in odd or draw.chance(0.0 if kernel.is_found else 0.15):
        all_values = [*given, *chosen.values()]
        keywords["out"] = outs.given(kernel, draw, all_values, gaps, tame="out" not in odd)
        given = all_values[: len(given)]
    positional, keywords = written(kernel, draw, given, chosen, keywords)
    if "keyword" in odd:
        positional, keywords = mistaken(kernel, draw, positional, keywords)
    return Call(kernel, positional, keywords, tuple(draw.pick(ways_of(index)) for _ in range(9)))


def of_decimals(kernel: DecimalKernel[..., Any], draw: Draw, index: int, odd: set[str]) -> Call:
    """A call of a kernel of decimals."""
    given = decimal_making.arguments_of(kernel, draw, is_odd=bool(odd & {"form", "option", "labels"}))
    names = [item.name for item in kernel.parameters]
    whole = next((place for place, name in enumerate(names) if name not in given), len(names))
    count = draw.pick([len(kernel.arrays), draw.integer(0, whole), whole])
    positional = [given[name] for name in names[: min(count, whole)]]
    keywords = {name: value for name, value in given.items() if name not in names[: len(positional)]}
    if "gaps" in odd:
        keywords["gaps"] = draw.pick([*GAPS, *ODD_GAPS])
    if "keyword" in odd:
        positional, keywords = mistaken(kernel, draw, positional, keywords)
    return Call(kernel, positional, keywords, tuple(draw.pick(ways_of(index)) for _ in range(9)))


def ways_of(index: int) -> tuple[str, ...]:
    """How backends are asked for: by handles of their own or by the calls; by blocks, twenty calls of a thousand.

    These come together, since each block makes all handles decide anew.
    """
    return ("use", "call") if index % 1000 < 20 else ("handle", "call")


def formed(draw: Draw, arrays: list[Any], odd: set[str]) -> list[Any]:
    """The arrays, each in a form; labelled ones are of one library where nothing is odd."""
    if draw.chance(0.3) or "labels" in odd:
        library = Library(draw, tame="labels" not in odd)
        made = [library(draw, item) if draw.chance(0.9) else item for item in arrays]
    elif draw.chance(0.4):
        made = list(arrays)
    else:
        made = [draw.pick(forms.TAME)(draw, item) for item in arrays]
    if "form" in odd:
        place = draw.integer(0, len(made) - 1)
        made[place] = draw.pick(forms.ODD)(draw, arrays[place])
    elif draw.chance(0.02) and len(made) > 1:
        made[-1] = made[0]
    return made


def chosen_options(kernel: Kernel[..., Any], draw: Draw, n: int, *, is_odd: bool) -> dict[str, Any]:
    """A value for each option; where they must agree and do not, what is typical."""
    change = draw.pick([0.15, 0.6, 1.0])
    chosen = {
        item.name: options.tame(kernel, draw, item, n) if draw.chance(change) else item.typical
        for item in kernel.options
    }
    if disagree(kernel, chosen) and draw.chance(0.8):
        chosen = {item.name: item.typical for item in kernel.options}
    if is_odd and kernel.options:
        item = draw.pick(kernel.options)
        chosen[item.name] = options.odd(kernel, draw, item)
    return chosen


def disagree(kernel: Kernel[..., Any], chosen: dict[str, Any]) -> bool:
    """Whether options are not allowed, together or by themselves."""
    try:
        plain = [check_option(kernel.name, item, chosen[item.name]) for item in kernel.options]
    except (TypeError, ValueError):
        return True
    return kernel.conflict(plain) is not None


def chosen_gaps(kernel: Kernel[..., Any], draw: Draw, *, is_odd: bool) -> Any:
    """What is said of gaps, if anything; a kernel that takes none is told only where that is odd."""
    if is_odd:
        return draw.pick(ODD_GAPS if kernel.gaps else [*GAPS, *ODD_GAPS])
    return draw.pick(["keep", "skip", "skip", "raise"]) if kernel.gaps and draw.chance(0.3) else None


def written(
    kernel: Kernel[..., Any], draw: Draw, given: list[Any], chosen: dict[str, Any], keywords: dict[str, Any]
) -> tuple[list[Any], dict[str, Any]]:
    """Arguments by position as far as chance goes, then by name; some that are the default are left out."""
    names = [item.name for item in kernel.parameters]
    everything = [*given, *chosen.values()]
    count = draw.pick([len(given), len(given), draw.integer(0, len(names)), len(names)])
    defaults = {item.name: item.default for item in kernel.options}
    rest = {
        name: value
        for name, value in zip(names[count:], everything[count:], strict=True)
        if value is not defaults.get(name, ...) or draw.chance(0.2)
    }
    return everything[:count], rest | keywords


def mistaken(
    kernel: Kernel[..., Any], draw: Draw, positional: list[Any], keywords: dict[str, Any]
) -> tuple[list[Any], dict[str, Any]]:
    """A call as a user mistypes it."""
    mistake = draw.pick(MISTAKES)
    if mistake == "unknown":
        return positional, keywords | {draw.pick(NAMES): 3}
    if mistake == "twice":
        return positional, keywords | {kernel.parameters[0].name: positional[0] if positional else [1.0]}
    if mistake == "many":
        return positional + [3] * (1 + len(kernel.parameters) - len(positional)), keywords
    if mistake == "missing" and keywords:
        left_out = draw.pick(list(keywords))
        return positional, {name: value for name, value in keywords.items() if name != left_out}
    return positional[: draw.integer(0, 1)], {}
