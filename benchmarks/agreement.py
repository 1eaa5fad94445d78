"""Whether all backends classify alike: ``python benchmarks/agreement.py``.

About a thousand random series, each kind of market in every mode, with every spread and both cutouts, at lengths of
their own; families must signal and series be classed identically, the rest may differ by rounding. Then series on
which layer 1 has ties, where the order of the contract's sums decides to the last bit. ``tests/test_atc.py`` takes the
compiled backends through the same and the reference through a part; here the reference does all of it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

import atc_core
from atc_core.registry import find_kernel

REFERENCE, COMPILED = "python", ("rust", "numba")
COMPATS = ("default", "python", "pine")
WARM_UPS = ("original", "wait")
SPREADS = ("Narrow", "Medium", "Wide")
CUTOUTS = (0, 50)
SIGNALS = 6
TOLERANCE = 1e-12
SEED = 20_261_121
PER_KIND = 7
"""Series of each kind in a table: with eight kinds and eighteen tables, 1008."""
TIED = 40
"""Series of a table on which shares are ties."""
SHORTEST, STEP = 40, 37
"""Bars of the first table, and how many more each further one has."""

Array = NDArray[Any]
Random = np.random.Generator
Kind = Callable[[Random, int], Array]


class Market(NamedTuple):
    """A table of prices and the options with which it is classified."""

    name: str
    prices: Array
    options: dict[str, Any]


class Verdict(NamedTuple):
    """How two backends' results of one market differ."""

    signals: int
    classes: int
    unknown: int
    error: float

    @property
    def agrees(self) -> bool:
        """Whether they give the same answer."""
        return not (self.signals or self.classes or self.unknown) and self.error <= TOLERANCE


def walk(random: Random, n: int, step: float = 0.01) -> Array:
    """A random walk of prices."""
    return 100.0 * np.exp(random.normal(0.0, step, n).cumsum())


def ticks(random: Random, n: int) -> Array:
    """A walk on a coarse grid, so that prices and averages often meet."""
    return np.maximum(np.round(walk(random, n) / 4.0), 1.0) * 4.0


def stretches(random: Random, n: int) -> Array:
    """A walk that stands still most of the time."""
    prices = walk(random, n)
    latest = np.maximum.accumulate(np.where(random.random(n) < 0.05, np.arange(n), 0))
    return prices[latest]


def two_values(random: Random, n: int) -> Array:
    """One price or the other."""
    return np.where(random.random(n) < 0.5, 100.0, 125.0)


def doublings(random: Random, n: int) -> Array:
    """Whole powers of two: equities have ratios such that shares may be halfway between two hundredths."""
    moves = random.choice([-1, 0, 0, 0, 0, 1], n)
    return np.exp2(np.clip(moves.cumsum(), -300, 300))


def wild(random: Random, n: int) -> Array:
    """Steps so large that equities lie on their floor."""
    return walk(random, n, step=0.4)


def late(random: Random, n: int) -> Array:
    """A walk that is listed later: NaN before."""
    prices = walk(random, n)
    prices[: random.integers(1, n)] = np.nan
    return prices


def constant(random: Random, n: int) -> Array:
    """One price, and at most one step to another."""
    prices = np.full(n, random.uniform(0.1, 1000.0))
    prices[random.integers(n) :] *= random.choice([1.0, 1.1])
    return prices


KINDS: tuple[Kind, ...] = (walk, ticks, stretches, two_values, doublings, wild, late, constant)


def markets(seed: int = SEED) -> Iterator[Market]:
    """Every kind of series under every mode, spread and cutout; lengths and other options differ from each to each."""
    random = np.random.default_rng(seed)
    for index, (compat, spread, cutout) in enumerate(product(COMPATS, SPREADS, CUTOUTS)):
        n = SHORTEST + STEP * index
        prices = np.column_stack([kind(random, n) for kind in KINDS for _ in range(PER_KIND)])
        warm_up = WARM_UPS[index % len(WARM_UPS)]
        options: dict[str, Any] = {"compat": compat, "robustness": spread, "cutout": cutout, "warm_up": warm_up}
        name = f"{compat}, {spread}, cutout {cutout}, {warm_up}, {n} bars"
        yield Market(name, prices, options | others(random))


def others(random: Random) -> dict[str, Any]:
    """Lengths, weights, growth and decay, half of the time as usual."""
    if random.random() < 0.5:
        return {}
    names = ("ema", "hma", "wma", "dema", "lsma", "kama")
    lengths = {f"{name}_len": int(random.integers(8, 40)) for name in names}
    weights = {f"{name}_w": float(random.uniform(0.1, 4.0)) for name in names}
    return lengths | weights | {"La": float(random.uniform(-2.0, 2.0)), "De": float(random.uniform(0.0, 3.0))}


def ties(seed: int = SEED) -> Iterator[Market]:
    """Prices that double and halve, without growth: the shares of layer 1 are often halfway between hundredths.

    Without decay equities are whole quarters, and sums exact; with it a single rounding decides.
    """
    random = np.random.default_rng(seed)
    for compat, decay in product(COMPATS, (0.0, 0.03)):
        prices = np.column_stack([doublings(random, 400) for _ in range(TIED)])
        options = {"compat": compat, "La": 0.0, "De": decay, "robustness": "Wide"}
        options |= {f"{name}_len": 9 for name in ("ema", "hma", "wma", "dema", "lsma", "kama")}
        yield Market(f"{compat}, ties, decay {decay}", prices, options)


def classified(backend: str, market: Market) -> Array:
    """The block of thirteen results, by the backend's own function, which sees missing prices too."""
    kernel = find_kernel("atc")
    function = atc_core.get("atc", backend=backend)
    options = {item.name: item.default for item in kernel.options} | market.options
    return np.asarray(function(market.prices, **options, gaps="keep"))


def compare(result: Array, wanted: Array) -> Verdict:
    """How many bars differ in a signal, in the class or in being a number, and the largest relative error."""
    with np.errstate(invalid="ignore"):
        signals = unequal(result[:SIGNALS], wanted[:SIGNALS])
        classes = unequal(atc_core.classify(result[-1]), atc_core.classify(wanted[-1]))
        rest, right = result[SIGNALS:], wanted[SIGNALS:]
        known = np.isfinite(right)
        unknown = unequal(np.where(known, 0.0, rest), np.where(known, 0.0, right)) + int(np.isnan(rest[known]).sum())
        error = np.abs(rest[known] - right[known]) / np.maximum(np.abs(right[known]), 1.0)
    return Verdict(signals, classes, unknown, float(np.max(error, initial=0.0)))


def unequal(result: Array, wanted: Array) -> int:
    """How many values differ; NaN is equal to NaN."""
    return int((~((result == wanted) | ((result != result) & (wanted != wanted)))).sum())


def verdicts(market: Market, backends: tuple[str, ...]) -> Mapping[str, Verdict]:
    """What each further backend says, compared with the first."""
    wanted, *results = (classified(name, market) for name in backends)
    return {name: compare(result, wanted) for name, result in zip(backends[1:], results, strict=True)}


def near_ties(market: Market) -> int:
    """Bars at which the share of a family is a tie between two hundredths, as far as rounding can tell."""
    from atc_python import atc as reference

    defaults = {item.name: item.default for item in find_kernel("atc").options} | market.options
    averages = reference.AVERAGES[defaults["compat"]]
    count = 0
    for prices in market.prices.T:
        returns = reference.growing_returns(prices, defaults["La"] / 1000.0, defaults["cutout"])
        traded = reference.Market(prices, returns, 1.0 - defaults["De"] / 100.0, defaults["cutout"])
        for average, name in zip(averages, ("ema", "hma", "wma", "dema", "lsma", "kama"), strict=True):
            lengths = reference.nine_lengths(defaults[f"{name}_len"], defaults["robustness"])
            shares = reference.family_signal(traded, [average(prices, length) for length in lengths])
            count += int((np.abs(np.abs(shares * 100.0) % 1.0 - 0.5) < 1e-9).sum())
    return count


def main() -> int:
    """Compare everything; 1 where two backends disagree."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    given = [*markets(options.seed), *ties(options.seed)]
    shown = Table("market", "series", "ties", "backend", "signals", "classes", "NaN", "error")
    fine, series = True, 0
    for market in track(given, "comparing", console=Console(stderr=True), transient=True):
        count, width = near_ties(market), market.prices.shape[1]
        series += width
        for backend, verdict in verdicts(market, (REFERENCE, *COMPILED)).items():
            fine &= verdict.agrees
            shown.add_row(market.name, str(width), str(count), backend, *map(str, verdict[:3]), f"{verdict.error:.1e}")
    Console().print(shown)
    print(f"{series} series: all backends {'agree' if fine else 'DISAGREE'}")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
