"""What bars must be; an error names field, first bar and value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_trading.market.column_values import Numbers, Times, written

Fault: TypeAlias = tuple[int, str]
"""The first bar that breaks a rule, and how."""
PRICES = ("open", "high", "low", "close")
FIELDS = (*PRICES, "volume")
RANGES = (
    ("high", "low", "at least low", np.less),
    ("open", "low", "at least low", np.less),
    ("open", "high", "at most high", np.greater),
    ("close", "low", "at least low", np.less),
    ("close", "high", "at most high", np.greater),
)
"""Which price of a bar must not be on which side of which, and what a comparison finds where it is."""
TIE = 1e-10
"""How near two prices of a bar count as equal, relative to the larger."""


def check_bars(owner: str, timestamps: Times, columns: Mapping[str, Numbers]) -> None:
    """Refuse bars that cannot be: lengths that differ, else the first bar that breaks a rule.

    Raises:
        ValueError: the message names `owner`, the field, the bar, and what it was.
    """
    for name, values in columns.items():
        if len(values) != len(timestamps):
            count = len(timestamps)
            raise ValueError(f"{owner}: {name} must be as long as timestamps, {count} bars, was {len(values)}")
    faults = [*order_faults(timestamps), *number_faults(columns), *range_faults(columns)]
    raise_first(owner, faults, timestamps)


def check_close(
    owner: str, timestamps: Times | None, close: Numbers, columns: Mapping[str, Numbers] | None = None
) -> None:
    """The same of closing prices, which may have no dates, and of those other columns that there are.

    These may be missing at some bars, where they are NaN, and their close may be another one than that of the prices.
    """
    if timestamps is not None and len(timestamps) != len(close):
        raise ValueError(f"{owner}: close must be as long as timestamps, {len(timestamps)} bars, was {len(close)}")
    faults = [] if timestamps is None else [*order_faults(timestamps)]
    others = columns or {}
    faults += [*number_faults({"close": close}), *number_faults(others, may_miss=True), *range_faults(others)]
    raise_first(owner, faults, timestamps)


def raise_first(owner: str, faults: list[Fault], timestamps: Times | None) -> None:
    """Raise the fault of the earliest bar; of several there, that of the rule that is checked first."""
    if not faults:
        return
    bar, sentence = min(faults, key=lambda fault: fault[0])
    has_dates = timestamps is not None and timestamps.dtype.kind == "M"
    when = f" ({written(timestamps[bar])})" if has_dates and timestamps is not None else ""
    raise ValueError(f"{owner}: {sentence.format(bar=f'bar {bar}{when}')}")


def order_faults(timestamps: Times) -> Iterator[Fault]:
    """The first bar that is not later than the one before."""
    wrong = timestamps[1:] <= timestamps[:-1]
    if wrong.any():
        bar = int(wrong.argmax()) + 1
        own, before = written(timestamps[bar]), written(timestamps[bar - 1])
        repeated = own == before
        was = f"is {own} again" if repeated else f"is {own}, after {before}"
        yield bar, f"timestamps must increase from bar to bar; bar {bar} {was}"


def number_faults(columns: Mapping[str, Numbers], *, may_miss: bool = False) -> Iterator[Fault]:
    """By field, the first bar with a value that no price or volume can have."""
    for name, values in columns.items():
        is_price = name in PRICES
        good = (values > 0.0) if is_price else (values >= 0.0)
        wrong = ~(good & (values < np.inf)) & ~(np.isnan(values) & may_miss)
        yield from first(wrong, name, "finite and above 0" if is_price else "finite and at least 0", values)


def first(wrong: NDArray[np.bool_], name: str, rule: str, values: Numbers) -> Iterator[Fault]:
    """The first bar where `wrong` is true."""
    if wrong.any():
        bar = int(wrong.argmax())
        yield bar, f"{name} must be {rule}; {{bar}} is {values[bar]}"


def range_faults(columns: Mapping[str, Numbers]) -> Iterator[Fault]:
    """The first bars with a low above, or a high below, another of their prices; of those columns that there are."""
    for name, other, rule, is_wrong in RANGES:
        if name not in columns or other not in columns:
            continue
        one, two = columns[name], columns[other]
        wrong = is_wrong(one, two)
        if wrong.any():
            # Of closes that were the high, 3 % lie above it by a rounding where both were adjusted.
            wrong &= np.abs(one - two) > TIE * np.maximum(one, two)
        if wrong.any():
            bar = int(wrong.argmax())
            yield (
                bar,
                f"{name} must be {rule}; {{bar}} has {name} {one[bar]} and {other} {two[bar]}",
            )
