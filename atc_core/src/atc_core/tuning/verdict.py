"""Whether an implementation may be timed: what is wrong with it on samples and edge cases, tables included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from atc_core.conformance.tables import tables_disagreement
from atc_core.errors import BackendError, described
from atc_core.tuning.deadline import OutOfTime

if TYPE_CHECKING:
    from atc_core.kernel import Kernel
    from atc_core.plugins import Plugins
    from atc_core.tuning.measure import Function
    from atc_core.tuning.plan import Disagreement


def reference_for(plugins: Plugins, kernel: Kernel[..., Any]) -> Function:
    """The reference's function; BackendError says what to install where there is none."""
    implementations = plugins.load(kernel.reference).implementations
    if kernel.name not in implementations:
        raise BackendError(f"{kernel.name}: its reference, backend {kernel.reference!r}, does not implement it")
    return implementations[kernel.name]


def problem(
    kernel: Kernel[..., Any], function: Function, reference: Function, disagreement: Disagreement, *, takes_tables: bool
) -> str | None:
    """How `function` disagrees with `reference`, on tables too where it takes them, or what it raised."""
    try:
        found = disagreement(kernel, function, reference)
        return tables_disagreement(kernel, function, reference) if found is None and takes_tables else found
    except (KeyboardInterrupt, OutOfTime):
        raise
    except BaseException as error:
        return f"it raised {described(error)}"
