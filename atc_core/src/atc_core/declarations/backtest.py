"""Backtests of signals and of crossing averages: positions, fills, the curve of equity, and its metrics.

A signal at the close of a bar trades at that close, for all equity there is. A result up to a bar does not depend on
later prices. Ruin ends it: where equity falls to 0, within 1e-10 of what is owed, the position is closed, equity is 0
from there to the end, and nothing trades any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Array, Axes, Integer, Number, Prices, Series, Targets
from atc_core.domains import LARGEST_INTEGER, Domain, Length, PositiveFinite, Rate
from atc_core.kernel import Options, Sizes, kernel
from atc_core.samples import price_and_targets, price_walk

Fast: TypeAlias = Annotated[int, Domain(at_least=1, at_most=LARGEST_INTEGER, typical=10)]
FastLengths: TypeAlias = Annotated[tuple[Length, ...], Domain(typical=(5, 10, 20))]
SlowLengths: TypeAlias = Annotated[tuple[Length, ...], Domain(typical=(20, 40))]

TRADE = np.dtype(
    [
        ("entry_bar", np.int64),
        ("exit_bar", np.int64),
        ("side", np.int8),
        ("entry_price", np.float64),
        ("exit_price", np.float64),
        ("shares", np.float64),
        ("commission", np.float64),
        ("pnl", np.float64),
    ],
    align=True,
)
"""A closed round trip, laid out as C does: 64 bytes."""
Trades: TypeAlias = Annotated[NDArray[np.void], TRADE, Axes("trades")]


class Backtest(NamedTuple):
    """What a strategy made of its capital: metrics, the curve of equity, and the round trips in order of exit."""

    total_return: Number
    """0.1 is ten percent."""
    annual_return: Number
    sharpe_ratio: Number
    sortino_ratio: Number
    volatility: Number
    max_drawdown: Number
    win_rate: Number
    """The share of round trips with a pnl above 0."""
    trade_count: Integer
    equity_curve: Series
    trades: Trades


METRICS = Backtest._fields[:8]
ROW = np.dtype(
    [("fast", np.int64), ("slow", np.int64), *((name, np.float64) for name in METRICS[:-1]), (METRICS[-1], np.int64)]
)
"""The metrics of one pair of lengths."""
Rows: TypeAlias = Annotated[NDArray[np.void], ROW, Axes("pairs")]


def fast_is_below_slow(options: Options) -> str | None:
    """What is wrong with the lengths of two averages."""
    fast, slow = options["fast"], options["slow"]
    return None if fast < slow else f"fast must be below slow, {slow}, was {fast}"


def pair_count(_: Sizes, options: Options) -> int:
    """How many pairs have a fast length below the slow one."""
    return sum(fast < slow for fast in options["fast_lengths"] for slow in options["slow_lengths"])


def metric_scales(found: Mapping[str, Array] | Array, periods: float) -> list[Array]:
    """Of each metric 1000 times the least that its own scale can be, as each return has the rounding of the curve.

    The largest return is at least their mean, 0.7 standard deviations and the downside deviation. 0 where a rule gives
    the value: ruin, no trade, no drawdown.
    """
    total, annual, sharpe, sortino, spread, lost = (np.asarray(found[name]) for name in METRICS[:6])
    # Of a loss of nearly all the total is -1 too: whether there was ruin the annual return tells.
    kept = np.where(annual > -1, annual, 0.0)
    scales = [
        0.01 * np.fmax(1.0, 1.0 + total),
        np.where(annual > -1, (1.0 + np.abs(annual)) * np.fmax(1.0, np.abs(np.log1p(kept))), 0.0),
        np.where(spread > 0, np.fmax(0.7 * np.sqrt(periods), np.abs(sharpe)), 0.0),
        np.where(np.isfinite(sortino) & (spread > 0), np.fmax(np.sqrt(periods), np.abs(sortino)), 0.0),
        np.fmax(spread, 0.0),
        np.where(lost > 0, np.fmax(1.0, lost), 0.0),
    ]
    none = np.zeros(total.shape)
    return [*(1000.0 * item for item in scales), none, none]


def backtest_scale(_: Array, *rest: Any) -> tuple[Any, ...]:
    """Of prices and shares 10 times their own size, of money 10 times the largest equity so far.

    What is paid for shares at ruin is more than any equity was: there it is their value at the dearer price.
    """
    capital, periods, found = rest[-6], rest[-2], Backtest(*rest[-1])
    largest = 10.0 * np.maximum.accumulate(np.fmax(found.equity_curve, capital))
    trades = found.trades
    own = [10.0 * trades[name] for name in ("entry_price", "exit_price", "shares")]
    paid = trades["shares"] * np.maximum(own[0], own[1])
    is_ruin = found.equity_curve[trades["exit_bar"]] == 0
    money = np.fmax(largest[trades["exit_bar"]], np.where(is_ruin, paid, 0.0))
    none = np.zeros(len(trades))
    return (
        *metric_scales(found._asdict(), periods),
        np.where(found.equity_curve > 0, largest, 0.0),
        np.stack([none, none, none, *own, money, money], axis=-1),
    )


def grid_scale(_: Array, *rest: Any) -> Array:
    """Of each row that of `sma_backtest`; the lengths are exact."""
    periods, found = rest[-2], rest[-1]
    none = np.zeros(len(found))
    return np.stack([none, none, *metric_scales(found, periods)], axis=-1)


@kernel(sample=price_walk, check=fast_is_below_slow, scale=backtest_scale, also=("sma_cross", "sma_crossover"))
def sma_backtest(
    close: Prices,
    fast: Fast,
    slow: Length,
    initial_capital: PositiveFinite = 100_000.0,
    commission_rate: Rate = 0.001,
    slippage: Rate = 0.0,
    allow_short: bool = True,  # noqa: FBT001 an option like the others
    periods_per_year: PositiveFinite = 252.0,
) -> Backtest:
    """Backtest of a crossover of two simple moving averages: metrics, curve of equity, and trades.

    Averages within 1e-10 of each other are equal, and before both are valid nothing trades.

    Formula:
        1. With $f = sma(close, fast)$ and $s = sma(close, slow)$ the target becomes 1 where $f_t > s_t$ and
           $f_{t-1} <= s_{t-1}$, and -1, or 0 without `allow_short`, where $f_t < s_t$ and $f_{t-1} >= s_{t-1}$. It is 0
           at the start.
        2. A change of target is filled at $p = close_t (1 + slippage)$ when buying, $p = close_t (1 - slippage)$ when
           selling: all of the position is closed, then $q = E / (p (1 + commission_rate))$ shares are opened with the
           equity $E$ that is left.
        3. A fill of $q$ shares moves cash by $-q p - commission_rate |q p|$; $equity_curve_t$ is cash and shares at
           $close_t$.
        4. Equity at or below 0 is ruin: the position is closed, equity is 0 to the end, and nothing trades any more.

    Args:
        close: prices, shape ``(time,)``, finite and above 0.
        fast: bars of the fast average, at least 1 and below `slow`.
        slow: bars of the slow average.
        initial_capital: money at the start, finite and above 0.
        commission_rate: a fraction of the value of each fill, at least 0 and below 1.
        slippage: a fraction of the price, at least 0 and below 1.
        allow_short: whether a signal down sells short; else it closes the position.
        periods_per_year: bars in a year, finite and above 0.

    Returns:
        A named tuple of floats `total_return`, `annual_return`, `sharpe_ratio`, `sortino_ratio`, `volatility`,
        `max_drawdown` and `win_rate`, the integer `trade_count`, `equity_curve`, float64 of shape ``(time,)`` marked to
        the close, and `trades`, a structured array with a row for each closed round trip in order of exit:
        `entry_bar`, `exit_bar` (int64), `side` (int8, 1 or -1), `entry_price`, `exit_price`, `shares` above 0,
        `commission` of both fills, and `pnl` after it. Metrics are the kernels of their names, of the returns
        ``equity[t] / equity[t-1] - 1`` or of the curve; `win_rate` is the share of trades with a pnl above 0. What
        there is too little of is NaN. A position that is open at the end is in the curve, not among the trades.

    Raises:
        TypeError: `close` is not numeric, a length not an integer, `allow_short` not a bool, another option not a
            number.
        ValueError: `close` is not 1-D or not finite and above 0, `fast` is not below `slow`, or an option is out of
            range.

    Source: vectorbt ``Portfolio.from_signals`` of both crossings, which goes on in debt and counts an open position.
    """


@kernel(sample=price_and_targets, scale=backtest_scale, also=("from_signals",))
def signal_backtest(
    close: Prices,
    signal: Targets,
    initial_capital: PositiveFinite = 100_000.0,
    commission_rate: Rate = 0.001,
    slippage: Rate = 0.0,
    allow_short: bool = True,  # noqa: FBT001 an option like the others
    periods_per_year: PositiveFinite = 252.0,
) -> Backtest:
    """Backtest of target positions: metrics, curve of equity, and trades.

    The signal of a bar is the position that is held after its close: 1 long, -1 short, 0 none. Where it differs from
    the bar before, that trades at the close of the bar itself, so it must follow from prices up to that close; a signal
    for the next bar is ``next_bar(signal)``. Fills, costs and ruin are those of `sma_backtest`, which is this kernel of
    ``crossover_signal(sma(close, fast), sma(close, slow))``.

    Formula:
        1. Where $signal_t$ differs from $signal_{t-1}$, or from 0 at the first bar, it is the new target; without
           `allow_short` -1 is 0.
        2. The target is reached at the close of bar $t$: all of the position is closed, then
           $q = E / (p (1 + commission_rate))$ shares are opened with the equity $E$ that is left, at
           $p = close_t (1 + slippage)$ when buying and $p = close_t (1 - slippage)$ when selling.
        3. A fill of $q$ shares moves cash by $-q p - commission_rate |q p|$; $equity_curve_t$ is cash and shares at
           $close_t$.

    Args:
        close: prices, shape ``(time,)``, finite and above 0.
        signal: integers -1, 0 or 1, shape of `close`.
        initial_capital: money at the start, finite and above 0.
        commission_rate: a fraction of the value of each fill, at least 0 and below 1.
        slippage: a fraction of the price, at least 0 and below 1.
        allow_short: whether -1 sells short; else it closes the position, as 0 does.
        periods_per_year: bars in a year, finite and above 0.

    Returns:
        A named tuple as `sma_backtest` gives it: metrics, `trade_count`, `equity_curve` and `trades`. The capital is
        the first peak, and what the first return counts from: what a fill at the first bar costs is in the metrics.

    Raises:
        TypeError: `close` is not numeric, `signal` not integers or booleans, `allow_short` not a bool, another option
            not a number.
        ValueError: `close` is not 1-D or not finite and above 0, `signal` is of another shape or none of -1, 0 and 1,
            or an option is out of range.

    Source: vectorbt ``Portfolio.from_signals``, with the differences that `sma_backtest` names.
    """


@kernel(sample=price_walk, sizes={"pairs": pair_count}, scale=grid_scale)
def sma_backtest_grid(
    close: Prices,
    fast_lengths: FastLengths,
    slow_lengths: SlowLengths,
    initial_capital: PositiveFinite = 100_000.0,
    commission_rate: Rate = 0.001,
    slippage: Rate = 0.0,
    allow_short: bool = True,  # noqa: FBT001 an option like the others
    periods_per_year: PositiveFinite = 252.0,
    *,
    out: Rows | None = None,
) -> Rows:
    """Metrics of `sma_backtest` for every pair of a fast and a slow length, each average computed once.

    Formula:
        $$ y_i = sma_backtest(close, fast_i, slow_i, initial_capital, ...) $$
        where $i$ runs over the pairs with $fast_i < slow_i$.

    Args:
        close: prices, shape ``(time,)`` or ``(time, series)``, finite and above 0.
        fast_lengths: bars of the fast averages, each at least 1.
        slow_lengths: bars of the slow averages; pairs whose fast length is not below the slow one are left out.
        initial_capital: money at the start, finite and above 0.
        commission_rate: a fraction of the value of each fill, at least 0 and below 1.
        slippage: a fraction of the price, at least 0 and below 1.
        allow_short: whether a signal down sells short; else it closes the position.
        periods_per_year: bars in a year, finite and above 0.
        out: where to write the result; it is then returned.

    Returns:
        A structured array of shape ``(pairs,)`` or ``(pairs, series)``, a row a pair in the order given, the slow
        length running faster: `fast`, `slow` (int64), and `total_return`, `annual_return`, `sharpe_ratio`,
        `sortino_ratio`, `volatility`, `max_drawdown`, `win_rate` and `trade_count` (int64) as `sma_backtest` gives
        them. No pair, no row.

    Raises:
        TypeError: `close` is not numeric, a length not an integer, `allow_short` not a bool, another option not a
            number.
        ValueError: `close` is not 1-D or 2-D or not finite and above 0, or an option is out of range.

    Source: `sma_backtest` row by row.
    """
