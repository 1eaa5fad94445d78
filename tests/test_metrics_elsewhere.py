"""Performance metrics beside NumPy, pandas and empyrical, where their definition is ours."""

import math
from functools import partial

import numpy as np
import pandas as pd
import pytest
from cases import KERNELS, backends_of
from one_process import fresh_process  # noqa: F401 the tests share it
from vectors import run

RETURNS = np.random.default_rng(21).normal(0.0005, 0.01, 1000)
CURVE = np.concatenate([[1.0], np.cumprod(1.0 + RETURNS)])
"""One bar more than the returns, where empyrical's and quantstats' own begin with the first return."""


def of(*names):
    """Each kernel on each backend that implements it."""
    pairs = [(name, backend) for name in names for backend in backends_of(KERNELS[name])]
    return pytest.mark.parametrize(
        ("name", "run"),
        [pytest.param(name, partial(run, name, backend=item), id=f"{name}-{item}") for name, item in pairs],
    )


@of("value_at_risk")
@pytest.mark.parametrize("n", [1, 2, 3, 20, 21, 1000])
def test_value_at_risk_is_numpys_lower_quantile(name, run, n):
    for level in (0.0, 0.01, 0.05, 0.1, 1 / 3, 0.5, 0.95, 1.0):
        assert run(RETURNS[:n], level) == np.quantile(RETURNS[:n], level, method="lower")


@of("conditional_value_at_risk")
def test_expected_shortfall_is_pandas_mean_of_the_tail(name, run):
    series = pd.Series(np.round(RETURNS, 3))
    for level in (0.01, 0.05, 0.5, 1.0):
        tail = series[series <= series.quantile(level, interpolation="lower")]
        assert run(series.to_numpy(), level) == pytest.approx(tail.mean(), rel=1e-13)


@of("drawdown", "max_drawdown")
def test_drawdowns_are_those_of_pandas(name, run):
    curve = pd.Series(CURVE).mask(np.random.default_rng(22).random(len(CURVE)) < 0.1)
    curve[0] = np.nan
    losses = 1.0 - curve / curve.cummax()
    expected = losses.to_numpy() if name == "drawdown" else losses.max()
    np.testing.assert_allclose(run(curve.to_numpy()), expected, rtol=0, atol=1e-15)


@of("sharpe_ratio", "sortino_ratio", "volatility", "annual_return", "calmar_ratio")
def test_ratios_are_those_of_numpy(name, run):
    year, losses = math.sqrt(252), 1.0 - CURVE / np.maximum.accumulate(CURVE)
    growth = CURVE[-1] ** (252 / len(RETURNS)) - 1.0
    expected = {
        "sharpe_ratio": RETURNS.mean() / RETURNS.std(ddof=1) * year,
        "sortino_ratio": RETURNS.mean() / np.sqrt(np.mean(np.minimum(RETURNS, 0.0) ** 2)) * year,
        "volatility": RETURNS.std(ddof=1) * year,
        "annual_return": growth,
        "calmar_ratio": growth / losses.max(),
    }[name]
    given = CURVE if name in ("annual_return", "calmar_ratio") else RETURNS
    assert run(given) == pytest.approx(expected, rel=1e-12)


@of("sharpe_ratio", "sortino_ratio", "volatility", "max_drawdown", "annual_return", "calmar_ratio")
def test_metrics_are_those_of_empyrical(name, run):
    empyrical = pytest.importorskip("empyrical", reason="no empyrical: pip install empyrical-reloaded")
    theirs = {"volatility": empyrical.annual_volatility, "max_drawdown": lambda x: -empyrical.max_drawdown(x)}
    expected = theirs.get(name, getattr(empyrical, name, None))(RETURNS)
    is_of_curve = "equity" in KERNELS[name].signature.parameters
    assert run(CURVE if is_of_curve else RETURNS) == pytest.approx(expected, rel=1e-12)


@of("conditional_value_at_risk")
def test_expected_shortfall_is_that_of_empyrical_without_ties(name, run):
    empyrical = pytest.importorskip("empyrical", reason="no empyrical: pip install empyrical-reloaded")
    for level in (0.01, 0.05, 0.5):
        assert run(RETURNS, level) == pytest.approx(empyrical.conditional_value_at_risk(RETURNS, level), rel=1e-13)
