"""Memory faults in compiled code: ``make sanitize``.

The Rust tests, then the extension called from Python, with AddressSanitizer and the checks of a debug build; Numba's
loops as Python executes them, which checks every index. The sanitizer's library is the compiler's own.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from instrumented import HOST, RUST, Build
from kept_figures import Figures, keep

FLAGS = ("-Zsanitizer=address", "-C debuginfo=1")
# Python's own memory is freed by the system at its end, and NumPy keeps some for ever.
OPTIONS = "detect_leaks=0:halt_on_error=1:abort_on_error=1:allocator_may_return_null=1"
CHECKS = "not many_bars and not long_windows and not numba and not talib and not tuner"
FILES = "contract streams_of_kernels streams_revised c_abi tables threads forks results left_out_arrays decimal_columns"
FROM_PYTHON = [f"tests/test_{name}.py" for name in FILES.split()]
BLOCK = re.compile(r"\bunsafe(?= *(?:\{|impl\b|fn\b|extern\b))")


class Checked(NamedTuple):
    """What was run, and how much of it."""

    what: str
    count: int
    of: str
    faults: int


def rust_tests(build: Build) -> Checked:
    """The tests of the crates."""
    done = build.cargo("test", "--profile", build.profile, "--package", "atc-kernels", ASAN_OPTIONS=OPTIONS)
    passed = sum(map(int, re.findall(r"test result: ok\. (\d+) passed", done.stdout)))
    return Checked("Rust tests of the crates, AddressSanitizer", passed, "tests", 0)


def runtime(build: Build) -> Path:
    """The sanitizer as a library to load before Python, made of the compiler's own archive."""
    target, copy = build.folder / "libsanitizer.so", build.folder / "sanitizer.a"
    sysroot = subprocess.run(["rustc", "--print", "sysroot"], check=True, capture_output=True, text=True).stdout.strip()
    [archive] = Path(sysroot, "lib", "rustlib", HOST, "lib").glob("librustc-*_rt.asan.a")
    shutil.copy(archive, copy)
    # Only a program may have what is called before its libraries are loaded.
    subprocess.run(["ar", "d", str(copy), "asan_preinit.cpp.o"], check=True)
    whole = ["-Wl,--whole-archive", str(copy), "-Wl,--no-whole-archive", "-lpthread", "-ldl", "-lrt", "-lm"]
    subprocess.run(["c++", "-shared", "-fPIC", *whole, "-o", str(target)], check=True)
    return target


def from_python(build: Build) -> Checked:
    """The extension, called by the tests of Python that reach it."""
    library = runtime(build)
    variables = {"LD_PRELOAD": str(library), "PYTHONMALLOC": "malloc", "ASAN_OPTIONS": OPTIONS}
    words = ["-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "-k", CHECKS, *FROM_PYTHON]
    done = build.python(*words, **variables)
    passed = re.search(r"(\d+) passed", done.stdout)
    faults = len(re.findall(r"ERROR: AddressSanitizer", done.stdout + done.stderr))
    if done.returncode:
        print(done.stdout[-6000:], done.stderr[-6000:], sep="\n")
    count = int(passed[1]) if passed else 0
    return Checked("the extension from Python, AddressSanitizer", count, "tests", faults or int(done.returncode > 0))


def interpreted() -> Checked:
    """Numba's loops in the interpreter."""
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, str(Path(__file__).with_name("interpreted.py"))]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    found = re.search(r"(\d+) kernels.*: (\d+) cases are wrong", done.stdout)
    if found is None:
        raise SystemExit(done.stdout + done.stderr)
    return Checked("Numba's loops as Python executes them", int(found[1]), "kernels", int(found[2]))


def unsafe_places() -> Iterator[tuple[str, int]]:
    """How many blocks, functions and implementations of each file are unsafe."""
    for path in sorted(RUST.rglob("*.rs")):
        if "target" not in path.relative_to(RUST).parts:
            count = len(BLOCK.findall(re.sub(r"//.*", "", path.read_text(encoding="utf-8"))))
            if count:
                yield str(path.relative_to(RUST)), count


def main() -> int:
    """Run everything and keep what was found; 1 where there is a fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    build = Build("sanitize", FLAGS, "dev")
    found = [interpreted(), rust_tests(build), from_python(build)]
    places = list(unsafe_places())
    faults = sum(item.faults for item in found)
    total = sum(count for _, count in places)
    summary = f"{faults} faults. {total} places of {len(places)} files are `unsafe`; each says why it is sound."
    tables = [
        Figures("Checked", ["what", "number", "of", "faults"], found),
        Figures("Unsafe places", ["file", "places"], places),
    ]
    keep("sanitize", "make sanitize", summary, tables)
    print(*found, sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
