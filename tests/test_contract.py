"""Every kernel on every backend: the contracts' vectors, exact arithmetic, and the conformance suite."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import oracle
import pytest
from cases import COMPOSED, EVERY_KERNEL, KERNELS, PORTABLE, PORTABLE_LENGTH, VECTORS, portable_prices, small_cases
from form_checks import assert_all_hold, by_form
from one_process import fresh_process  # noqa: F401 the tests share it
from oracle import VECTORS as OTHER_VECTORS
from vectors import assert_matches

import atc_core
from atc_core.conformance import Subject, checks
from atc_core.conformance.agreement import as_fields, expected
from atc_core.conformance.case import Case
from atc_core.conformance.differences import Expected
from atc_core.conformance.suite import reference

BACKENDS = [name for name, status in atc_core.backends().items() if status.state == "available"]
CHECKS = [check for check in checks(*BACKENDS) if check.subject.kernel.name in EVERY_KERNEL]
OTHERS, FORMS = by_form(CHECKS)
EXACT = set(KERNELS) - COMPOSED
SUBJECTS = list(dict.fromkeys(check.subject for check in CHECKS))


def subject_name(subject):
    return f"{subject.kernel.name}-{subject.backend}"


def subjects_of(kernel):
    return [subject for subject in SUBJECTS if subject.kernel.name == kernel]


def test_no_backend_is_broken():
    states = {name: str(status) for name, status in atc_core.backends().items()}
    assert all(state.startswith(("available", "not installed")) for state in states.values()), states


@pytest.mark.parametrize("name", EVERY_KERNEL)
def test_every_kernel_has_its_reference(name):
    assert Subject(EVERY_KERNEL[name].reference, EVERY_KERNEL[name]) in SUBJECTS


@pytest.mark.parametrize("check", OTHERS, ids=str)
def test_conformance(check):
    check()


@pytest.mark.parametrize("subject", FORMS, ids=subject_name)
def test_conformance_in_every_form(subject):
    assert_all_hold(FORMS[subject])


@pytest.mark.parametrize(
    ("subject", "vector"),
    [(subject, vector) for vector in VECTORS for subject in subjects_of(vector.kernel)],
    ids=lambda item: item.backend if isinstance(item, Subject) else str(item),
)
def test_vectors(subject, vector):
    result = subject.function(*vector.arguments)
    assert result.dtype == vector.wanted.dtype
    np.testing.assert_allclose(result, vector.wanted, rtol=1e-10)


@pytest.mark.parametrize(
    ("subject", "vector"),
    [(subject, vector) for vector in OTHER_VECTORS for subject in subjects_of(vector.kernel)],
    ids=lambda item: item.backend if isinstance(item, Subject) else str(item),
)
def test_vectors_of_tables_numbers_and_fields(subject, vector):
    assert_matches(subject.handle(*vector.arguments), vector.wanted)


@pytest.mark.parametrize(
    "subject", [subject for kernel in PORTABLE for subject in subjects_of(kernel)], ids=subject_name
)
def test_portable_series(subject):
    result = subject.function(portable_prices(), PORTABLE_LENGTH)
    wanted = PORTABLE[subject.kernel.name]
    assert {bar: result[bar] for bar in wanted} == pytest.approx(wanted, rel=1e-11)


@pytest.mark.parametrize("subject", [item for item in SUBJECTS if item.kernel.name in EXACT], ids=subject_name)
def test_oracle(subject):
    assert not list(subject.disagreements(exact_cases(subject.kernel)))


@lru_cache
def exact_cases(kernel):
    """The small edge cases with their exact results."""
    allowed = (expected(kernel, reference(kernel), case.arguments).allowed for case in small_cases(kernel))
    return [
        (case, Expected(as_fields(kernel, oracle.evaluate(kernel.name, case.arguments)), tolerance))
        for case, tolerance in zip(small_cases(kernel), allowed, strict=True)
    ]


LONG = 2_600
WINDOWED = [item for item in SUBJECTS if item.kernel.name in {"sma", "wma", "lsma", "hma", "kama"}]


@pytest.mark.parametrize("length", [111, 112, 113, 128, 176, 200, 255, 257, 513, 1_040, 2_048, LONG - 1, LONG])
@pytest.mark.parametrize("subject", WINDOWED, ids=subject_name)
def test_borders_of_long_windows(subject, length):
    """Long windows are made of parts: what is not finite, or huge, leaves with its window wherever it is in them."""
    assert not list(subject.disagreements(long_windows(subject.kernel, length)))


@lru_cache
def long_windows(kernel, length):
    (walk,) = kernel.sample(np.random.default_rng(length), LONG)
    bars = np.random.default_rng(length).integers(0, LONG, 3)
    changed = {"walk": walk, "offset 1e6": walk + 1e6}
    for value in (np.nan, np.inf, -np.inf, 1e300):
        changed[f"{value}"] = walk.copy()
        changed[f"{value}"][bars] = value
    options = tuple(item.typical for item in kernel.options[1:])
    cases = [Case(name, (series, length, *options)) for name, series in changed.items()]
    return [(case, expected(kernel, reference(kernel), case.arguments)) for case in cases]
