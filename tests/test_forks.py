"""A forked child gets locks of its own: it hangs at no moment of what the parent's threads do for the first time."""

import os
import subprocess
import sys
import textwrap

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")

COMMON = """
import os, signal, sys, threading, time
import numpy as np
import atc_core
X = np.linspace(90.0, 110.0, 50)

def child():
    code = 0
    try:
        assert np.isclose(atc_core.sma(X, 3)[2], X[:3].mean())
        assert np.allclose(atc_core.ema(X, 3), atc_core.ema(X, 3, backend="python"), equal_nan=True)
    except BaseException as error:
        print("child:", repr(error), flush=True)
        code = 1
    os._exit(code)

def forked():
    begin, process = time.monotonic(), os.fork()
    if process == 0:
        child()
    return process

def ended(process, seconds=60.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(process, os.WNOHANG)
        if done:
            return status
        time.sleep(0.002)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return "hangs"
"""
FIRST_CALL = """
threading.Thread(target=lambda: atc_core.ema(X, 3), daemon=True).start()
time.sleep({delay})
print(ended(forked()))
"""
CONFIGURE = """
stop = False
def configure():
    while not stop:
        for backend in ("python", "auto"):
            atc_core.configure(backend=backend)
            with atc_core.use("python"):
                atc_core.ema(X, 3)
threads = [threading.Thread(target=configure, daemon=True) for _ in range(3)]
for thread in threads:
    thread.start()
print({ended(forked()) for _ in range(25)})
stop = True
"""
BLOCKS = """
from atc_core.process import PROCESS
inside, leave = threading.Event(), threading.Event()
def block():
    with atc_core.use("python"):
        inside.set()
        leave.wait()
threading.Thread(target=block, daemon=True).start()
inside.wait()
process = os.fork()
if process == 0:
    os._exit(0 if PROCESS._blocks == [] else 1)
print(ended(process))
leave.set()
"""


def run(code):
    environment = {**os.environ, "PYTHONWARNINGS": "ignore::DeprecationWarning"}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(COMMON) + code],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("delay", [0.0, 0.005, 0.02, 0.05, 0.1])
def test_a_child_forked_during_a_first_call_does_not_hang(delay):
    assert run(FIRST_CALL.format(delay=delay)) == "0\n"


def test_a_child_forked_while_threads_configure_does_not_hang():
    assert run(CONFIGURE) == "{0}\n"


def test_a_child_is_in_no_block_of_threads_that_it_does_not_have():
    assert run(BLOCKS) == "0\n"


def test_nothing_is_held_while_a_plugin_is_imported(tmp_path):
    """A plugin whose import forks a child that calls a kernel, and waits for it."""
    (tmp_path / "plugin_forks.py").write_text(
        "import os\nfrom atc_core import Backend, hookimpl\n"
        "process = os.fork()\n"
        "if process == 0:\n    os._exit(0)\n"
        "os.waitpid(process, 0)\n"
        "backend = Backend('forks')\n@hookimpl\ndef atc_backend(): return backend\n"
    )
    info = tmp_path / "forks-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: forks\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[atc.backends]\nforks = plugin_forks\n")
    code = "print(atc_core.backends()['forks'], atc_core.sma([1.0, 2.0, 3.0], 3)[2])"
    assert run(f"sys.path.insert(0, {str(tmp_path)!r})\n{code}") == "available 2.0\n"
