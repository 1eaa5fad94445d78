"""A year of fills to a position ledger and an audit of it, in exact decimals and, beside them, in floats.

    python examples/ledger.py

The fills are made up, always the same ones: eight assets are bought and sold short on 252 days, in whole shares or in
thousandths of one, in orders of one to three fills, and now and then a position is closed. Commission is half a cent a
share, at least 35 cents an order, in whole cents, ties up. The audit asks what must hold in any ledger; the floats are
the same formulas in the same order.
"""

from __future__ import annotations

import math
import sys
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

import atc_core.polars  # noqa: F401 it gives frames, Series and expressions `.atc`

DAYS, ASSETS, SEED = 252, 8, 2024
DEPOSIT = Decimal("250000.00")
RATE, MINIMUM = Decimal("0.005"), Decimal("0.35")
CENT = Decimal("0.01")
HALF = 0.005
"""Of a cent: amounts that differ by more are different cents."""


class Fills(NamedTuple):
    """A row a fill, in the order of time: quantities in thousandths of a share, prices in cents."""

    day: list[int]
    asset: list[int]
    order: list[int]
    thousandths: list[int]
    cents: list[int]


class Audit(NamedTuple):
    """What an audit finds."""

    commission: list[float]
    commission_total: float | Decimal
    realized: float | Decimal
    cash: float | Decimal
    balance: float | Decimal
    """Realized less commissions, less what cash and the cost of open positions say of it."""
    by_asset: float | Decimal
    """Money moved, added up by asset, less the same by day."""
    dust: int
    """Times that a position was closed and is not 0."""


def main() -> None:
    """Make the fills, book them twice, print what the audits find."""
    fills = made_fills()
    exact, floats = exact_audit(fills), float_audit(fills)
    # Where the output is no terminal, nothing says how wide it is.
    console = Console(width=None if sys.stdout.isatty() else 100)
    console.print(table(exact, floats, fills))
    console.print(
        f"29 shares at {RATE} are 14.5 cents, a tie that goes up; in floats they are {100.0 * (0.005 * 29)!r}. "
        "That is a cent a time, and the cash is off by all of them. The balance is out by what roundings leave, and a "
        "closed position that is not 0 is one that a program goes on to manage."
    )


def made_fills() -> Fills:
    """The fills of the year."""
    random = np.random.default_rng(SEED)
    price, held = random.integers(2_000, 20_000, ASSETS), [0] * ASSETS
    found, order = Fills([], [], [], [], []), 0
    for day in range(DAYS):
        price = np.maximum(100, price + np.rint(price * random.normal(0.0, 0.012, ASSETS)).astype(np.int64))
        for asset in np.flatnonzero(random.random(ASSETS) < 0.6).tolist():
            is_closed = held[asset] != 0 and random.random() < 0.4
            size = -held[asset] if is_closed else made_size(random)
            for part in parts_of(size, random):
                row = (day, asset, order, part, int(price[asset] + random.integers(-3, 4)))
                for column, value in zip(found, row, strict=True):
                    column.append(value)
            held[asset] += size
            order += size != 0
    return found


def made_size(random: np.random.Generator) -> int:
    """Thousandths of a share: whole shares three times in four."""
    size = int(random.integers(-250_000, 250_001))
    return size if random.random() < 0.25 else size // 1_000 * 1_000


def parts_of(size: int, random: np.random.Generator) -> list[int]:
    """An order in up to three fills."""
    edges = np.sort(random.integers(0, abs(size) // 1_000 + 1, random.integers(0, 3))) * 1_000
    parts = np.diff([0, *edges, abs(size)]) * np.sign(size)
    return [int(part) for part in parts if part]


def exact_audit(fills: Fills) -> Audit:
    """Booked by the kernels of decimals."""
    frame = pl.DataFrame(
        {
            "day": fills.day,
            "asset": fills.asset,
            "order": fills.order,
            "quantity": [Decimal(value).scaleb(-3) for value in fills.thousandths],
            "price": [Decimal(value).scaleb(-2) for value in fills.cents],
        }
    )
    fee = frame.atc.decimal_commission_per_share(RATE, MINIMUM, scale=2, rounding=ROUND_HALF_UP)
    booked = frame.with_columns(commission=fee)
    ledger = booked.atc.decimal_position_ledger(DEPOSIT).struct.unnest()
    money = pl.col("quantity").atc.decimal_multiply("price").alias("money")
    sums = pl.col("money").atc.decimal_sum()
    moved = booked.select("day", "asset", money)
    by_day, by_asset = (moved.group_by(key).agg(sums)["money"].atc.decimal_sum() for key in ("day", "asset"))
    books = pl.concat([frame.select("asset", "quantity"), ledger], how="horizontal")
    cost = books.group_by("asset").last()["cost"].atc.decimal_sum()
    gained, paid, cash = ledger["realized"].atc.decimal_sum(), fee.atc.decimal_sum(), ledger["cash"][-1]
    flat = flat_after(fills)
    return Audit(
        list(map(float, fee)),
        paid,
        gained,
        cash,
        gained - paid - (cash - DEPOSIT + cost),
        by_asset - by_day,
        sum(value != 0 for value in ledger["position"].gather(flat)),
    )


def float_audit(fills: Fills) -> Audit:
    """The same in floats, as one would write it."""
    quantity, price = np.array(fills.thousandths) / 1e3, np.array(fills.cents) / 1e2
    shares, paid = np.zeros(len(quantity)), np.zeros(len(quantity))
    position, cost = np.zeros(ASSETS), np.zeros(ASSETS)
    cash, gained, fees, positions = float(DEPOSIT), 0.0, [], []
    for asset, order, d, p in zip(fills.asset, fills.order, quantity.tolist(), price.tolist(), strict=True):
        shares[order] += abs(d)
        total = cents_up(max(float(MINIMUM), float(RATE) * float(shares[order])))
        fee = total - float(paid[order])
        paid[order] = total
        q, c = float(position[asset]), float(cost[asset])
        after = cost_after(q, c, d, p)
        gained += 0.0 if q * d >= 0 else q * p - c if abs(d) > abs(q) else (after - c) - d * p
        position[asset], cost[asset] = q + d, after
        cash -= d * p + fee
        fees.append(fee)
        positions.append(q + d)
    moved = quantity * price
    by_day, by_asset = (added_up(moved, key) for key in (fills.day, fills.asset))
    balance = gained - sum(fees) - (cash - float(DEPOSIT) + float(cost.sum()))
    dust = sum(positions[row] != 0 for row in flat_after(fills))
    return Audit(fees, sum(fees), gained, cash, balance, by_asset - by_day, dust)


def cents_up(amount: float) -> float:
    """An amount in whole cents, ties up."""
    return math.floor(100.0 * amount + 0.5) / 100.0


def cost_after(q: float, c: float, d: float, p: float) -> float:
    """What a position of q shares that cost c has cost after a fill of d shares at p."""
    if q * d >= 0:
        return c + d * p
    return c * (q + d) / q if abs(d) <= abs(q) else (q + d) * p


def flat_after(fills: Fills) -> list[int]:
    """The fills after which nothing is held of their asset, by whole thousandths."""
    held, found = [0] * ASSETS, []
    for row, (asset, size) in enumerate(zip(fills.asset, fills.thousandths, strict=True)):
        held[asset] += size
        found += [row] if held[asset] == 0 else []
    return found


def added_up(values: NDArray[np.float64], keys: list[int]) -> float:
    """Sums by key, and their sum."""
    return float(np.bincount(keys, values).sum())


def table(exact: Audit, floats: Audit, fills: Fills) -> Table:
    """Both audits side by side."""
    title = f"{len(fills.day):,} fills of {ASSETS} assets on {DAYS} days, {len(flat_after(fills))} positions closed"
    shown = Table("", "decimals", "floats", title=title)
    for column in shown.columns[1:]:
        column.justify = "right"
    shown.add_row("realized", f"{exact.realized.quantize(CENT):,}", f"{floats.realized:,.2f}")
    shown.add_row("commissions", f"{exact.commission_total:,}", f"{floats.commission_total:,.2f}")
    other = sum(abs(one - two) > HALF for one, two in zip(exact.commission, floats.commission, strict=True))
    shown.add_row("fills that pay another cent", "0", f"{other}")
    shown.add_row("cash at the end", f"{exact.cash:,}", f"{floats.cash:,.5f}")
    shown.add_row("realized − commissions − (cash − deposit + cost)", f"{exact.balance:f}", f"{floats.balance:.12f}")
    shown.add_row("money moved, by asset less by day", f"{exact.by_asset:f}", f"{floats.by_asset:.12f}")
    shown.add_row("closed positions that are not 0", f"{exact.dust}", f"{floats.dust}")
    return shown


if __name__ == "__main__":
    main()
