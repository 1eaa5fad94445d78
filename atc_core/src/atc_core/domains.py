"""What a declaration says of an option: its type and the values that are allowed."""

from __future__ import annotations

import sys
from typing import Annotated, Any, NamedTuple, TypeAlias


class Domain(NamedTuple):
    """The values that an option may take; NaN is none of them unless that is said."""

    at_least: float | None = None
    above: float | None = None
    at_most: float | None = None
    typical: Any = None
    """A value to measure with, where the declaration has no default."""
    affects_speed: bool = False
    choices: tuple[str, ...] = ()
    """The words that are allowed, where the option is one."""
    below: float | None = None
    tried: tuple[Any, ...] = ()
    """The values that tests try, where others say no more or take too long."""
    or_nan: bool = False
    """Whether NaN stands for none."""

    def conditions(self) -> list[tuple[str, float]]:
        """Pairs of comparison operator and bound."""
        pairs = ((">=", self.at_least), (">", self.above), ("<=", self.at_most), ("<", self.below))
        return [(operator, bound) for operator, bound in pairs if bound is not None]

    def allow(self, value: Any) -> bool:
        """Whether `value` lies inside."""
        if self.choices:
            return value in self.choices
        if value != value:
            return self.or_nan
        return bool(
            (self.at_least is None or value >= self.at_least)
            and (self.above is None or value > self.above)
            and (self.at_most is None or value <= self.at_most)
            and (self.below is None or value < self.below)
        )

    def allowed(self, value: float) -> str:
        """What is allowed, in words; the limit of the machine is named only where `value` passes it."""
        if self.choices:
            return f"one of {', '.join(self.choices)}"
        if self.at_most == LARGEST_REAL:
            bound = f"above {self.above}" if self.above is not None else f"at least {self.at_least}"
            finite = "finite or NaN" if self.or_nan else "finite"
            return finite if self.at_least == -LARGEST_REAL else f"{bound} and {finite}"
        shown = [
            f"{WORDS[operator]} {bound}"
            for operator, bound in self.conditions()
            if bound != LARGEST_INTEGER or value > bound
        ]
        return " and ".join(shown)


class Duration(NamedTuple):
    """Marks an integer of nanoseconds that may be given as a timedelta too."""


WORDS = {">=": "at least", ">": "above", "<=": "at most", "<": "below"}
LARGEST_REAL = sys.float_info.max
LARGEST_INTEGER = 2**63 - 1
"""Options that count bars reach compiled code as signed 64-bit integers."""
MOST_ELEMENTS = 2**40
"""A result of more than 8 TiB is a mistake, not a request."""

Length: TypeAlias = Annotated[int, Domain(at_least=1, at_most=LARGEST_INTEGER, typical=28, affects_speed=True)]
Window: TypeAlias = Length
Count: TypeAlias = Annotated[int, Domain(at_least=0, at_most=LARGEST_INTEGER, typical=4)]
BarCount: TypeAlias = Annotated[int, Domain(at_least=0, at_most=LARGEST_INTEGER)]
Periods: TypeAlias = Annotated[int, Domain(at_least=1, at_most=LARGEST_INTEGER)]
Step: TypeAlias = Annotated[int, Domain(at_least=1, at_most=LARGEST_INTEGER, typical=1, affects_speed=True)]
SmoothingConstant: TypeAlias = Annotated[float, Domain(above=0, at_most=1)]
PositiveNumber: TypeAlias = Annotated[float, Domain(above=0)]
PositiveFinite: TypeAlias = Annotated[float, Domain(above=0, at_most=LARGEST_REAL)]
FiniteNumber: TypeAlias = Annotated[float, Domain(at_least=-LARGEST_REAL, at_most=LARGEST_REAL)]
Rate: TypeAlias = Annotated[float, Domain(at_least=0, below=1)]
Fraction: TypeAlias = Annotated[float, Domain(at_least=0, at_most=1)]
Percent: TypeAlias = Annotated[float, Domain(at_least=0, at_most=100)]
Seed: TypeAlias = Annotated[int, Domain(at_least=0, at_most=LARGEST_INTEGER, tried=(0, 1, LARGEST_INTEGER))]
Restarts: TypeAlias = Annotated[int, Domain(at_least=1, at_most=LARGEST_INTEGER, tried=(1, 2, 5))]
Rounds: TypeAlias = Annotated[int, Domain(at_least=1, at_most=LARGEST_INTEGER, tried=(1, 2, 300))]
Nanoseconds: TypeAlias = Annotated[int, Domain(at_least=1, at_most=LARGEST_INTEGER, typical=60_000_000_000), Duration()]
