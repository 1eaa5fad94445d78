"""The contracts' vectors of kernels whose result is more than a series: tables, numbers, integers, several fields."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np

import atc_core

Array: TypeAlias = np.ndarray[Any, Any]
Words: TypeAlias = "str | float | tuple[Words, ...]"
NAN, INF = np.nan, np.inf


def run(name: str, *arguments: Any, **options: Any) -> Any:
    """What the reference gives."""
    return atc_core.get(name)(*arguments, backend="python", **options)


class Vector(NamedTuple):
    """A result that can be checked by hand.

    A string has the values of a series, ``;`` between the rows of a table, ``-`` for NaN. A tuple has one such string
    a field, a number is itself.
    """

    kernel: str
    arguments: tuple[Any, ...]
    result: Words

    @property
    def wanted(self) -> Any:
        """An array, a number, or a tuple of them."""
        return parse(self.result)

    def __str__(self) -> str:
        return "-".join([self.kernel, *(str(item) for item in self.arguments if np.isscalar(item))])


def parse(words: Words) -> Any:
    """What the words of a vector say."""
    if isinstance(words, tuple):
        return tuple(parse(item) for item in words)
    if not isinstance(words, str):
        return words
    rows = [[NAN if word == "-" else float(word) for word in row.split()] for row in words.split(";")]
    return np.array(rows if ";" in words else rows[0])


def assert_matches(result: Any, wanted: Any) -> None:
    """Fail unless every field is `wanted` to the ten decimals that a vector has, integers to the last."""
    if isinstance(wanted, tuple):
        assert len(result) == len(wanted)
        for field, expected in zip(result, wanted):
            assert_matches(field, expected)
        return
    is_integer = getattr(result, "dtype", np.dtype(float)).kind == "i"
    assert np.shape(result) == np.shape(wanted)
    np.testing.assert_allclose(result, wanted, rtol=0 if is_integer else 1e-10, atol=0 if is_integer else 5.1e-11)


def vector(kernel: str, result: Words, *arguments: Any) -> Vector:
    """Sequences among the arguments become read-only arrays."""
    given = tuple(np.array(item) if isinstance(item, tuple) else item for item in arguments)
    for item in given:
        if isinstance(item, np.ndarray):
            item.flags.writeable = False
    return Vector(kernel, given, result)


X = (5.0, 3, NAN, 8, 8, 8, INF, 2, 4, 9, 1, 6)
A, B, C = (1.0, 2, 4, 3, 7), (2, NAN, 3, 5, 1), (0.1, 0.1, 0.1, INF, 0.1)
THREE = tuple(zip(A, B, C))
TWO = tuple(zip(A, B))
RETURNS = (0.01, -0.02, 0.03, NAN, 0, -0.01, 0.02)
POINTS = ((0.0, 0), (0, 1), (1, 0), (10, 10), (10, 11), (11, 10), (NAN, 1), (5, 5))
CENTERS = ((1 / 3, 1 / 3), (31 / 3, 31 / 3), (5.0, 5.0))
MINUTES = (
    (0, 59, 60, 125, 150, 179, 360),
    (10.0, 11, 12, 13, 12, 11, 9),
    (11, 12, 12, 14, NAN, 12, 10),
    (9.0, 10, 11, 12, 11, 10, 9),
    (11.0, 12, 11, 12, 11, 11, 10),
    (1, 2, 3, 4, NAN, 6, 7),
)
AVERAGE = (NAN, 0.0, 0.1, 0.100001, 1.0, -0.1, -0.100001, -1.0, INF, -INF)


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


VECTORS = [
    vector("rolling_min", "- 3 3 3 3 8 8 2 2 2 1 1", X, 4, 2),
    vector("rolling_max", "- 5 5 8 8 8 8 8 8 9 9 9", X, 4, 2),
    vector("lag_features", "1 - 2 -; 2 1 - 2; 4 2 3 -; 3 4 5 3; 7 3 1 5", TWO, 1),
    vector("lag_features", "1 - -; 2 1 -; 4 2 1; 3 4 2; 7 3 4", A, 2),
    vector("correlation_matrix", "1 -.4098780306 -; -.4098780306 1 -; - - -", THREE),
    vector("sharpe_ratio", 4.2426406871, RETURNS),
    vector("sharpe_ratio", 4.4746907315, RETURNS, 0.001, 365.0, 0),
    vector("sharpe_ratio", 0.0, (0.1, 0.1, 0.1)),
    vector("kmeans_predict", "0 0 0 1 1 1 -1 2", POINTS, CENTERS),
    vector("kmeans_predict", "0 0 -1 1", ((1.0,), (2.0,), (NAN,), (2.5,)), ((1.0,), (3.0,))),
    vector(
        "ohlcv_resample",
        ("0 60 120 360", "10 12 13 9", "12 12 14 10", "9 11 10 9", "12 11 11 10", "3 3 10 7"),
        *MINUTES,
        60,
    ),
    vector("ohlcv_resample", ("-60", "1", "2", "0", "1", "3"), (-1,), (1.0,), (2.0,), (0.0,), (1.0,), (3.0,), 60),
    vector("classify", "0 0 0 1 1 0 -1 -1 1 -1", AVERAGE),
    vector("classify", "0 1 -1", (0.4, 0.6, 0.1), 0.5, 0.2),
    vector("next_bar", "0 1 - -2", (1.0, NAN, -2.0, 3.0)),
    vector("next_bar", "0 1 0", (1, 0, -1)),
]
