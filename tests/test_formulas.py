"""What every kernel computes is written in its docstring: as mathematics that can be typeset, or as a rule."""

import ast
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from cases import EVERY_KERNEL
from one_process import fresh_process  # noqa: F401 the tests share it

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "third_party_kernel" / "src" / "acme_kernels" / "ranges.py"
SECTION = re.compile(r"^Formula:\n((?: +.*\n|\n)+?)(?=^Args:)", re.MULTILINE)
FORMULA = re.compile(r"\$\$?([^$]+)\$\$?")
FUNCTIONS = {"argmin", "ceil", "draw", "floor", "max", "median", "min", "sign", "uniform"}
"""What needs no explanation, or gets one in words beside it: numbers are drawn by SplitMix64."""
RUNNING = re.compile(r"(?:\\sum|\\max|\\min|argmin|median)_(?:\{(.*?)\}|(\w))")
"""What a sum or an extreme runs over."""
EQUAL = re.compile(r"((?:\w+|\(\w, \w\))(?:_\{[^}]*\})?(?:\([\w, ]+\))?(?:_\w)?) =")
"""What is left of an equals sign, with its subscript or arguments."""
BETWEEN = re.compile(r"(?:<|<=) (\w) (?:<|<=)")


def documentation():
    """The docstring of each kernel, that of the example too."""
    example = next(filter(is_kernel, ast.parse(EXAMPLE.read_text(encoding="utf-8")).body))
    return {
        **{name: kernel.documentation for name, kernel in EVERY_KERNEL.items()},
        "example": ast.get_docstring(example),
    }


def is_kernel(node):
    return isinstance(node, ast.FunctionDef) and bool(node.decorator_list)


def section(text):
    found = SECTION.search(text)
    return found[1] if found else ""


DOCUMENTATION = documentation()


@pytest.fixture(scope="module")
def formulas():
    """What typesets them for the site."""
    for name in ("latex2mathml", "markdown"):
        pytest.importorskip(name, reason="formulas are typeset where the site is built: pip install --group docs")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "docs" / "site"))
        import formulas
    return formulas


@pytest.mark.parametrize("name", DOCUMENTATION)
def test_every_kernel_has_a_formula_or_a_rule(name):
    said = section(DOCUMENTATION[name])
    assert "$$" in said or re.search(r"^ +1\. ", said, re.MULTILINE), name
    assert said.count("$") % 2 == 0


@pytest.mark.parametrize("name", DOCUMENTATION)
def test_every_formula_is_typeset(formulas, name):
    for latex in FORMULA.findall(section(DOCUMENTATION[name])):
        for display in ("block", "inline"):
            element = ET.fromstring(formulas.typeset(latex, display))
            text = "".join(element.itertext())
            assert element.get("display") == display
            assert text.isprintable()
            assert not set("\\{}$;") & set(text), latex


@pytest.mark.parametrize("name", DOCUMENTATION)
def test_what_stands_in_a_formula_is_known(formulas, name):
    said = section(DOCUMENTATION[name])
    known = {"i", "t", *FUNCTIONS, *EVERY_KERNEL, *introduced(formulas, said)}
    known |= set(formulas.names_of(EVERY_KERNEL[name])) if name in EVERY_KERNEL else {"high", "low", "length"}
    for latex in FORMULA.findall(said):
        assert symbols(formulas, latex) <= known, latex


def symbols(formulas, latex):
    """The names in a formula, and its single letters."""
    names = formulas.name_pattern().findall(latex)
    rest = re.sub(r"\\[A-Za-z]+|\^T\b", " ", formulas.name_pattern().sub(" ", latex))
    return {*names, *re.findall(r"[A-Za-z]", rest)}


def introduced(formulas, said):
    """What a section gives a meaning: left of an equals sign, in words beside it, or as what a sum runs over."""
    every = FORMULA.findall(said)
    places = [latex for latex in every if re.fullmatch(r"[\w ,(){}]+", latex)]
    places += [found for latex in every for found in EQUAL.findall(latex)]
    places += [found for latex in every for found in BETWEEN.findall(latex)]
    running = " ".join("".join(found) for latex in every for found in RUNNING.findall(latex))
    return {symbol for place in places for symbol in symbols(formulas, place)} | set(
        re.findall(r"(?<![a-z])[a-z](?![a-z])", running)
    )


def test_what_is_not_known_is_found(formulas):
    said = "$$ y_t = a x_t; a = \\frac{2}{lenght} $$\nwhere $z$ is the first bar."
    assert {"y", "a", "z"} <= introduced(formulas, said)
    assert symbols(formulas, "a x_t + min_periods + \\frac{2}{lenght}") == {"a", "x", "t", "min_periods", "lenght"}
    assert "lenght" not in introduced(formulas, said)
