"""The checks of the conformance suite that pass the same values in another form, together for each subject.

Layouts, types, tables and `out` are 9 000 of 12 800 checks and take 1 ms each; as tests of their own they would cost
pytest and its workers three times that.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from atc_core.conformance import Check, Subject


def by_form(checks: Iterable[Check]) -> tuple[list[Check], dict[Subject, list[Check]]]:
    """The checks that are no question of form, and those that are by subject."""
    others: list[Check] = []
    forms: dict[Subject, list[Check]] = {}
    for check in checks:
        (forms.setdefault(check.subject, []) if isinstance(check.body, partial) else others).append(check)
    return others, forms


def assert_all_hold(checks: Iterable[Check]) -> None:
    """Fail with what is wrong in any of the checks."""
    found = [f"{check.name}: {item}" for check in checks for item in check.problems()]
    assert not found, "\n".join(found)
