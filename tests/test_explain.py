"""`explain` agrees with what really runs, for every kernel, size, layout and way of asking."""

import json
from functools import partial

import numpy as np
import pytest
from cases import KERNELS

import atc_core
from atc_core import Backend
from atc_core.conformance.edge_cases import is_allowed
from atc_core.decision import REASONS, RUNGS
from atc_core.dispatch import handle_of
from atc_core.models import for_series
from atc_core.tuning import machine
from atc_core.tuning.profile import SCHEMA, Candidate, Entry, Profile
from atc_core.tuning.store import save_profile
from atc_core.variant import entry_name

NAMES = [name for name, status in atc_core.backends().items() if status.state == "available"]
LAYOUTS = {
    "1d": np.ascontiguousarray,
    "strided": lambda series: np.repeat(series, 2)[::2],
    "C": lambda series: np.column_stack([series, series]),
    "F": lambda series: np.asfortranarray(np.column_stack([series, series])),
}


def random_entry(random, kernel):
    """Invented costs of all backends that implement a kernel; the fastest changes with the size."""
    candidates = {}
    for name in NAMES:
        try:
            atc_core.get(kernel, backend=name)
        except atc_core.BackendError:
            continue
        version = atc_core.process.PROCESS.choice.plugins.backends[name].version()
        seconds = tuple(np.cumsum(random.uniform(1e-6, 1e-4, 3)).tolist())
        first_call = float(random.choice([0.0, 1e-3, 0.2]))
        candidates[name] = Candidate(
            version, (10, 100, 1000), seconds, tuple(random.uniform(0, 0.1, 3).tolist()), first_call
        )
    return Entry(candidates)


@pytest.fixture(scope="module")
def profile(tmp_path_factory):
    """A profile of all kernels. Made once: to ask every backend for every kernel takes 0.3 s."""
    random = np.random.default_rng(7)
    entries = {kernel: random_entry(random, kernel) for kernel in KERNELS}
    path = tmp_path_factory.mktemp("invented") / "profile.json"
    save_profile(path, Profile(SCHEMA, machine.fingerprint(), "invented", entries))
    return str(path)


@pytest.fixture
def invented(profile):
    atc_core.configure(profile=profile)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kernel", KERNELS)
def test_explain_names_who_runs(invented, kernel, layout):
    random = np.random.default_rng(len(kernel) + len(layout))
    declared = KERNELS[kernel]
    for n in np.unique(np.r_[0, 1, random.integers(2, 2000, 12)]):
        arguments = declared.arguments(random, n)
        count = len(declared.arrays)
        if not is_allowed(declared, arguments):
            continue
        if layout != "1d" and not declared.is_by_series:
            continue
        series, options = [LAYOUTS[layout](item) for item in arguments[:count]], arguments[count:]
        if declared.models and declared.is_by_series and series[0].ndim > 1:
            options = for_series(declared, options, series[0].shape[1])
        before = handle_of(declared).explain(n=n)
        with atc_core.trace() as calls:
            handle_of(declared)(*series, *options)
        assert [(call.backend, call.rung) for call in calls] == [(before.backend, before.rung)]
        assert before.rung == 5
        handle_of(declared)(*series, *options)


@pytest.fixture
def measured_long_ago(tmp_path):
    def save(name):
        """A profile in which a backend of an older version was fastest."""
        python = atc_core.process.PROCESS.choice.plugins.backends["python"].version()
        candidates = {
            "python": Candidate(python, (10,), (1e-5,), (0.0,)),
            name: Candidate("old", (10,), (1e-6,), (0.0,)),
        }
        content = Profile(SCHEMA, machine.fingerprint(), "invented", {"ema": Entry(candidates)})
        save_profile(tmp_path / "profile.json", content)
        atc_core.configure(profile=str(tmp_path / "profile.json"), objective="steady")

    return save


def test_a_new_version_of_a_shipped_backend_keeps_its_place(measured_long_ago):
    measured_long_ago("numba")
    decision = atc_core.ema.explain(n=10)
    assert (decision.backend, decision.rung) == ("numba", 5)


def test_a_new_version_of_another_backend_must_be_measured_first(measured_long_ago, registered):
    measured_long_ago("other")
    registered(Backend("other")).implements("ema")(lambda x, length, *, out=None: x)
    decision = atc_core.ema.explain(n=10)
    assert (decision.backend, decision.rung) == ("python", 5)
    assert {item.backend: item.code for item in decision.rejected}["other"] == "expired"


def entry(**seconds):
    """What each backend takes at every size."""
    versions, sizes = atc_core.process.PROCESS.choice.plugins.backends, (10, 100, 1000)
    return Entry(
        {name: Candidate(versions[name].version(), sizes, (item,) * 3, (0.0,) * 3) for name, item in seconds.items()}
    )


def test_what_was_learned_meanwhile_decides_from_then_on(profile):
    atc_core.configure(profile=profile, objective="steady")
    choice = atc_core.process.PROCESS.choice
    atc_core.sma.explain(n=10)
    others, before = choice.ranking(atc_core.sma.kernel), set(atc_core.ema.explain(n=10).predicted)
    for winner, seconds in (("python", 1e-9), ("numba", 1e-10)):
        choice.learn("ema", {"ema": entry(**{winner: seconds}), "ema:C": entry(python=1e-12)})
        decision = atc_core.ema.explain(n=10)
        assert (decision.backend, decision.rung) == (winner, 5)
        # The others keep what was measured of them before.
        assert set(decision.predicted) == before
        assert choice.decide(atc_core.ema.kernel, 10, variant="C").backend == "python"
    assert choice.ranking(atc_core.sma.kernel) is others


def test_a_kind_of_call_that_was_measured_apart_is_decided_apart(tmp_path):
    kernels = {"ema": entry(python=1e-6, numba=1e-3), "ema:C": entry(python=1e-3, numba=1e-6)}
    save_profile(tmp_path / "profile.json", Profile(SCHEMA, machine.fingerprint(), "invented", kernels))
    atc_core.configure(profile=str(tmp_path / "profile.json"), objective="steady")
    choice, ema = atc_core.process.PROCESS.choice, atc_core.ema.kernel
    assert [choice.ranks_apart(ema, kind) for kind in ("C", "never")] == [True, False]
    x = np.linspace(1.0, 2.0, 50)
    with atc_core.trace() as calls:
        for layout in ("1d", "C", "F"):
            atc_core.ema(LAYOUTS[layout](x), 3)
    # What was not measured apart is decided as the usual kind.
    assert [call.backend for call in calls] == ["python", "numba", "python"]
    assert [choice.plan(ema, None, kind).at(50) for kind in ("", "C", "F")] == ["python", "numba", "python"]
    assert choice.plan(ema, "rust", "C").names == ("rust",)


def test_the_rung_of_a_kind_of_call_is_its_own(tmp_path):
    kernels = {"ema:C": entry(python=1e-3, numba=1e-6)}
    save_profile(tmp_path / "profile.json", Profile(SCHEMA, machine.fingerprint(), "invented", kernels))
    atc_core.configure(profile=str(tmp_path / "profile.json"), objective="steady")
    rung, ema = atc_core.process.PROCESS.choice.rung, atc_core.ema.kernel
    assert [rung(ema, kind) for kind in ("", "C", "F")] == [6, 5, 6]
    assert (rung(ema, "C", "numba"), rung(ema, "C", "auto")) == (1, 5)
    with atc_core.use("python"):
        assert (rung(ema, "C"), rung(ema, "C", "numba"), rung(ema, "C", "auto")) == (2, 1, 5)


@pytest.mark.parametrize("kind", ["", "C"])
def test_a_winner_that_cannot_run_is_left_out(registered, tmp_path, kind):
    """It is known only once it is imported that it lacks the kernel, or does not load."""
    for name in ("lacking", "breaking"):
        registered(Backend(name))
    kernels = {entry_name("ema", kind): entry(lacking=1e-9, breaking=1e-8, python=1e-7)}
    save_profile(tmp_path / "profile.json", Profile(SCHEMA, machine.fingerprint(), "invented", kernels))
    choice = atc_core.process.PROCESS.choice
    choice.settings = choice.settings._replace(profile=str(tmp_path / "profile.json"))
    choice.plugins.load = partial(broken, choice.plugins.load)
    decision = choice.explain(atc_core.ema.kernel, 10, variant=kind)
    assert (decision.backend, decision.rung) == ("python", 5)
    codes = {item.backend: item.code for item in decision.rejected}
    assert (codes["lacking"], codes["breaking"]) == ("no-kernel", "broken")


def test_what_does_not_check_its_arrays_is_not_taken_for_what_does(registered):
    for name in ("checks", "trusts"):
        backend = registered(Backend(name))
        backend.implements("ema", strict=name == "checks")(lambda x, length, *, out=None: x)
    choice, ema, sma = atc_core.process.PROCESS.choice, atc_core.ema.kernel, atc_core.sma.kernel
    assert choice.is_strict(ema, "checks")
    assert not any(choice.is_strict(*pair) for pair in ((ema, "trusts"), (sma, "checks"), (ema, "absent")))
    with pytest.raises(TypeError, match="^ema: x must be numeric, was 'text'$"):
        atc_core.ema("text", 3, backend="trusts")


def broken(load, name):
    """A plugin that cannot be imported."""
    if name == "breaking":
        raise atc_core.BackendError("no such library")
    return load(name)


def test_a_misspelt_option_is_not_explained():
    with pytest.raises(TypeError, match="ema has no option 'lenght'; did you mean 'length'"):
        atc_core.ema.explain(n=500, lenght=3)


@pytest.mark.parametrize("kernel", KERNELS)
def test_every_other_backend_has_a_coded_reason(invented, kernel):
    decision = atc_core.get(kernel).explain(n=500)
    assert {item.backend for item in decision.rejected} == set(atc_core.backends()) - {decision.backend}
    assert {item.code for item in decision.rejected} <= set(REASONS)
    assert decision.rung in RUNGS
    assert all(0 <= item.spread <= 0.1 and item.seconds > 0 for item in decision.predicted.values())
    assert "±" in str(decision)
    json.dumps(decision._asdict(), default=str)


def test_what_lacks_the_kernel_is_told_from_what_was_never_measured(invented, registered):
    registered(Backend("elsewhere")).implements("sma")(lambda x, length, *, out=None: x)
    registered(Backend("unmeasured")).implements("ema")(lambda x, length, *, out=None: x)
    codes = {item.backend: item.code for item in atc_core.ema.explain(n=500).rejected}
    assert codes["elsewhere"] == "no-kernel"
    assert codes["unmeasured"] == "unmeasured"
