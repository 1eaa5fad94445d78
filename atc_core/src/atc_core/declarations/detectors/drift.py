"""Whether two samples are of one distribution."""

from __future__ import annotations

from typing import Annotated, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Axes, Number
from atc_core.domains import LARGEST_INTEGER, Domain
from atc_core.kernel import Options, Sizes, kernel
from atc_core.samples import two_samples

Sample: TypeAlias = Annotated[NDArray[np.float64], Axes("values")]
Other: TypeAlias = Annotated[NDArray[np.float64], Axes("others")]
Bins: TypeAlias = Annotated[int, Domain(at_least=2, at_most=LARGEST_INTEGER, tried=(2, 3, 10, 1000, LARGEST_INTEGER))]
Floor: TypeAlias = Annotated[float, Domain(above=0, below=1)]


class KolmogorovSmirnov(NamedTuple):
    """How far two distributions are apart, and how likely it is that samples of one are so far apart."""

    statistic: Number
    pvalue: Number


def countable_pairs(sizes: Sizes, _: Options) -> str | None:
    """What is wrong with two samples of which not all pairs can be counted."""
    pairs = sizes["values"] * sizes["others"]
    return f"x and y must have fewer than 2**63 pairs of values, had {pairs}" if pairs > LARGEST_INTEGER else None


@kernel(sample=two_samples, also=("psi",))
def population_stability_index(
    expected: Sample, actual: Other, bins: Bins = 10, floor: Floor = 1e-4, *, out: Number | None = None
) -> Number:
    r"""Population stability index: how far the shares of a sample have moved from those that were expected.

    Formula:
        $$ y = \sum_j (q_j - p_j) \ln(\frac{q_j}{p_j}); edge_j = s_{ceil(j n / bins) - 1}; 1 <= j < bins $$
        where $s$ are the $n$ values of `expected` in ascending order. A value lies in the bin of as many $edge_j$ as
        are below it; $p_j$ and $q_j$ are the shares of `expected` and `actual` in a bin, at least `floor`.

    Args:
        expected: the sample that the bins are made of, shape ``(values,)`` or ``(values, series)``. A value that is
            missing (NaN, infinite, beyond 1e150) is dropped.
        actual: the sample that is compared, shape ``(others,)`` or ``(others, series)``.
        bins: how many bins there are, at least 2; their edges are values of `expected`, equal ones are one.
        floor: the least share that a bin counts with, above 0 and below 1.
        out: where to write the result; it is then returned.

    Returns:
        A float, or float64 of shape ``(series,)``, finite; NaN where a sample has no value.

    Raises:
        TypeError: an input is not numeric, `bins` not an integer, `floor` not a number.
        ValueError: an input is not 1-D or 2-D, the numbers of series differ, or an option is out of range.

    Source: Siddiqi, "Credit Risk Scorecards" (2006).
    """


@kernel(sample=two_samples, check_sizes=countable_pairs, also=("ks_test", "kolmogorov_smirnov"))
def ks_2samp(x: Sample, y: Other, *, out: KolmogorovSmirnov | None = None) -> KolmogorovSmirnov:
    r"""Two-sample Kolmogorov-Smirnov test: the largest distance of two distributions, and its p-value in the limit.

    Formula:
        $$ statistic = \max_v |F(v) - G(v)|; pvalue = 2 \sum_{k=1}^{\infty} (-1)^{k-1} \exp(-2 k^2 l^2) $$
        $$ l = statistic \sqrt{\frac{n m}{n + m}} $$
        where $F(v)$ and $G(v)$ are the shares of the $n$ values of `x` and the $m$ values of `y` that are at most $v$.

    Args:
        x: a sample, shape ``(values,)`` or ``(values, series)``. A value that is missing (NaN, infinite, beyond 1e150)
            is dropped.
        y: the other sample, shape ``(others,)`` or ``(others, series)``.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple of floats, or of float64 of shape ``(series,)``: `statistic`, the largest difference of the shares
        of values up to some value; `pvalue`, the limit distribution's chance of a larger one. NaN where a sample has no
        value.

    Raises:
        TypeError: an input is not numeric.
        ValueError: an input is not 1-D or 2-D, the numbers of series differ, or there are 2**63 pairs or more.

    Source: Smirnov (1939); SciPy ``ks_2samp`` with ``method="asymp"``, but for its correction of small samples.
    """
