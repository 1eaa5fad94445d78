"""What an order book says: mid, microprice, imbalance and the cost of a size, from a day of a million messages.

    python examples/book_features.py [--messages 1000000] [--output DIRECTORY]

The messages are made up, the same each time: levels around a walking mid, with more size on the side towards which the
mid will rather move, so that the imbalance means something. A feed of an exchange takes their place as it is.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

from atc_trading import book

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DAY, SECONDS = "2024-01-02", 23_400
"""From 9:30 to 16:00."""
TICK, SIZE = 0.01, 2_000
MEAN_DISTANCE = 6.0
"""Ticks from the best price at which levels are set, on average."""
HORIZON = 10
"""Seconds after which the mid is compared with the imbalance."""
SHOWN = 300
"""Seconds in the picture."""
BUY, SELL, INK = "#2a9d5c", "#d1495b", "#1f2933"


def main() -> None:
    """Make messages, replay them, print what was found, draw some minutes."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "output", help="folder of the picture")
    options = parser.parse_args()
    # Where the output is no terminal, nothing says how wide it is.
    console = Console(width=None if sys.stdout.isatty() else 100)
    messages = made_messages(options.messages)
    begin = time.perf_counter()
    snapshots = book.replay(messages, at="1s", levels=10, tick_size=TICK)
    console.print(f"{len(messages):,} messages in {time.perf_counter() - begin:.2f} s: {snapshots}")
    for decision in snapshots.decisions:
        console.print(f"  {decision}")
    found = measures(snapshots)
    console.print(table(found))
    console.print(
        f"correlation of the imbalance with the move of the mid in the next {HORIZON} s: {foresight(found):.2f}"
    )
    options.output.mkdir(parents=True, exist_ok=True)
    path = options.output / "book_features.png"
    draw(found, path)
    console.print(f"picture: {path}", soft_wrap=True)


def made_messages(count: int, seed: int = 7) -> pd.DataFrame:
    """A feed of levels that is never crossed; a step of the mid removes the level that it passes."""
    random = np.random.default_rng(seed)
    # What is wanted more, for two thousand messages at a time: it leans both on the steps of the mid and on the sizes.
    pressure = np.repeat(random.normal(0.0, 1.0, count // 2_000 + 1), 2_000)[:count]
    up = random.random(count) < 0.5 + 0.2 * np.tanh(pressure)
    steps = np.where(random.random(count) < 0.02, np.where(up, 1, -1), 0)
    best_bid = 10_000 + np.cumsum(steps)
    side = np.where(steps == 0, random.choice([-1, 1], count), -steps)
    away = np.where(steps == 0, random.exponential(MEAN_DISTANCE, count).astype(np.int64), -1)
    ticks = np.where(side > 0, best_bid - away, best_bid + 1 + away)
    size = np.ceil(random.lognormal(6.0, 0.5, count) * np.exp(0.4 * side * pressure))
    size[(steps != 0) | (random.random(count) < 0.15)] = 0.0
    seconds = np.sort(random.random(count)) * SECONDS
    times = pd.Timestamp(f"{DAY} 09:30") + pd.to_timedelta(np.floor(seconds * 1e6), unit="us")
    return pd.DataFrame(
        {
            "ts_event": times.tz_localize("America/New_York"),
            "sequence": np.arange(1, count + 1),
            "side": np.where(side > 0, "bid", "ask"),
            "price": np.round(ticks * TICK, 2),
            "size": size,
        }
    )


def measures(snapshots: book.BookSnapshots) -> pd.DataFrame:
    """Features, and how far beyond the mid a size is bought and sold, in basis points."""
    found = snapshots.features(levels=5)
    found["bid"], found["ask"] = snapshots.bid_price[:, 0], snapshots.ask_price[:, 0]
    for name, sign in (("buy", 1), ("sell", -1)):
        sweep = snapshots.sweep(SIZE, name)
        full = sweep["filled"] == SIZE
        found[name] = (1e4 * sign * (sweep["average"] / found["mid"] - 1.0)).where(full)
    return found


def foresight(found: pd.DataFrame) -> float:
    """How the imbalance and the later move of the mid go together."""
    later = found["mid"].shift(-HORIZON) - found["mid"]
    return float(found["imbalance"].corr(later))


def table(found: pd.DataFrame) -> Table:
    """Quartiles over the day."""
    shown = Table("", "25 %", "median", "75 %", title=f"{len(found):,} seconds of {DAY}")
    for column in shown.columns[1:]:
        column.justify = "right"
    for name, column, digits in (
        ("spread", "spread", 2),
        ("size of five bids", "bid_depth", 0),
        ("size of five asks", "ask_depth", 0),
        ("imbalance", "imbalance", 2),
        (f"to buy {SIZE:,}, basis points beyond the mid", "buy", 2),
        (f"to sell {SIZE:,}", "sell", 2),
    ):
        quartiles = found[column].quantile([0.25, 0.5, 0.75])
        shown.add_row(name, *(f"{value:,.{digits}f}" for value in quartiles))
    return shown


def draw(found: pd.DataFrame, path: Path) -> None:
    """Prices, imbalance and costs of some minutes after the first hour."""
    from matplotlib.dates import DateFormatter, MinuteLocator
    from matplotlib.figure import Figure

    part = found.iloc[min(3_600, len(found) // 2) :].iloc[:SHOWN]
    # Clocks as they are in New York.
    times = part.index.tz_localize(None)
    figure = Figure(figsize=(12, 9), layout="constrained")
    price, imbalance, cost = figure.subplots(3, sharex=True, height_ratios=(4, 2, 2))
    price.fill_between(times, part["bid"], part["ask"], step="post", color="0.88", linewidth=0, label="from bid to ask")
    price.step(times, part["mid"], where="post", color=INK, linewidth=1.0, label="mid")
    price.step(times, part["microprice"], where="post", color="C1", linewidth=0.8, label="microprice")
    price.set(title=f"{SHOWN // 60} minutes of {DAY}, a snapshot a second", ylabel="price")
    value = part["imbalance"].to_numpy()
    for color, where in ((BUY, value > 0), (SELL, value < 0)):
        imbalance.fill_between(times, 0, value, where=where, step="post", color=color, alpha=0.55, linewidth=0)
    imbalance.set(title="Imbalance of the best five levels", ylabel="-1 asks, +1 bids", ylim=(-1, 1))
    for name, color in (("buy", BUY), ("sell", SELL)):
        cost.step(times, part[name], where="post", color=color, linewidth=0.9, label=f"{name} {SIZE:,}")
    cost.set(title=f"What it costs to take {SIZE:,} at once, beyond the mid", ylabel="basis points")
    cost.set_ylim(bottom=0)
    finish(price, imbalance, cost)
    cost.xaxis.set_major_locator(MinuteLocator())
    cost.xaxis.set_major_formatter(DateFormatter("%H:%M"))
    figure.savefig(path, dpi=120)


def finish(*axes: Axes) -> None:
    """A light grid, no frame, a legend where there is something to tell apart."""
    for axis in axes:
        if axis.get_legend_handles_labels()[0]:
            axis.legend(loc="upper left", ncols=3, frameon=False)
        axis.spines[["top", "right"]].set_visible(False)
        axis.grid(alpha=0.2)
        axis.margins(x=0)


if __name__ == "__main__":
    main()
