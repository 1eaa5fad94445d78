"""The exceptions and the warning that are this project's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NoReturn, SupportsInt

MOST_SHOWN = 200
"""Characters of a value in an error."""


class BackendError(RuntimeError):
    """A backend that was asked for by name cannot run the kernel; the message says why and what helps."""


class UnknownBackendError(ValueError):
    """No backend of that name exists; the message names the closest match."""


class BackendWarning(UserWarning):
    """A backend is broken, or a preference for it could not be honoured."""


class UnverifiedWarning(BackendWarning):
    """A backend runs that nothing compared with the reference: asked for by name, or the only one with streams."""


class ProfileWarning(UserWarning):
    """A profile file cannot be used; the message names the file."""


class ReportError(Exception):
    """No report can be made; the message is a sentence that says why and what would help."""


def error_at(message: str, axes: Iterable[str], place: Iterable[SupportsInt]) -> ValueError:
    """A ValueError that remembers its place, so that a labelled call can add the labels there."""
    error = ValueError(message)
    error.place = dict(zip(axes, map(int, place), strict=False))  # type: ignore[attr-defined]
    return error


def in_words(place: Sequence[SupportsInt]) -> str:
    """A place in an array, for a message; empty for that of a number."""
    return ", ".join(f"{axis} {int(index)}" for axis, index in zip(("row", "column"), place, strict=False)) or "it"


def place_of(error: ValueError) -> Mapping[str, int]:
    """The position on each axis that an error remembers."""
    place: Mapping[str, int] = getattr(error, "place", {})
    return place


def described(error: BaseException) -> str:
    """Type and message of an exception that is a stranger's: saying what it is may raise another."""
    try:
        text = str(error)
    except KeyboardInterrupt:
        raise
    except BaseException as second:
        text = f"(its message raised {type(second).__name__})"
    return f"{type(error).__name__}: {text}"


def shown(value: object) -> str:
    """What a caller gave, as an error shows it: short, whatever its own `repr` does."""
    if isinstance(value, int) and value.bit_length() > MOST_SHOWN:
        return f"an integer of {value.bit_length()} bits"
    try:
        text = repr(value)
    except KeyboardInterrupt:
        raise
    except BaseException:
        return f"a {type(value).__name__}"
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def raise_failure(kernel: str, backend: str, error: BaseException) -> NoReturn:
    """Raise what an implementation raised as an error that names kernel and backend; Ctrl-C and `-W error` stay."""
    if isinstance(error, (BackendError, Warning, KeyboardInterrupt)):
        raise error
    raise BackendError(f"{kernel}: backend {backend!r} raised {described(error)}") from error
