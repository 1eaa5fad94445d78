"""The ledger and commissions of a million fills beside ordinary loops: ``make bench-decimals``.

Same fills, same run, one thread, in turns: our function on columns of 16 bytes that are read already, the same loop in
Numba on int64 with results newly allocated, and Python's `Decimal` on a hundredth of the rows. Numba's loops are those
that are written where nothing overflows: their costs have 6 digits behind the point, and ours 12.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from decimal import Decimal
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from racing import Entry, race_entries
from rich.console import Console
from rich.table import Table

import atc_core
from atc_core.declarations.decimals.decimal_samples import fills
from atc_core.registry import find_kernel

SAMPLES = 5
FEWER = 100
"""Rows of Python's Decimals are a fraction of all."""
RATE = Decimal("0.0015")
PER_SHARE = {"rate": Decimal("0.0050"), "minimum": Decimal("1.00")}
UNIT = 100
"""Shares have two digits behind the point."""
TICK = Decimal("0.0001")


class Job(NamedTuple):
    """One kernel, its columns, and the loops that do the same on integers and on Decimals."""

    kernel: str
    columns: tuple[str, ...]
    options: dict[str, Any]
    numba: Callable[..., Any]
    decimals: Callable[..., Any]


@njit(cache=True)
def half_even(value: int, by: int) -> int:
    """A quotient of integers, rounded."""
    if by < 0:
        value, by = -value, -by
    floor = value // by
    twice = 2 * (value - floor * by)
    return floor + (twice > by or (twice == by and floor % 2 == 1))


@njit(cache=True)
def ledger_loop(asset: Any, quantity: Any, price: Any, fee: Any) -> Any:
    """Books of fills: shares of 2 digits behind the point, costs of 6, averages of 4."""
    n = len(asset)
    held, paid = np.zeros(asset.max() + 1, np.int64), np.zeros(asset.max() + 1, np.int64)
    out, cash = np.empty((5, n), np.int64), 0
    for row in range(n):
        own, d, p = asset[row], quantity[row], price[row]
        q, c, realized = held[own], paid[own], 0
        if q * d >= 0:
            left = c + d * p
        elif abs(d) <= abs(q):
            left = half_even(c * ((q + d) // UNIT), q // UNIT)
            realized = left - c - d * p
        else:
            left, realized = (q + d) * p, q * p - c
        held[own], paid[own] = q + d, left
        cash -= d * p + fee[row] * 10_000
        average = half_even(left, q + d) if q + d else 0
        out[0, row], out[1, row], out[2, row], out[3, row], out[4, row] = q + d, left, average, realized, cash
    return out


def ledger_decimals(asset: Any, quantity: Any, price: Any, fee: Any) -> Any:
    """The same on Decimals."""
    held: dict[int, tuple[Decimal, Decimal]] = {}
    rows, cash = [], Decimal(0)
    for own, d, p, paid in zip(asset, quantity, price, fee, strict=True):
        q, c = held.get(own, (Decimal(0), Decimal(0)))
        realized = Decimal(0)
        if q * d >= 0:
            left = c + d * p
        elif abs(d) <= abs(q):
            left = c * (q + d) / q
            realized = left - c - d * p
        else:
            left, realized = (q + d) * p, q * p - c
        held[own] = q + d, left
        cash -= d * p + paid
        rows.append((q + d, left, (left / (q + d)).quantize(TICK) if q + d else None, realized, cash))
    return rows


@njit(cache=True)
def per_dollar_loop(quantity: Any, price: Any) -> Any:
    """An amount times a rate of 4 digits."""
    out = np.empty(len(quantity), np.int64)
    for row in range(len(quantity)):
        out[row] = abs(quantity[row] * price[row]) * 15
    return out


def per_dollar_decimals(quantity: Any, price: Any) -> Any:
    """The same on Decimals."""
    return [abs(q * p) * RATE for q, p in zip(quantity, price, strict=True)]


@njit(cache=True)
def per_share_loop(quantity: Any, order: Any) -> Any:
    """What an order owes so far, less what it has paid."""
    shares, paid = np.zeros(order.max() + 1, np.int64), np.zeros(order.max() + 1, np.int64)
    out = np.empty(len(quantity), np.int64)
    for row in range(len(quantity)):
        own, before = order[row], paid[order[row]]
        if quantity[row] != 0:
            shares[own] += abs(quantity[row])
            paid[own] = max(1_000_000, shares[own] * 50)
        out[row] = paid[own] - before
    return out


def per_share_decimals(quantity: Any, order: Any) -> Any:
    """The same on Decimals."""
    shares: dict[int, Decimal] = {}
    paid: dict[int, Decimal] = {}
    rows = []
    for q, own in zip(quantity, order, strict=True):
        before = paid.get(own, Decimal(0))
        if q:
            shares[own] = shares.get(own, Decimal(0)) + abs(q)
            paid[own] = max(PER_SHARE["minimum"], shares[own] * PER_SHARE["rate"])
        rows.append(paid.get(own, Decimal(0)) - before)
    return rows


JOBS = [
    Job(
        "decimal_position_ledger",
        ("asset", "quantity", "price", "commission"),
        {"scale": 4},
        ledger_loop,
        ledger_decimals,
    ),
    Job("decimal_commission_per_dollar", ("quantity", "price"), {"rate": RATE}, per_dollar_loop, per_dollar_decimals),
    Job("decimal_commission_per_share", ("quantity", "order"), PER_SHARE, per_share_loop, per_share_decimals),
]


def integers(column: Any) -> Any:
    """A column as int64."""
    return column if isinstance(column, np.ndarray) else np.ascontiguousarray(column.chunks[0].words[:, 0])


def numbers(column: Any, rows: int) -> Any:
    """Its first rows as Python has them."""
    if isinstance(column, np.ndarray):
        return column[:rows].tolist()
    return [Decimal(value).scaleb(-column.scale) for value in integers(column)[:rows].tolist()]


def ratios(job: Job, n: int, rounds: int) -> list[str]:
    """Nanoseconds a row of ours, and how many times as long the loops take."""
    kernel, random = find_kernel(job.kernel), np.random.default_rng(0)
    given = [fills(*job.columns)(random, n) for _ in range(SAMPLES)]
    entries = {
        "ours": Entry(
            atc_core.get(job.kernel, backend="rust").resolve(n),
            [kernel.around(columns, job.options) for columns in given],
        ),
        "numba": Entry(job.numba, [tuple(map(integers, columns)) for columns in given]),
    }
    lanes = race_entries(entries, rounds)
    few = [numbers(column, n // FEWER) for column in given[0]]
    start = perf_counter()
    job.decimals(*few)
    own, slow = lanes["ours"].least / n, (perf_counter() - start) * 1e9 / (n // FEWER)
    return [job.kernel, f"{own:.2f}", f"{lanes['numba'].least / n / own:.2f}", f"{slow / own:.0f}"]


def main() -> None:
    """Race them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=1_000_000, help="fills")
    parser.add_argument("--rounds", type=int, default=10)
    arguments = parser.parse_args()
    table = Table("kernel", "ns a fill", "Numba int64 / ours", "Decimal / ours", title=f"{arguments.n} fills")
    for job in JOBS:
        table.add_row(*ratios(job, arguments.n, arguments.rounds))
    Console().print(table)


if __name__ == "__main__":
    main()
