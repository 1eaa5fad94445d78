"""What results of one asset and of several have in common: curves over the same bars."""

from __future__ import annotations

from typing import Protocol

from atc_trading.market.column_values import Numbers, Times


class AccountCurves(Protocol):
    """An account over time, beside buying at the first close and holding."""

    @property
    def timestamps(self) -> Times | None:
        """When each bar is; None where nothing dates the bars."""

    @property
    def initial_capital(self) -> float:
        """Money at the start."""

    @property
    def equity_curve(self) -> Numbers:
        """What the account is worth at the close of each bar."""

    @property
    def drawdown(self) -> Numbers:
        """How far that is below its highest so far, as a fraction."""

    @property
    def buy_and_hold(self) -> Numbers:
        """What the capital would be worth, had it bought at the first close."""
