"""Builds of the Rust crates with instruments in them, each in a folder of its own below rust_backend/target."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

RUST = Path(__file__).parents[1] / "rust_backend"
PACKAGE = RUST / "python" / "atc_rust"
HOST = next(
    line.split()[1]
    for line in subprocess.run(["rustc", "-vV"], check=True, capture_output=True, text=True).stdout.splitlines()
    if line.startswith("host")
)


class Build:
    """A build with these flags of the compiler."""

    def __init__(self, name: str, flags: Sequence[str], profile: str) -> None:
        """`profile` is cargo's, at a level of optimisation at which it takes a third of the time."""
        self.folder = RUST / "target" / name
        self.profile = profile
        level = {f"CARGO_PROFILE_{kind}_OPT_LEVEL": "1" for kind in ("DEV", "RELEASE")}
        # Flags that are not stable are those of this very compiler; no other one is needed.
        self.environment = {**os.environ, **level, "RUSTC_BOOTSTRAP": "1", "RUSTFLAGS": " ".join(flags)}

    def cargo(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run cargo; what it says is kept, and shown where it fails."""
        # With a target of its own, build scripts and macros are compiled without the flags.
        command = ["cargo", *words, "--locked", "--target", HOST, "--target-dir", str(self.folder)]
        done = subprocess.run(
            command, cwd=RUST, env={**self.environment, **variables}, text=True, capture_output=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}\n{done.stdout[-4000:]}{done.stderr[-4000:]}")
        return done

    @property
    def programs(self) -> Path:
        """Where cargo puts what it builds."""
        return self.folder / HOST / ("debug" if self.profile == "dev" else self.profile)

    def extension(self) -> Path:
        """The Python package with this build's extension; the folder to put on the path."""
        self.cargo("build", "--profile", self.profile, "--package", "atc-rust")
        target = self.folder / "python"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(PACKAGE, target / "atc_rust", ignore=shutil.ignore_patterns("*.so", "__pycache__"))
        shutil.copy(self.programs / "lib_native.so", target / "atc_rust" / "_native.abi3.so")
        return target

    def python(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run Python with this build's extension."""
        environment = {**self.environment, "PYTHONPATH": str(self.extension()), **variables}
        return subprocess.run([sys.executable, *words], env=environment, text=True, capture_output=True, check=False)
