"""C functions of kernels: out of a backend as pointers, and in as backends made of shared libraries."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import cffi
import numba
import numpy as np
import pytest
from cases import KERNELS

import atc_core
from atc_core.c_abi import CODES, has_c_form, header, open_library
from atc_core.choice import Choice
from atc_core.conformance.agreement import disagreement
from atc_core.conformance.layouts import ARRANGEMENTS
from atc_core.process import PROCESS
from atc_core.registry import find_kernel

ROOT = Path(__file__).parents[1]
HEADER = ROOT / "rust_backend" / "python" / "atc_rust" / "atc_kernels.h"
COMPILER = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
NULL, OPTION, ALIGNMENT, OVERLAP = range(1, 5)
PRICES = np.random.default_rng(5).normal(100.0, 1.0, 500)
SMA = "int32_t atc_sma(const double *x, size_t n, int64_t length, double *out)"
LIBRARIES = {
    "lies": SMA + "{ for (size_t t = 0; t < n; t++) out[t] = x[t] + (double)length * 1e-9; return 0; }",
    "crashes": SMA + "{ (void)x; (void)n; (void)length; (void)out; *(volatile int *)0 = 1; return 0; }",
    "refuses": SMA + "{ (void)x; (void)n; (void)length; (void)out; return ATC_FAILED; }",
    "overruns": SMA + "{ (void)x; (void)n; for (int64_t t = 0; t < length - 1; t++) out[t] = 0.0; return 0; }",
    "exits": "#include <stdlib.h>\n__attribute__((constructor)) static void start(void) { abort(); }\n"
    + SMA
    + "{ (void)x; (void)n; (void)length; (void)out; return 0; }",
}
# A library that was just compiled has been verified by nothing but these tests.
pytestmark = pytest.mark.filterwarnings("ignore::atc_core.UnverifiedWarning")
needs_compiler = pytest.mark.skipif(COMPILER is None, reason="there is no C compiler here")
ffi = cffi.FFI()
C_FUNCTIONS = [name for name in PROCESS.choice.plugins.load("rust").implementations if has_c_form(find_kernel(name))]


def compile_library(folder, name, source):
    path = folder / f"lib{name}.so"
    flags = ["-O2", "-std=c99", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared", f"-I{HEADER.parent}"]
    subprocess.run([COMPILER, *flags, str(source), "-o", str(path), "-lm"], check=True)
    return path


@pytest.fixture(scope="module")
def mine(tmp_path_factory):
    """The example library, compiled."""
    return compile_library(tmp_path_factory.mktemp("mine"), "mine", ROOT / "examples" / "c_library" / "mine.c")


@pytest.fixture
def libraries(tmp_path):
    """Compile some of `LIBRARIES`; gives a value for ATC_C_LIBRARIES."""

    def build(*names):
        paths = []
        for name in names:
            source = tmp_path / f"{name}.c"
            source.write_text(f'#include "atc_kernels.h"\n{LIBRARIES[name]}\n')
            paths.append(str(compile_library(tmp_path, name, source)))
        return os.pathsep.join(paths)

    return build


def tune(tmp_path, libraries, *kernels):
    """Tune in a new process with nothing but the reference and C libraries; the profile's kernels."""
    profile = tmp_path / "profile.json"
    others = [name for name in atc_core.backends() if name != "python" and not name.startswith("c:")]
    environment = {
        **os.environ,
        "ATC_C_LIBRARIES": libraries,
        "ATC_PROFILE": str(profile),
        "ATC_BACKEND_BLOCK": ",".join(others),
        "ATC_OBJECTIVE": "steady",
    }
    names = [part for kernel in kernels for part in ("--kernel", kernel)]
    command = [sys.executable, "-m", "atc_core.command.main", "--quick", *names, "--json"]
    tuned = subprocess.run(command, env=environment, capture_output=True, text=True)  # noqa: PLW1510
    assert tuned.returncode == 0, tuned.stderr
    return json.loads(profile.read_text())["kernels"], json.loads(tuned.stdout), environment


def test_the_header_follows_from_the_declarations():
    assert HEADER.read_text(encoding="utf-8") == header(), (
        "run: python -m atc_core.c_abi rust_backend/python/atc_rust/atc_kernels.h"
    )


@needs_compiler
@pytest.mark.parametrize("language", ["c", "c++"])
def test_the_header_compiles(language):
    if language == "c++" and shutil.which("g++") is None:
        pytest.skip("there is no C++ compiler here")
    flags = ["-x", language, "-Wall", "-Wextra", "-Werror", "-fsyntax-only"]
    subprocess.run([COMPILER, *flags, str(HEADER)], check=True)


def rust_library():
    return PROCESS.choice.plugins.backends["rust"].c_library_path()


@pytest.fixture(scope="module")
def rust_by_c(tmp_path_factory):
    """The functions of the Rust extension, come in as a library of C functions; loading it takes 0.1 s."""
    path = tmp_path_factory.mktemp("rust_by_c") / "librust_by_c.so"
    path.symlink_to(rust_library())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ATC_C_LIBRARIES", str(path))
        PROCESS.invalidate(Choice())
        return PROCESS.choice.plugins.load("c:rust_by_c").implementations


def test_rust_exports_every_kernel_it_implements(rust_by_c):
    assert set(rust_by_c) == set(C_FUNCTIONS)


@pytest.mark.parametrize("name", C_FUNCTIONS)
def test_the_c_functions_of_rust_agree_with_the_reference(rust_by_c, name):
    kernel = find_kernel(name)
    reference = PROCESS.choice.plugins.load(kernel.reference).implementations[name]
    assert disagreement(kernel, rust_by_c[name], reference) is None


def test_a_c_function_refuses_what_would_harm():
    ema = atc_core.get("ema", backend="rust").cffi()
    room = np.arange(100.0)
    x, out = ffi.from_buffer("double[]", room[:40]), ffi.from_buffer("double[]", room[50:90])
    odd = ffi.cast("double *", ffi.cast("char *", x) + 1)
    assert ema(x, 40, 3, out) == 0
    assert ema(ffi.NULL, 0, 3, ffi.NULL) == 0
    assert ema(ffi.NULL, 40, 3, out) == ema(x, 40, 3, ffi.NULL) == NULL
    assert ema(x, 40, 0, out) == ema(x, 40, -1, out) == OPTION
    assert ema(odd, 39, 3, out) == ema(x, 39, 3, odd + 50) == ALIGNMENT
    assert ema(x, 40, 3, x) == ema(x, 40, 3, x + 39) == OVERLAP
    assert ema(x, 40, 2**63 - 1, out) == 0
    assert np.isnan(room[50:90]).all()
    assert list(CODES)[:4] == ["NULL", "OPTION", "ALIGNMENT", "OVERLAP"]


def test_a_pointer_is_called_from_a_compiled_loop():
    ema = atc_core.get("ema").cffi()

    @numba.njit
    def last_values(x, lengths):
        values = np.empty(lengths.size)
        out = np.empty_like(x)
        for i in range(lengths.size):
            code = ema(ffi.from_buffer(x), x.size, lengths[i], ffi.from_buffer(out))
            values[i] = out[-1] if code == 0 else np.nan
        return values

    lengths = np.arange(1, 50)
    expected = [atc_core.ema(PRICES, int(length), backend="rust")[-1] for length in lengths]
    assert last_values(PRICES, lengths).tolist() == expected


def test_a_pointer_takes_flags_as_bytes():
    hold = atc_core.get("signal_persistence").cffi()

    @numba.njit
    def held(up, down):
        out = np.empty(up.size, np.int8)
        hold(ffi.from_buffer(up.view(np.uint8)), ffi.from_buffer(down.view(np.uint8)), up.size, ffi.from_buffer(out))
        return out

    up, down = PRICES > 101.0, PRICES < 99.0
    assert held(up, down).tolist() == atc_core.signal_persistence(up, down).tolist()


def test_the_example_of_a_loop_runs():
    result = subprocess.run([sys.executable, "examples/numba_loop.py"], cwd=ROOT, capture_output=True, text=True)  # noqa: PLW1510
    assert result.returncode == 0, result.stderr
    compiled, python = result.stdout.splitlines()
    assert compiled.split()[1:5] == python.split()[1:5]


def test_a_pointer_is_that_of_a_backend_with_a_library(environment):
    rust = open_library(rust_library()).function(KERNELS["wma"])
    assert atc_core.wma.cffi() == atc_core.get("wma", backend="rust").cffi(n=7) == rust
    with atc_core.use("python"):
        assert atc_core.wma.cffi() == rust
    with pytest.raises(atc_core.BackendError, match="wma: backend 'python' offers no C function"):
        atc_core.get("wma", backend="python").cffi()
    environment(BACKEND_BLOCK="rust")
    with pytest.raises(atc_core.BackendError, match="wma: no verified backend offers a C function; install one"):
        atc_core.wma.cffi()


@needs_compiler
def test_an_unverified_librarys_pointer_must_be_asked_for(environment, mine):
    environment(C_LIBRARIES=str(mine), BACKEND_BLOCK="rust")
    with pytest.raises(atc_core.BackendError, match="run atc-tune, or ask for one by name: c:mine"):
        atc_core.sma.cffi()
    function = atc_core.get("sma", backend="c:mine").cffi()
    out = np.empty(500)
    assert function(ffi.from_buffer("double[]", PRICES), 500, 9, ffi.from_buffer("double[]", out)) == 0
    np.testing.assert_allclose(out, atc_core.sma(PRICES, 9), rtol=1e-13)


@needs_compiler
def test_a_library_is_found_verified_tuned_and_chosen(tmp_path, mine):
    kernels, _, environment = tune(tmp_path, str(mine), "sma", "signal_persistence", "wma")
    assert set(kernels["sma"]["candidates"]) == {"c:mine", "python"}
    assert set(kernels["wma"]["candidates"]) == {"python"}
    assert not any(item.get("quarantine") for kernel in kernels.values() for item in kernel["candidates"].values())
    code = """
import numpy as np, atc_core
with atc_core.trace() as calls:
    print(atc_core.sma(np.arange(10_000.0), 3)[-1], atc_core.sma.cffi())
print(calls[0].backend, calls[0].rung, atc_core.signal_persistence.explain(n=100_000).backend)
"""
    command = [sys.executable, "-W", "error", "-c", code]
    result = subprocess.run(command, env=environment, capture_output=True, text=True)  # noqa: PLW1510
    first, second = result.stdout.splitlines()
    assert first.startswith("9998.0 <cdata 'int32_t(*)(double *, size_t, int64_t, double *)'"), result.stderr
    assert second == "c:mine 5 c:mine"


@needs_compiler
def test_a_library_that_lies_refuses_crashes_or_overruns_is_quarantined(tmp_path, libraries, mine):
    paths = os.pathsep.join([libraries("lies", "refuses", "crashes", "overruns", "exits"), str(mine)])
    kernels, report, _ = tune(tmp_path, paths, "sma")
    reasons = {name: item.get("quarantine", "") for name, item in kernels["sma"]["candidates"].items()}
    assert reasons.pop("c:mine") == reasons.pop("python") == ""
    assert "the reference gives" in reasons["c:lies"]
    assert "backend 'c:refuses': atc_sma gave 5, it failed inside" in reasons["c:refuses"]
    assert "ended with status -11" in reasons["c:crashes"]
    assert reasons["c:overruns"] == "it wrote outside of its result"
    assert "c:exits" not in reasons
    assert "c:exits is left out: a process that called it ended with status -6" in json.dumps(report)


@needs_compiler
def test_an_error_code_is_an_error_with_names(environment, libraries):
    environment(C_LIBRARIES=libraries("refuses"))
    with pytest.raises(atc_core.BackendError, match="sma: backend 'c:refuses': atc_sma gave 5, it failed inside"):
        atc_core.sma(PRICES, 3, backend="c:refuses")


@needs_compiler
@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
def test_a_library_takes_every_arrangement(environment, mine, arrangement):
    environment(C_LIBRARIES=str(mine))
    x = ARRANGEMENTS[arrangement](PRICES.copy())
    result = atc_core.sma(x, 9, backend="c:mine")
    np.testing.assert_allclose(result, atc_core.sma(PRICES, 9, backend="python"), rtol=1e-13)
    np.testing.assert_array_equal(x, PRICES)


@needs_compiler
def test_nothing_is_copied(environment, libraries):
    environment(C_LIBRARIES=libraries("lies"))
    function = PROCESS.choice.plugins.load("c:lies").implementations["sma"]
    room = np.ones(20)
    np.testing.assert_allclose(function(room[:19], 0, out=room[1:])[-1], 1.0)
    room[0] = 5.0
    assert (function(room[:19], 0, out=room[1:]) == 5.0).all()


def test_a_missing_file_is_reported_once(environment, tmp_path):
    environment(C_LIBRARIES=str(tmp_path / "libgone.so"))
    with pytest.warns(atc_core.BackendWarning, match="'c:gone' is broken.*libgone.so, and there is no such") as caught:
        assert atc_core.backends()["c:gone"].state == "broken"
    assert len(caught) == 1
    atc_core.sma(PRICES, 3)
    with pytest.raises(atc_core.BackendError, match="libgone.so, and there is no such file"):
        atc_core.sma(PRICES, 3, backend="c:gone")


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"no library", "it is no shared library for this machine"), (b"", "it is no shared library for this machine")],
)
def test_a_file_that_is_no_library_is_reported_once(environment, tmp_path, content, message):
    path = tmp_path / "libtext.so"
    path.write_bytes(content)
    environment(C_LIBRARIES=str(path))
    assert atc_core.backends()["c:text"].state == "available"
    with (
        pytest.warns(atc_core.BackendWarning, match=message) as caught,
        pytest.raises(atc_core.BackendError, match=message),
    ):
        atc_core.sma(PRICES, 3, backend="c:text")
    assert len(caught) == 1
    atc_core.sma(PRICES, 3)


@needs_compiler
def test_a_library_without_any_kernel_is_reported(environment, tmp_path):
    source = tmp_path / "other.c"
    source.write_text("int other(void) { return 1; }")
    environment(C_LIBRARIES=str(compile_library(tmp_path, "other", source)))
    with (
        pytest.warns(atc_core.BackendWarning, match="exports no function of atc_kernels.h"),
        pytest.raises(atc_core.BackendError, match="none is called atc_<kernel>"),
    ):
        atc_core.sma(PRICES, 3, backend="c:other")


def test_names_come_from_files(environment, tmp_path):
    for name in ("libone.so.1.2", "two.dll", "three.dylib", "lib.so", "fo ur.so"):
        (tmp_path / name).touch()
    environment(C_LIBRARIES=os.pathsep.join(["", *map(str, sorted(tmp_path.glob("*.*"))), ""]), BACKEND_BLOCK="c:two")
    found = {name: item.state for name, item in atc_core.backends().items() if name.startswith("c:")}
    assert found == {
        "c:one": "available",
        "c:two": "blocked",
        "c:three": "available",
        "c:lib": "available",
        "c:fo_ur": "available",
    }
    environment(BACKEND_BLOCK="c")
    assert atc_core.backends()["c"].state == "blocked"


def test_a_second_library_of_a_name_is_left_out(environment, tmp_path):
    for name in ("libsame.so", "same.dll"):
        (tmp_path / name).touch()
    environment(C_LIBRARIES=f"{tmp_path / 'libsame.so'}{os.pathsep}{tmp_path / 'same.dll'}")
    with pytest.warns(atc_core.BackendWarning, match="there is a backend called 'c:same' already"):
        assert atc_core.backends()["c:same (second plugin)"].state == "broken"


def test_a_changed_file_is_another_version(environment, tmp_path):
    path = tmp_path / "libmine.so"
    versions = set()
    for content in (b"one", b"two"):
        path.write_bytes(content)
        environment(C_LIBRARIES=str(path))
        atc_core.backends()
        versions.add(PROCESS.choice.plugins.backends["c:mine"].version())
    assert len(versions) == 2


def test_finding_libraries_does_not_import_cffi(tmp_path):
    (tmp_path / "libmine.so").touch()
    code = "import sys, atc_core; atc_core.backends(); atc_core.sma([1.0], 1); print('cffi' in sys.modules)"
    environment = {**os.environ, "ATC_C_LIBRARIES": str(tmp_path / "libmine.so")}
    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert result.stdout == "False\n"
