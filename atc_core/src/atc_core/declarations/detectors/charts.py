"""Control charts of one series: a statistic and a signal at each bar.

A bar is missing where its value is NaN, infinite or beyond 1e150: it has NaN, signal 0, and leaves the chart as it was.
A statistic passes a limit where it is above it by more than 1e-10 of the larger one.
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple, TypeAlias

import numpy as np

from atc_core.arrays import Array, Series, Signal
from atc_core.declarations.detectors.magnitudes import magnitudes
from atc_core.domains import LARGEST_INTEGER, LARGEST_REAL, Domain, PositiveFinite, SmoothingConstant
from atc_core.kernel import kernel
from atc_core.samples import around_target

Target: TypeAlias = Annotated[float, Domain(at_least=-LARGEST_REAL, at_most=LARGEST_REAL, typical=100.0)]
Sigma: TypeAlias = Annotated[float, Domain(above=0, at_most=LARGEST_REAL, typical=1.0)]
Slack: TypeAlias = Annotated[float, Domain(at_least=0, at_most=LARGEST_REAL)]
Instances: TypeAlias = Annotated[int, Domain(at_least=1, at_most=LARGEST_INTEGER)]


class EwmaChart(NamedTuple):
    """An average that forgets, how far it may be from the target, and whether it is farther."""

    ewma: Series
    half_width: Series
    signal: Signal


class Cusum(NamedTuple):
    """How far a series has gone above and below its target, and whether that is too far."""

    high: Series
    low: Series
    signal: Signal


class PageHinkley(NamedTuple):
    """How far a series has gone up and down from its mean so far, and whether that is too far."""

    up: Series
    down: Series
    signal: Signal


def ewma_scale(x: Array, target: float, *rest: Any) -> tuple[Any, ...]:
    """Of the average the largest value so far, of the half width its own size."""
    return np.fmax(abs(target), np.maximum.accumulate(magnitudes(x))), np.nan_to_num(rest[-1][1]), 0.0


def cusum_scale(x: Array, target: float, sigma: float, *rest: Any) -> tuple[Any, ...]:
    """``threshold + max(abs(y))`` since the chart started anew."""
    threshold, result = rest[-2], rest[-1]
    with np.errstate(over="ignore", invalid="ignore"):
        distances = np.where(np.isnan(result[0]), 0.0, np.abs((x - target) / sigma))
    largest, scale = 0.0, np.empty(len(x))
    for bar, (distance, signal) in enumerate(zip(distances.tolist(), result[2].tolist(), strict=True)):
        largest = max(largest, distance)
        scale[bar] = threshold + largest
        largest = 0.0 if signal else largest
    return scale, scale, 0.0


def page_hinkley_scale(x: Array, delta: float, *rest: Any) -> tuple[Any, ...]:
    """``n * (max(abs(x - first)) + delta)`` of the n values since the chart started anew."""
    result = rest[-1]
    count, first, largest, scale = 0, 0.0, 0.0, np.zeros(len(x))
    missing = np.isnan(result[0]).tolist()
    for bar, (value, signal) in enumerate(zip(x.tolist(), result[2].tolist(), strict=True)):
        if missing[bar]:
            continue
        first = first if count else value
        count, largest = count + 1, max(largest, abs(value - first))
        scale[bar] = count * (largest + delta)
        if signal:
            count, largest = 0, 0.0
    return scale, scale, 0.0


@kernel(sample=around_target, scale=ewma_scale, gaps=None, also=("ewma_control_chart",))
def ewma_chart(
    x: Series,
    target: Target,
    sigma: Sigma,
    smoothing: SmoothingConstant = 0.2,
    width: PositiveFinite = 3.0,
    *,
    out: EwmaChart | None = None,
) -> EwmaChart:
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
    """


@kernel(sample=around_target, scale=cusum_scale, gaps=None, also=("cumulative_sum", "cusum_chart"))
def cusum(
    x: Series,
    target: Target,
    sigma: Sigma,
    slack: Slack = 0.5,
    threshold: PositiveFinite = 5.0,
    *,
    out: Cusum | None = None,
) -> Cusum:
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
    """


@kernel(sample=around_target, scale=page_hinkley_scale, gaps=None)
def page_hinkley(
    x: Series,
    delta: Slack = 0.005,
    threshold: PositiveFinite = 50.0,
    forgetting: SmoothingConstant = 0.9999,
    min_instances: Instances = 30,
    *,
    out: PageHinkley | None = None,
) -> PageHinkley:
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
