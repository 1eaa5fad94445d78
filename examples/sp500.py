"""All kernels on twenty years of S&P 500 daily bars: which backend computes what, how fast, and what it looks like.

    python examples/sp500.py [--output DIRECTORY]

The prices are the data set that the `arch` package carries.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from arch.data import sp500
from rich.console import Console
from rich.progress import track
from rich.table import Table

import atc_core
from atc_core.kernel import Kernel
from atc_core.registry import REGISTRY
from atc_core.tuning.measure import race

if TYPE_CHECKING:
    import pandas as pd

SIZES = (32, 1_000, 5_000)
FAST, SLOW = 20, 100
SECONDS_PER_CASE = 0.05
NEAREST = 4
"""Other backends that the table shows: all of them do not fit beside each other in 120 characters."""


def main() -> None:
    """Run every kernel, print the table, draw the chart."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    default = Path(__file__).parent / "output"
    parser.add_argument("--output", type=Path, default=default, help="folder of the chart")
    folder = parser.parse_args().output
    bars = sp500.load()
    close = bars["Close"]
    # Where the output is no terminal, nothing says how wide it is.
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(table(real_series(bars), real_tables(bars)))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "sp500.png"
    draw(close, path)
    console.print(f"chart: {path}", soft_wrap=True)


def real_series(bars: pd.DataFrame) -> dict[str, np.ndarray]:
    """Real series for the parameters that kernels declare, by their names."""
    columns = {name.lower(): bars[name].to_numpy(float) for name in ("Open", "High", "Low", "Close", "Volume")}
    prices = columns["close"]
    average = atc_core.sma(prices, SLOW)
    above = prices > average
    signal = atc_core.crossover_signal(prices, average)
    returns = atc_core.rate_of_change(prices)
    return {
        **columns,
        "timestamps": bars.index.to_numpy("datetime64[ns]").astype(np.int64),
        "x": prices,
        "prices": prices,
        "average": average,
        "up": above & ~np.roll(above, 1),
        "down": ~above & np.roll(above, 1),
        "r_values": returns,
        "returns": returns,
        "sig_prev": previous(signal),
        "signal": signal,
        "average_signal": atc_core.sma(signal.astype(float), FAST),
    }


def real_tables(bars: pd.DataFrame) -> dict[str, np.ndarray]:
    """The same for parameters of two dimensions: the day's moves beside each other, and three days as centres."""
    moves = np.ascontiguousarray(bars[["Open", "High", "Low", "Close"]].pct_change().to_numpy())
    return {"x": moves, "centers": np.ascontiguousarray(moves[1:1000:333])}


def previous(signal: np.ndarray) -> np.ndarray:
    """The signal of the bar before: the first bar has none."""
    return np.concatenate([[np.nan], signal[:-1].astype(float)])


def table(series: dict[str, np.ndarray], tables: dict[str, np.ndarray]) -> Table:
    """Kernel, size, chosen backend, microseconds, and the nearest others' times as multiples of it."""
    others = "× as long, the nearest others as tuned"
    result = Table("kernel", "bars", "chosen", "µs", others, title="S&P 500: which backend computes what")
    result.columns[0].min_width = max(map(len, atc_core.kernels()))
    result.columns[1].justify = result.columns[3].justify = "right"
    for kernel in track(REGISTRY.all().values(), description="running all kernels", transient=True):
        # Prices are floats here: none of them is a decimal.
        found = {
            item.name: series if len(item.axes) == 1 else tables for item in kernel.arrays if item.column != "decimal"
        }
        arrays = [known[name] for name, known in found.items() if name in known]
        for n in SIZES if 0 < len(arrays) == len(kernel.arrays) else ():
            result.add_row(*row(kernel, n, arrays))
    return result


def row(kernel: Kernel[..., Any], n: int, arrays: list[np.ndarray]) -> list[str]:
    """Time the chosen backend on rotating windows of `n` real bars; the others as the tuner measured them.

    Racing all of them anew would compile every Numba function that is never chosen: half a minute.
    """
    starts = range(0, len(arrays[0]) - n + 1, max(1, (len(arrays[0]) - n) // 7))
    options = [item.typical for item in kernel.options]
    windows = [(*window(kernel, arrays, start, n), *options) for start in starts]
    handle = atc_core.get(kernel.name)
    decision = handle.explain(n=n)
    chosen = decision.backend
    own = race({chosen: handle.resolve(n=n)}, windows, SECONDS_PER_CASE)[chosen].seconds
    base = decision.predicted[chosen].seconds
    others = [(item.seconds / base, name) for name, item in decision.predicted.items() if name != chosen]
    shown = ", ".join(f"{name} {ratio:,.{2 if ratio < 10 else 0}f}" for ratio, name in sorted(others)[:NEAREST])
    return [kernel.name, f"{n:,}", chosen, f"{own * 1e6:.2f}", shown]


def window(kernel: Kernel[..., Any], arrays: list[np.ndarray], start: int, n: int) -> list[np.ndarray]:
    """`n` bars of every array along the first one's axis; others, centres for instance, as they are."""
    along = kernel.arrays[0].axes[0]
    pairs = zip(kernel.arrays, arrays, strict=True)
    return [array[start : start + n] if item.axes[0] == along else array for item, array in pairs]


def draw(close: pd.Series, path: Path) -> None:
    """Price, its averages, and the paper equity of following one crossover."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    slow = atc_core.sma(close, SLOW)
    fast = atc_core.sma(close, FAST)
    signal = atc_core.crossover_signal(fast, slow)
    earned = atc_core.equity(atc_core.rate_of_change(close), signal.shift(1), decay_multiplier=1.0, cutout=SLOW)
    figure, (above, below) = plt.subplots(2, sharex=True, figsize=(11, 7), height_ratios=(3, 2), layout="constrained")
    above.plot(close, color="0.6", linewidth=0.8, label="S&P 500")
    for name, color in (("ema", "C0"), ("hma", "C1"), ("kama", "C2"), ("lsma", "C3")):
        above.plot(atc_core.get(name)(close, SLOW), color=color, linewidth=1, label=f"{name} {SLOW}")
    above.set(title="S&P 500, daily close and its averages", ylabel="index points")
    above.legend(loc="upper left", ncols=5, frameon=False)
    below.plot(earned, color="C0", label=f"long and short by sma {FAST} crossing sma {SLOW}")
    below.plot(close / close.iloc[SLOW], color="0.6", linewidth=0.8, label="buy and hold")
    below.set(title="Paper equity, start 1, no costs", ylabel="multiple of the start")
    below.axhline(1.0, color="0.8", linewidth=0.8, zorder=0)
    below.legend(loc="upper left", frameon=False)
    for axis in (above, below):
        axis.spines[["top", "right"]].set_visible(False)
        axis.grid(alpha=0.2)
    figure.savefig(path, dpi=120)
    plt.close(figure)


if __name__ == "__main__":
    main()
