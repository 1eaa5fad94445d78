"""Where speed is missing something says so: once a process, at the first long call on the reference, and in doctor."""

import time

import numpy as np
import pytest
from typer.testing import CliRunner

import atc_core
from atc_core import slowness
from atc_core.command.main import app
from atc_core.plugins import Status
from atc_core.process import PROCESS

X = np.linspace(90.0, 110.0, 1000)


@pytest.fixture
def only_the_reference(monkeypatch):
    """A process in which nothing but the reference is installed, and every call takes long."""
    plugins = PROCESS.choice.plugins
    for name in list(plugins.backends):
        if name != "python":
            del plugins.backends[name]
            plugins._statuses[name] = Status("not installed", f"install it with: pip install {name}-here")
    monkeypatch.setattr(slowness, "TOLD", set())
    monkeypatch.setattr(slowness, "NOTICEABLE", -1.0)


def test_the_first_long_call_on_the_reference_names_what_would_be_faster(only_the_reference):
    sentence = (
        r"ema took \d+ ms on its reference.*rust is about \d+ times as fast; install it with: pip install rust-here"
    )
    with pytest.warns(atc_core.BackendWarning, match=sentence):
        atc_core.ema(X, 3)
    atc_core.ema(X, 3)
    atc_core.sma(np.column_stack([X, X]), 3)  # a second warning would be an error


def test_a_plan_that_is_installed_tells_too(only_the_reference, monkeypatch):
    monkeypatch.setattr(slowness, "NOTICEABLE", 1e9)
    for _ in range(3):
        atc_core.ema(X, 3)
    monkeypatch.setattr(slowness, "NOTICEABLE", -1.0)
    with pytest.warns(atc_core.BackendWarning, match="rust is about"):
        atc_core.ema(X, 3)


def test_who_asked_for_the_reference_is_told_nothing(only_the_reference):
    atc_core.ema(X, 3, backend="python")
    with atc_core.use("python"):
        atc_core.ema(X, 3)
    atc_core.configure(backend="python")


def test_nothing_is_wrapped_where_the_fast_backend_runs():
    atc_core.ema(X, 3)
    assert atc_core.ema.resolve(n=1000) is PROCESS.choice.plugins.backends["rust"].implementations["ema"]


def test_doctor_says_it_too(only_the_reference):
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == 0
    assert "run on their references: rust is about" in done.output


def test_a_kernel_that_no_other_backend_knows_is_as_fast_as_it_gets(declare, monkeypatch):
    monkeypatch.setattr(slowness, "NOTICEABLE", -1.0)

    def slow_copy(x: atc_core.Series, *, out: atc_core.Series | None = None) -> atc_core.Series:
        """The series."""

    assert declare(slow_copy, lambda x, out=None: (time.sleep(0.001), x.copy())[1])(X)[0] == X[0]
