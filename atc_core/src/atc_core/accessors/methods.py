"""Kernels as methods: real functions with name, signature and documentation, made from the declarations."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from atc_core.accessors.binding import bound
from atc_core.accessors.rolling import Rolling
from atc_core.dispatch import get, handle_of
from atc_core.gaps import check_gaps
from atc_core.kernel import Kernel
from atc_core.option_values import check_option
from atc_core.readable import Word
from atc_core.registry import REGISTRY
from atc_core.spelling import some

POSITIONAL, BY_KEYWORD = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY
OUT = re.compile(r"\n    out: .*?(?=\n\n|\n    \w)", re.DOTALL)
"""What documentation says of an argument that methods do not take."""
Run = Callable[[Kernel[..., Any], dict[str, Any], dict[str, Any]], Any]
"""What a method does with the arrays that its caller gave, and with options, `gaps` and `backend`."""


class Kernels:
    """Every kernel as a method, whichever package declares it; Tab lists them, `help()` says all about one."""

    def __init__(self, data: Any) -> None:
        """Of these data."""
        self._data = data

    def _refusal(self, kernel: Kernel[..., Any]) -> str:
        """Why there is no such method here; empty where there is."""
        raise NotImplementedError

    def _method(self, kernel: Kernel[..., Any]) -> Callable[..., Any]:
        """The method."""
        raise NotImplementedError

    def rolling(self, window: int, min_periods: int | None = None) -> Rolling:
        """The rolling kernels with the window said once: ``.atc.rolling(16, min_periods=8).median()``."""
        return Rolling(self, window, min_periods)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """A kernel by its name."""
        if name.startswith("_"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        kernel = REGISTRY.find(name)
        if kernel is None:
            raise AttributeError(f".atc: {REGISTRY.unknown(name)}")
        refusal = self._refusal(kernel)
        if refusal:
            raise AttributeError(f".atc: {name} {refusal}")
        return self._method(kernel)

    def __repr__(self) -> str:
        """The methods, for whoever looks at them without Tab."""
        names = some([name for name in dir(self) if REGISTRY.find(name)])
        return f".atc of {type(self._data).__name__}: {names}; help() of one says all about it"

    def __dir__(self) -> list[str]:
        """The methods, for tab completion."""
        own = (name for name in super().__dir__() if not name.startswith("_"))
        return [*own, *(name for name, kernel in REGISTRY.all().items() if not self._refusal(kernel))]


@cache
def signature_of(kernel: Kernel[..., Any], taken: int, gives: str, named: str = "") -> inspect.Signature:
    """The signature without the arrays that the data are: the first `taken`; or, as keywords, which columns they are.

    Args:
        kernel: the declaration.
        taken: how many arrays are no parameters.
        gives: what the method gives, in words.
        named: what a keyword of each of these may be, in words; empty where there is no such keyword.
    """
    known = inspect.signature(handle_of(kernel)).parameters
    arrays = [item.name for item in kernel.arrays]
    shown = [known[item.name] for item in kernel.parameters if item.name not in arrays[:taken]]
    if named:
        annotation = Word(f"{named} | None")
        shown += [inspect.Parameter(name, BY_KEYWORD, default=None, annotation=annotation) for name in arrays[:taken]]
    shown += [known[name] for name in ("gaps", "backend") if name in known]
    return inspect.Signature(shown, return_annotation=Word(gives))


@cache
def documentation_of(kernel: Kernel[..., Any], note: str) -> str:
    """The kernel's own, without `out`, and a note at its end."""
    return f"{OUT.sub('', handle_of(kernel).__doc__)}\n\n{note}"


def method(kernel: Kernel[..., Any], signature: inspect.Signature, run: Run, note: str) -> Callable[..., Any]:
    """A function of that signature; `note` says at the end of its documentation what the data are."""
    arrays = [item.name for item in kernel.arrays]

    def call(*args: Any, **keywords: Any) -> Any:
        given = bound(kernel.name, signature, args, keywords)
        named = {name: given.pop(name) for name in arrays if name in given}
        return run(kernel, named, given)

    call.__name__ = call.__qualname__ = kernel.name
    call.__doc__ = documentation_of(kernel, note)
    call.__signature__ = signature  # type: ignore[attr-defined]
    return call


def check_keywords(kernel: Kernel[..., Any], keywords: dict[str, Any]) -> None:
    """Refuse options, `gaps` or a backend that no call would take; before there are data."""
    check_gaps(kernel, keywords.get("gaps"))
    if keywords.get("backend") is not None:
        get(kernel.name, backend=keywords["backend"])
    options = [item for item in kernel.options if item.kind != "model"]
    given = {item.name: check_option(kernel.name, item, keywords.get(item.name, item.default)) for item in options}
    if len(options) == len(kernel.options):
        reason = kernel.conflict(list(given.values()))
        if reason:
            raise ValueError(f"{kernel.name}: {reason}")
