"""What the tests of kernels share whose result is more than a series: tables, numbers, integers, several fields."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.lib.recfunctions import structured_to_unstructured

import atc_core

Array: TypeAlias = np.ndarray[Any, Any]
NAN, INF = np.nan, np.inf


def run(name: str, *arguments: Any, backend: str | None = None, **options: Any) -> Any:
    """What a backend gives, the reference unless another is named."""
    handle = atc_core.get(name)
    return handle(*arguments, backend=backend or handle.kernel.reference, **options)


def assert_matches(result: Any, wanted: Any) -> None:
    """Fail unless every field is `wanted` to the ten decimals that a vector has, integers to the last."""
    if isinstance(wanted, tuple):
        assert len(result) == len(wanted)
        for field, expected in zip(result, wanted):
            assert_matches(field, expected)
        return
    if getattr(result, "dtype", np.dtype(float)).names:
        result = structured_to_unstructured(result)
    is_integer = getattr(result, "dtype", np.dtype(float)).kind == "i"
    assert np.shape(result) == np.shape(wanted)
    np.testing.assert_allclose(result, wanted, rtol=0 if is_integer else 1e-10, atol=0 if is_integer else 5.1e-11)


def odd_series(n: int = 17) -> dict[str, Array]:
    """Series of `n` bars on which windows and sums go wrong; read-only."""
    random = np.random.default_rng(7)
    walk = 100.0 * np.exp(np.cumsum(random.normal(0.0, 0.01, n)))
    bars = np.arange(n)
    series = {
        "walk": walk,
        "noise": random.normal(size=n),
        "ticks": random.integers(0, 3, n).astype(float),
        "falling": -walk.cumsum(),
        "constant": np.full(n, 0.1),
        "zeros": np.zeros(n),
        "zeros of both signs": np.where(bars % 2, 0.0, -0.0),
        "offset 1e9": 1e9 + random.normal(size=n),
        "constant 1e9": np.full(n, 1e9 + 0.1),
        "one step of a float": np.where(bars % 3, 1.0, np.nextafter(1.0, 2.0)),
        "spread of 1e-8": 1e-4 + 1e-8 * random.normal(size=n),
        "spike 1e10": np.where(bars == 5, 1e10, walk),
        "1e300": 1e300 * random.normal(size=n).clip(-1, 1),
        "1e-300": 1e-300 * random.normal(size=n),
        "gaps": np.where(np.isin(bars, [0, 1, 6, 9, 10, 11, n - 1]), NAN, walk),
        "infinities": np.where(bars % 5 == 1, INF, np.where(bars % 7 == 2, -INF, walk)),
        "gaps and infinities": np.where(bars % 4 == 0, NAN, np.where(bars % 6 == 1, INF, walk)),
        "one value": np.where(bars == 4, walk, NAN),
        "two values": np.where(np.isin(bars, [4, 8]), walk, NAN),
        "NaN only": np.full(n, NAN),
        "infinities only": np.where(bars % 2, INF, -INF),
    }
    for item in series.values():
        item.flags.writeable = False
    return series
