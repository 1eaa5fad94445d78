"""A setting is validated whole when it is read: what would pass unnoticed is an error at first use."""

import pytest
from typer.testing import CliRunner

import atc_core
from atc_core.choice import Choice
from atc_core.command.main import app
from atc_core.process import PROCESS
from atc_core.settings import unknown_variables

X = [10.0, 11.0, 12.0, 11.0, 10.0, 12.0, 15.0, 14.0]
WRONG = {
    "an unknown name that would never be tried": (
        "BACKEND",
        "rust,nunba",
        "ATC_BACKEND: .*'nunba'; did you mean 'numba'",
    ),
    "an unknown name for another kernel": ("BACKEND", "sma=nunba", "did you mean 'numba'"),
    "a comma for a semicolon": ("BACKEND", "ema=rust,sma=numba", "'sma=numba' is no backend's name.*separated by ';'"),
    "a semicolon for a comma": (
        "BACKEND",
        "rust;numba",
        "is no backend's name; backends are separated by ','",
    ),
    "a kernel twice": ("BACKEND", "ema=rust;ema=numba", "ATC_BACKEND: ema is named twice, in 'ema=rust;ema=numba'"),
    "a kernel of nothing": ("BACKEND", "sma=rust;ema=", "ATC_BACKEND: names no backend, was 'ema='"),
    "a level": ("LOG", "debug", "ATC_LOG must be one of off, info, was 'debug'$"),
    "another case of letters": ("BACKEND_BLOCK", "Rust", "ATC_BACKEND_BLOCK: .*did you mean 'rust'"),
    "a backend of nobody": ("BACKEND_BLOCK", "zig", "unknown backend 'zig'; there are"),
    "a list of nothing": ("BACKEND_BLOCK", ",", "names no backend"),
    "an objective": ("OBJECTIVE", "stedy", "ATC_OBJECTIVE must be auto, steady"),
    "a policy": ("FALLBACK", "rise", "did you mean 'raise'"),
    "a tuning": ("TUNE", "recrod", "did you mean 'record'"),
    "no profile": ("PROFILE", "{folder}/profle.json", "profle.json does not exist; did you mean 'profile'"),
    "no folder": ("PROFILE", "{folder}/none/profile.json", "profile.json does not exist; where ATC_PROFILE"),
    "no user": ("PROFILE", "~nosuchuser/x", "~nosuchuser is no user with a home"),
}


def doctor(*options):
    PROCESS.invalidate(Choice())
    return CliRunner().invoke(app, ["doctor", *options])


@pytest.fixture(autouse=True)
def no_other_process(monkeypatch):
    """Doctor loads every backend in another process first: seconds, and no matter of settings."""
    monkeypatch.setattr("atc_core.tuning.doctor.crashes", lambda names: {})


@pytest.fixture
def wrong(environment, tmp_path):
    """Set what is wrong, and give what the error must say."""
    (tmp_path / "profile.json").touch()

    def set_one(case):
        variable, value, message = WRONG[case]
        environment(**{variable: value.format(folder=tmp_path)})
        return message

    return set_one


@pytest.mark.parametrize("case", WRONG)
def test_a_setting_is_validated_whole_at_first_use(wrong, case):
    message = wrong(case)
    for call in (
        lambda: atc_core.ema(X, 3),
        lambda: atc_core.ema(X, 3, backend="python"),
        lambda: atc_core.ema.explain(n=10),
        lambda: atc_core.stream("ema", length=3),
        lambda: atc_core.ema(X, 3),
    ):
        with pytest.raises(ValueError, match=message):
            call()


@pytest.mark.parametrize("case", WRONG)
def test_doctor_fails_on_a_setting_that_calls_would_fail_on(wrong, case):
    wrong(case)
    for options in ((), ("--strict",), ("--json",)):
        assert doctor(*options).exit_code == 1


def test_doctor_is_content_without_settings(environment):
    environment(BACKEND="rust,numba", BACKEND_BLOCK="scipy", FALLBACK="silent")
    assert doctor("--strict").exit_code == 0


@pytest.mark.parametrize(("name", "meant"), [("ATC_BAKEND", "ATC_BACKEND"), ("ATC_BACKENDS", "ATC_BACKEND")])
def test_a_variable_that_is_no_setting_is_named_by_doctor(monkeypatch, name, meant):
    monkeypatch.setenv(name, "numba")
    assert unknown_variables() == [f"{name} is no setting; did you mean {meant!r}?"]
    assert f"note: {name} is no setting" in doctor().output
    assert (doctor().exit_code, doctor("--strict").exit_code) == (0, 1)


def test_a_block_is_validated_whole():
    with atc_core.use("rust,nunba"), pytest.raises(atc_core.UnknownBackendError, match="'nunba'; did you mean 'numba'"):
        atc_core.ema(X, 3)
    with pytest.raises(ValueError, match="separated by ';'"), atc_core.use("ema=rust,sma=numba"):
        pass


def test_the_program_is_validated_whole():
    atc_core.configure(backend="sma=nunba")
    with pytest.raises(atc_core.UnknownBackendError, match="configure.*'nunba'; did you mean 'numba'"):
        atc_core.ema(X, 3)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("emma", "did you mean 'ema'"),
        ("EMA", "did you mean 'ema'"),
        ("atz", "there are "),
        ("lsme", "did you mean 'lsma'"),
    ],
)
def test_a_suggestion_is_close(name, answer):
    with pytest.raises(KeyError, match=answer):
        atc_core.get(name)


@pytest.mark.parametrize(("block", "state"), [("numba", "blocked"), ("", "available")])
def test_a_strict_doctor_fails_where_a_preferred_backend_cannot_run(environment, block, state):
    environment(BACKEND="rust,numba", BACKEND_BLOCK=block)
    assert doctor().exit_code == 0
    done = doctor("--strict")
    assert done.exit_code == (0 if state == "available" else 1)
    assert ("note: ATC_BACKEND names numba, which is blocked" in done.output) == bool(block)
