"""States in the order of time: labels that hold for a while."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Axes
from atc_core.domains import LARGEST_INTEGER, Domain
from atc_core.kernel import kernel
from atc_core.samples import labels_of_rows

States: TypeAlias = Annotated[NDArray[np.int64], Axes("time")]
Duration: TypeAlias = Annotated[int, Domain(at_least=1, at_most=LARGEST_INTEGER, typical=4)]


@kernel(sample=labels_of_rows)
def smooth_labels(labels: States, min_duration: Duration, *, out: States | None = None) -> States:
    """The last label that held for `min_duration` bars in a row, at each bar; -1 before the first.

    Args:
        labels: integers, shape ``(time,)`` or ``(time, series)``; below 0 where a bar has none.
        min_duration: how many bars in a row a label must hold, at least 1; bars without a label do not count.
        out: where to write the result; it is then returned.

    Returns:
        int64, the shape of `labels`. A bar without a label repeats the one before it.

    Raises:
        TypeError: `labels` or `min_duration` is not of integers.
        ValueError: `labels` is not 1-D or 2-D, or `min_duration` is below 1.

    Source: the debounced switch of electronics.
    """
