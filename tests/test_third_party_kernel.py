"""A stranger's kernel, installed by pip: found, run, pickled, verified, tuned, and never a danger to ours."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[1] / "examples" / "third_party_kernel"
BARS = "high = np.array([3.0, 4.0, 5.0, 4.0, np.nan, 6.0, 7.0, 8.0]); low = high - 1.0"
WANTED = "[nan, nan, 3.0, 2.0, nan, nan, nan, 3.0]"
SECOND_EMA = """
from atc_core import Series, kernel
from atc_core.domains import Length
from atc_core.samples import price_walk
@kernel(sample=price_walk)
def ema(x: Series, length: Length, *, out: Series | None = None) -> Series:
    '''Another one.'''
"""
TWICE = "kernel 'ema' is declared twice"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The folder into which pip has installed the example."""
    folder = tmp_path_factory.mktemp("acme")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "--target", str(folder), str(EXAMPLE)], check=True)
    return folder


@pytest.fixture(scope="module")
def environment(installed, tmp_path_factory):
    """The variables of a process that sees the package and has a profile of its own."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("ATC_")}
    home = tmp_path_factory.mktemp("profile")
    return {**others, "PYTHONPATH": str(installed), "XDG_CONFIG_HOME": str(home), "ATC_OBJECTIVE": "steady"}


@pytest.fixture(scope="module")
def tuned(environment):
    """What `atc-tune` writes; of our backends only the two that are tuned are loaded, to save their first calls."""
    blocked = "rust,numba,talib,bottleneck,numbagg,pandas,polars,pyarrow,scipy,tulipy"
    tune = [sys.executable, "-m", "atc_core.command.main", "--budget", "15s", "--kernel", "rolling_range", "--json"]
    done = subprocess.run(
        tune, env={**environment, "ATC_BACKEND_BLOCK": blocked}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def run(code, environment, **more):
    code = f"import atc_core, numpy as np, pickle, sys\n{BARS}\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", code], env={**environment, **more}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_fresh_process_finds_it_by_name(environment):
    code = """
rolling_range = atc_core.get("rolling_range")
print(rolling_range(high, low, 3).tolist(), rolling_range is atc_core.rolling_range)
print("rolling_range" in atc_core.kernels(), "Highest high" in rolling_range.__doc__)
"""
    assert run(code, environment) == f"{WANTED} True\nTrue True\n"


def test_errors_are_worded_as_for_our_own(environment):
    code = """
for arguments in ((high, low, 0), (high, low[1:], 3), (high, low, 2.5)):
    try:
        atc_core.get("rolling_range")(*arguments)
    except (TypeError, ValueError) as error:
        print(type(error).__name__, str(error).partition(",")[0])
"""
    lines = run(code, environment).splitlines()
    assert lines[0] == "ValueError rolling_range: length must be at least 1"
    assert lines[1] == "ValueError rolling_range: high and low must have the same shape"
    assert lines[2].startswith("TypeError rolling_range: length must be")


def test_before_anything_is_verified_its_own_reference_runs(environment, tmp_path):
    code = """
decision = atc_core.get("rolling_range").explain(n=1000)
print(decision.backend, {item.backend: item.code for item in decision.rejected}["acme-fast"])
print(atc_core.stream("rolling_range", length=3).backend)
"""
    # Streams are not measured, but verification is what counts for them too.
    output = run(code, environment, XDG_CONFIG_HOME=str(tmp_path))
    assert output == "acme unmeasured\nacme\n"


def test_a_handle_is_pickled_into_another_process(environment, tmp_path):
    path = tmp_path / "handles.pickle"
    run(
        f"""
handles = atc_core.get("rolling_range"), atc_core.get("rolling_range", backend="acme-fast")
open({str(path)!r}, "wb").write(pickle.dumps(handles))
""",
        environment,
    )
    code = f"""
for handle in pickle.load(open({str(path)!r}, "rb")):
    print(handle.__qualname__, handle(high, low, 3).tolist())
"""
    assert run(code, environment) == f"rolling_range {WANTED}\nrolling_range@acme-fast {WANTED}\n"


@pytest.mark.parametrize("backend", ["acme", "acme-fast"])
def test_the_environment_chooses_a_backend_for_it(environment, backend):
    code = """
with atc_core.trace() as calls:
    print(atc_core.get("rolling_range")(high, low, 3).tolist())
    atc_core.ema(high, 2)
print(calls[0].backend, calls[0].rung, calls[1].rung)
"""
    output = run(code, environment, ATC_BACKEND=f"rolling_range={backend}")
    assert output == f"{WANTED}\n{backend} 4 6\n"


def test_tables_frames_and_streams_come_with_it(environment):
    code = """
import pandas as pd
rolling_range = atc_core.get("rolling_range")
table = rolling_range(np.stack([high, high], 1), np.stack([low, low], 1), 3)
print(table.shape, table[:, 1].tolist())
frame = rolling_range(pd.Series(high, range(10, 18)), pd.Series(low, range(10, 18)), 3)
print(frame.index[0], frame.tolist())
stream = atc_core.stream("rolling_range", length=3)
print([stream.update(*bar) for bar in zip(high.tolist(), low.tolist())])
"""
    assert run(code, environment) == f"(8, 2) {WANTED}\n10 {WANTED}\n{WANTED}\n"


def test_it_is_verified_tuned_and_the_winner_chosen(tuned, environment):
    candidates = tuned["kernels"]["rolling_range"]["candidates"]
    assert set(candidates) == {"acme", "acme-fast"}
    assert not any(item.get("quarantine") for item in candidates.values())
    code = """
decision = atc_core.get("rolling_range").explain(n=10_000)
print(decision.backend, decision.rung, sorted(decision.predicted))
"""
    assert run(code, environment) == "acme-fast 5 ['acme', 'acme-fast']\n"


def test_a_wrong_backend_of_it_is_quarantined(environment, tmp_path):
    (tmp_path / "acme_wrong.py").write_text(
        """
from atc_core import Backend, hookimpl
backend = Backend("acme-wrong")
@backend.implements("rolling_range")
def rolling_range(high, low, length, *, out=None):
    import numpy as np
    result = np.zeros(len(high)) if out is None else out
    result[:] = high - low
    return result
@hookimpl
def atc_backend():
    return backend
"""
    )
    info = tmp_path / "acme_wrong-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-wrong\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[atc.backends]\nacme-wrong = acme_wrong\n")
    more = {
        "PYTHONPATH": os.pathsep.join([environment["PYTHONPATH"], str(tmp_path)]),
        "ATC_PROFILE": str(tmp_path / "profile.json"),
    }
    tune = [sys.executable, "-m", "atc_core.command.main", "--budget", "10s", "--kernel", "rolling_range", "--json"]
    tune += ["--backend", "acme", "--backend", "acme-wrong"]
    done = subprocess.run(tune, env={**environment, **more}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    candidates = json.loads(done.stdout)["kernels"]["rolling_range"]["candidates"]
    assert candidates["acme-wrong"]["quarantine"].startswith("rolling_range, ")


@pytest.mark.parametrize("backend", ["acme", "acme-fast"])
def test_the_backends_pass_the_conformance_suite(environment, backend):
    code = f"""
from atc_core.conformance import checks
found = checks({backend!r})
for check in found:
    check()
print(len(found) > 20)
"""
    assert run(code, environment) == "True\n"


def test_a_second_declaration_in_a_program_is_an_error_that_names_both_modules(environment, tmp_path):
    (tmp_path / "my_kernels.py").write_text(SECOND_EMA)
    path = os.pathsep.join([environment["PYTHONPATH"], str(tmp_path)])
    for before in ("", "atc_core.kernels()\n"):
        code = f"""
{before}
try:
    import my_kernels
except ValueError as error:
    print(error)
print(atc_core.ema.__doc__.splitlines()[0] == "Another one.", len(atc_core.kernels()) > 20)
"""
        output = run(code, environment, PYTHONPATH=path)
        assert TWICE in output
        assert "my_kernels" in output
        assert "atc_core.declarations.moving_averages" in output
        assert output.splitlines()[-1] == "False True"


@pytest.mark.parametrize("distribution", ["aaa-kernels", "zzz-kernels"])
def test_a_second_declaration_in_a_package_leaves_that_package_out_and_harms_no_other(
    environment, tmp_path, distribution
):
    (tmp_path / "second.py").write_text(SECOND_EMA)
    info = tmp_path / f"{distribution.replace('-', '_')}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[atc.kernels]\nsecond = second\n")
    code = """
import warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    names = atc_core.kernels()
print([str(item.message) for item in caught])
print(atc_core.ema.__doc__.splitlines()[0] == "Another one.", {"sma", "ema", "kama", "rolling_range"} <= set(names))
"""
    output = run(code, environment, PYTHONPATH=os.pathsep.join([environment["PYTHONPATH"], str(tmp_path)]))
    warned, state = output.splitlines()
    assert f"kernels 'second' of {distribution} are broken and left out" in warned
    assert TWICE in warned
    assert state == "False True"
