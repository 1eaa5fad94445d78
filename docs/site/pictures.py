"""A picture of each kernel that gives values at bars: on the S&P 500 where it takes prices, else on its own sample."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from arch.data import sp500
from drawing import INK, drawn, label
from matplotlib.ticker import EngFormatter

import atc_core
from atc_core.accessors.fields import matching
from atc_core.parameters import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from atc_core.parameters import Parameter
    from atc_core.registry import AnyKernel

COMPUTED, SHOWN, SAMPLED = 1_500, 180, 400
"""Real bars that are computed, so that long averages have begun; the last ones, which are drawn; bars of samples."""
MOST_NAMED = 6
"""Lines that a legend can name, and options that a caption can: of more lines only the last one stands out."""
LARGE = 1e6
"""From here on numbers are written with a letter, 3.5G."""
LIKE_PRICES = (0.5, 2.0)
"""A line whose middle is so many times that of the prices is drawn among them."""
FOUND: dict[str, Callable[[pd.DataFrame], Any]] = {
    "equity": lambda bars: bars["Close"].to_numpy(),
    "returns": lambda bars: bars["Close"].pct_change().to_numpy(),
    "r_values": lambda bars: bars["Close"].pct_change().to_numpy(),
    "average": lambda bars: bars["Close"].rolling(28).mean().to_numpy(),
    "average_signal": lambda bars: atc_core.atc(bars["Close"].to_numpy()).average_signal,
    "signal": lambda bars: side_of_average(bars).to_numpy(),
    "sig_prev": lambda bars: side_of_average(bars).shift(1).to_numpy(),
    "session_start": lambda bars: np.diff(bars.index.month, prepend=0) != 0,
}
"""What a parameter of this name is on daily bars, where no column is called so: a month is a session."""


def side_of_average(bars: pd.DataFrame) -> pd.Series:
    """1 where the close is above its average of 28 bars, -1 where below."""
    return np.sign(bars["Close"] - bars["Close"].rolling(28).mean())


class Scene(NamedTuple):
    """What is drawn."""

    caption: str
    days: Any
    """Of each bar, where there are days."""
    given: dict[str, Any]
    results: dict[str, Any]


@cache
def daily_bars() -> pd.DataFrame:
    """The end of the data set that the `arch` package carries."""
    return sp500.load().tail(COMPUTED)


def has_picture(kernel: AnyKernel) -> bool:
    """Whether there is a value to draw at each bar."""
    fields = (*kernel.arrays, *kernel.result.fields)
    return kernel.is_per_bar and all(item.dtype is None or item.dtype.kind in "fib" for item in fields)


@cache
def picture(kernel: AnyKernel) -> tuple[str, bytes]:
    """What it shows, in words, and the SVG."""
    scene = scene_of(kernel)
    lower = [name for name, field in scene.results.items() if not is_like(field, scene.given)]
    height = 3.6 if lower else 2.6
    return scene.caption, drawn(7.4, height, lambda figure: draw(figure, scene, lower))


def scene_of(kernel: AnyKernel) -> Scene:
    """The kernel on real bars where it takes prices and nothing that has to be fitted to them; else on its sample."""
    values = [item.typical for item in kernel.options]
    needed = [item for item in kernel.options if item.default is MISSING]
    is_plain = all(item.domain.affects_speed for item in needed)
    arrays = [real(item) for item in kernel.arrays] if is_plain else [None]
    if any(array is None for array in arrays):
        arrays, caption, days = kernel.sample(np.random.default_rng(7), SAMPLED), "its own sample", None
    else:
        caption, days = "daily bars of the S&P 500", daily_bars().index[-SHOWN:]
    result = atc_core.get(kernel.name, backend=kernel.reference)(*arrays, *values)
    fields = result._asdict() if kernel.result.type is not None else {kernel.name: result}
    given = {item.name: array for item, array in zip(kernel.arrays, arrays, strict=True)}
    named = zip(kernel.options, values, strict=True) if len(values) <= MOST_NAMED else ()
    options = ", ".join(f"{item.name} {value}" for item, value in named if shown(item))
    words = f"`{kernel.name}` on {caption}{f', {options}' if options else ''}"
    count = SAMPLED if days is None else SHOWN
    return Scene(words, days, last(given, count), last(fields, count))


def shown(option: Parameter) -> bool:
    """Whether a caption says what an option was."""
    return option.kind in ("integer", "real", "number", "choice") and not option.optional


def last(arrays: dict[str, Any], count: int) -> dict[str, Any]:
    """The bars that are drawn."""
    return {name: np.asarray(array)[-count:] for name, array in arrays.items()}


def real(parameter: Parameter) -> Any:
    """An array of this name on daily bars; None where there is none."""
    bars = daily_bars()
    columns = matching(parameter.name, bars.columns)
    if parameter.dtype is not None and parameter.dtype.kind == "f" and columns:
        return bars[columns[0]].to_numpy(np.float64)
    return FOUND[parameter.name](bars) if parameter.name in FOUND else None


def is_like(field: Any, given: dict[str, Any]) -> bool:
    """Whether a result is drawn among what was given, being of its size."""
    first = next(iter(given.values()))
    if field.dtype.kind != "f" or first.dtype.kind != "f":
        return False
    middle, size = np.nanmedian(np.abs(field)) if not np.isnan(field).all() else np.nan, np.nanmedian(np.abs(first))
    spread = np.nanmax(first) - np.nanmin(first)
    low, high = LIKE_PRICES
    return bool(low * size <= middle <= high * size and abs(np.nanmedian(field) - np.nanmedian(first)) <= 2 * spread)


def draw(figure: Figure, scene: Scene, lower: list[str]) -> None:
    """Bars and what is like them above, everything else below."""
    if lower:
        above, below = figure.subplots(2, sharex=True, height_ratios=(3, 2))
    else:
        above, below = figure.subplots(), None
    draw_given(above, scene.given)
    are_many = len(scene.results) > MOST_NAMED
    for position, (name, field) in enumerate(scene.results.items()):
        axis = below if name in lower else above
        style: dict[str, Any] = {"drawstyle": "steps-post"} if field.dtype.kind != "f" else {}
        if are_many and position < len(scene.results) - 1:
            style |= {"color": INK, "linewidth": 0.5, "alpha": 0.5}
        else:
            style |= {"color": "C0" if are_many else f"C{position}", "linewidth": 1.3, "label": name}
        axis.plot(np.asarray(field, np.float64), **style)
    for axis in filter(None, (above, below)):
        axis.margins(x=0.01)
        if axis.dataLim.y1 > LARGE:
            axis.yaxis.set_major_formatter(EngFormatter(sep=""))
        label(axis)
    if scene.days is not None:
        date_axis(below or above, scene.days)


def draw_given(axis: Axes, given: dict[str, Any]) -> None:
    """Ranges from low to high where there are both, the first other series as a line; flags as ticks."""
    numbers = {name: array for name, array in given.items() if array.dtype.kind == "f" and name != "volume"}
    if {"high", "low"} <= set(numbers):
        places = np.arange(len(numbers["high"]))
        axis.vlines(places, numbers.pop("low"), numbers.pop("high"), color=INK, linewidth=0.9, alpha=0.7)
    for name, array in numbers.items():
        axis.plot(array, color=INK, linewidth=0.9, alpha=0.9 if name == next(iter(numbers)) else 0.5, label=name)
    flags = {name: array for name, array in given.items() if array.dtype.kind in "bi"}
    if not numbers and len(flags) == len(given):
        for name, array in flags.items():
            axis.plot(np.asarray(array, np.float64), drawstyle="steps-mid", linewidth=0.9, color=INK, label=name)


def date_axis(axis: Axes, days: pd.DatetimeIndex) -> None:
    """The first bar of each month."""
    months = np.flatnonzero(days.month[1:] != days.month[:-1]) + 1
    names = [
        f"{days[place]:%b %Y}" if place == months[0] or days[place].month == 1 else f"{days[place]:%b}"
        for place in months
    ]
    axis.set_xticks(months, names)
