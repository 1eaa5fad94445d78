"""Models of single series and of rows: fractions, and fifty digits for roots and eigenvalues."""

from __future__ import annotations

import math
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING, Any

import mpmath
import numpy as np

from atc_core.declarations.detectors.autoregression import Ar1Model
from atc_core.declarations.detectors.components import PcaModel
from oracle.charts import is_missing, plain
from oracle.rolling import DIGITS, real, root
from oracle.vector import INF, NAN, vector

if TYPE_CHECKING:
    from collections.abc import Sequence

Array = np.ndarray[Any, Any]
Rows = "list[list[Fraction]]"
BAND = Fraction(1, 10**10)


def ar1_fit(x: Array, center: str = "median") -> tuple[float, float, float]:
    values = [Fraction(value) for value in x.tolist() if not is_missing(value)]
    if not values:
        return NAN, NAN, NAN
    mu = float(median(values) if center == "median" else sum(values) / len(values))
    pairs = [(c, before) for c, before in neighbours(x, mu) if c is not None and before is not None]
    squares = sum(before * before for _, before in pairs)
    phi = Fraction(0)
    if len(pairs) >= 3 and squares:
        phi = sum(c * before for c, before in pairs) / squares
        phi = min(max(phi, Fraction(-0.999)), Fraction(0.999))
    errors = [c - phi * before for c, before in pairs]
    return mu, float(phi), spread_of(errors, median([abs(value - Fraction(mu)) for value in values]))


def spread_of(errors: list[Fraction], typical: Fraction) -> float:
    if not errors:
        return NAN
    middle = median(errors)
    robust = Fraction(1.4826) * median([abs(error - middle) for error in errors])
    if robust > BAND * typical:
        return float(robust)
    usual = root(sum(error * error for error in errors) / Fraction(len(errors)))
    return float(usual) if usual > BAND * typical else 0.0


def ar1_score(x: Array, model: Sequence[Any]) -> tuple[Array, Array]:
    mu, phi, sigma = map(float, model)
    residuals, zscores = [], []
    for c, before in neighbours(x, mu) if len(x) else ():
        if c is None or before is None:
            residuals.append(NAN)
            zscores.append(NAN)
            continue
        error = c - Fraction(phi) * before
        residuals.append(plain(error))
        if sigma:
            zscores.append(plain(error / Fraction(sigma)))
        else:
            is_none = abs(error) <= BAND * max(abs(c), abs(before))
            zscores.append(0.0 if is_none else math.copysign(INF, error))
    return np.array(residuals, np.float64), np.array(zscores, np.float64)


def neighbours(x: Array, mu: float) -> list[tuple[Fraction | None, Fraction | None]]:
    away = [None if is_missing(value) else Fraction(value) - Fraction(mu) for value in x.tolist()]
    return list(zip(away, [None, *away[:-1]], strict=True))


def complete(x: Array) -> Rows:
    rows = x[:, None].tolist() if x.ndim == 1 else x.tolist()
    return [[Fraction(value) for value in row] for row in rows if not any(map(is_missing, row))]


def pca_fit(x: Array, n_components: float | None = None, scale: str = "std") -> tuple[Any, ...]:
    rows = complete(x)
    columns = list(zip(*rows, strict=True))
    # The contract scales by the model's own floats.
    means = [float(sum(column) / len(column)) for column in columns]
    scales = [float(scale_of(column, Fraction(mean), scale)) for column, mean in zip(columns, means, strict=True)]
    scaled = [[(value - Fraction(m)) / Fraction(s) for value, m, s in zip(row, means, scales)] for row in rows]
    count = len(columns)
    with mpmath.workdps(DIGITS):
        moments = mpmath.matrix(count, count)
        for i in range(count):
            for j in range(count):
                moments[i, j] = real(sum((row[i] * row[j] for row in scaled), Fraction(0)) / (len(rows) - 1))
        values, vectors = mpmath.eigsy(moments) if count else ([], None)
        order = sorted(range(count), key=lambda item: -values[item])
        eigenvalues = [max(values[item], mpmath.mpf(0)) for item in order]
        kept = kept_components(eigenvalues, n_components, len(rows))
        found = [signed([vectors[i, item] for i in range(count)]) for item in order[:kept]]
        components = np.array([[float(entry) for entry in one] for one in found]).reshape(kept, count)
        return np.array(means), np.array(scales), components, np.array([float(v) for v in eigenvalues]), len(rows)


def scale_of(column: Sequence[Fraction], mean: Fraction, scale: str) -> Any:
    if scale == "none" or min(column) == max(column):
        return 1
    away = sorted(value - mean for value in column)
    if scale == "iqr":
        low, high = (quantile(away, Fraction(share)) for share in (0.25, 0.75))
        if high > low:
            return high - low
    return root(sum(value * value for value in away) / (len(away) - 1))


def quantile(ordered: Sequence[Fraction], share: Fraction) -> Fraction:
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def kept_components(eigenvalues: Sequence[Any], wanted: float | None, rows: int) -> int:
    most = min(len(eigenvalues), rows - 1)
    present = sum(value > eigenvalues[0] / 10**10 for value in eigenvalues)
    if wanted is None:
        wanted = min(5, most)
    elif isinstance(wanted, float):
        total, share, count = mpmath.fsum(eigenvalues), wanted - 1e-10, 0
        while count < present and mpmath.fsum(eigenvalues[:count]) < share * total:
            count += 1
        wanted = max(count, 1)
    return min(present, most, int(wanted))


def signed(component: Sequence[Any]) -> list[Any]:
    largest = max(map(abs, component))
    first = next(entry for entry in component if abs(entry) >= (1 - mpmath.mpf(10) ** -8) * largest)
    return [entry if first > 0 else -entry for entry in component]


def pca_score(x: Array, model: Sequence[Any]) -> tuple[Array, Array]:
    mean, scale, components, eigenvalues, _ = (fractions(field) for field in model)
    spe, t2 = [], []
    for row in x[:, None].tolist() if x.ndim == 1 else x.tolist():
        if any(map(is_missing, row)):
            spe.append(NAN)
            t2.append(NAN)
            continue
        scaled = [(Fraction(value) - m) / s for value, m, s in zip(row, mean, scale, strict=True)]
        along = [sum((p * v for p, v in zip(one, scaled, strict=True)), Fraction(0)) for one in components]
        rest = [
            value - sum((one[place] * z for one, z in zip(components, along, strict=True)), Fraction(0))
            for place, value in enumerate(scaled)
        ]
        spe.append(plain(sum((value * value for value in rest), Fraction(0))))
        t2.append(plain(sum((z * z / value for z, value in zip(along, eigenvalues, strict=False)), Fraction(0))))
    return np.array(spe, np.float64), np.array(t2, np.float64)


def fractions(field: Any) -> Any:
    return [fractions(item) for item in field] if np.ndim(field) else Fraction(np.asarray(field).item())


def pca_limits(model: Sequence[Any], alpha: float = 0.01) -> tuple[float, float]:
    kept, samples = len(model[2]), int(model[4])
    with mpmath.workdps(DIGITS):
        chance, one = mpmath.mpf(alpha), mpmath.mpf(1)
        values = [mpmath.mpf(value) for value in model[3].tolist()]
        rest = [value for value in values[kept:] if value > values[0] / 10**10]
        spe = mpmath.mpf(0)
        if rest:
            first, second, third = (mpmath.fsum(value**power for value in rest) for power in (1, 2, 3))
            h = 1 - 2 * first * third / (3 * second**2)
            normal = -mpmath.sqrt(2) * mpmath.erfinv(2 * chance - 1)
            base = normal * mpmath.sqrt(2 * second * h**2) / first + 1 + second * h * (h - 1) / first**2
            if h > 1e-6 and base > 0:
                spe = first * base ** (1 / h)
            else:
                half = first**2 / second / 2
                start = 2 * half + 3
                spe = second / first * upper(lambda v: mpmath.gammainc(half, v / 2, regularized=True), chance, start)
        if kept == 0 or samples <= kept:
            return float(spe), 0.0 if kept == 0 else NAN
        k, left = mpmath.mpf(kept), mpmath.mpf(samples - kept)

        def exceeded(value: Any) -> Any:
            return mpmath.betainc(left / 2, k / 2, 0, left / (left + k * value), regularized=True)

        quantile = upper(exceeded, chance, one)
        return float(spe), float(k * (samples**2 - one) / (samples * left) * quantile)


def upper(exceeded: Any, chance: Any, start: Any) -> Any:
    """Where a falling function reaches a chance: by halves, since it is all that is known of it."""
    low, high = mpmath.mpf(0), start
    while exceeded(high) > chance:
        low, high = high, 2 * high
    for _ in range(90):
        middle = (low + high) / 2
        low, high = (middle, high) if exceeded(middle) > chance else (low, middle)
    return high


def mahalanobis(x: Array, mean: Array, precision: Array) -> Array:
    center, matrix, found = fractions(mean), fractions(precision), []
    for row in x[:, None].tolist() if x.ndim == 1 else x.tolist():
        if any(map(is_missing, row)):
            found.append(NAN)
            continue
        away = [Fraction(value) - m for value, m in zip(row, center, strict=True)]
        terms = (a * p * b for a, line in zip(away, matrix, strict=True) for p, b in zip(line, away, strict=True))
        found.append(plain(sum(terms, Fraction(0))))
    return np.array(found, np.float64)


X = (1.0, 2, 4, 3, NAN, 2, 1, 3, 5, 4)
ROWS = ((1.0, 2, 0), (2, 1, 1), (3, 5, 0), (4, 3, 1), (5, 6, 0), (6, 4, 7))
IQR = (
    "3.5 3.5 1.5",
    "2.5 2.5 1",
    ".1814247495 .0147680745 .9832939358;",
    "7.7441501809 .8125110300 .0633387891",
    6,
)
BY_STD, BY_IQR = (PcaModel(*pca_fit(np.array(ROWS), 1, scale)) for scale in ("std", "iqr"))
VECTORS = [
    vector("ar1_fit", (3.0, 0.3333333333, 0.9884), X),
    vector("ar1_fit", (2.7777777778, 0.3497797357, 0.9640165639), X, "mean"),
    vector("ar1_fit", (7.0, 0.0, 0.0), (7.0, 7, 7, 7)),
    vector("ar1_fit", (0.0, 0.0, 0.3779644730), (0.0, 0, 0, 0, 1, 0, 0, 0)),
    vector("ar1_score", ("- 0 1", "- 0 inf"), (7.0, 7, 8), Ar1Model(7.0, 0.0, 0.0)),
    vector(
        "ar1_score",
        (
            "- -.3333333333 1.3333333333 -.3333333333 - - -1.6666666667 .6666666667 2 .3333333333",
            "- -.3372453797 1.3489815189 -.3372453797 - - -1.6862268987 .6744907595 2.0234722784 .3372453797",
        ),
        *(X, Ar1Model(3.0, 1 / 3, 0.9884)),
    ),
    vector(
        "pca_fit",
        (
            "3.5 3.5 1.5",
            "1.8708286934 1.8708286934 2.7386127875",
            ".7033479892 .5074536385 .4977875158;",
            "1.9299685505 .9804859272 .0895455223",
            6,
        ),
        *(ROWS, 1),
    ),
    vector("pca_fit", IQR, ROWS, 1, "iqr"),
    vector("pca_score", (".1060962653 1.5839147768", "1.3588175634 2.2314153319"), (ROWS[0], ROWS[5]), BY_STD),
    vector("pca_score", (".8370207106 .0139995466", ".3580740591 4.0386614054"), (ROWS[0], ROWS[5]), BY_IQR),
    vector("pca_limits", (6.7553881907, 18.9678732131), BY_STD),
    vector("pca_limits", (5.5661719091, 18.9678732131), BY_IQR),
    vector("mahalanobis", "8 - 1", ((1.0, 2), (NAN, 0), (0, -1)), (0.0, 0), ((2, 0.5), (0.5, 1))),
]
