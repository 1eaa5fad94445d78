"""Returns of calendar months and years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from atc_core.pages import markup
from atc_trading.backtest.account_curves import AccountCurves
from atc_trading.backtest.written_numbers import percent

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
STEPS = (0.0, 0.03, 0.08)
"""Returns of a month from which on its cell has the next darker tint."""


class Months(NamedTuple):
    """Returns by calendar; NaN where there was no bar, or nothing left to lose."""

    years: tuple[int, ...]
    months: NDArray[np.float64]
    """Shape ``(years, 12)``."""
    totals: NDArray[np.float64]
    held: NDArray[np.float64]
    """Of buy and hold, by year."""


def months_of(result: AccountCurves) -> Months | None:
    """The returns of the months that have a bar; None where the bars have no dates.

    A month's return is from the last close before it, in the first month from the capital, to its own last close.
    """
    times = result.timestamps
    if times is None or times.dtype.kind != "M" or not len(times):
        return None
    start = result.initial_capital
    number = times.astype("datetime64[M]").astype(np.int64)
    years, places = np.unique(number[lasts(number)] // 12, return_inverse=True)
    table = np.full((len(years), 12), np.nan)
    table[places, number[lasts(number)] % 12] = changes(result.equity_curve, lasts(number), start)
    ends = lasts(number // 12)
    totals, held = (changes(curve, ends, start) for curve in (result.equity_curve, result.buy_and_hold))
    return Months(tuple(int(year) + 1970 for year in years), table, totals, held)


def lasts(periods: NDArray[np.int64]) -> NDArray[np.intp]:
    """The last bar of each period."""
    return np.append(np.flatnonzero(periods[1:] != periods[:-1]), len(periods) - 1)


def changes(curve: NDArray[np.float64], ends: NDArray[np.intp], start: float) -> NDArray[np.float64]:
    """From each end to the next, the first from `start`; NaN after ruin."""
    values = np.concatenate([[start], curve[ends]])
    with np.errstate(divide="ignore", invalid="ignore"):
        found: NDArray[np.float64] = values[1:] / values[:-1] - 1.0
    return found


def months_section(result: AccountCurves, held: str = "buy and hold") -> str:
    """A line a year."""
    found = months_of(result)
    title = "<section><h2>Returns by month</h2>\n"
    if found is None:
        return f'{title}<p class="quiet">The bars have no dates, so there are no months.</p></section>'
    lines = zip(found.years, found.months, found.totals, found.held, strict=True)
    rows = [markup.row(str(year), year_cells(months, total, held)) for year, months, total, held in lines]
    caption = "From the last close of one month to that of the next."
    table = markup.table(caption, ["", *MONTHS, "year", held], rows, "months")
    return f"{title}{table}</section>"


def year_cells(months: Sequence[float] | NDArray[np.float64], total: float, held: float) -> list[str]:
    """The cells of a year; an empty one where a month has no bar."""
    cells = [markup.cell("" if np.isnan(value) else percent(float(value)), shade(float(value))) for value in months]
    return [*cells, markup.cell(percent(float(total)), "total"), markup.cell(percent(float(held)), "total")]


def shade(value: float) -> str:
    """The class of a cell by its return."""
    if np.isnan(value) or value == 0.0:
        return ""
    return f"{'gain' if value > 0 else 'loss'} s{sum(abs(value) > step for step in STEPS)}"
