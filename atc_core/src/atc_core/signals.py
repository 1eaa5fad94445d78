"""From an average signal to what is traded: its class, and the bar at which that can be traded."""

from __future__ import annotations

import inspect
from typing import Any, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from atc_core import frames
from atc_core.door import check_option, check_series, filled, is_masked, to_array
from atc_core.parameters import LARGEST_REAL, Domain, Parameter, Signal

Values = TypeVar("Values", bound=NDArray[Any])

FINITE = Domain(at_least=-LARGEST_REAL, at_most=LARGEST_REAL)
FLOAT = np.dtype(np.float64)
AVERAGE_SIGNAL, SIGNAL = (
    Parameter(name, "series", FLOAT, Domain(), inspect.Parameter.empty) for name in ("average_signal", "signal")
)
THRESHOLDS = (
    Parameter("long_threshold", "real", FLOAT, FINITE, 0.1),
    Parameter("short_threshold", "real", FLOAT, FINITE, -0.1),
)


@overload
def classify(average_signal: NDArray[Any], long_threshold: float = 0.1, short_threshold: float = -0.1) -> Signal: ...
@overload
def classify(average_signal: Any, long_threshold: float = 0.1, short_threshold: float = -0.1) -> Any: ...
def classify(average_signal: Any, long_threshold: float = 0.1, short_threshold: float = -0.1) -> Any:
    """Class of each bar: 1 above `long_threshold`, -1 below `short_threshold`, 0 between them and where NaN.

    Args:
        average_signal: shape ``(time,)`` or ``(time, symbols)``, as :func:`atc_core.atc` gives it.
        long_threshold: where long begins; a signal on a threshold is in neither class.
        short_threshold: where short begins, below `long_threshold`.

    Returns:
        int8 of the shape of `average_signal`; of pandas and polars in their own type.

    Raises:
        TypeError: `average_signal` is not numeric, or a threshold no number.
        ValueError: thresholds out of order or not finite, or more than two dimensions.
    """
    given = zip(THRESHOLDS, (long_threshold, short_threshold), strict=True)
    long, short = (check_option("classify", threshold, value) for threshold, value in given)
    if long <= short:
        raise ValueError(f"classify: long_threshold must be above short_threshold, were {long} and {short}")
    array, rewrap = frames.unwrap(average_signal)
    signal = check_series("classify", AVERAGE_SIGNAL, array)
    classes = (signal > long).astype(np.int8) - (signal < short).astype(np.int8)
    return rewrap(classes) if rewrap else classes


@overload
def next_bar(signal: Values) -> Values: ...
@overload
def next_bar(signal: Any) -> Any: ...
def next_bar(signal: Any) -> Any:
    """Copy of `signal` one bar later, 0 at the first bar: what can be traded, as a bar's signal needs its close.

    Args:
        signal: shape ``(time,)`` or ``(time, symbols)``, of any numeric type.

    Returns:
        The same shape and dtype; of pandas and polars in their own type, under the same index.

    Raises:
        TypeError: `signal` is not numeric.
        ValueError: it has more than two dimensions.
    """
    value, rewrap = frames.unwrap(signal)
    array = filled(value) if is_masked(value) else to_array("next_bar", SIGNAL, value)
    check_series("next_bar", SIGNAL, array)
    later = np.zeros_like(array)
    later[1:] = array[:-1]
    return rewrap(later) if rewrap else later
