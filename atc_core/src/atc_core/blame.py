"""Warnings that point at the line of the program that led to them, however many calls of ours are between."""

from __future__ import annotations

import inspect
import warnings
from types import FrameType

OURS = {"atc_core", "atc_trading"}
"""Packages that no warning points into: a user cannot change their lines."""
HANDLE = "<handle of "
"""How the file of a generated handle is called."""


def warn(sentence: str, category: type[Warning]) -> None:
    """Warn at the nearest line outside our packages; at ``sys:1``, as Python does, where there is none."""
    frame = inspect.currentframe()
    while frame is not None and is_ours(frame):
        frame = frame.f_back
    if frame is None:
        warnings.warn_explicit(sentence, category, "sys", 1)
        return
    names = frame.f_globals
    registry = names.setdefault("__warningregistry__", {})
    module = names.get("__name__", "<string>")
    warnings.warn_explicit(sentence, category, frame.f_code.co_filename, frame.f_lineno, module, registry)


def is_ours(frame: FrameType) -> bool:
    """Whether a frame runs our own code, a handle's generated code included."""
    package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
    return package in OURS or frame.f_code.co_filename.startswith(HANDLE)
