"""Install the wheels of `dist/` into an empty environment without a compiler, and time the first result.

    python release/first_result.py                    the core and Rust
    python release/first_result.py --extra all        and every other backend
    python release/first_result.py --demo             then what `make demo` shows: tuned kernels on real prices
    python release/first_result.py --conformance      then the wheel's backend against the reference, all kernels
    python release/first_result.py --suite            then this checkout's tests, against the wheels

Our own distributions must come from `dist/`; those of others come from where pip is configured to look.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
WITHIN = 60.0
"""Seconds from nothing to the first result, downloads included."""
COMPILERS = ("cargo", "rustc", "maturin")
FIRST = """
import time
begin = time.perf_counter()
import atc_core
imported = time.perf_counter()
result = atc_core.ema([10.0, 11.0, 12.0, 11.0], 3, backend="rust")
assert [round(value, 9) for value in result[2:]] == [11.0, 11.0], result
end = time.perf_counter()
from importlib.metadata import version
print(f"    atc-core {version('atc-core')} and atc-rust {version('atc-rust')}: "
      f"import {1e3 * (imported - begin):.0f} ms, first call {1e3 * (end - imported):.0f} ms")
assert atc_core.ema.explain(n=10_000).backend != "python", atc_core.ema.explain(n=10_000)
"""


def main() -> int:
    """Install, time, and go on as asked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--wheels", type=Path, default=ROOT / "dist", help="folder of the wheels")
    parser.add_argument("--extra", default="rust", help="extra of atc-core that is installed")
    for name in ("demo", "conformance"):
        parser.add_argument(f"--{name}", action="store_true")
    parser.add_argument("--suite", nargs="*", metavar="TEST", help="files of tests; all without one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="atc-wheels-") as name:
        seconds = timed(Environment(Path(name), options.wheels.resolve()), options)
    print(f"first result after {seconds:.1f} s, of at most {WITHIN:.0f}")
    return int(seconds > WITHIN)


def timed(place: Environment, options: argparse.Namespace) -> float:
    """Seconds from nothing to the first result; afterwards what else was asked for."""
    begin = time.perf_counter()
    place.create()
    place.install(f"atc-core[{options.extra}]")
    place.run("python", "-c", FIRST)
    seconds = time.perf_counter() - begin
    if options.conformance:
        place.run("atc-conformance", "rust")
    if options.demo:
        show(place)
    if options.suite is not None:
        place.run("python", "-m", "pip", "install", "--quiet", "--upgrade", "pip")  # groups need 25.1
        place.install("atc-core[all,report]", "atc-trading[backtest,book,cache,monitor,scan]", *groups("test", "demo"))
        place.run("python", "-m", "pytest", "-q", *options.suite, cwd=ROOT)
    return seconds


def show(place: Environment) -> None:
    """What `make demo` does, with wheels."""
    place.run("python", "-m", "pip", "install", "--quiet", "--upgrade", "pip")  # groups need 25.1
    place.install("atc-core[all]", *groups("demo"))
    place.run("atc-tune", "--quick")
    shutil.copy(ROOT / "examples" / "sp500.py", place.folder)
    place.run("python", "sp500.py", "--output", "output")
    assert (place.folder / "output" / "sp500.png").is_file(), "no chart"


def groups(*names: str) -> list[str]:
    """What pip needs to install groups of the workspace's manifest."""
    return [part for name in names for part in ("--group", f"{ROOT / 'pyproject.toml'}:{name}")]


class Environment:
    """A virtual environment outside of the checkout; its commands see no compiler and none of our variables."""

    def __init__(self, folder: Path, wheels: Path) -> None:
        """An environment that is not there yet."""
        self.folder, self.wheels = folder, wheels
        self.programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")

    def create(self) -> None:
        """Make it, empty but for pip; fail where a compiler can be seen from it."""
        venv.create(self.folder / "venv", with_pip=True)
        seen = [name for name in COMPILERS if shutil.which(name, path=self.path())]
        assert not seen, f"the environment sees {seen}"

    def path(self) -> str:
        """The search path without the folders that hold a compiler of Rust."""
        folders = os.environ["PATH"].split(os.pathsep)
        clean = [item for item in folders if not any(shutil.which(name, path=item) for name in COMPILERS)]
        return os.pathsep.join([str(self.programs), *clean])

    def install(self, *arguments: str) -> None:
        """Install as a user would, wheels only; fail where an index has answered for one of our names."""
        options = ["--quiet", "--only-binary", ":all:", "--find-links", str(self.wheels), "--report", "report.json"]
        self.run("python", "-m", "pip", "install", *options, *arguments)
        report = json.loads((self.folder / "report.json").read_text(encoding="utf-8"))
        taken = {item["metadata"]["name"]: item["download_info"]["url"] for item in report["install"]}
        foreign = {name: url for name, url in taken.items() if name.startswith("atc") and not self.is_ours(url)}
        assert not foreign, f"not from {self.wheels}: {foreign}"

    def is_ours(self, url: str) -> bool:
        """Whether a file was taken from the folder of the wheels."""
        return url.startswith(f"{self.wheels.as_uri()}/")

    def run(self, program: str, *arguments: str, cwd: Path | None = None) -> None:
        """Run a command of the environment."""
        ours = ("ATC_", "PYTHON", "VIRTUAL_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        settings = {"PATH": self.path(), "XDG_CONFIG_HOME": str(self.folder / "configuration")}
        found = shutil.which(program, path=self.path())
        subprocess.run([found or program, *arguments], cwd=cwd or self.folder, env={**kept, **settings}, check=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(f"{' '.join(map(str, error.cmd[:4]))} … ended with status {error.returncode}")
