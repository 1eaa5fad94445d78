"""The command line: what it prints, where, and how it ends."""

import json
import os
import re
import subprocess
import sys

import msgspec
import pytest
from typer.testing import CliRunner

import atc_core
from atc_core.choice import Choice
from atc_core.command import main
from atc_core.command.arguments import check_kernels, complete_backend, complete_kernel, seconds
from atc_core.command.following import with_lines
from atc_core.command.main import within
from atc_core.command.profile_table import print_profile
from atc_core.process import PROCESS
from atc_core.tuning.first_call import FirstCalls
from atc_core.tuning.machine import fingerprint
from atc_core.tuning.measure import Timing
from atc_core.tuning.plan import FULL, QUICK, Plan, Step, Tools
from atc_core.tuning.profile import (
    SCHEMA,
    Candidate,
    Entry,
    Profile,
    decode,
    default_profile,
    encode,
    load_profile,
    profile_path,
)

TINY = Plan(sizes=(100, 1_000), probes=0, timing=1.0, longest=0.01)


@pytest.fixture(autouse=True)
def tiny(monkeypatch):
    """No test waits for a real tuning."""
    monkeypatch.setattr(main, "QUICK", TINY)
    monkeypatch.setattr(main, "FULL", TINY)


@pytest.fixture
def run(capfd):
    """Run `atc-tune` in this process: status, standard output, standard error."""

    def invoke(*arguments):
        with pytest.raises(SystemExit) as ending:
            main.main(list(arguments))
        return (ending.value.code or 0, *capfd.readouterr())

    return invoke


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """What a tuning of two kernels on the reference writes; it takes a second."""
    path = tmp_path_factory.mktemp("measured") / "profile.json"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(main, "FULL", TINY)
        patch.setenv("ATC_PROFILE", str(path))
        PROCESS.invalidate(Choice())
        with pytest.raises(SystemExit):
            main.main(["--kernel", "ema", "--kernel", "sma", "--backend", "python"])
    return path.read_bytes()


@pytest.fixture
def tuned(measured):
    """A profile of two kernels on the reference."""
    path = profile_path(PROCESS.choice.settings.profile)
    path.parent.mkdir(parents=True)
    path.write_bytes(measured)
    return path


def test_tuning_writes_a_profile_that_the_ladder_uses(run):
    status, out, err = run("--quick", "--kernel", "ema", "--backend", "python")
    assert (status, err) == (0, "")
    assert out.startswith("measured on ")
    assert "ema     python" in out
    assert "\x1b" not in out, "plain text where there is no terminal"
    profile = load_profile(profile_path(PROCESS.choice.settings.profile), fingerprint())
    assert profile.kernels["ema"].candidates["python"].sizes == (100, 1_000)
    PROCESS.invalidate(type(PROCESS.choice)())
    assert atc_core.get("ema").explain(n=100).rung == 5


def test_tuning_as_json_prints_json_only(run):
    status, out, _ = run("--quick", "--kernel", "ema", "--backend", "python", "--json")
    content = json.loads(out)
    assert status == 0
    assert content["kernels"]["ema"]["candidates"]["python"]["sizes"] == [100, 1_000]
    assert content["interrupted"] is False


def test_what_a_backend_prints_stays_out_of_json(run, registered, monkeypatch):
    tools = main.default_tools()._replace(first_calls=lambda *_: FirstCalls())
    monkeypatch.setattr(main, "default_tools", lambda: tools)
    backend = atc_core.Backend("loud")
    reference = PROCESS.choice.plugins.load("python").implementations["ema"]

    @backend.implements("ema")
    def ema(x, length, *, out=None):
        print("I am loud")
        return reference(x, length, out=out)

    registered(backend)
    status, out, err = run("--kernel", "ema", "--backend", "python", "--backend", "loud", "--json")
    assert status == 0
    assert "loud" in json.loads(out)["kernels"]["ema"]["candidates"]
    assert "I am loud" in err


@pytest.mark.parametrize("budget", ["500ms", "2s", "1m", "3", " 1.5s "])
def test_budgets_are_read(budget):
    assert seconds(budget) > 0.0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--budget", "soon"], "must be a duration such as 30s or 2m, was 'soon'"),
        (["--budget", "0s"], "must be a duration"),
        (["--kernel", "emma"], "unknown kernel or family 'emma'; did you mean 'ema'?"),
        (["--kernel", "metrcs"], "unknown kernel or family 'metrcs'; did you mean 'metrics'?"),
        (["--kernel", "rollin_*"], "unknown kernel or family 'rollin_*'; did you mean 'rolling"),
        (["--backend", "pyton"], "unknown backend 'pyton'; did you mean 'python'?"),
        (["show", "--kernel", "emma"], "did you mean 'ema'?"),
        (["explain", "emma"], "did you mean 'ema'?"),
        (["explain", "ema", "-n", "-1"], "Invalid value for '-n'"),
        (["explain"], "Missing argument"),
        (["--quick", "show"], "--quick belongs to tuning; write the options of show after its name"),
        (["--json", "show"], "after its name"),
        (["shwo"], "shwo"),
        (["--speed"], "--speed"),
    ],
)
def test_usage_errors_are_sentences(run, arguments, sentence):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert sentence in err
    assert "Traceback" not in err


def test_a_bad_variable_is_a_sentence(run, environment):
    environment(FALLBACK="wran")
    status, out, err = run("explain", "ema")
    assert (status, out) == (2, "")
    assert err.startswith("atc-tune: ATC_FALLBACK must be one of")


def test_show_lists_kernel_size_winner_and_ratios(run, tuned):
    status, out, err = run("show")
    assert (status, err) == (0, "")
    assert [line.split()[:2] for line in out.splitlines()[2:-1]] == [["ema", "python"]] * 2 + [["sma", "python"]] * 2
    rows = json.loads(run("show", "--kernel", "sma", "--json")[1])["rows"]
    assert [(row["kernel"], row["n"], row["fastest"]) for row in rows] == [
        ("sma", 100, "python"),
        ("sma", 1_000, "python"),
    ]


def test_show_before_tuning_shows_the_shipped_default(run):
    status, out, err = run("show")
    assert status == 0
    assert out.startswith("shipped default")
    assert "tune with: atc-tune" in err


def test_explain_says_which_backend_runs_and_why(run, tuned):
    status, out, _ = run("explain", "ema", "-n", "1000")
    assert status == 0
    assert out.startswith("ema at n=1000: ")
    content = json.loads(run("explain", "ema", "-n", "1000", "--json")[1])
    assert content["backend"] == atc_core.get("ema").explain(n=1_000).backend
    assert {"kernel", "n", "rung", "predicted", "rejected"} <= content.keys()


def test_doctor_tells_everything(run, environment):
    environment(LOG="off")
    status, out, _ = run("doctor")
    for text in ("fingerprint", fingerprint(), "atc-core", "numpy", "python", "available", "ATC_LOG", "missing"):
        assert text in out
    report = json.loads(run("doctor", "--json")[1])
    assert report["backends"]["python"]["state"] == "available"
    assert set(report["backends"]["python"]["kernels"]) == {*atc_core.kernels(), *atc_core.kernels("float32")}
    assert status == (1 if report["problems"] else 0)


def test_doctor_shows_what_is_blocked_broken_and_missing(run, environment):
    environment(BACKEND_BLOCK="numba")
    plugins = PROCESS.choice.plugins
    missing = atc_core.Backend("absent", requires=["no_such_module"], install="pip install absent")
    plugins.backends["absent"] = missing
    plugins._statuses["absent"] = plugins._statuses["python"]
    with pytest.warns(atc_core.BackendWarning):
        plugins.fail("shaky", RuntimeError("planted"), "shaky-distribution")
    status, out, err = run("doctor")
    assert status == 1
    assert "blocked" in out
    assert "pip install absent" in out
    assert "RuntimeError: planted" in out
    assert "problem: backend shaky is broken" in err


def test_a_damaged_profile_is_refused_with_the_way_out(run, tuned):
    tuned.write_text("{")
    for arguments in ([], ["--quick"]):
        status, out, err = run(*arguments)
        assert (status, out) == (1, "")
        assert str(tuned) in err
        assert "atc-tune clear" in err
        assert tuned.read_text() == "{"
    assert run("doctor")[0] == 1
    assert run("clear")[0] == 0
    assert run("--kernel", "ema", "--backend", "python")[0] == 0


def test_clear_removes_the_profile(run, tuned):
    assert run("clear")[:2] == (0, f"{tuned}: removed\n")
    assert not tuned.exists()
    assert json.loads(run("clear", "--json")[1]) == {"path": str(tuned), "done": "there is no profile"}


def test_ctrl_c_keeps_what_was_measured(run, monkeypatch):
    real = main.Tuning

    class Stopped(real):
        def steps(self):
            yield from (step for step in super().steps() if not self.stop(step))

        def stop(self, step):
            if "1000" in step.text:
                raise KeyboardInterrupt
            return False

    monkeypatch.setattr(main, "Tuning", Stopped)
    status, _, err = run("--kernel", "ema", "--backend", "python")
    assert status == 130
    assert "what was measured is kept" in err
    profile = load_profile(profile_path(PROCESS.choice.settings.profile), fingerprint())
    assert profile.kernels["ema"].candidates["python"].sizes[0] == 100


def test_ctrl_c_before_anything_was_measured_writes_nothing(run, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "default_tools", lambda: Tools(interrupt, first_calls=interrupt))
    status, out, err = run("--kernel", "ema")
    assert (status, out) == (130, "")
    assert "no profile was written" in err
    assert not profile_path(PROCESS.choice.settings.profile).exists()


def test_export_default_writes_what_is_shipped(run, tuned, tmp_path):
    assert run("export-default", str(tmp_path / "default.json"))[0] == 0
    content = json.loads((tmp_path / "default.json").read_text())
    assert content["machine"] == ""
    assert content["kernels"]["ema"]["candidates"]["python"]["version"] == ""


def test_help_names_the_commands():
    result = CliRunner().invoke(main.app, ["--help"])
    assert result.exit_code == 0
    for command in (
        "show",
        "explain",
        "doctor",
        "clear",
        "export",
        "import",
        "diff",
        "merge",
        "--quick",
        "--budget",
        "--kernel",
        "--json",
        "drift",
        "--from",
        "20 seconds",
        "rolling_*",
    ):
        assert command in result.output
    assert "export-default" not in result.output


def test_names_are_completed():
    assert "ema" in complete_kernel("e")
    assert "python" in complete_backend("py")


def test_a_process_without_a_terminal(tmp_path):
    environment = {**os.environ, "ATC_PROFILE": str(tmp_path / "profile.json"), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "atc_core.command.main", "--budget", "30s", "-k", "rate_of_change", "-b", "python"]
    done = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False)
    # What it is at, every 4 s: lines where this machine is busy.
    assert (done.returncode, re.sub(r" *\d+ s, +\d+ %: .+\n", "", done.stderr.decode())) == (0, "")
    assert done.stdout.decode().splitlines()[-1] == f"profile: {tmp_path / 'profile.json'}"


def test_a_terminal_gets_a_table_and_a_bar(tmp_path):
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    environment = {**os.environ, "ATC_PROFILE": str(tmp_path / "profile.json"), "TERM": "xterm"}
    command = [sys.executable, "-m", "atc_core.command.main", "--budget", "30s", "-k", "rate_of_change", "-b", "python"]
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, env=environment, stdout=theirs, stderr=theirs, stdin=theirs) as process:
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 65_536):
                shown += piece
        except OSError:
            pass
    os.close(ours)
    assert process.returncode == 0
    assert "time rate_of_change" in shown.decode()
    assert "━" in shown.decode()


def altered(profile, machine=None, version=None, factor=1.0):
    """The profile of another time or place."""
    kernels = {}
    for name, entry in profile.kernels.items():
        kernels[name] = Entry(
            {
                backend: msgspec.structs.replace(
                    item, version=version or item.version, seconds=tuple(factor * value for value in item.seconds)
                )
                for backend, item in entry.candidates.items()
            }
        )
    return msgspec.structs.replace(profile, machine=machine or profile.machine, kernels=kernels)


@pytest.fixture
def exported(run, tuned, tmp_path):
    """A file that export wrote."""
    file = tmp_path / "exported.json"
    status, out, err = run("export", str(file))
    assert (status, err) == (0, "")
    assert out.startswith(f"{file}: 2 kernels")
    return file


def test_what_is_exported_can_be_imported(run, tuned, exported):
    before = decode(tuned.read_bytes())
    assert run("clear")[0] == 0
    assert run("import", str(exported))[::2] == (0, "")
    assert decode(tuned.read_bytes()) == before


def test_export_replaces_no_file(run, exported):
    status, out, err = run("export", str(exported))
    assert (status, out) == (1, "")
    assert "exists already" in err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (lambda profile: encode(altered(profile, machine="elsewhere")), "was measured on another machine"),
        (lambda profile: b'{"schema": 99}', "has schema 99, this version reads"),
        (lambda profile: encode(profile)[:-9], "is damaged"),
    ],
)
def test_import_refuses_what_does_not_hold_here(run, tuned, exported, content, sentence):
    before = tuned.read_bytes()
    exported.write_bytes(content(decode(before)))
    status, out, err = run("import", str(exported))
    assert (status, out) == (1, "")
    assert f"profile {exported} {sentence}" in err
    assert tuned.read_bytes() == before


def test_what_expired_is_told(run, tuned, exported):
    exported.write_bytes(encode(altered(decode(tuned.read_bytes()), version="long ago")))
    assert run("clear")[0] == 0
    status, _, err = run("import", str(exported))
    assert status == 0
    assert "warning: python changed since it was measured (2 kernels)" in err
    assert "expired: python changed" in run("show")[2]
    assert json.loads(run("show", "--json")[1])["expired"] == {"python": ["ema", "sma"]}
    assert "python changed since it was measured" in run("doctor")[1]


def test_diff_shows_other_winners_and_ratios(run, tuned, exported):
    assert json.loads(run("diff", str(exported), "--json")[1])["changes"] == []
    exported.write_bytes(encode(altered(decode(tuned.read_bytes()), factor=0.5)))
    content = json.loads(run("diff", str(exported), "--all", "--json")[1])
    assert {(item["kernel"], item["n"]) for item in content["changes"]} == {
        (kernel, n) for kernel in ("ema", "sma") for n in (100, 1_000)
    }
    assert [item["ratio"] for item in content["changes"]] == pytest.approx([2.0] * 4)
    assert "2.000" in run("diff", str(exported), str(tuned), "--all")[1]


def test_merge_joins_profiles_of_one_machine(run, tuned, exported, tmp_path):
    whole = decode(exported.read_bytes())
    parts = [tmp_path / f"{name}.json" for name in whole.kernels]
    for part, (name, entry) in zip(parts, whole.kernels.items(), strict=True):
        part.write_bytes(encode(msgspec.structs.replace(whole, kernels={name: entry})))
    output = tmp_path / "merged.json"
    assert run("merge", *map(str, parts), "-o", str(output))[0] == 0
    assert decode(output.read_bytes()) == whole
    parts[1].write_bytes(encode(altered(whole, machine="elsewhere")))
    status, _, err = run("merge", *map(str, parts), "-o", str(tmp_path / "not.json"))
    assert status == 1
    assert "another machine" in err


def test_a_record_is_tuned_first(run, tmp_path):
    record = tmp_path / "record.jsonl"
    record.write_text('{"kernel": "ema", "n": 777, "options": {"length": 9}, "calls": 2, "seconds": 0.5}')
    arguments = ("--from", str(record), "--kernel", "ema", "--backend", "python", "--json")
    content = json.loads(run(*arguments)[1])
    assert content["kernels"]["ema"]["candidates"]["python"]["sizes"] == [100, 777, 1_000]
    record.write_text("nonsense")
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith(f"atc-tune: record {record}, line 1: ")


def test_a_pipe_gets_a_line_whenever_there_was_silence(capsys):
    steps = [Step(done, 10, f"step {done}") for done in range(5)]
    clock = iter([0.0, 1.0, 3.0, 5.0, 5.0, 8.0, 11.0, 11.0])
    assert list(with_lines(steps, lambda: next(clock))) == steps
    assert capsys.readouterr().err == "   5 s, 20 %: step 2\n  11 s, 40 %: step 4\n"


def test_a_quick_look_has_a_budget_of_its_own(monkeypatch):
    monkeypatch.setattr(main, "seconds_since_start", lambda: 1.0)
    assert 16.0 < within(QUICK, None).deadline < 17.0
    assert within(FULL, None).deadline == float("inf")
    assert within(QUICK, 1e6).timing == within(QUICK, 1e6).deadline > 1e5


def test_a_family_or_a_pattern_means_its_kernels(run):
    assert check_kernels(["rolling_m[ai][nx]*"]) == [
        "rolling_max",
        "rolling_min",
        "rolling_max_float32",
        "rolling_min_float32",
    ]
    assert "sharpe_ratio" in check_kernels(["metrics"])
    assert check_kernels(["atc"]) == ["atc"], "a kernel of that name comes before its family"
    assert check_kernels(["ema", "moving_averages"]).count("ema") == 1
    assert "rolling" in complete_kernel("roll")
    assert run("--kernel", "rolling_mi?", "--backend", "python")[0] == 0
    assert "rolling_min " in run("show", "--kernel", "rolling_*")[1]


@pytest.fixture
def many(tmp_path):
    """A profile in which every backend was measured for a kernel with a long name."""
    names = ("bottleneck", "numba", "numbagg", "pandas", "polars", "python", "rust", "scipy", "talib", "tulipy")
    found = {
        name: Candidate("1", (32, 1_000_000), (1e-6 * place, 1e-2 * place), (0.0, 0.0))
        for place, name in enumerate(names, start=1)
    }
    kernels = {"signal_persistence:long": Entry({**found, "acme": Candidate("1", quarantine="bar 3 differs")})}
    return Profile(
        SCHEMA, "machine", "A processor with a name of some length, of two vendors, 128 cores, Linux", kernels
    )


@pytest.mark.parametrize(("columns", "places"), [(40, 0), (80, 1), (120, 3)])
def test_a_table_shows_as_many_backends_as_fit(monkeypatch, capfd, many, columns, places):
    monkeypatch.setenv("COLUMNS", str(columns))
    print_profile(many, f"measured on {many.description} in 12.3 s")
    out, err = capfd.readouterr()
    assert max(map(len, out.splitlines())) <= max(columns, 60)
    assert out.count("ratio ") + out.count("ratio\n") == places
    assert "bottleneck" in out
    assert err == "note: acme is quarantined for signal_persistence:long\n"


def test_no_profile_is_wider_than_a_terminal(capfd):
    print_profile(default_profile(), "shipped default")
    assert max(map(len, capfd.readouterr().out.splitlines())) <= 80


@pytest.fixture
def steady(monkeypatch):
    """Races find what they are told to."""
    factors = {}

    def race(functions, inputs, limit, clocks):
        n = len(inputs[0][0])
        return {name: Timing(factors.get(name, 1.0) * n * 1e-9, 1.0, 1.0, 0.0, 9) for name in functions}

    monkeypatch.setattr("atc_core.tuning.drift.race", race)
    return factors


def drifted(tuned, **versions):
    """A profile in which a call takes a nanosecond a bar."""
    profile = decode(tuned.read_bytes())
    kernels = {}
    for kernel, entry in profile.kernels.items():
        kernels[kernel] = Entry(
            {
                name: msgspec.structs.replace(
                    item,
                    version=versions.get(name, item.version),
                    seconds=tuple(n * 1e-9 for n in item.sizes),
                    spread=(0.0,) * len(item.sizes),
                )
                for name, item in entry.candidates.items()
            }
        )
    tuned.write_bytes(encode(msgspec.structs.replace(profile, kernels=kernels)))


def test_drift_finds_nothing_where_nothing_moved(run, tuned, steady):
    drifted(tuned)
    steady["python"] = 1.02
    status, out, err = run("drift")
    assert (status, err) == (0, "")
    assert out.startswith("nothing moved: 4 timings agree with the profile")
    content = json.loads(run("drift", "--json")[1])
    assert (content["timed"], content["moved"], content["usual"]) == (4, [], pytest.approx(1.02))


def test_drift_names_what_moved_by_more_than_a_tie(run, tuned, steady):
    drifted(tuned)
    before = tuned.read_bytes()
    steady["python"] = 1.5
    status, out, _ = run("drift", "--kernel", "sma")
    assert status == 1
    assert "moved, of 2 timings; usually 1.50 times the profile's" in out
    assert [line.split()[:2] for line in out.splitlines()[2:-1]] == [["sma", "python"]] * 2
    moved = json.loads(run("drift", "--json")[1])["moved"]
    assert {(item["kernel"], item["backend"], item["n"]) for item in moved} == {
        (kernel, "python", n) for kernel in ("ema", "sma") for n in (100, 1_000)
    }
    assert all(item["ratio"] == pytest.approx(1.5) for item in moved)
    assert tuned.read_bytes() == before, "the profile stays as it is"


def test_drift_leaves_out_another_version_and_says_so(run, tuned, steady):
    drifted(tuned, python="1.0")
    status, out, err = run("drift")
    assert status == 0
    assert "nothing moved: 0 timings" in out
    assert err.count("note: python is left out: measured 1.0, is ") == 1


def test_drift_needs_a_profile(run):
    status, _, err = run("drift")
    assert status == 1
    assert "nothing was tuned on this machine yet" in err
