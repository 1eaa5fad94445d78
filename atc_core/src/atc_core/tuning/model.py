"""From measured points to cost curves, and from cost curves to thresholds by size."""

from __future__ import annotations

from bisect import bisect_right
from itertools import combinations, pairwise
from math import isqrt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

TIE_BAND = 0.03
"""A difference below this share is a tie, and a tie goes to the incumbent."""
LARGEST_SIZE = 2**31
"""Beyond this many bars the last decision holds."""
CALL_OVERHEAD = 50e-6
"""More than any candidate needs per call before its first bar; a slower call is slow by its bars."""
CLEARLY = 2.0
"""A cost per bar this many times the best's does not win at a larger size either."""
NEAR = 0.15
"""Two predictions this close are worth a probe between the sizes measured."""


class Curve(NamedTuple):
    """Seconds by size: affine pieces through measured points."""

    sizes: tuple[int, ...]
    seconds: tuple[float, ...]

    def at(self, n: int) -> float:
        """Predicted seconds: flat below the first point, the last piece goes on beyond the last."""
        sizes, seconds = self.sizes, self.seconds
        if n <= sizes[0]:
            return seconds[0]
        if n >= sizes[-1]:
            return seconds[-1] + self.slope * (n - sizes[-1])
        right = bisect_right(sizes, n)
        left = right - 1
        share = (n - sizes[left]) / (sizes[right] - sizes[left])
        return seconds[left] + share * (seconds[right] - seconds[left])

    @property
    def slope(self) -> float:
        """Seconds per further bar beyond the last point; proportional where there is one point only."""
        if len(self.sizes) == 1:
            return self.seconds[0] / max(self.sizes[0], 1)
        rise = self.seconds[-1] - self.seconds[-2]
        return max(rise, 0.0) / (self.sizes[-1] - self.sizes[-2])

    def hopeless(self, best: Curve) -> bool:
        """Whether this candidate, slower than `best` so far, stays slower at every larger size."""
        n = self.sizes[-1]
        if self.seconds[-1] <= CLEARLY * best.at(n):
            return False
        per_bar = max(self.seconds[-1] - CALL_OVERHEAD, 0.0) / max(n, 1)
        if len(self.sizes) > 1:
            per_bar = max(per_bar, self.slope)
        return per_bar > CLEARLY * max(best.seconds[-1] / max(best.sizes[-1], 1), best.slope)


class Thresholds(NamedTuple):
    """Names by size: `names[i]` holds from ``edges[i-1]`` up to, but without, ``edges[i]``."""

    edges: tuple[int, ...]
    names: tuple[str, ...]

    def at(self, n: int) -> str:
        """The name that holds at `n` bars."""
        return self.names[bisect_right(self.edges, n)]


def fastest(curves: Mapping[str, Curve], n: int, incumbent: str | None) -> str:
    """The cheapest candidate at `n` bars; the incumbent unless another beats it by more than a tie."""
    costs = {name: curve.at(n) for name, curve in curves.items() if not was_given_up(curve, curves, n)}
    best = min(costs, key=costs.__getitem__)
    if incumbent in costs and costs[best] > (1.0 - TIE_BAND) * costs[incumbent]:
        return incumbent
    return best


def was_given_up(own: Curve, curves: Mapping[str, Curve], n: int) -> bool:
    """Whether a candidate was so far behind that only others were measured on the way to `n` bars.

    Its curve goes on beyond its last size, but two small sizes, one of them disturbed, must not make it win there.
    """
    last = own.sizes[-1]
    if n <= last or all(curve.sizes[-1] <= last for curve in curves.values()):
        return False
    return own.seconds[-1] > CLEARLY * min(curve.at(last) for curve in curves.values())


def compile_thresholds(
    curves: Mapping[str, Curve], incumbent: Thresholds | Callable[[int], str | None] | None = None
) -> Thresholds:
    """The decisions of :func:`fastest` for every size up to the largest, as edges and names."""
    if not isinstance(incumbent, Thresholds):
        incumbent = getattr(incumbent, "__self__", None)
    edges: list[int] = []
    names: list[str] = []
    for n in turning_points(curves, incumbent.edges if incumbent else ()):
        name = fastest(curves, n, incumbent.at(n) if incumbent else None)
        if not names:
            names.append(name)
        elif name != names[-1]:
            edges.append(n)
            names.append(name)
    return Thresholds(tuple(edges), tuple(names))


def turning_points(curves: Mapping[str, Curve], edges: tuple[int, ...]) -> list[int]:
    """Every size at which a decision can change: the curves are straight lines in between."""
    corners = sorted({0, *edges, *(n for curve in curves.values() for n in curve.sizes), LARGEST_SIZE})
    points = {0, *edges}
    for left, right in pairwise(corners):
        lines = [(curve.at(left), curve.at(right)) for curve in curves.values()]
        for share in crossings(lines):
            n = left + int(share * (right - left))
            # The neighbours too, because the crossing is rounded.
            points.update(range(max(n - 1, left), min(n + 3, right + 1)))
    return sorted(points)


def crossings(lines: list[tuple[float, float]]) -> Iterator[float]:
    """Where, as shares of the way, two lines meet, or one meets the tie band of another."""
    for first, second in combinations(lines, 2):
        for band in (1.0, 1.0 - TIE_BAND, 1.0 / (1.0 - TIE_BAND)):
            before, after = first[0] - band * second[0], first[1] - band * second[1]
            if before * after <= 0.0 and before != after:
                yield before / (before - after)


def next_probe(curves: Mapping[str, Curve]) -> int | None:
    """A size worth measuring: the middle of the widest gap at whose ends two candidates come close."""
    sizes = sorted({n for curve in curves.values() for n in curve.sizes})
    gaps = [(high / low, low, high) for low, high in pairwise(sizes) if high > 2 * low > 0]
    for _, low, high in sorted(gaps, reverse=True):
        if is_close(curves, low) or is_close(curves, high) or changes(curves, low, high):
            return isqrt(low * high)
    return None


def changes(curves: Mapping[str, Curve], low: int, high: int) -> bool:
    """Whether the fastest at `low` is another than at `high`."""
    return fastest(curves, low, None) != fastest(curves, high, None)


def is_close(curves: Mapping[str, Curve], n: int) -> bool:
    """Whether the second at `n` bars is nearly as fast as the first."""
    first, *others = sorted(curve.at(n) for curve in curves.values())
    return bool(others) and others[0] < (1.0 + NEAR) * first
