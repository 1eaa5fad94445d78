"""The books of fills in exact decimals: prices, commissions, positions, cash and equity, each by its own kernel."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

import atc_core
from atc_core.decimals import MOST_DIGITS
from atc_trading.backtest.decimal_rules import DecimalParameters, MoneyRules
from atc_trading.backtest.decimal_sizing import Fill
from atc_trading.market.exact_columns import EXACT

if TYPE_CHECKING:
    import pyarrow as pa


class Fills(NamedTuple):
    """A row a fill, and the books after it: arrays of Arrow's decimals, but for the bars."""

    bar: NDArray[np.int64]
    quantity: pa.Array
    """Shares that are bought, or sold below 0."""
    price: pa.Array
    """With slippage."""
    commission: pa.Array
    position: pa.Array
    """Shares that are held, below 0 where short."""
    cost: pa.Array
    """What the open position has cost, without commission."""
    realized: pa.Array
    """What the fill has gained, before commission."""
    cash: pa.Array


class Books(NamedTuple):
    """Fills, and by bar what follows from them."""

    fills: Fills
    position: pa.Array
    """Shares after the close of each bar."""
    cash: pa.Array
    equity: pa.Array
    """Cash and shares at the close of each bar."""


class RoundTrip(NamedTuple):
    """A position that was opened and closed."""

    entry_bar: int
    exit_bar: int
    side: int
    """1 or -1."""
    entry_price: Decimal
    exit_price: Decimal
    shares: Decimal
    commission: Decimal
    """Of both fills."""
    pnl: Decimal
    """After both commissions."""


def books_of(close: pa.Array, found: Sequence[Fill], own: DecimalParameters, rules: MoneyRules) -> Books:
    """The books of these fills at the closes of all bars."""
    import pyarrow as pa

    bars = np.array([fill.bar for fill in found], np.int64)
    quantity = pa.array([fill.quantity for fill in found], pa.decimal128(MOST_DIGITS, rules.quantity_scale))
    price = close.take(pa.array(bars))
    if own.slippage:
        price = atc_core.decimal_slippage_basis_points(price, quantity, basis_points(own.slippage))
    fee = atc_core.decimal_commission_per_dollar(quantity, price, own.commission_rate, scale=rules.commission_scale)
    assets = np.zeros(len(bars), np.int64)
    ledger = atc_core.decimal_position_ledger(assets, quantity, price, fee, cash=own.initial_capital)
    fills = Fills(bars, quantity, price, fee, ledger.position, ledger.cost, ledger.realized, ledger.cash)
    latest = pa.array(np.searchsorted(bars, np.arange(len(close)), side="right"))
    position, cash = (
        pa.concat_arrays([pa.array([begin], after.type), after]).take(latest)
        for begin, after in ((Decimal(0), fills.position), (own.initial_capital, fills.cash))
    )
    return Books(fills, position, cash, atc_core.decimal_portfolio_value(position, close, cash))


def basis_points(share: Decimal) -> Decimal:
    """A share in ten thousandths, without zeros at its end, which would be digits of every price."""
    with localcontext(EXACT):
        return (share * 10_000).normalize()


def round_trips(fills: Fills) -> list[RoundTrip]:
    """The positions that were closed, in order: each fill that opens one is followed by the fill that closes it."""
    quantities, prices, fees, gains = (
        column.to_pylist() for column in (fills.quantity, fills.price, fills.commission, fills.realized)
    )
    pairs = range(0, len(quantities) - 1, 2)
    with localcontext(EXACT):
        return [
            RoundTrip(
                int(fills.bar[entry]),
                int(fills.bar[entry + 1]),
                1 if quantities[entry] > 0 else -1,
                prices[entry],
                prices[entry + 1],
                abs(quantities[entry]),
                fees[entry] + fees[entry + 1],
                gains[entry + 1] - fees[entry] - fees[entry + 1],
            )
            for entry in pairs
        ]
