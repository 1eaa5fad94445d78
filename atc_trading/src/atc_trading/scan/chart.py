"""One symbol as a picture: price with averages, what each family of averages earned, the average signal."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from atc_core import Series, Signal, classify, get
from atc_core.declarations.atc import TrendClassification
from atc_core.hints import install_extra
from atc_trading.axis_style import INK, QUIET, tidy
from atc_trading.errors import ScanError
from atc_trading.prices import History
from atc_trading.scan.kernel_options import FAMILIES, KernelOptions

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LONG, SHORT = "#2a9d5c", "#d1495b"
FAMILY_COLORS = ("#3366cc", "#e68a00", "#109618", "#8a3ffc", "#00a3b4", "#8d6e63")
SIZE, DOTS_PER_INCH = (13.0, 9.0), 120


class Picture(NamedTuple):
    """What is drawn, for the bars that are shown."""

    symbol: str
    dates: NDArray[Any]
    last: str
    prices: Series
    averages: dict[str, Series]
    equities: dict[str, Series]
    signal: Series
    classes: Signal
    thresholds: tuple[float, float]


def default_file(symbol: str) -> Path:
    """``BTC-USDT.png`` for ``BTC/USDT``; no name that Windows keeps for its devices."""
    name = re.sub(r"[^\w.^=-]+", "-", symbol).strip("-.")
    is_device = re.match(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", name, re.IGNORECASE)
    return Path(f"chart-{name}.png" if is_device else f"{name or 'chart'}.png")


def picture(history: History, result: TrendClassification, options: KernelOptions, bars: int) -> Picture:
    """The last `bars` bars of a symbol and of its classification."""
    shown = slice(-bars, None)
    lengths = {family: options.base_length(family) for family in FAMILIES}
    named = {family: get(family)(history.prices, length, gaps="skip")[shown] for family, length in lengths.items()}
    equities = {family: getattr(result, f"{family}_s")[shown] for family in FAMILIES}
    signal = result.average_signal[shown]
    classes = np.where(options.all_count(history.prices)[shown], classify(signal, *options.thresholds), 0)
    dates, prices = history.dates[shown], history.prices[shown]
    return Picture(
        history.symbol, dates, history.date(-1), prices, named, equities, signal, classes, options.thresholds
    )


def draw(content: Picture, file: Path) -> None:
    """Write the picture as PNG."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise ScanError(f"charts need matplotlib: {install_extra('scan', 'atc-trading')}") from None
    figure = Figure(figsize=SIZE, layout="constrained", facecolor="white")
    price, equity, signal = figure.subplots(3, sharex=True, height_ratios=(5, 3, 2))
    draw_price(price, content)
    draw_equities(equity, content)
    draw_signal(signal, content)
    for axis in (price, equity, signal):
        tidy(axis)
    head(figure, content)
    try:
        figure.savefig(file, dpi=DOTS_PER_INCH, format="png")
    except OSError as error:
        raise ScanError(f"{file} cannot be written: {error.strerror}") from None


def head(figure: Figure, content: Picture) -> None:
    """Symbol, class and signal at the last bar as the title."""
    side, color = {1: ("long", LONG), -1: ("short", SHORT), 0: ("flat", QUIET)}[int(content.classes[-1])]
    title = f"{content.symbol} is {side}: average signal {content.signal[-1]:+.2f} ({content.last})"
    # A symbol may hold what matplotlib takes for a formula: $BTC_{$.
    figure.suptitle(title, x=0.004, ha="left", color=color, fontsize=17, fontweight="bold", parse_math=False)


def draw_price(axis: Axes, content: Picture) -> None:
    """Price and averages over the class of each bar."""
    shade(axis, content, LONG, content.classes == 1)
    shade(axis, content, SHORT, content.classes == -1)
    for (family, average), color in zip(content.averages.items(), FAMILY_COLORS, strict=True):
        axis.plot(content.dates, average, color=color, linewidth=1.0, alpha=0.9, label=family)
    axis.plot(content.dates, content.prices, color=INK, linewidth=1.3, label="price")
    caption(axis, "price and averages", "green: long, red: short")
    axis.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=len(FAMILIES) + 1, frameon=False, borderpad=0.1)


def shade(axis: Axes, content: Picture, color: str, where: NDArray[np.bool_]) -> None:
    """Colour the background from each bar where `where` is true to the next bar."""
    whole = axis.get_xaxis_transform()
    bars, colored = starts_and_ends(content.dates), held(where)
    axis.fill_between(bars, 0, 1, where=list(colored), transform=whole, color=color, alpha=0.13, linewidth=0)


def starts_and_ends(bars: NDArray[Any]) -> NDArray[Any]:
    """Each bar twice: where it ends the step of the bar before, and where its own begins."""
    return np.repeat(bars, 2)[1:]


def held(values: NDArray[Any]) -> NDArray[Any]:
    """The values at :func:`starts_and_ends`; matplotlib's own ``step`` leaves out steps of a single bar."""
    return np.repeat(values, 2)[:-1]


def draw_equities(axis: Axes, content: Picture) -> None:
    """What trading each family on paper has earned."""
    for (family, equity), color in zip(content.equities.items(), FAMILY_COLORS, strict=True):
        axis.plot(content.dates, equity, color=color, linewidth=1.3, label=family)
    best = max(content.equities, key=lambda family: content.equities[family][-1])
    caption(axis, "layer equities", f"what each family earned on paper since the first bar; {best} most")


def draw_signal(axis: Axes, content: Picture) -> None:
    """The average signal, filled where it is beyond a threshold."""
    long, short = content.thresholds
    for color, where in ((LONG, content.classes == 1), (SHORT, content.classes == -1)):
        bars, signal = starts_and_ends(content.dates), held(content.signal)
        axis.fill_between(bars, 0, signal, where=list(held(where)), color=color, alpha=0.55, linewidth=0)
    axis.step(content.dates, content.signal, where="post", color=INK, linewidth=0.8)
    for threshold, color in ((long, LONG), (short, SHORT)):
        axis.axhline(threshold, color=color, linewidth=0.8, linestyle="--")
    axis.set_ylim(-1.08, 1.08)
    axis.set_yticks([-1, 0, 1], ["-1 short", "0", "+1 long"])
    caption(axis, "average signal", f"dashed: thresholds {long:g} and {short:g}")


def caption(axis: Axes, title: str, explanation: str) -> None:
    """A title on the left, what it means in grey beside it."""
    axis.set_title(title, loc="left", fontsize=11, fontweight="bold", color=INK)
    axis.annotate(
        explanation, (0, 1), (9 + 7.2 * len(title), 6), "axes fraction", "offset points", color=QUIET, fontsize=10
    )
