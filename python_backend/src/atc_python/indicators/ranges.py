"""Ranges of bars and the stops that follow prices, as their definitions read."""

import math

import numpy as np

from atc_core.arrays import Series
from atc_core.declarations.indicators import ranges as declared
from atc_python.kinds import recursive, windowed
from atc_python.recursion import wilder
from atc_python.ties import is_tied


@windowed(declared.true_range)
def true_range(high: Series, low: Series, close: Series) -> Series:
    """The largest distance between high, low and the close before, from the second bar on."""
    high, low, before = high[1:], low[1:], close[:-1]
    return np.maximum(np.maximum(high - low, np.abs(high - before)), np.abs(low - before))


@recursive(declared.atr)
def atr(high: Series, low: Series, close: Series, length: int) -> Series:
    """The average of the true range."""
    return wilder(true_range(high, low, close), length)


@recursive(declared.natr)
def natr(high: Series, low: Series, close: Series, length: int) -> Series:
    """The same in percent of the close."""
    average = atr(high, low, close, length)
    return 100.0 * average / close[len(close) - len(average) :]


@recursive(declared.supertrend)
def supertrend(
    high: Series, low: Series, close: Series, length: int, multiplier: float
) -> tuple[list[float], list[int]]:
    """A stop below the price until the close passes it, then above, and so on; both sides are carried on always."""
    width = multiplier * atr(high, low, close, length)
    first = len(close) - len(width)
    middle = (high[first:] + low[first:]) / 2.0
    bars = zip((middle + width).tolist(), (middle - width).tolist(), close[first:].tolist(), strict=True)
    lines, directions = [math.nan] * len(width), [0] * len(width)
    upper, lower, before, direction = math.inf, -math.inf, math.nan, 0
    for t, (top, bottom, price) in enumerate(bars):
        if any(map(math.isnan, (top, bottom) if t == 0 else (top, bottom, price, before))):
            break
        if t == 0:
            upper, lower, direction = top, bottom, 1
        else:
            upper = top if top < upper or passes(before, upper) else upper
            lower = bottom if bottom > lower or passes(-before, -lower) else lower
            if passes(price, upper) if direction < 0 else passes(-price, -lower):
                direction = -direction
        before = price
        lines[t], directions[t] = (lower if direction > 0 else upper), direction
    return lines, directions


def passes(price: float, level: float) -> bool:
    """Whether a price is above a level by more than the tie band."""
    return price > level and not is_tied(price, level)


@recursive(declared.parabolic_sar)
def parabolic_sar(high: Series, low: Series, acceleration: float, maximum: float) -> list[float]:
    """A stop that runs after the extreme of its trend; a fall is a rise upside down."""
    bars = list(zip(high.tolist(), low.tolist(), strict=True))
    if len(bars) <= 1:
        return []
    sign = first_direction(*bars[:2])
    (_, stop), (extreme, _) = upright(bars[0], sign), upright(bars[1], sign)
    least = speed = min(acceleration, maximum)
    stops = [math.nan] * (len(bars) - 1)
    for t, bar in enumerate(bars[1:]):
        if any(map(math.isnan, (*bar, stop))):
            break
        (top, floor), (top_before, floor_before) = upright(bar, sign), upright(bars[max(t, 1)], sign)
        if floor <= stop or is_tied(floor, stop):
            sign, stop, extreme, speed = -sign, -max(extreme, top_before, top), -floor, least
            floor, floor_before = -top, -top_before
            stops[t] = sign * stop
        else:
            stops[t] = sign * stop
            if top > extreme:
                extreme, speed = top, min(speed + least, maximum)
        stop = min(stop + speed * (extreme - stop), floor_before, floor)
    return stops


def first_direction(first: tuple[float, float], second: tuple[float, float]) -> float:
    """-1 where the second bar falls below the first by more than it rises above it, else 1."""
    up, down = second[0] - first[0], first[1] - second[1]
    if math.isnan(up) or math.isnan(down):
        return math.nan
    return -1.0 if down > 0.0 and down > up else 1.0


def upright(bar: tuple[float, float], sign: float) -> tuple[float, float]:
    """High and low of a bar, of one in a fall upside down."""
    high, low = bar
    return (-low, -high) if sign < 0.0 else (sign * high, sign * low)
