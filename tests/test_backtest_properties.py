"""What holds for any backtest: money is neither made nor lost, rows of grids are single runs, backends trade alike."""

import numpy as np
import pytest
from cases import KERNELS, backends_of
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from one_process import fresh_process  # noqa: F401 the tests share it
from vectors import run

from atc_core.declarations.backtest import METRICS

BACKENDS = backends_of(KERNELS["sma_backtest"])
DECIDED = ["entry_bar", "exit_bar", "side"]
quick = settings(deadline=None, max_examples=25, derandomize=True)
ticks = st.integers(1, 12).map(float)
"""Prices of few values: averages often tie, and shorts are often ruined."""
cents = st.floats(50.0, 200.0).map(lambda value: round(value, 2))


@st.composite
def calls(draw):
    """Prices and options."""
    close = draw(arrays(np.float64, st.integers(0, 150), elements=draw(st.sampled_from([ticks, cents]))))
    fast = draw(st.integers(1, 6))
    costs = draw(st.sampled_from([(0.0, 0.0), (0.001, 0.0), (0.0, 0.02), (0.3, 0.4)]))
    return (
        close,
        fast,
        fast + draw(st.integers(1, 9)),
        draw(st.sampled_from([1.0, 1e5, 1e3 / 7])),
        *costs,
        draw(st.booleans()),
    )


@pytest.mark.parametrize("backend", BACKENDS)
@quick
@given(call=calls())
def test_capital_and_all_pnl_are_the_equity(backend, call):
    """Until ruin, at every bar: after each exit what the next position has gained so far is the rest."""
    close, _, _, capital, rate, slippage, allow_short = call
    result = run("sma_backtest", *call, backend=backend)
    curve, trades = result.equity_curve, result.trades
    alive = np.count_nonzero(curve)
    whole = trades[trades["exit_bar"] < alive]
    assert (curve >= 0.0).all()
    assert (curve[alive:] == 0.0).all()
    before = capital + np.concatenate([[0.0], whole["pnl"].cumsum()])
    tolerance = 1e-11 * max(capital, curve.max(initial=0.0))
    for trade, own in zip(whole, before):
        held = np.arange(trade["entry_bar"], trade["exit_bar"])
        worth = trade["side"] * trade["shares"] * (close[held] - trade["entry_price"])
        paid = rate * trade["shares"] * trade["entry_price"]
        np.testing.assert_allclose(curve[held], own + worth - paid, rtol=0, atol=tolerance)
    if allow_short and len(trades) == len(whole) > 0:
        last = trades[-1]["exit_bar"]
        side = -trades[-1]["side"]
        entry = close[last] * (1 + side * slippage)
        shares = before[-1] / (entry * (1 + rate))
        gained = side * shares * (close[last:alive] - entry) - rate * shares * entry
        np.testing.assert_allclose(curve[last:alive], before[-1] + gained, rtol=0, atol=tolerance)


@pytest.mark.parametrize("backend", BACKENDS)
@quick
@given(call=calls())
def test_rows_of_a_grid_are_single_runs_to_the_bit(backend, call):
    close, fast, slow, *options = call
    rows = run("sma_backtest_grid", close, (fast, 1, fast), (slow, fast + 1), *options, backend=backend)
    for row in rows:
        alone = run("sma_backtest", close, *row.tolist()[:2], *options, backend=backend)
        np.testing.assert_array_equal([row[name] for name in METRICS], alone[:8])


@pytest.mark.parametrize("backend", [name for name in BACKENDS if name != "python"])
@quick
@given(call=calls())
def test_backends_trade_alike(backend, call):
    ours, theirs = (run("sma_backtest", *call, backend=name) for name in (backend, "python"))
    for name in DECIDED:
        np.testing.assert_array_equal(ours.trades[name], theirs.trades[name])
    np.testing.assert_array_equal(ours.equity_curve == 0.0, theirs.equity_curve == 0.0)
    assert ours.trade_count == theirs.trade_count
    np.testing.assert_array_equal(ours.win_rate, theirs.win_rate)
