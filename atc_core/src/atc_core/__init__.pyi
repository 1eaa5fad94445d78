"""Signatures of everything public, written by ``make docs`` from the declarations."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Literal, Protocol, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from atc_core.decision import Decision
from atc_core.arrays import Flags as Flags
from atc_core.arrays import Series as Series
from atc_core.arrays import Signal as Signal
from atc_core.backend import Backend as Backend
from atc_core.declarations.atc import TrendClassification
from atc_core.declarations.backtest import Backtest
from atc_core.declarations.bars import Bars
from atc_core.declarations.clustering.centers import KMeans
from atc_core.declarations.clustering.states import Regimes
from atc_core.declarations.clustering.states import Transitions
from atc_core.declarations.decimals.intervals import DecimalBars
from atc_core.declarations.decimals.ledger import PositionLedger
from atc_core.declarations.detectors.autoregression import Ar1Model
from atc_core.declarations.detectors.autoregression import Ar1Score
from atc_core.declarations.detectors.charts import Cusum
from atc_core.declarations.detectors.charts import EwmaChart
from atc_core.declarations.detectors.charts import PageHinkley
from atc_core.declarations.detectors.components import PcaLimits
from atc_core.declarations.detectors.components import PcaModel
from atc_core.declarations.detectors.components import PcaScore
from atc_core.declarations.detectors.drift import KolmogorovSmirnov
from atc_core.declarations.detectors.forest import IsolationForestModel
from atc_core.declarations.execution.ledger import Ledger
from atc_core.declarations.execution.ledger import Marked
from atc_core.declarations.execution.orders import OrderRun
from atc_core.declarations.execution.targets import TargetRun
from atc_core.declarations.indicators.bands import Bollinger
from atc_core.declarations.indicators.bands import Donchian
from atc_core.declarations.indicators.bands import Ichimoku
from atc_core.declarations.indicators.bands import Keltner
from atc_core.declarations.indicators.momentum import Adx
from atc_core.declarations.indicators.momentum import Aroon
from atc_core.declarations.indicators.momentum import Macd
from atc_core.declarations.indicators.momentum import Ppo
from atc_core.declarations.indicators.oscillators import Kdj
from atc_core.declarations.indicators.oscillators import Stochastic
from atc_core.declarations.indicators.oscillators import StochasticRsi
from atc_core.declarations.indicators.ranges import Supertrend
from atc_core.declarations.liquidity import LiquidityMetrics
from atc_core.declarations.order_book.messages import LevelBook
from atc_core.declarations.order_book.messages import OrderBook
from atc_core.declarations.order_book.snapshots import BookFeatures
from atc_core.declarations.order_book.snapshots import Sweep
from atc_core.declarations.rolling.moments import MeanStd
from atc_core.dispatch import get as get
from atc_core.errors import BackendError as BackendError
from atc_core.errors import BackendWarning as BackendWarning
from atc_core.errors import ProfileWarning as ProfileWarning
from atc_core.errors import UnknownBackendError as UnknownBackendError
from atc_core.errors import UnverifiedWarning as UnverifiedWarning
from atc_core.frames import to_frame as to_frame
from atc_core.kernel import Implementation as Implementation
from atc_core.kernel import Kernel as Kernel
from atc_core.kernel import kernel as kernel
from atc_core.plugins import hookimpl as hookimpl
from atc_core.process import Call as Call
from atc_core.program import backends as backends
from atc_core.program import configure as configure
from atc_core.program import counts as counts
from atc_core.program import register as register
from atc_core.program import trace as trace
from atc_core.program import use as use
from atc_core.registry import kernels as kernels
from atc_core.streams.opening import atc_stream as atc_stream
from atc_core.streams.opening import stream as stream
from atc_core.streams.stream import Stream as Stream
from atc_core.sweeps import sweep as sweep
from atc_core.sweeps import universe as universe

__version__: str
__all__: list[str]

class _Labelled(Protocol):
    """A Series or a frame."""

    def to_numpy(self) -> Any: ...

class _Handle:
    """Runs a kernel on the backend that is fastest for it."""

    kernel: Kernel[..., Any]
    def resolve(self: _H, n: int, **options: Any) -> _H:
        """The backend's own function for data of size `n`: no checks, no dispatch left."""

    def explain(self, n: int, *, layout: str = "1d", **options: Any) -> Decision:
        """Which backend would run at size `n`, which would not, and why."""

    def cffi(self, n: int = 1000) -> Any:
        """A cffi pointer to the C function that is best at size `n`."""

_T = TypeVar("_T", bound=_Labelled)
_H = TypeVar("_H", bound=_Handle)
_Data = NDArray[Any] | Sequence[float] | Sequence[Sequence[float]]
_Decimals = NDArray[Any] | Sequence[Decimal | int | None] | _Labelled
_Gaps = Literal["keep", "skip", "raise"]

class _atc(_Handle):
    r"""Adaptive Trend Classification: which way the averages that earned most point, from -1 to 1.

    Six families of moving averages, nine lengths each, are traded on paper; those that earned more weigh more.

    Formula:
        1. Late returns weigh more: $r_t = R_t \exp(La (b - cutout) / 1000)$ where $b = max(t, 1)$ is at least `cutout`,
           else $r_t = R_t$, with $R = rate_of_change(prices)$. A bar keeps the share $g = 1 - De / 100$ of its equity.
        2. A family of base length $n$ has nine averages $m_i$, of $n$, $n + d$ and $n - d$ bars for four offsets $d$:
           1, 2, 3, 4 if "Narrow", 1, 2, 4, 6 if "Medium", 1, 3, 5, 7 if "Wide".
        3. Each is traded, $s_i = crossover_signal(prices, m_i)$ and $E_i = equity(r, next_bar(s_i), 1, g, cutout)$; the
           signal of the family is $X = \sum_i s_i E_i / \sum_i E_i$ to two decimals, halves to even.
        4. Families are traded likewise, $S = equity(r, next_bar(X), w, g, cutout)$ from their starting equity $w$, and
           point where $C = classify(X, long_threshold, short_threshold)$ does, 0 before `cutout`.
        5. The average signal is $\sum C S / \sum S$ over the six families, 0 where that is not finite.
        6. If "pine": HMA is `sma`, KAMA begins with 0, a family points where $|X| > 0.49$, halves are rounded up, and
           while $X$ is 0 or NaN its family earns its last gain again at every bar.

    Args:
        prices: shape ``(time,)`` or ``(time, symbols)``, at least one bar.
        ema_len, hma_len, wma_len, dema_len, lsma_len, kama_len: base length of each family, in bars.
        ema_w, hma_w, wma_w, dema_w, lsma_w, kama_w: starting equity of each family in the second layer, above 0.
        robustness: how far the nine lengths of a family spread: "Narrow", "Medium" or "Wide".
        La: growth of the weight of returns per bar, in thousandths.
        De: decay of equity per bar, in percent.
        cutout: bars ignored at the start.
        long_threshold, short_threshold: where a family's signal counts as long or short.
        compat: "default", "python" (lsma one bar back on its line, as the Python port has it) or "pine" (TradingView).
        warm_up: from when on a family counts in the average signal: "original", from the first price on, where KAMA,
            which is held from there, speaks alone; or "wait", until its longest average has the bars of its windows.
        out: a tuple of 13 float64 arrays of the shape of `prices` to write the result to; it is then returned.

    Returns:
        A named tuple of 13 float64 series of the shape of `prices`: signal of each family, -1 to 1 in hundredths;
        equity of each family, in units of its starting equity; average signal. Signals before an average's first
        crossing are 0. A missing price is no bar: all 13 are NaN there, and elsewhere as if it were not in the series.
        With ``gaps="keep"`` it passes through the averages as :func:`atc_core.ema` and the others say.

    Raises:
        TypeError: `prices` is not numeric, or an option of the wrong type.
        ValueError: no prices, an option out of range, a length too short for its spread, thresholds out of order.

    Source: Adaptive Trend Classification: Moving Averages, TradingView (InvestorUnknown).
    """

    @overload
    def __call__(
        self,
        prices: _Data,
        ema_len: int = ...,
        hma_len: int = ...,
        wma_len: int = ...,
        dema_len: int = ...,
        lsma_len: int = ...,
        kama_len: int = ...,
        ema_w: float = ...,
        hma_w: float = ...,
        wma_w: float = ...,
        dema_w: float = ...,
        lsma_w: float = ...,
        kama_w: float = ...,
        robustness: Literal["Narrow", "Medium", "Wide"] = ...,
        La: float = ...,
        De: float = ...,
        cutout: int = ...,
        long_threshold: float = ...,
        short_threshold: float = ...,
        compat: Literal["default", "python", "pine"] = ...,
        warm_up: Literal["original", "wait"] = ...,
        *,
        out: TrendClassification | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> TrendClassification: ...
    @overload
    def __call__(
        self,
        prices: _T,
        ema_len: int = ...,
        hma_len: int = ...,
        wma_len: int = ...,
        dema_len: int = ...,
        lsma_len: int = ...,
        kama_len: int = ...,
        ema_w: float = ...,
        hma_w: float = ...,
        wma_w: float = ...,
        dema_w: float = ...,
        lsma_w: float = ...,
        kama_w: float = ...,
        robustness: Literal["Narrow", "Medium", "Wide"] = ...,
        La: float = ...,
        De: float = ...,
        cutout: int = ...,
        long_threshold: float = ...,
        short_threshold: float = ...,
        compat: Literal["default", "python", "pine"] = ...,
        warm_up: Literal["original", "wait"] = ...,
        *,
        out: TrendClassification | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> TrendClassification: ...

atc: _atc

class _sma_backtest(_Handle):
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

    Elsewhere called sma_cross, sma_crossover.
    """

    @overload
    def __call__(
        self,
        close: _Data,
        fast: int,
        slow: int,
        initial_capital: float = ...,
        commission_rate: float = ...,
        slippage: float = ...,
        allow_short: bool = ...,
        periods_per_year: float = ...,
        *,
        backend: str | None = None,
    ) -> Backtest: ...
    @overload
    def __call__(
        self,
        close: _T,
        fast: int,
        slow: int,
        initial_capital: float = ...,
        commission_rate: float = ...,
        slippage: float = ...,
        allow_short: bool = ...,
        periods_per_year: float = ...,
        *,
        backend: str | None = None,
    ) -> Backtest: ...

sma_backtest: _sma_backtest

class _signal_backtest(_Handle):
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

    Elsewhere called from_signals.
    """

    @overload
    def __call__(
        self,
        close: _Data,
        signal: _Data,
        initial_capital: float = ...,
        commission_rate: float = ...,
        slippage: float = ...,
        allow_short: bool = ...,
        periods_per_year: float = ...,
        *,
        backend: str | None = None,
    ) -> Backtest: ...
    @overload
    def __call__(
        self,
        close: _T,
        signal: _T,
        initial_capital: float = ...,
        commission_rate: float = ...,
        slippage: float = ...,
        allow_short: bool = ...,
        periods_per_year: float = ...,
        *,
        backend: str | None = None,
    ) -> Backtest: ...

signal_backtest: _signal_backtest

class _sma_backtest_grid(_Handle):
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

    @overload
    def __call__(
        self,
        close: _Data,
        fast_lengths: tuple[int, ...],
        slow_lengths: tuple[int, ...],
        initial_capital: float = ...,
        commission_rate: float = ...,
        slippage: float = ...,
        allow_short: bool = ...,
        periods_per_year: float = ...,
        *,
        out: NDArray[np.void] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.void]: ...
    @overload
    def __call__(
        self,
        close: _T,
        fast_lengths: tuple[int, ...],
        slow_lengths: tuple[int, ...],
        initial_capital: float = ...,
        commission_rate: float = ...,
        slippage: float = ...,
        allow_short: bool = ...,
        periods_per_year: float = ...,
        *,
        out: NDArray[np.void] | None = None,
        backend: str | None = None,
    ) -> Any: ...

sma_backtest_grid: _sma_backtest_grid

class _ohlcv_resample(_Handle):
    r"""Open, high, low, close and volume of the intervals ``[k*every, (k+1)*every)``, one bar for each that has data.

    Formula:
        $$ k_i = floor(\frac{timestamps_i}{every}) $$
        where rows $i$ of one $k_i$ make the bar that starts at $k_i \cdot every$: first `open`, largest `high`,
        smallest `low`, last `close`, sum of `volume`.

    Args:
        timestamps: int64 nanoseconds since the epoch or datetime64 of any unit, shape ``(time,)``, not decreasing.
            Intervals count from 1970 in UTC, whatever the zone: for days of a zone take its local times.
        open: opening prices, shape ``(time,)``; NaN is passed over in this and the other fields, infinities count.
        high: highest prices, same shape.
        low: lowest prices, same shape.
        close: closing prices, same shape.
        volume: volumes, same shape.
        every: length of an interval in nanoseconds, or a timedelta64, above 0.

    Returns:
        A named tuple ``(timestamps, open, high, low, close, volume)`` of one length: the start of each interval in
        the type of `timestamps` (datetime64[ns] for dates), a multiple of `every` before 1970 too; first, largest,
        smallest and last value, NaN where a field has none; sum, 0 where it has none. Rows with equal timestamps stay
        in their order. Intervals without a row are left out.

    Raises:
        TypeError: `timestamps` are neither integers nor dates, a field is not numeric, `every` is no integer.
        ValueError: the lengths differ, an input is not 1-D, `timestamps` decrease or hold NaT, or `every` is not
            above 0.

    Source: pandas ``resample(every, origin="epoch").agg(first, max, min, last, sum)`` without the empty rows.

    Elsewhere called resample.
    """

    @overload
    def __call__(
        self,
        timestamps: _Data,
        open: _Data,
        high: _Data,
        low: _Data,
        close: _Data,
        volume: _Data,
        every: int | timedelta | np.timedelta64,
        *,
        backend: str | None = None,
    ) -> Bars: ...
    @overload
    def __call__(
        self,
        timestamps: _T,
        open: _T,
        high: _T,
        low: _T,
        close: _T,
        volume: _T,
        every: int | timedelta | np.timedelta64,
        *,
        backend: str | None = None,
    ) -> Bars: ...

ohlcv_resample: _ohlcv_resample

class _kmeans(_Handle):
    r"""K-means clusters of the complete rows of a data set, from greedy k-means++ starts: the same bits everywhere.

    Formula:
        1. Start $r$ draws from SplitMix64 with the key $k = draw(seed, r)$, where $draw(k, i)$ is its number $i$ and
           $uniform(k, i) = 2^{-53} floor(draw(k, i) / 2^{11})$. Its first centre is row $draw(k, 0) \bmod n$ of the $n$
           complete ones.
        2. For centre $c$, from 1 on, $L = 2 + floor(\ln(n_clusters))$ rows are tried, number $l$ where the running sum
           of $d_i$, the squared distance of row $i$ to the nearest centre so far, first exceeds
           $uniform(k, 1 + (c - 1) L + l) \sum_i d_i$. The one that leaves the least $\sum_i d_i$ stays.
        3. Rounds follow, as in `kmeans_lloyd`; of the `n_init` results the one with the least $inertia = \sum_i d_i$
           stays.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        n_clusters: how many clusters, from 1 to the number of complete rows.
        seed: of the random numbers, from 0 to 2**63 - 1.
        n_init: how many starts are tried, at least 1; the one with the least inertia stays, the earliest at a tie.
        max_iter: rounds of a start at most, at least 1.
        tol: a start ends where the squared movement of the centres is at most `tol` times the mean variance of the
            columns; finite and at least 0.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple: `labels`, int64 of shape ``(rows,)``, -1 for a row with a missing value, else the number of the
        nearest centre, the lowest at a tie; `centers`, float64 of shape ``(n_clusters, columns)``; `inertia`; `n_iter`;
        `counts`, int64 of shape ``(n_clusters,)``. An empty cluster takes the row that is farthest from its centre,
        if it is apart from it, and else keeps its own centre and stays empty.

    Raises:
        TypeError: `x` is not numeric, an option not of its type.
        ValueError: `x` is not 1-D or 2-D or has fewer complete rows than clusters, or an option is out of range.

    Source: Lloyd (1982); Arthur and Vassilvitskii, "k-means++" (2007); scikit-learn ``KMeans``, but for its random
    numbers and the order of its sums.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        n_clusters: int,
        seed: int = ...,
        n_init: int = ...,
        max_iter: int = ...,
        tol: float = ...,
        *,
        out: KMeans | None = None,
        backend: str | None = None,
    ) -> KMeans: ...
    @overload
    def __call__(
        self,
        x: _T,
        n_clusters: int,
        seed: int = ...,
        n_init: int = ...,
        max_iter: int = ...,
        tol: float = ...,
        *,
        out: KMeans | None = None,
        backend: str | None = None,
    ) -> KMeans: ...

kmeans: _kmeans

class _kmeans_lloyd(_Handle):
    r"""K-means clusters of the complete rows of a data set, from given centres: the same bits everywhere.

    Formula:
        1. A label is the centre $c$ with the least $d_{i,c} = \sum_j (x_{i,j} - centers_{c,j})^2$, summed from the
           first column on.
        2. A cluster without rows takes the row that is farthest from its centre, of all in clusters of several, unless
           it lies on it.
        3. A centre becomes the mean of its rows: sums in blocks of 1024 rows, and over the blocks, from the first on.
        4. Rounds end where no label changed, where the centres' squared moves sum to at most $tol \cdot v$, $v$ the
           mean variance of the columns, or after `max_iter`. Labels and $inertia = \sum_i d_{i,labels_i}$ are those of
           the final centres.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        centers: where to start, shape ``(centers, columns)``, no value missing; at most as many as complete rows.
        max_iter: rounds at most, at least 1.
        tol: as in `kmeans`.
        out: where to write the result; it is then returned.

    Returns:
        What `kmeans` does.

    Raises:
        TypeError: an input is not numeric, an option not of its type.
        ValueError: the numbers of columns differ; `x` is not 1-D or 2-D or has fewer complete rows than `centers` has
            rows; `centers` has no row or a missing value; an option is out of range.

    Source: Lloyd, "Least squares quantization in PCM" (1982).
    """

    @overload
    def __call__(
        self,
        x: _Data,
        centers: _Data,
        max_iter: int = ...,
        tol: float = ...,
        *,
        out: KMeans | None = None,
        backend: str | None = None,
    ) -> KMeans: ...
    @overload
    def __call__(
        self,
        x: _T,
        centers: _T,
        max_iter: int = ...,
        tol: float = ...,
        *,
        out: KMeans | None = None,
        backend: str | None = None,
    ) -> KMeans: ...

kmeans_lloyd: _kmeans_lloyd

class _kmeans_predict(_Handle):
    r"""Number of the centre that is nearest to each row, the lowest at a tie; -1 for a row with a missing value.

    The squared distance is summed from the first column to the last in float64, without fused multiply-add.

    Formula:
        $$ labels_i = argmin_c \sum_j (x_{i,j} - centers_{c,j})^2 $$

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        centers: shape ``(centers, columns)``, at least one row, no value missing.
        out: where to write the result; it is then returned.

    Returns:
        int64, shape ``(rows,)``.

    Raises:
        TypeError: an input is not numeric.
        ValueError: the numbers of columns differ, `x` is not 1-D or 2-D, or `centers` has no row or a missing value.

    Source: Lloyd, "Least squares quantization in PCM" (1982); scikit-learn ``KMeans.predict``, but for near ties.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        centers: _Data,
        *,
        out: NDArray[np.int64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.int64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        centers: _T,
        *,
        out: NDArray[np.int64] | None = None,
        backend: str | None = None,
    ) -> Any: ...

kmeans_predict: _kmeans_predict

class _silhouette_samples(_Handle):
    r"""How much nearer each row is to its own cluster than to the next, from -1 to 1.

    Formula:
        $$ s_i = \frac{b_i - a_i}{max(a_i, b_i)}; a_i = \frac{1}{n_c - 1} \sum_{j \in c} |x_i - x_j| $$
        $$ b_i = \min_{k \ne c} \frac{1}{n_k} \sum_{j \in k} |x_i - x_j| $$
        where $c$ is the cluster of row $i$, $k$ any other, $n_k$ its number of rows, and $|x_i - x_j|$ the Euclidean
        distance.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        labels: the cluster of each row, integers of shape ``(rows,)``; below 0 for a row that is left out.
        out: where to write the result; it is then returned.

    Returns:
        float64 of shape ``(rows,)``; 0 for a row that is alone in its cluster, and where both distances are 0. NaN for
        a row that is left out or has a missing value.

    Raises:
        TypeError: `x` is not numeric, `labels` not of integers.
        ValueError: the numbers of rows differ, `x` is not 1-D or 2-D, or there are fewer than 2 different labels among
            the rows that are not left out, or as many as rows.

    Source: Rousseeuw, "Silhouettes" (1987); scikit-learn ``silhouette_samples``, in memory of a row.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        labels: _Data,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        labels: _T,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> Any: ...

silhouette_samples: _silhouette_samples

class _silhouette_score(_Handle):
    r"""Mean of `silhouette_samples` over the rows that are not left out.

    Formula:
        $$ y = \frac{1}{n} \sum_i s_i; s = silhouette_samples(x, labels) $$
        where $i$ runs over the $n$ rows that are not left out.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        labels: the cluster of each row, integers of shape ``(rows,)``; below 0 for a row that is left out.
        out: where to write the result; it is then returned.

    Returns:
        A float from -1 to 1.

    Raises:
        TypeError: `x` is not numeric, `labels` not of integers.
        ValueError: the numbers of rows differ, `x` is not 1-D or 2-D, or there are fewer than 2 different labels among
            the rows that are not left out, or as many as rows.

    Source: Rousseeuw, "Silhouettes" (1987); scikit-learn ``silhouette_score``.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        labels: _Data,
        *,
        out: Any | None = None,
        backend: str | None = None,
    ) -> Any: ...
    @overload
    def __call__(
        self,
        x: _T,
        labels: _T,
        *,
        out: Any | None = None,
        backend: str | None = None,
    ) -> Any: ...

silhouette_score: _silhouette_score

class _davies_bouldin_score(_Handle):
    r"""Davies-Bouldin index: how wide clusters are for their distance, of each the worst, on average; low is good.

    Formula:
        $$ y = \frac{1}{k} \sum_{i=1}^{k} \max_{j \ne i} \frac{s_i + s_j}{|m_i - m_j|} $$
        $$ s_i = \frac{1}{n_i} \sum_{t \in i} |x_t - m_i| $$
        where $m_i$ is the mean of the $n_i$ rows of cluster $i$, one of $k$, and $|m_i - m_j|$ the Euclidean distance.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        labels: the cluster of each row, integers of shape ``(rows,)``; below 0 for a row that is left out.
        out: where to write the result; it is then returned.

    Returns:
        A float. Of two clusters with one centre the ratio is 0 if both have no width, else infinite.

    Raises:
        TypeError: `x` is not numeric, `labels` not of integers.
        ValueError: the numbers of rows differ, `x` is not 1-D or 2-D, or there are fewer than 2 different labels among
            the rows that are not left out, or as many as rows.

    Source: Davies and Bouldin (1979); scikit-learn ``davies_bouldin_score``, without a tolerance.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        labels: _Data,
        *,
        out: Any | None = None,
        backend: str | None = None,
    ) -> Any: ...
    @overload
    def __call__(
        self,
        x: _T,
        labels: _T,
        *,
        out: Any | None = None,
        backend: str | None = None,
    ) -> Any: ...

davies_bouldin_score: _davies_bouldin_score

class _regimes(_Handle):
    """The states that the rows of a data set fall into: the k-means clusters with the best silhouette score.

    Formula:
        1. For each $k$ from `min_clusters` to `max_clusters` the rows are put into $k$ clusters by `kmeans` with `seed`
           and `n_init`.
        2. The $k$ with the best `silhouette_score` gives labels, centres and `n_clusters`.
        3. If that score is below `min_score`, all rows have label 0, and the one centre is their mean.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        min_clusters: the fewest clusters to try, at least 2.
        max_clusters: the most, at least `min_clusters`.
        min_score: the silhouette score below which all rows are one state, finite.
        seed: of the random numbers, from 0 to 2**63 - 1.
        n_init: how many starts of `kmeans` are tried for each number of clusters, at least 1.

    Returns:
        A named tuple: `labels`, int64 of shape ``(rows,)``, -1 for a row with a missing value; `centers`, float64 of
        shape ``(regimes, columns)``; `n_clusters`; `score`, NaN where no number of clusters could be tried: it must be
        below the number of complete rows, and leave two clusters that are not empty. Of scores within 1e-10 of each
        other the one of fewer clusters is taken.

    Raises:
        TypeError: `x` is not numeric, an option not of its type.
        ValueError: `x` is not 1-D or 2-D or has no complete row, `min_clusters` is above `max_clusters`, or an option
            is out of range.

    Source: Rousseeuw, "Silhouettes" (1987), on `kmeans`.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        min_clusters: int = ...,
        max_clusters: int = ...,
        min_score: float = ...,
        seed: int = ...,
        n_init: int = ...,
        *,
        backend: str | None = None,
    ) -> Regimes: ...
    @overload
    def __call__(
        self,
        x: _T,
        min_clusters: int = ...,
        max_clusters: int = ...,
        min_score: float = ...,
        seed: int = ...,
        n_init: int = ...,
        *,
        backend: str | None = None,
    ) -> Regimes: ...

regimes: _regimes

class _smooth_labels(_Handle):
    """The last label that held for `min_duration` bars in a row, at each bar; -1 before the first.

    Formula:
        $$ y_t = labels_t $$
        where the last `min_duration` bars that have a label all have that of bar $t$; else $y_t = y_{t-1}$.

    Args:
        labels: integers, shape ``(time,)`` or ``(time, series)``; below 0 where a bar has none.
        min_duration: how many bars in a row a label must hold, at least 1; bars without a label do not count.
        out: where to write the result; it is then returned.

    Returns:
        int64, the shape of `labels`. A bar without a label repeats the one before it.

    Raises:
        TypeError: `labels` or `min_duration` is not of integers.
        ValueError: `labels` is not 1-D or 2-D, or `min_duration` is below 1.

    Source: the debounced switch of electronics.
    """

    @overload
    def __call__(
        self,
        labels: _Data,
        min_duration: int,
        *,
        out: NDArray[np.int64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.int64]: ...
    @overload
    def __call__(
        self,
        labels: _T,
        min_duration: int,
        *,
        out: NDArray[np.int64] | None = None,
        backend: str | None = None,
    ) -> _T: ...

smooth_labels: _smooth_labels

class _transition_matrix(_Handle):
    r"""How often each label came right after each, and the shares of that.

    Formula:
        $$ probabilities_{a,b} = \frac{counts_{a,b}}{\sum_c counts_{a,c}} $$
        where $counts_{a,b}$ is the number of rows $t$ with $labels_t = a$ and $labels_{t+1} = b$, and $c$ runs over all
        labels.

    Args:
        labels: integers, shape ``(rows,)``; below 0 where a row has none.
        n_states: how many labels there are, from 1 to 10 000; the largest and one if not given.

    Returns:
        A named tuple of two matrices of shape ``(states, states)``: `counts`, int64, of neighbours of which both have a
        label, in row the earlier, in column the later; `probabilities`, float64, each row over its sum, NaN in a row
        of zeros.

    Raises:
        TypeError: `labels` or `n_states` is not of integers.
        ValueError: `labels` is not 1-D, a label is not below `n_states` or 10 000, or that is below 1 or above 10 000.

    Source: the estimate of a Markov chain.
    """

    @overload
    def __call__(
        self,
        labels: _Data,
        n_states: int | None = ...,
        *,
        backend: str | None = None,
    ) -> Transitions: ...
    @overload
    def __call__(
        self,
        labels: _T,
        n_states: int | None = ...,
        *,
        backend: str | None = None,
    ) -> Transitions: ...

transition_matrix: _transition_matrix

class _decimal_add(_Handle):
    """Sum of two columns of decimals, row by row, exact or rounded once.

    Formula:
        $$ y_t = R(a_t + b_t) $$
        where $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        a: a column of decimals, shape ``(time,)``, or a table.
        b: the same, or a number.
        scale: digits behind the point, 0 to 38; by default as many as the exact sum has.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `a`, null where either is.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, or a row needs more than 38 digits.

    Source: SQL, where one digit is added to the precision.
    """

    def __call__(
        self,
        a: _Decimals,
        b: _Decimals | Decimal | int,
        scale: int | None = ...,
        rounding: Literal[
            "ROUND_HALF_EVEN",
            "ROUND_HALF_UP",
            "ROUND_HALF_DOWN",
            "ROUND_UP",
            "ROUND_DOWN",
            "ROUND_CEILING",
            "ROUND_FLOOR",
            "ROUND_05UP",
        ] = ...,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_add: _decimal_add

class _decimal_subtract(_Handle):
    """Difference of two columns of decimals, row by row, exact or rounded once.

    Formula:
        $$ y_t = R(a_t - b_t) $$
        where $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        a: a column of decimals, shape ``(time,)``, or a table.
        b: the same, or a number.
        scale: digits behind the point, 0 to 38; by default as many as the exact difference has.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `a`, null where either is.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, or a row needs more than 38 digits.

    Source: SQL, where one digit is added to the precision.
    """

    def __call__(
        self,
        a: _Decimals,
        b: _Decimals | Decimal | int,
        scale: int | None = ...,
        rounding: Literal[
            "ROUND_HALF_EVEN",
            "ROUND_HALF_UP",
            "ROUND_HALF_DOWN",
            "ROUND_UP",
            "ROUND_DOWN",
            "ROUND_CEILING",
            "ROUND_FLOOR",
            "ROUND_05UP",
        ] = ...,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_subtract: _decimal_subtract

class _decimal_multiply(_Handle):
    """Product of two columns of decimals, row by row, exact or rounded once.

    Formula:
        $$ y_t = R(a_t b_t) $$
        where $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        a: a column of decimals, shape ``(time,)``, or a table.
        b: the same, or a number.
        scale: digits behind the point, 0 to 38; by default those of both together.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `a`, null where either is.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, or a row needs more than 38 digits.

    Source: SQL, where the digits of both are added.
    """

    def __call__(
        self,
        a: _Decimals,
        b: _Decimals | Decimal | int,
        scale: int | None = ...,
        rounding: Literal[
            "ROUND_HALF_EVEN",
            "ROUND_HALF_UP",
            "ROUND_HALF_DOWN",
            "ROUND_UP",
            "ROUND_DOWN",
            "ROUND_CEILING",
            "ROUND_FLOOR",
            "ROUND_05UP",
        ] = ...,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_multiply: _decimal_multiply

class _decimal_divide(_Handle):
    r"""Quotient of two columns of decimals, row by row, rounded once.

    Formula:
        $$ y_t = R(\frac{a_t}{b_t}) $$
        where $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        a: a column of decimals, shape ``(time,)``, or a table.
        b: the same, or a number; not 0 where `a` is not null.
        scale: digits behind the point, 0 to 38; by default 12, or those of an argument that has more. 0 with
            ``ROUND_DOWN`` gives the whole shares for an amount.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `a`, null where either is.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, a row divides by 0, or needs more than 38 digits.

    Source: Python's `decimal`, with a fixed scale in place of significant digits.
    """

    def __call__(
        self,
        a: _Decimals,
        b: _Decimals | Decimal | int,
        scale: int | None = ...,
        rounding: Literal[
            "ROUND_HALF_EVEN",
            "ROUND_HALF_UP",
            "ROUND_HALF_DOWN",
            "ROUND_UP",
            "ROUND_DOWN",
            "ROUND_CEILING",
            "ROUND_FLOOR",
            "ROUND_05UP",
        ] = ...,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_divide: _decimal_divide

class _decimal_rescale(_Handle):
    """The same values with another number of digits behind the point, rounded where they have more.

    Formula:
        $$ y_t = R(x_t) $$
        where $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        x: a column of decimals, shape ``(time,)``, or a table.
        scale: digits behind the point, 0 to 38.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `x`, null where it is.

    Raises:
        TypeError: floats or text.
        ValueError: a row needs more than 38 digits.

    Source: ``quantize`` of Python's `decimal`.
    """

    def __call__(
        self,
        x: _Decimals,
        scale: int,
        rounding: Literal[
            "ROUND_HALF_EVEN",
            "ROUND_HALF_UP",
            "ROUND_HALF_DOWN",
            "ROUND_UP",
            "ROUND_DOWN",
            "ROUND_CEILING",
            "ROUND_FLOOR",
            "ROUND_05UP",
        ] = ...,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_rescale: _decimal_rescale

class _decimal_sum(_Handle):
    r"""Exact sum of a column of decimals.

    Formula:
        $$ decimal_sum = \sum_t x_t $$

    Args:
        x: a column of decimals, shape ``(time,)``, or a table; a null is passed over.

    Returns:
        A Decimal, 0 of nothing; of a table a column of one a series.

    Raises:
        TypeError: floats or text.
        ValueError: the sum needs more than 38 digits; on the way it may.

    Source: arithmetic.
    """

    def __call__(
        self,
        x: _Decimals,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_sum: _decimal_sum

class _decimal_mean(_Handle):
    r"""Mean of a column of decimals, rounded once from the exact sum.

    Formula:
        $$ decimal_mean = R(\frac{1}{n} \sum_t x_t) $$
        where $n$ values are not null, and $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        x: a column of decimals, shape ``(time,)``, or a table; a null is passed over.
        scale: digits behind the point, 0 to 38; by default 12, or those of `x` if it has more.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A Decimal, None of nothing; of a table a column of one a series.

    Raises:
        TypeError: floats or text.
        ValueError: the mean needs more than 38 digits.

    Source: arithmetic.
    """

    def __call__(
        self,
        x: _Decimals,
        scale: int | None = ...,
        rounding: Literal[
            "ROUND_HALF_EVEN",
            "ROUND_HALF_UP",
            "ROUND_HALF_DOWN",
            "ROUND_UP",
            "ROUND_DOWN",
            "ROUND_CEILING",
            "ROUND_FLOOR",
            "ROUND_05UP",
        ] = ...,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_mean: _decimal_mean

class _decimal_dot(_Handle):
    r"""Sum of the products of two columns of decimals, exact or rounded once at the end.

    Formula:
        $$ decimal_dot = R(\sum_t a_t b_t) $$
        where $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        a: a column of decimals, shape ``(time,)``, or a table.
        b: the same, or a number; a row in which either is null is passed over.
        scale: digits behind the point, 0 to 38; by default those of both together.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A Decimal, 0 of nothing; of a table a column of one a series.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, or the sum needs more than 38 digits.

    Source: arithmetic.
    """

    def __call__(
        self,
        a: _Decimals,
        b: _Decimals | Decimal | int,
        scale: int | None = ...,
        rounding: Literal[
            "ROUND_HALF_EVEN",
            "ROUND_HALF_UP",
            "ROUND_HALF_DOWN",
            "ROUND_UP",
            "ROUND_DOWN",
            "ROUND_CEILING",
            "ROUND_FLOOR",
            "ROUND_05UP",
        ] = ...,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_dot: _decimal_dot

class _decimal_cumulative_sum(_Handle):
    r"""Exact running sum of a column of decimals.

    Formula:
        $$ y_t = \sum_{i=0}^{t} x_i $$

    Args:
        x: a column of decimals, shape ``(time,)``, or a table.

    Returns:
        A column in the library of `x`; a null row gives null and is passed over.

    Raises:
        TypeError: floats or text.
        ValueError: a row needs more than 38 digits.

    Source: arithmetic.
    """

    def __call__(
        self,
        x: _Decimals,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_cumulative_sum: _decimal_cumulative_sum

class _decimal_cumulative_max(_Handle):
    r"""Running maximum of a column of decimals.

    Formula:
        $$ y_t = \max_{0 <= i <= t} x_i $$

    Args:
        x: a column of decimals, shape ``(time,)``, or a table.

    Returns:
        A column of the type of `x`, in its library; a null row gives null and is passed over.

    Raises:
        TypeError: floats or text.
        ValueError: a value has more digits than its type says.

    Source: arithmetic.
    """

    def __call__(
        self,
        x: _Decimals,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_cumulative_max: _decimal_cumulative_max

class _decimal_commission_per_share(_Handle):
    r"""Commission by the share, with a minimum for each order over all its fills.

    Formula:
        $$ y_i = T_i - T_k; T_i = R(max(minimum, rate \sum_j |quantity_j|)) $$
        where $j$ runs over the fills of the order up to $i$, $k$ is the one before $i$, $T_k = 0$ at the first, and $R$
        rounds to `scale` digits behind the point by `rounding`.

    Args:
        quantity: shares of each fill, a column of decimals without a null, or a table; above 0 buys, below 0 sells.
        order: the order of each fill, integers from 0 to below the number of rows.
        rate: commission of one share, a Decimal or an integer, at least 0.
        minimum: least commission of an order, at least 0.
        scale: digits behind the point, 0 to 38; by default all that the exact value has.
        rounding: one of the eight words of Python's `decimal`; what an order has paid in total is rounded.

    Returns:
        A column in the library of `quantity`. A fill of 0 shares pays nothing and begins no order.

    Raises:
        TypeError: floats, or codes that are no integers.
        ValueError: a null, a code out of range, or a total of more than 38 digits; the message names the row.

    Source: the commissions of brokers that bill orders; zipline's ``PerShare`` with its faults mended.
    """

    def __call__(
        self,
        quantity: _Decimals,
        order: _Data,
        rate: Decimal | int,
        minimum: Decimal | int = ...,
        scale: int | None = ...,
        rounding: Literal[
            "ROUND_HALF_EVEN",
            "ROUND_HALF_UP",
            "ROUND_HALF_DOWN",
            "ROUND_UP",
            "ROUND_DOWN",
            "ROUND_CEILING",
            "ROUND_FLOOR",
            "ROUND_05UP",
        ] = ...,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_commission_per_share: _decimal_commission_per_share

class _decimal_commission_per_trade(_Handle):
    r"""Commission of one amount an order, paid at its first fill.

    Formula:
        1. It is `cost` at the first fill of an order with $quantity_i \ne 0$,
        2. else 0.

    Args:
        quantity: shares of each fill, a column of decimals without a null, or a table.
        order: the order of each fill, integers from 0 to below the number of rows.
        cost: commission of an order, a Decimal or an integer, at least 0.

    Returns:
        A column in the library of `quantity`.

    Raises:
        TypeError: floats, or codes that are no integers.
        ValueError: a null, or a code out of range; the message names the row.

    Source: zipline's ``PerTrade``.
    """

    def __call__(
        self,
        quantity: _Decimals,
        order: _Data,
        cost: Decimal | int,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_commission_per_trade: _decimal_commission_per_trade

class _decimal_commission_per_dollar(_Handle):
    """Commission as a share of the amount of each fill.

    Formula:
        $$ y_i = R(|quantity_i price_i| rate) $$
        where $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        quantity: shares of each fill, a column of decimals without a null, or a table.
        price: price of each fill, the same.
        rate: commission of an amount of 1, a Decimal or an integer, at least 0.
        scale: digits behind the point, 0 to 38; by default all that the exact value has.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `quantity`.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, a null, or a row needs more than 38 digits.

    Source: zipline's ``PerDollar``.
    """

    def __call__(
        self,
        quantity: _Decimals,
        price: _Decimals,
        rate: Decimal | int,
        scale: int | None = ...,
        rounding: Literal[
            "ROUND_HALF_EVEN",
            "ROUND_HALF_UP",
            "ROUND_HALF_DOWN",
            "ROUND_UP",
            "ROUND_DOWN",
            "ROUND_CEILING",
            "ROUND_FLOOR",
            "ROUND_05UP",
        ] = ...,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_commission_per_dollar: _decimal_commission_per_dollar

class _decimal_commission_maker_taker(_Handle):
    """Commission as a share of the amount of each fill, at one of two rates.

    Formula:
        $$ y_i = R(|quantity_i price_i| r_i) $$
        where $r_i$ is `maker_rate` where `is_maker`, else `taker_rate`, and $R$ rounds to `scale` digits behind the
        point by `rounding`.

    Args:
        quantity: shares of each fill, a column of decimals without a null, or a table.
        price: price of each fill, the same.
        is_maker: whether a fill made the market, booleans.
        maker_rate: commission of an amount of 1 where it did, a Decimal or an integer; below 0 is a rebate.
        taker_rate: the same where it did not.
        scale: digits behind the point, 0 to 38; by default all that the exact value has.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `quantity`.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, a null, or a row needs more than 38 digits.

    Source: the fees of exchanges with an order book.
    """

    def __call__(
        self,
        quantity: _Decimals,
        price: _Decimals,
        is_maker: _Data,
        maker_rate: Decimal | int,
        taker_rate: Decimal | int,
        scale: int | None = ...,
        rounding: Literal[
            "ROUND_HALF_EVEN",
            "ROUND_HALF_UP",
            "ROUND_HALF_DOWN",
            "ROUND_UP",
            "ROUND_DOWN",
            "ROUND_CEILING",
            "ROUND_FLOOR",
            "ROUND_05UP",
        ] = ...,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_commission_maker_taker: _decimal_commission_maker_taker

class _decimal_ohlcv_resample(_Handle):
    r"""Open, high, low, close and volume of the intervals ``[k*every, (k+1)*every)`` in exact decimals.

    Formula:
        $$ k_i = floor(\frac{timestamps_i}{every}) $$
        where rows $i$ of one $k_i$ make the bar that starts at $k_i \cdot every$: first `open`, largest `high`,
        smallest `low`, last `close`, sum of `volume`.

    Args:
        timestamps: int64 nanoseconds since the epoch or datetime64 of any unit, shape ``(time,)``, not decreasing.
        open: opening prices, a column of decimals without a null, or a table.
        high: highest prices, the same.
        low: lowest prices, the same.
        close: closing prices, the same.
        volume: volumes, the same.
        every: length of an interval in nanoseconds, or a timedelta64, above 0.

    Returns:
        A named tuple ``(timestamps, open, high, low, close, volume)`` of one length: the start of each interval in the
        type of `timestamps`; first, largest, smallest and last value; exact sum. Intervals without a row are left out.

    Raises:
        TypeError: floats, or `timestamps` that are neither integers nor dates.
        ValueError: the lengths differ, a null, `timestamps` decrease, or a volume needs more than 38 digits: the row is
            the last of its interval.

    Source: pandas ``resample(every, origin="epoch").agg(first, max, min, last, sum)`` without the empty rows.
    """

    def __call__(
        self,
        timestamps: _Data,
        open: _Decimals,
        high: _Decimals,
        low: _Decimals,
        close: _Decimals,
        volume: _Decimals,
        every: int | timedelta | np.timedelta64,
        *,
        backend: str | None = None,
    ) -> DecimalBars: ...

decimal_ohlcv_resample: _decimal_ohlcv_resample

class _decimal_portfolio_value(_Handle):
    r"""Value of cash and all assets at each bar, exact or rounded once.

    Formula:
        $$ y_t = R(cash_t + \sum_a quantities_{t,a} prices_{t,a}) $$
        where $a$ runs over the assets, and $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        quantities: what is held of each asset, a table of decimals, shape ``(time, assets)``; a column is one asset.
        prices: its price, a table of the same columns.
        cash: a column of decimals, one a bar, or a number.
        scale: digits behind the point, 0 to 38; by default all that the exact value has.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `quantities`. An asset of which nothing is held, or null, adds nothing, whatever its
        price; another without a price makes the bar null, as does a null of `cash`.

    Raises:
        TypeError: floats or text.
        ValueError: the shapes differ, or a row needs more than 38 digits.

    Source: arithmetic.
    """

    def __call__(
        self,
        quantities: _Decimals,
        prices: _Decimals,
        cash: _Decimals | Decimal | int = ...,
        scale: int | None = ...,
        rounding: Literal[
            "ROUND_HALF_EVEN",
            "ROUND_HALF_UP",
            "ROUND_HALF_DOWN",
            "ROUND_UP",
            "ROUND_DOWN",
            "ROUND_CEILING",
            "ROUND_FLOOR",
            "ROUND_05UP",
        ] = ...,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_portfolio_value: _decimal_portfolio_value

class _decimal_fill_average_price(_Handle):
    r"""Average price of each order's fills so far, weighted by their shares and rounded once.

    Formula:
        $$ y_i = R(\frac{\sum_j |quantity_j| price_j}{\sum_j |quantity_j|}) $$
        where $j$ runs over the fills of the order up to $i$, and $R$ rounds to `scale` digits behind the point by
        `rounding`.

    Args:
        quantity: shares of each fill, a column of decimals without a null, or a table.
        price: price of each fill, the same.
        order: the order of each fill, integers from 0 to below the number of rows.
        scale: digits behind the point, 0 to 38; by default 12, or those of `price` if it has more.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `quantity`, null before an order's first share.

    Raises:
        TypeError: floats, or codes that are no integers.
        ValueError: a null, a code out of range, or a row needs more than 38 digits.

    Source: arithmetic.
    """

    def __call__(
        self,
        quantity: _Decimals,
        price: _Decimals,
        order: _Data,
        scale: int | None = ...,
        rounding: Literal[
            "ROUND_HALF_EVEN",
            "ROUND_HALF_UP",
            "ROUND_HALF_DOWN",
            "ROUND_UP",
            "ROUND_DOWN",
            "ROUND_CEILING",
            "ROUND_FLOOR",
            "ROUND_05UP",
        ] = ...,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_fill_average_price: _decimal_fill_average_price

class _decimal_position_ledger(_Handle):
    """Positions, their cost, average price, what is realized and cash after each fill, to the last digit.

    Formula:
        With $q$ and $c$ the asset's position and cost before the fill, $d = quantity$, $p = price$, and $K$ the digits
        of `cost`:

        1. If $q d >= 0$: $cost = c + d p$, $realized = 0$.
        2. If it reduces: $cost = R_K(c (q + d) / q)$, $realized = cost - c - d p$.
        3. If it passes through 0: $cost = (q + d) p$, $realized = q p - c$.
        4. Then $position = q + d$, $average_price = R(cost / position)$, and `cash` falls by $d p + commission$. $R$
           rounds to `scale` digits by `rounding`, $R_K$ to $K$, the larger of 12 and the digits of $d p$.

    Args:
        asset: the asset of each fill, integers from 0 to below the number of rows.
        quantity: shares of each fill, a column of decimals without a null, or a table; above 0 buys, below 0 sells.
        price: price of each fill, the same.
        commission: commission of each fill, the same, or a number; it is paid from the cash and is no part of a cost.
        cash: cash before the first fill, a Decimal or an integer.
        scale: digits of `average_price` behind the point, 0 to 38; by default 12, or those of `price` if it has more.
        rounding: one of the eight words of Python's `decimal`, for the cost of what is left and the average price.

    Returns:
        A named tuple of columns ``position, cost, average_price, realized, cash`` in the library of `quantity`. At
        every row the sum of what is realized less all commissions is cash less initial cash plus the cost of open
        positions, in every digit.

    Raises:
        TypeError: floats, or codes that are no integers.
        ValueError: a null, a code out of range, or a row needs more than 38 digits.

    Source: the average cost method.
    """

    def __call__(
        self,
        asset: _Data,
        quantity: _Decimals,
        price: _Decimals,
        commission: _Decimals | Decimal | int = ...,
        cash: Decimal | int = ...,
        scale: int | None = ...,
        rounding: Literal[
            "ROUND_HALF_EVEN",
            "ROUND_HALF_UP",
            "ROUND_HALF_DOWN",
            "ROUND_UP",
            "ROUND_DOWN",
            "ROUND_CEILING",
            "ROUND_FLOOR",
            "ROUND_05UP",
        ] = ...,
        *,
        backend: str | None = None,
    ) -> PositionLedger: ...

decimal_position_ledger: _decimal_position_ledger

class _decimal_returns(_Handle):
    r"""Change of each value relative to the one before, rounded once.

    Formula:
        $$ y_t = R(\frac{values_t - values_{t-1}}{values_{t-1}}) $$
        where $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        values: a column of decimals, shape ``(time,)``, or a table.
        scale: digits behind the point, 0 to 38; by default 12, or those of `values` if they have more.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `values`: null first, and at and behind a null.

    Raises:
        TypeError: floats or text.
        ValueError: a value of 0 before a row that is not null, or a row needs more than 38 digits.

    Source: arithmetic; pandas ``pct_change(fill_method=None)`` of floats.
    """

    def __call__(
        self,
        values: _Decimals,
        scale: int | None = ...,
        rounding: Literal[
            "ROUND_HALF_EVEN",
            "ROUND_HALF_UP",
            "ROUND_HALF_DOWN",
            "ROUND_UP",
            "ROUND_DOWN",
            "ROUND_CEILING",
            "ROUND_FLOOR",
            "ROUND_05UP",
        ] = ...,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_returns: _decimal_returns

class _decimal_sharpe_ratio(_Handle):
    r"""Annualised Sharpe ratio of a column of returns, rounded once from the exact value.

    Formula:
        $$ y = R(\frac{m - rf_per_period}{s} \sqrt{periods_per_year}) $$
        $$ m = \frac{1}{n} \sum_t returns_t; s = \sqrt{\frac{1}{n - ddof} \sum_t (returns_t - m)^2} $$
        where $n$ returns are not null, and $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        returns: a column of decimals, shape ``(time,)``, or a table; a null is passed over.
        rf_per_period: risk-free return of a period, a Decimal or an integer.
        periods_per_year: periods in a year, a Decimal or an integer above 0.
        ddof: how many fewer than the returns the variance is divided by, at least 0.
        scale: digits behind the point, 0 to 38; by default 12, or those of `returns` if they have more.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A Decimal; None of fewer than two returns, or of no more than `ddof`; 0 where all returns are equal. Of a table
        a column of one a series.

    Raises:
        TypeError: floats or text.
        ValueError: the ratio needs more than 38 digits.

    Source: Sharpe, "The Sharpe ratio" (1994), as the root of a ratio of integers.
    """

    def __call__(
        self,
        returns: _Decimals,
        rf_per_period: Decimal | int = ...,
        periods_per_year: Decimal | int = ...,
        ddof: int = ...,
        scale: int | None = ...,
        rounding: Literal[
            "ROUND_HALF_EVEN",
            "ROUND_HALF_UP",
            "ROUND_HALF_DOWN",
            "ROUND_UP",
            "ROUND_DOWN",
            "ROUND_CEILING",
            "ROUND_FLOOR",
            "ROUND_05UP",
        ] = ...,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_sharpe_ratio: _decimal_sharpe_ratio

class _decimal_sortino_ratio(_Handle):
    r"""Annualised Sortino ratio of a column of returns, rounded once from the exact value.

    Formula:
        $$ y = R(\frac{m - target}{d} \sqrt{periods_per_year}) $$
        $$ m = \frac{1}{n} \sum_t returns_t; d = \sqrt{\frac{1}{n} \sum_t min(returns_t - target, 0)^2} $$
        where $n$ returns are not null, and $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        returns: a column of decimals, shape ``(time,)``, or a table; a null is passed over.
        target: the return of a period below which it counts as a loss, a Decimal or an integer.
        periods_per_year: periods in a year, a Decimal or an integer above 0.
        scale: digits behind the point, 0 to 38; by default 12, or those of `returns` if they have more.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A Decimal. Without a return below the target: None, for the ratio is infinite, where the mean is above it, else
        0. None of no return. Of a table a column of one a series.

    Raises:
        TypeError: floats or text.
        ValueError: the ratio needs more than 38 digits.

    Source: Sortino and Price (1994), as the root of a ratio of integers.
    """

    def __call__(
        self,
        returns: _Decimals,
        target: Decimal | int = ...,
        periods_per_year: Decimal | int = ...,
        scale: int | None = ...,
        rounding: Literal[
            "ROUND_HALF_EVEN",
            "ROUND_HALF_UP",
            "ROUND_HALF_DOWN",
            "ROUND_UP",
            "ROUND_DOWN",
            "ROUND_CEILING",
            "ROUND_FLOOR",
            "ROUND_05UP",
        ] = ...,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_sortino_ratio: _decimal_sortino_ratio

class _decimal_max_drawdown(_Handle):
    r"""Largest fall of a curve below its highest value so far, as a fraction of that, rounded once.

    Formula:
        $$ y = R(\max_t (1 - \frac{equity_t}{\max_{0 <= i <= t} equity_i})) $$
        where $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        equity: a column of decimals, shape ``(time,)``, or a table; a null is passed over.
        scale: digits behind the point, 0 to 38; by default 12, or those of `equity` if it has more.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A Decimal, None of nothing; of a table a column of one a series.

    Raises:
        TypeError: floats or text.
        ValueError: a row without a value above 0 before it or in it, or the result needs more than 38 digits.

    Source: arithmetic; `max_drawdown` of floats.
    """

    def __call__(
        self,
        equity: _Decimals,
        scale: int | None = ...,
        rounding: Literal[
            "ROUND_HALF_EVEN",
            "ROUND_HALF_UP",
            "ROUND_HALF_DOWN",
            "ROUND_UP",
            "ROUND_DOWN",
            "ROUND_CEILING",
            "ROUND_FLOOR",
            "ROUND_05UP",
        ] = ...,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_max_drawdown: _decimal_max_drawdown

class _decimal_slippage_fixed(_Handle):
    """Price of a fill that is worse by a fixed amount.

    Formula:
        $$ y_i = R(price_i + sign(quantity_i) amount) $$
        where $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        price: quoted price of each fill, a column of decimals without a null, or a table.
        quantity: shares of each fill, the same; above 0 buys, below 0 sells.
        amount: how much worse the price is, a Decimal or an integer of any sign.
        scale: digits behind the point, 0 to 38; by default those of `price` or `amount`.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `price`.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, a null, or a row needs more than 38 digits.

    Source: zipline's ``FixedSlippage``.
    """

    def __call__(
        self,
        price: _Decimals,
        quantity: _Decimals,
        amount: Decimal | int,
        scale: int | None = ...,
        rounding: Literal[
            "ROUND_HALF_EVEN",
            "ROUND_HALF_UP",
            "ROUND_HALF_DOWN",
            "ROUND_UP",
            "ROUND_DOWN",
            "ROUND_CEILING",
            "ROUND_FLOOR",
            "ROUND_05UP",
        ] = ...,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_slippage_fixed: _decimal_slippage_fixed

class _decimal_slippage_basis_points(_Handle):
    r"""Price of a fill that is worse by basis points.

    Formula:
        $$ y_i = R(price_i (1 + sign(quantity_i) \frac{basis_points}{10000})) $$
        where $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        price: quoted price of each fill, a column of decimals without a null, or a table.
        quantity: shares of each fill, the same; above 0 buys, below 0 sells.
        basis_points: ten thousandths by which the price is worse, a Decimal or an integer of any sign.
        scale: digits behind the point, 0 to 38; by default all that the exact value has.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `price`.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, a null, or a row needs more than 38 digits.

    Source: zipline's ``FixedBasisPointsSlippage``.
    """

    def __call__(
        self,
        price: _Decimals,
        quantity: _Decimals,
        basis_points: Decimal | int,
        scale: int | None = ...,
        rounding: Literal[
            "ROUND_HALF_EVEN",
            "ROUND_HALF_UP",
            "ROUND_HALF_DOWN",
            "ROUND_UP",
            "ROUND_DOWN",
            "ROUND_CEILING",
            "ROUND_FLOOR",
            "ROUND_05UP",
        ] = ...,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_slippage_basis_points: _decimal_slippage_basis_points

class _decimal_slippage_volume_share(_Handle):
    r"""Price of a fill that is worse by the square of its share of the volume.

    Formula:
        $$ y_i = R(price_i (1 + sign(quantity_i) (\frac{quantity_i}{volume_i})^2 impact)) $$
        where $R$ rounds to `scale` digits behind the point by `rounding`.

    Args:
        price: quoted price of each fill, a column of decimals without a null, or a table.
        quantity: shares of each fill, the same; above 0 buys, below 0 sells.
        volume: volume of the bar of each fill, the same.
        limit: largest share of the volume that a fill may be, a Decimal or an integer, at least 0.
        impact: how much worse the price of all the volume would be, as a fraction, of any sign.
        scale: digits behind the point, 0 to 38; by default 12, or those of `price` if it has more.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `price`.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, a null, a share above the limit, shares where the volume is not above 0, or a
            row needs more than 38 digits.

    Source: zipline's ``VolumeShareSlippage``.
    """

    def __call__(
        self,
        price: _Decimals,
        quantity: _Decimals,
        volume: _Decimals,
        limit: Decimal | int = ...,
        impact: Decimal | int = ...,
        scale: int | None = ...,
        rounding: Literal[
            "ROUND_HALF_EVEN",
            "ROUND_HALF_UP",
            "ROUND_HALF_DOWN",
            "ROUND_UP",
            "ROUND_DOWN",
            "ROUND_CEILING",
            "ROUND_FLOOR",
            "ROUND_05UP",
        ] = ...,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_slippage_volume_share: _decimal_slippage_volume_share

class _ar1_fit(_Handle):
    r"""First-order autoregression of a series: what it returns to, how slowly, and the spread of the rest.

    Formula:
        $$ phi = \frac{\sum c_t c_{t-1}}{\sum c_{t-1}^2}; c_t = x_t - mu $$
        $$ sigma = 1.4826 \cdot median(|e_t - median(e)|); e_t = c_t - phi \cdot c_{t-1} $$
        where $mu$ is the `center` of the valid values, and $t$ runs over the bars whose own value and the one before
        are valid.

    Args:
        x: the series, shape ``(time,)`` or ``(time, series)``. A value is missing where it is NaN, infinite or beyond
            1e150.
        center: whether the series returns to its median or to its mean.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple of floats, or of float64 of shape ``(series,)``: `mu`; `phi`, at most 0.999 in magnitude, 0 of
        fewer than 3 pairs of neighbours or without a spread; `sigma`. Where that is not above 1e-10 of the median of
        ``abs(x - mu)``, as of a quantised sensor, it is the root of the mean square of what is not expected, and where
        that is not either, 0. Without a pair `sigma` is NaN, without a value all are.

    Raises:
        TypeError: `x` is not numeric, `center` not a word.
        ValueError: `x` is not 1-D or 2-D, or `center` is unknown.

    Source: statsmodels ``AutoReg(x - mu, 1, trend="n")``, but for the robust spread.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        center: Literal["median", "mean"] = ...,
        *,
        out: Ar1Model | None = None,
        backend: str | None = None,
    ) -> Ar1Model: ...
    @overload
    def __call__(
        self,
        x: _T,
        center: Literal["median", "mean"] = ...,
        *,
        out: Ar1Model | None = None,
        backend: str | None = None,
    ) -> Ar1Model: ...

ar1_fit: _ar1_fit

class _ar1_score(_Handle):
    r"""How far each bar is from what a first-order autoregression expects of it, signed, and in standard deviations.

    Formula:
        $$ residual_t = c_t - phi \cdot c_{t-1}; zscore_t = \frac{residual_t}{sigma}; c_t = x_t - mu $$

    Args:
        x: the series, shape ``(time,)`` or ``(time, series)``. A value is missing where it is NaN, infinite or beyond
            1e150.
        model: what `ar1_fit` gave: `mu`, `phi` and `sigma`, a number each, or one for each series.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple ``(residual, zscore)`` of float64 of the shape of `x`, NaN at the first bar, where a value is
        missing, and after that. With a `sigma` of 0 a score is 0 where the residual is within 1e-10 of the larger
        distance from `mu`, of the bar and the one before it, else infinite.

    Raises:
        TypeError: `x` is not numeric, `model` not a tuple of three numbers.
        ValueError: `x` is not 1-D or 2-D, or the model is of another number of series.

    Source: Box and Jenkins, "Time Series Analysis" (1970).
    """

    @overload
    def __call__(
        self,
        x: _Data,
        model: tuple[Any, ...],
        *,
        out: Ar1Score | None = None,
        backend: str | None = None,
    ) -> Ar1Score: ...
    @overload
    def __call__(
        self,
        x: _T,
        model: tuple[Any, ...],
        *,
        out: Ar1Score | None = None,
        backend: str | None = None,
    ) -> Ar1Score: ...

ar1_score: _ar1_score

class _ewma_chart(_Handle):
    r"""EWMA control chart: an exponential average that starts at the target, its limits, and -1 or 1 beyond them.

    Formula:
        $$ ewma_t = smoothing \cdot x_t + (1 - smoothing) ewma_{t-1}; ewma_0 = target $$
        $$ half_width_t = width \cdot sigma \sqrt{\frac{smoothing}{2 - smoothing} (1 - (1 - smoothing)^{2 t})} $$
        $$ signal_t = sign(ewma_t - target) $$
        where $t$ counts valid values from 1, and the signal is 0 unless $|ewma_t - target| > half_width_t$.

    Args:
        x: the series, shape ``(time,)`` or ``(time, series)``.
        target: where the series should be, finite.
        sigma: its standard deviation when it is in control, finite and above 0.
        smoothing: how far the average goes towards each value, above 0 and at most 1.
        width: the limits in standard deviations of the average, finite and above 0.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple of the shape of `x`: float64 `ewma` and `half_width`, the limit of its distance from the target;
        int8 `signal`, 1 where the average is above the target by more than that, -1 where it is below, else 0. It never
        starts anew.

    Raises:
        TypeError: `x` is not numeric, an option not a number.
        ValueError: `x` is not 1-D or 2-D, or an option is out of range.

    Source: Roberts, "Control chart tests based on geometric moving averages" (1959).

    Elsewhere called ewma_control_chart.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        target: float,
        sigma: float,
        smoothing: float = ...,
        width: float = ...,
        *,
        out: EwmaChart | None = None,
        backend: str | None = None,
    ) -> EwmaChart: ...
    @overload
    def __call__(
        self,
        x: _T,
        target: float,
        sigma: float,
        smoothing: float = ...,
        width: float = ...,
        *,
        out: EwmaChart | None = None,
        backend: str | None = None,
    ) -> EwmaChart: ...

ewma_chart: _ewma_chart

class _cusum(_Handle):
    r"""Tabular CUSUM: how far a series has drifted above and below its target, and -1 or 1 where that is too far.

    Formula:
        $$ high_t = max(0, high_{t-1} + y_t - slack); low_t = max(0, low_{t-1} - y_t - slack) $$
        $$ y_t = \frac{x_t - target}{sigma} $$
        where both are 0 before the first bar and after a signal: 1 where $high_t > threshold$, -1 where
        $low_t > threshold$.

    Args:
        x: the series, shape ``(time,)`` or ``(time, series)``.
        target: where the series should be, finite.
        sigma: its standard deviation when it is in control, finite and above 0.
        slack: standard deviations from the target that count for nothing, finite and at least 0.
        threshold: standard deviations from which a drift is too far, finite and above 0.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple ``(high, low, signal)`` of the shape of `x`, float64 but for the signal, int8: 0 where neither is
        above `threshold`.

    Raises:
        TypeError: `x` is not numeric, an option not a number.
        ValueError: `x` is not 1-D or 2-D, or an option is out of range.

    Source: Page, "Continuous inspection schemes" (1954); Montgomery's tabular form.

    Elsewhere called cumulative_sum, cusum_chart.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        target: float,
        sigma: float,
        slack: float = ...,
        threshold: float = ...,
        *,
        out: Cusum | None = None,
        backend: str | None = None,
    ) -> Cusum: ...
    @overload
    def __call__(
        self,
        x: _T,
        target: float,
        sigma: float,
        slack: float = ...,
        threshold: float = ...,
        *,
        out: Cusum | None = None,
        backend: str | None = None,
    ) -> Cusum: ...

cusum: _cusum

class _page_hinkley(_Handle):
    r"""Page-Hinkley test of a change of the mean: how far a series has gone up and down, and 1 or -1 where too far.

    Formula:
        $$ U_t = forgetting \cdot U_{t-1} + (x_t - m_t) - delta; L_t = forgetting \cdot L_{t-1} + (x_t - m_t) + delta $$
        $$ up_t = U_t - \min_{1 <= i <= t} U_i; down_t = \max_{1 <= i <= t} L_i - L_t $$
        $$ m_t = \frac{1}{t} \sum_{i=1}^{t} x_i $$
        where $t$ counts the valid values since the start, and $U_0 = L_0 = 0$.

    Args:
        x: the series, shape ``(time,)`` or ``(time, series)``.
        delta: the change that counts for nothing, in the units of `x`, finite and at least 0.
        threshold: from where on a change is too far, finite and above 0.
        forgetting: what a bar leaves of the sums before it, above 0 and at most 1.
        min_instances: values before the first signal, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple ``(up, down, signal)`` of the shape of `x`: float64 but for the signal, int8, from the
        `min_instances`-th value on 1 where `up` is above `threshold`, -1 where `down` is, the larger where both are,
        else 0. After a signal all of it starts anew.

    Raises:
        TypeError: `x` is not numeric, an option not a number, `min_instances` not an integer.
        ValueError: `x` is not 1-D or 2-D, or an option is out of range.

    Source: Hinkley, "Inference about the change-point from cumulative sum tests" (1971); river ``PageHinkley``, mode
    both.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        delta: float = ...,
        threshold: float = ...,
        forgetting: float = ...,
        min_instances: int = ...,
        *,
        out: PageHinkley | None = None,
        backend: str | None = None,
    ) -> PageHinkley: ...
    @overload
    def __call__(
        self,
        x: _T,
        delta: float = ...,
        threshold: float = ...,
        forgetting: float = ...,
        min_instances: int = ...,
        *,
        out: PageHinkley | None = None,
        backend: str | None = None,
    ) -> PageHinkley: ...

page_hinkley: _page_hinkley

class _pca_fit(_Handle):
    r"""Principal components of the complete rows of a data set, the model that `pca_score` and `pca_limits` take.

    Formula:
        $$ \frac{1}{n - 1} Z^T Z v_k = eigenvalues_k v_k; Z_{i,j} = \frac{x_{i,j} - mean_j}{scale_j} $$
        where the rows of `components` are the unit vectors $v_k$ that are kept, and $n$ is the number of complete rows.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column. A value is missing where it is NaN,
            infinite or beyond 1e150; a row with one is left out.
        n_components: how many to keep, from 1 to the lower of columns and rows less 1; or as a float the share of the
            variance that they are to explain, above 0 and below 1; at most 5 if not given. Of eigenvalues up to 1e-10
            of the largest none is kept.
        scale: what each column is divided by: its standard deviation (ddof 1), the distance of its quartiles, which is
            the standard deviation where it is 0, or nothing.

    Returns:
        A named tuple: `mean` and `scale`, float64 of shape ``(columns,)``; `components`, ``(components, columns)``, of
        each the first of its largest entries, within 1e-8, positive; `eigenvalues`, ``(columns,)``, all of them from
        the largest down; `n_samples`, how many rows were complete. A column of equal values has that value as its
        mean, and scale 1.

    Raises:
        TypeError: `x` is not numeric, `n_components` not a number, `scale` not a word.
        ValueError: `x` is not 1-D or 2-D or has fewer than 2 complete rows; `n_components` is out of range; `scale` is
            unknown.

    Source: Pearson (1901); scikit-learn ``PCA``, but for the signs of components with two equal entries.

    Elsewhere called PCA.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        n_components: float | None = ...,
        scale: Literal["std", "iqr", "none"] = ...,
        *,
        backend: str | None = None,
    ) -> PcaModel: ...
    @overload
    def __call__(
        self,
        x: _T,
        n_components: float | None = ...,
        scale: Literal["std", "iqr", "none"] = ...,
        *,
        backend: str | None = None,
    ) -> PcaModel: ...

pca_fit: _pca_fit

class _pca_score(_Handle):
    r"""How unusual each row is to principal components: its squared distance from them, and Hotelling's T² along them.

    Formula:
        $$ spe = |u - P^T z|^2; t2 = \sum_k \frac{z_k^2}{eigenvalues_k}; z = P u; u = \frac{x - mean}{scale} $$
        where $x$ is a row and $P$ are the components.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        model: what `pca_fit` gave.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple ``(spe, t2)`` of float64 of shape ``(rows,)``, higher where a row is more unusual. A row with a
        missing value (NaN, infinite, beyond 1e150) has NaN.

    Raises:
        TypeError: `x` is not numeric, `model` not such a tuple.
        ValueError: `x` is not 1-D or 2-D, or has not the columns of the model.

    Source: Jackson and Mudholkar, "Control procedures for residuals" (1979).
    """

    @overload
    def __call__(
        self,
        x: _Data,
        model: tuple[Any, ...],
        *,
        out: PcaScore | None = None,
        backend: str | None = None,
    ) -> PcaScore: ...
    @overload
    def __call__(
        self,
        x: _T,
        model: tuple[Any, ...],
        *,
        out: PcaScore | None = None,
        backend: str | None = None,
    ) -> PcaScore: ...

pca_score: _pca_score

class _pca_limits(_Handle):
    r"""The limits that a share of normal rows exceeds in `pca_score`.

    Formula:
        $$ spe = a (\frac{c \sqrt{2 b h^2}}{a} + 1 + \frac{b h (h - 1)}{a^2})^{1/h}; h = 1 - \frac{2 a d}{3 b^2} $$
        $$ t2 = \frac{k (n^2 - 1)}{n (n - k)} F_{1-alpha}(k, n - k) $$
        where $a$, $b$, $d$ are the sums of first, second and third powers of the eigenvalues that were not kept, $c$ is
        the quantile $1 - alpha$ of the normal distribution, $F$ that of the F distribution, $k$ the number of
        components, $n$ that of fitted rows. If $h <= 10^{-6}$ or the base is not above 0,
        $spe = (b / a) Q_{1-alpha}(a^2 / b)$ with the quantile $Q$ of chi-squared.

    Args:
        model: what `pca_fit` gave.
        alpha: the share, above 0 and below 1.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple of floats: `spe`, by Jackson and Mudholkar, else by Box; 0 where every component was kept. `t2`,
        for rows that were not fitted; NaN where the fitted ones are not more than the components, 0 without a
        component.

    Raises:
        TypeError: `model` is not such a tuple, `alpha` not a number.
        ValueError: the model's fields do not agree, or `alpha` is out of range.

    Source: Jackson and Mudholkar (1979); Box (1954); Tracy, Young and Mason, "Multivariate control charts" (1992).
    """

    def __call__(
        self,
        model: tuple[Any, ...],
        alpha: float = ...,
        *,
        out: PcaLimits | None = None,
        backend: str | None = None,
    ) -> PcaLimits: ...

pca_limits: _pca_limits

class _mahalanobis(_Handle):
    r"""Squared Mahalanobis distance of each row: ``(x - mean) @ precision @ (x - mean)``.

    Formula:
        $$ mahalanobis_i = (x_i - mean)^T \cdot precision \cdot (x_i - mean) $$
        where $x_i$ is row $i$.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        mean: shape ``(columns,)``, no value missing.
        precision: the inverse of a covariance, shape ``(columns, columns)``, none missing; not always symmetric.
        out: where to write the result; it is then returned.

    Returns:
        float64 of shape ``(rows,)``; NaN for a row with a missing value (NaN, infinite, beyond 1e150).

    Raises:
        TypeError: an input is not numeric.
        ValueError: the numbers of columns differ, `x` is not 1-D or 2-D, or `mean` or `precision` misses a value.

    Source: Mahalanobis (1936); scikit-learn ``EmpiricalCovariance.mahalanobis``.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        mean: _Data,
        precision: _Data,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        mean: _T,
        precision: _T,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> Any: ...

mahalanobis: _mahalanobis

class _population_stability_index(_Handle):
    r"""Population stability index: how far the shares of a sample have moved from those that were expected.

    Formula:
        $$ y = \sum_j (q_j - p_j) \ln(\frac{q_j}{p_j}); edge_j = s_{ceil(j n / bins) - 1}; 1 <= j < bins $$
        where $s$ are the $n$ values of `expected` in ascending order. A value lies in the bin of as many $edge_j$ as
        are below it; $p_j$ and $q_j$ are the shares of `expected` and `actual` in a bin, at least `floor`.

    Args:
        expected: the sample that the bins are made of, shape ``(values,)`` or ``(values, series)``. A value that is
            missing (NaN, infinite, beyond 1e150) is dropped.
        actual: the sample that is compared, shape ``(others,)`` or ``(others, series)``.
        bins: how many bins there are, at least 2; their edges are values of `expected`, equal ones are one.
        floor: the least share that a bin counts with, above 0 and below 1.
        out: where to write the result; it is then returned.

    Returns:
        A float, or float64 of shape ``(series,)``, finite; NaN where a sample has no value.

    Raises:
        TypeError: an input is not numeric, `bins` not an integer, `floor` not a number.
        ValueError: an input is not 1-D or 2-D, the numbers of series differ, or an option is out of range.

    Source: Siddiqi, "Credit Risk Scorecards" (2006).

    Elsewhere called psi.
    """

    @overload
    def __call__(
        self,
        expected: _Data,
        actual: _Data,
        bins: int = ...,
        floor: float = ...,
        *,
        out: Any | None = None,
        backend: str | None = None,
    ) -> Any: ...
    @overload
    def __call__(
        self,
        expected: _T,
        actual: _T,
        bins: int = ...,
        floor: float = ...,
        *,
        out: Any | None = None,
        backend: str | None = None,
    ) -> Any: ...

population_stability_index: _population_stability_index

class _ks_2samp(_Handle):
    r"""Two-sample Kolmogorov-Smirnov test: the largest distance of two distributions, and its p-value in the limit.

    Formula:
        $$ statistic = \max_v |F(v) - G(v)|; pvalue = 2 \sum_{k=1}^{\infty} (-1)^{k-1} \exp(-2 k^2 l^2) $$
        $$ l = statistic \sqrt{\frac{n m}{n + m}} $$
        where $F(v)$ and $G(v)$ are the shares of the $n$ values of `x` and the $m$ values of `y` that are at most $v$.

    Args:
        x: a sample, shape ``(values,)`` or ``(values, series)``. A value that is missing (NaN, infinite, beyond 1e150)
            is dropped.
        y: the other sample, shape ``(others,)`` or ``(others, series)``.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple of floats, or of float64 of shape ``(series,)``: `statistic`, the largest difference of the shares
        of values up to some value; `pvalue`, the limit distribution's chance of a larger one. NaN where a sample has no
        value.

    Raises:
        TypeError: an input is not numeric.
        ValueError: an input is not 1-D or 2-D, the numbers of series differ, or there are 2**63 pairs or more.

    Source: Smirnov (1939); SciPy ``ks_2samp`` with ``method="asymp"``, but for its correction of small samples.

    Elsewhere called ks_test, kolmogorov_smirnov.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        y: _Data,
        *,
        out: KolmogorovSmirnov | None = None,
        backend: str | None = None,
    ) -> KolmogorovSmirnov: ...
    @overload
    def __call__(
        self,
        x: _T,
        y: _T,
        *,
        out: KolmogorovSmirnov | None = None,
        backend: str | None = None,
    ) -> KolmogorovSmirnov: ...

ks_2samp: _ks_2samp

class _isolation_forest_fit(_Handle):
    r"""Isolation forest of the complete rows of a data set: the same bits everywhere.

    Formula:
        1. Tree $i$ draws from SplitMix64 with the key $k = draw(seed, i)$, where $draw(k, j)$ is its number $j$ and
           $uniform(k, j) = 2^{-53} floor(draw(k, j) / 2^{11})$; its rows are $n$ of all complete ones, $n$ at most
           `max_samples`, by Floyd's method with draws 0 to $n - 1$.
        2. Node $m$, in preorder from 0, is a leaf with one row, or with all columns constant, or at the depth $D$, the
           least from 1 on with $2^D >= n$.
        3. Else it cuts, of its $q$ columns that vary, number $draw(k, n + 2 m) \bmod q$ at
           $a + uniform(k, n + 2 m + 1) (b - a)$, from the least value $a$ to the greatest $b$; rows at or below the cut
           go left.
        4. A leaf of $r$ rows at depth $d$ has the path length $d + c(r)$,
           $c(r) = 2 (\ln(r - 1) + 0.5772...) - 2 (r - 1) / r$, $c(2) = 1$, $c(1) = 0$.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column. A value is missing where it is NaN,
            infinite or beyond 1e150; a row with one is left out.
        n_estimators: how many trees, at least 1.
        max_samples: rows that each tree is made of, at least 1; all where there are fewer.
        seed: of the random numbers, from 0 to 2**63 - 1.

    Returns:
        A named tuple of arrays with all nodes of all trees, each in preorder: int64 `feature`, float64 `threshold`,
        int64 `left` and `right`, which are -1 (0) at leaves, and float64 `path_length`, at leaves the depth and the
        expected further cuts of the rows there; int64 `roots`, one a tree; `max_samples`, the rows that were really
        used, and `n_features`.

    Raises:
        TypeError: `x` is not numeric, an option not an integer.
        ValueError: `x` is not 1-D or 2-D or has no complete row, or an option is out of range.

    Source: Liu, Ting and Zhou, "Isolation forest" (2008); scikit-learn ``IsolationForest``, but for its random numbers
    and its float32.

    Elsewhere called IsolationForest.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        n_estimators: int = ...,
        max_samples: int = ...,
        seed: int = ...,
        *,
        backend: str | None = None,
    ) -> IsolationForestModel: ...
    @overload
    def __call__(
        self,
        x: _T,
        n_estimators: int = ...,
        max_samples: int = ...,
        seed: int = ...,
        *,
        backend: str | None = None,
    ) -> IsolationForestModel: ...

isolation_forest_fit: _isolation_forest_fit

class _isolation_forest_score(_Handle):
    r"""How unusual each row is to an isolation forest, above 0 and at most 1; usual rows are below a half.

    Formula:
        $$ y_i = 2^{-h_i / c(max_samples)}; c(r) = 2 (\ln(r - 1) + 0.5772...) - \frac{2 (r - 1)}{r} $$
        where $h_i$ is the mean over the trees of `path_length` at the leaf that row $i$ comes to, left where its value
        is at most `threshold`; $c(2) = 1$.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        model: what `isolation_forest_fit` gave.
        out: where to write the result; it is then returned.

    Returns:
        float64 of shape ``(rows,)``; 0.5 of a forest of one row. NaN for a row with a missing value (NaN, infinite,
        beyond 1e150).

    Raises:
        TypeError: `x` is not numeric, `model` not such a tuple.
        ValueError: `x` is not 1-D or 2-D, has not the columns of the model, or a node of that leads nowhere.

    Source: Liu, Ting and Zhou, "Isolation forest" (2008); the negative of scikit-learn's ``score_samples``.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        model: tuple[Any, ...],
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        model: tuple[Any, ...],
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> Any: ...

isolation_forest_score: _isolation_forest_score

class _position_ledger(_Handle):
    r"""Position, average cost and realised gain after each fill.

    Formula:
        $$ position_i = p + quantity_i; realised_i = sign(p) \cdot min(|quantity_i|, |p|) (price_i - b) $$
        $$ cost_basis_i = \frac{p b + quantity_i price_i}{p + quantity_i} $$
        where $p$ and $b$ are position and cost basis of the asset before the fill. A fill of the sign of $p$ has the
        second line, and realises 0; another has the first, and the cost basis is $b$, or $price_i$ if the position
        passes through 0.

    Args:
        asset: which asset each fill is of, any whole number, shape ``(fills,)``, in the order in which they happened.
        quantity: shares, above 0 bought, below 0 sold, not 0; fractions are allowed.
        price: what each share cost, finite.
        out: where to write the results; they are then returned.

    Returns:
        A named tuple of float64 arrays of shape ``(fills,)``, each of the asset of the fill: `position` after it, below
        0 when short; `cost_basis`, 0 where the position is flat; `realised`, the gain of the fill before commission.
        What is left of a position within 1e-10 of what it was is exactly 0.

    Raises:
        TypeError: an array is not numeric.
        ValueError: the lengths differ, an asset is no whole number, a quantity is 0, or a quantity or price is not
            finite.

    Source: the average-cost method. Commission is no part of the cost.

    Elsewhere called cost_basis, average_cost.
    """

    @overload
    def __call__(
        self,
        asset: _Data,
        quantity: _Data,
        price: _Data,
        *,
        out: Ledger | None = None,
        backend: str | None = None,
    ) -> Ledger: ...
    @overload
    def __call__(
        self,
        asset: _T,
        quantity: _T,
        price: _T,
        *,
        out: Ledger | None = None,
        backend: str | None = None,
    ) -> Ledger: ...

position_ledger: _position_ledger

class _round_trips(_Handle):
    r"""Every position from flat to flat: when, how much, at which mean prices, and its pnl net of commission.

    Formula:
        $$ pnl = side \cdot quantity (exit_price - entry_price) - commission $$
        $$ entry_price = \frac{\sum_i |quantity_i| price_i}{\sum_i |quantity_i|} $$
        where $i$ runs over the fills that open; `exit_price` is that of the fills that close.

    Args:
        bar: when each fill happened, whole numbers, shape ``(fills,)``, in the order in which they happened.
        asset: which asset it is of, any whole number.
        quantity: shares, above 0 bought, below 0 sold, not 0.
        price: what each share cost, finite.
        commission: what the fill cost beside, finite; below 0 where it was paid back.

    Returns:
        A structured array, a row for each closed position in the order of the closing fills: `asset`, `entry_bar`,
        `exit_bar` (int64), `side` (int8, 1 long, -1 short), `quantity`, all that was opened, `entry_price` and
        `exit_price`, means by quantity, `commission` of all its fills, and `pnl` after it. A fill through zero closes
        one position and opens the next, and its commission is shared by quantity. An open position has no row.

    Raises:
        TypeError: an array is not numeric.
        ValueError: the lengths differ, an asset or bar is no whole number, a quantity is 0, or a quantity, price or
            commission is not finite.

    Source: FIFO-free trade lists of trading platforms ("flat to flat").

    Elsewhere called trades.
    """

    @overload
    def __call__(
        self,
        bar: _Data,
        asset: _Data,
        quantity: _Data,
        price: _Data,
        commission: _Data,
        *,
        backend: str | None = None,
    ) -> NDArray[np.void]: ...
    @overload
    def __call__(
        self,
        bar: _T,
        asset: _T,
        quantity: _T,
        price: _T,
        commission: _T,
        *,
        backend: str | None = None,
    ) -> Any: ...

round_trips: _round_trips

class _commissions(_Handle):
    r"""Commission of each fill, where an order owes a minimum once over all its fills.

    Formula:
        $$ commissions_i = T_i - T_k; T_i = max(o_i, minimum) $$
        $$ o_i = per_order + per_share \sum_{j} |quantity_j| + \sum_{j} r_j |quantity_j price_j| $$
        where $j$ runs over the fills of the order up to $i$, $k$ is the one before $i$, $T_k = 0$ at the first, and
        $r_j$ is `maker_rate` or `taker_rate`.

    Args:
        order: which order each fill is of, any whole number, shape ``(fills,)``.
        quantity: shares, not 0; buying and selling cost the same.
        price: what each share cost, finite.
        maker: whether the fill has the maker's rate, booleans; else the taker's.
        per_share: money for each share, at least 0.
        per_order: money for each order, at least 0.
        maker_rate: a fraction of the value; below 0 it is paid back.
        taker_rate: the same of the other fills.
        minimum: the least that an order owes, at least 0.
        out: where to write the result; it is then returned.

    Returns:
        float64 of shape ``(fills,)``.

    Raises:
        TypeError: an array or an option is not numeric, `maker` is of neither booleans nor integers.
        ValueError: the lengths differ, an order is no whole number, a quantity is 0, a quantity or price is not finite,
            or an option is out of range.

    Source: zipline ``PerShare`` with a minimum, over partial fills.
    """

    @overload
    def __call__(
        self,
        order: _Data,
        quantity: _Data,
        price: _Data,
        maker: _Data,
        per_share: float = ...,
        per_order: float = ...,
        maker_rate: float = ...,
        taker_rate: float = ...,
        minimum: float = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        order: _T,
        quantity: _T,
        price: _T,
        maker: _T,
        per_share: float = ...,
        per_order: float = ...,
        maker_rate: float = ...,
        taker_rate: float = ...,
        minimum: float = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> _T: ...

commissions: _commissions

class _mark_to_market(_Handle):
    r"""Cash, positions and equity at the end of each bar, from any table of fills.

    Formula:
        $$ cash_t = cash_{t-1} - \sum_i (quantity_i price_i + commission_i) $$
        $$ equity_t = cash_t + \sum_a position_{t,a} mark_{t,a} $$
        where $i$ runs over the fills of bar $t$ and $a$ over the assets, and $mark_{t,a}$ is the last close up to $t$,
        before the first one the price of the last fill.

    Args:
        bar: the bar of each fill, whole numbers from 0 on that do not decrease, shape ``(fills,)``.
        asset: the column of `close` that it is of, whole numbers from 0 on.
        quantity: shares, above 0 bought, below 0 sold, not 0.
        price: what each share cost, finite.
        commission: what the fill cost beside, finite.
        close: closing prices, shape ``(time, assets)``, or ``(time,)`` of one asset; NaN keeps the mark before it.
        initial_cash: money at the start, finite and above 0.
        out: where to write the results; they are then returned.

    Returns:
        A named tuple of float64 arrays: `cash` of shape ``(time,)``, `position` of the shape of `close`, and `equity`,
        cash and all positions at their marks, of shape ``(time,)``.

    Raises:
        TypeError: an array is not numeric.
        ValueError: lengths differ, a bar or an asset is out of range or no whole number, bars decrease, a quantity is
            0, a quantity, price or commission is not finite, a close is infinite, or `initial_cash` is not above 0.

    Source: the accounts of `simulate_orders` and `simulate_targets`.
    """

    @overload
    def __call__(
        self,
        bar: _Data,
        asset: _Data,
        quantity: _Data,
        price: _Data,
        commission: _Data,
        close: _Data,
        initial_cash: float = ...,
        *,
        out: Marked | None = None,
        backend: str | None = None,
    ) -> Marked: ...
    @overload
    def __call__(
        self,
        bar: _T,
        asset: _T,
        quantity: _T,
        price: _T,
        commission: _T,
        close: _T,
        initial_cash: float = ...,
        *,
        out: Marked | None = None,
        backend: str | None = None,
    ) -> Marked: ...

mark_to_market: _mark_to_market

class _simulate_targets(_Handle):
    r"""Account of target weights, values or shares that are traded at the next open, out of one shared cash.

    A row of targets is known at the close of its bar and traded at the open of the next one. All that closes positions
    is done first and in full; all that opens them is then scaled by one factor, so that the account can carry it with
    its costs and no asset is favoured by its column.

    Formula:
        1. At the opens, with equity $E$, the wanted change is $d = target \cdot E / open - position$ if "weight",
           $target / open - position$ if "value", $target - position$ if "shares".
        2. What of $d$ closes positions is done in full; what opens them is times
           $f = min(1, max(0, (leverage \cdot E - G) / (N + leverage \cdot C)))$, with equity $E$ and gross value $G$
           after the closing, $N$ what the openings are worth and $C$ what they cost.
        3. A fill of $q$ shares has $price = open (1 \pm slippage_bps / 10^4)$ and
           $commission = per_share |q| + rate |q \cdot price|$.
        4. $equity_t = cash_t + \sum_a position_{t,a} mark_{t,a}$, where $mark_{t,a}$ is the last close of asset $a$.

    Args:
        open: opening prices, shape ``(time, assets)``, or ``(time,)`` of one asset; NaN where it does not trade.
        close: closing prices, same shape; NaN keeps the mark before it.
        target: what to hold, same shape, below 0 short; NaN leaves the position alone.
        unit: of the targets, ``"weight"``, a fraction of equity at the opens, ``"value"`` or ``"shares"``.
        initial_cash: money at the start, finite and above 0.
        lot: shares are traded in multiples of it, rounded toward zero; 0 for fractions of any size.
        slippage_bps: what a fill pays beyond the open, in ten thousandths of it, at least 0 and below 10 000.
        per_share: commission for each share, at least 0.
        rate: commission as a fraction of the value of a fill, at least 0.
        leverage: the gross value that the account may carry for each unit of its equity, above 0; infinite for no
            limit.

    Returns:
        A named tuple: `fills`, a structured array in the order in which they happened, assets of one bar in the order
        of columns: `bar`, `asset` (int64), `quantity`, above 0 bought, `price` with slippage, `commission`; `cash`, of
        shape ``(time,)``; `position`, of the shape of `open`; `equity`, of shape ``(time,)``. Where equity falls to
        1e-10 of the initial cash all is closed at the marks without cost, and nothing trades any more.

    Raises:
        TypeError: an array or an option is not numeric.
        ValueError: shapes differ, `unit` is unknown, a price is not above 0 or infinite, a target is beyond 1e150, or
            an option is out of range.

    Source: vectorbt ``Portfolio.from_orders`` with target percents of a shared cash, which trades at the row's own
    price and cuts the last columns short.

    Elsewhere called from_orders, rebalance.
    """

    @overload
    def __call__(
        self,
        open: _Data,
        close: _Data,
        target: _Data,
        unit: Literal["weight", "value", "shares"] = ...,
        initial_cash: float = ...,
        lot: float = ...,
        slippage_bps: float = ...,
        per_share: float = ...,
        rate: float = ...,
        leverage: float = ...,
        *,
        backend: str | None = None,
    ) -> TargetRun: ...
    @overload
    def __call__(
        self,
        open: _T,
        close: _T,
        target: _T,
        unit: Literal["weight", "value", "shares"] = ...,
        initial_cash: float = ...,
        lot: float = ...,
        slippage_bps: float = ...,
        per_share: float = ...,
        rate: float = ...,
        leverage: float = ...,
        *,
        backend: str | None = None,
    ) -> TargetRun: ...

simulate_targets: _simulate_targets

class _simulate_orders(_Handle):
    r"""Account of orders on bars: fills with costs and limits of volume, groups, brackets, stops, margin, ruin.

    An order is placed at the close of its bar and can fill from the next one on, at most once a bar. In a bar, step by
    step and in each by row: at the open market orders, limits that are at their limit or better, and stops that the
    open reaches or jumps over, all at the open; then stops that the bar reaches, at their level; then limits, at their
    limit; then stops whose parent first filled inside the bar. Where a bar reaches a stop and a target, the stop fills.

    Formula:
        1. A trailing stop to sell lies at $p - stop$, or $p (1 - stop)$ of a fraction; the peak $p$ is the close at
           which it was placed, of a child the price at which its parent filled, then the largest high of the bars
           before. One to buy mirrors it from the trough.
        2. A fill of $q$ shares takes the share $v$ of the bar's volume together with those before it. Market orders and
           stops have $price = b \pm (b \cdot slippage_bps / 10^4 + slippage_fixed + b \cdot volume_impact \cdot v^2)$
           with $b$ the price reached; limits have $b$.
        3. An order pays $max(per_order + per_share \sum |q| + r \sum |q \cdot price|, minimum)$ in all, $r$ being
           `maker_rate` of limits and stop-limits, else `taker_rate`.
        4. A fill that opens needs $\sum_a |position_a mark_a| <= leverage \cdot equity$ after it, else only what closes
           is filled.
        5. $financing_t = margin_rate \cdot max(-cash, 0) + borrow_rate \cdot s_t$ with the value $s_t$ of what is
           short, and $equity_t = cash_t + \sum_a position_{t,a} mark_{t,a}$, where $mark_{t,a}$ is the last close of
           asset $a$.

    Args:
        open: opening prices, shape ``(time, assets)``, or ``(time,)`` of one asset. An asset with a NaN in a bar does
            not trade in it; a close that is there marks its position all the same.
        high: highest prices, same shape.
        low: lowest prices, same shape.
        close: closing prices, same shape.
        volume: traded shares, same shape, or None.
        bar: at whose close each order is placed, whole numbers of shape ``(orders,)`` that do not decrease, -1 before
            the first bar. The row of an order is its priority.
        asset: the column of the bars.
        quantity: shares to buy, or below 0 to sell, not 0.
        kind: 0 market, 1 limit, 2 stop, 3 stop-limit, 4 trailing stop by an amount, 5 trailing stop by a fraction.
        limit: the limit of kinds 1 and 3; ignored in the others.
        stop: the level of kinds 2 and 3, the distance of 4 and 5; ignored in the others.
        last: the last bar in which it may fill, -1 for good till cancelled.
        group: a fill takes its quantity off every other order of the same group; one with nothing left is cancelled.
            -1 for none.
        parent: an earlier row that it waits for, -1 for none. It never fills more in all than the parent has filled
            less what the others of the same parent and group have, and is cancelled if the parent ends unfilled.
        initial_cash: money at the start, finite and above 0.
        lot: shares are traded in multiples of it; 0 for fractions of any size.
        volume_limit: the share of a bar's volume that all orders together may take, above 0.
        limit_touch: whether a limit fills where the bar only touches it.
        slippage_bps: what market orders and stops pay beyond their price, in ten thousandths of it.
        slippage_fixed: the same in money for each share.
        volume_impact: the same as a fraction of the price, times the square of the share of volume taken.
        per_share: commission for each share, at least 0.
        per_order: commission for each order, at least 0.
        maker_rate: commission of limits and stop-limits, as a fraction of value; below 0 it is paid back.
        taker_rate: the same of the other kinds.
        minimum: the least that an order pays in all, at least 0.
        leverage: the gross value that the account may carry for each unit of equity, above 0; infinite for no limit.
        margin_rate: what is paid in a bar for each unit of cash below 0, at least 0.
        borrow_rate: what is paid in a bar for each unit of value that is short, at least 0.

    Returns:
        A named tuple: `fills`, a structured array in the order in which they happened: `order` (-1 at ruin), `bar`,
        `asset` (int64), `quantity`, above 0 bought, `price` with slippage, `commission`, `phase` (int8: 0 at the open,
        1 inside the bar, 2 ruin); of shape ``(orders,)`` `status` (int8: 0 open, 1 filled, 2 cancelled by group or
        parent, 3 expired, 4 rejected for want of buying power, 5 ruined) and `filled`, shares; of shape ``(time,)``
        `cash`, `financing` and `equity`; `position`, of the shape of `open`. What closes a position is never rejected.
        Where equity falls to 1e-10 of the initial cash all is closed at the marks without cost, and nothing trades any
        more.

    Raises:
        TypeError: an array or an option is not numeric, `limit_touch` no bool.
        ValueError: lengths differ; a price is not above 0, a bar's high or low inside its open and close, a volume
            below 0; a column of the orders is out of range, no whole number, or in conflict with another; a limit or
            stop is missing where the kind needs one; a quantity is 0 or no multiple of `lot`; `volume` is None where
            options need it; or an option is out of range. The first row is named.

    Source: the contract's own rules, which backtesting.py, nautilus_trader and zipline each share in part.
    """

    @overload
    def __call__(
        self,
        open: _Data,
        high: _Data,
        low: _Data,
        close: _Data,
        volume: _Data | None,
        bar: _Data,
        asset: _Data,
        quantity: _Data,
        kind: _Data,
        limit: _Data,
        stop: _Data,
        last: _Data,
        group: _Data,
        parent: _Data,
        initial_cash: float = ...,
        lot: float = ...,
        volume_limit: float = ...,
        limit_touch: bool = ...,
        slippage_bps: float = ...,
        slippage_fixed: float = ...,
        volume_impact: float = ...,
        per_share: float = ...,
        per_order: float = ...,
        maker_rate: float = ...,
        taker_rate: float = ...,
        minimum: float = ...,
        leverage: float = ...,
        margin_rate: float = ...,
        borrow_rate: float = ...,
        *,
        backend: str | None = None,
    ) -> OrderRun: ...
    @overload
    def __call__(
        self,
        open: _T,
        high: _T,
        low: _T,
        close: _T,
        volume: _T | None,
        bar: _T,
        asset: _T,
        quantity: _T,
        kind: _T,
        limit: _T,
        stop: _T,
        last: _T,
        group: _T,
        parent: _T,
        initial_cash: float = ...,
        lot: float = ...,
        volume_limit: float = ...,
        limit_touch: bool = ...,
        slippage_bps: float = ...,
        slippage_fixed: float = ...,
        volume_impact: float = ...,
        per_share: float = ...,
        per_order: float = ...,
        maker_rate: float = ...,
        taker_rate: float = ...,
        minimum: float = ...,
        leverage: float = ...,
        margin_rate: float = ...,
        borrow_rate: float = ...,
        *,
        backend: str | None = None,
    ) -> OrderRun: ...

simulate_orders: _simulate_orders

class _rma(_Handle):
    r"""Wilder's moving average: the mean of the first `length` bars, then ``1/length`` of the way to each bar.

    Formula:
        $$ rma_t = rma_{t-1} + \frac{x_t - rma_{t-1}}{length} $$
        $$ rma_{z+length-1} = \frac{1}{length} \sum_{j=0}^{length-1} x_{z+j} $$
        where $z$ is the first bar that is not NaN.

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars that make the seed and set the smoothing, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; recursive, first valid at bar ``length - 1``. An infinity makes the
        bars after it NaN.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Wilder, "New concepts in technical trading systems" (1978); TradingView ``ta.rma``.

    Elsewhere called SMMA, wilders.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        length: int,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        length: int,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

rma: _rma

class _tema(_Handle):
    """Triple exponential moving average ``3*e1 - 3*e2 + e3``, each the `ema` of the one before with its own seed.

    Formula:
        $$ tema = 3 e1 - 3 e2 + e3; e1 = ema(x, length); e2 = ema(e1, length); e3 = ema(e2, length) $$

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars that make a seed and set the smoothing, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; recursive, first valid at bar ``3*(length - 1)``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Mulloy, "Smoothing data with faster moving averages" (1994); TA-Lib ``TEMA``.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        length: int,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        length: int,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

tema: _tema

class _trima(_Handle):
    r"""Triangular moving average: weights 1, 2, and so on up to the middle of the window and back.

    Formula:
        $$ trima_t = \frac{\sum_{j=0}^{length-1} w_j x_{t-j}}{\sum_{j=0}^{length-1} w_j} $$
        $$ w_j = min(j + 1, length - j) $$

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars in the window, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; of windows, first valid at bar ``length - 1``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: TA-Lib ``TRIMA``.

    Elsewhere called TMA.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        length: int,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        length: int,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

trima: _trima

class _vwma(_Handle):
    r"""Volume-weighted moving average: ``sum(x*volume) / sum(volume)`` of the last `length` bars.

    Formula:
        $$ vwma_t = \frac{\sum_{j=0}^{length-1} x_{t-j} volume_{t-j}}{\sum_{j=0}^{length-1} volume_{t-j}} $$

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``; typical prices give the rolling VWAP.
        volume: what each price weighs, same shape.
        length: bars in the window, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; of windows, first valid at bar ``length - 1``; NaN without volume.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: TradingView ``ta.vwma``; TA-Lib ``VWMA``.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        volume: _Data,
        length: int,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        volume: _T,
        length: int,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

vwma: _vwma

class _bollinger(_Handle):
    r"""Bollinger bands: the mean of a window and its standard deviation times `multiplier` above and below.

    Formula:
        $$ middle_t = \frac{1}{length} \sum_{j=0}^{length-1} x_{t-j} $$
        $$ upper_t, lower_t = middle_t \pm multiplier \cdot s_t $$
        $$ s_t = \sqrt{\frac{1}{length - ddof} \sum_{j=0}^{length-1} (x_{t-j} - middle_t)^2} $$

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars in the window, above `ddof`.
        multiplier: standard deviations between the middle and a band, finite and above 0.
        ddof: 0 or 1, what the variance divides by less than `length`.
        out: where to write the result; it is then returned.

    Returns:
        ``(upper, middle, lower)`` in the units of `x`; of windows, first valid at bar ``length - 1``. Equal prices give
        three equal bands.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Bollinger, "Bollinger on Bollinger bands" (2001); TA-Lib ``BBANDS``.

    Elsewhere called BBANDS, BB, bollinger_bands.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        length: int = ...,
        multiplier: float = ...,
        ddof: int = ...,
        *,
        out: Bollinger | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> Bollinger: ...
    @overload
    def __call__(
        self,
        x: _T,
        length: int = ...,
        multiplier: float = ...,
        ddof: int = ...,
        *,
        out: Bollinger | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> Bollinger: ...

bollinger: _bollinger

class _keltner(_Handle):
    r"""Keltner channels: the `ema` of the close and its `atr` times `multiplier` above and below.

    Formula:
        $$ middle = ema(close, length); upper, lower = middle \pm multiplier \cdot atr(high, low, close, atr_length) $$

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars of the exponential average, at least 1.
        multiplier: average true ranges between the middle and a band, finite and above 0.
        atr_length: bars of the average true range, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        ``(upper, middle, lower)`` in the units of the prices; recursive, first valid at bar ``max(length - 1,
        atr_length)``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: TradingView ``Keltner Channels``.

    Elsewhere called KC, keltner_channels.
    """

    @overload
    def __call__(
        self,
        high: _Data,
        low: _Data,
        close: _Data,
        length: int = ...,
        multiplier: float = ...,
        atr_length: int = ...,
        *,
        out: Keltner | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> Keltner: ...
    @overload
    def __call__(
        self,
        high: _T,
        low: _T,
        close: _T,
        length: int = ...,
        multiplier: float = ...,
        atr_length: int = ...,
        *,
        out: Keltner | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> Keltner: ...

keltner: _keltner

class _donchian(_Handle):
    r"""Donchian channel: highest high and lowest low of a window, the newest bar included, and their middle.

    Formula:
        $$ upper_t = \max_{0 <= j < length} high_{t-j}; lower_t = \min_{0 <= j < length} low_{t-j} $$
        $$ middle_t = \frac{upper_t + lower_t}{2} $$

    Args:
        high, low: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars in the window, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        ``(upper, middle, lower)`` in the units of the prices, each NaN where its own window holds a NaN; first valid at
        bar ``length - 1``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Donchian's four-week rule; TA-Lib ``DONCHIAN``.

    Elsewhere called DC, donchian_channels.
    """

    @overload
    def __call__(
        self,
        high: _Data,
        low: _Data,
        length: int = ...,
        *,
        out: Donchian | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> Donchian: ...
    @overload
    def __call__(
        self,
        high: _T,
        low: _T,
        length: int = ...,
        *,
        out: Donchian | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> Donchian: ...

donchian: _donchian

class _ichimoku(_Handle):
    r"""Ichimoku: middles of three ranges, two of them as the cloud that stands at each bar; no lagging span.

    Formula:
        $$ m(n)_t = \frac{1}{2} (\max_{0 <= j < n} high_{t-j} + \min_{0 <= j < n} low_{t-j}); d = displacement - 1 $$
        $$ conversion_t = m(conversion)_t; base_t = m(base)_t $$
        $$ span_a_t = \frac{conversion_{t-d} + base_{t-d}}{2}; span_b_t = m(span_b)_{t-d} $$
        where $n$ is a number of bars.

    Args:
        high, low: prices, shape ``(time,)`` or ``(time, series)``.
        conversion: bars of the fast range, at least 1.
        base: bars of the slow range, at least 1.
        span_b: bars of the slowest range, at least 1.
        displacement: at which bar, counted from its own as 1, a span is shown; 1 shows it at once.
        out: where to write the result; it is then returned.

    Returns:
        ``(conversion, base, span_a, span_b)`` in the units of the prices, each NaN where its own windows hold a NaN;
        the spans are those of ``displacement - 1`` bars ago. Compare the close with the price of then instead of
        drawing it back.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Hosoda (1969); TradingView ``Ichimoku Cloud``.
    """

    @overload
    def __call__(
        self,
        high: _Data,
        low: _Data,
        conversion: int = ...,
        base: int = ...,
        span_b: int = ...,
        displacement: int = ...,
        *,
        out: Ichimoku | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> Ichimoku: ...
    @overload
    def __call__(
        self,
        high: _T,
        low: _T,
        conversion: int = ...,
        base: int = ...,
        span_b: int = ...,
        displacement: int = ...,
        *,
        out: Ichimoku | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> Ichimoku: ...

ichimoku: _ichimoku

class _momentum(_Handle):
    """Momentum: each bar less the one `length` bars before.

    Formula:
        $$ momentum_t = x_t - x_{t-length} $$

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars between both, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; of two bars, first valid at bar `length`.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: TA-Lib ``MOM``.

    Elsewhere called MOM.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        length: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        length: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

momentum: _momentum

class _roc(_Handle):
    r"""Rate of change in percent over `length` bars.

    Formula:
        $$ roc_t = 100 \frac{x_t - x_{t-length}}{x_{t-length}} $$

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars between both, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, percent; of two bars, first valid at bar `length`. A previous price of 0 follows IEEE
        division.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: TA-Lib ``ROC``.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        length: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        length: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

roc: _roc

class _macd(_Handle):
    r"""Moving average convergence divergence: fast less slow `ema`, its own `ema`, and the difference of both.

    Formula:
        $$ macd_t = f_t - s_t; s = ema(x, slow); f_t = a x_t + (1 - a) f_{t-1}; a = \frac{2}{fast + 1} $$
        $$ signal = ema(macd, signal); histogram_t = macd_t - signal_t $$
        where $f$ is seeded at the same bar as $s$, with the mean of the `fast` bars that end there.

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        fast: bars of the fast average, below `slow`; its seed is the mean of the bars before the slow one's end.
        slow: bars of the slow average.
        signal: bars of the average of the difference, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        ``(macd, signal, histogram)`` in the units of `x`; recursive, first valid at bar ``slow + signal - 2``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Appel (1979); TA-Lib ``MACD``.

    Elsewhere called MACDFIX.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        fast: int = ...,
        slow: int = ...,
        signal: int = ...,
        *,
        out: Macd | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> Macd: ...
    @overload
    def __call__(
        self,
        x: _T,
        fast: int = ...,
        slow: int = ...,
        signal: int = ...,
        *,
        out: Macd | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> Macd: ...

macd: _macd

class _ppo(_Handle):
    r"""Percentage price oscillator: fast less slow `ema` in percent of the slow one, its own `ema`, and the difference.

    Formula:
        $$ ppo_t = 100 \frac{f_t - s_t}{s_t}; f = ema(x, fast); s = ema(x, slow) $$
        $$ signal = ema(ppo, signal); histogram_t = ppo_t - signal_t $$

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        fast: bars of the fast average, below `slow`; each average has its own seed.
        slow: bars of the slow average.
        signal: bars of the average of the difference, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        ``(ppo, signal, histogram)``, percent; recursive, first valid at bar ``slow + signal - 2``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: TA-Lib ``PPO`` with moving averages of type 1.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        fast: int = ...,
        slow: int = ...,
        signal: int = ...,
        *,
        out: Ppo | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> Ppo: ...
    @overload
    def __call__(
        self,
        x: _T,
        fast: int = ...,
        slow: int = ...,
        signal: int = ...,
        *,
        out: Ppo | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> Ppo: ...

ppo: _ppo

class _trix(_Handle):
    r"""TRIX: by how many percent the third of three exponential averages, as in `tema`, moves in a bar.

    Formula:
        $$ trix_t = 100 \frac{e3_t - e3_{t-1}}{e3_{t-1}}; e3 = ema(ema(ema(x, length), length), length) $$

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars of each average, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, percent; recursive, first valid at bar ``3*(length - 1) + 1``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Hutson (1983); TA-Lib ``TRIX``.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        length: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        length: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

trix: _trix

class _adx(_Handle):
    r"""Average directional index: how strong the trend is, with the shares of moves up and down in the range.

    Formula:
        $$ u_t = high_t - high_{t-1}; d_t = low_{t-1} - low_t; r = true_range(high, low, close) $$
        $$ plus_di_t = 100 \frac{S(p)_t}{S(r)_t}; minus_di_t = 100 \frac{S(q)_t}{S(r)_t} $$
        $$ adx = rma(x, length); x_t = 100 \frac{|plus_di_t - minus_di_t|}{plus_di_t + minus_di_t} $$
        where $p_t = u_t$ if $u_t > max(d_t, 0)$, else 0, and $q_t = d_t$ if $d_t > max(u_t, 0)$, else 0. Wilder's sum
        of $v$ is $S(v)_t = S(v)_{t-1} (1 - 1 / length) + v_t$, after the plain sum of the first $length - 1$ moves.

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars of all averages, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        ``(adx, plus_di, minus_di)``, 0 to 100, 0 where nothing moves; recursive, first valid at bar ``2*length - 1``,
        the other two at bar `length`.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Wilder, "New concepts in technical trading systems" (1978); TA-Lib ``ADX``, ``PLUS_DI``, ``MINUS_DI``.

    Elsewhere called DMI, DI, DX, PLUS_DI, MINUS_DI.
    """

    @overload
    def __call__(
        self,
        high: _Data,
        low: _Data,
        close: _Data,
        length: int = ...,
        *,
        out: Adx | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> Adx: ...
    @overload
    def __call__(
        self,
        high: _T,
        low: _T,
        close: _T,
        length: int = ...,
        *,
        out: Adx | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> Adx: ...

adx: _adx

class _aroon(_Handle):
    r"""Aroon: how long ago the highest high and the lowest low of ``length + 1`` bars were; 100 is now, 0 is longest.

    Formula:
        $$ up_t = 100 \frac{length - i_t}{length}; down_t = 100 \frac{length - k_t}{length} $$
        where the highest high of the last $length + 1$ bars is $i_t$ bars old, and the lowest low $k_t$ bars.

    Args:
        high, low: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars back that count, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        ``(up, down)``, 0 to 100, each NaN where its own window holds a NaN; of equal extremes the newest counts. First
        valid at bar `length`.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Chande (1995); TA-Lib ``AROON``, which gives down first.

    Elsewhere called AROONOSC.
    """

    @overload
    def __call__(
        self,
        high: _Data,
        low: _Data,
        length: int = ...,
        *,
        out: Aroon | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> Aroon: ...
    @overload
    def __call__(
        self,
        high: _T,
        low: _T,
        length: int = ...,
        *,
        out: Aroon | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> Aroon: ...

aroon: _aroon

class _rsi(_Handle):
    r"""Relative strength index: the share of rises in all moves, each averaged as Wilder does.

    Formula:
        $$ rsi_t = 100 \frac{g_t}{g_t + l_t}; g = rma(max(d, 0), length); l = rma(max(-d, 0), length) $$
        $$ d_t = x_t - x_{t-1} $$

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars that make the seed and set the smoothing, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, 0 to 100, 50 of flat prices; recursive, first valid at bar `length`.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Wilder, "New concepts in technical trading systems" (1978); TA-Lib ``RSI``.

    Elsewhere called relative_strength_index.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        length: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        length: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

rsi: _rsi

class _stochastic(_Handle):
    r"""Stochastic oscillator: where the close is between lowest low and highest high, smoothed; and its average.

    Formula:
        $$ r_t = 100 \frac{close_t - a_t}{b_t - a_t}; a_t = \min_{0 <= j < length} low_{t-j} $$
        $$ b_t = \max_{0 <= j < length} high_{t-j} $$
        $$ k = sma(r, smooth_k); d = sma(k, smooth_d) $$

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars of the range, at least 1.
        smooth_k: bars that k averages, at least 1; 1 is the fast oscillator.
        smooth_d: bars of k that d averages, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        ``(k, d)``, 0 to 100, 50 of a flat range; of windows, first valid at bar ``length + smooth_k + smooth_d - 3``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Lane (1957); TA-Lib ``STOCH`` with moving averages of type 0.

    Elsewhere called STOCH, STOCHF.
    """

    @overload
    def __call__(
        self,
        high: _Data,
        low: _Data,
        close: _Data,
        length: int = ...,
        smooth_k: int = ...,
        smooth_d: int = ...,
        *,
        out: Stochastic | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> Stochastic: ...
    @overload
    def __call__(
        self,
        high: _T,
        low: _T,
        close: _T,
        length: int = ...,
        smooth_k: int = ...,
        smooth_d: int = ...,
        *,
        out: Stochastic | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> Stochastic: ...

stochastic: _stochastic

class _stochastic_rsi(_Handle):
    """Stochastic RSI: the stochastic oscillator of the `rsi`.

    Formula:
        $$ k, d = stochastic(r, r, r, stochastic_length, smooth_k, smooth_d); r = rsi(x, length) $$

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars of the RSI, at least 1.
        stochastic_length: bars of its range, at least 1.
        smooth_k: bars that k averages, at least 1.
        smooth_d: bars of k that d averages, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        ``(k, d)``, 0 to 100, 50 where the RSI moves by no more than 1e-10 of itself; recursive, first valid at bar
        ``length + stochastic_length + smooth_k + smooth_d - 3``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Chande and Kroll, "The new technical trader" (1994); TradingView ``Stoch RSI``.

    Elsewhere called STOCHRSI.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        length: int = ...,
        stochastic_length: int = ...,
        smooth_k: int = ...,
        smooth_d: int = ...,
        *,
        out: StochasticRsi | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> StochasticRsi: ...
    @overload
    def __call__(
        self,
        x: _T,
        length: int = ...,
        stochastic_length: int = ...,
        smooth_k: int = ...,
        smooth_d: int = ...,
        *,
        out: StochasticRsi | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> StochasticRsi: ...

stochastic_rsi: _stochastic_rsi

class _kdj(_Handle):
    r"""KDJ: the stochastic oscillator smoothed as Wilder does, and ``j = 3*k - 2*d``.

    Formula:
        $$ r_t = 100 \frac{close_t - a_t}{b_t - a_t}; a_t = \min_{0 <= j < length} low_{t-j} $$
        $$ b_t = \max_{0 <= j < length} high_{t-j} $$
        $$ k = rma(r, smooth_k); d = rma(k, smooth_d); j_t = 3 k_t - 2 d_t $$

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars of the range, at least 1.
        smooth_k: bars that set the smoothing of k, at least 1.
        smooth_d: bars that set the smoothing of d, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        ``(k, d, j)``, 0 to 100, though j may leave that, and 50 of a flat range; recursive, first valid at bar
        ``length + smooth_k + smooth_d - 3``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: TA-Lib ``KDJ``.
    """

    @overload
    def __call__(
        self,
        high: _Data,
        low: _Data,
        close: _Data,
        length: int = ...,
        smooth_k: int = ...,
        smooth_d: int = ...,
        *,
        out: Kdj | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> Kdj: ...
    @overload
    def __call__(
        self,
        high: _T,
        low: _T,
        close: _T,
        length: int = ...,
        smooth_k: int = ...,
        smooth_d: int = ...,
        *,
        out: Kdj | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> Kdj: ...

kdj: _kdj

class _williams_r(_Handle):
    r"""Williams %R: where the close is between lowest low and highest high, from -100 to 0.

    Formula:
        $$ williams_r_t = 100 \frac{close_t - a_t}{b_t - a_t} - 100 $$
        $$ a_t = \min_{0 <= j < length} low_{t-j}; b_t = \max_{0 <= j < length} high_{t-j} $$

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars of the range, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, -100 to 0, -50 of a flat range; of windows, first valid at bar ``length - 1``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Williams (1966); TA-Lib ``WILLR``.

    Elsewhere called WILLR, WPR.
    """

    @overload
    def __call__(
        self,
        high: _Data,
        low: _Data,
        close: _Data,
        length: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        high: _T,
        low: _T,
        close: _T,
        length: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

williams_r: _williams_r

class _cci(_Handle):
    r"""Commodity channel index: the typical price less its mean, over 0.015 of its mean deviation.

    Formula:
        $$ cci_t = \frac{p_t - m_t}{0.015 \cdot \frac{1}{length} \sum_{j=0}^{length-1} |p_{t-j} - m_t|} $$
        $$ p_t = \frac{high_t + low_t + close_t}{3}; m = sma(p, length) $$

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars in the window, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, usually -100 to 100; 0 where typical prices are equal within 1e-10; of windows, first valid
        at bar ``length - 1``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Lambert (1980); TA-Lib ``CCI``.

    Elsewhere called commodity_channel_index.
    """

    @overload
    def __call__(
        self,
        high: _Data,
        low: _Data,
        close: _Data,
        length: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        high: _T,
        low: _T,
        close: _T,
        length: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

cci: _cci

class _mfi(_Handle):
    r"""Money flow index: the share of what was traded at rising typical prices in all that moved them.

    Formula:
        $$ mfi_t = 100 \frac{P_t}{P_t + N_t}; p_t = \frac{high_t + low_t + close_t}{3} $$
        where $P_t$ is the sum of $p_i volume_i$ over the bars $i$ of the last `length` with $p_i > p_{i-1}$, and $N_t$
        over those with $p_i < p_{i-1}$.

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        volume: same shape.
        length: bars in the window, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, 0 to 100, 50 without a flow; typical prices equal within 1e-10 are none. Of windows, first
        valid at bar `length`.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Quong and Soudack (1989); TA-Lib ``MFI``.

    Elsewhere called money_flow_index.
    """

    @overload
    def __call__(
        self,
        high: _Data,
        low: _Data,
        close: _Data,
        volume: _Data,
        length: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        high: _T,
        low: _T,
        close: _T,
        volume: _T,
        length: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

mfi: _mfi

class _ultimate_oscillator(_Handle):
    r"""Ultimate oscillator: buying pressure over true range in three windows, which weigh 4, 2 and 1.

    Formula:
        $$ y_t = 100 \frac{4 q(short)_t + 2 q(medium)_t + q(long)_t}{7} $$
        $$ q(n)_t = \frac{\sum_{j=0}^{n-1} b_{t-j}}{\sum_{j=0}^{n-1} r_{t-j}} $$
        $$ b_t = close_t - min(low_t, close_{t-1}); r_t = max(high_t, close_{t-1}) - min(low_t, close_{t-1}) $$
        where $n$ is a number of bars.

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        short, medium, long: bars in the windows, at least 1, none below the one before.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, 0 to 100; a window without a range counts as 50. Of windows, first valid at bar `long`.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Williams, "The ultimate oscillator" (1985); TA-Lib ``ULTOSC``.

    Elsewhere called ULTOSC, UO.
    """

    @overload
    def __call__(
        self,
        high: _Data,
        low: _Data,
        close: _Data,
        short: int = ...,
        medium: int = ...,
        long: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        high: _T,
        low: _T,
        close: _T,
        short: int = ...,
        medium: int = ...,
        long: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

ultimate_oscillator: _ultimate_oscillator

class _true_range(_Handle):
    """True range: the largest of ``high - low`` and the distances of both from the close before.

    Formula:
        $$ true_range_t = max(high_t - low_t, |high_t - close_{t-1}|, |low_t - close_{t-1}|) $$

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, in the units of the prices; of windows, first valid at bar 1.

    Raises:
        TypeError, ValueError: an input has another type or shape.

    Source: Wilder, "New concepts in technical trading systems" (1978); TA-Lib ``TRANGE``.

    Elsewhere called TRANGE, TR.
    """

    @overload
    def __call__(
        self,
        high: _Data,
        low: _Data,
        close: _Data,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        high: _T,
        low: _T,
        close: _T,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

true_range: _true_range

class _atr(_Handle):
    """Average true range: Wilder's average of the true range, which starts at the second bar.

    Formula:
        $$ atr = rma(true_range(high, low, close), length) $$
        where the seed is the mean of `length` true ranges from the second bar on.

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars that make the seed and set the smoothing, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, in the units of the prices; recursive, first valid at bar `length`.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Wilder, "New concepts in technical trading systems" (1978); TA-Lib ``ATR``.

    Elsewhere called average_true_range.
    """

    @overload
    def __call__(
        self,
        high: _Data,
        low: _Data,
        close: _Data,
        length: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        high: _T,
        low: _T,
        close: _T,
        length: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

atr: _atr

class _natr(_Handle):
    r"""Normalized average true range: `atr` in percent of the close.

    Formula:
        $$ natr_t = 100 \frac{atr(high, low, close, length)_t}{close_t} $$

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars that make the seed and set the smoothing, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, percent; recursive, first valid at bar `length`. A close of 0 follows IEEE division.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: TA-Lib ``NATR``.
    """

    @overload
    def __call__(
        self,
        high: _Data,
        low: _Data,
        close: _Data,
        length: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        high: _T,
        low: _T,
        close: _T,
        length: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

natr: _natr

class _supertrend(_Handle):
    r"""Supertrend: a stop some average ranges from the middle of the bar, which only moves with the trend.

    Formula:
        With $m_t = (high_t + low_t) / 2$, $a = multiplier \cdot atr(high, low, close, length)$, and bands that begin as
        $u_t = m_t + a_t$ and $v_t = m_t - a_t$:

        1. $u_t = m_t + a_t$ where that is below $u_{t-1}$ or $close_{t-1} > u_{t-1}$, else $u_t = u_{t-1}$.
        2. $v_t = m_t - a_t$ where that is above $v_{t-1}$ or $close_{t-1} < v_{t-1}$, else $v_t = v_{t-1}$.
        3. $direction_t$ turns from -1 to 1 where $close_t > u_t$, from 1 to -1 where $close_t < v_t$, and else stays.
        4. $supertrend_t = v_t$ where $direction_t = 1$, and $u_t$ where it is -1.

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars of the average true range, at least 1.
        multiplier: average ranges between middle and stop, finite and above 0.
        out: where to write the result; it is then returned.

    Returns:
        ``(supertrend, direction)``: the stop, and int8 1 where it rises below the price, -1 where it falls above it, 0
        where there is none. It flips where the close passes it by more than the tie band of 1e-10; both sides are
        carried on always. Recursive, first valid, rising, at bar `length`.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Seban, "Tout le monde mérite d'être riche" (2009); TA-Lib ``SUPERTREND``.

    Elsewhere called SUPERT.
    """

    @overload
    def __call__(
        self,
        high: _Data,
        low: _Data,
        close: _Data,
        length: int = ...,
        multiplier: float = ...,
        *,
        out: Supertrend | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> Supertrend: ...
    @overload
    def __call__(
        self,
        high: _T,
        low: _T,
        close: _T,
        length: int = ...,
        multiplier: float = ...,
        *,
        out: Supertrend | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> Supertrend: ...

supertrend: _supertrend

class _parabolic_sar(_Handle):
    """Parabolic stop and reverse: a stop that follows the extreme of a trend faster with each new extreme.

    Formula:
        1. It begins with a fall if $low_0 - low_1 > max(high_1 - high_0, 0)$, else with a rise: stop $s = low_0$,
           extreme $e = high_1$, speed $a = acceleration$. A fall mirrors what follows. Bar 1 counts as its own bar
           before.
        2. Where $low_t <= s$ the rise ends: $s = max(e, high_{t-1}, high_t)$ is the result, $a = acceleration$,
           $e = low_t$.
        3. Elsewhere $s$ is the result, and a $high_t > e$ gives $e = high_t$ and $a = min(a + acceleration, maximum)$.
        4. Then $s = s + a (e - s)$, cut to $min(low_{t-1}, low_t)$ if it rises now.

    Args:
        high, low: prices, shape ``(time,)`` or ``(time, series)``.
        acceleration: by how much the speed grows with a new extreme, finite and above 0; cut to `maximum`.
        maximum: the largest speed, finite and above 0.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, in the units of the prices; recursive, first valid at bar 1. A price within 1e-10 of the
        stop reverses it.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Wilder, "New concepts in technical trading systems" (1978); TA-Lib ``SAR``.

    Elsewhere called SAR, PSAR.
    """

    @overload
    def __call__(
        self,
        high: _Data,
        low: _Data,
        acceleration: float = ...,
        maximum: float = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        high: _T,
        low: _T,
        acceleration: float = ...,
        maximum: float = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

parabolic_sar: _parabolic_sar

class _obv(_Handle):
    """On-balance volume: the sum of volumes so far, negative where the close fell, without those of equal closes.

    Formula:
        $$ obv_t = obv_{t-1} + sign(close_t - close_{t-1}) volume_t; obv_z = volume_z $$
        where $z$ is the first bar without a NaN.

    Args:
        close: prices, shape ``(time,)`` or ``(time, series)``.
        volume: same shape.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, in the units of `volume`; recursive, starts with the volume of the first bar.

    Raises:
        TypeError, ValueError: an input has another type or shape.

    Source: Granville, "New key to stock market profits" (1963); TA-Lib ``OBV``.

    Elsewhere called on_balance_volume.
    """

    @overload
    def __call__(
        self,
        close: _Data,
        volume: _Data,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        close: _T,
        volume: _T,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

obv: _obv

class _accumulation_distribution(_Handle):
    r"""Accumulation/distribution line: the sum of volumes so far, weighed by where the close is in its bar, -1 to 1.

    Formula:
        $$ y_t = y_{t-1} + c_t volume_t; c_t = \frac{(close_t - low_t) - (high_t - close_t)}{high_t - low_t} $$
        where $y$ is the line, 0 before its first bar.

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        volume: same shape.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, in the units of `volume`; recursive, first valid at bar 0. A bar without a range adds 0.

    Raises:
        TypeError, ValueError: an input has another type or shape.

    Source: Chaikin; TA-Lib ``AD``.

    Elsewhere called AD, ADL.
    """

    @overload
    def __call__(
        self,
        high: _Data,
        low: _Data,
        close: _Data,
        volume: _Data,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        high: _T,
        low: _T,
        close: _T,
        volume: _T,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

accumulation_distribution: _accumulation_distribution

class _chaikin_oscillator(_Handle):
    r"""Chaikin oscillator: fast less slow exponential average of `accumulation_distribution`, from its first value on.

    Formula:
        $$ y_t = f_t - s_t; f_t = f_{t-1} + \frac{2}{fast + 1} (l_t - f_{t-1}) $$
        $$ s_t = s_{t-1} + \frac{2}{slow + 1} (l_t - s_{t-1}) $$
        where $l = accumulation_distribution(high, low, close, volume)$, and $f$ and $s$ begin with its first value.

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        volume: same shape.
        fast: bars that set the smoothing of the fast average, below `slow`.
        slow: bars that set the smoothing of the slow one.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, in the units of `volume`; recursive, first valid at bar ``slow - 1``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Chaikin; TA-Lib ``ADOSC``.

    Elsewhere called ADOSC.
    """

    @overload
    def __call__(
        self,
        high: _Data,
        low: _Data,
        close: _Data,
        volume: _Data,
        fast: int = ...,
        slow: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        high: _T,
        low: _T,
        close: _T,
        volume: _T,
        fast: int = ...,
        slow: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

chaikin_oscillator: _chaikin_oscillator

class _chaikin_money_flow(_Handle):
    r"""Chaikin money flow: the share of a window's volume that closes near the high, less that near the low.

    Formula:
        $$ y_t = \frac{\sum_{j=0}^{length-1} c_{t-j} volume_{t-j}}{\sum_{j=0}^{length-1} volume_{t-j}} $$
        $$ c_t = \frac{(close_t - low_t) - (high_t - close_t)}{high_t - low_t} $$
        where $c_t = 0$ of a bar without a range.

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        volume: same shape.
        length: bars in the window, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, -1 to 1, 0 without volume; of windows, first valid at bar ``length - 1``.

    Raises:
        TypeError, ValueError: an input or option has another type, shape or value.

    Source: Chaikin; TA-Lib ``CMF``.

    Elsewhere called CMF.
    """

    @overload
    def __call__(
        self,
        high: _Data,
        low: _Data,
        close: _Data,
        volume: _Data,
        length: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        high: _T,
        low: _T,
        close: _T,
        volume: _T,
        length: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

chaikin_money_flow: _chaikin_money_flow

class _vwap(_Handle):
    r"""Volume-weighted average price of each session so far: ``sum(typical price * volume) / sum(volume)``.

    Formula:
        $$ vwap_t = \frac{\sum_{i=s}^{t} p_i volume_i}{\sum_{i=s}^{t} volume_i} $$
        $$ p_i = \frac{high_i + low_i + close_i}{3} $$
        where $s$ is the last bar up to $t$ that starts a session.

    Args:
        high, low, close: prices, shape ``(time,)`` or ``(time, series)``.
        volume: same shape.
        session_start: booleans of that shape, true where a session starts; the first bar always starts one.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, in the units of the prices; NaN until a session has volume. Each session is recursive on
        its own. With ``gaps="skip"`` a start at a missing bar passes to the next bar that is there.

    Raises:
        TypeError, ValueError: an input has another type or shape.

    Source: TradingView ``ta.vwap``; TA-Lib ``VWAP`` for one session.
    """

    @overload
    def __call__(
        self,
        high: _Data,
        low: _Data,
        close: _Data,
        volume: _Data,
        session_start: _Data,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        high: _T,
        low: _T,
        close: _T,
        volume: _T,
        session_start: _T,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

vwap: _vwap

class _liquidity_metrics(_Handle):
    r"""Mean true range of the last bars in percent of the last close, and mean range in percent of each bar's own.

    Formula:
        $$ atr_percent = \frac{100}{close_T} \cdot \frac{1}{lookback} \sum_i true_range_i $$
        $$ spread_percent = \frac{100}{lookback} \sum_i \frac{high_i - low_i}{close_i} $$
        where $i$ runs over the last `lookback` bars, and $T$ is the last.

    Args:
        high: prices, shape ``(time,)`` or ``(time, series)``.
        low: same shape.
        close: same shape.
        lookback: how many bars, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple ``(atr_percent, spread_percent)`` of a number a series. NaN where there are fewer than
        ``lookback + 1`` bars, or a value of them is.

    Raises:
        TypeError: an input is not numeric, `lookback` not an integer.
        ValueError: inputs are not 1-D or 2-D of one shape, or `lookback` is below 1.

    Source: Wilder, "New concepts in technical trading systems" (1978), as shares of the price.
    """

    @overload
    def __call__(
        self,
        high: _Data,
        low: _Data,
        close: _Data,
        lookback: int = ...,
        *,
        out: LiquidityMetrics | None = None,
        backend: str | None = None,
    ) -> LiquidityMetrics: ...
    @overload
    def __call__(
        self,
        high: _T,
        low: _T,
        close: _T,
        lookback: int = ...,
        *,
        out: LiquidityMetrics | None = None,
        backend: str | None = None,
    ) -> LiquidityMetrics: ...

liquidity_metrics: _liquidity_metrics

class _amihud(_Handle):
    r"""Amihud's illiquidity: the mean of the return's magnitude over the money traded, of each window.

    Formula:
        $$ amihud_t = \frac{1}{n} \sum_{i \in V} \frac{|R_i|}{close_i \cdot volume_i} $$
        $$ R_i = \frac{close_i}{close_{i-1}} - 1 $$
        where $V$ are the $n$ bars from $t - window + 1$ to $t$ with $close_i \cdot volume_i > 0$ and a finite ratio.

    Args:
        close: prices, shape ``(time,)`` or ``(time, series)``.
        volume: same shape.
        window: bars of the window, at least 2.
        min_periods: bars that a mean needs, from 1 to `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, first valid at bar `window`; NaN of fewer than `min_periods` bars.

    Raises:
        TypeError: an input is not numeric, `window` or `min_periods` not an integer.
        ValueError: inputs are not 1-D or 2-D of one shape, `window` is below 2, `min_periods` outside 1 to `window`.

    Source: Amihud, "Illiquidity and stock returns" (2002).

    Elsewhere called illiquidity.
    """

    @overload
    def __call__(
        self,
        close: _Data,
        volume: _Data,
        window: int,
        min_periods: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        close: _T,
        volume: _T,
        window: int,
        min_periods: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> _T: ...

amihud: _amihud

class _roll_spread(_Handle):
    r"""Roll's spread: how far prices bounce between bid and ask, from the covariance of changes that follow each other.

    Formula:
        $$ roll_spread_t = 2 \sqrt{-c}; c = \frac{1}{window - 1} \sum_{i=t-window+1}^{t} (d_i - a) (d_{i-1} - b) $$
        $$ d_i = close_i - close_{i-1} $$
        where $a$ is the mean of the $d_i$ and $b$ that of the $d_{i-1}$.

    Args:
        close: prices, shape ``(time,)`` or ``(time, series)``.
        window: pairs of changes, at least 2.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, in the units of `close`, first valid at bar ``window + 1``. NaN where the covariance is not
        below -1e-10 times the square of the largest change, and where the window holds a NaN.

    Raises:
        TypeError: `close` is not numeric, `window` not an integer.
        ValueError: `close` is not 1-D or 2-D, or `window` is below 2.

    Source: Roll, "A simple implicit measure of the effective bid-ask spread" (1984).
    """

    @overload
    def __call__(
        self,
        close: _Data,
        window: int,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        close: _T,
        window: int,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

roll_spread: _roll_spread

class _kyle_lambda(_Handle):
    r"""Kyle's lambda: how far a unit of signed volume moves the price, the least-squares slope of each window.

    Formula:
        $$ kyle_lambda_t = \frac{\sum_{i=t-window+1}^{t} (v_i - a) (d_i - b)}{\sum_{i=t-window+1}^{t} (v_i - a)^2} $$
        $$ v = signed_volume; d_i = close_i - close_{i-1} $$
        where $a$ is the mean of the $v_i$ and $b$ that of the $d_i$.

    Args:
        close: prices, shape ``(time,)`` or ``(time, series)``.
        signed_volume: volume bought less volume sold, same shape.
        window: bars of the window, at least 2.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, first valid at bar `window`: the slope, with an intercept, of the change of `close`. NaN
        where all volumes of the window are equal, or it holds a NaN.

    Raises:
        TypeError: an input is not numeric, `window` not an integer.
        ValueError: inputs are not 1-D or 2-D of one shape, or `window` is below 2.

    Source: Kyle, "Continuous auctions and insider trading" (1985).
    """

    @overload
    def __call__(
        self,
        close: _Data,
        signed_volume: _Data,
        window: int,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        close: _T,
        signed_volume: _T,
        window: int,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

kyle_lambda: _kyle_lambda

class _corwin_schultz(_Handle):
    r"""Corwin and Schultz's spread: the part of the range that two bars have by themselves but not together.

    Formula:
        $$ y_t = max(\frac{2 (\exp(a) - 1)}{1 + \exp(a)}, 0) $$
        $$ a = \frac{\sqrt{2 b} - \sqrt{b}}{k} - \sqrt{\frac{c}{k}}; k = 3 - 2 \sqrt{2} $$
        $$ b = \ln(\frac{high_{t-1}}{low_{t-1}})^2 + \ln(\frac{h}{l})^2 $$
        $$ c = \ln(\frac{max(high_{t-1}, h)}{min(low_{t-1}, l)})^2 $$
        where $h = high_t - g$ and $l = low_t - g$ without the gap $g$: $low_t - close_{t-1}$ if above 0, else
        $high_t - close_{t-1}$ if below 0, else 0.

    Args:
        high: prices, shape ``(time,)`` or ``(time, series)``.
        low: same shape.
        close: same shape; a bar that opens above or below the close before it is moved back by the gap.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, a fraction of the price, 0 where it would be negative; first valid at bar 1. NaN where one
        of the prices that enter is: both bars' highs and lows, and the first one's close.

    Raises:
        TypeError: an input is not numeric.
        ValueError: inputs are not 1-D or 2-D of one shape.

    Source: Corwin & Schultz, "A simple way to estimate bid-ask spreads" (2012).
    """

    @overload
    def __call__(
        self,
        high: _Data,
        low: _Data,
        close: _Data,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        high: _T,
        low: _T,
        close: _T,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

corwin_schultz: _corwin_schultz

class _drawdown(_Handle):
    r"""How far below its highest value so far a curve is, as a fraction of that.

    Formula:
        $$ drawdown_t = 1 - \frac{equity_t}{\max_{0 <= i <= t} equity_i} $$

    Args:
        equity: the curve, shape ``(time,)`` or ``(time, series)``, above 0 where it begins; later it may be anything.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `equity`: 0 at a peak, above 1 in debt. NaN stays NaN at its bar and is passed over by the
        peak.

    Raises:
        TypeError: `equity` is not numeric.
        ValueError: `equity` is not 1-D or 2-D, holds an infinity, or begins at or below 0.

    Source: quantstats ``to_drawdown_series`` and empyrical, negated.

    Elsewhere called to_drawdown_series, underwater.
    """

    @overload
    def __call__(
        self,
        equity: _Data,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        equity: _T,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> _T: ...

drawdown: _drawdown

class _max_drawdown(_Handle):
    r"""Largest `drawdown` of a curve, a fraction of the peak before it.

    Formula:
        $$ max_drawdown = \max_t (1 - \frac{equity_t}{\max_{0 <= i <= t} equity_i}) $$

    Args:
        equity: the curve, shape ``(time,)`` or ``(time, series)``, above 0 where it begins; NaN is dropped.
        out: where to write the result; it is then returned.

    Returns:
        A float, or float64 of shape ``(series,)``: 0 where the curve never falls, above 1 in debt; NaN without values.

    Raises:
        TypeError: `equity` is not numeric.
        ValueError: `equity` is not 1-D or 2-D, holds an infinity, or begins at or below 0.

    Source: empyrical and quantstats ``max_drawdown``, negated.

    Elsewhere called maximum_drawdown.
    """

    @overload
    def __call__(
        self,
        equity: _Data,
        *,
        out: Any | None = None,
        backend: str | None = None,
    ) -> Any: ...
    @overload
    def __call__(
        self,
        equity: _T,
        *,
        out: Any | None = None,
        backend: str | None = None,
    ) -> Any: ...

max_drawdown: _max_drawdown

class _annual_return(_Handle):
    r"""Compound annual growth rate of a curve.

    Formula:
        $$ annual_return = (\frac{b}{a})^{periods_per_year / (n - 1)} - 1 $$
        where $a$ is the first and $b$ the last of the $n$ values of `equity`.

    Args:
        equity: the curve, shape ``(time,)`` or ``(time, series)``, above 0 where it begins; NaN is dropped.
        periods_per_year: bars in a year, finite and above 0.
        out: where to write the result; it is then returned.

    Returns:
        A fraction: a float, or float64 of shape ``(series,)``. -1 where the curve ends at or below 0, NaN for fewer
        than 2 values.

    Raises:
        TypeError: `equity` is not numeric, `periods_per_year` not a number.
        ValueError: `equity` is not 1-D or 2-D, holds an infinity, or begins at or below 0; `periods_per_year` is not
            finite and above 0.

    Source: empyrical ``annual_return`` and quantstats ``cagr``, whose curves begin one bar before their returns.

    Elsewhere called cagr, annualized_return.
    """

    @overload
    def __call__(
        self,
        equity: _Data,
        periods_per_year: float = ...,
        *,
        out: Any | None = None,
        backend: str | None = None,
    ) -> Any: ...
    @overload
    def __call__(
        self,
        equity: _T,
        periods_per_year: float = ...,
        *,
        out: Any | None = None,
        backend: str | None = None,
    ) -> Any: ...

annual_return: _annual_return

class _calmar_ratio(_Handle):
    r"""Calmar ratio: `annual_return` over `max_drawdown`.

    Formula:
        $$ calmar_ratio = \frac{annual_return(equity, periods_per_year)}{max_drawdown(equity)} $$

    Args:
        equity: the curve, shape ``(time,)`` or ``(time, series)``, above 0 where it begins; NaN is dropped.
        periods_per_year: bars in a year, finite and above 0.
        out: where to write the result; it is then returned.

    Returns:
        A float, or float64 of shape ``(series,)``. Without a drawdown +Inf for a gain and 0 for none; NaN for fewer
        than 2 values.

    Raises:
        TypeError: `equity` is not numeric, `periods_per_year` not a number.
        ValueError: `equity` is not 1-D or 2-D, holds an infinity, or begins at or below 0; `periods_per_year` is not
            finite and above 0.

    Source: Young (1991); empyrical ``calmar_ratio`` and quantstats ``calmar``, but for curves without a drawdown.

    Elsewhere called calmar.
    """

    @overload
    def __call__(
        self,
        equity: _Data,
        periods_per_year: float = ...,
        *,
        out: Any | None = None,
        backend: str | None = None,
    ) -> Any: ...
    @overload
    def __call__(
        self,
        equity: _T,
        periods_per_year: float = ...,
        *,
        out: Any | None = None,
        backend: str | None = None,
    ) -> Any: ...

calmar_ratio: _calmar_ratio

class _value_at_risk(_Handle):
    """Value at risk: the lower empirical quantile of the returns, itself one of them and negative for a loss.

    Formula:
        $$ value_at_risk = s_k; k = floor((n - 1) level) $$
        where $s$ are the $n$ returns in ascending order, from $s_0$ on, and the product is that in float64.

    Args:
        returns: simple returns per bar, a fraction, shape ``(time,)`` or ``(time, series)``; NaN is dropped.
        level: the share of returns that are worse, from 0 to 1.
        out: where to write the result; it is then returned.

    Returns:
        A float, or float64 of shape ``(series,)``, exact. NaN without returns.

    Raises:
        TypeError: `returns` is not numeric, `level` not a number.
        ValueError: `returns` is not 1-D or 2-D or holds an infinity, or `level` is outside 0 to 1.

    Source: ``numpy.quantile(method="lower")``; empyrical's interpolates, quantstats' is that of a normal distribution.
    """

    @overload
    def __call__(
        self,
        returns: _Data,
        level: float = ...,
        *,
        out: Any | None = None,
        backend: str | None = None,
    ) -> Any: ...
    @overload
    def __call__(
        self,
        returns: _T,
        level: float = ...,
        *,
        out: Any | None = None,
        backend: str | None = None,
    ) -> Any: ...

value_at_risk: _value_at_risk

class _conditional_value_at_risk(_Handle):
    r"""Expected shortfall: the mean of all returns at or below the `value_at_risk` of that level.

    Formula:
        $$ y = \frac{1}{m} \sum_{returns_i <= v} returns_i; v = value_at_risk(returns, level) $$
        where $m$ is the number of returns at or below $v$.

    Args:
        returns: simple returns per bar, a fraction, shape ``(time,)`` or ``(time, series)``; NaN is dropped.
        level: the share of returns that are worse than the value at risk, from 0 to 1.
        out: where to write the result; it is then returned.

    Returns:
        A mean return, negative for a loss: a float, or float64 of shape ``(series,)``. NaN without returns.

    Raises:
        TypeError: `returns` is not numeric, `level` not a number.
        ValueError: `returns` is not 1-D or 2-D or holds an infinity, or `level` is outside 0 to 1.

    Source: empyrical ``conditional_value_at_risk``, but that ties at the quantile all count.

    Elsewhere called cvar, cond_value_at_risk, expected_shortfall.
    """

    @overload
    def __call__(
        self,
        returns: _Data,
        level: float = ...,
        *,
        out: Any | None = None,
        backend: str | None = None,
    ) -> Any: ...
    @overload
    def __call__(
        self,
        returns: _T,
        level: float = ...,
        *,
        out: Any | None = None,
        backend: str | None = None,
    ) -> Any: ...

conditional_value_at_risk: _conditional_value_at_risk

class _sharpe_ratio(_Handle):
    r"""Sharpe ratio: mean excess return over standard deviation, per year; 0 where all returns are equal.

    Formula:
        $$ sharpe_ratio = \frac{m - rf_per_period}{s} \sqrt{periods_per_year} $$
        $$ m = \frac{1}{n} \sum_t returns_t; s = \sqrt{\frac{1}{n - ddof} \sum_t (returns_t - m)^2} $$
        where $t$ runs over the $n$ returns that are no NaN.

    Args:
        returns: simple returns per bar, a fraction, shape ``(time,)`` or ``(time, series)``; NaN is dropped.
        rf_per_period: the risk-free return per bar, a fraction.
        periods_per_year: bars in a year, finite and above 0.
        ddof: what the variance divides by less than the number of returns, at least 0.
        out: where to write the result; it is then returned.

    Returns:
        A float, or float64 of shape ``(series,)``. NaN for fewer than 2 returns or not more than `ddof`.

    Raises:
        TypeError: `returns` is not numeric, `ddof` not an integer, another option not a number.
        ValueError: `returns` is not 1-D or 2-D or holds an infinity, or an option is out of range.

    Source: Sharpe, "The Sharpe ratio" (1994); empyrical and quantstats ``sharpe``, but for equal returns.

    Elsewhere called sharpe.
    """

    @overload
    def __call__(
        self,
        returns: _Data,
        rf_per_period: float = ...,
        periods_per_year: float = ...,
        ddof: int = ...,
        *,
        out: Any | None = None,
        backend: str | None = None,
    ) -> Any: ...
    @overload
    def __call__(
        self,
        returns: _T,
        rf_per_period: float = ...,
        periods_per_year: float = ...,
        ddof: int = ...,
        *,
        out: Any | None = None,
        backend: str | None = None,
    ) -> Any: ...

sharpe_ratio: _sharpe_ratio

class _sortino_ratio(_Handle):
    r"""Sortino ratio: mean return above the target over the downside deviation from it, per year.

    Formula:
        $$ sortino_ratio = \frac{m - target}{d} \sqrt{periods_per_year} $$
        $$ m = \frac{1}{n} \sum_t returns_t; d = \sqrt{\frac{1}{n} \sum_t min(returns_t - target, 0)^2} $$
        where the mean of squares is over all $n$ returns.

    Args:
        returns: simple returns per bar, a fraction, shape ``(time,)`` or ``(time, series)``; NaN is dropped.
        target: the least acceptable return per bar, a fraction.
        periods_per_year: bars in a year, finite and above 0.
        out: where to write the result; it is then returned.

    Returns:
        A float, or float64 of shape ``(series,)``. Where no return is below the target, +Inf if any is above it and 0
        if none is; NaN without returns.

    Raises:
        TypeError: `returns` is not numeric, an option not a number.
        ValueError: `returns` is not 1-D or 2-D or holds an infinity, or an option is out of range.

    Source: Sortino and Price (1994); empyrical and quantstats ``sortino``, but for returns that are all on the target.

    Elsewhere called sortino.
    """

    @overload
    def __call__(
        self,
        returns: _Data,
        target: float = ...,
        periods_per_year: float = ...,
        *,
        out: Any | None = None,
        backend: str | None = None,
    ) -> Any: ...
    @overload
    def __call__(
        self,
        returns: _T,
        target: float = ...,
        periods_per_year: float = ...,
        *,
        out: Any | None = None,
        backend: str | None = None,
    ) -> Any: ...

sortino_ratio: _sortino_ratio

class _volatility(_Handle):
    r"""Volatility: standard deviation of the returns, per year.

    Formula:
        $$ volatility = \sqrt{\frac{periods_per_year}{n - ddof} \sum_t (returns_t - m)^2} $$
        $$ m = \frac{1}{n} \sum_t returns_t $$
        where $t$ runs over the $n$ returns that are no NaN.

    Args:
        returns: simple returns per bar, a fraction, shape ``(time,)`` or ``(time, series)``; NaN is dropped.
        periods_per_year: bars in a year, finite and above 0.
        ddof: what the variance divides by less than the number of returns, at least 0.
        out: where to write the result; it is then returned.

    Returns:
        A fraction: a float, or float64 of shape ``(series,)``. Exactly 0 where all returns are equal; NaN where there
        are not more than `ddof`.

    Raises:
        TypeError: `returns` is not numeric, `ddof` not an integer, `periods_per_year` not a number.
        ValueError: `returns` is not 1-D or 2-D or holds an infinity, or an option is out of range.

    Source: empyrical ``annual_volatility``, quantstats ``volatility``.

    Elsewhere called annual_volatility, annualized_volatility.
    """

    @overload
    def __call__(
        self,
        returns: _Data,
        periods_per_year: float = ...,
        ddof: int = ...,
        *,
        out: Any | None = None,
        backend: str | None = None,
    ) -> Any: ...
    @overload
    def __call__(
        self,
        returns: _T,
        periods_per_year: float = ...,
        ddof: int = ...,
        *,
        out: Any | None = None,
        backend: str | None = None,
    ) -> Any: ...

volatility: _volatility

class _sma(_Handle):
    r"""Simple moving average: the mean of the last `length` bars.

    Formula:
        $$ sma_t = \frac{1}{length} \sum_{j=0}^{length-1} x_{t-j} $$

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars in the window, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; NaN for the first ``length - 1`` bars and wherever the window
        holds a NaN. An infinity stays in its windows.

    Raises:
        TypeError: `x` is not numeric or `length` is not an integer.
        ValueError: `x` is not 1-D or 2-D, or `length` is below 1.

    Source: any textbook; TA-Lib ``SMA``, pandas ``rolling(length).mean()``.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        length: int,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        length: int,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

sma: _sma

class _ema(_Handle):
    r"""Exponential moving average with ``a = 2/(length+1)``, seeded with the mean of the first `length` bars.

    Formula:
        $$ ema_t = a x_t + (1 - a) ema_{t-1}; a = \frac{2}{length + 1} $$
        $$ ema_{z+length-1} = \frac{1}{length} \sum_{j=0}^{length-1} x_{z+j} $$
        where $z$ is the first bar that is not NaN.

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars that make the seed and set the smoothing, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`. Leading NaNs are skipped; NaN for ``length - 1`` bars after
        them; a later NaN makes the rest NaN.

    Raises:
        TypeError: `x` is not numeric or `length` is not an integer.
        ValueError: `x` is not 1-D or 2-D, or `length` is below 1.

    Source: TA-Lib ``EMA`` (the same seed).

    Elsewhere called EWMA, ewm_mean.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        length: int,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        length: int,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

ema: _ema

class _wma(_Handle):
    r"""Weighted moving average: the newest bar weighs `length`, the oldest 1.

    Formula:
        $$ wma_t = \frac{\sum_{j=0}^{length-1} (length - j) x_{t-j}}{length (length + 1) / 2} $$

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars in the window, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; NaN for the first ``length - 1`` bars and wherever the window
        holds a NaN. An infinity stays in its windows.

    Raises:
        TypeError: `x` is not numeric or `length` is not an integer.
        ValueError: `x` is not 1-D or 2-D, or `length` is below 1.

    Source: TA-Lib ``WMA``.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        length: int,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        length: int,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

wma: _wma

class _dema(_Handle):
    r"""Double exponential moving average ``2*e1 - e2``; e2 averages e1, seeded with the first valid e1.

    Formula:
        $$ dema_t = 2 e1_t - e2_t; e1 = ema(x, length) $$
        $$ e2_t = a e1_t + (1 - a) e2_{t-1}; a = \frac{2}{length + 1} $$
        where $e2$ begins with the first valid $e1$ itself, not with a mean.

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars that make the seed and set the smoothing, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`. Leading NaNs are skipped; NaN for ``length - 1`` bars after
        them; a later NaN makes the rest NaN.

    Raises:
        TypeError: `x` is not numeric or `length` is not an integer.
        ValueError: `x` is not 1-D or 2-D, or `length` is below 1.

    Source: Mulloy, "Smoothing data with faster moving averages" (1994), with the seeds given above.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        length: int,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        length: int,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

dema: _dema

class _lsma(_Handle):
    r"""Least-squares moving average: the line through the last `length` bars, at the newest bar.

    Formula:
        $$ lsma_t = u; (u, v) = argmin \sum_{j=0}^{length-1} (x_{t-j} - u + v j)^2 $$
        where $v$ is the slope per bar; it equals $3 wma_t - 2 sma_t$ of the same length.

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars in the window, at least 1; 1 gives `x`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; NaN for the first ``length - 1`` bars and wherever the window
        holds a NaN. An infinity stays in its windows.

    Raises:
        TypeError: `x` is not numeric or `length` is not an integer.
        ValueError: `x` is not 1-D or 2-D, or `length` is below 1.

    Source: TA-Lib ``LINEARREG``; TradingView ``ta.linreg(x, length, 0)``.

    Elsewhere called LINEARREG, LINREG.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        length: int,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        length: int,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

lsma: _lsma

class _hma(_Handle):
    r"""Hull moving average: ``wma(2*wma(x, length//2) - wma(x, length), floor(sqrt(length)))``.

    Formula:
        $$ hma = wma(2 wma(x, h) - wma(x, length), floor(\sqrt{length})); h = max(floor(length / 2), 1) $$

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars in the longer window, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; NaN for the first ``length + floor(sqrt(length)) - 2`` bars and
        wherever a window holds a NaN. An infinity stays in its windows.

    Raises:
        TypeError: `x` is not numeric or `length` is not an integer.
        ValueError: `x` is not 1-D or 2-D, or `length` is below 1.

    Source: Hull, "How to reduce lag in a moving average" (2005).

    Elsewhere called hull.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        length: int,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        length: int,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

hma: _hma

class _kama(_Handle):
    r"""Kaufman's adaptive moving average: fast in a trend, slow in noise.

    Formula:
        $$ kama_t = kama_{t-1} + (E_t (fast - slow) + slow)^2 (x_t - kama_{t-1}) $$
        $$ E_t = \frac{|x_t - x_{t-length}|}{\sum_{j=0}^{length-1} |x_{t-j} - x_{t-j-1}|} $$
        where $E_t = 0$ if the sum is 0. It begins with $kama_z = x_z$ at the first bar $z$ that is not NaN, is held to
        bar $z + length - 1$, and moves from bar $z + length$ on.

    Args:
        x: prices, shape ``(time,)`` or ``(time, series)``.
        length: bars over which trend and noise are compared, at least 1.
        fast: smoothing constant in a pure trend, in (0, 1].
        slow: smoothing constant in pure noise, in (0, 1].
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`. Starts at the first bar that is not NaN, is held for `length`
        bars, then follows; a later NaN makes the rest NaN.

    Raises:
        TypeError: `x` is not numeric, `length` not an integer, `fast` or `slow` not a number.
        ValueError: `x` is not 1-D or 2-D, `length` is below 1, `fast` or `slow` outside (0, 1].

    Source: Kaufman, "Smarter Trading" (1995).
    """

    @overload
    def __call__(
        self,
        x: _Data,
        length: int,
        fast: float = ...,
        slow: float = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        length: int,
        fast: float = ...,
        slow: float = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

kama: _kama

class _sequence_status(_Handle):
    """Whether each message continues the ones before it: 0 continues, 1 is stale, 2 comes after a gap.

    Drop a stale message; after a gap ask for a snapshot. Counting then goes on from it, so each gap is flagged once.

    Formula:
        With $m$ the largest `last` so far:

        1. it is 1 where $last_i <= m$,
        2. 2 where $first_i > m + 1$,
        3. else 0.

    Args:
        first: number of the first update in each message, whole numbers, shape ``(messages,)`` or
            ``(messages, series)``.
        last: number of the last update in it, same shape; the same numbers where each message has one.
        out: where to write the result; it is then returned.

    Returns:
        int8, that shape. The first message continues.

    Raises:
        TypeError: `first` or `last` is not numeric.
        ValueError: `first` or `last` has a fraction, or another shape.

    Source: the depth streams of Binance (``U``, ``u``) and other venues.
    """

    @overload
    def __call__(
        self,
        first: _Data,
        last: _Data,
        *,
        out: NDArray[np.int8] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.int8]: ...
    @overload
    def __call__(
        self,
        first: _T,
        last: _T,
        *,
        out: NDArray[np.int8] | None = None,
        backend: str | None = None,
    ) -> _T: ...

sequence_status: _sequence_status

class _book_replay(_Handle):
    """The book after some of the messages that set its levels (L2): the best prices and sizes of both sides.

    Removing what is not there changes nothing. Time and memory grow with the levels that are alive, not with the span
    of their prices.

    Formula:
        After message $i$, with $s = side_i$ and $p = price_i$:

        1. $s = 0$ clears both sides; else level $p$ of side $s$ has size $size_i$, and is gone if that is 0.
        2. If "newest" and $size_i > 0$, every level $q$ of the other side with $s (p - q) >= 0$ is gone too.
        3. A snapshot has the `levels` highest bids and lowest asks after the first $at_t$ messages.

    Args:
        side: 1 bid, -1 ask, 0 clears both sides and has no use for price and size; whole numbers, shape
            ``(messages,)``.
        price: whole numbers of ticks, same shape.
        size: the new size of the level, same shape, finite and at least 0.
        at: after how many messages each snapshot is taken, from 0 to all of them, not decreasing, shape ``(time,)``;
            for times use ``searchsorted(timestamps, times, side="right")``. Put it at the ends of batches: inside of
            one a book may be crossed.
        levels: how many levels of each side, at least 1.
        crossed: what becomes of a book whose bid is at or above its ask. "keep" shows it as the messages say; "newest"
            has a level that is set remove every level of the other side at or through its price, for good.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple ``(bid_price, bid_size, ask_price, ask_size)``, float64, each of shape ``(time, levels)``, best
        first: prices in ticks, NaN where the book has no level, and size 0 there.

    Raises:
        TypeError: an array is not numeric, `levels` not an integer, `crossed` not a string.
        ValueError: arrays of messages differ in length, a price has a fraction, a side is none of -1, 0 and 1, a size
            is negative or not finite, `at` decreases or lies outside 0 to all messages, `levels` is below 1.

    Source: the incremental depth feeds of exchanges; hftbacktest's depth on a feed that is not crossed.
    """

    @overload
    def __call__(
        self,
        side: _Data,
        price: _Data,
        size: _Data,
        at: _Data,
        levels: int = ...,
        crossed: Literal["keep", "newest"] = ...,
        *,
        out: LevelBook | None = None,
        backend: str | None = None,
    ) -> LevelBook: ...
    @overload
    def __call__(
        self,
        side: _T,
        price: _T,
        size: _T,
        at: _T,
        levels: int = ...,
        crossed: Literal["keep", "newest"] = ...,
        *,
        out: LevelBook | None = None,
        backend: str | None = None,
    ) -> LevelBook: ...

book_replay: _book_replay

class _order_replay(_Handle):
    """The book after some of the messages about single orders (L3): best prices, sizes and counts of both sides.

    A level's size is the sum of its orders' sizes as they stand: nothing drifts, and a level whose orders are gone is
    gone. Columns that an action has no use for are ignored.

    Formula:
        Message $i$, of order $order_id_i$, does by $action_i$:

        1. 0 clears all; 1 adds an order of $size_i$ at $price_i$ to side $side_i$, unless there is one of that number.
        2. 2 takes $size_i$ off it and removes it if nothing is left; 3 removes it; 4 gives it $price_i$ and $size_i$.
        3. A snapshot has the `levels` highest bids and lowest asks after the first $at_t$ messages; a level's size is
           the sum of those of its orders.

    Args:
        action: 0 clears all, 1 adds an order, 2 reduces one by `size` (to nothing, within 1e-10, removes it), 3 deletes
            one, 4 replaces price and size of one, whose side stays; whole numbers, shape ``(messages,)``.
        order_id: which order, whole numbers, same shape.
        side: 1 bid, -1 ask of an added order, same shape.
        price: whole numbers of ticks, same shape.
        size: same shape, finite and at least 0, above 0 of an added or replaced order.
        at: after how many messages each snapshot is taken, from 0 to all of them, not decreasing, shape ``(time,)``.
        levels: how many levels of each side, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple ``(bid_price, bid_size, ask_price, ask_size, bid_count, ask_count, ignored)``: as `book_replay`
        gives it, the number of orders at each level, int64 of shape ``(time, levels)``, and how many messages before
        the last snapshot changed nothing, because they added an order that was there or changed one that was not.

    Raises:
        TypeError: an array is not numeric, `levels` not an integer.
        ValueError: arrays of messages differ in length, one of whole numbers has a fraction, an action is outside 0 to
            4, an added order has another side than 1 or -1, a size is negative or not finite, an added or replaced
            order has size 0, `at` decreases or lies outside 0 to all messages, `levels` is below 1.

    Source: the order feeds of exchanges, as Nasdaq's TotalView-ITCH.
    """

    @overload
    def __call__(
        self,
        action: _Data,
        order_id: _Data,
        side: _Data,
        price: _Data,
        size: _Data,
        at: _Data,
        levels: int = ...,
        *,
        out: OrderBook | None = None,
        backend: str | None = None,
    ) -> OrderBook: ...
    @overload
    def __call__(
        self,
        action: _T,
        order_id: _T,
        side: _T,
        price: _T,
        size: _T,
        at: _T,
        levels: int = ...,
        *,
        out: OrderBook | None = None,
        backend: str | None = None,
    ) -> OrderBook: ...

order_replay: _order_replay

class _book_features(_Handle):
    r"""Mid, spread, microprice, depth, imbalance and state of each snapshot of a book.

    Formula:
        $$ mid = \frac{a + b}{2}; spread = a - b; microprice = \frac{a p + b q}{p + q} $$
        $$ bid_depth = \sum_j bid_size_j; ask_depth = \sum_j ask_size_j $$
        $$ imbalance = \frac{bid_depth - ask_depth}{bid_depth + ask_depth} $$
        $$ bid_vwap = \frac{\sum_j bid_price_j bid_size_j}{bid_depth} $$
        $$ ask_vwap = \frac{\sum_j ask_price_j ask_size_j}{ask_depth} $$
        where $b$ and $a$ are the best bid and ask, $p$ and $q$ their sizes, and $j$ runs over the first `levels`
        levels.

    Args:
        bid_price: prices of the bids, best first, NaN where there is no level, shape ``(time, levels)``.
        bid_size: their sizes, same shape, finite and at least 0.
        ask_price: prices of the asks, same shape.
        ask_size: their sizes, same shape.
        levels: how many levels count at most, at least 1; of snapshots that have fewer, all.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple, each field of shape ``(time,)``: `mid`; `spread`, negative of a crossed book; `microprice`,
        towards the side with less size; `bid_depth` and `ask_depth`, 0 of no level; `imbalance`, NaN where both are 0;
        `bid_vwap` and `ask_vwap`; `state`, int8: -1 where a side is missing, 0 where the bid is below the ask, 1 where
        they are equal, 2 where they cross. A missing side makes mid, spread and microprice NaN.

    Raises:
        TypeError: an array is not numeric, `levels` not an integer.
        ValueError: an array is not 1-D or 2-D, arrays differ in shape, a price is infinite, a size negative or not
            finite, or `levels` is below 1.

    Source: Stoikov, "The micro-price" (2018), of which the first approximation is taken.
    """

    @overload
    def __call__(
        self,
        bid_price: _Data,
        bid_size: _Data,
        ask_price: _Data,
        ask_size: _Data,
        levels: int = ...,
        *,
        out: BookFeatures | None = None,
        backend: str | None = None,
    ) -> BookFeatures: ...
    @overload
    def __call__(
        self,
        bid_price: _T,
        bid_size: _T,
        ask_price: _T,
        ask_size: _T,
        levels: int = ...,
        *,
        out: BookFeatures | None = None,
        backend: str | None = None,
    ) -> BookFeatures: ...

book_features: _book_features

class _order_flow_imbalance(_Handle):
    """Order flow imbalance of each level: what came to the bids and left the asks since the snapshot before.

    A bid that is not there counts as -Inf, an ask as +Inf, both with size 0.

    Formula:
        $$ y_t = [b_t >= b_{t-1}] q_t - [b_t <= b_{t-1}] q_{t-1} - [a_t <= a_{t-1}] r_t + [a_t >= a_{t-1}] r_{t-1} $$
        where $b$ is the bid price of the level, $q$ its size, $a$ the ask price, $r$ its size, and a bracket is 1 if it
        holds, else 0.

    Args:
        bid_price: prices of the bids, best first, NaN where there is no level, shape ``(time, levels)``.
        bid_size: their sizes, same shape, finite and at least 0.
        ask_price: prices of the asks, same shape.
        ask_size: their sizes, same shape.
        levels: for how many levels, at least 1 and at most those of the snapshots.
        out: where to write the result; it is then returned.

    Returns:
        float64 of shape ``(time, levels)`` for the levels that were asked for; the first row is NaN.

    Raises:
        TypeError: an array is not numeric, `levels` not an integer.
        ValueError: an array is not 1-D or 2-D, arrays differ in shape, a price is infinite, a size negative or not
            finite, or `levels` is below 1 or above the levels of the snapshots.

    Source: Cont, Kukanov & Stoikov, "The price impact of order book events" (2014).
    """

    @overload
    def __call__(
        self,
        bid_price: _Data,
        bid_size: _Data,
        ask_price: _Data,
        ask_size: _Data,
        levels: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        bid_price: _T,
        bid_size: _T,
        ask_price: _T,
        ask_size: _T,
        levels: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> Any: ...

order_flow_imbalance: _order_flow_imbalance

class _book_sweep(_Handle):
    r"""What it costs to take a quantity from the levels of one side, best first.

    Formula:
        $$ x_j = min(size_j, quantity - \sum_{i < j} x_i); filled = \sum_j x_j; cost = \sum_j price_j x_j $$
        $$ average = \frac{cost}{filled}; impact = side \frac{average - b}{b} $$
        where $j$ runs over the levels from the best price $b$ to the last that is not beyond `limit`.

    Args:
        price: prices of the asks for a buyer, of the bids for a seller, best first, NaN where there is no level, shape
            ``(time, levels)``.
        size: their sizes, same shape, finite and at least 0; a level of size 0 is none.
        quantity: how much is wanted, a number or shape ``(time,)``, above 0; infinity for all there is.
        side: 1 of a buyer, -1 of a seller.
        limit: the worst price that is taken, NaN for any.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple, each field of shape ``(time,)``: `filled`, exactly `quantity` where at most 1e-10 of it is left,
        `cost`, the sum of price times size, `average` price, `worst` price, `impact`, how far the average is beyond the
        best price as a fraction of that, and `used`, int64, how many levels. Where nothing can be filled, `filled`,
        `cost` and `used` are 0 and the others NaN.

    Raises:
        TypeError: an array is not numeric, `side` not an integer, `limit` not a number.
        ValueError: an array has another shape, a price or the limit is infinite, a size negative or not finite, a
            quantity not above 0, or `side` neither 1 nor -1.

    Source: the cost of walking the book.
    """

    @overload
    def __call__(
        self,
        price: _Data,
        size: _Data,
        quantity: _Data | float,
        side: int = ...,
        limit: float = ...,
        *,
        out: Sweep | None = None,
        backend: str | None = None,
    ) -> Sweep: ...
    @overload
    def __call__(
        self,
        price: _T,
        size: _T,
        quantity: _T | float,
        side: int = ...,
        limit: float = ...,
        *,
        out: Sweep | None = None,
        backend: str | None = None,
    ) -> Sweep: ...

book_sweep: _book_sweep

class _trade_sign(_Handle):
    """Which side began each trade: 1 a buyer, above the mid, -1 a seller, below; at the mid, as the price last moved.

    Prices within 1e-10 of each other are equal.

    Formula:
        1. It is 1 where $price_t > mid_t$,
        2. -1 where $price_t < mid_t$,
        3. else the sign of the last change of `price` up to $t$, 0 before any.

    Args:
        price: prices of trades, shape ``(time,)`` or ``(time, series)``; NaN where there is none, which is passed over.
        mid: the mid before each trade, same shape; NaN where it is not known.
        out: where to write the result; it is then returned.

    Returns:
        int8, that shape. At the mid, and where that is NaN, the sign of the last change of price up to this trade, 0
        before any; 0 where the price is NaN.

    Raises:
        TypeError: `price` or `mid` is not numeric.
        ValueError: `price` and `mid` differ in shape, or one is infinite.

    Source: Lee & Ready, "Inferring trade direction from intraday data" (1991).

    Elsewhere called lee_ready.
    """

    @overload
    def __call__(
        self,
        price: _Data,
        mid: _Data,
        *,
        out: NDArray[np.int8] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.int8]: ...
    @overload
    def __call__(
        self,
        price: _T,
        mid: _T,
        *,
        out: NDArray[np.int8] | None = None,
        backend: str | None = None,
    ) -> _T: ...

trade_sign: _trade_sign

class _rolling_max(_Handle):
    r"""Largest valid value of the last `window` bars.

    Formula:
        $$ rolling_max_t = \max_{i \in V} x_i $$
        where $V$ are the bars from $t - window + 1$ to $t$ with a valid value.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`, exact; NaN where the window holds fewer than `min_periods` valid
        values.

    Raises:
        TypeError: `x` is not numeric, `window` or `min_periods` not an integer.
        ValueError: `x` is not 1-D or 2-D, `window` is below 1, `min_periods` outside 1 to `window`.

    Source: pandas ``rolling(window, min_periods).max()``; TA-Lib ``MAX`` where nothing is missing.

    Elsewhere called MAX, highest.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        window: int,
        min_periods: int | None = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        window: int,
        min_periods: int | None = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> _T: ...

rolling_max: _rolling_max

class _rolling_min(_Handle):
    r"""Smallest valid value of the last `window` bars.

    Formula:
        $$ rolling_min_t = \min_{i \in V} x_i $$
        where $V$ are the bars from $t - window + 1$ to $t$ with a valid value.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`, exact; NaN where the window holds fewer than `min_periods` valid
        values.

    Raises:
        TypeError: `x` is not numeric, `window` or `min_periods` not an integer.
        ValueError: `x` is not 1-D or 2-D, `window` is below 1, `min_periods` outside 1 to `window`.

    Source: pandas ``rolling(window, min_periods).min()``; TA-Lib ``MIN`` where nothing is missing.

    Elsewhere called MIN, lowest.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        window: int,
        min_periods: int | None = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        window: int,
        min_periods: int | None = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> _T: ...

rolling_min: _rolling_min

class _fill_missing(_Handle):
    r"""The series with its missing values filled; infinities count as missing.

    Formula:
        With $p$ the last bar with a valid value before a missing $x_t$, and $q$ the first after it, it is

        1. $x_p$ if "forward", $x_q$ if "backward",
        2. $x_p + (x_q - x_p) \frac{t - p}{q - p}$ if "linear",
        3. the median of all valid values if "median".

    Args:
        x: shape ``(time,)`` or ``(time, series)``.
        method: "forward" repeats the valid value before; "backward" the one after, which looks ahead, as the next two
            do; "linear" goes from the one to the other by bar number, never before the first or beyond the last;
            "median" takes the median of all valid values of the series.
        limit: how many bars of a longer run are filled, at least 1: its first ones, with "backward" its last; None
            fills all.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; valid values as they are, NaN where nothing was filled in.

    Raises:
        TypeError: `x` is not numeric, `method` no word, `limit` not an integer.
        ValueError: `x` is not 1-D or 2-D, `method` is none of the four, `limit` is below 1.

    Source: pandas ``ffill``, ``bfill``, ``interpolate("linear", limit_area="inside")`` and ``fillna(x.median())``,
    which leave infinities.

    Elsewhere called fillna, ffill, bfill, interpolate.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        method: Literal["forward", "backward", "linear", "median"] = ...,
        limit: int | None = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        method: Literal["forward", "backward", "linear", "median"] = ...,
        limit: int | None = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> _T: ...

fill_missing: _fill_missing

class _rolling_median(_Handle):
    r"""Median of the valid values of the last `window` bars.

    Formula:
        $$ rolling_median_t = median_{i \in V} x_i $$
        where $V$ are the bars from $t - window + 1$ to $t$ with a valid value.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; an even number of values takes the mean of the two middle ones, an
        odd one is exact. NaN where the window holds fewer than `min_periods` valid values.

    Raises:
        TypeError: `x` is not numeric, `window` or `min_periods` not an integer.
        ValueError: `x` is not 1-D or 2-D, `window` is below 1, `min_periods` outside 1 to `window`.

    Source: pandas ``rolling(window, min_periods).median()``.

    Elsewhere called median, move_median.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        window: int,
        min_periods: int | None = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        window: int,
        min_periods: int | None = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> _T: ...

rolling_median: _rolling_median

class _rolling_mad(_Handle):
    r"""Median absolute deviation of the valid values of the last `window` bars from their own median, times `scale`.

    Formula:
        $$ rolling_mad_t = scale \cdot median_{i \in V} |x_i - m|; m = median_{i \in V} x_i $$
        where $V$ are the bars from $t - window + 1$ to $t$ with a valid value.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        scale: a factor, finite and above 0; 1.4826 makes it the standard deviation of a normal distribution.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; not the rolling median of ``abs(x - rolling_median)``, for the
        median is that of the same window. NaN where the window holds fewer than `min_periods` valid values.

    Raises:
        TypeError: `x` is not numeric, `window` or `min_periods` not an integer, `scale` not a number.
        ValueError: `x` is not 1-D or 2-D, `window` is below 1, `min_periods` outside 1 to `window`, `scale` not
            finite and above 0.

    Source: SciPy ``median_abs_deviation`` of each window.

    Elsewhere called median_abs_deviation, median_absolute_deviation.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        window: int,
        min_periods: int | None = ...,
        scale: float = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        window: int,
        min_periods: int | None = ...,
        scale: float = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> _T: ...

rolling_mad: _rolling_mad

class _robust_zscore(_Handle):
    r"""How far each bar is from the median of its window, in robust standard deviations.

    Formula:
        $$ robust_zscore_t = \frac{x_t - m}{1.4826 \cdot median_{i \in V} |x_i - m|}; m = median_{i \in V} x_i $$
        where $V$ are the bars from $t - window + 1$ to $t$ with a valid value.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`. Where the median deviation is 0 it is 0 for a bar that equals the median, else infinite
        with the sign of its distance. NaN where the window holds fewer than `min_periods` valid values, and where the
        bar is none.

    Raises:
        TypeError: `x` is not numeric, `window` or `min_periods` not an integer.
        ValueError: `x` is not 1-D or 2-D, `window` is below 1, `min_periods` outside 1 to `window`.

    Source: Iglewicz and Hoaglin, "How to detect and handle outliers" (1993), whose 0.6745 is 1/1.4826.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        window: int,
        min_periods: int | None = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        window: int,
        min_periods: int | None = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> _T: ...

robust_zscore: _robust_zscore

class _rolling_mean(_Handle):
    r"""Mean of the valid values of the last `window` bars.

    Formula:
        $$ rolling_mean_t = \frac{1}{n} \sum_{i \in V} x_i $$
        where $V$ are the $n$ bars from $t - window + 1$ to $t$ with a valid value.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; NaN where the window holds fewer than `min_periods` valid values.
        A large value leaves nothing behind when it leaves. Without gaps it is `sma`, but for the head of a series.

    Raises:
        TypeError: `x` is not numeric, `window` or `min_periods` not an integer.
        ValueError: `x` is not 1-D or 2-D, `window` is below 1, `min_periods` outside 1 to `window`.

    Source: pandas ``rolling(window, min_periods).mean()``.

    Elsewhere called move_mean, nanmean.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        window: int,
        min_periods: int | None = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        window: int,
        min_periods: int | None = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> _T: ...

rolling_mean: _rolling_mean

class _rolling_std(_Handle):
    r"""Standard deviation of the valid values of the last `window` bars.

    Formula:
        $$ rolling_std_t = \sqrt{\frac{1}{n - ddof} \sum_{i \in V} (x_i - m)^2}; m = \frac{1}{n} \sum_{i \in V} x_i $$
        where $V$ are the $n$ bars from $t - window + 1$ to $t$ with a valid value.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        ddof: what the variance divides by less than the number of valid values, at least 0.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`; NaN where the window holds fewer than `min_periods` valid values, or
        not more than `ddof`. Equal values give exactly 0; there is no smallest spread that counts.

    Raises:
        TypeError: `x` is not numeric, `window`, `min_periods` or `ddof` not an integer.
        ValueError: `x` is not 1-D or 2-D, `window` is below 1, `min_periods` outside 1 to `window`, `ddof` below 0.

    Source: pandas ``rolling(window, min_periods).std(ddof)``; TA-Lib ``STDDEV`` is that with ddof 0.

    Elsewhere called STDDEV, stdev, move_std.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        window: int,
        min_periods: int | None = ...,
        ddof: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        window: int,
        min_periods: int | None = ...,
        ddof: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> _T: ...

rolling_std: _rolling_std

class _rolling_mean_std(_Handle):
    r"""Mean and standard deviation of the valid values of the last `window` bars, in one pass.

    Formula:
        $$ mean_t = \frac{1}{n} \sum_{i \in V} x_i; std_t = \sqrt{\frac{1}{n - ddof} \sum_{i \in V} (x_i - mean_t)^2} $$
        where $V$ are the $n$ bars from $t - window + 1$ to $t$ with a valid value.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        ddof: what the variance divides by less than the number of valid values, at least 0.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple ``(mean, std)``, what `rolling_mean` and `rolling_std` give.

    Raises:
        TypeError: `x` is not numeric, `window`, `min_periods` or `ddof` not an integer.
        ValueError: `x` is not 1-D or 2-D, `window` is below 1, `min_periods` outside 1 to `window`, `ddof` below 0.

    Source: pandas ``rolling(window, min_periods)``, ``mean()`` and ``std(ddof)``.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        window: int,
        min_periods: int | None = ...,
        ddof: int = ...,
        *,
        out: MeanStd | None = None,
        backend: str | None = None,
    ) -> MeanStd: ...
    @overload
    def __call__(
        self,
        x: _T,
        window: int,
        min_periods: int | None = ...,
        ddof: int = ...,
        *,
        out: MeanStd | None = None,
        backend: str | None = None,
    ) -> MeanStd: ...

rolling_mean_std: _rolling_mean_std

class _rolling_skew(_Handle):
    r"""Skewness of the valid values of the last `window` bars, corrected for bias.

    Formula:
        $$ rolling_skew_t = \frac{\sqrt{n (n - 1)}}{n - 2} \cdot \frac{m_3}{m_2^{3/2}} $$
        $$ m_k = \frac{1}{n} \sum_{i \in V} (x_i - a)^k $$
        where $V$ are the $n$ bars from $t - window + 1$ to $t$ with a valid value, and $a$ is their mean.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`; NaN where the window holds fewer than `min_periods` valid values or 3, and where they are
        equal.

    Raises:
        TypeError: `x` is not numeric, `window` or `min_periods` not an integer.
        ValueError: `x` is not 1-D or 2-D, `window` is below 1, `min_periods` outside 1 to `window`.

    Source: pandas ``rolling(window, min_periods).skew()``; SciPy ``skew(bias=False)``.

    Elsewhere called skew, skewness.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        window: int,
        min_periods: int | None = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        window: int,
        min_periods: int | None = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> _T: ...

rolling_skew: _rolling_skew

class _rolling_kurt(_Handle):
    r"""Excess kurtosis of the valid values of the last `window` bars, corrected for bias; 0 of a normal one.

    Formula:
        $$ rolling_kurt_t = \frac{n - 1}{(n - 2)(n - 3)} ((n + 1) \frac{m_4}{m_2^2} - 3 (n - 1)) $$
        $$ m_k = \frac{1}{n} \sum_{i \in V} (x_i - a)^k $$
        where $V$ are the $n$ bars from $t - window + 1$ to $t$ with a valid value, and $a$ is their mean.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`; NaN where the window holds fewer than `min_periods` valid values or 4, and where they are
        equal.

    Raises:
        TypeError: `x` is not numeric, `window` or `min_periods` not an integer.
        ValueError: `x` is not 1-D or 2-D, `window` is below 1, `min_periods` outside 1 to `window`.

    Source: pandas ``rolling(window, min_periods).kurt()``; SciPy ``kurtosis(bias=False)``.

    Elsewhere called kurt, kurtosis.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        window: int,
        min_periods: int | None = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        window: int,
        min_periods: int | None = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> _T: ...

rolling_kurt: _rolling_kurt

class _rolling_slope(_Handle):
    r"""Slope per bar of the least-squares line through the valid values of the last `window` bars.

    Formula:
        $$ rolling_slope_t = \frac{\sum_{i \in V} (i - b) (x_i - a)}{\sum_{i \in V} (i - b)^2} $$
        where $V$ are the bars from $t - window + 1$ to $t$ with a valid value, $a$ is the mean of the values, $b$ that
        of the bar numbers.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped, but keep their place in time.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x` per bar; exactly 0 for equal values and for one value. NaN where the
        window holds fewer than `min_periods` valid values.

    Raises:
        TypeError: `x` is not numeric, `window` or `min_periods` not an integer.
        ValueError: `x` is not 1-D or 2-D, `window` is below 1, `min_periods` outside 1 to `window`.

    Source: TA-Lib ``LINEARREG_SLOPE``, SciPy ``linregress`` of each window.

    Elsewhere called LINEARREG_SLOPE, linregslope.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        window: int,
        min_periods: int | None = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        window: int,
        min_periods: int | None = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> _T: ...

rolling_slope: _rolling_slope

class _rolling_corr(_Handle):
    r"""Pearson correlation of two series over the last `window` bars, of which those count at which both are valid.

    Formula:
        $$ rolling_corr_t = \frac{s(x, y)}{\sqrt{s(x, x) s(y, y)}} $$
        $$ s(x, y) = \sum_{i \in V} (x_i - m(x)) (y_i - m(y)) $$
        where $V$ are the bars from $t - window + 1$ to $t$ with valid $x_i$ and $y_i$, and $m$ is the mean over them.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        y: the same shape.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: bars with both values valid that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, within [-1, 1]. NaN where the window holds fewer than `min_periods` bars with both values
        valid or 2, and where either series is constant on them.

    Raises:
        TypeError: `x` or `y` is not numeric, `window` or `min_periods` not an integer.
        ValueError: `x` and `y` are not 1-D or 2-D of one shape, `window` is below 1, `min_periods` outside 1 to
            `window`.

    Source: pandas ``rolling(window, min_periods).corr(other)``; TA-Lib ``CORREL``, but for constant windows.

    Elsewhere called CORREL, correlation.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        y: _Data,
        window: int,
        min_periods: int | None = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        y: _T,
        window: int,
        min_periods: int | None = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> _T: ...

rolling_corr: _rolling_corr

class _rolling_lagged_correlation(_Handle):
    r"""Pearson correlation of `x` with `y` some bars earlier over the last `window` bars of `x`: whether `y` leads.

    Formula:
        $$ r_t = \frac{s(x, z)}{\sqrt{s(x, x) s(z, z)}}; s(x, z) = \sum_{i \in V} (x_i - m(x)) (z_i - m(z)) $$
        $$ z_i = y_{i-lag} $$
        where $V$ are the bars from $t - window + 1$ to $t$ with valid $x_i$ and $z_i$, and $m$ is the mean over them.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        y: the same shape.
        window: bars of `x` in the window, at least 1; it may be longer than the series.
        lag: how many bars earlier `y` is taken, at least 0; the first `lag` bars of `x` have no partner.
        min_periods: bars with both values valid that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, within [-1, 1]: the `rolling_corr` of ``x[t]`` with ``y[t-lag]``. NaN where the window
        holds fewer than `min_periods` such pairs or 2, and where either side is constant on them.

    Raises:
        TypeError: `x` or `y` is not numeric, `window`, `lag` or `min_periods` not an integer.
        ValueError: `x` and `y` are not 1-D or 2-D of one shape, `window` is below 1, `lag` below 0, `min_periods`
            outside 1 to `window`.

    Source: pandas ``rolling(window, min_periods).corr(other.shift(lag))``.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        y: _Data,
        window: int,
        lag: int,
        min_periods: int | None = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        y: _T,
        window: int,
        lag: int,
        min_periods: int | None = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> _T: ...

rolling_lagged_correlation: _rolling_lagged_correlation

class _spectral_energy(_Handle):
    r"""Energy of a series in bands of frequency, in windows of `window` bars that start every `hop` bars.

    Formula:
        $$ y_{w,b} = \sum_{low <= 2 k / window < high} |F_k|^2 $$
        $$ F_k = \sum_{j=0}^{window-1} (x_{w \cdot hop + j} - m) \exp(-2 \pi i j k / window) $$
        where $(low, high)$ is band $b$, $m$ the mean of window $w$, $i$ the imaginary unit, and $k$ runs from 0 to half
        of `window`.

    Args:
        x: shape ``(time,)`` or ``(time, series)``.
        window: bars in a window, at least 1.
        hop: bars from the start of a window to that of the next, at least 1.
        bands: pairs ``(low, high)`` of frequencies as fractions of Nyquist's, ``0 <= low < high <= 1``; a band holds
            its low end, not its high one unless that is 1. They may overlap or leave gaps.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape ``(windows, bands)`` or ``(windows, series, bands)``, in squares of the units of `x`. Frequencies
        that equal an end of a band but for rounding equal it; frequency 0 has no energy, exactly. Window w starts at
        bar ``w*hop``; there is none where the series is shorter. NaN where a window holds a NaN or an infinity.

    Raises:
        TypeError: `x` is not numeric, `window` or `hop` not an integer, `bands` no tuple of pairs of numbers.
        ValueError: `x` is not 1-D or 2-D, `window` or `hop` is below 1, a band is not ``0 <= low < high <= 1``.

    Source: ``scipy.signal.spectrogram(mode="complex", window="boxcar", detrend="constant")``, squares times `window`.

    Elsewhere called spectrogram, band_energy.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        window: int,
        hop: int = ...,
        bands: tuple[tuple[float, float], ...] = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        window: int,
        hop: int = ...,
        bands: tuple[tuple[float, float], ...] = ...,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> Any: ...

spectral_energy: _spectral_energy

class _lag_features(_Handle):
    """Each series beside itself 1 to `max_lag` bars back: the columns of a regression on the past.

    Formula:
        $$ y_{t, c (max_lag + 1) + k} = x_{t-k, c}; 0 <= k <= max_lag $$
        where $c$ is a series.

    Args:
        x: shape ``(time,)`` or ``(time, series)``.
        max_lag: the longest lag in bars, at least 0; at or beyond the length of the series a lag is all NaN.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape ``(time, series*(max_lag+1))``, NaN where a series does not go so far back. Values are copied as
        they are, NaN and infinities too. One series gives ``(time, max_lag+1)``.

    Raises:
        TypeError: `x` is not numeric or `max_lag` is not an integer.
        ValueError: `x` is not 1-D or 2-D, or `max_lag` is below 0.

    Source: pandas ``shift(k)``, columns side by side.

    Elsewhere called lags.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        max_lag: int,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        max_lag: int,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> Any: ...

lag_features: _lag_features

class _correlation_matrix(_Handle):
    r"""Pearson correlation of each pair of series, over the rows at which both are valid.

    Formula:
        $$ r_{a,b} = \frac{s(a, b)}{\sqrt{s(a, a) s(b, b)}} $$
        $$ s(a, b) = \sum_{t \in V} (x_{t,a} - m(a)) (x_{t,b} - m(b)) $$
        where $V$ are the rows at which both series of the pair are valid, and $m$ is the mean over them.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are left out pair by pair.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape ``(series, series)``, symmetric, within [-1, 1], the diagonal exactly 1. NaN where a pair has
        fewer than 2 common rows or either series is constant on them. One series gives ``(1, 1)``.

    Raises:
        TypeError: `x` is not numeric.
        ValueError: `x` is not 1-D or 2-D.

    Source: pandas ``corr(min_periods=2)``; ``numpy.corrcoef`` where nothing is missing.

    Elsewhere called corr.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> Any: ...

correlation_matrix: _correlation_matrix

class _lagged_correlation(_Handle):
    r"""Pearson correlation of each series with each other one 0 to `max_lag` bars earlier: which one leads.

    Formula:
        $$ r_{k,a,b} = \frac{s(u, v)}{\sqrt{s(u, u) s(v, v)}}; s(u, v) = \sum_{t \in V} (u_t - m(u)) (v_t - m(v)) $$
        $$ u_t = x_{t,a}; v_t = x_{t-k,b} $$
        where $V$ are the rows with valid $u_t$ and $v_t$, and $m$ is the mean over them.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are left out pair by pair.
        max_lag: the longest lag in bars, at least 0; at or beyond the length of the series a lag is all NaN.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape ``(max_lag+1, series, series)``, within [-1, 1]: element ``(k, a, b)`` correlates ``a[t]`` with
        ``b[t-k]``, so that its diagonal is series a's autocorrelation; lag 0 is `correlation_matrix`. NaN where a pair
        has fewer than 2 common rows or either side is constant on them. One series gives ``(max_lag+1, 1, 1)``.

    Raises:
        TypeError: `x` is not numeric or `max_lag` is not an integer.
        ValueError: `x` is not 1-D or 2-D, or `max_lag` is below 0.

    Source: pandas ``corr`` of a series with ``shift(k)`` of another.

    Elsewhere called cross_correlation, autocorrelation, autocorr.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        max_lag: int,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        x: _T,
        max_lag: int,
        *,
        out: NDArray[np.float64] | None = None,
        backend: str | None = None,
    ) -> Any: ...

lagged_correlation: _lagged_correlation

class _rate_of_change(_Handle):
    r"""Return of each bar over the bar before it: ``prices[t]/prices[t-1] - 1``.

    Formula:
        $$ rate_of_change_t = \frac{prices_t}{prices_{t-1}} - 1 $$

    Args:
        prices: shape ``(time,)`` or ``(time, series)``.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `prices`, a fraction (0.01 is one percent); NaN at the first bar and where either bar is
        NaN. A previous price of 0 follows IEEE division.

    Raises:
        TypeError: `prices` is not numeric.
        ValueError: `prices` is not 1-D or 2-D.

    Source: pandas ``pct_change(fill_method=None)``; TA-Lib ``ROCP`` with a period of 1.

    Elsewhere called ROCP, pct_change.
    """

    @overload
    def __call__(
        self,
        prices: _Data,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        prices: _T,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

rate_of_change: _rate_of_change

class _crossover_signal(_Handle):
    """Side of the last crossover of `prices` and `average`: 1 upwards, -1 downwards, 0 before the first.

    Two values are equal where ``|a - b| <= 1e-10 * max(|a|, |b|)``, so that rounding noise never trades.

    Formula:
        1. It is 1 where $prices_t > average_t$ and $prices_{t-1} <= average_{t-1}$,
        2. -1 where $prices_t < average_t$ and $prices_{t-1} >= average_{t-1}$,
        3. else what it was at the bar before.

    Args:
        prices: shape ``(time,)`` or ``(time, series)``.
        average: any series of the same shape.
        out: where to write the result; it is then returned.

    Returns:
        int8, shape of `prices`. A comparison with NaN is false: a NaN bar keeps the last state.

    Raises:
        TypeError: an input is not numeric.
        ValueError: the shapes differ, or are not 1-D or 2-D.

    Source: Adaptive Trend Classification, TradingView (InvestorUnknown).

    Elsewhere called crossover.
    """

    @overload
    def __call__(
        self,
        prices: _Data,
        average: _Data,
        *,
        out: NDArray[np.int8] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.int8]: ...
    @overload
    def __call__(
        self,
        prices: _T,
        average: _T,
        *,
        out: NDArray[np.int8] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

crossover_signal: _crossover_signal

class _signal_persistence(_Handle):
    """The last flag that was raised: 1 for `up`, -1 for `down`, 0 before the first; `up` wins a tie.

    Formula:
        1. It is 1 where $up_t$,
        2. else -1 where $down_t$,
        3. else what it was at the bar before.

    Args:
        up: booleans (or integers, nonzero is true), shape ``(time,)`` or ``(time, series)``.
        down: booleans of the same shape.
        out: where to write the result; it is then returned.

    Returns:
        int8, shape of `up`.

    Raises:
        TypeError: an input is neither boolean nor integer.
        ValueError: the shapes differ, or are not 1-D or 2-D.

    Source: Adaptive Trend Classification, TradingView (InvestorUnknown).
    """

    @overload
    def __call__(
        self,
        up: _Data,
        down: _Data,
        *,
        out: NDArray[np.int8] | None = None,
        backend: str | None = None,
    ) -> NDArray[np.int8]: ...
    @overload
    def __call__(
        self,
        up: _T,
        down: _T,
        *,
        out: NDArray[np.int8] | None = None,
        backend: str | None = None,
    ) -> _T: ...

signal_persistence: _signal_persistence

class _equity(_Handle):
    """Equity of trading the previous bar's signal on paper, with decay and a floor of 0.25.

    Formula:
        $$ equity_t = max(decay_multiplier (1 + a_t) equity_{t-1}, 0.25); a_t = sign(sig_prev_t) r_values_t $$
        $$ equity_{cutout} = max(starting_equity, 0.25) $$
        where $a_t = 0$ if either is NaN or $sig_prev_t$ is 0.

    Args:
        r_values: returns per bar, a fraction, shape ``(time,)`` or ``(time, series)``.
        sig_prev: the signal of the bar before, same shape; only its sign matters, NaN counts as 0.
        starting_equity: equity at the first bar, above 0.
        decay_multiplier: what is kept each bar, in (0, 1].
        cutout: bars ignored at the start, at least 0.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `r_values`, in units of `starting_equity`; NaN for the first `cutout` bars and never
        after them.

    Raises:
        TypeError: an input is not numeric.
        ValueError: the shapes differ, or an option is out of range.

    Source: Adaptive Trend Classification, TradingView (InvestorUnknown).
    """

    @overload
    def __call__(
        self,
        r_values: _Data,
        sig_prev: _Data,
        starting_equity: float = ...,
        decay_multiplier: float = ...,
        cutout: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.float64]: ...
    @overload
    def __call__(
        self,
        r_values: _T,
        sig_prev: _T,
        starting_equity: float = ...,
        decay_multiplier: float = ...,
        cutout: int = ...,
        *,
        out: NDArray[np.float64] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

equity: _equity

class _classify(_Handle):
    """Class of each bar: 1 above `long_threshold`, -1 below `short_threshold`, 0 between them and where NaN.

    Formula:
        1. It is 1 where $average_signal_t > long_threshold$,
        2. -1 where $average_signal_t < short_threshold$,
        3. else 0.

    Args:
        average_signal: shape ``(time,)`` or ``(time, symbols)``, as :func:`atc_core.atc` gives it.
        long_threshold: where long begins; a signal on a threshold is in neither class.
        short_threshold: where short begins, below `long_threshold`.
        out: where to write the result; it is then returned.

    Returns:
        int8, shape of `average_signal`.

    Raises:
        TypeError: `average_signal` is not numeric, or a threshold no number.
        ValueError: thresholds out of order or not finite, or more than two dimensions.

    Source: Adaptive Trend Classification, TradingView (InvestorUnknown).
    """

    @overload
    def __call__(
        self,
        average_signal: _Data,
        long_threshold: float = ...,
        short_threshold: float = ...,
        *,
        out: NDArray[np.int8] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[np.int8]: ...
    @overload
    def __call__(
        self,
        average_signal: _T,
        long_threshold: float = ...,
        short_threshold: float = ...,
        *,
        out: NDArray[np.int8] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

classify: _classify

class _next_bar(_Handle):
    """Copy of `signal` one bar later, 0 at the first bar: what can be traded, as a bar's signal needs its close.

    Formula:
        $$ next_bar_t = signal_{t-1}; next_bar_0 = 0 $$

    Args:
        signal: shape ``(time,)`` or ``(time, symbols)``, of any numeric dtype.
        out: where to write the result; it is then returned.

    Returns:
        The same shape and dtype.

    Raises:
        TypeError: `signal` is not numeric.
        ValueError: it has more than two dimensions.

    Source: pandas ``shift(1, fill_value=0)``.
    """

    @overload
    def __call__(
        self,
        signal: _Data,
        *,
        out: NDArray[Any] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> NDArray[Any]: ...
    @overload
    def __call__(
        self,
        signal: _T,
        *,
        out: NDArray[Any] | None = None,
        gaps: _Gaps = ...,
        backend: str | None = None,
    ) -> _T: ...

next_bar: _next_bar
