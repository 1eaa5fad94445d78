"""What holds for any prices, where any are allowed: locality, causality, scaling, independence of columns."""

from __future__ import annotations

from itertools import count

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from one_process import fresh_process  # noqa: F401 the tests share it

import atc_core
from atc_core.conformance import Subject, checks
from atc_core.conformance.agreement import expected, lookback
from atc_core.conformance.differences import field_difference

BACKENDS = [name for name, status in atc_core.backends().items() if status.state == "available"]
SUBJECTS = [
    subject
    for subject in dict.fromkeys(check.subject for check in checks(*BACKENDS))
    if subject.kernel.is_per_bar and subject.kernel.result.type is None
    if not any(item.rules for item in subject.kernel.arrays)
]


def reference(kernel):
    return atc_core.get(kernel.name, backend="python").resolve(0)


AVERAGES = [subject for subject in SUBJECTS if subject.kernel.family == "moving_averages"]
WINDOWED = [item for item in AVERAGES if lookback(item.kernel, reference(item.kernel), 90, item.sample()[1]) < 90]
quick = settings(deadline=None, max_examples=25, derandomize=True)
bars = st.integers(1, 70)
lengths = st.integers(1, 12)
rounded = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))


def name(subject: Subject) -> str:
    return f"{subject.kernel.name}-{subject.backend}"


def prices(n):
    return arrays(np.float64, n, elements=rounded)


@st.composite
def calls(draw, kernel):
    """Series and options of a kernel; equal windows for all, or each a bar longer than the one before."""
    n = draw(bars)
    series = [
        draw(arrays(np.bool_, n) if parameter.dtype == np.bool_ else prices(n)).astype(parameter.dtype or np.float64)
        for parameter in kernel.arrays
    ]
    if kernel.name.startswith("equity"):
        series[0] /= 1e6
    least = max((int(item.domain.at_least or 0) for item in kernel.options if item.kind == "integer"), default=0)
    length = max(draw(lengths), least)
    for more in (0, 1):
        longer = count(length, more)
        options = tuple(next(longer) if item.kind == "integer" else item.typical for item in kernel.options)
        if kernel.conflict(options) is None:
            break
    return series, options


def within(kernel, arguments):
    """What the reference gives for one field, and how far others may be from it."""
    (values,), (allowed,) = expected(kernel, reference(kernel), arguments)
    return values, allowed


@pytest.mark.parametrize("subject", SUBJECTS, ids=name)
@quick
@given(data=st.data())
def test_reference_agrees(subject, data):
    series, options = data.draw(calls(subject.kernel))
    wanted = within(subject.kernel, (*series, *options))
    assert field_difference(subject.function(*series, *options), *wanted) is None


@pytest.mark.parametrize("subject", SUBJECTS, ids=name)
@quick
@given(data=st.data())
def test_the_past_does_not_see_the_future(subject, data):
    series, options = data.draw(calls(subject.kernel))
    now = data.draw(st.integers(0, len(series[0]) - 1))
    before = subject.function(*series, *options)
    for item in series:
        item[now:] = item[now:][::-1] == 0
    after = subject.function(*series, *options)
    _, allowed = within(subject.kernel, (*series, *options))
    assert field_difference(after[:now], before[:now], allowed[:now]) is None


@pytest.mark.parametrize("subject", WINDOWED, ids=name)
@quick
@given(data=st.data(), value=st.sampled_from([np.nan, np.inf, -np.inf, 1e300]))
def test_a_bar_reaches_its_windows_only(subject, data, value):
    kernel = subject.kernel
    (x,), options = data.draw(calls(kernel))
    bar = data.draw(st.integers(0, len(x) - 1))
    values, allowed = within(kernel, (x, *options))
    spoilt = x.copy()
    with np.errstate(over="ignore"):  # float32 turns 1e300 into infinity
        spoilt[bar] = value
    reached = lookback(kernel, reference(kernel), len(x), options)
    last = bar + reached
    outside = np.r_[0 : min(bar, len(x)), min(last, len(x)) : len(x)]
    result = subject.function(spoilt, *options)
    assert field_difference(result[outside], values[outside], allowed[outside]) is None
    if np.isnan(value) and reached < len(x):  # a shorter series does not show the lookback
        whole = result[bar:last][~np.isnan(values[bar:last])]
        assert np.isnan(whole).all()


@pytest.mark.parametrize("subject", AVERAGES, ids=name)
@quick
@given(data=st.data(), power=st.integers(-20, 20), sign=st.sampled_from([1.0, -1.0]))
def test_averages_scale_with_prices(subject, data, power, sign):
    (x,), options = data.draw(calls(subject.kernel))
    factor = sign * 2.0**power
    result = subject.function(factor * x, *options)
    np.testing.assert_array_equal(result, factor * subject.function(x, *options))


@pytest.mark.parametrize("subject", AVERAGES, ids=name)
@quick
@given(data=st.data(), shift=st.integers(-(10**6), 10**6))
def test_averages_move_with_prices(subject, data, shift):
    (x,), options = data.draw(calls(subject.kernel))
    x = np.rint(x)
    kernel = subject.kernel
    values, allowed = within(kernel, (x, *options))
    _, allowed_there = within(kernel, (x + shift, *options))
    result = subject.function(x + shift, *options)
    assert field_difference(result, values + shift, allowed + allowed_there) is None


@pytest.mark.parametrize("subject", SUBJECTS, ids=name)
@quick
@given(data=st.data())
def test_columns_do_not_see_each_other(subject, data):
    series, options = data.draw(calls(subject.kernel))
    order = data.draw(st.sampled_from("CF"))

    def among(neighbour):
        tables = [np.array([neighbour(item), item, neighbour(item)]).T.copy(order=order) for item in series]
        return subject.handle(*tables, *options)[:, 1]

    result = among(np.flip)
    wanted = within(subject.kernel, (*series, *options))
    assert field_difference(result, *wanted) is None
    np.testing.assert_array_equal(result, among(np.zeros_like))


@pytest.mark.parametrize(
    "subject", [item for item in SUBJECTS if len(item.kernel.arrays) == 2 and item.kernel.family == "trend"], ids=name
)
@quick
@given(data=st.data())
def test_results_stay_in_range(subject, data):
    series, options = data.draw(calls(subject.kernel))
    result = subject.function(*series, *options)
    if result.dtype == np.int8:
        assert set(result.tolist()) <= {-1, 0, 1}
    else:
        cutout = options[-1]
        assert np.isnan(result[:cutout]).all()
        assert (result[cutout:] >= 0.25).all()


@pytest.mark.parametrize("subject", [item for item in SUBJECTS if item.kernel.name == "crossover_signal"], ids=name)
@quick
@given(data=st.data())
def test_the_other_side_of_a_crossover(subject, data):
    (p, m), _ = data.draw(calls(subject.kernel))
    np.testing.assert_array_equal(subject.function(m, p), -subject.function(p, m))
