"""What a strategy buys and sells: at each change of its target the whole position is closed, then opened anew.

Everything is exact; only how many shares there are for the money is rounded down.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from typing import NamedTuple

from atc_trading.backtest.decimal_rules import DecimalParameters, MoneyRules
from atc_trading.market.exact_columns import EXACT, quantized


class Fill(NamedTuple):
    """Shares that are bought, or sold below 0, at the close of a bar."""

    bar: int
    quantity: Decimal


class Account:
    """Cash and shares, after the fills so far."""

    def __init__(self, own: DecimalParameters, rules: MoneyRules) -> None:
        """With the capital, and no shares."""
        self.own, self.rules = own, rules
        self.cash, self.shares = own.initial_capital, Decimal(0)
        self.fills: list[Fill] = []

    def trade(self, bar: int, close: Decimal, quantity: Decimal) -> None:
        """Buy or sell, with slippage and commission."""
        price = self.price(close, 1 if quantity > 0 else -1)
        self.cash -= quantity * price + self.commission(abs(quantity), price)
        self.shares += quantity
        self.fills.append(Fill(bar, quantity))

    def price(self, close: Decimal, side: int) -> Decimal:
        """What a fill buys (1) or sells (-1) at."""
        return close * (1 + side * self.own.slippage)

    def commission(self, shares: Decimal, price: Decimal) -> Decimal:
        """What a fill pays."""
        exact, scale = shares * price * self.own.commission_rate, self.rules.commission_scale
        return exact if scale is None else quantized(exact, scale)

    def affordable(self, close: Decimal, side: int) -> Decimal:
        """The shares that all cash is worth with their commission; none at a price of 0."""
        price, unit = self.price(close, side), Decimal(1).scaleb(-self.rules.quantity_scale)
        each = price * (1 + self.own.commission_rate) * unit
        if each == 0:
            return Decimal(0)
        shares = self.cash // each * unit
        # A commission that is rounded up may cost what is not there.
        while shares and shares * price + self.commission(shares, price) > self.cash:
            shares -= unit
        return shares


def fills_of(
    closes: Sequence[Decimal], targets: Sequence[int], own: DecimalParameters, rules: MoneyRules
) -> list[Fill]:
    """All fills in order, two at a bar where the side changes.

    Equity of 0 or less is ruin: the position is closed, and nothing trades any more.
    """
    account, side = Account(own, rules), 0
    with localcontext(EXACT):
        for bar, (close, target) in enumerate(zip(closes, targets, strict=True)):
            if target != side:
                if account.shares:
                    account.trade(bar, close, -account.shares)
                if account.cash <= 0:
                    break
                side = target
                size = account.affordable(close, side) if side else Decimal(0)
                if size:
                    account.trade(bar, close, side * size)
            if account.shares < 0 and account.cash + account.shares * close <= 0:
                account.trade(bar, close, -account.shares)
                break
    return account.fills
