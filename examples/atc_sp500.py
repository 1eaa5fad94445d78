"""Adaptive trend classification of twenty years of the S&P 500, traded on paper beside buy and hold.

    python examples/atc_sp500.py [--output DIRECTORY]

The prices are the data set that the `arch` package carries. A bar's class is traded from its close to the next one.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from arch.data import sp500
from rich.console import Console
from rich.table import Table

import atc_core

if TYPE_CHECKING:
    import pandas as pd

DAYS_A_YEAR, DAYS_A_QUARTER = 252, 63
LONG, SHORT, INK = "#2a9d5c", "#d1495b", "#1f2933"
CAPTION = (
    "Paper results before costs: no commissions, spread, slippage, taxes, borrowing fees or dividends; cash earns "
    "nothing. The decay of 0.03 % a bar and the growth of weights are inside the signal only. All parameters are the "
    "defaults; nothing was fitted to this data."
)


def main() -> None:
    """Classify, trade on paper, print the table, draw the chart."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    default = Path(__file__).parent / "output"
    parser.add_argument("--output", type=Path, default=default, help="folder of the chart")
    folder = parser.parse_args().output
    close = sp500.load()["Close"]
    average = atc_core.atc(close).average_signal
    positions = positions_of(average)
    # Where the output is no terminal, nothing says how wide it is.
    console = Console(width=None if sys.stdout.isatty() else 100)
    console.print(table(close, positions))
    console.print(CAPTION)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "atc_sp500.png"
    draw(close, average, positions, path)
    console.print(f"chart: {path}", soft_wrap=True)


def positions_of(average: pd.Series) -> dict[str, pd.Series]:
    """What is held during each bar: the class of the bar before, from the average signal that was known then."""
    classes = atc_core.classify(average)
    held = atc_core.next_bar(classes)
    return {"long and short": held, "long only": held.clip(lower=0), "buy and hold": held * 0 + 1}


def equity_of(close: pd.Series, position: pd.Series) -> pd.Series:
    """What one unit of money becomes: the position earns the bar's return, times its sign.

    It is not `atc_core.equity`, which weighs averages: that one decays, and never falls below 0.25.
    """
    earned = atc_core.rate_of_change(close).fillna(0.0) * position
    return (1.0 + earned).cumprod()


def figures(equity: pd.Series, position: pd.Series) -> dict[str, str]:
    """What the table says of a strategy."""
    years = (len(equity) - 1) / DAYS_A_YEAR
    drawdown = (equity / equity.cummax() - 1.0).min()
    # The first bar's return needs a bar before it.
    in_market = (position.iloc[1:] != 0).mean()
    trades = int((position.diff().iloc[1:] != 0).sum())
    return {
        "final": f"{equity.iloc[-1]:.2f}",
        "return": f"{equity.iloc[-1] - 1.0:+.1%}",
        "a year": f"{equity.iloc[-1] ** (1.0 / years) - 1.0:+.2%}",
        "drawdown": f"{drawdown:.1%}",
        "in market": f"{in_market:.1%}",
        "changes": f"{trades:,}",
    }


def table(close: pd.Series, positions: dict[str, pd.Series]) -> Table:
    """A row per strategy."""
    said = {name: figures(equity_of(close, held), held) for name, held in positions.items()}
    first, last = (f"{day:%Y-%m-%d}" for day in (close.index[0], close.index[-1]))
    columns = next(iter(said.values()))
    result = Table("strategy", *columns, title=f"S&P 500, {first} to {last}, {len(close):,} daily bars")
    for column in result.columns[1:]:
        column.justify = "right"
    for name, row in said.items():
        result.add_row(name, *row.values())
    return result


def draw(close: pd.Series, average: pd.Series, positions: dict[str, pd.Series], path: Path) -> None:
    """Price over what was held, equities, and how far below their own tops they were."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 10), layout="constrained")
    price, signal, equity, below = figure.subplots(4, sharex=True, height_ratios=(4, 2, 4, 2))
    held = positions["long and short"].to_numpy()
    for color, side, label in ((LONG, 1, "long"), (SHORT, -1, "short")):
        shade(price, close.index, held == side, color, label)
    price.plot(close, color=INK, linewidth=0.9, label="S&P 500")
    price.set(title="S&P 500, and what the bar before says to hold", ylabel="index points", yscale="log")
    for (name, position), color in zip(positions.items(), ("C0", "C1", "0.5"), strict=True):
        worth = equity_of(close, position)
        equity.plot(worth, color=color, linewidth=1.1, label=f"{name}: {worth.iloc[-1]:.2f}")
        below.plot(100 * (worth / worth.cummax() - 1.0), color=color, linewidth=0.8)
    equity.set(title="What 1 becomes on paper, before costs", ylabel="multiple of the start", yscale="log")
    below.set(title="Below the highest so far", ylabel="%")
    quarter = atc_core.sma(average, DAYS_A_QUARTER)
    for color, where in ((LONG, quarter > 0), (SHORT, quarter < 0)):
        signal.fill_between(average.index, 0, quarter, where=where, color=color, alpha=0.55, linewidth=0)
    signal.set(title="Average signal, mean of a quarter", ylabel="-1 short, +1 long", ylim=(-1, 1))
    for axis, ticks in ((price, (700, 1000, 1500, 2000, 3000)), (equity, (0.2, 0.5, 1, 2))):
        axis.legend(loc="upper left", ncols=3, frameon=False)
        axis.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
        axis.minorticks_off()
    for axis in (price, equity, below, signal):
        axis.spines[["top", "right"]].set_visible(False)
        axis.grid(alpha=0.2)
        axis.margins(x=0)
    figure.savefig(path, dpi=120)


def shade(axis: Any, days: pd.Index, where: np.ndarray, color: str, label: str) -> None:
    """Colour the background of bars from the close before them to their own."""
    starts_and_ends, held = np.repeat(days.to_numpy(), 2)[:-1], np.repeat(where, 2)[1:]
    whole = axis.get_xaxis_transform()
    axis.fill_between(
        starts_and_ends, 0, 1, where=held, transform=whole, color=color, alpha=0.18, linewidth=0, label=label
    )


if __name__ == "__main__":
    main()
