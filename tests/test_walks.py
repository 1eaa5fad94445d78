"""What new users stumbled over: an engineer with a backend of his own, an operator in a container."""

import inspect
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import atc_core
from atc_core import Backend, Series
from atc_core.command.main import candidates
from atc_core.command.profile_table import print_profile
from atc_core.process import PROCESS
from atc_core.registry import find_kernel
from atc_core.tuning.profile import SCHEMA, Candidate, Entry, Profile

BIN = Path(sys.executable).parent
X = np.array([10.0, 11, 12, 11, 10, 12, 15, 14])


@pytest.fixture
def mine(registered):
    """A backend of a notebook that nothing has verified."""
    backend = Backend("mine")

    @backend.implements("ema")
    def ema(x, length, *, out=None):
        result = np.zeros(len(x)) if out is None else out
        result[:] = 42.0
        return result

    registered(backend)


@pytest.mark.parametrize("name", ["", "auto", "my backend", "a,b", "a;b", "ema=rust"])
def test_a_backend_that_no_setting_could_name_is_refused(name):
    with pytest.raises(ValueError, match="a backend's name must be"):
        Backend(name)


def line_of(call):
    """The line that a call's one warning points at, and the line where the call is."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call()
    (warning,) = caught
    assert warning.filename == __file__
    return warning.lineno


CALLS = {
    "array": lambda: atc_core.ema(X, 3, backend="mine"),
    "list": lambda: atc_core.ema([1.0, 2.0], 2, backend="mine"),
    "pandas": lambda: atc_core.ema(pd.Series(X), 3, backend="mine"),
    "table": lambda: atc_core.ema(np.column_stack([X, X]), 3, backend="mine"),
    "handle": lambda: atc_core.get("ema", backend="mine")(X, 3),
}


@pytest.mark.usefixtures("mine")
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_warning_points_at_the_line_of_the_call(call):
    assert line_of(call) == inspect.getsourcelines(call)[1]


def test_a_warning_of_a_fallback_points_there_too():
    atc_core.configure(backend="bottleneck")

    def call():
        return atc_core.ema(X, 3)

    assert line_of(call) == inspect.getsourcelines(call)[1] + 1


def test_a_program_without_a_file_is_warned_too():
    program = "import atc_core\natc_core.configure(backend='bottleneck')\natc_core.ema([1.0, 2.0], 2)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.startswith("<string>:3: BackendWarning: ema runs on another backend.")


def test_streams_of_what_nothing_verified_say_so(registered):
    backend = Backend("mine")

    @backend.implements("rolling_max")
    def rolling_max(x, window, min_periods=None, *, out=None):
        return np.zeros(len(x))

    registered(backend)
    for name in list(PROCESS.choice.plugins.backends):
        if name != "mine":
            del PROCESS.choice.plugins.backends[name]
            PROCESS.choice.plugins._statuses.pop(name)
    with pytest.warns(atc_core.UnverifiedWarning, match="rolling_max runs on backend 'mine', which nothing"):
        stream = atc_core.stream("rolling_max", 3)
    assert stream.backend == "mine"


@pytest.mark.parametrize("command", ["atc-tune", "atc-scan"])
def test_a_command_says_its_version(command):
    done = subprocess.run([BIN / command, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.split()[1] == atc_core.__version__


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a disk that is always full")
def test_a_full_disk_is_a_sentence():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([BIN / "atc-tune", "show"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "atc-tune: standard output: No space left on device\n")


def test_a_table_has_no_columns_without_content(capfd):
    alone = Entry({"mine": Candidate("1", (100,), (1e-6,), (0.0,))})
    print_profile(Profile(SCHEMA, "machine", "processor", {"double": alone}), "title")
    assert capfd.readouterr().out.splitlines()[1].split() == ["kernel", "fastest", "bars", "µs"]


def test_backends_that_lack_the_kernel_are_asked_last(declare):
    def double(x: Series, *, out: Series | None = None) -> Series:
        """Twice the series."""

    kernel = declare(double, lambda x, *, out=None: np.multiply(2.0, x, out=out)).kernel
    assert candidates([kernel])[0] == "mine"
    names = candidates([find_kernel("ema")])
    assert names.index("mine") < names.index("bottleneck"), "which has no ema"


def test_predictions_come_cheapest_first():
    decision = atc_core.ema.explain(n=10_000)
    lines = [line for line in str(decision).splitlines() if "predicted " in line and "µs" in line]
    names = [line.split()[1].rstrip(":") for line in lines]
    assert names == sorted(names, key=lambda name: decision.predicted[name].seconds)


@pytest.mark.parametrize("kernel", ["ema", "atc"])
def test_an_unknown_keyword_names_kernel_and_argument(kernel):
    """From Python 3.13 on the interpreter adds what was meant; before, an answer of ours would cost 36 ns a call."""
    meant = r"\. Did you mean 'length'\?" if sys.version_info >= (3, 13) and kernel == "ema" else ""
    with pytest.raises(TypeError, match=rf"^{kernel}\(\) got an unexpected keyword argument 'lenght'{meant}"):
        getattr(atc_core, kernel)(X, lenght=3)
