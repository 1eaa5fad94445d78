"""The columns of messages as arrays of our own, checked once; an error names the first row."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from atc_trading.book.message_roles import Roles
from atc_trading.book.message_times import check_zone, instants, zone_of
from atc_trading.book.message_words import (
    ADD,
    CLEAR,
    DELETE,
    IGNORE,
    REDUCE,
    REPLACE,
    SIDE_WORDS,
    UNKNOWN,
    check_words,
    codes,
)
from atc_trading.book.ticks import Tick, ticks_of
from atc_trading.market.column_values import Numbers, Times, numbers, plain_numbers

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]


class SeenSides:
    """Which sides a feed had so far."""

    def __init__(self) -> None:
        """None."""
        self.coded = self.asks = False

    def add(self, *, coded: bool, asks: bool) -> None:
        """Whether a table has a side 0 with a size, and whether it has asks."""
        self.coded |= coded
        self.asks |= asks

    def check(self, owner: str) -> None:
        """Refuse a feed that writes 0 and 1 for bids and asks: 0 clears the book, of which nothing would be left."""
        if self.coded and not self.asks:
            raise ValueError(
                f"{owner}: side 0 clears the book, and there are no asks; where 0 is a side, write bid, ask"
            )


class Reading(NamedTuple):
    """How the columns of every table of one feed are read."""

    owner: str
    roles: Roles
    tick: Tick
    actions: dict[str, int]
    sides: SeenSides
    unit: str | None = None
    """Of times that are numbers."""
    zone: str | None = None


class Messages(NamedTuple):
    """Messages in the order in which they came."""

    rows: Integers
    """Where each was in its table."""
    timestamps: Times
    side: Integers
    price: Integers
    """In ticks."""
    size: Numbers
    action: Integers | None
    order_id: Integers | None
    """Of messages about orders."""
    numbered: tuple[Integers, Integers] | None
    """The first and the last number of each."""
    passed: Mask | None
    """Which mean nothing to the book, but have numbers of their own."""

    @property
    def told(self) -> Messages:
        """Those that mean something."""
        return self if self.passed is None or not self.passed.any() else self.taken(~self.passed)

    def taken(self, which: Any) -> Messages:
        """Some of them."""
        return Messages(
            rows=self.rows[which],
            timestamps=self.timestamps[which],
            side=self.side[which],
            price=self.price[which],
            size=self.size[which],
            action=None if self.action is None else self.action[which],
            order_id=None if self.order_id is None else self.order_id[which],
            numbered=None if self.numbered is None else (self.numbered[0][which], self.numbered[1][which]),
            passed=None if self.passed is None else self.passed[which],
        )


def messages_of(reading: Reading, frame: Any, first_row: int = 0) -> Messages:
    """The messages of a frame of pandas or Polars; its first row is row `first_row` of its table."""
    roles, owner = reading.roles, reading.owner
    found = roles.columns
    times = frame[found["timestamps"]] if "timestamps" in found else frame.index
    check_zone(owner, "timestamps", zone_of(times), reading.zone)
    timestamps = instants(owner, "timestamps", times, reading.unit, first_row)
    action = None if "action" not in found else actions_of(reading, frame[found["action"]], first_row)
    sides = frame[found["side"]]
    side = codes(sides, SIDE_WORDS)
    needed = Needed.of(action, side, has_orders=roles.has_orders)
    # Where there are actions, one of them clears the book, not a side.
    wrong_side = needed.side & ((side == UNKNOWN) | ((side == 0) & (action is not None)))
    check_words(owner, "side", sides, wrong_side, SIDE_WORDS, first_row)
    price = ticks_of(owner, floats(owner, frame[found["price"]]), reading.tick, needed.price, first_row)
    size = numbers(owner, "size", frame[found["size"]])
    check_sizes(owner, size, needed, first_row)
    coded = action is None and bool(((side == 0) & (size > 0)).any())
    size = np.where(needed.size, size, 0.0)
    numbered = roles.numbered
    pair = None
    if numbered is not None:
        every = np.ones(len(side), np.bool_)
        first, last = (whole_numbers(owner, str(name), frame[name], every, first_row) for name in numbered)
        pair = first, last
    rows = np.arange(first_row, first_row + len(side))
    order_id = None
    if roles.has_orders:
        order_id = whole_numbers(owner, "order_id", frame[found["order_id"]], needed.order, first_row)
    of_orders = action if roles.has_orders else None
    passed = None if action is None else np.asarray(action == IGNORE)
    side = np.where(needed.side, side, 0)
    reading.sides.add(coded=coded, asks=bool((side < 0).any()))
    return Messages(rows, timestamps, side, price, size, of_orders, order_id, pair, passed)


def actions_of(reading: Reading, values: Any, first_row: int) -> Integers:
    """What each message does."""
    action = codes(values, reading.actions)
    advice = ", of which actions={…: 'reduce'} would say what it means; 'ignore' passes over it"
    check_words(reading.owner, "action", values, action == UNKNOWN, reading.actions, first_row, advice)
    return action


class Needed(NamedTuple):
    """In which rows a column is of use, and where a size must be above 0."""

    side: Mask
    price: Mask
    size: Mask
    new: Mask
    order: Mask

    @classmethod
    def of(cls, action: Integers | None, side: Integers, *, has_orders: bool) -> Needed:
        """By what each message does; a level with side 0 clears the book."""
        none = np.zeros(len(side), np.bool_)
        if action is None:
            is_level = side != 0
            return cls(is_level, is_level, is_level, none, none)
        told = ~np.isin(action, (CLEAR, IGNORE))
        if not has_orders:
            return cls(told, told, told & (action != DELETE), none, none)
        is_added, new = np.asarray(action == ADD), np.isin(action, (ADD, REPLACE))
        return cls(is_added, new, new | (action == REDUCE), new, told)


def check_sizes(owner: str, size: Numbers, needed: Needed, first_row: int) -> None:
    """Sizes are finite and at least 0, above 0 of an order that is added or replaced."""
    for wrong, rule in (
        (needed.size & ~((size >= 0) & (size < np.inf)), "finite and at least 0"),
        (needed.new & (size == 0), "above 0 where an order is added or replaced"),
    ):
        if wrong.any():
            row = int(wrong.argmax())
            raise ValueError(f"{owner}: size must be {rule}; row {first_row + row} is {size[row]}")


def floats(owner: str, values: Any) -> NDArray[Any]:
    """Prices in the width that they have; of exact decimals the floats next to them."""
    own = np.asarray(plain_numbers(values))
    if own.dtype.kind == "O" and any(isinstance(item, Decimal) for item in own):
        return np.array([np.nan if item is None else float(item) for item in own])
    return own if own.dtype.kind == "f" else numbers(owner, "price", values)


def whole_numbers(owner: str, name: str, values: Any, is_needed: Mask, first_row: int) -> Integers:
    """Whole numbers, 0 where none is needed; unsigned ones beyond int64 wrap, which keeps them apart.

    Raises:
        TypeError: they are no numbers.
        ValueError: one has a fraction or is missing where it is needed; the message names the first row.
    """
    is_missing = np.asarray((values.is_null() if hasattr(values, "is_null") else values.isna()).to_numpy(), np.bool_)
    if is_missing.any() and not str(values.dtype).lower().startswith("float"):
        # As floats, numbers above 2**53 would lose their last digits.
        values = values.fill_null(0) if hasattr(values, "fill_null") else values.fillna(0)
    array = np.asarray(values.to_numpy())
    if array.dtype.kind not in "iuf":
        help_ = "; number them first: pandas.factorize" if name == "order_id" else ""
        raise TypeError(f"{owner}: {name} must be whole numbers, was {values.dtype}{help_}")
    is_whole = ~is_missing
    if array.dtype.kind == "f":
        is_whole &= (np.floor(array) == array) & (abs(array) <= 2.0**53)
    wrong = is_needed & ~is_whole
    if wrong.any():
        row = int(wrong.argmax())
        was = "missing" if is_missing[row] else array[row]
        raise ValueError(f"{owner}: {name} must be whole numbers; row {first_row + row} is {was}")
    return np.where(is_whole & is_needed, array, 0).astype(np.int64, casting="unsafe")


def joined(parts: list[Messages]) -> Messages:
    """Messages after messages, all of one kind."""
    columns = zip(*(part[:-2] for part in parts), strict=True)
    whole: list[Any] = [None if column[0] is None else np.concatenate(column) for column in columns]
    return Messages._make([*whole, None, None])


def kept_names(columns: Mapping[str, Any]) -> list[Any]:
    """The labels of the columns that are read, each once."""
    return list(dict.fromkeys(columns.values()))
