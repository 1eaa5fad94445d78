"""What is wrong with a row, as an implementation says it: the door makes a sentence of it."""

from __future__ import annotations

from enum import IntEnum


class Fault(IntEnum):
    """Why there is no result for a row."""

    TOO_LARGE = 0
    DIVISION_BY_ZERO = 1
    NO_CHANGE_FROM_ZERO = 2
    NO_PEAK = 3
    NO_VOLUME = 4
    ABOVE_LIMIT = 5


WORDS = {
    Fault.TOO_LARGE: "needs more than 38 digits; give a smaller scale",
    Fault.DIVISION_BY_ZERO: "divides by 0",
    Fault.NO_CHANGE_FROM_ZERO: "follows a value of 0, from which there is no relative change",
    Fault.NO_PEAK: "has no highest value above 0 before it or in it",
    Fault.NO_VOLUME: "fills shares where the volume is not above 0",
    Fault.ABOVE_LIMIT: "fills a share of the volume above the limit",
}


class RowError(ArithmeticError):
    """The first row for which there is no result; None where it is the result of all rows."""

    def __init__(self, fault: Fault, row: int | None = None) -> None:
        """Of this row."""
        super().__init__(fault, row)
        self.fault, self.row = fault, row

    def sentence(self) -> str:
        """In words."""
        return f"{'the result' if self.row is None else f'row {self.row}'} {WORDS[self.fault]}"
