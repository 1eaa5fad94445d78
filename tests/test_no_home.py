"""A process without a home, a name, a writable folder or usual files: it computes, and says at most one sentence."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="users and pipes as POSIX has them")

NOBODY = """
import os, pwd, sys
for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "NUMBA_CACHE_DIR", "USERPROFILE"):
    os.environ.pop(name, None)
def no(*_):
    raise KeyError("no such user")
pwd.getpwuid = pwd.getpwnam = no
"""
CALL = "import atc_core; print(atc_core.ema([10.0, 11.0, 12.0, 11.0], 3, backend={backend!r}).tolist())\n"
RIGHT = "[nan, nan, 11.0, 11.0]\n"


def run(code, *, seconds=120, **environment):
    variables = {**os.environ, "PYTHONWARNINGS": "", **environment}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=seconds, check=False, env=variables
    )


@pytest.mark.parametrize("backend", [None, "python", "numba", "rust"])
def test_without_a_home_the_first_call_is_right(backend):
    done = run(NOBODY + CALL.format(backend=backend))
    assert done.stdout == RIGHT, done.stderr
    assert done.stderr.count("Warning:") <= 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["doctor", "show", "explain ema", "--version", "--budget 1s --kernel ema"])
def test_without_a_home_every_command_ends_in_a_sentence(command):
    code = f"{NOBODY}\nfrom atc_core.command.main import main\nmain({command.split()!r})"
    done = run(code)
    assert "Traceback" not in done.stderr
    if "ema" not in command and command != "show":
        return
    if "budget" in command or command == "show":
        assert "there is no home folder to keep a profile in; name a file with ATC_PROFILE" in done.stderr
    else:
        assert "ema at n=10000" in done.stdout


def test_without_a_home_a_profile_is_written_where_it_is_named(tmp_path):
    path = tmp_path / "profile.json"
    command = "--budget 12s --kernel sma --backend python"
    done = run(f"{NOBODY}\nfrom atc_core.command.main import main\nmain({command.split()!r})", ATC_PROFILE=str(path))
    assert done.returncode == 0, done.stderr
    assert path.exists()


def test_a_folder_that_cannot_be_written_to_is_one_warning_at_exit(tmp_path):
    (tmp_path / "file").touch()
    code = "import atc_core; atc_core.ema([1.0, 2.0], 1)"
    done = run(code, ATC_FREEZE=str(tmp_path / "file" / "frozen.json"))
    assert done.returncode == 0
    assert done.stderr.count("ProfileWarning") == 1
    done = run(f"import os; os.chdir('/proc'); {code}", ATC_TUNE="record")
    assert done.returncode == 0
    assert "ProfileWarning: calls cannot be recorded in /proc/atc-record.jsonl" in done.stderr


@pytest.fixture
def strange(tmp_path):
    """Strange paths by name."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    return {
        "a pipe": str(tmp_path / "pipe"),
        "an endless device": "/dev/zero",
        "a full device": "/dev/full",
        "a folder": str(tmp_path / "folder"),
    }


@pytest.mark.parametrize("place", ["a pipe", "an endless device", "a full device", "a folder"])
@pytest.mark.parametrize("variable", ["ATC_PROFILE", "ATC_FREEZE"])
def test_strange_places_neither_hang_nor_fill_the_memory(strange, place, variable):
    done = run(CALL.format(backend=None), seconds=60, **{variable: strange[place]})
    assert done.stdout == RIGHT, done.stderr
    assert done.stderr.count("ProfileWarning") == 1
    assert strange[place] in done.stderr


@pytest.mark.parametrize("variable", ["ATC_PROFILE", "ATC_FREEZE", "ATC_C_LIBRARIES"])
def test_a_user_that_does_not_exist_is_a_sentence(variable):
    done = run(CALL.format(backend=None), **{variable: "~nosuchuser/x"})
    assert "~nosuchuser is no user with a home" in done.stderr
    assert done.stdout == (RIGHT if variable == "ATC_C_LIBRARIES" else "")


@pytest.mark.parametrize("streams", ["sys.stdout = None", "sys.stderr = None", "sys.stdout = sys.stderr = None"])
def test_without_streams_calls_and_commands_work(streams, tmp_path):
    answer = tmp_path / "answer"
    code = f"""
import sys
{streams}
import atc_core
atc_core.configure(log="info")
result = atc_core.ema([10.0, 11.0, 12.0, 11.0], 3)
from atc_core.command.main import main
try:
    main(["doctor"])
except SystemExit as status:
    open({str(answer)!r}, "w").write(f"{{result.tolist()}} {{status.code}}")
"""
    run(code)
    assert answer.read_text() == "[nan, nan, 11.0, 11.0] 0"
