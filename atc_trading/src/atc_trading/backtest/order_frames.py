"""Orders from a table: columns found by their names, kinds and sides in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from atc_core.accessors.fields import check_label, plain
from atc_core.spelling import some
from atc_trading.market.market_frames import TICKERS, is_of_dates
from atc_trading.prices.names import DATES

if TYPE_CHECKING:
    from atc_trading.backtest.order_builder import OrderBuilder

OWNER = "from_frame"
SPELLINGS: dict[str, tuple[str, ...]] = {
    "asset": ("asset", "instrument", *TICKERS),
    "quantity": ("quantity", "qty", "shares", "size", "amount", "units"),
    "side": ("side", "buysell", "direction", "action", "bs"),
    "kind": ("kind", "type", "ordertype"),
    "limit": ("limit", "limitprice", "lmtprice"),
    "stop": ("stop", "stopprice", "auxprice", "trigger", "triggerprice"),
    "amount": ("trail", "trailamount", "trailprice", "distance"),
    "fraction": ("fraction", "trailfraction"),
    "at": ("at", "placed", "placedat", "submitted", "submittedat", "createdat", *DATES),
    "until": ("until", "expires", "expiresat", "goodtill", "goodtilldate", "gtd"),
    "group": ("group", "oca", "ocagroup", "oco"),
    "parent": ("parent", "parentid"),
    "id": ("id", "orderid", "oid", "number"),
}
"""By role, how columns of it are called, without case and punctuation."""
SIDES = {**dict.fromkeys(("buy", "b", "long", "bid", "1"), 1), **dict.fromkeys(("sell", "s", "short", "ask"), -1)}
PRICES = ("limit", "stop", "amount", "fraction")
KINDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("market", "mkt"), ()),
    **dict.fromkeys(("limit", "lmt"), ("limit",)),
    **dict.fromkeys(("stop", "stp", "stopmarket", "stoploss"), ("stop",)),
    **dict.fromkeys(("stoplimit", "stplmt", "stplimit"), ("stop", "limit")),
}
"""The prices of each kind; a trailing stop has either of two."""
TRAILING = ("trailing", "trail", "trailingstop")


def placed_orders(orders: OrderBuilder, table: Any, named: Mapping[str, Any]) -> OrderBuilder:
    """The orders of a table, placed one after another; the first row that cannot be is an error."""
    library = type(table).__module__.partition(".")[0]
    if library not in {"pandas", "polars"} or not hasattr(table, "columns"):
        raise TypeError(f"{OWNER}: orders must be a DataFrame of pandas or Polars, were {type(table).__name__}")
    if type(table).__name__ == "LazyFrame":
        raise TypeError(f"{OWNER}: orders must be collected: orders.collect()")
    columns = find_columns(list(table.columns), named)
    values = {role: listed(table[label]) for role, label in columns.items()}
    if "at" not in values and library == "pandas" and is_of_dates(table.index):
        values["at"] = listed(table.index)
    ids: dict[Any, int] = {}
    groups: dict[Any, int] = {}
    for row in range(len(table)):
        cells = {role: cells[row] for role, cells in values.items()}
        try:
            number = place(orders, cells, ids, groups, has_ids="id" in columns)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{OWNER}: row {row}: {error}") from None
        ids[cells.get("id", row)] = number
    return orders


def find_columns(labels: Sequence[Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """By role, the label of its column."""
    wrong = next((role for role in named if role not in SPELLINGS), None)
    if wrong is not None:
        raise TypeError(f"{OWNER} has no role {wrong!r}; roles are {', '.join(SPELLINGS)}")
    for role, label in named.items():
        check_label(OWNER, role, label, labels)
    free = [label for label in labels if label not in named.values()]
    found: dict[str, Any] = {}
    for role, spellings in SPELLINGS.items():
        own = [named[role]] if role in named else [label for label in free if plain(label) in spellings]
        if role == "quantity" and len(own) > 1:
            # `amount` may be the distance of a trailing stop.
            own = [label for label in own if plain(label) != "amount"]
        if len(own) > 1:
            choice = " or ".join(map(repr, own))
            raise ValueError(f"{OWNER}: {role} may be column {choice}; name one: {role}={own[0]!r}")
        if own:
            found[role] = own[0]
    rest = [label for label in free if label not in found.values()]
    trail = [label for label in rest if plain(label) == "amount"]
    if trail and "amount" not in found:
        found["amount"] = trail[0]
        rest.remove(trail[0])
    if "quantity" not in found:
        there = some([repr(label) for label in labels]) or "none"
        raise ValueError(f"{OWNER}: no column is called quantity; there are {there}; name it: quantity='…'")
    if rest:
        raise ValueError(f"{OWNER}: column {rest[0]!r} has no role; name it, such as stop={rest[0]!r}, or leave it out")
    return found


def listed(values: Any) -> list[Any]:
    """A column as values of Python, None where one is missing."""
    column = values.to_list() if hasattr(values, "to_list") else list(values)
    return [None if is_missing(value) else value for value in column]


def is_missing(value: Any) -> bool:
    """Whether a cell is empty."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return True
    return type(value).__name__ in {"NaTType", "NAType"} or (isinstance(value, float) and value != value)


def place(
    orders: OrderBuilder, cells: Mapping[str, Any], ids: Mapping[Any, int], groups: dict[Any, int], *, has_ids: bool
) -> int:
    """Place the order of one row."""
    prices = {name: cells[name] for name in PRICES if cells.get(name) is not None}
    needs = prices_of(cells.get("kind"), prices)
    quantity = signed(cells.get("quantity"), cells.get("side"), has_side="side" in cells)
    options: dict[str, Any] = {"at": cells.get("at"), "until": cells.get("until")}
    group, parent = cells.get("group"), cells.get("parent")
    if group is not None and group != -1:
        options["group"] = groups.setdefault(group, len(groups))
    if parent is not None and parent != -1:
        if parent not in ids:
            raise ValueError(
                f"parent must be {'the id' if has_ids else 'the number'} of an earlier row, was {parent!r}"
            )
        options["parent"] = ids[parent]
    asset = cells.get("asset")
    if set(needs) & {"amount", "fraction"}:
        return orders.trailing(asset, quantity, **{needs[0]: prices[needs[0]]}, **options)
    if "stop" in needs:
        return orders.stop(asset, quantity, prices["stop"], limit=prices.get("limit"), **options)
    if "limit" in needs:
        return orders.limit(asset, quantity, prices["limit"], **options)
    return orders.market(asset, quantity, **options)


def prices_of(kind: Any, given: Mapping[str, Any]) -> tuple[str, ...]:
    """The prices that an order has: those of its kind, or without one those that are given."""
    word = "" if kind is None else plain(kind)
    if kind is None:
        allowed: tuple[tuple[str, ...], ...] = (*dict.fromkeys(KINDS.values()), ("amount",), ("fraction",))
        kind = "an order without a kind"
    elif word in TRAILING:
        allowed = (("amount",), ("fraction",))
    elif word in KINDS:
        allowed = (KINDS[word],)
    else:
        raise ValueError(f"kind must be one of {', '.join((*KINDS, *TRAILING))}, was {kind!r}")
    found = next((names for names in allowed if set(names) == set(given)), None)
    if found is None:
        rule = " or ".join(" and ".join(names) or "no price" for names in allowed)
        raise ValueError(f"{kind} takes {rule}, was given {' and '.join(given) or 'none'}")
    return found


def signed(quantity: Any, side: Any, *, has_side: bool) -> Any:
    """The quantity, below 0 to sell."""
    if quantity is None:
        raise ValueError("quantity must be a number, was missing")
    if not has_side:
        return quantity
    word = str(side).strip() if str(side).strip() == "-1" else plain(side)
    sign = -1 if word == "-1" else SIDES.get(word)
    if sign is None or side is None:
        raise ValueError(f"side must be buy or sell, was {side!r}")
    if isinstance(quantity, (int, float, np.number)) and quantity < 0:
        raise ValueError(f"quantity must be above 0 beside a side, was {quantity!r}")
    return sign * quantity
