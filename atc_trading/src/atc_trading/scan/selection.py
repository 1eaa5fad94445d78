"""Which rows are shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from atc_core.spelling import did_you_mean
from atc_trading.errors import ScanUsageError
from atc_trading.prices import History
from atc_trading.scan.classification import Row, Side


class Selection(NamedTuple):
    """A class, or all, and how many of its strongest symbols."""

    side: Side | None = None
    top: int | None = None

    @classmethod
    def from_options(cls, top: int | None, *, long: bool, short: bool) -> Selection:
        """The selection that the command's options describe."""
        side: Side | None = "long" if long else "short" if short else None
        return cls(side, top)

    @property
    def is_everything(self) -> bool:
        """Whether no row is left out."""
        return self == Selection()

    def of(self, rows: Iterable[Row]) -> list[Row]:
        """The selected ones of ranked rows; of a class, the strongest symbol is first."""
        if self.is_everything:
            return list(rows)
        found = [row for row in rows if row.side != "-" and self.side in (None, row.side)]
        return (found[::-1] if self.side == "short" else found)[: self.top]


def history_of(symbol: str, histories: list[History]) -> History:
    """The bars of `symbol`; the error names the closest match, or the first that there are."""
    by_name = {history.symbol: history for history in histories}
    if symbol in by_name:
        return by_name[symbol]
    raise ScanUsageError(f"unknown symbol {symbol!r}{did_you_mean(symbol, by_name)}")
