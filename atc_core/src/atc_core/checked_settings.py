"""What is wrong with the settings as a whole: names and paths that no call may ever come to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from atc_core.errors import UnknownBackendError
from atc_core.places import UnusableError, expanded

if TYPE_CHECKING:
    from atc_core.choice import Choice


def problems(choice: Choice, *, needs_profile: bool = True) -> Iterator[ValueError]:
    """An error for everything that is wrong; a profile that is named may be missing where it is to be written."""
    settings = choice.settings
    yield from map(ValueError, settings.problems)
    names = {
        "ATC_BACKEND": settings.environment.backends(),
        "configure(backend=…)": settings.program.backends(),
        "ATC_BACKEND_BLOCK": settings.blocked,
    }
    for source, backends in names.items():
        for name in backends:
            try:
                choice.plugins.status(name)
            except UnknownBackendError as error:
                yield UnknownBackendError(f"{source}: {error}")
    if settings.freeze:
        try:
            expanded(settings.freeze)
        except UnusableError as error:
            yield ValueError(f"ATC_FREEZE names {settings.freeze}: {error}")
    if settings.profile and needs_profile and settings.tune != "auto":  # which writes it
        from atc_core.tuning.profile import missing_profile

        yield from missing_profile(settings.profile)
