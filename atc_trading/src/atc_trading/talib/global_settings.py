"""TA-Lib's settings for all calls: the kernels have none, so only what changes nothing is accepted for them."""

from __future__ import annotations

from atc_trading.talib.installed import installed
from atc_trading.talib.study import STUDIES

UNSTABLE = "ALL"
"""TA-Lib's name for every function that has an unstable period."""


def set_unstable_period(name: str, period: int) -> None:
    """Leave out the first bars of a function that is passed on to TA-Lib; of the functions here, only 0 is possible."""
    if name not in STUDIES and name != UNSTABLE:
        installed("set_unstable_period")(name, period)
    elif period != 0:
        raise ValueError(
            f"set_unstable_period: period of {name} must be 0, was {period!r}; cut off the bars that you do not want"
        )


def get_unstable_period(name: str) -> int:
    """How many bars are left out at the start; 0 for the functions here."""
    return 0 if name in STUDIES else int(installed("get_unstable_period")(name))


def set_compatibility(mode: int) -> None:
    """Start averages as TA-Lib does (0); Metastock's way (1) is not possible."""
    if mode != 0:
        raise ValueError(
            f"set_compatibility: mode must be 0 (TA-Lib's own), was {mode!r}; use TA-Lib itself for others"
        )


def get_compatibility() -> int:
    """0: averages start as TA-Lib's do."""
    return 0
