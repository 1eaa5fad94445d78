"""Arguments of methods, put to the parameters that they are for."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from atc_core.spelling import closest


def bound(name: str, signature: inspect.Signature, args: Sequence[Any], keywords: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments by parameter; a TypeError names what does not fit, and what was likely meant."""
    try:
        return signature.bind(*args, **keywords).arguments
    except TypeError as error:
        raise TypeError(f"{name}: {refused(name, signature, keywords, error)}") from None


def refused(name: str, signature: inspect.Signature, keywords: Iterable[str], error: TypeError) -> str:
    """In words, why arguments do not fit: a keyword that there is not, before one that is then missing."""
    known = f"it is {name}{signature}"
    for keyword in keywords:
        if keyword not in signature.parameters:
            return f"got an unexpected keyword argument {keyword!r}; {known}{closest(keyword, signature.parameters)}"
    return f"{error}; {known}"
