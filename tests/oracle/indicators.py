"""Indicators, averages and bands: each field is the end that can be computed, in fractions."""

from __future__ import annotations

import operator
from functools import wraps
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from oracle.rolling import covariance, root
from oracle.series import NAN, Exact, exact, mean, smoothed, tied, total

if TYPE_CHECKING:
    from collections.abc import Callable

Series = list[Exact]


def of_windows(function: Callable[..., Any]) -> Callable[..., Any]:
    """A kernel that looks at every bar."""
    return on_exact(function, lambda series: 0)


def recursive(function: Callable[..., Any]) -> Callable[..., Any]:
    """A kernel that starts at the first bar at which no input is NaN."""
    return on_exact(
        function, lambda series: next((t for t, bar in enumerate(zip(*series)) if whole(*bar)), len(series[0]))
    )


def on_exact(function: Callable[..., Any], start: Callable[[list[Series]], int]) -> Callable[..., Any]:
    @wraps(function)
    def evaluated(*arguments: Any) -> Any:
        arrays = [item for item in arguments if isinstance(item, np.ndarray)]
        options = arguments[len(arrays) :]
        series = [exact(item) for item in arrays]
        first = start(series)
        result = function(*(item[first:] for item in series), *options)
        fields = result if isinstance(result, tuple) else (result,)
        made = tuple(in_full(len(arrays[0]), field) for field in fields)
        return made if isinstance(result, tuple) else made[0]

    return evaluated


def in_full(bars: int, values: Any) -> np.ndarray[Any, Any]:
    """Exact numbers after NaN; integers after 0."""
    if isinstance(values, np.ndarray):
        return np.append(np.zeros(bars - len(values), np.int8), values)
    return np.array([np.nan] * (bars - len(values)) + [float(value) for value in values])


def whole(*numbers: Exact) -> bool:
    return not any(number.is_nan() for number in numbers)


def largest(*values: Exact) -> Exact:
    return max(values, key=operator.attrgetter("value")) if whole(*values) else NAN


def smallest(*values: Exact) -> Exact:
    return min(values, key=operator.attrgetter("value")) if whole(*values) else NAN


def rounded(a: Exact, b: Exact) -> Exact:
    """One IEEE subtraction."""
    return Exact(float(a - b))


def rolling(x: Series, n: int, formula: Callable[[Series], Exact]) -> Series:
    """The formula of each whole window, oldest bar first."""
    return [formula(x[t - n + 1 : t + 1]) for t in range(n - 1, len(x))]


def highest(x: Series, n: int) -> Series:
    return rolling(x, n, lambda window: largest(*window))


def lowest(x: Series, n: int) -> Series:
    return rolling(x, n, lambda window: smallest(*window))


def means(x: Series, n: int) -> Series:
    return rolling(x, n, mean)


def sums(x: Series, n: int) -> Series:
    return rolling(x, n, total)


def ema_of(x: Series, n: int) -> Series:
    return [seed := mean(x[:n]), *smoothed(x[n:], seed, n)] if n <= len(x) else []


def wilder(x: Series, n: int) -> Series:
    if n > len(x):
        return []
    averages = [mean(x[:n])]
    for value in x[n:]:
        averages.append(averages[-1] + (value - averages[-1]) / n)
    return averages


def aligned(*fields: Series) -> list[tuple[Exact, ...]]:
    """The bars that all fields have."""
    count = min(map(len, fields))
    return list(zip(*(field[len(field) - count :] for field in fields)))


def together(*fields: Series) -> tuple[Series, ...]:
    """The same by field; NaN in all where it is NaN in one."""
    bars = [bar if whole(*bar) else (NAN,) * len(bar) for bar in aligned(*fields)]
    return tuple([bar[place] for bar in bars] for place in range(len(fields)))


def between(middle: Series, width: Series, multiplier: float) -> tuple[Series, ...]:
    """Bands so many widths above and below."""
    pairs = aligned(middle, width)
    upper = [m + multiplier * w for m, w in pairs]
    return together(upper, middle, [m - multiplier * w for m, w in pairs])


@recursive
def rma(x: Series, length: int) -> Series:
    return wilder(x, length)


def three_averages(x: Series, length: int) -> tuple[Series, Series, Series]:
    e1 = ema_of(x, length)
    e2 = ema_of(e1, length)
    return e1, e2, ema_of(e2, length)


@recursive
def tema(x: Series, length: int) -> Series:
    return [3 * e1 - 3 * e2 + e3 for e1, e2, e3 in aligned(*three_averages(x, length))]


@of_windows
def trima(x: Series, length: int) -> Series:
    if length > len(x):
        return []
    weights = [min(j + 1, length - j) for j in range(length)]
    return rolling(x, length, lambda window: total([w * v for w, v in zip(weights, window)]) / sum(weights))


@of_windows
def vwma(x: Series, volume: Series, length: int) -> Series:
    paid = [price * size for price, size in zip(x, volume)]
    pairs = zip(sums(paid, length), sums(volume, length))
    return [NAN if traded == 0 else value / traded for value, traded in pairs]


def true_ranges(high: Series, low: Series, close: Series) -> Series:
    pairs = zip(high[1:], low[1:], close)
    return [largest(h - b, abs(h - before), abs(b - before)) for h, b, before in pairs]


def atr_of(high: Series, low: Series, close: Series, length: int) -> Series:
    return wilder(true_ranges(high, low, close), length)


@of_windows
def true_range(high: Series, low: Series, close: Series) -> Series:
    return true_ranges(high, low, close)


@recursive
def atr(high: Series, low: Series, close: Series, length: int = 14) -> Series:
    return atr_of(high, low, close, length)


@recursive
def natr(high: Series, low: Series, close: Series, length: int = 14) -> Series:
    return [100 * average / price for average, price in aligned(atr_of(high, low, close, length), close)]


def deviation(window: Series, ddof: int) -> Exact:
    if not whole(*window):
        return NAN
    if all(value == window[0] for value in window):
        return Exact(0)
    if not all(value.is_finite() for value in window):
        return NAN
    numbers = [value.value for value in window]
    return Exact(root(covariance(numbers, numbers) / (len(numbers) - ddof)))


@of_windows
def bollinger(x: Series, length: int = 20, multiplier: float = 2.0, ddof: int = 0) -> tuple[Series, ...]:
    return between(means(x, length), rolling(x, length, lambda window: deviation(window, ddof)), multiplier)


@recursive
def keltner(
    high: Series, low: Series, close: Series, length: int = 20, multiplier: float = 2.0, atr_length: int = 10
) -> tuple[Series, ...]:
    return between(ema_of(close, length), atr_of(high, low, close, atr_length), multiplier)


def middles(high: Series, low: Series, n: int) -> Series:
    return [(h + b) / 2 for h, b in zip(highest(high, n), lowest(low, n))]


@of_windows
def donchian(high: Series, low: Series, length: int = 20) -> tuple[Series, ...]:
    return highest(high, length), middles(high, low, length), lowest(low, length)


@of_windows
def ichimoku(
    high: Series, low: Series, conversion: int = 9, base: int = 26, span_b: int = 52, displacement: int = 26
) -> tuple[Series, ...]:
    fast, slow = middles(high, low, conversion), middles(high, low, base)
    spans = [(a + b) / 2 for a, b in aligned(fast, slow)], middles(high, low, span_b)
    return fast, slow, *(span[: max(len(span) - (displacement - 1), 0)] for span in spans)


@recursive
def supertrend(
    high: Series, low: Series, close: Series, length: int = 10, multiplier: float = 3.0
) -> tuple[Series, np.ndarray[Any, Any]]:
    lines: Series = []
    directions: list[int] = []
    upper = lower = before = NAN
    for average, h, b, c in aligned(atr_of(high, low, close, length), high, low, close):
        middle, width = (h + b) / 2, multiplier * average
        top, bottom = middle + width, middle - width
        is_first = not lines
        if not whole(top, bottom) or not (is_first or whole(c, before, upper, lower)):
            missing = len(close) - length - len(lines)
            return lines + [NAN] * missing, np.array(directions + [0] * missing, np.int8)
        if is_first:
            upper, lower, direction = top, bottom, 1
        else:
            upper = top if top < upper or (before > upper and not tied(before, upper)) else upper
            lower = bottom if bottom > lower or (before < lower and not tied(before, lower)) else lower
            if direction == -1 and c > upper and not tied(c, upper):
                direction = 1
            elif direction == 1 and c < lower and not tied(c, lower):
                direction = -1
        before = c
        lines.append(lower if direction == 1 else upper)
        directions.append(direction)
    return lines, np.array(directions, np.int8)


@recursive
def parabolic_sar(high: Series, low: Series, acceleration: float = 0.02, maximum: float = 0.2) -> Series:
    if len(high) < 2:
        return []
    limit, least = Exact(maximum), smallest(Exact(acceleration), Exact(maximum))
    down, up = rounded(low[0], low[1]), rounded(high[1], high[0])
    rising = not (down > 0 and down > up) if whole(down, up) else True
    sar, point = (low[0], high[1]) if rising else (high[0], low[1])
    if not whole(down, up):
        sar = NAN
    factor, results = least, []
    pairs = [(high[1], low[1]), *zip(high[1:], low[1:])]
    for (h_before, l_before), (h, b) in pairwise(pairs):
        if not whole(h, b, sar):
            break
        if rising and (b <= sar or tied(b, sar)):
            rising, sar, factor, point = False, largest(point, h_before, h), least, b
            results.append(sar)
        elif not rising and (h >= sar or tied(h, sar)):
            rising, sar, factor, point = True, smallest(point, l_before, b), least, h
            results.append(sar)
        else:
            results.append(sar)
            if (h > point) if rising else (b < point):
                point, factor = h if rising else b, smallest(factor + least, limit)
        sar = sar + factor * (point - sar)
        sar = smallest(sar, l_before, b) if rising else largest(sar, h_before, h)
    return results + [NAN] * (len(high) - 1 - len(results))
