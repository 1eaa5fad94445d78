"""Every kernel on every backend at several sizes; `make bench` compares with the last commit."""

from __future__ import annotations

from functools import lru_cache
from itertools import cycle
from typing import Any

import pytest
from racing import Arguments, building_blocks, implements, samples

import atc_core
from atc_core.kernel import Kernel
from atc_core.registry import find_kernel
from atc_core.results import checked_fields
from atc_core.validation import bind

SIZES = (32, 1_000, 10_000, 100_000, 1_000_000)
SECONDS, ROUNDS = 0.25, 3
"""For each benchmark at least; a call of seconds is made a few times."""


def cases() -> list[Any]:
    """Kernel, size and backend, for all that are installed."""
    names = [name for name, status in atc_core.backends().items() if status.state == "available"]
    return [
        pytest.param(kernel, n, backend, id=f"{kernel}-{n}-{backend}")
        for kernel in atc_core.kernels()
        for n in (SIZES if kernel in building_blocks() else SIZES[:3])
        for backend in names
        if implements(backend, kernel)
    ]


@lru_cache(maxsize=1)
def inputs(kernel: str, n: int) -> list[Arguments]:
    """The same for every backend."""
    return samples(find_kernel(kernel), n)


@pytest.mark.parametrize(("kernel", "n", "backend"), cases())
@pytest.mark.benchmark(max_time=SECONDS, min_rounds=ROUNDS)
def test_speed(benchmark: Any, kernel: str, backend: str, n: int) -> None:
    """Time one call of the backend's own function; inputs take turns."""
    function = atc_core.get(kernel, backend=backend).resolve(n=n)
    turns = cycle(inputs(kernel, n))
    function(*next(turns))
    benchmark.group = f"{kernel} {n}"
    result = benchmark(lambda: function(*next(turns)))
    check(find_kernel(kernel), backend, next(turns), result)


def check(kernel: Kernel[..., Any], backend: str, arguments: Arguments, result: Any) -> None:
    """Raise BackendError where a result has not the declared shapes and dtypes."""
    count = len(kernel.arrays)
    arrays, options = arguments[:count], arguments[count:]
    checked_fields(kernel, backend, result, kernel.shapes(bind(kernel, arrays), options), kernel.dtypes(arrays))
