"""Values of options: in range, at the limits, just outside, and of types that are none of theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from atc_core.domains import LARGEST_REAL
from atc_core.kernel import Kernel
from atc_core.parameters import Parameter
from fuzz.draws import Draw

MOST_BARS = 2**31
"""A size that follows from options must fit into memory, or be refused."""


class Hostile:
    """A stranger's object, which raises whatever it is asked."""

    def __index__(self) -> int:
        """Raise."""
        raise RuntimeError("hostile")

    def __repr__(self) -> str:
        raise RuntimeError("hostile")

    def __getattr__(self, name: str) -> Any:
        """Raise."""
        raise RuntimeError("hostile")


HOSTILE = Hostile()
NO_OPTION: tuple[Any, ...] = (
    None,
    "28",
    "",
    b"3",
    [3],
    (3,),
    {},
    1j,
    object,
    Decimal("NaN"),
    np.nan,
    [],
    np.array([3]),
    HOSTILE,
)
NO_INTEGER: tuple[Any, ...] = (2.0, 2.5, True, np.float64(3), np.True_, Fraction(3, 1), Decimal(3), "3", pd.NA, pd.NaT)
NO_REAL: tuple[Any, ...] = (True, np.False_, "0.5", 1j, np.array([0.5]), np.datetime64("2020-01-01"), pd.NaT, pd.NA)
NO_DURATION: tuple[Any, ...] = (60.0, "1h", True, np.timedelta64("NaT"), np.datetime64("2020-01-01"), timedelta.max)
NO_WORD: tuple[Any, ...] = ("medium", "MEDIUM", "", 1, b"Medium", ["Medium"], np.array("Medium"), "nothing")
ODD: dict[str, tuple[Any, ...]] = {
    "integer": (*NO_INTEGER, 2**63, 2**64, 10**400, -(10**400), 10**5000, -1, 0),
    "real": (
        *NO_REAL,
        np.inf,
        -np.inf,
        10**400,
        -(10**5000),
        Decimal(10) ** 400,
        Fraction(10**400, 3),
        Decimal("sNaN"),
    ),
    "number": (*NO_REAL, np.inf, 10**400, -1, 0, 1.5),
    "model": ((), (1.0,), (np.ones(3), np.ones(3)), [[1.0], [2.0], [3.0]], "abc"),
    "duration": (
        *NO_DURATION,
        0,
        -1,
        2**63,
        10**400,
        10**5000,
        timedelta(0),
        -timedelta(days=1),
        np.timedelta64(1, "Y"),
    ),
    "choice": NO_WORD,
    "flag": (0, 1, "True", np.int8(1)),
    "tuple": (0.5, (0.1, 0.5), ((0.1,),), ((0.5, 0.1),), ((0.1, np.nan),), ((0.0, 2.0),), (("0", "1"),), {(0.0, 1.0)}),
}
INTEGERS: tuple[Callable[[int], Any], ...] = (int, int, int, np.int64, np.int32, np.uint16, np.array)
REALS: tuple[Callable[[float], Any], ...] = (
    *(float,) * 4,
    np.float64,
    np.float32,
    np.array,
    np.longdouble,
    Decimal,
    Fraction,
    lambda value: max(int(value), 1),
)


def tame(kernel: Kernel[..., Any], draw: Draw, parameter: Parameter, n: int) -> Any:
    """A value of an option that is allowed by itself."""
    if parameter.optional and draw.chance(0.4):
        return None
    for _ in range(9):
        value = TAME[parameter.kind](draw, parameter, n)
        plain = float(value) if parameter.kind == "real" else value
        if parameter.kind in ("choice", "duration", "tuple", "model") or parameter.domain.allow(plain):
            return value if fits(kernel, value) else draw.integer(0, 9)
    return parameter.typical


def fits(kernel: Kernel[..., Any], value: Any) -> bool:
    """Whether a size that follows from the option is no danger: small, or so large that it is refused."""
    return not kernel.sizes or not isinstance(value, (int, np.integer)) or value < 50 or value > 2**62


def integer(draw: Draw, parameter: Parameter, n: int) -> Any:
    if parameter.domain.tried:
        return draw.pick(parameter.domain.tried)
    near = [1, 2, 3, 5, 9, 14, 28, max(n - 1, 1), n, n + 1, draw.integer(1, 60), draw.integer(0, n + 5)]
    limits = [item for item in (parameter.domain.at_least, parameter.domain.at_most) if item is not None]
    value = int(draw.pick(limits)) if draw.chance(0.06) else draw.pick(near)
    kinds = INTEGERS if value < 2**15 else (int,)
    return draw.pick(kinds)(value)


def real(draw: Draw, parameter: Parameter, _: int) -> Any:
    low, high = parameter.domain.at_least, parameter.domain.at_most
    if draw.chance(0.06):
        limits = [item for item in (low, high, 1e-300) if item is not None and abs(item) < LARGEST_REAL]
        return float(draw.pick(limits))
    typical = float(parameter.typical)
    value = draw.pick([typical, draw.random.random(), 2.0 * typical * draw.random.random(), typical + 1.0, 1.0, 0.5])
    return draw.pick(REALS)(value)


def duration(draw: Draw, parameter: Parameter, _: int) -> Any:
    value = int(parameter.typical * draw.pick([1, 1, 5, 1440, 0.001])) + draw.pick([0, 0, 1])
    if draw.chance(0.1):
        return draw.pick([1, 2**62, 2**63 - 1])
    kinds: list[Callable[[int], Any]] = [
        int,
        np.int64,
        lambda given: timedelta(microseconds=given // 1000),
        lambda given: np.timedelta64(given, "ns"),
        pd.Timedelta,
    ]
    return draw.pick(kinds)(max(value, 1000))


def parts_of(items: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """Shorter tuples, and the same in another order."""
    return [items, items, items[:1], items[1:], items[::-1], ()]


TAME: dict[str, Callable[[Draw, Parameter, int], Any]] = {
    "integer": integer,
    "real": real,
    "number": lambda draw, *_: draw.pick([1, 2, np.int64(2), 0.5, np.float64(0.9), 7]),
    "model": lambda draw, parameter, _: draw.pick([parameter.typical, tuple(parameter.typical)]),
    "duration": duration,
    "choice": lambda draw, parameter, _: draw.pick([draw.pick(parameter.domain.choices), np.str_(parameter.default)]),
    "flag": lambda draw, *_: draw.pick([True, False, np.True_]),
    "tuple": lambda draw, parameter, _: draw.pick([tuple, list, np.array])(draw.pick(parts_of(parameter.typical))),
}


def odd(kernel: Kernel[..., Any], draw: Draw, parameter: Parameter) -> Any:
    """A value that is most likely refused."""
    domain = parameter.domain
    bounds = [item for item in (domain.at_least, domain.above, domain.at_most) if item is not None]
    outside = [
        bound + step for bound in bounds for step in ((-1, 0, 1) if parameter.kind == "integer" else (-1e-9, 0.0, 1e-9))
    ]
    value = draw.pick([*outside, *NO_OPTION, *ODD.get(parameter.kind, ()), *ODD.get(parameter.kind, ())])
    return value if fits(kernel, value) else "large"
