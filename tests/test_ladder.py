"""The ladder of the design as a table: who decides, from the call down to the shipped default."""

import contextlib
import itertools

import numpy as np
import pytest

import atc_core
from atc_core.backend import Backend
from atc_core.decision import RUNGS

PRICES = np.linspace(90.0, 110.0, 50)

SETTERS = {1: "call", 2: "use", 3: "configure", 4: "environment"}
NAMES = {1: "rust", 2: "numba", 3: "python", 4: "rust,numba"}
EXPECTED = {1: "rust", 2: "numba", 3: "python", 4: "rust"}


def decide(rungs, environment):
    """Run ema with the given rungs set, and say which backend and rung computed it."""
    environment(BACKEND=NAMES[4] if 4 in rungs else "")
    if 3 in rungs:
        atc_core.configure(backend=NAMES[3])
    backend = NAMES[1] if 1 in rungs else None
    block = atc_core.use(NAMES[2]) if 2 in rungs else contextlib.nullcontext()
    with atc_core.trace() as calls, block:
        atc_core.ema(PRICES, 3, backend=backend)
    return calls[0].backend, calls[0].rung


@pytest.mark.parametrize(
    "rungs", [set(rungs) for size in range(1, 5) for rungs in itertools.combinations(SETTERS, size)], ids=str
)
def test_the_first_rung_that_is_set_decides(rungs, environment):
    first = min(rungs)
    assert decide(rungs, environment) == (EXPECTED[first], first)


def test_without_a_wish_the_shipped_default_decides(environment):
    assert decide(set(), environment)[1] == 6
    assert RUNGS[6] == "shipped default"


LADDER = [
    # ATC_BACKEND, kernel, expected backend, expected rung
    ("numba", "ema", "numba", 4),
    ("rust,numba", "ema", "rust", 4),
    ("lacking,numba", "ema", "numba", 4),
    ("equity=rust;ema=numba;*=auto", "ema", "numba", 4),
    ("equity=rust;ema=numba;*=auto", "equity", "rust", 4),
    ("equity=rust;ema=numba;*=auto", "sma", None, 6),
    ("equity=rust; *=python", "sma", "python", 4),
    ("ema=python,rust", "ema", "python", 4),
    ("auto", "ema", None, 6),
]


@pytest.mark.parametrize(("variable", "kernel", "backend", "rung"), LADDER)
def test_the_environment_has_three_forms(environment, registered, variable, kernel, backend, rung):
    environment(BACKEND=variable)
    registered(Backend("lacking"))
    decision = atc_core.get(kernel).explain(n=50)
    assert decision.rung == rung
    assert backend is None or decision.backend == backend


@pytest.mark.parametrize("policy", ["warn", "raise", "silent"])
@pytest.mark.parametrize("rung", [2, 3, 4])
def test_a_preference_that_cannot_be_met_falls_back(environment, registered, policy, rung):
    environment(FALLBACK=policy, BACKEND="lacking" if rung == 4 else "")
    if rung == 3:
        atc_core.configure(backend="lacking")
    registered(Backend("lacking"))

    def call():
        if rung == 2:
            with atc_core.use("lacking"):
                return atc_core.ema(PRICES, 3)
        return atc_core.ema(PRICES, 3)

    if policy == "raise":
        with pytest.raises(atc_core.BackendError, match="ema: .*lacking: no-kernel"):
            call()
    elif policy == "warn":
        with pytest.warns(atc_core.BackendWarning, match="ema runs on another backend.*lacking"):
            call()
        call()  # a second warning would be an error
    else:
        call()


def test_what_is_asked_for_explicitly_never_falls_back(registered):
    registered(Backend("lacking"))
    with pytest.raises(atc_core.BackendError, match="ema: backend lacking: no-kernel"):
        atc_core.ema(PRICES, 3, backend="lacking")
    with pytest.raises(atc_core.BackendError, match="no-kernel"):
        atc_core.get("ema", backend="lacking")


def test_a_missing_library_is_named_with_the_command_that_installs_it(registered):
    registered(Backend("absent", requires=["no_such_library"], install="pip install no-such-library"))
    assert str(atc_core.backends()["absent"]) == (
        "not installed: needs no_such_library; install it with: pip install no-such-library"
    )
    with pytest.raises(atc_core.BackendError, match="install it with: pip install no-such-library"):
        atc_core.ema(PRICES, 3, backend="absent")


def test_an_unknown_backend_is_an_error_at_every_rung(environment):
    with pytest.raises(atc_core.UnknownBackendError, match="did you mean 'numba'"):
        atc_core.ema(PRICES, 3, backend="nunba")
    with atc_core.use("nunba"), pytest.raises(atc_core.UnknownBackendError):
        atc_core.ema(PRICES, 3)
    environment(BACKEND="nunba")
    with pytest.raises(atc_core.UnknownBackendError):
        atc_core.ema(PRICES, 3)
    atc_core.configure(backend="nunba")
    with pytest.raises(atc_core.UnknownBackendError):
        atc_core.ema(PRICES, 3)


def test_a_blocked_backend_is_not_loaded(environment):
    environment(BACKEND_BLOCK="numba, rust")
    assert [str(atc_core.backends()[name]) for name in ("numba", "rust")] == ["blocked: named in ATC_BACKEND_BLOCK"] * 2
    assert "numba" not in str(atc_core.ema.explain(n=50).backend)
    with pytest.raises(atc_core.BackendError, match="blocked"):
        atc_core.ema(PRICES, 3, backend="numba")


def test_a_wish_can_be_withdrawn():
    atc_core.configure(backend="python")
    assert atc_core.ema.explain(n=50).rung == 3
    atc_core.configure(backend="auto")
    assert atc_core.ema.explain(n=50).rung == 6
