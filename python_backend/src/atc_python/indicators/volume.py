"""What volume says, as its definitions read."""

from itertools import pairwise, repeat

import numpy as np

from atc_core.arrays import Flags, Series
from atc_core.declarations.indicators import volume as declared
from atc_python.indicators.oscillators import share, typical_prices
from atc_python.kinds import first_whole_bar, recursive, windowed
from atc_python.recursion import follow
from atc_python.sums import running_sums
from atc_python.windows import window_sums


@recursive(declared.obv)
def obv(close: Series, volume: Series) -> list[float]:
    """Volumes up less volumes down so far; the first counts up."""
    before = close[:-1]
    later = np.where(close[1:] > before, volume[1:], np.where(close[1:] < before, -volume[1:], 0.0))
    later[np.isnan(close[1:]) | np.isnan(before) | np.isnan(volume[1:])] = np.nan
    return running_sums([*volume[:1].tolist(), *later.tolist()])


@recursive(declared.accumulation_distribution)
def accumulation_distribution(high: Series, low: Series, close: Series, volume: Series) -> Series:
    """The flows so far."""
    return np.array(running_sums(flows(high, low, close, volume).tolist()))


@recursive(declared.chaikin_oscillator)
def chaikin_oscillator(high: Series, low: Series, close: Series, volume: Series, fast: int, slow: int) -> Series:
    """The lead of the fast average of the flows so far."""
    line = accumulation_distribution(high, low, close, volume).tolist()
    if not line:
        return np.empty(0)
    ahead, behind = (np.array(follow(line[0], repeat(2.0 / (n + 1.0)), line)) for n in (fast, slow))
    lead: Series = ahead - behind
    return lead[slow - 1 :]


@windowed(declared.chaikin_money_flow)
def chaikin_money_flow(high: Series, low: Series, close: Series, volume: Series, length: int) -> Series:
    """The flows of each window over its volume."""
    traded = window_sums(volume, length)
    return share(window_sums(flows(high, low, close, volume), length), traded, traded == 0.0, 0.0)


@windowed(declared.vwap)
def vwap(high: Series, low: Series, close: Series, volume: Series, session_start: Flags) -> Series:
    """What was paid since the start of the session over what was traded."""
    prices = typical_prices(high, low, close)
    paid, traded = np.full((2, len(prices)), np.nan)
    edges = [0, *(np.flatnonzero(session_start[1:]) + 1), len(prices)]
    for start, stop in pairwise(edges):
        begin = start + first_whole_bar([item[start:stop] for item in (high, low, close, volume)])
        sizes = volume[begin:stop]
        paid[begin:stop] = running_sums((prices[begin:stop] * sizes).tolist())
        traded[begin:stop] = running_sums(sizes.tolist())
    return np.where(traded == 0.0, np.nan, paid / traded)


def flows(high: Series, low: Series, close: Series, volume: Series) -> Series:
    """Where the close is in its bar, from -1 to 1, times the volume; a bar without a range has none."""
    place = ((close - low) - (high - close)) / (high - low)
    return np.where((high == low) & ~np.isnan(close), 0.0, place) * volume
