"""What is wrong with an implementation is found before it may be timed."""

from typing import NamedTuple

import numpy as np
import pytest
from cases import KERNELS

import atc_core
from atc_core.arrays import Series, Signal
from atc_core.conformance.agreement import (
    allowance,
    disagreement,
    disagreements,
    expected,
    expected_cases,
    identical,
    is_homogeneous,
    lookback,
    own_magnitude,
)
from atc_core.conformance.differences import (
    DECLARED,
    EXACT,
    GIVEN_BACK,
    INPUTS,
    NEAR,
    NO_ERRORS,
    OWN_MEMORY,
    Difference,
    field_difference,
)


def running_mean(x, length):
    """What most libraries do: fast, and wrong for ever after a NaN, an infinity or a spike."""
    if length > len(x):
        return np.full(len(x), np.nan)
    sums = np.cumsum(x)
    sums[length:] -= sums[:-length].copy()
    return np.append(np.full(length - 1, np.nan), sums[length - 1 :] / length)


def writes_to_its_input(x, length):
    """What C does: it looks at no flag."""
    result = mean(x, length)
    view = np.asarray(x)
    view.flags.writeable = True
    view[:1] = 0.0
    view.flags.writeable = False
    return result


def writes_where_it_may_not(x, length):
    x[:] = 0.0
    return x


def raises(x, length):
    raise OSError("no such device")


def warns(x, length):
    return np.log(x - np.inf)


FAULTS = {
    # how an implementation is wrong, what is said of it, and which rule it breaks
    "running sum": (running_mean, "the reference gives", "within"),
    "input written": (writes_to_its_input, "an input was written to", INPUTS),
    "input written in Python": (writes_where_it_may_not, "raised ValueError: assignment destination is", NO_ERRORS),
    "raises": (raises, "raised OSError: no such device", NO_ERRORS),
    "warns": (warns, "raised RuntimeWarning", NO_ERRORS),
    "float32": (lambda x, length: mean(x, length).astype(np.float32), "of float64, was float32", DECLARED),
    "list": (lambda x, length: mean(x, length).tolist(), "of float64, was list", DECLARED),
    "nothing": (lambda x, length: None, "of float64, was NoneType", DECLARED),
    "one bar short": (lambda x, length: mean(x, length)[1:], "must have shape", DECLARED),
    "off by 1e-11": (lambda x, length: mean(x, length) * (1 + 1e-11), "the reference gives", "within"),
    "no NaN": (lambda x, length: np.nan_to_num(mean(x, length), posinf=np.inf, neginf=-np.inf), "gives nan", "within"),
    "view of an input": (lambda x, length: x if length == 1 else mean(x, length), "is a view of an input", OWN_MEMORY),
    "one bar late": (lambda x, length: np.roll(mean(x, length), 1), "the reference gives", "within"),
}


def mean(x, length):
    return atc_core.get("sma", backend="python").resolve(0)(x, length)


@pytest.mark.parametrize("fault", FAULTS)
def test_verification_finds(fault):
    function, problem, rule = FAULTS[fault]

    def faulty(x, length, *, out=None):
        result = function(x, length)
        if out is None:
            return result
        out[:] = result
        return out

    kernel = KERNELS["sma"]
    assert disagreement(kernel, mean_into, mean_into) is None
    found = next(disagreements(kernel, faulty, expected_cases(kernel, mean_into)))
    assert found.kernel == "sma"
    assert problem in found.difference.problem
    assert rule in found.difference.rule
    assert disagreement(kernel, faulty, mean_into) == f"sma, {found.case}: {found.difference.problem}"
    # Nothing that one candidate does is the next one's fault.
    assert disagreement(kernel, mean_into, mean_into) is None


@pytest.mark.parametrize(
    ("give", "problem"),
    [(lambda result, out: result, "not returned"), (lambda result, out: out, "holds another result")],
    ids=["out ignored", "out not filled"],
)
def test_verification_finds_what_is_wrong_with_out(give, problem):
    def faulty(x, length, *, out=None):
        return mean(x, length) if out is None else give(mean(x, length), out)

    assert problem in disagreement(KERNELS["sma"], faulty, mean_into)


def mean_into(x, length, *, out=None):
    return atc_core.get("sma", backend="python").resolve(0)(x, length, out=out)


def test_verification_accepts_the_reference():
    assert disagreement(KERNELS["sma"], mean_into, mean_into) is None


@pytest.mark.parametrize("name", ["bollinger", "sharpe_ratio", "transition_matrix"])
def test_verification_accepts_references_of_other_shapes(name):
    """Several series, a number, and what is found and takes no `out`."""
    function = atc_core.get(name, backend="python").resolve(0)
    assert disagreement(KERNELS[name], function, function) is None


class Pair(NamedTuple):
    """A series and a signal."""

    level: Series
    side: Signal


def planted_pair(x: Series, *, out: Pair | None = None) -> Pair:
    """Twice the series, and its sign."""


def pair(x, out=None, level=1.0, side=0, filled=2):
    """What is right, but for an error in each field; of `out` so many fields are filled."""
    result = Pair(np.zeros(len(x)), np.zeros(len(x), np.int8)) if out is None else out
    right = 2.0 * x * level, np.nan_to_num(np.sign(x)).astype(np.int8) + np.int8(side)
    for field, values in list(zip(result, right))[: 2 if out is None else filled]:
        field[:] = values
    return result


PAIRS = {
    # how an implementation is wrong, what is said of it, and which rule it breaks
    "right": (pair, "", ""),
    "within the tolerance": (lambda x, out=None: pair(x, out, level=1.0 + 3e-13), "", ""),
    "a list of the fields": (lambda x, out=None: list(pair(x)) if out is None else pair(x, out), "", ""),
    "one field off": (lambda x, out=None: pair(x, out, level=1.0 + 1e-11), "level: bar 0 of", "within"),
    "the other one off": (lambda x, out=None: pair(x, out, side=1), "side: bar 0 of", EXACT),
    "one field": (lambda x, out=None: pair(x, out)[:1], "must be a tuple of 2 arrays, was tuple", DECLARED),
    "no field": (lambda x, out=None: None, "must be a tuple of 2 arrays, was NoneType", DECLARED),
    "two letters": (lambda x, out=None: "ab", "must be a tuple of 2 arrays, was str", DECLARED),
    "out half filled": (lambda x, out=None: pair(x, out, filled=1), "out= was given and holds another", GIVEN_BACK),
    "out half returned": (lambda x, out=None: pair(x, out)[: 2 if out is None else 1], "not returned", GIVEN_BACK),
}


@pytest.mark.parametrize("name", PAIRS)
def test_every_field_of_a_result_is_verified(declare, name):
    kernel = declare(planted_pair, pair).kernel
    function, problem, rule = PAIRS[name]
    found = [item.difference for item in disagreements(kernel, function, expected_cases(kernel, pair))]
    assert bool(found) == bool(problem)
    assert all(problem in str(item) for item in found[:1])
    assert all(rule in item.rule for item in found[:1])


def test_each_field_of_a_result_has_its_own_allowance(declare):
    x = np.array([0.25, -3.0, np.nan, np.inf])
    plain = declare(planted_pair, pair).kernel
    level, side = expected(plain, pair, (x,)).allowed
    np.testing.assert_array_equal(level, plain.tolerance * np.array([1.0, 6.0, 1.0, 1.0]))
    assert not side.any()


def test_a_declared_scale_sees_the_arguments_and_the_fields(declare):
    def scale(x, result):
        level, side = result
        return np.abs(x) + level, side

    scaled = declare(planted_pair, pair, scale=scale).kernel
    x = np.array([1.0, 10.0])
    level, side = expected(scaled, pair, (x,)).allowed
    np.testing.assert_allclose(level, scaled.tolerance * np.array([3.0, 30.0]), rtol=1e-15)
    assert not side.any()


def test_the_bars_that_enter_say_how_far_a_result_may_be_off():
    x = np.array([1.0, np.nan, 4.0, -8.0, np.inf, 2.0, 1.0])
    (allowed,) = expected(KERNELS["sma"], mean_into, (x, 2)).allowed
    np.testing.assert_array_equal(allowed, KERNELS["sma"].tolerance * np.array([1.0, 1.0, 4.0, 8.0, 8.0, 2.0, 2.0]))
    # A rate is in no unit of the series: it is measured by itself, or by 1.
    rate = atc_core.get("rate_of_change", backend="python").resolve(0)
    kernel = KERNELS["rate_of_change"]
    x = np.array([1.0, 1.5, 1e6, 1e6])
    (allowed,) = expected(kernel, rate, (x,)).allowed
    np.testing.assert_array_equal(allowed, kernel.tolerance * np.fmax(1.0, rate(x)))
    assert allowed.max() > 1e5 * allowed[1]


def test_signals_are_allowed_nothing():
    kernel = KERNELS["sequence_status"]
    function = atc_core.get("sequence_status", backend="python").resolve(0)
    arguments = kernel.arguments(np.random.default_rng(1), 20)
    ((allowed,), (field,)) = (expected(kernel, function, arguments)[place] for place in (1, 0))
    assert (allowed.shape, allowed.any()) == (field.shape, False)


@pytest.mark.parametrize(("name", "is_so"), [("sma", True), ("momentum", True), ("rate_of_change", False)])
def test_what_has_the_unit_of_its_series_is_found_out(name, is_so):
    assert is_homogeneous(KERNELS[name], atc_core.get(name, backend="python").resolve(0)) is is_so


@pytest.mark.parametrize(
    ("name", "n", "options", "bars"),
    [
        ("sma", 5000, (3,), 3),
        ("sma", 2, (3,), 2),
        ("williams_r", 50, (14,), 14),
        ("momentum", 5000, (3,), 4),
        ("rma", 50, (3,), 50),
        ("hma", 6000, (16,), 19),
        ("hma", 30, (100,), 30),
        ("hma", 9000, (2000,), 2043),
    ],
)
def test_how_far_a_result_looks_back(name, n, options, bars):
    function = atc_core.get(name, backend="python").resolve(0)
    assert lookback(KERNELS[name], function, n, options) == bars


def test_a_magnitude_is_a_number_of_at_least_one():
    values = np.array([np.nan, np.inf, -np.inf, -5.0, 0.5])
    np.testing.assert_array_equal(own_magnitude(values), [1.0, 1.0, 1.0, 5.0, 1.0])
    assert own_magnitude(np.array([7, 8])) == 0.0


def test_what_is_no_number_allows_nothing():
    field, scale = np.zeros(4), np.array([2.0, np.nan, np.inf, 1e308])
    np.testing.assert_array_equal(allowance(field, scale, 0.5, exact=False), [1.0, 0.0, 0.0, 5e307])
    np.testing.assert_array_equal(allowance(field[:1], [1e308], 100.0, exact=False), [0.0])
    np.testing.assert_array_equal(allowance(field, scale, 0.5, exact=True), np.zeros(4))
    assert allowance(np.zeros(2), 4, 0.5, exact=False).tolist() == [2.0, 2.0]


def test_equal_rows_are_identical_part_by_part():
    rows = np.array([(1, np.nan), (2, 3.0)], [("bar", np.int64), ("price", np.float64)])
    other = rows.copy()
    assert identical(rows, other)
    other["price"][1] = 4.0
    assert not identical(rows, other)
    other = rows.copy()
    other["bar"][0] = 0
    assert not identical(rows, other)


ROWS = np.array([(1, 2.0), (3, 4.0)], [("bar", np.int64), ("price", np.float64)])
WRONG_ROW = np.array([(1, 2.0), (3, 4.5)], ROWS.dtype)
NUMBER = np.array(2.0)
FIELDS = [
    # result, what is right, what is allowed, how they differ
    ([1.0, 2.5, 3.0], [1.0, 2.0, 3.0], 0.0, ("bar 1 of 3 is 2.5, {} gives 2.0", EXACT, (1,), "2.5", "2.0")),
    ([1.0, 2.5, 9.0], [1.0, 2.0, 3.0], 0.5, ("bar 2 of 3 is 9.0, {} gives 3.0", NEAR.format(0.5), (2,), "9.0", "3.0")),
    ([1.0, 2.5], [1.0, 2.0], [0.5, 0.5], None),
    ([1.0, 2.5], [1.0, 2.0], [0.6, 0.4], ("bar 1 of 2 is 2.5, {} gives 2.0", NEAR.format(0.4), (1,), "2.5", "2.0")),
    ([1.5, 2.5], [1.0, 2.0], [0.6, 0.0], ("bar 1 of 2 is 2.5, {} gives 2.0", EXACT, (1,), "2.5", "2.0")),
    ([np.nan, np.inf], [np.nan, np.inf], 0.5, None),
    ([1.0, np.nan], [1.0, 2.0], 0.5, ("bar 1 of 2 is nan, {} gives 2.0", NEAR.format(0.5), (1,), "nan", "2.0")),
    ([[1.0], [5.0]], [[1.0], [3.0]], 0.0, ("place (1, 0) is 5.0, {} gives 3.0", EXACT, (1, 0), "5.0", "3.0")),
    (np.array([1, 3], np.int8), np.array([1, 2], np.int8), 0.0, ("bar 1 of 2 is 3, {} gives 2", EXACT, (1,), "3", "2")),
    (2.5, NUMBER, 0.0, ("the number is 2.5, {} gives 2.0", EXACT, (), "2.5", "2.0")),
    (2, NUMBER, 0.0, None),
    (np.float32(2.0), NUMBER, 0.0, None),
    ("2.0", NUMBER, 0.0, ("the result must be an array of float64, was str", DECLARED)),
    (2.0, np.array([2.0]), 0.0, ("the result must be an array of float64, was float", DECLARED)),
    ((1.0,), np.array([1.0]), 0.0, ("the result must be an array of float64, was tuple", DECLARED)),
    (np.zeros(2, np.float32), np.zeros(2), 0.0, ("the result must be an array of float64, was float32", DECLARED)),
    (np.zeros(3), np.zeros(2), 0.0, ("the result must have shape (2,), was (3,)", DECLARED)),
]  # fmt: skip


@pytest.mark.parametrize(("result", "wanted", "allowed", "found"), FIELDS)
def test_a_difference_says_what_is_wrong_where_and_by_which_rule(result, wanted, allowed, found):
    result = np.array(result) if isinstance(result, list) else result
    wanted, allowed = np.asarray(wanted), np.asarray(allowed)
    for words, other in (((), "the reference"), (("acme",), "acme")):
        if found is None:
            assert field_difference(result, wanted, allowed, *words) is None
            continue
        problem, rule, *rest = found
        assert field_difference(result, wanted, allowed, *words) == Difference(problem.format(other), rule, "", *rest)


def test_a_difference_in_rows_names_their_part():
    found = field_difference(WRONG_ROW, ROWS, np.zeros(2), "acme")
    assert found == Difference("bar 1 of 2 is 4.5, acme gives 4.0", EXACT, "price", (1,), "4.5", "4.0")
    assert str(found) == "price: bar 1 of 2 is 4.5, acme gives 4.0"
    assert str(found._replace(field="")) == "bar 1 of 2 is 4.5, acme gives 4.0"
    assert field_difference(ROWS, ROWS, np.zeros(2)) is None
    # What is allowed to each part stands along one more axis.
    assert field_difference(WRONG_ROW, ROWS, np.array([[0.0, 0.0], [0.0, 0.5]])) is None
    assert field_difference(WRONG_ROW, ROWS, np.array([[0.5, 0.5], [0.5, 0.0]])).field == "price"
