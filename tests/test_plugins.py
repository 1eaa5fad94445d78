"""Plugins that misbehave are isolated, kept with their reason, reported once; a stranger's good one is chosen."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import atc_core
from atc_core.choice import Choice
from atc_core.process import PROCESS

PRICES = np.linspace(90.0, 110.0, 50)
GOOD = """
from atc_core import Backend, hookimpl
backend = Backend({name!r}, modules={modules!r})
@hookimpl
def atc_backend():
    return backend
"""
WRONG_PARAMETERS = """
@backend.implements("ema")
def ema(x, span, *, out=None):
    return x
"""
BROKEN = {
    "raises": ("raise RuntimeError('no licence')", "RuntimeError: no licence"),
    "exits": ("import sys; sys.exit('goodbye')", "SystemExit: goodbye"),
    "syntax": ("def broken(:", "SyntaxError"),
    "hookless": ("", r"atc_backend\(\) must be implemented and return one Backend, gave \[\]"),
    "wrong_type": (
        "from atc_core import hookimpl\n@hookimpl\ndef atc_backend(): return 42",
        r"gave \[42\]",
    ),
    "wrong_hook": (
        "from atc_core import hookimpl\n@hookimpl\ndef atc_backend(colour): return None",
        "colour",
    ),
    "unknown_hook": ("from atc_core import hookimpl\n@hookimpl\ndef atc_kernel(): return None", "atc_kernel"),
    "raising_hook": ("from atc_core import hookimpl\n@hookimpl\ndef atc_backend(): 1/0", "ZeroDivisionError"),
    "misnamed": (GOOD.format(name="other", modules=()), "gave a backend called 'other'; they must agree"),
    "wrong_parameters": (
        GOOD.format(name="wrong_parameters", modules=()) + WRONG_PARAMETERS,
        r"the parameters of ema must be \(x, length, \*, out=None\), were \(x, span, \*, out=None\)",
    ),
    "unknown_kernel": (
        GOOD.format(name="unknown_kernel", modules=()) + "\nbackend.implements('emma')(print)",
        "unknown kernel 'emma'; did you mean 'ema'",
    ),
}


def install(folder, name, source, entry_point=None, distribution=None):
    """Lay out a distribution with one plugin module, as pip would have."""
    module, distribution = f"plugin_{name}", distribution or f"dist-{name}"
    (folder / f"{module}.py").write_text(source)
    info = folder / f"{distribution.replace('-', '_')}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[atc.backends]\n{entry_point or name} = {module}\n")


@pytest.fixture
def site(tmp_path, monkeypatch):
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    yield folder
    for module in [module for module in sys.modules if module.startswith("plugin_")]:
        del sys.modules[module]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_plugin_is_isolated_and_reported_once(site, name):
    source, message = BROKEN[name]
    install(site, name, source)
    PROCESS.invalidate(Choice())
    with pytest.warns(atc_core.BackendWarning, match=f"backend '{name}' is broken and left out") as caught:
        statuses = atc_core.backends()
    assert len(caught) == 1
    assert statuses[name].state == "broken"
    assert statuses[name].distribution == f"dist-{name}"
    assert "Traceback" in statuses[name].traceback or name == "syntax"
    assert statuses["python"].state == "available"
    assert atc_core.ema(PRICES, 3, backend="python").shape == (50,)
    with pytest.raises(atc_core.BackendError, match=message):
        atc_core.ema(PRICES, 3, backend=name)


def test_a_second_backend_of_a_name_is_left_out(site):
    install(site, "second", GOOD.format(name="python", modules=()), "python", "zzz-second")
    PROCESS.invalidate(Choice())
    with pytest.warns(atc_core.BackendWarning, match="already, from atc-python"):
        statuses = atc_core.backends()
    assert statuses["python"].distribution == "atc-python"
    assert statuses["python (second plugin)"].state == "broken"


def test_a_plugin_that_fails_when_its_kernels_are_imported(site):
    install(site, "late", GOOD.format(name="late", modules=("plugin_late_kernels",)))
    (site / "plugin_late_kernels.py").write_text("raise OSError('library not found')")
    PROCESS.invalidate(Choice())
    assert atc_core.backends()["late"].state == "available"
    with (
        pytest.warns(atc_core.BackendWarning, match="late.*library not found"),
        pytest.raises(atc_core.BackendError, match="OSError: library not found"),
    ):
        atc_core.ema(PRICES, 3, backend="late")
    assert atc_core.backends()["late"].state == "broken"
    atc_core.ema(PRICES, 3)


def test_one_broken_plugin_does_not_hide_another(site):
    install(site, "raises", BROKEN["raises"][0])
    install(site, "unknown_hook", BROKEN["unknown_hook"][0])
    install(site, "fine", GOOD.format(name="fine", modules=()))
    PROCESS.invalidate(Choice())
    with pytest.warns(atc_core.BackendWarning) as caught:
        statuses = atc_core.backends()
    assert len(caught) == 2
    assert statuses["fine"].state == "available"


def run(code, **environment):
    variables = {**os.environ, **environment}
    return subprocess.run(  # noqa: PLW1510
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, env=variables
    )


def test_the_environment_decides_in_a_new_process():
    code = """
import atc_core, numpy as np
from atc_core.process import PROCESS
kernels = PROCESS.choice.plugins.load("numba").implementations
with atc_core.trace() as calls:
    for name in kernels:
        handle = atc_core.get(name)
        handle(*handle.kernel.arguments(np.random.default_rng(0), 100))
print({call.backend for call in calls}, len(calls) == len(kernels))
"""
    assert run(code, ATC_BACKEND="numba").stdout == "{'numba'} True\n"


def test_a_misspelt_backend_is_one_clear_error_at_first_use():
    result = run("import atc_core; print('imported'); atc_core.ema([1.0], 1)", ATC_BACKEND="nunba")
    assert result.stdout == "imported\n"
    assert result.stderr.splitlines()[-1].endswith("unknown backend 'nunba'; did you mean 'numba'?")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory):
    """The example package, installed by pip into a folder of its own."""
    folder = tmp_path_factory.mktemp("stranger")
    package = Path(__file__).parents[1] / "examples" / "third_party_backend"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "--target", str(folder), str(package)], check=True)
    return str(folder)


def test_a_strangers_backend_is_found_verified_tuned_and_chosen(stranger, tmp_path):
    # The other compiled backends are blocked: against the reference a compiled loop wins on any machine.
    environment = {
        **os.environ,
        "PYTHONPATH": stranger,
        "ATC_PROFILE": str(tmp_path / "profile.json"),
        "ATC_BACKEND_BLOCK": "rust,numba,talib,bottleneck",
        "ATC_OBJECTIVE": "steady",
    }
    tune = [sys.executable, "-m", "atc_core.command.main", "--quick", "--kernel", "equity", "--json"]
    tuned = subprocess.run(tune, env=environment, capture_output=True, text=True, check=True)
    assert json.loads(tuned.stdout)
    code = """
import atc_core
decision = atc_core.equity.explain(n=10_000)
print(decision.backend, decision.rung, sorted(decision.predicted))
"""
    explained = run(code, **environment)
    assert explained.stdout == "acme 5 ['acme', 'python']\n", explained.stderr
