"""Which rows are asked for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import NamedTuple

from atc_core.scan.classification import Row, Side
from atc_core.scan.errors import ScanUsageError
from atc_core.scan.reading import History

EXAMPLES = 5


class Selection(NamedTuple):
    """A class, and how many of its strongest."""

    side: Side | None = None
    top: int | None = None

    @classmethod
    def asked(cls, top: int | None, *, long: bool, short: bool) -> Selection:
        """What the command's options mean."""
        side: Side | None = "long" if long else "short" if short else None
        return cls(side, top)

    @property
    def is_everything(self) -> bool:
        """Whether no row is left out."""
        return self == Selection()

    def of(self, rows: Iterable[Row]) -> list[Row]:
        """The ranked rows that are asked for; where something is asked for, the strongest of its class is first."""
        if self.is_everything:
            return list(rows)
        found = [row for row in rows if row.side != "-" and self.side in (None, row.side)]
        return (found[::-1] if self.side == "short" else found)[: self.top]


def history_of(symbol: str, histories: list[History]) -> History:
    """The bars of `symbol`; the error names the closest match, or some that there are."""
    by_name = {history.symbol: history for history in histories}
    if symbol in by_name:
        return by_name[symbol]
    by_case = {name.casefold(): name for name in by_name}
    close = difflib.get_close_matches(symbol.casefold(), by_case, n=1)
    hint = f"did you mean {by_case[close[0]]!r}?" if close else f"there are {some(list(by_name))}"
    raise ScanUsageError(f"unknown symbol {symbol!r}; {hint}")


def some(names: list[str]) -> str:
    """The first names, and how many there are in all."""
    shown = ", ".join(names[:EXAMPLES])
    return shown if len(names) <= EXAMPLES else f"{shown}, … ({len(names)} in all)"
