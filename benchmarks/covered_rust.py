"""Lines and branches of the Rust crates that tests execute, their own and those of Python that call the extension.

The compiler counts (`-C instrument-coverage`); `llvm-profdata` and `llvm-cov` of version 19 or later read it, from
rustup's component llvm-tools or a package of the system, for example `apt-get install llvm-19`.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from instrumented import RUST, Build

FLAGS = ("-C instrument-coverage", "-Z coverage-options=branch")
OLDEST = 19
"""The first LLVM that reads version 10 of the raw profiles, which rustc 1.95 (LLVM 22) writes."""
TESTS = "contract streams streams_of_kernels streams_from_history streams_revised c_abi tables threads float32 atc"
MORE = "decimal_columns decimal_vectors order_book execution_orders execution_targets execution_ledger forks results"
FROM_PYTHON = [f"tests/test_{name}.py" for name in f"{TESTS} {MORE}".split()]


class Covered(NamedTuple):
    """What is covered of a part, of how much."""

    part: str
    lines: int
    all_lines: int
    branches: int
    all_branches: int

    def plus(self, other: Covered) -> Covered:
        """Both together."""
        return Covered(self.part, *(one + two for one, two in zip(self[1:], other[1:], strict=True)))


def tools() -> tuple[str, str]:
    """`llvm-profdata` and `llvm-cov`, the newest there are."""
    sysroot = subprocess.run(["rustc", "--print", "sysroot"], check=True, capture_output=True, text=True).stdout.strip()
    folders = [str(path) for path in Path(sysroot).glob("lib/rustlib/*/bin")]
    for suffix in ("", *(f"-{version}" for version in range(30, OLDEST - 1, -1))):
        found = [
            shutil.which(f"llvm-{name}{suffix}", path=path)
            for path in ((*folders, None) if suffix == "" else (None,))
            for name in ("profdata", "cov")
        ]
        pair = [item for item in found if item is not None]
        if len(pair) >= 2 and version_of(pair[1]) >= OLDEST:
            return pair[0], pair[1]
    raise SystemExit(f"no llvm-profdata and llvm-cov of version {OLDEST} or later: apt-get install llvm-{OLDEST}")


def version_of(program: str) -> int:
    """The major version of one of LLVM's programs."""
    said = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout
    found = re.search(r"version (\d+)", said)
    return int(found[1]) if found else 0


def measured() -> list[Covered]:
    """Build, run, merge and read: a line a crate, and the binding."""
    profdata, cov = tools()
    build = Build("coverage", FLAGS, "release")
    profiles = build.folder / "profiles"
    shutil.rmtree(profiles, ignore_errors=True)
    where = {"LLVM_PROFILE_FILE": str(profiles / "%4m.profraw")}
    said = build.cargo("test", "--profile", build.profile, "--package", "atc-kernels", **where).stderr
    tests = [build.folder.parent.parent / item for item in re.findall(r"Running .*\((.+)\)", said)]
    extension = build.extension() / "atc_rust" / "_native.abi3.so"
    done = build.python("-m", "pytest", "-q", "-x", "-k", "not numba", *FROM_PYTHON, **where)
    if done.returncode:
        raise SystemExit(done.stdout[-4000:])
    merged = profiles / "merged.profdata"
    subprocess.run([profdata, "merge", "-sparse", *profiles.glob("*.profraw"), "-o", merged], check=True)
    objects = [word for path in [extension, *tests] for word in ("-object", str(path))]
    command = [cov, "export", "-summary-only", f"-instr-profile={merged}", *objects]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return by_crate(json.loads(said)["data"][0]["files"])


def by_crate(files: list[dict[str, object]]) -> list[Covered]:
    """What is covered of each crate."""
    found: dict[str, Covered] = {}
    for item in own_files(files):
        known = found.get(item.part)
        found[item.part] = item if known is None else known.plus(item)
    return sorted(found.values())


def own_files(files: list[dict[str, object]]) -> Iterator[Covered]:
    """The files of ours that are no tests, each as a part of its crate."""
    for file in files:
        path = Path(str(file["filename"]))
        if not path.is_relative_to(RUST) or "src" not in path.relative_to(RUST).parts:
            continue
        crate = "/".join(path.relative_to(RUST).parts[:-1]).partition("src")[0].strip("/") or "binding"
        summary = file["summary"]
        assert isinstance(summary, dict)
        counts = [summary[kind][name] for kind in ("lines", "branches") for name in ("covered", "count")]
        yield Covered(crate, *counts)
