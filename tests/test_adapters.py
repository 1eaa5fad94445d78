"""Other people's libraries: found without being imported, run by themselves, right also where averages are long."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from one_process import fresh_process  # noqa: F401 the tests share it

import atc_core
from atc_core.conformance.agreement import case_disagreement, expected
from atc_core.conformance.case import Case
from atc_core.decimals.admitted_columns import admit
from atc_core.hints import install_extra
from atc_core.process import PROCESS
from atc_core.registry import find_kernel

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "backends" / "src" / "atc_backends"
FILES = [path for path in sorted(SOURCES.rglob("*.py")) if path.parent.name != "c"]
MODULES = {
    "bottleneck": "bottleneck",
    "numbagg": "numbagg",
    "pandas": "pandas",
    "polars": "polars",
    "pyarrow": "pyarrow",
    "scipy": "scipy",
    "talib": "talib",
    "tulipy": "tulipy",
}
AVAILABLE = [name for name in MODULES if name in atc_core.backends() and atc_core.backends()[name].state == "available"]
IMPLEMENTED = [(name, kernel) for name in AVAILABLE for kernel in PROCESS.choice.plugins.load(name).implementations]
AVERAGES = [(name, kernel) for name, kernel in IMPLEMENTED if find_kernel(kernel).family == "moving_averages"]
OF_TALIB = [
    *((kernel, (n,)) for kernel in ("ema", "rma", "tema", "momentum") for n in (1, 2, 28, 99, 100, 101)),
    *(("macd", options) for options in ((12, 26, 9), (1, 2, 1), (12, 90, 9), (12, 90, 12), (2, 101, 9))),
]
LONG_CASES = [
    *((*item, shape, 12_000) for item in AVERAGES for shape in ("constant", "step", "offset", "infinity", "gap")),
    *((*item, "step", 101_000) for item in AVERAGES if item[1] != "hma"),  # three averages, each 50 000 squared
]


def manifest(folder):
    return (ROOT / folder / "pyproject.toml").read_text(encoding="utf-8")


def test_finding_the_backends_imports_no_library():
    libraries = [*MODULES.values(), "numba"]
    code = f"import sys, atc_core; atc_core.backends(); print([name for name in {libraries} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"


MISSING = """
import sys
name, module = sys.argv[1:]
sys.modules[module] = None  # Python's own way to say that there is no such module
import atc_core
print(atc_core.backends()[name])
try:
    atc_core.get("ema", backend=name)([1.0, 2.0, 3.0], 2)
except atc_core.BackendError as error:
    print(error)
"""


@pytest.mark.parametrize("name", MODULES)
def test_a_missing_library_is_not_installed_and_says_how_to_install_it(name):
    command = [sys.executable, "-c", MISSING, name, MODULES[name]]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    status, error = result.stdout.splitlines()
    assert status.startswith("not installed: ")
    assert all(install_extra(name) in line for line in (status, error))


@pytest.mark.parametrize("name", MODULES)
def test_every_adapter_has_its_extra(name):
    assert f'\n{name} = ["atc-backends[{name}]"]\n' in manifest("atc_core")
    assert re.search(rf'^{name} = \["{name}>=', manifest("backends"), re.MULTILINE | re.IGNORECASE) or name == "talib"
    assert f'\n{name} = "atc_backends.{name}"\n' in manifest("backends")


def test_peers_are_all_adapters_that_install_without_a_compiler():
    assert '\npeers = ["atc-backends[all]"]\n' in manifest("atc_core")
    (every,) = re.findall(r'^all = \["atc-backends\[(.+)\]"\]', manifest("backends"), re.MULTILINE)
    assert set(MODULES) - set(every.split(",")) == {"tulipy"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_adapter_cannot_reach_another_backend(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert not [alias for alias in node.names if alias.name.startswith("atc_")]
        elif isinstance(node, ast.ImportFrom) and node.module == "atc_core":
            assert {alias.name for alias in node.names} <= {"Backend", "hookimpl"}
        elif isinstance(node, ast.ImportFrom) and node.module.startswith("atc_core"):
            assert re.fullmatch(
                r"atc_core\.(arrays|declarations(\.\w+)?|decimals(\.(arrow|in_arrow|numbers))?)", node.module
            )


@pytest.mark.parametrize("name", AVAILABLE)
def test_every_adapter_has_work(name):
    assert PROCESS.choice.plugins.load(name).implementations


@pytest.mark.parametrize(("name", "kernel"), IMPLEMENTED)
def test_what_runs_is_what_was_asked_for(name, kernel):
    arguments = find_kernel(kernel).arguments(np.random.default_rng(3), 100)
    with atc_core.trace() as calls:
        atc_core.get(kernel, backend=name)(*arguments)
    assert {call.backend for call in calls} == {name}


@pytest.mark.parametrize(("name", "kernel", "shape", "length"), LONG_CASES)
def test_rounding_does_not_add_up_in_long_averages(name, kernel, shape, length):
    arguments = long_series(length + 300)[shape], length
    declared = find_kernel(kernel)
    reference = PROCESS.choice.implementation(declared, declared.reference)
    function = PROCESS.choice.implementation(declared, name)
    assert (
        case_disagreement(declared, Case(shape, arguments), function, expected(declared, reference, arguments)) is None
    )


def long_series(n):
    """Series on which rounding all goes one way, or which spoil what keeps a sum."""
    bars = np.arange(n)
    flat = np.full(n, 0.1)
    return {
        "constant": flat,
        "step": np.where(bars < n - 150, 100.1, 300.3),
        "offset": 1e6 + np.random.default_rng(5).normal(size=n).cumsum(),
        "infinity": np.where(bars == n - 100, np.inf, flat),
        "gap": np.where(bars == n - 100, np.nan, flat),
    }


@pytest.fixture
def talib():
    library = pytest.importorskip("talib")
    yield library
    library.set_unstable_period("ALL", 0)
    library.set_compatibility(0)


@pytest.mark.parametrize(
    "change", [lambda lib: lib.set_unstable_period("ALL", 7), lambda lib: lib.set_compatibility(1)]
)
@pytest.mark.parametrize(("kernel", "options"), OF_TALIB)
def test_what_a_program_tells_talib_changes_no_result(talib, change, kernel, options):
    declared = find_kernel(kernel)
    (x,) = declared.sample(np.random.default_rng(3), 100)
    wanted = atc_core.get(kernel, backend="talib")(x, *options)
    change(talib)
    with atc_core.trace() as calls:
        result = atc_core.get(kernel, backend="talib")(x, *options)
    np.testing.assert_allclose(result, wanted, rtol=1e-12, atol=1e-12)
    assert [call.backend for call in calls] == ["talib"]


def test_lengths_beyond_talibs_are_taken():
    declared = find_kernel("momentum")
    x = np.arange(100_010.0)
    result = PROCESS.choice.implementation(declared, "talib")(x, 100_005)
    assert np.isnan(result[:100_005]).all()
    assert (result[100_005:] == 100_005.0).all()


DECIMAL = [(name, kernel) for name, kernel in IMPLEMENTED if find_kernel(kernel).family == "decimals"]


@pytest.mark.parametrize("row", [0, 1, 500, 999])
@pytest.mark.parametrize(("name", "kernel"), [pair for pair in DECIMAL if pair[1] != "decimal_cumulative_max"])
def test_a_library_that_does_not_say_which_row_is_asked_for_it(name, kernel, row):
    """The first row of two that need 39 digits is named, chunks and nulls before it count too."""
    largest, other = [None, 1] * 500, [None, 1] * 500
    largest[row] = largest[-1] = 10**38 - 1
    other[row] = 10**37
    a, b = (
        pa.chunked_array([pa.array(values, pa.decimal128(38, 0)).slice(start, 250) for start in range(0, 1000, 250)])
        for values in (largest, other)
    )
    calls = {
        "decimal_add": lambda own: own(a, b),
        "decimal_subtract": lambda own: own(a, pc.negate(b)),
        "decimal_rescale": lambda own: own(a, 1),
        "decimal_sum": lambda own: own(pa.chunked_array([*a.chunks, *b.chunks])),
        "decimal_cumulative_sum": lambda own: own(pc.fill_null(pa.chunked_array([*b.chunks, *a.chunks]), 0)),
    }
    said = []
    for backend in (name, "python"):
        with pytest.raises(ValueError, match="needs more than 38 digits") as raised:
            calls[kernel](atc_core.get(kernel, backend=backend))
        said.append(str(raised.value))
    assert said[0] == said[1]


def test_columns_of_16_bytes_are_read_where_they_lie():
    from atc_backends.arrow_columns import packed_chunks

    column = pa.array([1, None, 3] * 100, pa.decimal128(38, 0))[24:]
    (own,) = packed_chunks(admit("decimal_sum", find_kernel("decimal_sum").arrays[0], column).columns[0])
    assert own.words.ctypes.data == column.buffers()[1].address + 24 * 16
    assert own.valid.ctypes.data == column.buffers()[0].address + 3
