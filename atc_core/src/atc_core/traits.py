"""What a declaration may say of its kernel beside sample and accuracy, and the types of that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeAlias, TypedDict

Options: TypeAlias = dict[str, Any]
Sizes: TypeAlias = dict[str, int]
"""How long each axis is, by its name; `TABLE_AXIS` where the core loops over the columns of a table."""
Shape: TypeAlias = tuple[int, ...]
Check: TypeAlias = Callable[[Options], "str | None"]
"""What is wrong with options together, as a sentence; None where nothing is."""
SizeCheck: TypeAlias = Callable[[Sizes, Options], "str | None"]
"""The same of sizes and options together."""
DataCheck: TypeAlias = Callable[[Mapping[str, Any], Options], "str | None"]
"""The same of arrays, by name, and options."""
Size: TypeAlias = Callable[[Sizes, Options], int]
"""How long an axis of the result is that no array has."""
Label: TypeAlias = Callable[[Mapping[str, Sequence[Any]], Options], "Sequence[Any] | None"]
"""What the places of such an axis are called, from the labels of the inputs' axes; None where those have none."""
Scale: TypeAlias = Callable[..., Any]
"""``scale(*arguments, result)`` gives the magnitudes that a result's error is measured by: an array like the result, or
a tuple of them where it has several fields; with one more axis for the parts of structured rows. 0 demands identity."""
Gaps: TypeAlias = Literal["keep", "skip", "raise"]
"""What is made of missing bars: NaN by the kernel's own rules; left out; or an error that names the first."""


class Traits(TypedDict, total=False):
    """Keywords of :func:`atc_core.kernel.kernel`; each may be left out."""

    check: Check | None
    """Finds fault with options together."""
    check_sizes: SizeCheck | None
    """Finds fault with options and sizes."""
    check_data: DataCheck | None
    """Finds fault with options and arrays."""
    check_stream: Check | None
    """Finds fault with the options of a stream."""
    sizes: Mapping[str, Size]
    """By axis, how long it is where it follows from sizes and options: ``{"lags": lambda sizes, options: ...}``."""
    labels: Mapping[str, Label]
    """By such an axis, what its places are called where the inputs are labelled."""
    scale: Scale | None
    """The magnitudes that errors are measured by, where they are not the largest values in reach of a bar."""
    lookback: str | tuple[str, ...]
    """The option, or those in sum, that says how many bars, the newest included, decide about a result."""
    gaps: Gaps | None
    """What a call makes of missing bars unless it says so ("keep"); None where the contract has a rule of its own."""
    gaps_carry: Sequence[str]
    """Arrays of flags of which one at a missing bar passes to the next bar that is there."""
    reference: str
    """The backend that every other one is verified against ("python")."""
    also: Sequence[str]
    """What other libraries call it, whatever the case; the error for such a name says this kernel's."""
    largest: int | None
    """The size up to which it is tested and measured, where its time grows with the square of that."""


def elsewhere(names: Sequence[str]) -> str:
    """What the documentation says of a kernel that other libraries call otherwise."""
    return f"\n\nElsewhere called {', '.join(names)}." if names else ""
