"""A hint names commands that work: first of where the core came from, wheels or a clone, then of the other."""

import ast
import json
import re
from importlib.metadata import metadata
from pathlib import Path

import pytest

from atc_core import hints

ROOT = Path(__file__).parents[1]
EXTRAS = {
    (project, extra)
    for project in ("atc-core", "atc-trading", "atc-backends")
    for extra in metadata(project).get_all("Provides-Extra")
}
OTHERS = {"pip install pyarrow", "pip install TA-Lib"}
"""Libraries that a hint may name: it needs no more than the library itself."""
DISTRIBUTIONS = [path.parent for path in ROOT.glob("*/pyproject.toml")]
SOURCES = [path for folder in DISTRIBUTIONS for path in folder.rglob("*.py") if "target" not in path.parts]
PAGES = [
    *ROOT.glob("*.md"),
    *ROOT.glob("docs/**/*.md"),
    *ROOT.glob("*/README.md"),
    *ROOT.glob("examples/**/*.[mp][dy]"),
]


class Core:
    """The core's metadata, with another origin."""

    requires = (
        "numpy>=2",
        "atc-numba; extra == 'numba'",
        'atc-backends[tulipy]; extra == "tulipy"',
        "atc-rust ; extra == 'rust'",
        "plotly>=6.0; extra == 'report'",
        "atc-numba; extra == 'all'",
        "atc-rust; extra == 'all'",
        "atc-backends[all]; extra == 'all'",
    )

    def __init__(self, origin):
        self.origin = origin

    def read_text(self, name):
        return json.dumps(self.origin) if self.origin is not None else None


@pytest.fixture
def origin(monkeypatch):
    """Pretend that the core was installed from somewhere."""

    def pretend(origin):
        forget()
        monkeypatch.setattr(hints, "distribution", lambda _: Core(origin))

    def forget():
        hints.clone.cache_clear()
        hints.requirements.cache_clear()

    yield pretend
    forget()


COMMANDS = [
    ("atc-core", "tulipy", 'pip install "./backends[tulipy]"'),
    ("atc-core", "numba", "pip install ./numba_backend"),
    ("atc-core", "rust", "pip install ./rust_backend"),
    ("atc-core", "report", 'pip install "./atc_core[report]"'),
    ("atc-core", "all", 'pip install ./numba_backend ./rust_backend "./backends[all]"'),
    ("atc-trading", "scan", 'pip install "./atc_trading[scan]"'),
]


@pytest.mark.parametrize(("project", "extra", "command"), COMMANDS)
def test_in_a_clone_its_folders_come_first(origin, monkeypatch, project, extra, command):
    origin({"url": (ROOT / "atc_core").as_uri(), "dir_info": {"editable": True}})
    monkeypatch.chdir(ROOT)
    assert hints.install_extra(extra, project) == f'{command} (from wheels: pip install "{project}[{extra}]")'


def test_elsewhere_the_clone_is_named_by_its_path(origin, monkeypatch, tmp_path):
    origin({"url": (ROOT / "atc_core").as_uri(), "dir_info": {}})
    monkeypatch.chdir(tmp_path)
    assert hints.install_extra("tulipy").startswith(f'pip install "{ROOT / "backends"}[tulipy]" (')
    assert hints.install_extra("numba").startswith(f"pip install {ROOT / 'numba_backend'} (")


@pytest.mark.parametrize(
    "source", [None, {}, {"url": "https://example.com/atc_core.whl"}, {"url": "file:///no/such/folder/atc_core"}]
)
@pytest.mark.parametrize(("project", "extra", "command"), COMMANDS)
def test_of_wheels_their_names_come_first(origin, source, project, extra, command):
    origin(source)
    assert hints.install_extra(extra, project) == f'pip install "{project}[{extra}]" (in a clone: {command})'


@pytest.mark.parametrize("command", ["pip install acme-atc", 'pip install "acme-kernels[fast]"', ""])
def test_a_strangers_command_stays_as_it_is(origin, command):
    origin({"url": (ROOT / "atc_core").as_uri()})
    assert hints.install_here(command) == command


def test_every_folder_has_the_name_of_its_distribution():
    names = {
        re.search('^name = "(.+)"$', (path / "pyproject.toml").read_text(), re.MULTILINE)[1] for path in DISTRIBUTIONS
    }
    assert {hints.folder_of(name) for name in names} == {path.name for path in DISTRIBUTIONS}


def hinted(path):
    """What a source says of installing: whole commands, and the extras that it makes commands of."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from re.findall(r'pip install (?:"[\w.-]+\[[\w-]+\]"|[\w.-]+)', node.value)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "install_extra":
            words = [item.value for item in node.args if isinstance(item, ast.Constant)]
            yield from (f'pip install "{(*words, "atc-core")[1]}[{extra}]"' for extra in words[:1])


def test_every_hint_names_an_extra_that_exists():
    found = {command: path for path in SOURCES for command in hinted(path)}
    ours = {command: hints.OF_WHEELS.fullmatch(command) for command in found}
    assert {command for command, match in ours.items() if match is None} == OTHERS
    assert {match.groups() for match in ours.values() if match} <= EXTRAS
    assert len(found) > 15


@pytest.mark.parametrize(("project", "extra"), sorted(EXTRAS))
def test_every_extra_can_be_had_from_the_clone(project, extra):
    folders = re.findall(r"\./(\w+)(?:\[([\w-]+)\])?", hints.from_clone(None, project, extra))
    assert folders
    for folder, option in folders:
        text = (ROOT / folder / "pyproject.toml").read_text(encoding="utf-8")
        assert not option or re.search(rf"^{option} = \[", text, re.MULTILINE), (folder, option)


def test_pages_name_the_clones_command_beside_that_of_wheels():
    """Wheels may not have been published where a reader is: a clone always works."""
    assert len(PAGES) > 20
    for path in PAGES:
        for line in path.read_text(encoding="utf-8").splitlines():
            for project, extra in hints.OF_WHEELS.findall(line):
                assert (project, extra) in EXTRAS, f"{path}: {line}"
                assert hints.from_clone(None, project, extra) in line, f"{path}: {line}"
