"""Fixtures that every test file shares."""

import os

import pytest

import atc_core
from atc_core.choice import Choice
from atc_core.process import PROCESS

for name in [name for name in os.environ if name.startswith("ATC_")]:
    del os.environ[name]


@pytest.fixture(autouse=True)
def fresh_process(monkeypatch, tmp_path):
    """Every test decides from the shipped default, and leaves nothing decided behind."""
    monkeypatch.setenv("ATC_PROFILE", str(tmp_path / "profile.json"))
    PROCESS.invalidate(Choice())
    yield
    PROCESS.invalidate(Choice())


@pytest.fixture
def environment(monkeypatch):
    """Set ATC_ variables as a new process would see them."""

    def set_variables(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(f"ATC_{name}", value)
        PROCESS.invalidate(Choice())

    return set_variables


@pytest.fixture
def registered():
    """Register backends for one test, as an installed plugin would be."""
    added = []

    def register(backend):
        class Plugin:
            @atc_core.hookimpl
            def atc_backend(self):
                return backend

        added.append(backend.name)
        PROCESS.choice.plugins.register(Plugin(), backend.name, "somebody-else")
        return backend

    return register
