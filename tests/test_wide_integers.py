"""Integers of several words in compiled loops beside Python's own."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atc_core.decimals.types import Rounding
from atc_numba.decimals.columns import OUT, WIDTHS, integers_of, keep, number, wide_loop
from atc_numba.decimals.rounding import CODE_OF, quotient, rounded
from atc_numba.decimals.wide_integers import wide
from atc_python.decimals import exact


@wide_loop(f"void(wide, wide, int64, {OUT})")
def divide(above: Any, below: Any, code: int, out: Any) -> None:
    """The quotient, cut off and rounded."""
    keep(out, 0, quotient(wide(above), wide(below)))
    keep(out, 1, rounded(wide(above), wide(below), code))


@wide_loop(f"void(wide, wide, int64, {OUT})")
def round_signed(above: Any, below: Any, code: int, out: Any) -> None:
    """The quotient of integers of any sign, rounded."""
    keep(out, 0, rounded(wide(above), wide(below), code))


def run(loop: Any, above: int, below: int, rounding: str, width: int, count: int) -> list[int]:
    out = np.zeros((count, width), np.int64)
    loop(width, number(above, width), number(below, width), CODE_OF[rounding], out)
    return integers_of(out)


@st.composite
def divisions(draw: Any, width: int) -> tuple[int, int]:
    """Integers of all lengths; some a little beside a multiple, a half, or a power of two."""
    bits = 64 * width - 3
    below = draw(st.integers(1, bits // 2).flatmap(lambda most: st.integers(1, 2**most)))
    whole = draw(st.integers(0, bits // 2 - 1).flatmap(lambda most: st.integers(0, 2**most)))
    beside = draw(st.integers(-2, 2) | st.integers(0, below) | st.just(below // 2))
    above = draw(st.just(whole * below + beside) | st.integers(0, bits).flatmap(lambda most: st.integers(0, 2**most)))
    return max(above, 0), below


@pytest.mark.parametrize("rounding", get_args(Rounding))
@pytest.mark.parametrize("width", WIDTHS)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_quotients(width, rounding, data):
    above, below = data.draw(divisions(width))
    wanted = [above // below, exact.quotient(above, below, rounding)]
    assert run(divide, above, below, rounding, width, 2) == wanted


@pytest.mark.parametrize("rounding", get_args(Rounding))
@pytest.mark.parametrize("signs", [(-1, 1), (1, -1), (-1, -1)])
@settings(max_examples=50, deadline=None)
@given(pair=divisions(WIDTHS[0]))
def test_signs(signs, rounding, pair):
    above, below = (sign * value for sign, value in zip(signs, pair, strict=True))
    assert run(round_signed, above, below, rounding, WIDTHS[0], 1) == [exact.quotient(above, below, rounding)]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_largest_and_the_smallest(width):
    largest = 2 ** (64 * width - 3)
    for above, below in [(largest, 1), (largest, 2), (largest, 3), (largest, largest), (largest - 1, largest), (0, 7)]:
        assert run(divide, above, below, "ROUND_DOWN", width, 2) == [above // below] * 2
