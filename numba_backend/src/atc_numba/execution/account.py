"""Cash, positions and marks, as fills and closes change them; every operation is rounded by itself."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Series
from atc_numba.compiling import exact_block

TIE_BAND = 1e-10
Integers: TypeAlias = NDArray[np.int64]
Rows: TypeAlias = NDArray[np.void]

INTEGERS = "Array(int64, 1, 'C', readonly=True)"
"""A column that is read."""
NUMBERS, PLACES = "float64[:, ::1]", "int64[:, ::1]"
"""Tables that are written to."""


SHARES, TOTAL, LOST, MARKS, HAS_CLOSED, TAKEN, PRICES, CASH = range(8)
"""Rows of an account: of each asset the shares, their sum, what rounding has taken from it, the mark, whether that is
a close, what of a bar's volume is taken, prices at hand. The first two numbers of the last row are cash."""


class Book(NamedTuple):
    """Where fills are written: the same memory as integers and as numbers.

    Few arrays: a loop that passes sixty of them from block to block takes minutes to compile.
    """

    places: Integers
    numbers: Series
    written: Integers
    """How many there are, in its first place."""


def open_account(cash: float, assets: int) -> Series:
    """Cash alone."""
    account = np.zeros((CASH + 1, max(assets, 2)))
    account[CASH, 0] = cash
    return account


@exact_block
def is_near(a: float, b: float) -> bool:
    """Whether two sizes are equal within the tie band; an infinity equals only itself."""
    size = max(abs(a), abs(b))
    return bool((a == b) | ((abs(a - b) <= TIE_BAND * size) & (size < np.inf)))


@exact_block
def summed(total: float, lost: float, value: float) -> tuple[float, float]:
    """A sum with a further value, and what rounding has taken from it (Neumaier)."""
    new = total + value
    error = (total - new) + value if abs(total) >= abs(value) else (value - new) + total
    return new, lost + error if np.isfinite(new) else 0.0


@exact_block
def cash_of(account: Series) -> float:
    """Money."""
    return float(account[CASH, 0] + account[CASH, 1])


@exact_block
def pay(account: Series, money: float) -> None:
    """Take money from the cash."""
    account[CASH, 0], account[CASH, 1] = summed(account[CASH, 0], account[CASH, 1], -money)


@exact_block
def trade(account: Series, asset: int, quantity: float, price: float, commission: float) -> None:
    """Buy, or sell what is below 0; the price marks an asset that never had a close."""
    pay(account, quantity * price)
    pay(account, commission)
    if is_near(account[SHARES, asset], -quantity):
        account[TOTAL, asset] = account[LOST, asset] = 0.0
    else:
        account[TOTAL, asset], account[LOST, asset] = summed(account[TOTAL, asset], account[LOST, asset], quantity)
    account[SHARES, asset] = account[TOTAL, asset] + account[LOST, asset]
    if account[HAS_CLOSED, asset] == 0.0:
        account[MARKS, asset] = price


@exact_block
def closed_by(held: float, quantity: float) -> float:
    """How many of the shares a fill would close; all where what is left is within the tie band."""
    if held * quantity >= 0.0:
        return 0.0
    return abs(quantity) if is_near(held, -quantity) else min(abs(held), abs(quantity))


@exact_block
def mark(account: Series, closes: Series) -> None:
    """Mark all assets to their closes, where those are finite."""
    for asset in range(closes.shape[0]):
        if np.isfinite(closes[asset]):
            account[MARKS, asset], account[HAS_CLOSED, asset] = closes[asset], 1.0


@exact_block
def worth(account: Series, prices: int) -> float:
    """Cash and all positions at the prices of a row."""
    total = cash_of(account)
    for asset in range(account.shape[1]):
        total += account[SHARES, asset] * account[prices, asset]
    return float(total)


@exact_block
def whole_lots(quantity: float, lot: float) -> float:
    """A quantity rounded down to a multiple of `lot`; 0 takes any."""
    return float(np.floor(quantity / lot + 1e-9) * lot) if lot != 0.0 else quantity


@exact_block
def write(book: Book, bar: int, asset: int, quantity: float, price: float, commission: float, first: int) -> None:
    """Write a fill down, from a field of its row on."""
    row = book.written[0]
    book.places[row, first], book.places[row, first + 1] = bar, asset
    book.numbers[row, first + 2], book.numbers[row, first + 3] = quantity, price
    book.numbers[row, first + 4] = commission
    book.written[0] = row + 1


@exact_block
def close_all(account: Series, book: Book, bar: int, first: int) -> None:
    """Close every position at its mark, without cost."""
    for asset in range(account.shape[1]):
        quantity = -account[SHARES, asset]
        if quantity != 0.0:
            trade(account, asset, quantity, account[MARKS, asset], 0.0)
            write(book, bar, asset, quantity, account[MARKS, asset], 0.0, first)


def blank(most: int, dtype: np.dtype[np.void]) -> tuple[Rows, Integers, Series]:
    """Rows of fields of 64 bits each, and the same memory as integers and as numbers."""
    rows = np.empty(most, dtype)
    shape = most, dtype.itemsize // 8
    return rows, rows.view(np.int64).reshape(shape), rows.view(np.float64).reshape(shape)
