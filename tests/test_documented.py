"""Nothing that a user can set is undocumented: variables of the environment, options of commands, codes of reasons."""

import ast
import re
from importlib.metadata import distribution, distributions
from pathlib import Path

import pytest
import typer.main

from atc_core.decision import REASONS, RUNGS
from atc_core.report.facts import CODES
from atc_core.settings import variables

ROOT = Path(__file__).parents[1]
FOLDERS = [path.parent / name for path in ROOT.glob("*/pyproject.toml") for name in ("src", "python")]
PYTHON = [path for folder in FOLDERS for path in folder.rglob("*.py")]
RUST = [path for path in (ROOT / "rust_backend").rglob("*.rs") if "target" not in path.parts]
OWN = sorted(item.name for item in distributions() if item.name.startswith("atc-"))
COMMANDS = {
    entry.name: entry for name in OWN for entry in distribution(name).entry_points.select(group="console_scripts")
}


def words(path):
    """The strings in a source that look like a variable of ours and nothing else."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".rs":
        return re.findall(r'(?<!env!\()"(ATC_[A-Z_]+)"', text)
    found = (node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
    return [word for word in found if isinstance(word, str) and re.fullmatch(r"ATC_[A-Z_]+", word)]


def options(command, name):
    """Every parameter of a command and of those below it, each with the name of its command."""
    for parameter in command.params:
        yield name, parameter
    for below, item in getattr(command, "commands", {}).items():
        yield from options(item, f"{name} {below}")


def test_every_variable_says_what_it_is_for():
    named = {word for path in (*PYTHON, *RUST) for word in words(path)}
    assert {"ATC_BACKEND", "ATC_NUM_THREADS"} <= named
    assert named == set(variables())
    assert all(variables().values())


def test_every_variable_of_the_pages_is_one():
    known = {*variables(), "ATC_BAKEND"}  # which shows what a misspelled one is told
    for path in ROOT.glob("docs/**/*.md"):
        assert set(re.findall(r"ATC_[A-Z_]*[A-Z]", path.read_text(encoding="utf-8"))) <= known, path


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_says_what_it_does(name):
    module = __import__(COMMANDS[name].module, fromlist=["app"])
    for command, parameter in options(typer.main.get_command(module.app), name):
        assert parameter.help, f"{command}: {parameter.opts} has no help"


@pytest.mark.parametrize("codes", [REASONS, RUNGS, CODES], ids=["reasons", "rungs", "codes"])
def test_every_code_says_what_it_means(codes):
    assert all(codes.values())


def test_every_name_of_another_library_is_one_kernel(monkeypatch):
    for folder in ("docs", "docs/site"):
        monkeypatch.syspath_prepend(str(ROOT / folder))
    from names_elsewhere import OTHERWISE, kernels_of, libraries

    for library, names in {**libraries(), "otherwise": list(OTHERWISE)}.items():
        found = {name: [kernel.name for kernel in kernels_of(name)] for name in names}
        assert {name: kernels for name, kernels in found.items() if len(kernels) != 1} == {}, library
