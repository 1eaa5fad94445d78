"""Doctor survives what ends a process: a library that aborts when loaded, one that was cut off, one that exits."""

import os
import shutil
import subprocess
import sys

import pytest

from atc_core.tuning.crashes import crashes

PLUGIN = """
from atc_core import Backend, hookimpl
backend = Backend({name!r}, modules=["plugin_{name}_loaded"])
@hookimpl
def atc_backend():
    return backend
"""
ENDINGS = {
    "aborts": ("import os; os.abort()", "ended by SIGABRT"),
    "faults": ("import ctypes; ctypes.string_at(0)", "ended by SIGSEGV"),
    "leaves": ("import os; os._exit(7)", "ended with status 7"),
    "fine": ("", ""),
}


@pytest.fixture
def site(tmp_path, monkeypatch):
    """Plugins that end a process when their modules are imported."""
    for name, (code, _) in ENDINGS.items():
        (tmp_path / f"plugin_{name}.py").write_text(PLUGIN.format(name=name))
        (tmp_path / f"plugin_{name}_loaded.py").write_text(code)
        info = tmp_path / f"{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[atc.backends]\n{name} = plugin_{name}\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("ATC_BACKEND_BLOCK", "numba,pandas,polars,scipy,numbagg,bottleneck,talib")
    return tmp_path


def test_what_ends_a_process_is_found_in_another_one(site):
    found = crashes([*ENDINGS, "python"])
    assert found == {name: f"a process that loaded it {how}" for name, (_, how) in ENDINGS.items() if how}


def test_doctor_names_them_and_goes_on(site):
    doctor = [sys.executable, "-m", "atc_core.command.main", "doctor"]
    done = subprocess.run(doctor, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    for name, (_, how) in ENDINGS.items():
        assert (f"problem: backend {name} is broken: a process that loaded it {how}" in done.stderr) == bool(how)


@pytest.mark.skipif(shutil.which("gcc") is None or os.name != "posix", reason="there is no C compiler here")
def test_doctor_survives_a_library_that_was_cut_off(tmp_path):
    source, library = tmp_path / "mine.c", tmp_path / "libmine.so"
    body = "int atc_sma(const double *x, unsigned long n, long length, double *out) { return 0; }\n"
    source.write_text(body + "char padding[1 << 20] = {1};\n")
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
    content = library.read_bytes()
    library.write_bytes(content[: len(content) // 4])
    doctor = [sys.executable, "-m", "atc_core.command.main", "doctor"]
    environment = {**os.environ, "ATC_C_LIBRARIES": str(library), "ATC_BACKEND_BLOCK": "numba,pandas,polars,scipy"}
    done = subprocess.run(doctor, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 1
    assert "problem: backend c:mine is broken: " in done.stderr
