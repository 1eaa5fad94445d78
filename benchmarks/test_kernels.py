"""Every kernel on every backend at several sizes; `make bench` compares with the last run."""

from __future__ import annotations

from itertools import cycle
from typing import Any

import pytest
from racing import samples

import atc_core
from atc_core.kernel import find_kernel

SIZES = (32, 1_000, 10_000, 100_000, 1_000_000)


def cases() -> list[Any]:
    """Kernel and backend, for all that are installed."""
    names = [name for name, status in atc_core.backends().items() if status.state == "available"]
    return [
        pytest.param(kernel, backend, id=f"{kernel}-{backend}")
        for kernel in atc_core.kernels()
        for backend in names
        if has(backend, kernel)
    ]


def has(backend: str, kernel: str) -> bool:
    """Whether the backend implements the kernel."""
    try:
        atc_core.get(kernel, backend=backend)
    except atc_core.BackendError:
        return False
    return True


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize(("kernel", "backend"), cases())
def test_speed(benchmark: Any, kernel: str, backend: str, n: int) -> None:
    """Time one call of the backend's own function; inputs take turns."""
    function = atc_core.get(kernel, backend=backend).resolve(n=n)
    inputs = cycle(samples(find_kernel(kernel), n))
    function(*next(inputs))
    benchmark.group = f"{kernel} {n}"
    result = benchmark(lambda: function(*next(inputs)))
    assert len(result) == n
