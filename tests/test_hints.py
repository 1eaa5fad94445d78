"""A hint names a command that works: from an index, or from the clone that the core was installed from."""

import json
from pathlib import Path

import pytest

from atc_core import hints

ROOT = Path(__file__).parents[1]


class Core:
    """The core's metadata, with another origin."""

    requires = (
        "numpy>=2",
        "atc-numba; extra == 'numba'",
        'atc-backends[tulipy]; extra == "tulipy"',
        "atc-rust ; extra == 'rust'",
    )

    def __init__(self, origin):
        self.origin = origin

    def read_text(self, name):
        return json.dumps(self.origin) if self.origin is not None else None


@pytest.fixture
def origin(monkeypatch):
    """Pretend that the core was installed from somewhere."""

    def pretend(origin):
        hints.clone.cache_clear()
        monkeypatch.setattr(hints, "distribution", lambda _: Core(origin))

    yield pretend
    hints.clone.cache_clear()


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("tulipy", 'pip install "./backends[tulipy]"'),
        ("numba", "pip install ./numba_backend"),
        ("rust", "pip install ./rust_backend"),
        ("report", 'pip install "./atc_core[report]"'),
    ],
)
def test_from_a_clone_its_folders_are_installed(origin, monkeypatch, name, command):
    origin({"url": (ROOT / "atc_core").as_uri(), "dir_info": {"editable": True}})
    monkeypatch.chdir(ROOT)
    assert hints.install_extra(name) == command


def test_elsewhere_the_clone_is_named_by_its_path(origin, monkeypatch, tmp_path):
    origin({"url": (ROOT / "atc_core").as_uri(), "dir_info": {}})
    monkeypatch.chdir(tmp_path)
    assert hints.install_extra("tulipy") == f'pip install "{ROOT / "backends"}[tulipy]"'
    assert hints.install_extra("numba") == f"pip install {ROOT / 'numba_backend'}"


@pytest.mark.parametrize(
    "source", [None, {}, {"url": "https://example.com/atc_core.whl"}, {"url": "file:///no/such/folder/atc_core"}]
)
def test_from_an_index_its_names_are_installed(origin, source):
    origin(source)
    assert hints.install_extra("tulipy") == 'pip install "atc-core[tulipy]"'


def test_a_strangers_command_stays_as_it_is(origin):
    origin({"url": (ROOT / "atc_core").as_uri()})
    assert hints.install_here("pip install acme-atc") == "pip install acme-atc"


def test_documentation_names_commands_that_work():
    """Nothing is on an index yet: a clone is what a reader has."""
    texts = [
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("*/README.md"),
        *ROOT.glob("examples/**/*.[mp][dy]"),
    ]
    assert len(texts) > 20
    assert [str(path) for path in texts if 'pip install "atc-' in path.read_text(encoding="utf-8")] == []
