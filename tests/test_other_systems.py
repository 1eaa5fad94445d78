"""What Windows and macOS do not have is not needed: the parts of POSIX and Linux are taken away, and everything works.

No test here runs elsewhere; the workflow for wheels does. This one finds the missing module or function before.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from atc_core import places

WITHOUT = """
import os, signal, sys, time
# Other libraries know where they run.
import multiprocessing, pathlib, shutil, sqlite3, subprocess, tempfile
import diskcache, filelock, numpy, platformdirs, polars, rich.console, typer
for name in ("fcntl", "grp", "pty", "pwd", "resource", "termios", "tty"):
    sys.modules[name] = None
for module, names in {
    os: "fork register_at_fork sched_getaffinity getuid geteuid sysconf mkfifo getloadavg",
    signal: "SIGALRM SIGHUP setitimer alarm",
    time: "CLOCK_BOOTTIME CLOCK_MONOTONIC_RAW clock_gettime",
}.items():
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)
import io, builtins
opened = io.open
def without_linux(file, *arguments, **options):
    if str(file).startswith(("/proc/", "/sys/")):
        raise FileNotFoundError(2, "there is no such file here", file)
    return opened(file, *arguments, **options)
io.open = builtins.open = without_linux
"""
CALLS = """
import atc_core
for backend in ("python", "numba", "rust"):
    assert atc_core.get("sma", backend=backend)([1.0, 2.0, 6.0], 3)[2] == 3.0
from atc_core.cores import usable_cores
from atc_core.tuning.machine import describe, fingerprint, seconds_since_start
assert usable_cores() >= 1 and fingerprint() and describe() and seconds_since_start() > 0
import atc_trading.backtest, atc_trading.book, atc_trading.prices, atc_trading.result_cache, atc_trading.talib
atc_trading.result_cache.open_cache(path=sys.argv[1]).close()
print("works")
"""
COMMANDS = {
    "atc_core.command.main": ["doctor", "show", "explain ema", "--kernel sma --budget 60s"],
    "atc_core.command.conformance": ["python --kernel momentum"],
    "atc_trading.scan.command": ["prices.csv"],
    "atc_trading.backtest.backtest_command": ["prices.csv --fast 2 --slow 5"],
}


def run(code, folder, *arguments):
    settings = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "configuration"), "PYTHONWARNINGS": ""}
    command = [sys.executable, "-c", WITHOUT + code, *arguments]
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **settings}, capture_output=True, text=True, timeout=300, check=False
    )


def test_calls_need_nothing_of_one_system(tmp_path):
    done = run(CALLS, tmp_path, str(tmp_path / "cache"))
    assert done.stdout == "works\n", done.stderr


@pytest.mark.parametrize(
    ("module", "arguments"), [(module, item) for module, items in COMMANDS.items() for item in items]
)
def test_commands_need_nothing_of_one_system(tmp_path, module, arguments):
    rows = [f"2024-{1 + day // 28:02}-{1 + day % 28:02},{100 + day % 7}" for day in range(200)]
    (tmp_path / "prices.csv").write_text("\n".join(["date,close", *rows]), encoding="utf-8")
    done = run(f"from {module} import main\nmain(sys.argv[1:])\n", tmp_path, *arguments.split())
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def held_for(times, monkeypatch):
    """Let as many attempts fail as on Windows, where somebody is reading the file."""
    replace, left = Path.replace, iter(range(times))

    def attempt(self, target):
        if next(left, None) is not None:
            raise PermissionError(13, "Access is denied", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", attempt)


def test_a_file_that_is_being_read_is_replaced_after_that(tmp_path, monkeypatch):
    draft, file = tmp_path / "draft", tmp_path / "file"
    draft.write_text("new", encoding="utf-8")
    file.write_text("old", encoding="utf-8")
    held_for(3, monkeypatch)
    monkeypatch.setattr(places, "PATIENCE", 30.0)
    places.put_in_place(draft, file)
    assert file.read_text(encoding="utf-8") == "new"


def test_a_file_that_may_never_be_replaced_is_an_error_at_once(tmp_path, monkeypatch):
    held_for(10**6, monkeypatch)
    monkeypatch.setattr(places, "PATIENCE", 0.0)
    with pytest.raises(PermissionError, match="Access is denied"):
        places.put_in_place(tmp_path / "draft", tmp_path / "file")
