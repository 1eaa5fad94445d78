"""TA-Lib's function API on the kernels of :mod:`atc_core`: ``from atc_trading import talib`` for ``import talib``.

Names, parameters, defaults, order and types of results are TA-Lib's, and so are the numbers wherever TA-Lib is sound;
docs/talib.md lists each difference. What is not here is passed on to the installed TA-Lib.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from atc_trading.talib import oscillators, overlap, prices_and_windows, trend_indicators, volumes_and_ranges
from atc_trading.talib.averages import MA_Type
from atc_trading.talib.global_settings import (
    get_compatibility,
    get_unstable_period,
    set_compatibility,
    set_unstable_period,
)
from atc_trading.talib.installed import installed, library
from atc_trading.talib.study import STUDIES

MODULES = (oscillators, overlap, prices_and_windows, trend_indicators, volumes_and_ranges)
globals().update({name: getattr(module, name) for module in MODULES for name in STUDIES if hasattr(module, name)})

__all__ = [  # noqa: PLE0604 the names are text
    "MA_Type",
    "get_compatibility",
    "get_function_groups",
    "get_functions",
    "get_unstable_period",
    "set_compatibility",
    "set_unstable_period",
    *STUDIES,
]


def get_function_groups() -> dict[str, list[str]]:
    """The functions by group: those of the installed TA-Lib as well, which are passed on to it."""
    found = library()
    groups: dict[str, list[str]] = {} if found is None else found.get_function_groups()
    for name, declared in STUDIES.items():
        names = groups.setdefault(declared.group, [])
        if name not in names:
            names.append(name)
    return {group: sorted(names) for group, names in sorted(groups.items())}


def get_functions() -> list[str]:
    """The names of all functions, group by group."""
    return [name for names in get_function_groups().values() for name in names]


def __getattr__(name: str) -> Any:
    """What is not here, from the installed TA-Lib."""
    if name == "abstract":
        return import_module(f"{__name__}.abstract")
    if name == "func":
        return sys.modules[__name__]
    if name.startswith("__"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return installed(name)


def __dir__() -> list[str]:
    """The public names, for tab completion."""
    return sorted({*__all__, "abstract"})
