"""Each check of the conformance suite speaks for itself, and shows all disagreements at once."""

import numpy as np
import pytest

import atc_core
import atc_core.conformance
from atc_core.choice import Choice
from atc_core.process import PROCESS
from atc_core.tuning.machine import fingerprint
from atc_core.tuning.profile import SCHEMA, Candidate, Entry, Profile, profile_path
from atc_core.tuning.store import save_profile

EMA = PROCESS.choice.plugins.load("numba").implementations["ema"]


@pytest.fixture
def quarantined(registered):
    """A backend that is wrong on one bar and on four bars, and was quarantined by a tuning."""
    backend = atc_core.Backend("mine")

    @backend.implements("ema")
    def ema(x, length, *, out=None):
        result = EMA(x, length, **({} if out is None else {"out": out}))
        if len(x) in (1, 4):
            result[:] = 7.0
        return result

    entry = Entry({"mine": Candidate(backend.version(), quarantine="ema, 1 bars: bar 0 of 1 is 7.0")})
    save_profile(profile_path(""), Profile(SCHEMA, fingerprint(), "planted", {"ema": entry}))
    PROCESS.invalidate(Choice())
    registered(backend)
    backend.distributions = ()
    return backend


def test_a_quarantine_is_not_what_every_check_fails_by(quarantined):
    # Versions are part of a quarantine, and the planted backend has another one by now.
    PROCESS.choice.measured["ema"] = Entry({"mine": Candidate(quarantined.version(), quarantine="wrong")})
    with pytest.raises(atc_core.BackendError, match="quarantined"):
        atc_core.ema([1.0, 2.0], 1, backend="mine")
    failed = {}
    for check in atc_core.conformance.checks("mine"):
        if check.name in ("many_bars", "long_windows"):
            continue
        try:
            check()
        except AssertionError as error:
            failed[check.name] = str(error)
    assert set(failed) == {"edge_cases", "every_size", "random_cases"}
    assert "quarantined" not in "".join(failed.values())
    # The profile counts again once the checks are done.
    with pytest.raises(atc_core.BackendError, match="quarantined"):
        atc_core.ema([1.0, 2.0], 1, backend="mine")


def test_all_disagreements_are_shown_at_once(quarantined):
    [check] = [check for check in atc_core.conformance.checks("mine") if check.name == "every_size"]
    with pytest.raises(AssertionError) as caught:
        check()
    lines = str(caught.value).splitlines()
    assert [line.partition(" bars")[0] for line in lines] == ["ema, 1", "ema, 4"]


def test_of_very_many_disagreements_the_number_is_shown(registered):
    backend = atc_core.Backend("always")
    backend.implements("ema")(always_wrong)
    registered(backend)
    [check] = [check for check in atc_core.conformance.checks("always") if check.name == "every_size"]
    with pytest.raises(AssertionError) as caught:
        check()
    lines = str(caught.value).splitlines()
    assert len(lines) == 31
    assert lines[-1] == "and 50 more"


def always_wrong(x, length, *, out=None):
    result = np.empty(len(x)) if out is None else out
    result[:] = 7.0
    return result
