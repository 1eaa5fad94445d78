"""The rules of the house that can be read off the source, and what importing it costs."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cases import EVERY_KERNEL

import atc_core
from atc_core.plugins import PROJECT

ROOT = Path(__file__).parents[1]
BACKENDS = ["python_backend", "numba_backend", "rust_backend/python", "backends"]
HEAVY = ["numba", "pandas", "polars", "typer", "rich", "msgspec", "pluggy", "archspec", "narwhals"]


def sources(*folders):
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def modules(path):
    """The modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module


def imported(path):
    """The top-level packages that a file imports."""
    return {module.partition(".")[0] for module in modules(path)}


@pytest.mark.parametrize("path", sources("atc_core/src"), ids=lambda path: path.name)
def test_the_core_imports_no_backend_and_nothing_that_is_built_on_it(path):
    others = {"atc_python", "atc_numba", "atc_rust", "atc_backends", "atc_trading", "numba", "talib", "bottleneck"}
    assert not others & imported(path)


@pytest.mark.parametrize("folder", BACKENDS)
def test_backends_use_only_what_a_stranger_can_use(folder):
    own = {item.name for item in (ROOT / folder).rglob("atc_*") if item.is_dir()}
    for path in sources(folder):
        ours = {name for name in imported(path) if name.startswith("atc_")}
        assert ours <= {"atc_core", *own}, path


@pytest.mark.parametrize("folder", [*BACKENDS, "atc_trading"])
def test_every_arrow_points_to_the_core(folder):
    assert any("atc_core" in imported(path) for path in sources(folder))


def test_what_is_built_on_the_core_uses_only_its_public_places():
    places = "accessors.fields|blame|command.terminal|decimals|declarations|domains|hints|option_values|pages"
    places += "|parameters|spelling|sweeps.executors|tuning.comparison|tuning.large_calls"
    public = re.compile(rf"atc_trading.*|atc_core(\.({places})(\..*)?)?")
    for path in sources("atc_trading"):
        ours = {module for module in modules(path) if module.startswith("atc_")}
        assert all(map(public.fullmatch, ours)), path


@pytest.mark.parametrize("folder", ["atc_trading/src"])
def test_no_two_files_of_a_distribution_bear_one_name(folder):
    names = [path.name for path in sources(folder) if path.name != "__init__.py"]
    assert sorted(names) == sorted(set(names))


def test_the_pure_crate_depends_on_no_python():
    manifest = (ROOT / "rust_backend" / "kernels" / "Cargo.toml").read_text()
    assert not re.findall(r"^(pyo3|numpy)\b", manifest, re.MULTILINE)


def test_no_kernel_is_named_in_the_core_outside_its_declaration():
    names = set(EVERY_KERNEL) - {PROJECT}  # of which one is the project's own name
    for path in sources("atc_core/src"):
        if "declarations" in path.parts:
            continue
        words = {node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)}
        assert not names & {word for word in words if isinstance(word, str)}, path


def test_every_declaration_is_documented():
    for kernel in EVERY_KERNEL.values():
        for section in ("Args:", "Returns:", "Raises:", "Source:"):
            assert section in kernel.documentation, kernel
        for parameter in kernel.parameters:
            assert re.search(rf"\b{parameter.name}(, \w+)*: ", kernel.documentation), (kernel.name, parameter.name)


def test_importing_the_core_imports_nothing_heavy():
    code = f"import sys, atc_core; print([name for name in {HEAVY} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"


def test_finding_the_backends_does_not_import_numba():
    code = "import sys, atc_core; atc_core.backends(); print('numba' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "False\n"


def test_no_function_is_long():
    for path in sources("atc_core/src", "atc_trading/src", "python_backend/src", "numba_backend/src", "backends/src"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and "declarations" not in path.parts:
                assert node.end_lineno - node.lineno < 45, f"{path}: {node.name}"


def test_distributions_agree_on_their_version():
    manifests = [path.read_text() for path in ROOT.glob("*/pyproject.toml")]
    assert len(manifests) == 6
    versions = {re.search(r'^version = "(.+)"$', text, re.MULTILINE)[1] for text in manifests}
    assert versions == {atc_core.__version__}


def name_of(path):
    """The module in a file of the core."""
    parts = path.relative_to(ROOT / "atc_core" / "src").with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_for_types_only(node):
    return isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"


def imports(node):
    """Every import below a node, also inside of functions; not what only type checkers read."""
    for child in ast.iter_child_nodes(node):
        if is_for_types_only(child):
            continue
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert not child.level, "an import is absolute"
            yield from (f"{child.module}.{alias.name}" for alias in child.names)
        yield from imports(child)


def cycles(edges):
    """The groups of modules each of which needs all others of its group."""
    known = set(edges)
    needs = {module: {item for item in found if item in known} for module, found in edges.items()}
    while True:
        further = {module: found.union(*(needs[item] for item in found)) for module, found in needs.items()}
        if further == needs:
            return {
                frozenset(item for item in needs if module in needs[item] and item in needs[module]) for module in needs
            }
        needs = further


def test_no_modules_of_the_core_import_each_other():
    files = {name_of(path): path for path in sources("atc_core/src")}
    edges = {}
    for module, path in files.items():
        found = imports(ast.parse(path.read_text(encoding="utf-8")))
        # ``from package import name`` needs the module of that name, or else the one that has it.
        edges[module] = {item if item in files else item.rpartition(".")[0] for item in found} & set(files)
    assert sum(map(len, edges.values())) > len(files)
    assert [sorted(group) for group in cycles(edges) if group] == []


def test_a_cycle_would_be_found():
    edges = {"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set(), "e": {"e"}}
    assert {group for group in cycles(edges) if group} == {frozenset("bc"), frozenset("e")}
    tree = ast.parse("if TYPE_CHECKING:\n    import a\ndef f():\n    from b import c\n")
    assert list(imports(tree)) == ["b.c"]


@pytest.mark.parametrize("first", ["atc_core", "atc_core.kernel", "atc_core.process", "atc_core.streams.stream"])
def test_no_public_name_is_hidden_by_a_module(first):
    code = (
        f"import types, {first}, atc_core\n"
        "print([name for name in atc_core.__all__ if isinstance(getattr(atc_core, name), types.ModuleType)])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
