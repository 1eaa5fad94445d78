"""What a kernel gives of rows: a value at each, one number of all, or neither."""

from __future__ import annotations

from typing import Any

from atc_core.decimals.declaring import DecimalKernel
from atc_core.kernel import Kernel


def gives_rows(kernel: Kernel[..., Any]) -> bool:
    """Whether a kernel gives a value, or several, at each row."""
    if isinstance(kernel, DecimalKernel):
        return not kernel.found_axes and all(field.axes for field in kernel.result.fields)
    return kernel.is_per_bar


def gives_numbers(kernel: Kernel[..., Any]) -> bool:
    """Whether a kernel of series gives one number a series, or several."""
    is_by_series = kernel.is_by_series or isinstance(kernel, DecimalKernel)
    return is_by_series and not any(field.axes for field in kernel.result.fields)
