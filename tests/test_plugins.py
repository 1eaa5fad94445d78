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


PANIC = """
class Panic(BaseException):
    def __str__(self):
        raise self
"""
STRANGE = {
    "panics at import": (PANIC + "raise Panic", r"Panic: \(its message raised Panic\)"),
    "panics in its hook": (
        PANIC + "from atc_core import hookimpl\n@hookimpl\ndef atc_backend(): raise Panic",
        r"Panic: \(its message raised Panic\)",
    ),
    "is refused by its own representation": (
        (
            "from atc_core import hookimpl\nclass Bad:\n    def __repr__(self): 1/0\n"
            "@hookimpl\ndef atc_backend(): return Bad()"
        ),
        "ZeroDivisionError",
    ),
    "equals nothing without an error": (
        "import sys\nclass Bad:\n    def __eq__(self, other): 1/0\n    __hash__ = None\nsys.modules[__name__] = Bad()",
        "must be implemented",
    ),
}


@pytest.mark.parametrize("case", STRANGE)
def test_strangers_objects_are_not_believed_to_raise_politely(site, case):
    source, message = STRANGE[case]
    install(site, "a_strange", source)
    install(site, "b_fine", GOOD.format(name="b_fine", modules=()))
    PROCESS.invalidate(Choice())
    with pytest.warns(atc_core.BackendWarning, match=message) as caught:
        statuses = atc_core.backends()
    assert len(caught) == 1
    assert (statuses["a_strange"].state, statuses["b_fine"].state) == ("broken", "available")
    np.testing.assert_array_equal(atc_core.ema([1.0, 2.0], 2), [np.nan, 1.5])


@pytest.mark.parametrize("kernels", [PANIC + "raise Panic", "raise SystemExit(3)"])
def test_strangers_kernels_that_panic_are_left_out(site, kernels, monkeypatch):
    install(site, "panicking", GOOD.format(name="panicking", modules=("plugin_kernels",)))
    (site / "plugin_kernels.py").write_text(kernels)
    PROCESS.invalidate(Choice())
    with (
        pytest.warns(atc_core.BackendWarning, match="panicking"),
        pytest.raises(atc_core.BackendError, match="ema: backend panicking: broken|panicking"),
    ):
        atc_core.ema(PRICES, 3, backend="panicking")


@pytest.mark.parametrize("damage", ["nothing but entry points", "no text", "an empty name"])
def test_strangers_distributions_are_neither_sorted_nor_trusted(site, damage):
    info = site / "left-1.0.dist-info"
    info.mkdir()
    listed = b"\xff\xfe[[" if damage == "no text" else b"[atc.backends]\nrust = nowhere:plugin\n"
    (info / "entry_points.txt").write_bytes(listed)
    if damage == "an empty name":
        (info / "METADATA").write_text("Metadata-Version: 2.1\nVersion: 1.0\n")
    PROCESS.invalidate(Choice())
    if damage == "no text":
        statuses = atc_core.backends()
    else:
        with pytest.warns(atc_core.BackendWarning, match=r"rust \(second plugin\)"):
            statuses = atc_core.backends()
        assert statuses["rust (second plugin)"].state == "broken"
    assert statuses["rust"].state == "available"
    np.testing.assert_array_equal(atc_core.ema([1.0, 2.0], 2), [np.nan, 1.5])


def test_what_is_left_of_an_old_plugin_gives_way_to_the_new_one(site):
    install(site, "old", "raise ImportError('gone')", "mine", "a-old")
    install(site, "new", GOOD.format(name="mine", modules=()), "mine", "b-new")
    PROCESS.invalidate(Choice())
    with pytest.warns(atc_core.BackendWarning, match="gone"):
        statuses = atc_core.backends()
    assert (statuses["mine"].distribution, statuses["mine"].state) == ("b-new", "available")
    assert statuses["mine (second plugin)"].distribution == "a-old"


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
