"""Mathematics between dollars as MathML, which a browser typesets without a script or a font of its own.

``$x_t$`` stands in a line of text, ``$$x_t$$`` on a line of its own. A word of several letters is one name, and so is a
parameter or field with underscores; ``;`` stands between two equations.
"""

from __future__ import annotations

import html
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from latex2mathml.converter import convert
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor

from atc_core.kernel import Kernel
from atc_core.registry import REGISTRY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown import Markdown

BETWEEN_DOLLARS = r"(\${1,2})(?!\s*\$)([^$]+)\1"
BELOW_CODE = 189
"""Python-Markdown's code between backticks is taken at 190, what a backslash escapes at 180."""
FIRST_PRIVATE = 0xE000
"""Characters without a meaning of their own: LaTeX takes each for one letter, a name is put in its place afterwards."""
SIGNS = {"<=": r"\le ", ">=": r"\ge ", "...": r"\ldots ", "; ": r",\quad "}
"""What is easier to read in a terminal, and how LaTeX writes it."""
FACTORS = re.compile(r"(\\\w+|[\w)}|\uE000-\uF8FF]) (?=[\uE000-\uF8FF])|([\uE000-\uF8FF]) (?=[(|]|\\(?:frac|sqrt|sum))")
"""A space before a name, or between a name and a factor in brackets, bars or taller than it; LaTeX sets none."""
PLAIN = {
    "<mi>&#x000B1;</mi>": "<mo>&#x000B1;</mo>",
    '<mo stretchy="false">&#x0007C;</mo>': '<mo stretchy="false" lspace="0" rspace="0">&#x0007C;</mo>',
}
"""Plus or minus is an operator; the bars of a magnitude are none, and stand close to it."""
TALL = re.compile(r"\\(frac|sum|max|min)\b")
"""What brackets around it grow with."""


class Mathematics(Extension):
    """An extension of Python-Markdown."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 Python-Markdown's name
        """Take what is between dollars before Markdown sees emphasis or escapes in it."""
        md.inlinePatterns.register(BetweenDollars(BETWEEN_DOLLARS, md), "mathematics", BELOW_CODE)


class BetweenDollars(InlineProcessor):
    """Puts MathML in the place of LaTeX."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: ARG002, N802
        """The element, and from where to where it stands in the text."""
        found = typeset(m[2], "block" if m[1] == "$$" else "inline")
        return self.md.htmlStash.store(found), m.start(0), m.end(0)


def typeset(latex: str, display: str) -> str:
    """A formula as a MathML element, ``block`` or ``inline``."""
    names: list[str] = []

    def letter(found: re.Match[str]) -> str:
        names.append(found[0])
        return chr(FIRST_PRIVATE + len(names) - 1)

    text = FACTORS.sub(spaced, name_pattern().sub(letter, " ".join(latex.split())))
    for sign, command in SIGNS.items():
        text = text.replace(sign, command)
    element = convert(growing(text), display=display)
    for found, wanted in PLAIN.items():
        element = element.replace(found, wanted)
    for place, name in enumerate(names):
        element = element.replace(chr(FIRST_PRIVATE + place), html.escape(name))
    return element


def spaced(found: re.Match[str]) -> str:
    """A factor with a thin space after it; a command has its own."""
    return found[0] if found[0].startswith("\\") else rf"{found[0].rstrip()}\,"


@cache
def name_pattern() -> re.Pattern[str]:
    """What is one name: those of kernels, parameters and fields with underscores, and other words."""
    known = sorted((re.escape(name) for name in underscored()), key=len, reverse=True)
    return re.compile(rf"(?<![\\A-Za-z])(?:{'|'.join(known)}|[A-Za-z]+[0-9]+|[A-Za-z]{{2,}})(?![A-Za-z])")


def underscored() -> set[str]:
    """Names with an underscore, which would begin a subscript."""
    return {name for kernel in REGISTRY.all().values() for name in names_of(kernel) if "_" in name}


def names_of(kernel: Kernel[..., Any]) -> Iterator[str]:
    """Of a kernel its own name, those of its parameters and fields, and of what a model or a row is made of."""
    yield kernel.name
    for item in (*kernel.parameters, *kernel.result.fields):
        yield item.name
        yield from (part.name for part in item.items)
        yield from getattr(item.dtype, "names", None) or ()


def growing(latex: str) -> str:
    """LaTeX with brackets that grow with what is tall between them."""
    marks, opened = dict[int, str](), list[int]()
    for place, sign in enumerate(latex):
        if sign == "(":
            opened.append(place)
        elif sign == ")" and opened:
            start = opened.pop()
            if TALL.search(latex[start:place]):
                marks |= {start: r"\left(", place: r"\right)"}
    return "".join(marks.get(place, sign) for place, sign in enumerate(latex))
