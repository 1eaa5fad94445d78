"""``frame.atc.rolling(16, min_periods=8).median()``: rolling kernels with the window said once, as pandas writes it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

from atc_core.accessors.binding import bound
from atc_core.kernel import Kernel
from atc_core.registry import REGISTRY
from atc_core.spelling import did_you_mean

PREFIX = "rolling_"
SAID = {"window", "min_periods"}


class Rolling:
    """The rolling kernels of data, of one window: ``mean``, ``median``, ``corr`` …; Tab lists them."""

    def __init__(self, kernels: Any, window: int, min_periods: int | None = None) -> None:
        """Of these methods, with so many bars in a window, and so many valid ones for a result."""
        self._kernels, self._said = kernels, {"window": window, "min_periods": min_periods}

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """``median`` is `rolling_median`; a kernel of windows that is not called so has its own name."""
        if name.startswith("_"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        names = {short(kernel.name): kernel.name for kernel in rolling_kernels()}
        own = names.get(name, name)
        if own not in names.values():
            raise AttributeError(f".atc.rolling: no rolling kernel {name!r}{did_you_mean(name, names)}")
        return with_window(getattr(self._kernels, own), self._said)

    def __dir__(self) -> list[str]:
        """The methods, for tab completion."""
        return [short(kernel.name) for kernel in rolling_kernels()]

    def __repr__(self) -> str:
        said = ", ".join(f"{name}={value!r}" for name, value in self._said.items())
        return f".atc.rolling({said}): {', '.join(dir(self))}"


def rolling_kernels() -> Iterable[Kernel[..., Any]]:
    """All declared kernels with the options `window` and `min_periods`."""
    return (item for item in REGISTRY.all().values() if {option.name for option in item.options} >= SAID)


def short(name: str) -> str:
    """What a kernel is called where it is said that it is rolling."""
    return name.removeprefix(PREFIX)


def with_window(method: Callable[..., Any], said: dict[str, Any]) -> Callable[..., Any]:
    """A method without the two arguments that are said already."""
    signature = inspect.signature(method)
    shown = [item for item in signature.parameters.values() if item.name not in said]
    own = signature.replace(parameters=shown)

    def call(*args: Any, **keywords: Any) -> Any:
        return method(**bound(method.__name__, own, args, keywords), **said)

    call.__name__ = call.__qualname__ = method.__name__
    call.__doc__ = method.__doc__
    call.__signature__ = own  # type: ignore[attr-defined]
    return call
