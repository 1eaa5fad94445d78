"""What is checked: one backend's implementation of one kernel."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from atc_core.conformance.agreement import Function, as_fields, disagreements
from atc_core.conformance.case import SEED, Case
from atc_core.conformance.differences import Difference, Disagreement, Expected, field_difference
from atc_core.conformance.further_cases import sampled
from atc_core.dispatch import handle_of
from atc_core.process import PROCESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from atc_core.arrays import Array
    from atc_core.kernel import Kernel

BARS = 67


class Subject(NamedTuple):
    """What is checked: one backend's implementation of one kernel."""

    backend: str
    kernel: Kernel[..., Any]

    @property
    def function(self) -> Function:
        """The implementation itself."""
        return PROCESS.choice.plugins.load(self.backend).implementations[self.kernel.name]

    @property
    def handle(self) -> Function:
        """What a user calls: validation, then this backend and no other, on bars as they are."""
        gaps = {"gaps": "keep"} if self.kernel.gaps else {}
        return partial(handle_of(self.kernel), backend=self.backend, **gaps)

    def sample(self, n: int = BARS, seed: int = SEED) -> tuple[list[Array], tuple[Any, ...]]:
        """Arrays and options; windows are shorter than the series."""
        return sampled(self.kernel, n, seed)

    def fields(self, *arguments: Any) -> tuple[Array, ...]:
        """What the implementation gives, field by field."""
        return as_fields(self.kernel, self.function(*arguments))

    def disagreement(self, case: str, found: Difference) -> Disagreement:
        """What is wrong in a case."""
        return Disagreement(self.kernel.name, case, found)

    def disagreements(self, cases: Iterable[tuple[Case, Expected]]) -> Iterator[Disagreement]:
        """Every case in which the implementation does not give what is expected."""
        return disagreements(self.kernel, self.function, cases)

    def unlike(
        self, case: str, result: Sequence[Array], wanted: Sequence[Array], other: str, rule: str
    ) -> Iterator[Disagreement]:
        """The fields that are not equal to the wanted ones, those of `other`, in dtype, shape and values."""
        for own, right in zip(result, wanted, strict=True):
            found = field_difference(own, right, np.zeros(right.shape), other)
            if found is not None:
                yield self.disagreement(case, found._replace(rule=rule))


def reference(kernel: Kernel[..., Any]) -> Function:
    """The implementation that defines what is right."""
    return PROCESS.choice.implementation(kernel, kernel.reference)
