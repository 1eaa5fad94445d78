"""What "fastest" means: first calls are paid only when they are worth it."""

import json
import subprocess
import sys
from functools import partial

import msgspec
import numpy as np
import pytest

import atc_core
from atc_core.backend import Backend
from atc_core.choice import Choice
from atc_core.objective import read_objective
from atc_core.process import PROCESS
from atc_core.settings import read_preference
from atc_core.tuning import machine
from atc_core.tuning.large_calls import backend_for
from atc_core.tuning.profile import SCHEMA, Candidate, Entry, Profile, profile_path
from atc_core.tuning.store import save_profile

FLAGS = np.zeros(100, bool)
SLOW_START, READY = 1.0, 0.001
"""Seconds that the first calls of the two planted backends take, according to the profile."""
SLOW_START_IN_CALLS = 1_000
"""Calls that earn the first one back, each saving 1 ms."""


@pytest.fixture(params=[READY, 0.2], ids=["cheap", "noticeable"])
def planted(registered, tmp_path, request):
    """Two backends: `quick` is 1 ms faster per call, but its first call takes a second; that of `ready` far less."""
    backends = {name: Backend(name) for name in ("quick", "ready")}
    for backend in backends.values():

        @backend.implements("signal_persistence")
        def signal_persistence(up, down, *, out=None):
            return np.zeros(len(up), np.int8) if out is None else out

        registered(backend)
    candidates = {
        "quick": Candidate(backends["quick"].version(), (32, 1000), (1e-3, 1e-3), (0.0, 0.0), SLOW_START),
        "ready": Candidate(backends["ready"].version(), (32, 1000), (2e-3, 2e-3), (0.0, 0.0), request.param),
    }
    plant({"signal_persistence": Entry(candidates)})


def plant(kernels):
    """The profile of this machine."""
    save_profile(profile_path(""), Profile(SCHEMA, machine.fingerprint(), "planted", kernels))


def ran(times=1):
    with atc_core.trace() as calls:
        for _ in range(times):
            atc_core.signal_persistence(FLAGS, FLAGS)
    return [call.backend for call in calls]


def replanted(objective):
    """The same plugins and profile under another objective."""
    plugins = PROCESS.choice.plugins
    atc_core.configure(objective=objective)
    PROCESS.choice.plugins = plugins


@pytest.mark.parametrize(
    ("objective", "backend"),
    [("steady", "quick"), ("first_call", "ready"), ("calls=100", "ready"), ("calls=100000", "quick")],
)
def test_the_objective_decides_whether_a_first_call_counts(planted, objective, backend):
    replanted(objective)
    assert ran() == [backend]


def test_a_costly_first_call_is_paid_once_it_is_earned_back(planted):
    backends = ran(1100)
    assert set(backends[:999]) == {"ready"}
    assert backends[-1] == "quick"
    switch = backends.index("quick")
    assert 999 <= switch <= 1001
    assert set(backends[switch:]) == {"quick"}


def test_a_call_that_earns_the_first_call_alone_is_for_the_winner(planted):
    of = partial(backend_for, "signal_persistence", 100)
    assert [of(calls) for calls in (1, 999, 1001)] == ["ready", "ready", "quick"]
    assert of(1001, backend="ready") == "ready"
    with atc_core.use("ready"):
        assert of(1001) == "ready"
    assert ran() == ["ready"]
    with pytest.raises(atc_core.BackendError, match="signal_persistence: backend scipy"):
        of(backend="scipy")


def test_a_fallback_is_not_decided_on_again_at_every_call(planted, monkeypatch):
    select, asked = PROCESS.select, []
    monkeypatch.setattr(PROCESS, "select", lambda *rest: asked.append(select(*rest).backend) or select(*rest))
    for _ in range(1100):
        atc_core.signal_persistence(FLAGS, FLAGS)
    assert asked[0] == "ready"
    assert asked[-1] == "quick"
    assert len(asked) < 5
    for n in (50, 60) * 5:
        atc_core.signal_persistence(FLAGS[:n], FLAGS[:n])
    assert atc_core.signal_persistence.explain(n=50).backend == "quick"


def test_a_costly_first_call_that_saves_little_is_never_waited_for(planted, monkeypatch):
    entry = PROCESS.choice.measured["signal_persistence"]
    for name, seconds, first_call in (("quick", 1.0e-6, 1.0), ("ready", 1.8e-6, 0.0)):
        known = entry.candidates[name]
        entry.candidates[name] = msgspec.structs.replace(known, seconds=(seconds, seconds), first_call=first_call)
    assert ran() == ["ready"]
    decision = atc_core.signal_persistence.explain(n=100)
    assert ("quick", "not-earned") in {(item.backend, item.code) for item in decision.rejected}
    atc_core.signal_persistence(FLAGS, FLAGS)
    monkeypatch.setattr(PROCESS, "select", None)
    atc_core.signal_persistence(FLAGS, FLAGS)


def test_usual_windows_do_not_wait_for_the_winner_of_long_ones(registered, monkeypatch):
    """Its first call may never be earned, and long windows are rarely asked for."""
    backends = {name: Backend(name) for name in ("quick", "ready")}
    for backend in backends.values():

        @backend.implements("sma")
        def sma(x, length, *, out=None):
            return np.zeros(len(x)) if out is None else out

        registered(backend)

    def entry(quick, ready):
        times = {"quick": (quick, SLOW_START), "ready": (ready, READY)}
        versions = {name: backend.version() for name, backend in backends.items()}
        return Entry(
            {name: Candidate(versions[name], (100,), (each,), (0.0,), first) for name, (each, first) in times.items()}
        )

    plant({"sma": entry(quick=2e-3, ready=1e-3), "sma:long": entry(quick=1e-3, ready=2e-3)})
    prices = np.ones(300)
    for length in (5, 200):
        with atc_core.trace() as calls:
            atc_core.sma(prices, length)
        assert [call.backend for call in calls] == ["ready"]
    atc_core.sma(prices, 5)
    asked = []
    select = PROCESS.select
    monkeypatch.setattr(PROCESS, "select", lambda *arguments: asked.append(1) or select(*arguments))
    atc_core.sma(prices, 5)
    assert not asked
    atc_core.sma(prices, 200)
    assert asked


@pytest.mark.parametrize("asked_for", ["in the call", "in the program"])
def test_a_backend_that_was_asked_for_is_not_decided_on_again(planted, monkeypatch, asked_for):
    """The winner's first call is not earned, and need not be: another backend was asked for."""
    replanted("auto")
    persistence = atc_core.get("signal_persistence", backend="ready" if asked_for == "in the call" else None)
    if asked_for == "in the program":
        PROCESS.choice.settings = PROCESS.choice.settings._replace(program=read_preference("ready", "configure"))
    persistence(FLAGS, FLAGS)
    monkeypatch.setattr(PROCESS, "select", None)
    persistence(FLAGS, FLAGS)


def test_checked_calls_of_a_size_are_decided_once_and_counted(planted, monkeypatch):
    """Lists are checked at every call; to decide each anew took a third of a short call."""
    flags = [False] * 100
    assert ran() == ["ready"]
    atc_core.signal_persistence(flags, flags)
    select = PROCESS.select
    monkeypatch.setattr(PROCESS, "select", None)
    for _ in range(20):
        atc_core.signal_persistence(flags, flags)
    monkeypatch.setattr(PROCESS, "select", select)
    for _ in range(SLOW_START_IN_CALLS):
        atc_core.signal_persistence(flags, flags)
    assert ran() == ["quick"]


def test_explain_says_that_the_winner_is_not_earned_yet(planted):
    decision = atc_core.signal_persistence.explain(n=100)
    assert decision.backend == "ready"
    assert ("quick", "not-earned") in {(item.backend, item.code) for item in decision.rejected}
    assert ran() == ["ready"]


def test_a_first_call_that_was_paid_for_otherwise_is_free(planted):
    atc_core.signal_persistence(FLAGS, FLAGS, backend="quick")
    assert ran() == ["quick"]


@pytest.mark.parametrize("text", ["fast", "calls=0", "calls=x", "calls", "steady=1"])
def test_a_wrong_objective_is_named(text):
    with pytest.raises(ValueError, match="ATC_OBJECTIVE must be auto, steady, first_call or calls=N"):
        read_objective(text, "ATC_OBJECTIVE")


def test_a_recorded_program_says_what_it_called(tmp_path, monkeypatch):
    monkeypatch.setenv("ATC_TUNE", "record")
    monkeypatch.setenv("ATC_BACKEND", "python")
    code = """
import atc_core, numpy as np
x = np.linspace(1.0, 2.0, 40)
for _ in range(3):
    atc_core.sma(x, 5)
atc_core.sma(x[::2], 7)
atc_core.equity(np.column_stack([x, x]), np.column_stack([x, x]))
"""
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, cwd=tmp_path)
    lines = [json.loads(line) for line in (tmp_path / "atc-record.jsonl").read_text().splitlines()]
    assert all(line.pop("seconds") > 0 for line in lines)
    assert lines == [
        {"kernel": "sma", "n": 40, "options": {"length": 5}, "layout": "1d", "calls": 3},
        {"kernel": "sma", "n": 20, "options": {"length": 7}, "layout": "strided", "calls": 1},
        {"kernel": "equity", "n": 40, "options": {}, "layout": "C", "calls": 1},
    ]


def test_frozen_decisions_are_written_and_followed(tmp_path, environment):
    path = tmp_path / "frozen.json"
    code = f"""
import os; os.environ["ATC_FREEZE"] = {str(path)!r}
import atc_core
atc_core.ema([1.0, 2.0], 1)
"""
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)
    assert list(json.loads(path.read_text())["kernels"]) == ["ema"]
    path.write_text(json.dumps({"kernels": {"ema": {"edges": [10], "names": ["numba", "python"]}}}))
    environment(FREEZE=str(path))
    assert [atc_core.ema.explain(n=n).backend for n in (5, 9, 10, 10_000)] == ["numba"] * 2 + ["python"] * 2


def test_decisions_that_cannot_be_frozen_are_told_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "missing" / "frozen.json"
    monkeypatch.setenv("ATC_FREEZE", str(path))
    code = "import atc_core; print(atc_core.ema([1.0, 2.0], 1, backend='auto').tolist())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[1.0, 2.0]\n"
    assert f"ProfileWarning: decisions cannot be frozen in {path} (No such file or directory)" in done.stderr
    assert not path.parent.exists()


def test_frozen_decisions_of_another_process_stay(tmp_path):
    from atc_core.frozen import write_frozen
    from atc_core.tuning.model import Thresholds

    path = tmp_path / "frozen.json"
    write_frozen(path, {})
    assert not path.exists()
    write_frozen(path, {"ema": Thresholds((), ("python",))})
    first = path.read_text()
    write_frozen(path, {"sma": Thresholds((), ("rust",))})
    assert path.read_text() == first
    assert [item.name for item in tmp_path.iterdir()] == ["frozen.json"]


@pytest.mark.parametrize("text", ["", "{}", '{"kernels": {"ema": {"edges": [2, 1], "names": ["a"]}}}', "[1]"])
def test_broken_frozen_decisions_are_named_and_ignored(tmp_path, environment, text):
    path = tmp_path / "frozen.json"
    path.write_text(text)
    environment(FREEZE=str(path))
    with pytest.warns(atc_core.ProfileWarning, match="frozen.json cannot be read"):
        assert atc_core.ema([1.0, 2.0], 1).tolist() == [1.0, 2.0]
    assert path.read_text() == text


def test_a_profile_beside_the_program_goes_before_the_users(tmp_path, monkeypatch):
    monkeypatch.delenv("ATC_PROFILE", raising=False)
    for name, folder in (("ema", tmp_path / "user"), ("sma", tmp_path / "program")):
        folder.mkdir()
        entry = Entry({"python": Candidate(Choice().plugins.backends["python"].version(), (10,), (1e-6,), (0.0,))})
        kernels = {name: entry, "wma": entry}
        save_profile(folder / "atc-profile.json", Profile(SCHEMA, machine.fingerprint(), name, kernels))
    program = tmp_path / "program" / "main.py"
    program.write_text(
        "import atc_core\nprint([atc_core.get(name).explain(n=5).rung for name in ('ema', 'sma', 'hma')])\n"
    )
    code = f"""
import os, runpy, sys
import atc_core.tuning.profile as profile
sys.modules["__main__"].__file__ = {str(program)!r}
user = profile.Path({str(tmp_path / "user" / "atc-profile.json")!r})
own = profile.profile_path
profile.profile_path = lambda setting: own(setting) if setting else user
runpy.run_path({str(program)!r})
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[5, 5, 6]\n"
