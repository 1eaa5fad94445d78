"""What declarations say of fills: one row each, in the order of time."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Axes, Rule
from atc_core.domains import Domain

DENSE = Rule(
    "at least 0 and below the number of rows",
    lambda values: (values < 0) | (values >= len(values)),
    lambda values: bool(values.min() >= 0 and values.max() < len(values)),
)
Codes: TypeAlias = Annotated[NDArray[np.int64], Axes("time"), DENSE]
"""Dense codes, as `factorize` of pandas gives them: a table takes the place of a hash map."""
NotNegative: TypeAlias = Annotated[Decimal, Domain(at_least=0, typical=Decimal("0.005"))]
AnyDecimal: TypeAlias = Annotated[Decimal, Domain(typical=Decimal("0.0004"))]
