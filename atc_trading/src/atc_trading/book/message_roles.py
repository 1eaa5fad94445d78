"""Which columns of a table of messages are what: found by their names, or named in the call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from atc_core.accessors.fields import check_label, plain
from atc_core.spelling import some
from atc_trading.prices import Decision
from atc_trading.prices.names import DATES

SPELLINGS: dict[str, tuple[str, ...]] = {
    "timestamps": (
        *("timestamps", *DATES, "tsevent", "tsrecv", "eventtime", "exchangetime", "exchangetimestamp", "transacttime"),
        *("localtimestamp", "receivetime", "recvtime"),
    ),
    "side": ("side", "bidask", "buysell", "buyorsell", "direction", "bs"),
    "price": ("price", "px", "limitprice", "orderprice", "levelprice"),
    "size": ("size", "sz", "quantity", "qty", "amount", "volume", "vol", "shares"),
    "action": ("action", "event", "eventtype", "msgtype", "messagetype", "updatetype", "type"),
    "order_id": ("orderid", "oid", "orderref", "orderreference", "orderreferencenumber", "ordernumber"),
    "sequence": ("sequence", "seq", "seqnum", "seqno", "sequencenumber", "updateid"),
    "first": ("first", "firstid", "firstupdateid", "firstsequence"),
    "last": ("last", "lastid", "lastupdateid", "finalupdateid", "lastsequence"),
}
"""By role, how columns of it are called, without case and punctuation."""
LETTERS = {"first": "U", "last": "u"}
"""Names of Binance, which differ in case alone."""
REQUIRED = ("side", "price", "size")


class Roles(NamedTuple):
    """By role, the label of its column; the times may be in the index."""

    columns: dict[str, Any]
    decisions: tuple[Decision, ...]

    @property
    def has_orders(self) -> bool:
        """Whether messages are about single orders (L3), not about levels (L2)."""
        return "order_id" in self.columns

    @property
    def numbered(self) -> tuple[Any, Any] | None:
        """The columns of the first and the last number of each message, if messages are numbered."""
        columns = self.columns
        if "sequence" in columns:
            return columns["sequence"], columns["sequence"]
        return (columns["first"], columns["last"]) if "first" in columns else None


def find_roles(owner: str, labels: Sequence[Any], named: Mapping[str, Any], *, has_index: bool) -> Roles:
    """What the columns are for; `named` are those that the call names, `has_index` says whether the index has times.

    Raises:
        ValueError: a column is missing, or may be either of two; the message says what there is.
    """
    given = {role: label for role, label in named.items() if label is not None}
    for role, label in given.items():
        check_label(owner, role, label, labels)
    free = [label for label in labels if label not in given.values()]
    guessed = {role: one_of(owner, role, free) for role in SPELLINGS if role not in given}
    if has_index and "timestamps" not in given:
        guessed["timestamps"] = None
    columns = {role: label for role, label in {**guessed, **given}.items() if label is not None}
    check_roles(owner, columns, labels, has_index=has_index)
    half = [role for role in LETTERS if role in columns]
    if len(half) == 1:
        del columns[half[0]]
    decisions = [
        Decision(role, repr(label), "named in the call" if role in given else "by its name")
        for role, label in columns.items()
    ]
    if "timestamps" not in columns:
        decisions.insert(0, Decision("timestamps", "the index", "it holds times"))
    kind = ("orders", "order_id") if "order_id" in columns else ("levels", "no order_id")
    decisions.append(Decision("messages", f"about {kind[0]}", f"there is {kind[1]}"))
    if not {"sequence", "first"} & columns.keys():
        reason = f"there is {half[0]} only" if half else "no column is called sequence, or first and last"
        decisions.append(Decision("gaps", "not looked for", reason))
    return Roles(columns, tuple(decisions))


def one_of(owner: str, role: str, labels: Sequence[Any]) -> Any:
    """The column that has a name of the role; None where none has."""
    found = [label for label in labels if label == LETTERS.get(role) or plain(label) in SPELLINGS[role]]
    if len(found) > 1:
        choice = " or ".join(map(repr, found))
        raise ValueError(f"{owner}: {role} may be column {choice}; name one: {role}={found[0]!r}")
    return found[0] if found else None


def check_roles(owner: str, columns: Mapping[str, Any], labels: Sequence[Any], *, has_index: bool) -> None:
    """All columns that a book needs must be there, each for one role, and one way of numbering."""
    wanted = [*REQUIRED] if has_index else ["timestamps", *REQUIRED]
    wanted += ["action"] if "order_id" in columns else []
    missing = [role for role in wanted if role not in columns]
    if missing:
        there = some([repr(label) for label in labels]) or "none"
        raise ValueError(
            f"{owner}: no column is called {' or '.join(missing)}; there are {there}; name it: {missing[0]}='…'"
        )
    taken = list(columns.values())
    twice = next((role for role, label in columns.items() if taken.count(label) > 1), None)
    if twice is not None:
        roles = " and ".join(role for role, label in columns.items() if label == columns[twice])
        raise ValueError(f"{owner}: {roles} must be different columns, were {columns[twice]!r}")
    if "sequence" in columns and "first" in columns:
        raise ValueError(
            f"{owner}: messages may be numbered by {columns['sequence']!r} or by {columns['first']!r} and "
            f"{columns.get('last')!r}; leave one of them out"
        )
