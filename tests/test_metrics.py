"""Performance metrics on every backend: exact arithmetic, and what users of other libraries reported."""

import math
from fractions import Fraction
from functools import cache, partial

import numpy as np
import oracle
import pandas as pd
import pytest
from cases import KERNELS, backends_of
from one_process import fresh_process  # noqa: F401 the tests share it
from vectors import odd_series, run

from atc_core.conformance.agreement import as_fields, case_disagreement, expected
from atc_core.conformance.case import Case
from atc_core.conformance.differences import Expected
from atc_core.conformance.edge_cases import is_allowed
from atc_core.conformance.suite import Subject, reference

ACCURACY = 1e-14
"""Of the reference; a backend has a hundred times as much."""
METRICS = {name: kernel for name, kernel in KERNELS.items() if kernel.family == "metrics"}
SUBJECTS = [(name, backend) for name, kernel in METRICS.items() for backend in backends_of(kernel)]
SERIES = {
    **{name: np.where(np.isinf(x), np.nan, x) for name, x in odd_series().items()},
    "empty": np.empty(0),
    "one": np.array([0.01]),
    "two": np.array([0.01, -0.02]),
    "two equal": np.array([0.01, 0.01]),
    "returns": np.random.default_rng(1).normal(0.0005, 0.01, 64),
    "rising": 100.0 * 1.01 ** np.arange(20.0),
    "in debt": np.linspace(100.0, -30.0, 14),
    "back from debt": np.array([1.0, -1.0, 0.0, 2.0]),
    "lost all": np.array([100.0, 50.0, 0.0]),
    "barely grown": np.array([1.0, np.nan, np.nextafter(1.0, 2.0)]),
    "1e300 from 1e-300": np.array([1e-300, 1.0, 1e300]),
    "1e-300 from 1e300": np.array([1e300, 1.0, 1e-300]),
}
RATIO_OPTIONS = [(0.001, 365.0, 0), (-3.0, 12.0, 1), (0.0, 1e-3, 2), (0.0, 252.0, 16), (0.0, 252.0, 17)]
OPTIONS = {
    "sharpe_ratio": [(), *RATIO_OPTIONS, (0.0, 1.0, 2**63 - 1)],
    "sortino_ratio": [(), (0.01,), (-0.02, 12.0), (0.1, 1e-3), (1e-9, 365.0)],
    "volatility": [(), (12.0, 0), (1e6, 2), (252.0, 16), (1.0, 2**63 - 1)],
    "value_at_risk": [(level,) for level in (0.0, 0.05, 0.25, 0.5, 0.9375, 0.99, 1.0)],
    "conditional_value_at_risk": [(level,) for level in (0.0, 0.05, 0.25, 0.5, 0.9375, 0.99, 1.0)],
    "drawdown": [()],
    "max_drawdown": [()],
    "annual_return": [(), (12.0,), (1e-3,), (1e5,), (1e300,)],
    "calmar_ratio": [(), (12.0,), (1e-3,), (1e5,), (1e300,)],
}
of_each = pytest.mark.parametrize(("name", "backend"), SUBJECTS)


def of(*names):
    """With `run` of each backend that implements all of these kernels."""
    shared = set.intersection(*(set(backends_of(KERNELS[name])) for name in names))
    return pytest.mark.parametrize(
        "run", [pytest.param(partial(run, backend=item), id=item) for item in sorted(shared)]
    )


@cache
def exact_cases(name):
    """Odd series with what exact arithmetic gives for them, and how far a backend may be from it."""
    kernel, cases = METRICS[name], []
    for what, x in SERIES.items():
        for options in OPTIONS[name]:
            given = (x, *options, *(item.default for item in kernel.options[len(options) :]))
            if is_allowed(kernel, given):
                exact = as_fields(kernel, oracle.evaluate(name, given))
                allowed = expected(kernel, reference(kernel), given).allowed
                cases.append((Case(what, given), Expected(exact, allowed)))
    return cases


@of_each
def test_odd_series_are_the_oracles(name, backend):
    kernel, share = METRICS[name], 0.01 if backend == METRICS[name].reference else 1.0
    function = Subject(backend, kernel).function
    for case, exact in exact_cases(name):
        # The reference must be a hundred times closer than other backends.
        wanted = exact._replace(allowed=tuple(share * item for item in exact.allowed))
        assert case_disagreement(kernel, case, function, wanted) is None, str(case)


@pytest.mark.parametrize("series", SERIES)
def test_sharpe_ratio_is_the_oracles(series):
    returns = SERIES[series]
    for options in OPTIONS["sharpe_ratio"]:
        rf, periods, ddof = options or (0.0, 252.0, 1)
        result = run("sharpe_ratio", returns, *options)
        wanted = oracle.evaluate("sharpe_ratio", (returns, *options))
        if math.isnan(wanted) or wanted == 0:
            assert math.isnan(result) if math.isnan(wanted) else result == 0.0
            continue
        kept = [Fraction(value) for value in returns.tolist() if value == value]
        std = oracle.rolling.root(oracle.rolling.covariance(kept, kept) / (len(kept) - ddof))
        scale = math.sqrt(periods) * float((max(map(abs, kept)) + abs(Fraction(rf))) / std)
        assert abs(result - wanted) <= ACCURACY * scale


@of_each
def test_nan_is_dropped_and_of_nothing_there_is_nothing(name, backend):
    walk = odd_series(40)["walk"] if "equity" in METRICS[name].signature.parameters else SERIES["returns"][:40]
    gaps = np.insert(walk, [0, 3, 3, 17, 40], np.nan)
    result, whole = run(name, gaps, backend=backend), run(name, walk, backend=backend)
    if name == "drawdown":
        np.testing.assert_array_equal(np.isnan(result), np.isnan(gaps))
        result = result[~np.isnan(gaps)]
    else:
        assert isinstance(result, float)
        assert math.isnan(run(name, np.empty(0), backend=backend))
        assert math.isnan(run(name, np.full(5, np.nan), backend=backend))
    np.testing.assert_allclose(result, whole, rtol=1e-13)


@of_each
@pytest.mark.parametrize("bad", [np.inf, -np.inf])
def test_an_infinity_is_refused(name, backend, bad):
    with pytest.raises(ValueError, match=rf"{name}: \w+ must be finite or NaN; row 1 is -?inf"):
        run(name, [1.0, bad, np.nan], backend=backend)


@of("drawdown", "max_drawdown", "annual_return", "calmar_ratio")
@pytest.mark.parametrize("first", [0.0, -0.0, -5.0])
def test_a_curve_begins_above_zero(run, first):
    table = np.array([[1.0, np.nan, 1.0], [-1.0, first, 2.0], [0.0, 1.0, 3.0]])
    for name in ("drawdown", "max_drawdown", "annual_return", "calmar_ratio"):
        for curve in (table[:, 1], table, np.asfortranarray(table)):
            with pytest.raises(ValueError, match=rf"{name}: equity must be above 0 where it begins; row 1.* is -?\d"):
                run(name, curve)


@of_each
def test_each_column_is_alone_in_either_order(name, backend):
    curves = 100.0 + odd_series(50)["noise"][:, None] * [1.0, 5.0, 30.0]
    table = curves if "equity" in METRICS[name].signature.parameters else SERIES["returns"][:50, None] * [1, -2, 3]
    table[[0, 4, 9], 1] = np.nan
    for ordered in (np.ascontiguousarray(table), np.asfortranarray(table)):
        result = run(name, ordered, backend=backend)
        assert result.shape == (table.shape if name == "drawdown" else (3,))
        for column in range(3):
            alone = run(name, np.ascontiguousarray(table[:, column]), backend=backend)
            np.testing.assert_allclose(result[..., column], alone, rtol=1e-13, atol=1e-15)
    assert run(name, np.empty((4, 0)), backend=backend).size == 0
    assert np.isnan(run(name, np.empty((0, 2)), backend=backend)).all()


@of_each
def test_columns_keep_their_names(name, backend):
    frame = pd.DataFrame({"a": [100.0, 110, 99], "b": [100.0, 90, 95]})
    frame = frame if "equity" in METRICS[name].signature.parameters else frame.pct_change()
    result = run(name, frame, backend=backend)
    assert list(result.columns if name == "drawdown" else result.index) == ["a", "b"]


@of("sharpe_ratio", "volatility")
@pytest.mark.parametrize("value", [0.1, 1e-9, 0.0, -0.03, 1e300])
@pytest.mark.parametrize("bars", [2, 3, 1000])
def test_equal_returns_have_no_spread_and_a_ratio_of_zero(run, value, bars):
    assert run("sharpe_ratio", np.full(bars, value)) == 0.0
    assert run("volatility", np.full(bars, value)) == 0.0


@of("sortino_ratio")
def test_sortino_takes_squares_over_all_returns_about_the_target_in_any_order(run):
    returns = np.array([0.04, -0.01, 0.02, -0.03, 0.01])
    below = np.array([0.0, -0.02, 0.0, -0.04, 0.0])
    wanted = (returns.mean() - 0.01) / math.sqrt((below**2).sum() / 5) * math.sqrt(12)
    assert run("sortino_ratio", returns, 0.01, 12) == pytest.approx(wanted, rel=1e-14)
    assert run("sortino_ratio", returns[::-1].copy(), 0.01, 12) == pytest.approx(wanted, rel=1e-14)


@of("sortino_ratio", "calmar_ratio")
def test_without_a_loss_gains_are_infinite_and_standing_still_is_nothing(run):
    assert run("sortino_ratio", [0.01, 0.0]) == np.inf
    assert run("sortino_ratio", [0.0, 0.0]) == 0.0
    assert run("sortino_ratio", [0.3, 0.3], 0.3) == 0.0
    assert run("sortino_ratio", [-1e-300, 0.0]) < 0.0
    assert run("calmar_ratio", [1.0, 1.0, 1.5]) == np.inf
    assert run("calmar_ratio", [0.1] * 5) == 0.0
    assert run("calmar_ratio", [1.0, np.nextafter(1.0, 2.0)], 1e-300) == np.inf


@of("drawdown", "max_drawdown")
def test_the_first_value_is_a_peak_and_a_drawdown_a_fraction_of_the_peak(run):
    curve = [100.0, 80.0, 90.0, 120.0, 60.0]
    assert run("drawdown", curve).tolist() == pytest.approx([0.0, 0.2, 0.1, 0.0, 0.5], abs=1e-15)
    assert run("max_drawdown", curve) == 0.5
    assert run("max_drawdown", [7.0]) == 0.0


@of("drawdown", "max_drawdown", "annual_return", "calmar_ratio")
def test_nought_and_debt_are_told_as_they_are(run):
    assert run("annual_return", [100.0, 0.0]) == -1.0
    assert run("annual_return", [100.0, 50.0, -20.0]) == -1.0
    assert run("max_drawdown", [100.0, 50.0, -20.0]) == pytest.approx(1.2)
    assert run("drawdown", [100.0, -100.0, 200.0]).tolist() == [0.0, 2.0, 0.0]
    assert run("calmar_ratio", [100.0, 50.0, -20.0]) == pytest.approx(-1 / 1.2)


@of("drawdown")
def test_a_drawdown_knows_nothing_of_later_bars(run):
    walk = odd_series(80)["walk"]
    whole = run("drawdown", walk)
    for bars in (1, 2, 33, 79):
        np.testing.assert_array_equal(run("drawdown", walk[:bars].copy()), whole[:bars])


@of("sharpe_ratio", "sortino_ratio", "volatility", "annual_return")
def test_years_are_bars_over_the_factor_in_all_metrics(run):
    returns = SERIES["returns"]
    for name in ("sharpe_ratio", "sortino_ratio", "volatility"):
        per_bar = run(name, returns, periods_per_year=1.0)
        assert run(name, returns, periods_per_year=365.0) == pytest.approx(per_bar * math.sqrt(365), rel=1e-13)
    assert run("annual_return", [1.0] * 365 + [1.5], 365) == pytest.approx(0.5, rel=1e-14)


@of("value_at_risk", "conditional_value_at_risk")
def test_both_tails_take_one_quantile_and_all_ties_at_it(run):
    returns = np.array([-0.05, -0.02, -0.02, -0.02, 0.0, 0.01, 0.03, 0.04])
    assert run("value_at_risk", returns, 0.25) == -0.02
    assert run("conditional_value_at_risk", returns, 0.25) == pytest.approx(-0.11 / 4, rel=1e-15)
    assert run("conditional_value_at_risk", returns, 1.0) == pytest.approx(returns.mean(), rel=1e-14)
    assert run("conditional_value_at_risk", returns, 0.0) == run("value_at_risk", returns, 0.0) == -0.05


@cache
def million():
    """Small returns around 1e-4, and exactly their sharpe and sortino ratio with that target, and their volatility."""
    returns = 1e-4 + 1e-8 * np.random.default_rng(2).normal(size=1_000_000)
    unit = 2**80  # none has a bit below 2**-80
    whole = [int(value) for value in np.ldexp(returns, 80).tolist()]
    n, total, target = len(whole), sum(whole), int(Fraction(1e-4) * unit)
    std = oracle.rolling.root(Fraction(n * sum(value * value for value in whole) - total * total, n * (n - 1)))
    downside = oracle.rolling.root(Fraction(sum((value - target) ** 2 for value in whole if value < target), n))
    year = oracle.rolling.root(Fraction(252))
    sharpe, sortino = Fraction(total, n) / std * year, (Fraction(total, n) - target) / downside * year
    # Of a mean that is the target but for 1e-11, the digits are those of the target.
    return returns, {
        "sharpe_ratio": (sharpe, sharpe),
        "sortino_ratio": (sortino, 2 * target / downside * year),
        "volatility": (std * year / unit, std * year / unit),
    }


@pytest.mark.parametrize(
    ("name", "backend"), [item for item in SUBJECTS if item[0] in ("sharpe_ratio", "sortino_ratio", "volatility")]
)
def test_a_million_small_returns_keep_twelve_digits(name, backend):
    returns, exact = million()
    options, (wanted, scale) = (1e-4,) if name == "sortino_ratio" else (), exact[name]
    assert abs(Fraction(run(name, returns, *options, backend=backend)) - wanted) < scale / 10**12


def test_a_number_fills_a_given_array():
    for name, kernel in METRICS.items():
        x = SERIES["rising"] if "equity" in kernel.signature.parameters else SERIES["returns"]
        result = run(name, x)
        out = np.zeros(np.shape(result))
        assert run(name, x, out=out) is out
        np.testing.assert_array_equal(out, result)


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("value_at_risk", {"level": 1.5}, "level must be at least 0 and at most 1, was 1.5"),
        ("conditional_value_at_risk", {"level": -0.1}, "level must be at least 0 and at most 1, was -0.1"),
        ("volatility", {"ddof": -1}, "ddof must be at least 0, was -1"),
        ("sortino_ratio", {"target": np.inf}, "target must be finite, was inf"),
        ("annual_return", {"periods_per_year": 0.0}, "periods_per_year must be above 0 and finite, was 0.0"),
        ("calmar_ratio", {"periods_per_year": np.inf}, "periods_per_year must be above 0 and finite, was inf"),
    ],
)
def test_options_are_checked(name, options, message):
    with pytest.raises(ValueError, match=f"{name}: {message}"):
        run(name, [1.0, 2.0], **options)
