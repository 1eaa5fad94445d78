"""Everything that is published, into `dist/`: six sources, five pure wheels, the extension's wheel for this platform.

    python release/build.py           all: minutes, the extension is compiled as one unit
    python release/build.py --pure    what needs no compiler

Wheels are built from the sources that are published beside them, so those build. Needs the groups `build` and `wheels`.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUST = ROOT / "rust_backend"
PURE = sorted(path.parent for path in ROOT.glob("*/pyproject.toml") if path.parent != RUST)
SCRATCH = RUST / "target" / "wheels"
"""Kept between builds, at one place: crates of others are compiled once, and every build has the same paths in it."""
OLDEST_GLIBC = "manylinux2014"
"""glibc 2.17, which Rust itself needs. Linked on Debian 12 without zig, the extension needs 2.35."""


def main() -> None:
    """Build, and say what there is."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pure", action="store_true", help="leave out the extension's wheel")
    parser.add_argument(
        "--output", type=Path, default=ROOT / "dist", help="folder, whose older files of ours are removed"
    )
    options = parser.parse_args()
    output = options.output.resolve()
    for path in output.glob("atc_*"):
        path.unlink()
    # The tools of this environment, zig's among them, are found first.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    # Files in wheels and sources bear the time of the commit, so that two builds of it are equal.
    os.environ.setdefault("SOURCE_DATE_EPOCH", said("git", "log", "-1", "--format=%ct"))
    for folder in PURE:
        run(sys.executable, "-m", "build", "--no-isolation", "--outdir", output, folder)
    said("maturin", "sdist", "--out", str(output), cwd=RUST)  # it warns of each crate that it has no address
    if not options.pure:
        build_extension(next(output.glob("atc_rust-*.tar.gz")), output)
    for path in sorted(output.iterdir()):
        print(f"{path.stat().st_size / 1e6:7.2f} MB  {path.name}")


def build_extension(source: Path, output: Path) -> None:
    """The wheel of the extension for this platform, from its published sources."""
    shutil.rmtree(SCRATCH / "source", ignore_errors=True)
    with tarfile.open(source) as archive:
        archive.extractall(SCRATCH / "source", filter="data")
    (folder,) = (SCRATCH / "source").iterdir()
    home = os.environ.get("CARGO_HOME", str(Path.home() / ".cargo"))
    paths = {home: "cargo", str(folder): "atc-rust"}
    flags = " ".join(f"--remap-path-prefix={path}={name}" for path, name in paths.items())
    command = ["maturin", "build", "--profile", "dist", "--locked", "--out", str(output), *portability()]
    run(*command, cwd=folder, CARGO_TARGET_DIR=str(SCRATCH / "target"), RUSTFLAGS=flags)


def portability() -> list[str]:
    """What makes a wheel run on systems older than this one."""
    if platform.system() == "Linux" and platform.libc_ver()[0] == "glibc":
        return ["--zig", "--compatibility", OLDEST_GLIBC]
    return []


def run(*command: str | Path, cwd: Path = ROOT, **settings: str) -> None:
    """Run a command, which says what it does itself; its failure is ours."""
    subprocess.run(command, cwd=cwd, env={**os.environ, **settings}, check=True)


def said(*command: str, cwd: Path = ROOT) -> str:
    """What a command prints."""
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"{' '.join(map(str, error.cmd))} ended with status {error.returncode}\n{error.stderr or ''}")
