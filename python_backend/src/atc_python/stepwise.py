"""Kernels that go from bar to bar: one class gives the whole series, and the stream."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias, TypeVar

import numpy as np

from atc_core.kernel import Kernel
from atc_python import backend
from atc_python.kinds import filled, with_signature
from atc_python.results import deliver


class Step(Protocol):
    """One series that goes on bar by bar."""

    def update(self, *bar: Any) -> Any:
        """Take a bar, give its result: a number, or a tuple of them."""


Class: TypeAlias = Callable[..., Step]
Registered = TypeVar("Registered", bound=Class)

STEPWISE: dict[Kernel[..., Any], Class] = {}
"""What computes each kernel; called with the kernel's options."""


def per_bar(kernel: Kernel[..., Any]) -> Callable[[Registered], Registered]:
    """Implement a kernel by a class that takes its options, and each bar's values in `update`."""

    def register(single: Registered) -> Registered:
        @backend.implements(kernel)
        @with_signature(kernel)
        def implementation(*given: Any, out: Any = None, **options: Any) -> Any:
            arguments = kernel.signature.bind(*given, **options)
            arguments.apply_defaults()
            arrays, values = arguments.args[: len(kernel.arrays)], arguments.args[len(kernel.arrays) :]
            step = single(*values)
            rows = [step.update(*bar) for bar in zip(*(item.tolist() for item in arrays), strict=True)]
            if kernel.result.type is None:
                return deliver(np.array(rows, kernel.result.fields[0].dtype), out)
            columns = zip(*rows, strict=True) if rows else ([],) * len(kernel.result.fields)
            pairs = zip(columns, kernel.result.fields, strict=True)
            fields = [np.array(column, field.dtype) for column, field in pairs]
            return tuple(fields) if out is None else filled(out, fields)

        STEPWISE[kernel] = single
        return single

    return register
