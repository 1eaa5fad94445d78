"""Signatures of everything public, written by ``make docs`` from the declarations."""

from collections.abc import Sequence
from datetime import timedelta
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
_Gaps = Literal["keep", "skip", "raise"]

class _atc(_Handle):
    """Adaptive Trend Classification: which way the averages that earned most point, from -1 to 1.

    Six families of moving averages, nine lengths each, are traded on paper; those that earned more weigh more.

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

    A close at which the fast `sma` comes to lie above the slow one, which it did not at the bar before, makes the
    position long; one at which it comes to lie below makes it short, or closes it. Averages within 1e-10 of each other
    are equal, and before both are valid nothing trades. The fill is at ``close * (1 + slippage)`` when buying, at
    ``close * (1 - slippage)`` when selling; each pays `commission_rate` of its value. A change of position closes all
    of it, then opens with all equity that is left: ``shares = equity / (price * (1 + commission_rate))``.

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
    """Open, high, low, close and volume of the intervals ``[k*every, (k+1)*every)``, one bar for each that has data.

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
    """K-means clusters of the complete rows of a data set, from greedy k-means++ starts: the same bits everywhere.

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
    """K-means clusters of the complete rows of a data set, from given centres: the same bits everywhere.

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
    """Number of the centre that is nearest to each row, the lowest at a tie; -1 for a row with a missing value.

    The squared distance is summed from the first column to the last in float64, without fused multiply-add.

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
    """How much nearer each row is to its own cluster than to the next, from -1 to 1.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        labels: the cluster of each row, integers of shape ``(rows,)``; below 0 for a row that is left out.
        out: where to write the result; it is then returned.

    Returns:
        float64 of shape ``(rows,)``: ``(b - a) / max(a, b)`` of a, the mean distance to the other rows of the own
        cluster, and b, the least mean distance to another one; 0 for a row that is alone in its cluster, and where a
        and b are 0. NaN for a row that is left out or has a missing value.

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
    """Mean of `silhouette_samples` over the rows that are not left out.

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
    """Davies-Bouldin index: how wide clusters are for their distance, of each the worst, on average; low is good.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        labels: the cluster of each row, integers of shape ``(rows,)``; below 0 for a row that is left out.
        out: where to write the result; it is then returned.

    Returns:
        A float: the mean over clusters of the largest ``(s_i + s_j) / d`` of their widths, the mean distances to the
        centre, and the distance of the centres; of ``0 / 0`` it is 0, of ``s / 0`` infinite.

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
    """How often each label came right after each, and the shares of that.

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

    @overload
    def __call__(
        self,
        a: _Data,
        b: _Data | float,
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
    @overload
    def __call__(
        self,
        a: _T,
        b: _T | float,
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

    @overload
    def __call__(
        self,
        a: _Data,
        b: _Data | float,
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
    @overload
    def __call__(
        self,
        a: _T,
        b: _T | float,
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

    @overload
    def __call__(
        self,
        a: _Data,
        b: _Data | float,
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
    @overload
    def __call__(
        self,
        a: _T,
        b: _T | float,
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
    """Quotient of two columns of decimals, row by row, rounded once.

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

    @overload
    def __call__(
        self,
        a: _Data,
        b: _Data | float,
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
    @overload
    def __call__(
        self,
        a: _T,
        b: _T | float,
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

    @overload
    def __call__(
        self,
        x: _Data,
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
    @overload
    def __call__(
        self,
        x: _T,
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
    """Exact sum of a column of decimals.

    Args:
        x: a column of decimals, shape ``(time,)``, or a table; a null is passed over.

    Returns:
        A Decimal, 0 of nothing; of a table a column of one a series.

    Raises:
        TypeError: floats or text.
        ValueError: the sum needs more than 38 digits; on the way it may.

    Source: arithmetic.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        *,
        backend: str | None = None,
    ) -> Any: ...
    @overload
    def __call__(
        self,
        x: _T,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_sum: _decimal_sum

class _decimal_mean(_Handle):
    """Mean of a column of decimals, rounded once from the exact sum.

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

    @overload
    def __call__(
        self,
        x: _Data,
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
    @overload
    def __call__(
        self,
        x: _T,
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
    """Sum of the products of two columns of decimals, exact or rounded once at the end.

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

    @overload
    def __call__(
        self,
        a: _Data,
        b: _Data | float,
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
    @overload
    def __call__(
        self,
        a: _T,
        b: _T | float,
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
    """Exact running sum of a column of decimals.

    Args:
        x: a column of decimals, shape ``(time,)``, or a table.

    Returns:
        A column in the library of `x`; a null row gives null and is passed over.

    Raises:
        TypeError: floats or text.
        ValueError: a row needs more than 38 digits.

    Source: arithmetic.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        *,
        backend: str | None = None,
    ) -> Any: ...
    @overload
    def __call__(
        self,
        x: _T,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_cumulative_sum: _decimal_cumulative_sum

class _decimal_cumulative_max(_Handle):
    """Running maximum of a column of decimals.

    Args:
        x: a column of decimals, shape ``(time,)``, or a table.

    Returns:
        A column of the type of `x`, in its library; a null row gives null and is passed over.

    Raises:
        TypeError: floats or text.
        ValueError: a value has more digits than its type says.

    Source: arithmetic.
    """

    @overload
    def __call__(
        self,
        x: _Data,
        *,
        backend: str | None = None,
    ) -> Any: ...
    @overload
    def __call__(
        self,
        x: _T,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_cumulative_max: _decimal_cumulative_max

class _decimal_commission_per_share(_Handle):
    """Commission by the share, with a minimum for each order over all its fills.

    Args:
        quantity: shares of each fill, a column of decimals without a null, or a table; above 0 buys, below 0 sells.
        order: the order of each fill, integers from 0 to below the number of rows.
        rate: commission of one share, a Decimal or an integer, at least 0.
        minimum: least commission of an order, at least 0.
        scale: digits behind the point, 0 to 38; by default all that the exact value has.
        rounding: one of the eight words of Python's `decimal`; what an order has paid in total is rounded.

    Returns:
        A column in the library of `quantity`: what each fill adds to ``max(minimum, rate * shares)`` of its order. A
        fill of 0 shares pays nothing and begins no order.

    Raises:
        TypeError: floats, or codes that are no integers.
        ValueError: a null, a code out of range, or a total of more than 38 digits; the message names the row.

    Source: the commissions of brokers that bill orders; zipline's ``PerShare`` with its faults mended.
    """

    @overload
    def __call__(
        self,
        quantity: _Data,
        order: _Data,
        rate: Any,
        minimum: Any = ...,
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
    @overload
    def __call__(
        self,
        quantity: _T,
        order: _T,
        rate: Any,
        minimum: Any = ...,
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
    """Commission of one amount an order, paid at its first fill.

    Args:
        quantity: shares of each fill, a column of decimals without a null, or a table.
        order: the order of each fill, integers from 0 to below the number of rows.
        cost: commission of an order, a Decimal or an integer, at least 0.

    Returns:
        A column in the library of `quantity`: `cost` at the first fill of each order that is not of 0 shares, else 0.

    Raises:
        TypeError: floats, or codes that are no integers.
        ValueError: a null, or a code out of range; the message names the row.

    Source: zipline's ``PerTrade``.
    """

    @overload
    def __call__(
        self,
        quantity: _Data,
        order: _Data,
        cost: Any,
        *,
        backend: str | None = None,
    ) -> Any: ...
    @overload
    def __call__(
        self,
        quantity: _T,
        order: _T,
        cost: Any,
        *,
        backend: str | None = None,
    ) -> Any: ...

decimal_commission_per_trade: _decimal_commission_per_trade

class _decimal_commission_per_dollar(_Handle):
    """Commission as a share of the amount of each fill.

    Args:
        quantity: shares of each fill, a column of decimals without a null, or a table.
        price: price of each fill, the same.
        rate: commission of an amount of 1, a Decimal or an integer, at least 0.
        scale: digits behind the point, 0 to 38; by default all that the exact value has.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `quantity`: ``abs(quantity * price) * rate``.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, a null, or a row needs more than 38 digits.

    Source: zipline's ``PerDollar``.
    """

    @overload
    def __call__(
        self,
        quantity: _Data,
        price: _Data,
        rate: Any,
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
    @overload
    def __call__(
        self,
        quantity: _T,
        price: _T,
        rate: Any,
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

    Args:
        quantity: shares of each fill, a column of decimals without a null, or a table.
        price: price of each fill, the same.
        is_maker: whether a fill made the market, booleans.
        maker_rate: commission of an amount of 1 where it did, a Decimal or an integer; below 0 is a rebate.
        taker_rate: the same where it did not.
        scale: digits behind the point, 0 to 38; by default all that the exact value has.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `quantity`: ``abs(quantity * price)`` times the rate of the row.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, a null, or a row needs more than 38 digits.

    Source: the fees of exchanges with an order book.
    """

    @overload
    def __call__(
        self,
        quantity: _Data,
        price: _Data,
        is_maker: _Data,
        maker_rate: Any,
        taker_rate: Any,
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
    @overload
    def __call__(
        self,
        quantity: _T,
        price: _T,
        is_maker: _T,
        maker_rate: Any,
        taker_rate: Any,
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
    """Open, high, low, close and volume of the intervals ``[k*every, (k+1)*every)`` in exact decimals.

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
    ) -> DecimalBars: ...
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
    ) -> DecimalBars: ...

decimal_ohlcv_resample: _decimal_ohlcv_resample

class _decimal_portfolio_value(_Handle):
    """Value of cash and all assets at each bar, exact or rounded once.

    Args:
        quantities: what is held of each asset, a table of decimals, shape ``(time, assets)``; a column is one asset.
        prices: its price, a table of the same columns.
        cash: a column of decimals, one a bar, or a number.
        scale: digits behind the point, 0 to 38; by default all that the exact value has.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `quantities`: ``cash + sum(quantity * price)``. An asset of which nothing is held,
        or null, adds nothing, whatever its price; another without a price makes the bar null, as does a null of `cash`.

    Raises:
        TypeError: floats or text.
        ValueError: the shapes differ, or a row needs more than 38 digits.

    Source: arithmetic.
    """

    @overload
    def __call__(
        self,
        quantities: _Data,
        prices: _Data,
        cash: _Data | float = ...,
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
    @overload
    def __call__(
        self,
        quantities: _T,
        prices: _T,
        cash: _T | float = ...,
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
    """Average price of each order's fills so far, weighted by their shares and rounded once.

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

    Source: ``sum(abs(quantity) * price) / sum(abs(quantity))``.
    """

    @overload
    def __call__(
        self,
        quantity: _Data,
        price: _Data,
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
    @overload
    def __call__(
        self,
        quantity: _T,
        price: _T,
        order: _T,
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

    Args:
        asset: the asset of each fill, integers from 0 to below the number of rows.
        quantity: shares of each fill, a column of decimals without a null, or a table; above 0 buys, below 0 sells.
        price: price of each fill, the same.
        commission: commission of each fill, the same, or a number; it is paid from the cash and is no part of a cost.
        cash: cash before the first fill, a Decimal or an integer.
        scale: digits of `average_price` behind the point, 0 to 38; by default 12, or those of `price` if it has more.
        rounding: one of the eight words of Python's `decimal`, for the cost of what is left and the average price.

    Returns:
        A named tuple of columns ``position, cost, average_price, realized, cash`` in the library of `quantity`. A fill
        that takes a position through 0 closes it, then opens the other at its price. At every row the sum of what is
        realized less all commissions is cash less initial cash plus the cost of open positions, in every digit.

    Raises:
        TypeError: floats, or codes that are no integers.
        ValueError: a null, a code out of range, or a row needs more than 38 digits.

    Source: the average cost method.
    """

    @overload
    def __call__(
        self,
        asset: _Data,
        quantity: _Data,
        price: _Data,
        commission: _Data | float = ...,
        cash: Any = ...,
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
    @overload
    def __call__(
        self,
        asset: _T,
        quantity: _T,
        price: _T,
        commission: _T | float = ...,
        cash: Any = ...,
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
    """Change of each value relative to the one before, rounded once.

    Args:
        values: a column of decimals, shape ``(time,)``, or a table.
        scale: digits behind the point, 0 to 38; by default 12, or those of `values` if they have more.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `values`: null first, and at and behind a null.

    Raises:
        TypeError: floats or text.
        ValueError: a value of 0 before a row that is not null, or a row needs more than 38 digits.

    Source: ``(v[t] - v[t-1]) / v[t-1]``.
    """

    @overload
    def __call__(
        self,
        values: _Data,
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
    @overload
    def __call__(
        self,
        values: _T,
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
    """Annualised Sharpe ratio of a column of returns, rounded once from the exact value.

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

    Source: ``(mean - rf) / std * sqrt(periods)``, as the root of a ratio of integers.
    """

    @overload
    def __call__(
        self,
        returns: _Data,
        rf_per_period: Any = ...,
        periods_per_year: Any = ...,
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
    @overload
    def __call__(
        self,
        returns: _T,
        rf_per_period: Any = ...,
        periods_per_year: Any = ...,
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
    """Annualised Sortino ratio of a column of returns, rounded once from the exact value.

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

    Source: ``(mean - target) / sqrt(mean(min(r - target, 0)**2)) * sqrt(periods)``.
    """

    @overload
    def __call__(
        self,
        returns: _Data,
        target: Any = ...,
        periods_per_year: Any = ...,
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
    @overload
    def __call__(
        self,
        returns: _T,
        target: Any = ...,
        periods_per_year: Any = ...,
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
    """Largest fall of a curve below its highest value so far, as a fraction of that, rounded once.

    Args:
        equity: a column of decimals, shape ``(time,)``, or a table; a null is passed over.
        scale: digits behind the point, 0 to 38; by default 12, or those of `equity` if it has more.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A Decimal, None of nothing; of a table a column of one a series.

    Raises:
        TypeError: floats or text.
        ValueError: a row without a value above 0 before it or in it, or the result needs more than 38 digits.

    Source: ``max(1 - v[t] / max(v[:t + 1]))``.
    """

    @overload
    def __call__(
        self,
        equity: _Data,
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
    @overload
    def __call__(
        self,
        equity: _T,
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

    Args:
        price: quoted price of each fill, a column of decimals without a null, or a table.
        quantity: shares of each fill, the same; above 0 buys, below 0 sells.
        amount: how much worse the price is, a Decimal or an integer of any sign.
        scale: digits behind the point, 0 to 38; by default those of `price` or `amount`.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `price`: ``price + sign(quantity) * amount``.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, a null, or a row needs more than 38 digits.

    Source: zipline's ``FixedSlippage``.
    """

    @overload
    def __call__(
        self,
        price: _Data,
        quantity: _Data,
        amount: Any,
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
    @overload
    def __call__(
        self,
        price: _T,
        quantity: _T,
        amount: Any,
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
    """Price of a fill that is worse by basis points.

    Args:
        price: quoted price of each fill, a column of decimals without a null, or a table.
        quantity: shares of each fill, the same; above 0 buys, below 0 sells.
        basis_points: ten thousandths by which the price is worse, a Decimal or an integer of any sign.
        scale: digits behind the point, 0 to 38; by default all that the exact value has.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `price`: ``price * (1 + sign(quantity) * basis_points / 10000)``.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, a null, or a row needs more than 38 digits.

    Source: zipline's ``FixedBasisPointsSlippage``.
    """

    @overload
    def __call__(
        self,
        price: _Data,
        quantity: _Data,
        basis_points: Any,
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
    @overload
    def __call__(
        self,
        price: _T,
        quantity: _T,
        basis_points: Any,
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
    """Price of a fill that is worse by the square of its share of the volume.

    Args:
        price: quoted price of each fill, a column of decimals without a null, or a table.
        quantity: shares of each fill, the same; above 0 buys, below 0 sells.
        volume: volume of the bar of each fill, the same.
        limit: largest share of the volume that a fill may be, a Decimal or an integer, at least 0.
        impact: how much worse the price of all the volume would be, as a fraction, of any sign.
        scale: digits behind the point, 0 to 38; by default 12, or those of `price` if it has more.
        rounding: one of the eight words of Python's `decimal`.

    Returns:
        A column in the library of `price`: ``price * (1 + sign(quantity) * (abs(quantity) / volume)**2 * impact)``.

    Raises:
        TypeError: floats or text.
        ValueError: the lengths differ, a null, a share above the limit, shares where the volume is not above 0, or a
            row needs more than 38 digits.

    Source: zipline's ``VolumeShareSlippage``.
    """

    @overload
    def __call__(
        self,
        price: _Data,
        quantity: _Data,
        volume: _Data,
        limit: Any = ...,
        impact: Any = ...,
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
    @overload
    def __call__(
        self,
        price: _T,
        quantity: _T,
        volume: _T,
        limit: Any = ...,
        impact: Any = ...,
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
    """First-order autoregression of a series: what it returns to, how slowly, and the spread of the rest.

    Args:
        x: the series, shape ``(time,)`` or ``(time, series)``. A value is missing where it is NaN, infinite or beyond
            1e150.
        center: whether the series returns to its median or to its mean.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple of floats, or of float64 of shape ``(series,)``: `mu`; `phi`, with ``c = x - mu`` the sum of
        ``c[t] * c[t-1]`` over that of ``c[t-1] ** 2`` of neighbours that are both there, at most 0.999 in magnitude, 0
        of fewer than 3 pairs; `sigma`, 1.4826 times the median absolute deviation of ``c[t] - phi * c[t-1]``. Where
        that is not above 1e-10 of the median of ``abs(c)``, as of a quantised sensor, it is the root of the mean
        square, and where that is not either, 0. Without a pair `sigma` is NaN, without a value all are.

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
    """How far each bar is from what a first-order autoregression expects of it, signed, and in standard deviations.

    Args:
        x: the series, shape ``(time,)`` or ``(time, series)``. A value is missing where it is NaN, infinite or beyond
            1e150.
        model: what `ar1_fit` gave: `mu`, `phi` and `sigma`, a number each, or one for each series.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple of float64 of the shape of `x`, with ``c = x - mu``: `residual`, ``c[t] - phi * c[t-1]``, and
        `zscore`, that over `sigma`. Both are NaN at the first bar, where a value is missing, and after that. With a
        `sigma` of 0 a score is 0 where the residual is within 1e-10 of the larger ``abs(c)``, else infinite.

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
    """EWMA control chart: an exponential average that starts at the target, its limits, and -1 or 1 beyond them.

    Args:
        x: the series, shape ``(time,)`` or ``(time, series)``.
        target: where the series should be, finite.
        sigma: its standard deviation when it is in control, finite and above 0.
        smoothing: how far the average goes towards each value, above 0 and at most 1.
        width: the limits in standard deviations of the average, finite and above 0.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple of the shape of `x`: float64 `ewma`, ``smoothing * x + (1 - smoothing) * ewma``; float64
        `half_width`, at the t-th value ``width * sigma * sqrt(smoothing / (2 - smoothing) * (1 - (1 - smoothing) **
        (2 * t)))``; int8 `signal`, 1 where the average is above the target by more than that, -1 where it is below,
        else 0. It never starts anew.

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
    """Tabular CUSUM: how far a series has drifted above and below its target, and -1 or 1 where that is too far.

    Args:
        x: the series, shape ``(time,)`` or ``(time, series)``.
        target: where the series should be, finite.
        sigma: its standard deviation when it is in control, finite and above 0.
        slack: standard deviations from the target that count for nothing, finite and at least 0.
        threshold: standard deviations from which a drift is too far, finite and above 0.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple of the shape of `x`, with ``y = (x - target) / sigma``: float64 `high`, ``max(0, high + y -
        slack)``; float64 `low`, ``max(0, low - y - slack)``; int8 `signal`, 1 where `high` is above `threshold`, -1
        where `low` is, else 0. After a signal both start from 0 again.

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
    """Page-Hinkley test of a change of the mean: how far a series has gone up and down, and 1 or -1 where too far.

    Args:
        x: the series, shape ``(time,)`` or ``(time, series)``.
        delta: the change that counts for nothing, in the units of `x`, finite and at least 0.
        threshold: from where on a change is too far, finite and above 0.
        forgetting: what a bar leaves of the sums before it, above 0 and at most 1.
        min_instances: values before the first signal, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple of the shape of `x`. Of the values since the start let m be their mean so far, ``U = forgetting *
        U + (x - m) - delta`` and ``L = forgetting * L + (x - m) + delta``, from 0: float64 `up`, ``U - min(U)``;
        float64 `down`, ``max(L) - L``; int8 `signal`, from the `min_instances`-th value on 1 where `up` is above
        `threshold`, -1 where `down` is, the larger where both are, else 0. After a signal all of it starts anew.

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
    """Principal components of the complete rows of a data set, the model that `pca_score` and `pca_limits` take.

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
    """How unusual each row is to principal components: its squared distance from them, and Hotelling's T² along them.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        model: what `pca_fit` gave.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple of float64 of shape ``(rows,)``, higher where a row is more unusual, with ``xs = (x - mean) /
        scale`` and ``z = components @ xs``: `spe`, the squared length of ``xs - components.T @ z``; `t2`, the sum of
        ``z ** 2 / eigenvalues``. A row with a missing value (NaN, infinite, beyond 1e150) has NaN.

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
    """The limits that a share of normal rows exceeds in `pca_score`.

    Args:
        model: what `pca_fit` gave.
        alpha: the share, above 0 and below 1.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple of floats: `spe`, by Jackson and Mudholkar, or by Box where their exponent is not above 1e-6; 0
        where every component was kept. `t2`, of rows that were not fitted, ``k * (n**2 - 1) / (n * (n - k))`` times the
        quantile of F with k and n - k degrees of freedom; NaN where n is not above k, 0 without a component.

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
    """Squared Mahalanobis distance of each row: ``(x - mean) @ precision @ (x - mean)``.

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
    """Population stability index: how far the shares of a sample have moved from those that were expected.

    Args:
        expected: the sample that the bins are made of, shape ``(values,)`` or ``(values, series)``. A value that is
            missing (NaN, infinite, beyond 1e150) is dropped.
        actual: the sample that is compared, shape ``(others,)`` or ``(others, series)``.
        bins: how many bins there are, at least 2; their edges are values of `expected`, equal ones are one.
        floor: the least share that a bin counts with, above 0 and below 1.
        out: where to write the result; it is then returned.

    Returns:
        A float, or float64 of shape ``(series,)``: the sum over the bins of ``(q - p) * log(q / p)`` of the shares p of
        `expected` and q of `actual`, finite; NaN where a sample has no value.

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
    """Two-sample Kolmogorov-Smirnov test: the largest distance of two distributions, and its p-value in the limit.

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
    """Isolation forest of the complete rows of a data set: the same bits everywhere.

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
        used, and `n_features`. A node cuts one of its columns that are not constant at a random place between the
        least and the greatest value; it is a leaf where there is none, and at a depth of the logarithm of the rows.

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
    """How unusual each row is to an isolation forest, above 0 and at most 1; usual rows are below a half.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        model: what `isolation_forest_fit` gave.
        out: where to write the result; it is then returned.

    Returns:
        float64 of shape ``(rows,)``: ``2 ** (-path / c)`` of the mean length of a row's paths and the expected one, c,
        of `max_samples` rows; 0.5 where that is one row. NaN for a row with a missing value (NaN, infinite, beyond
        1e150).

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
    """Position, average cost and realised gain after each fill.

    A fill that adds to a position moves its cost to the mean by quantity; one that takes from it realises the
    difference from that cost and leaves it; one through zero does both, and begins at its own price.

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
    """Every position from flat to flat: when, how much, at which mean prices, and its pnl net of commission.

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
    """Commission of each fill, where an order owes a minimum once over all its fills.

    An order owes ``max(per_order + per_share * shares + rate * value, minimum)`` in all; each fill pays what is owed
    more than before it, in the order in which they are given.

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
    """Cash, positions and equity at the end of each bar, from any table of fills.

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
    """Account of target weights, values or shares that are traded at the next open, out of one shared cash.

    A row of targets is known at the close of its bar and traded at the open of the next one. All that closes positions
    is done first and in full; all that opens them is then scaled by one factor, so that the account can carry it with
    its costs and no asset is favoured by its column.

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
    """Account of orders on bars: fills with costs and limits of volume, groups, brackets, stops, margin, ruin.

    An order is placed at the close of its bar and can fill from the next one on, at most once a bar. In a bar, step by
    step and in each by row: at the open market orders, limits that are at their limit or better, and stops that the
    open reaches or jumps over, all at the open; then stops that the bar reaches, at their level; then limits, at their
    limit; then stops whose parent first filled inside the bar. Where a bar reaches a stop and a target, the stop fills.

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
    """Wilder's moving average: the mean of the first `length` bars, then ``1/length`` of the way to each bar.

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
    """Triangular moving average: weights 1, 2, and so on up to the middle of the window and back.

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
    """Volume-weighted moving average: ``sum(x*volume) / sum(volume)`` of the last `length` bars.

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
    """Bollinger bands: the mean of a window and its standard deviation times `multiplier` above and below.

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
    """Keltner channels: the `ema` of the close and its `atr` times `multiplier` above and below.

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
    """Donchian channel: highest high and lowest low of a window, the newest bar included, and their middle.

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
    """Ichimoku: middles of three ranges, two of them as the cloud that stands at each bar; no lagging span.

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
    """Rate of change in percent over `length` bars.

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
    """Moving average convergence divergence: fast less slow `ema`, its own `ema`, and the difference of both.

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
    """Percentage price oscillator: fast less slow `ema` in percent of the slow one, its own `ema`, and the difference.

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
    """TRIX: by how many percent the third of three exponential averages, as in `tema`, moves in a bar.

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
    """Average directional index: how strong the trend is, with the shares of moves up and down in the range.

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
    """Aroon: how long ago the highest high and the lowest low of ``length + 1`` bars were; 100 is now, 0 is longest.

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
    """Relative strength index: the share of rises in all moves, each averaged as Wilder does.

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
    """Stochastic oscillator: where the close is between lowest low and highest high, smoothed; and its average.

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
    """KDJ: the stochastic oscillator smoothed as Wilder does, and ``j = 3*k - 2*d``.

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
    """Williams %R: where the close is between lowest low and highest high, from -100 to 0.

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
    """Commodity channel index: the typical price less its mean, over 0.015 of its mean deviation.

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
    """Money flow index: the share of what was traded at rising typical prices in all that moved them.

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
    """Ultimate oscillator: buying pressure over true range in three windows, which weigh 4, 2 and 1.

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
    """Normalized average true range: `atr` in percent of the close.

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
    """Supertrend: a stop some average ranges from the middle of the bar, which only moves with the trend.

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
    """Accumulation/distribution line: the sum of volumes so far, weighed by where the close is in its bar, -1 to 1.

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
    """Chaikin oscillator: fast less slow exponential average of `accumulation_distribution`, from its first value on.

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
    """Chaikin money flow: the share of a window's volume that closes near the high, less that near the low.

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
    """Volume-weighted average price of each session so far: ``sum(typical price * volume) / sum(volume)``.

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
    """Mean true range of the last bars in percent of the last close, and mean range in percent of each bar's own.

    Args:
        high: prices, shape ``(time,)`` or ``(time, series)``.
        low: same shape.
        close: same shape.
        lookback: how many bars, at least 1.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple ``(atr_percent, spread_percent)`` of a number a series: 100 times the mean of
        ``max(high - low, |high - c|, |low - c|)`` over the last close, with c the close before each bar, and 100 times
        the mean of ``(high - low)/close``. NaN where there are fewer than ``lookback + 1`` bars, or a value of them is.

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
    """Amihud's illiquidity: the mean of the return's magnitude over the money traded, of each window.

    Args:
        close: prices, shape ``(time,)`` or ``(time, series)``.
        volume: same shape.
        window: bars of the window, at least 2.
        min_periods: bars that a mean needs, from 1 to `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, first valid at bar `window`: the mean of ``|R|/(close*volume)`` with simple returns R, over
        the bars of the window where ``close*volume`` is above 0 and the ratio finite; NaN of fewer than `min_periods`.

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
    """Roll's spread: how far prices bounce between bid and ask, from the covariance of changes that follow each other.

    Args:
        close: prices, shape ``(time,)`` or ``(time, series)``.
        window: pairs of changes, at least 2.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, in the units of `close`, first valid at bar ``window + 1``: ``2*sqrt(-c)`` with the
        covariance c (ddof 1) of each change and the one before. NaN where c is not below -1e-10 times the square of
        the largest change, and where the window holds a NaN.

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
    """Kyle's lambda: how far a unit of signed volume moves the price, the least-squares slope of each window.

    Args:
        close: prices, shape ``(time,)`` or ``(time, series)``.
        signed_volume: volume bought less volume sold, same shape.
        window: bars of the window, at least 2.
        out: where to write the result; it is then returned.

    Returns:
        float64, that shape, first valid at bar `window`: the slope, with an intercept, of the change of `close` on
        `signed_volume`. NaN where all volumes of the window are equal, or it holds a NaN.

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
    """Corwin and Schultz's spread: the part of the range that two bars have by themselves but not together.

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
    """How far below its highest value so far a curve is, as a fraction of that.

    Args:
        equity: the curve, shape ``(time,)`` or ``(time, series)``, above 0 where it begins; later it may be anything.
        out: where to write the result; it is then returned.

    Returns:
        ``1 - equity[t] / max(equity[0..t])``, float64, shape of `equity`: 0 at a peak, above 1 in debt. NaN stays NaN
        at its bar and is passed over by the peak.

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
    """Largest `drawdown` of a curve, a fraction of the peak before it.

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
    """Compound annual growth rate of a curve.

    Args:
        equity: the curve, shape ``(time,)`` or ``(time, series)``, above 0 where it begins; NaN is dropped.
        periods_per_year: bars in a year, finite and above 0.
        out: where to write the result; it is then returned.

    Returns:
        ``(last / first) ** (periods_per_year / (n - 1)) - 1`` of n values, a fraction: a float, or float64 of shape
        ``(series,)``. -1 where the curve ends at or below 0, NaN for fewer than 2 values.

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
    """Calmar ratio: `annual_return` over `max_drawdown`.

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

    Args:
        returns: simple returns per bar, a fraction, shape ``(time,)`` or ``(time, series)``; NaN is dropped.
        level: the share of returns that are worse, from 0 to 1.
        out: where to write the result; it is then returned.

    Returns:
        Element ``floor((n - 1) * level)`` of the n returns in ascending order, the product in float64: a float, or
        float64 of shape ``(series,)``, exact. NaN without returns.

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
    """Expected shortfall: the mean of all returns at or below the `value_at_risk` of that level.

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
    """Sharpe ratio: mean excess return over standard deviation, per year; 0 where all returns are equal.

    Args:
        returns: simple returns per bar, a fraction, shape ``(time,)`` or ``(time, series)``; NaN is dropped.
        rf_per_period: the risk-free return per bar, a fraction.
        periods_per_year: bars in a year, finite and above 0.
        ddof: what the variance divides by less than the number of returns, at least 0.
        out: where to write the result; it is then returned.

    Returns:
        ``(mean - rf_per_period) / std * sqrt(periods_per_year)``: a float, or float64 of shape ``(series,)``. NaN for
        fewer than 2 returns or not more than `ddof`.

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
    """Sortino ratio: mean return above the target over the downside deviation from it, per year.

    Args:
        returns: simple returns per bar, a fraction, shape ``(time,)`` or ``(time, series)``; NaN is dropped.
        target: the least acceptable return per bar, a fraction.
        periods_per_year: bars in a year, finite and above 0.
        out: where to write the result; it is then returned.

    Returns:
        ``(mean - target) / sqrt(mean(min(returns - target, 0)**2)) * sqrt(periods_per_year)``, the mean of squares over
        all returns: a float, or float64 of shape ``(series,)``. Where no return is below the target, +Inf if any is
        above it and 0 if none is; NaN without returns.

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
    """Volatility: standard deviation of the returns, per year.

    Args:
        returns: simple returns per bar, a fraction, shape ``(time,)`` or ``(time, series)``; NaN is dropped.
        periods_per_year: bars in a year, finite and above 0.
        ddof: what the variance divides by less than the number of returns, at least 0.
        out: where to write the result; it is then returned.

    Returns:
        ``std * sqrt(periods_per_year)``, a fraction: a float, or float64 of shape ``(series,)``. Exactly 0 where all
        returns are equal; NaN where there are not more than `ddof`.

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
    """Simple moving average: the mean of the last `length` bars.

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
    """Exponential moving average with ``a = 2/(length+1)``, seeded with the mean of the first `length` bars.

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
    """Weighted moving average: the newest bar weighs `length`, the oldest 1.

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
    """Double exponential moving average ``2*e1 - e2``; e2 averages e1, seeded with the first valid e1.

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
    """Least-squares moving average: the line through the last `length` bars, at the newest bar.

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
    """Hull moving average: ``wma(2*wma(x, length//2) - wma(x, length), floor(sqrt(length)))``.

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
    """Kaufman's adaptive moving average: fast in a trend, slow in noise.

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

    A message is stale where its last number is at most the largest one seen: drop it. It comes after a gap where its
    first number is more than one above that: ask for a snapshot. Counting then goes on from it, so each gap is
    flagged once.

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

    A size above 0 sets the level at a price, 0 removes it; removing what is not there changes nothing. Time and memory
    grow with the levels that are alive, not with the span of their prices.

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
    """Mid, spread, microprice, depth, imbalance and state of each snapshot of a book.

    Args:
        bid_price: prices of the bids, best first, NaN where there is no level, shape ``(time, levels)``.
        bid_size: their sizes, same shape, finite and at least 0.
        ask_price: prices of the asks, same shape.
        ask_size: their sizes, same shape.
        levels: how many levels count at most, at least 1; of snapshots that have fewer, all.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple, each field of shape ``(time,)``. With best prices b and a and their sizes p and q: `mid` is
        ``(a + b)/2``, `spread` ``a - b``, negative of a crossed book, `microprice` ``(a*p + b*q)/(p + q)``, towards the
        side with less size; `bid_depth` and `ask_depth` are the sizes of the levels together, 0 of none, `imbalance`
        their difference over their sum, NaN where both are 0; `bid_vwap` and `ask_vwap` the prices of the levels
        weighed by size; `state` is int8: -1 where a side is missing, 0 where the bid is below the ask, 1 where they are
        equal, 2 where they cross. A missing side makes mid, spread and microprice NaN.

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

    ``[b >= b']*q - [b <= b']*q' - [a <= a']*r + [a >= a']*r'`` with bid price b, its size q, ask price a, its size r,
    and a stroke for the snapshot before. A bid that is not there counts as -Inf, an ask as +Inf, both with size 0.

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
    """What it costs to take a quantity from the levels of one side, best first.

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
    """Largest valid value of the last `window` bars.

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
    """Smallest valid value of the last `window` bars.

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
    """The series with its missing values filled; infinities count as missing.

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
    """Median of the valid values of the last `window` bars.

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
    """Median absolute deviation of the valid values of the last `window` bars from their own median, times `scale`.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        scale: a factor, finite and above 0; 1.4826 makes it the standard deviation of a normal distribution.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`, in the units of `x`: the median of ``abs(x - m)``, m the median of the same window, so
        that it is not the rolling median of ``abs(x - rolling_median)``. NaN where the window holds fewer than
        `min_periods` valid values.

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
    """How far each bar is from the median of its window, in robust standard deviations.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`: ``(x - median) / (1.4826*MAD)`` of the bar's own window. Where MAD is 0 it is 0 for a bar
        that equals the median, else infinite with the sign of ``x - median``. NaN where the window holds fewer than
        `min_periods` valid values, and where the bar is none.

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
    """Mean of the valid values of the last `window` bars.

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
    """Standard deviation of the valid values of the last `window` bars.

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
    """Mean and standard deviation of the valid values of the last `window` bars, in one pass.

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
    """Skewness of the valid values of the last `window` bars, corrected for bias.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`: ``sqrt(n*(n-1))/(n-2) * m3/m2**1.5`` with central moments over n values; NaN where the
        window holds fewer than `min_periods` valid values or 3, and where they are equal.

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
    """Excess kurtosis of the valid values of the last `window` bars, corrected for bias; 0 of a normal one.

    Args:
        x: shape ``(time,)`` or ``(time, series)``; NaN and infinities are skipped.
        window: bars in the window, at least 1; it may be longer than the series.
        min_periods: valid values that a result needs, from 1 to `window`; None is `window`.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape of `x`: ``(n-1)/((n-2)*(n-3)) * ((n+1)*m4/m2**2 - 3*(n-1))`` with central moments over n values;
        NaN where the window holds fewer than `min_periods` valid values or 4, and where they are equal.

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
    """Slope per bar of the least-squares line through the valid values of the last `window` bars.

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
    """Pearson correlation of two series over the last `window` bars, of which those count at which both are valid.

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
    """Pearson correlation of `x` with `y` some bars earlier over the last `window` bars of `x`: whether `y` leads.

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
    """Energy of a series in bands of frequency, in windows of `window` bars that start every `hop` bars.

    Args:
        x: shape ``(time,)`` or ``(time, series)``.
        window: bars in a window, at least 1.
        hop: bars from the start of a window to that of the next, at least 1.
        bands: pairs ``(low, high)`` of frequencies as fractions of Nyquist's, ``0 <= low < high <= 1``; a band holds
            its low end, not its high one unless that is 1. They may overlap or leave gaps.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape ``(windows, bands)`` or ``(windows, series, bands)``, in squares of the units of `x`: the sum of
        ``abs(rfft(x - mean))**2`` over the frequencies ``2*k/window`` in a band, where equal but for rounding is equal.
        Frequency 0 has none, exactly. Window w starts at bar ``w*hop``; there is none where the series is shorter. NaN
        where a window holds a NaN or an infinity.

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

    Args:
        x: shape ``(time,)`` or ``(time, series)``.
        max_lag: the longest lag in bars, at least 0; at or beyond the length of the series a lag is all NaN.
        out: where to write the result; it is then returned.

    Returns:
        float64, shape ``(time, series*(max_lag+1))``: column ``c*(max_lag+1) + k`` is series c k bars back, its first
        k rows NaN. Values are copied as they are, NaN and infinities too. One series gives ``(time, max_lag+1)``.

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
    """Pearson correlation of each pair of series, over the rows at which both are valid.

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
    """Pearson correlation of each series with each other one 0 to `max_lag` bars earlier: which one leads.

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
    """Return of each bar over the bar before it: ``prices[t]/prices[t-1] - 1``.

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
