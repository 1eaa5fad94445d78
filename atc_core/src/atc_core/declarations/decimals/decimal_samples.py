"""Columns of decimals for tuning, testing and benchmarking."""

from __future__ import annotations

from typing import Any

import numpy as np

from atc_core.arrays import Array
from atc_core.decimals.types import DecimalType
from atc_core.decimals.words import Chunk, Decimals
from atc_core.samples import Sampler, price_walk, trades_per_minute

MONEY, SHARES, FRACTIONS = DecimalType(18, 4), DecimalType(18, 2), DecimalType(18, 6)
TICK = 0.0001


def column(values: Array, kind: DecimalType) -> Decimals:
    """Floats as a column of decimals of 16 bytes, as Arrow keeps them."""
    words = np.empty((len(values), 2), np.int64)
    words[:, 0] = np.rint(values * 10.0**kind.scale)
    words[:, 1] = words[:, 0] >> 63
    return Decimals([Chunk(words)], kind)


def prices(random: np.random.Generator, n: int) -> tuple[Decimals]:
    """A price walk to four digits behind the point, at least one tick: a walk of a million bars may reach 0."""
    return (column(np.maximum(price_walk(random, n)[0], TICK), MONEY),)


def two_prices(random: np.random.Generator, n: int) -> tuple[Decimals, Decimals]:
    """Two of them."""
    return (*prices(random, n), *prices(random, n))


def quantities_and_prices(random: np.random.Generator, n: int) -> tuple[Decimals, Decimals]:
    """Shares that are bought and sold, and their prices."""
    return column(random.integers(1, 500, n) * random.choice([-1.0, 1.0], n), SHARES), *prices(random, n)


def prices_and_quantities(random: np.random.Generator, n: int) -> tuple[Decimals, Decimals]:
    """The same the other way round."""
    quantities, own = quantities_and_prices(random, n)
    return own, quantities


def with_volumes(random: np.random.Generator, n: int) -> tuple[Decimals, Decimals, Decimals]:
    """Prices, quantities, and volumes fifty times as large at least."""
    own, quantities = prices_and_quantities(random, n)
    return own, quantities, column(random.integers(25_000, 1_000_000, n).astype(float), SHARES)


def returns(random: np.random.Generator, n: int) -> tuple[Decimals]:
    """Returns of about 1 % to six digits behind the point."""
    return (column(random.normal(0.0005, 0.01, n), FRACTIONS),)


def orders(random: np.random.Generator, n: int) -> Array:
    """Codes of orders of three fills on average."""
    return np.minimum(np.cumsum(random.random(n) < 1 / 3), max(n - 1, 0)).astype(np.int64)


def fills(*names: str) -> Sampler:
    """A sampler of some columns of plausible fills."""

    def sample(random: np.random.Generator, n: int) -> tuple[Any, ...]:
        quantity, price = quantities_and_prices(random, n)
        found = {
            "quantity": quantity,
            "price": price,
            "order": orders(random, n),
            "asset": random.integers(0, max(1, min(n, 20)), n),
            "is_maker": random.integers(0, 2, n) > 0,
            "commission": column(np.ones(n), SHARES),
        }
        return tuple(found[name] for name in names)

    return sample


def assets(random: np.random.Generator, n: int) -> tuple[tuple[Decimals, ...], tuple[Decimals, ...], Decimals]:
    """What is held of three assets, their prices, and the cash beside them."""
    held = tuple(column(random.integers(-50, 500, n).astype(float), SHARES) for _ in range(3))
    return held, tuple(prices(random, n)[0] for _ in range(3)), column(random.normal(1e5, 1e3, n), SHARES)


def bars(random: np.random.Generator, n: int) -> tuple[Any, ...]:
    """Bars about every seven seconds."""
    timestamps, *fields = trades_per_minute(random, n)
    return timestamps, *(column(values, MONEY) for values in fields)
