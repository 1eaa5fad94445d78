"""The exceptions and the warning that are this project's own."""

from __future__ import annotations


class BackendError(RuntimeError):
    """A backend that was asked for by name cannot run the kernel; the message says why and what helps."""


class UnknownBackendError(ValueError):
    """No backend of that name exists; the message names the closest match."""


class BackendWarning(UserWarning):
    """A backend is broken, or a preference for it could not be honoured."""


class ProfileWarning(UserWarning):
    """A profile file cannot be used; the message names the file."""


class ReportError(Exception):
    """No report can be made; the message is a sentence that says why and what would help."""
