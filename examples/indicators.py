"""The classic picture of the S&P 500: candles, Bollinger bands and supertrend; RSI and MACD below.

    python examples/indicators.py [--output DIRECTORY] [--bars 180]

The prices are the data set that the `arch` package carries. The indicators are methods of its frame.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from arch.data import sp500

import atc_core.pandas  # noqa: F401 registers .atc

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

UP, DOWN, INK, QUIET = "#26a69a", "#ef5350", "#131722", "#8a94a0"
BLUE, ORANGE, PURPLE = "#2962ff", "#ff6d00", "#7e57c2"
PALE = {UP: "#b2dfdb", DOWN: "#ffcdd2"}
"""A histogram that comes back to 0."""
OVERBOUGHT, OVERSOLD = 70, 30
FONT = 9


def main() -> None:
    """Compute the indicators, say what they are at the last bar, draw the chart."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    default = Path(__file__).parent / "output"
    parser.add_argument("--output", type=Path, default=default, help="folder of the chart")
    parser.add_argument("--bars", type=int, default=180, help="how many of the last bars it shows")
    options = parser.parse_args()
    bars = sp500.load()
    found = indicators(bars)
    print(f"columns of supertrend: {bars.atc.columns('supertrend')}")
    print("\n".join(f"{name:<11} {value:9.2f}" for name, value in found.iloc[-1].items()))
    options.output.mkdir(parents=True, exist_ok=True)
    path = options.output / "indicators.png"
    draw(bars.tail(options.bars), found.tail(options.bars), path)
    print(f"chart: {path}")


def indicators(bars: pd.DataFrame) -> pd.DataFrame:
    """Every indicator of the picture, computed on all bars; supertrend finds high, low and close by their names."""
    close = bars["Close"]
    bands = close.atc.bollinger(20, 2.0)
    stop = bars.atc.supertrend(10, 3.0)
    momentum = close.atc.macd(12, 26, 9)
    return bands.join(stop).join(close.atc.rsi(14).rename("rsi")).join(momentum)


def draw(bars: pd.DataFrame, found: pd.DataFrame, path: Path) -> None:
    """Three panels over one axis of bars, so that weekends leave no holes."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(14, 9), layout="constrained", facecolor="white")
    price, strength, momentum = figure.subplots(3, sharex=True, height_ratios=(6, 2, 2.2))
    draw_price(price, bars, found)
    draw_strength(strength, found["rsi"].to_numpy())
    draw_momentum(momentum, found)
    for axis in (price, strength, momentum):
        tidy(axis, len(bars))
    date_axis(momentum, bars.index)
    figure.savefig(path, dpi=120)


def draw_price(axis: Axes, bars: pd.DataFrame, found: pd.DataFrame) -> None:
    """Candles between their bands, with the stop that follows them."""
    places = np.arange(len(bars))
    axis.fill_between(places, found["lower"], found["upper"], color=BLUE, alpha=0.06, linewidth=0)
    for name in ("upper", "lower"):
        axis.plot(places, found[name], color=BLUE, linewidth=0.9, alpha=0.7)
    axis.plot(places, found["middle"], color=ORANGE, linewidth=0.9, alpha=0.9)
    draw_candles(axis, bars)
    # NaN where the side changes: a stop jumps, it does not slide.
    for side, color in ((1, UP), (-1, DOWN)):
        axis.plot(places, found["supertrend"].where(found["direction"] == side), color=color, linewidth=2)
    draw_flips(axis, found)
    last, before = bars["Close"].iloc[-1], bars["Close"].iloc[-2]
    color = UP if last >= before else DOWN
    axis.axhline(last, color=color, linewidth=0.7, linestyle=":")
    tag(axis, last, f"{last:,.2f}", color)
    head = (
        f"S&P 500 · 1D · {bars.index[-1]:%Y-%m-%d}     O {bars['Open'].iloc[-1]:,.2f}  H {bars['High'].iloc[-1]:,.2f}  "
    )
    head += f"L {bars['Low'].iloc[-1]:,.2f}  C {last:,.2f}  {last / before - 1:+.2%}"
    caption(axis, (head, INK), ("BB 20 2", BLUE), ("Supertrend 10 3", UP))


def draw_candles(axis: Axes, bars: pd.DataFrame) -> None:
    """Bodies from open to close, wicks from low to high."""
    opened, close = bars["Open"].to_numpy(), bars["Close"].to_numpy()
    places, low, high = np.arange(len(bars)), bars["Low"].to_numpy(), bars["High"].to_numpy()
    for rises, color in ((True, UP), (False, DOWN)):
        where = (close >= opened) == rises
        axis.vlines(places[where], low[where], high[where], color=color, linewidth=0.8)
        body = np.maximum(np.abs(close - opened), 1e-3 * close)[where]
        axis.bar(places[where], body, 0.64, np.minimum(opened, close)[where], color=color, linewidth=0)


def draw_flips(axis: Axes, found: pd.DataFrame) -> None:
    """An arrow where the stop changes its side."""
    side = found["direction"].to_numpy()
    stop = found["supertrend"].to_numpy()
    flips = np.flatnonzero((side[1:] != side[:-1]) & (side[:-1] != 0)) + 1
    for place in flips:
        marker, color = ("^", UP) if side[place] > 0 else ("v", DOWN)
        axis.plot(place, stop[place], marker, color=color, markersize=9, markeredgecolor="white", zorder=5)


def draw_strength(axis: Axes, rsi: np.ndarray) -> None:
    """RSI between its thresholds, filled where it is beyond one."""
    places = np.arange(len(rsi))
    axis.axhspan(OVERSOLD, OVERBOUGHT, color=PURPLE, alpha=0.06, linewidth=0)
    for level in (OVERSOLD, 50, OVERBOUGHT):
        axis.axhline(level, color=QUIET, linewidth=0.7, linestyle="--", alpha=0.4 if level == 50 else 0.9)
    for color, level, beyond in ((UP, OVERBOUGHT, rsi > OVERBOUGHT), (DOWN, OVERSOLD, rsi < OVERSOLD)):
        axis.fill_between(
            places, level, rsi, where=list(beyond), interpolate=True, color=color, alpha=0.35, linewidth=0
        )
    axis.plot(places, rsi, color=PURPLE, linewidth=1.3)
    axis.set_ylim(10, 90)
    axis.set_yticks([OVERSOLD, 50, OVERBOUGHT])
    tag(axis, rsi[-1], f"{rsi[-1]:.1f}", PURPLE)
    caption(axis, ("RSI 14", PURPLE))


def draw_momentum(axis: Axes, found: pd.DataFrame) -> None:
    """MACD and its signal; the histogram is pale where it comes back to 0."""
    bars = found["histogram"].to_numpy()
    grows = np.abs(bars) >= np.abs(np.concatenate([bars[:1], bars[:-1]]))
    sides = [UP if bar >= 0 else DOWN for bar in bars]
    colors = [side if is_growing else PALE[side] for side, is_growing in zip(sides, grows, strict=True)]
    axis.bar(np.arange(len(bars)), bars, 0.8, color=colors, linewidth=0)
    for name, color in (("macd", BLUE), ("signal", ORANGE)):
        axis.plot(np.arange(len(bars)), found[name], color=color, linewidth=1.3)
    axis.axhline(0, color=QUIET, linewidth=0.7)
    caption(axis, ("MACD 12 26 9", BLUE), ("signal", ORANGE))


def caption(axis: Axes, *parts: tuple[str, str]) -> None:
    """Words in colours in the upper left corner, one beside the other."""
    text = None
    for words, color in parts:
        where = ((0.008, 0.97), "axes fraction", "left") if text is None else ((1.0, 0.0), text, "left")
        offset = (0, 0) if text is None else (14, 0)
        vertical = "top" if text is None else "bottom"
        text = axis.annotate(
            words,
            where[0],
            offset,
            where[1],
            "offset points",
            color=color,
            fontsize=FONT + 1,
            va=vertical,
            weight="bold",
        )


def tag(axis: Axes, value: float, words: str, color: str) -> None:
    """The last value on the scale."""
    box = {"boxstyle": "square,pad=0.25", "color": color}
    axis.annotate(
        words, (1.0, value), (4, 0), ("axes fraction", "data"), "offset points",
        color="white", fontsize=FONT, va="center", bbox=box, annotation_clip=False,
    )  # fmt: skip


def tidy(axis: Axes, count: int) -> None:
    """No box, a faint grid, numbers on the right where the newest bar is."""
    axis.spines[["top", "left"]].set_visible(False)
    axis.spines[["bottom", "right"]].set_color("#d6dae0")
    axis.yaxis.tick_right()
    axis.tick_params(colors=QUIET, length=0, labelcolor=INK, labelsize=FONT)
    axis.grid(color=QUIET, alpha=0.15, linewidth=0.7)
    axis.set_axisbelow(True)
    axis.set_xlim(-1, count + 2)


def date_axis(axis: Axes, days: pd.DatetimeIndex) -> None:
    """The first bar of each month."""
    months = np.flatnonzero(days.month[1:] != days.month[:-1]) + 1
    names = [f"{days[place]:%Y}" if days[place].month == 1 else f"{days[place]:%b}" for place in months]
    axis.set_xticks(months, names)


if __name__ == "__main__":
    main()
