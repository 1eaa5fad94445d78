"""The reference against numbers checked by hand and against exact arithmetic."""

from __future__ import annotations

from decimal import Decimal, localcontext
from itertools import pairwise

import numpy as np
import oracle
import pytest
from cases import COMPOSED, KERNELS, PORTABLE, PORTABLE_LENGTH, VECTORS, portable_prices, small_cases
from one_process import fresh_process  # noqa: F401 the tests share it
from oracle import VECTORS as OTHER_VECTORS

import atc_core
from atc_core.conformance.agreement import as_fields, case_disagreement, expected, lookback
from atc_core.conformance.differences import Expected

MILLION = 1_000_000
FAST, SLOW = 0.666, 0.064


def reference(name):
    return atc_core.get(name, backend=KERNELS[name].reference).resolve(0)


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_oracle_gives_the_contracts_vectors(vector):
    result = oracle.evaluate(vector.kernel, vector.arguments)
    np.testing.assert_allclose(result, vector.wanted, rtol=1e-10)


@pytest.mark.parametrize("kernel", PORTABLE)
def test_oracle_gives_the_portable_series(kernel):
    t = 100
    result = oracle.evaluate(kernel, (portable_prices()[: t + 1], PORTABLE_LENGTH))
    assert result[t] == pytest.approx(PORTABLE[kernel][t], rel=1e-11)


def test_portable_series_is_the_contracts():
    prices = portable_prices()
    assert [prices[0], prices[27], prices[599]] == [98.43831442394197, 99.35994668474763, 71.46234344486821]


def test_every_kernel_has_a_vector():
    assert {vector.kernel for vector in (*VECTORS, *OTHER_VECTORS)} == set(KERNELS) - COMPOSED


@pytest.mark.parametrize("name", sorted(KERNELS.keys() - COMPOSED))
def test_reference_gives_what_the_oracle_gives(name):
    kernel, function = KERNELS[name], reference(name)
    for case in small_cases(kernel):
        # A hundred times closer than a backend must be.
        fields = as_fields(kernel, oracle.evaluate(kernel.name, case.arguments))
        allowed = expected(kernel, function, case.arguments).allowed
        wanted = Expected(fields, tuple(item / 100 for item in allowed))
        problem = case_disagreement(kernel, case, function, wanted)
        assert problem is None, f"{case}: {problem}"


@pytest.mark.parametrize("name", ["sma", "wma", "lsma", "hma"])
def test_windows_do_not_drift_over_a_million_bars(name):
    x = 1e6 + np.random.default_rng(1).normal(size=MILLION).cumsum()
    result = reference(name)(x, 28)
    for t in (40, 1234, MILLION // 2, MILLION - 1):
        wanted = oracle.evaluate(name, (x[t - 40 : t + 1], 28))[-1]
        assert result[t] == pytest.approx(wanted, rel=1e-14)


@pytest.mark.parametrize("name", ["sma", "wma", "lsma"])
@pytest.mark.parametrize("value", [0.1, 1e6 + 0.1])
def test_long_windows_are_exact(name, value):
    x = np.full(10_001, value)
    assert reference(name)(x, 10_000)[-1] == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize("length", [2, 28, 100_000])
def test_ema_does_not_stall_or_drift(length):
    x = np.where(np.arange(300_000) < 150_000, 1e6 + 0.1, 2e6 + 0.7)
    result = reference("ema")(x, length)[-1]
    with localcontext() as context:
        context.prec = 50
        low, high = Decimal(1e6 + 0.1), Decimal(2e6 + 0.7)
        wanted = high + (low - high) * (1 - Decimal(2) / (length + 1)) ** 150_000
        assert abs(Decimal(result) - wanted) < Decimal("1e-15") * wanted


def test_kama_does_not_drift():
    x = 1e6 + np.random.default_rng(2).normal(size=50_000).cumsum()
    length, fast, slow = 28, Decimal(FAST), Decimal(SLOW)
    with localcontext() as context:
        context.prec = 60
        bars = [Decimal(bar) for bar in x.tolist()]
        moves = [Decimal(0), *(abs(new - old) for old, new in pairwise(bars))]
        average, noise = bars[0], sum(moves[1:length])
        for t in range(length, len(bars)):
            noise += moves[t] - (moves[t - length] if t > length else 0)
            ratio = abs(bars[t] - bars[t - length]) / noise
            average += (ratio * (fast - slow) + slow) ** 2 * (bars[t] - average)
        assert abs(Decimal(reference("kama")(x, length)[-1]) - average) < Decimal("1e-15") * average


@pytest.mark.parametrize(
    ("name", "length", "wanted"),
    [("sma", 7, 7), ("wma", 1, 1), ("lsma", 9, 9), ("hma", 16, 19), ("ema", 3, 50), ("kama", 3, 50)],
)
def test_lookback_is_the_window(name, length, wanted):
    options = KERNELS[name].options[1:]
    assert lookback(KERNELS[name], reference(name), 50, (length, *(item.default for item in options))) == wanted
