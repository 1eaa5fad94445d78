"""What is published: wheels and sources of one version that hold what they should, and run without a checkout.

The extension's wheel takes minutes to build; `make wheels` and `make wheels-test` look at that one.
"""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

import atc_core

ROOT = Path(__file__).parents[1]
RELEASE = ROOT / "release"
FOLDERS = {path.parent.name: path.parent for path in ROOT.glob("*/pyproject.toml")}
PURE = ["atc_backends", "atc_core", "atc_numba", "atc_python", "atc_trading"]
PROGRAM = """
import sys
sys.path[:0] = [sys.argv[1]]
import atc_core
assert atc_core.__file__.startswith(sys.argv[1])
states = atc_core.backends()
for name in ("python", "numba"):
    print(name, states[name].distribution, atc_core.get("sma", backend=name)([1.0, 2.0, 6.0], 3).tolist())
"""


@pytest.fixture(autouse=True)
def scripts(monkeypatch):
    monkeypatch.syspath_prepend(RELEASE)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """What `release/build.py --pure` makes: sources of all distributions, wheels of those without a compiler."""
    for name in ("build", "hatchling"):
        pytest.importorskip(name, reason="wheels are built where their tools are: pip install --group build")
    if shutil.which("cargo") is None:
        pytest.skip("no cargo on the PATH: the sources of the extension are what cargo says they are")
    output = tmp_path_factory.mktemp("dist")
    command = [sys.executable, str(RELEASE / "build.py"), "--pure", "--output", str(output)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return sorted(output.iterdir())


@pytest.fixture(scope="module")
def wheels(files):
    return {path.name.split("-")[0]: zipfile.ZipFile(path) for path in files if path.suffix == ".whl"}


@pytest.fixture(scope="module")
def sources(files):
    return {path.name.split("-")[0]: tarfile.open(path) for path in files if path.suffix == ".gz"}


def metadata(wheel):
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return message_from_bytes(wheel.read(name))


def test_there_are_wheels_and_sources_of_one_version(files):
    version = atc_core.__version__
    pure = [f"{name}-{version}-py3-none-any.whl" for name in PURE]
    assert [path.name for path in files] == sorted(
        [*pure, *(f"{name}-{version}.tar.gz" for name in (*PURE, "atc_rust"))]
    )


@pytest.mark.parametrize("name", PURE)
def test_a_wheel_holds_its_package_and_nothing_else(wheels, name):
    (package,) = (path.parent for path in ROOT.glob(f"*/src/{name}/__init__.py"))
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=package.parent, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    held = {item for item in wheels[name].namelist() if ".dist-info/" not in item}
    assert held == set(listed)
    assert f"{name}/py.typed" in held


@pytest.mark.parametrize("name", PURE)
def test_a_wheel_says_what_it_is(wheels, name):
    found = metadata(wheels[name])
    assert (found["License-Expression"], found["Requires-Python"]) == ("MIT", ">=3.10")
    (licence,) = (item for item in wheels[name].namelist() if item.endswith("/licenses/LICENSE"))
    assert wheels[name].read(licence) == (ROOT / "LICENSE").read_bytes()
    # An index shows the description without the files beside it.
    assert re.findall(r"\]\((?!https?://)[^)]*\)", found.get_payload()) == []
    assert f"# {found['Name']}" in found.get_payload()


def test_every_distribution_names_the_versions_of_python_that_are_tested():
    workflow = (ROOT / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8")
    (tested,) = re.findall(r"^ +python: \[(.+)\]$", workflow, re.MULTILINE)
    for folder in FOLDERS.values():
        named = re.findall(r'"Programming Language :: Python :: (3\.\d+)"', (folder / "pyproject.toml").read_text())
        assert named == re.findall(r'"([\d.]+)"', tested), folder


def test_the_sources_of_the_extension_are_complete(sources):
    names = {name.partition("/")[2] for name in sources["atc_rust"].getnames()}
    assert {"LICENSE", "LICENSES_OF_CRATES.txt", "Cargo.lock", "python/atc_rust/py.typed"} <= names
    crates = {
        path.relative_to(ROOT / "rust_backend").as_posix()
        for path in (ROOT / "rust_backend").glob("kernels/*/src/*.rs")
    }
    assert crates <= names
    assert not [name for name in names if name.endswith((".so", ".pyd")) or name.startswith("target")]


def test_the_same_commit_gives_the_same_bytes(files, tmp_path):
    first = next(path for path in files if path.name.startswith("atc_python") and path.suffix == ".whl")
    environment = {**os.environ, "SOURCE_DATE_EPOCH": last_commit()}
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT / "python_backend", env=environment, capture_output=True, check=True)
    assert (tmp_path / first.name).read_bytes() == first.read_bytes()


def last_commit():
    command = ["git", "log", "-1", "--format=%ct"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def test_wheels_run_without_the_checkout(wheels, tmp_path):
    for wheel in wheels.values():
        wheel.extractall(tmp_path / "site")
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "site")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "python atc-python [nan, nan, 3.0]\nnumba atc-numba [nan, nan, 3.0]\n"


def test_every_manifest_has_the_one_version():
    import version

    assert version.current() == atc_core.__version__
    for path in version.manifests():
        text = path.read_text(encoding="utf-8")
        assert version.changed(text, atc_core.__version__) == text, path
    assert f'\nversion = "{version.of_crates(atc_core.__version__)}"\n' in version.CARGO.read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", [name for name in FOLDERS if name != "atc_core"])
def test_what_is_built_on_the_core_needs_its_very_version(folder):
    text = (FOLDERS[folder] / "pyproject.toml").read_text(encoding="utf-8")
    assert f'"atc-core=={atc_core.__version__}"' in text


def test_a_new_version_is_written_everywhere():
    import version

    text = 'version = "0.1.0"\ndependencies = ["atc-core==0.1.0", "numpy>=1.26", "atc-python>=0.1.0"]\n'
    assert version.changed(text, "0.2.0rc1") == text.replace("0.1.0", "0.2.0rc1")
    assert [version.of_crates(item) for item in ("1.2.3", "1.2.3rc4", "1.2.3b1")] == [
        "1.2.3",
        "1.2.3-rc.4",
        "1.2.3-beta.1",
    ]


@pytest.mark.skipif(shutil.which("cargo") is None, reason="no cargo on the PATH: it knows which crates are linked")
def test_the_licences_of_all_linked_crates_travel_with_the_wheel():
    done = subprocess.run(
        [sys.executable, str(RELEASE / "crates.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_empty_environment_sees_no_compiler(tmp_path, monkeypatch):
    import first_result

    suffix = ".exe" if os.name == "nt" else ""
    for name in (f"tools/cargo{suffix}", f"clean/python{suffix}"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path / "tools"), str(tmp_path / "clean")]))
    place = first_result.Environment(tmp_path / "empty", tmp_path)
    assert place.path().split(os.pathsep) == [str(place.programs), str(tmp_path / "clean")]
    assert place.is_ours((tmp_path / "atc_core.whl").as_uri())
    assert not place.is_ours("https://example.com/atc_core.whl")
