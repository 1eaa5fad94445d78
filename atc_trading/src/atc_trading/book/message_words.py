"""Sides and actions of messages as numbers, from the words and letters that feeds have for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from atc_core.accessors.fields import plain
from atc_core.spelling import some

CLEAR, ADD, REDUCE, DELETE, REPLACE, IGNORE = range(6)
"""What a message does to an order, by the numbers of `atc_core.order_replay`; the last is passed over here."""
ACTIONS = {"clear": CLEAR, "add": ADD, "reduce": REDUCE, "delete": DELETE, "replace": REPLACE, "ignore": IGNORE}
SIDE_WORDS: dict[str, int] = {
    **dict.fromkeys(("bid", "bids", "buy", "b", "1"), 1),
    **dict.fromkeys(("ask", "asks", "sell", "offer", "a", "s", "-1"), -1),
    **dict.fromkeys(("clear", "none", "n", "0"), 0),
}
ACTION_WORDS: dict[str, int] = {
    **dict.fromkeys(("clear", "reset", "r", "0"), CLEAR),
    **dict.fromkeys(("add", "new", "insert", "a", "1"), ADD),
    **dict.fromkeys(("reduce", "execute", "execution", "c", "e", "x", "2"), REDUCE),
    **dict.fromkeys(("delete", "remove", "d", "3"), DELETE),
    **dict.fromkeys(("replace", "modify", "change", "update", "set", "m", "4"), REPLACE),
}
"""A cancellation may be of a part or of all, a fill may be told twice: those have to be named in the call."""
UNKNOWN = -9


def spelled(value: Any) -> str:
    """A word without case and punctuation; of a number its digits, whole ones as integers."""
    if isinstance(value, str):
        return value.strip() if value.strip() == "-1" else plain(value)
    if isinstance(value, (bool, np.bool_)) or value is None or value != value:
        return ""
    number = float(value) if isinstance(value, (int, float, np.number)) else None
    return str(value) if number is None or not number.is_integer() else str(int(number))


def codes(values: Any, words: Mapping[str, int]) -> NDArray[np.int64]:
    """The number of each word; UNKNOWN where it has none, or is missing."""
    if type(values).__module__.partition(".")[0] == "polars":
        import polars as pl

        if values.dtype in (pl.Categorical, pl.Enum):
            values = values.cast(pl.String)
        uniques = values.unique().to_list()
        known = {value: words[spelled(value)] for value in uniques if spelled(value) in words}
        if not known:
            return np.full(len(values), UNKNOWN)
        own: NDArray[np.int64] = values.replace_strict(known, default=UNKNOWN, return_dtype=pl.Int64).to_numpy()
        return own
    import pandas as pd

    places, uniques = pd.factorize(values)
    # The place of what is missing is -1, the last.
    numbers = [*(words.get(spelled(value), UNKNOWN) for value in uniques), UNKNOWN]
    return np.asarray(np.array(numbers, np.int64)[places])


def check_words(
    owner: str,
    name: str,
    values: Any,
    wrong: NDArray[np.bool_],
    words: Mapping[str, int],
    first_row: int,
    advice: str = "",
) -> None:
    """Refuse the first row with a wrong word, and say which words there are."""
    if wrong.any():
        row = int(wrong.argmax())
        value = values.iloc[row] if hasattr(values, "iloc") else values[row]
        value = value.item() if hasattr(value, "item") else value
        raise ValueError(
            f"{owner}: {name} must be one of {some(list(words))}; row {first_row + row} is {value!r}{advice}"
        )


def action_words(owner: str, actions: Mapping[Any, str] | None, *, has_orders: bool) -> dict[str, int]:
    """The usual words, and those that the call explains; a level is set and not reduced."""
    given = actions or {}
    wrong = next((action for action in given.values() if action not in ACTIONS), None)
    if wrong is not None:
        raise ValueError(f"{owner}: actions must be among {', '.join(ACTIONS)}, was {wrong!r}")
    known = {**ACTION_WORDS, **{spelled(word): ACTIONS[action] for word, action in given.items()}}
    return {word: code for word, code in known.items() if has_orders or code != REDUCE}
