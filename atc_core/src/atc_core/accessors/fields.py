"""Which columns of a frame are a kernel's arrays: found by their names, or named in the call."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from atc_core.kernel import Kernel
from atc_core.parameters import MISSING
from atc_core.spelling import closest, some

BAR = ("open", "high", "low", "close", "volume")
CLOSE = ("close", "closeprice", "priceclose", "pxlast", "last", "lastprice", "price", "c")
SPELLINGS: dict[str, tuple[str, ...]] = {
    "open": ("open", "openprice", "priceopen", "pxopen", "o"),
    "high": ("high", "highprice", "pricehigh", "pxhigh", "h"),
    "low": ("low", "lowprice", "pricelow", "pxlow", "l"),
    "close": CLOSE,
    "volume": ("volume", "vol", "pxvolume", "v"),
    "x": ("x", *CLOSE),
    "prices": ("prices", *CLOSE),
    "timestamps": ("timestamps", "timestamp", "datetime", "date", "time"),
}
"""By parameter, how columns of it are called, without case and punctuation; the first that is there is taken.

An adjusted close is none of them: it does not fit highs and lows that are not adjusted, so it has to be named.
"""


def takes_bars(kernel: Kernel[..., Any]) -> bool:
    """Whether several of a kernel's arrays are fields of one bar, as high, low and close are."""
    return finds_columns(kernel) and sum(item.name in BAR for item in kernel.arrays) > 1


def finds_columns(kernel: Kernel[..., Any]) -> bool:
    """Whether a kernel takes several columns of a frame, each for another of its arrays."""
    return len(kernel.arrays) > 1 and all(len(item.axes) == 1 for item in kernel.arrays)


def plain(label: Any) -> str:
    """A label without case, punctuation and a leading number: ``2. high`` is ``high``."""
    return re.sub(r"[\W_]", "", re.sub(r"^\d+\.", "", str(label).casefold()))


def columns_of(kernel: Kernel[..., Any], labels: Sequence[Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """By array, the label of its column; `named` holds the arrays that the call names itself.

    An array that has a default is left out where no column is called so.

    Raises:
        ValueError: arrays without a column, or with several; the message says what there is.
    """
    wanted = [item for item in kernel.arrays if item.name not in named]
    must = [item.name for item in wanted if item.default is MISSING or matching(item.name, labels)]
    return found_columns(kernel.name, must, labels)


def found_columns(owner: str, wanted: Sequence[str], labels: Sequence[Any]) -> dict[str, Any]:
    """By field that is `wanted`, the label of its column; `owner` is what errors name first.

    Raises:
        ValueError: fields without a column, or with several; the message says what there is.
    """
    found = {name: matching(name, labels) for name in wanted}
    missing = [name for name, own in found.items() if not own]
    if missing:
        there = some([repr(label) for label in labels]) or "none"
        example = f"{missing[0]}={likely(missing[0], labels)!r}"
        raise ValueError(f"{owner}: no column is called {' or '.join(missing)}; there are {there}; name it: {example}")
    for name, own in found.items():
        if len({*own}) < len(own):
            raise several(owner, name, own[0], len(own))
        if len(own) > 1:
            choice = " or ".join(map(repr, own))
            raise ValueError(f"{owner}: {name} may be column {choice}; name one: {name}={own[0]!r}")
    return {name: own[0] for name, own in found.items()}


def matching(name: str, labels: Iterable[Any]) -> list[Any]:
    """The columns that an array may be: those of its very name, else of the first spelling that is there."""
    labels = list(labels)
    exact = [label for label in labels if isinstance(label, str) and label == name]
    if exact:
        return exact
    spellings = SPELLINGS.get(name, (plain(name),))
    by_spelling = ([label for label in labels if plain(label) == spelling] for spelling in spellings)
    return next(filter(None, by_spelling), [])


def likely(name: str, labels: Sequence[Any]) -> Any:
    """A column that may have been meant, for an example: one that has the name in its own."""
    return next((label for label in labels if name in plain(label)), "…")


def several(kernel: str, name: str, label: Any, count: int) -> ValueError:
    """The error of columns that cannot be told apart."""
    return ValueError(f"{kernel}: {name} may be any of {count} columns {label!r}; keep one of them")


def check_label(kernel: str, name: str, label: Any, labels: Sequence[Any]) -> None:
    """A column that a call names must be there, once."""
    count = sum(item == label for item in labels)
    if count > 1:
        raise several(kernel, name, label, count)
    if not count:
        there = some([repr(item) for item in labels])
        raise ValueError(
            f"{kernel}: {name}: no column {label!r}{closest(label, map(str, labels)) or f'; there are {there}'}"
        )
