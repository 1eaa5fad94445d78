"""What is not here: passed on to the installed TA-Lib."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from atc_core.spelling import CLOSE_KERNEL, closest, some
from atc_trading.talib.study import STUDIES

MODULES = ("abstract", "stream")
"""Modules of TA-Lib's package, of which only `abstract` is imported with it here."""


def library() -> Any:
    """TA-Lib's own wrapper; None where it is not installed."""
    try:
        return import_module("talib")
    except ModuleNotFoundError as error:
        if error.name != "talib":
            raise
        return None


def installed(name: str) -> Any:
    """An attribute of the installed TA-Lib; `AttributeError` says what there is without it."""
    found = library()
    if found is None:
        there = some(sorted(STUDIES), len(STUDIES))
        raise AttributeError(
            f"atc_trading.talib has no {name} of its own, and TA-Lib, which would be asked for it, is not installed "
            f"(pip install TA-Lib){closest(name, STUDIES, CLOSE_KERNEL)}; there are {there}"
        )
    if name in MODULES:
        return import_module(f"talib.{name}")
    try:
        return getattr(found, name)
    except AttributeError:
        close = closest(name, [*STUDIES, *found.get_functions()], CLOSE_KERNEL)
        raise AttributeError(f"neither atc_trading.talib nor TA-Lib {found.__version__} has {name!r}{close}") from None
