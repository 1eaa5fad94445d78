"""Monitoring by principal components: what a row has outside of them, and how far out it lies along them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from atc_core.arrays import Array, Axes, Columns, Integer, Number, Scores, Table, complete_rows
from atc_core.declarations.detectors.magnitudes import magnitudes
from atc_core.domains import Domain
from atc_core.kernel import Options, kernel
from atc_core.samples import no_arrays, rows_of_data

Components: TypeAlias = Annotated[NDArray[np.float64], Axes("components", "columns")]
ComponentCount: TypeAlias = Annotated[int | float, Domain(above=0)]
Share: TypeAlias = Annotated[float, Domain(above=0, below=1)]

LEAST_ROWS = 2
"""Of which there is a variance."""
UNDECIDED = 1e6
"""From this ratio of the largest eigenvalue to a gap on, rounding may turn a component within its plane."""
ANY = 1e15
"""A scale by which any component is right."""


class PcaModel(NamedTuple):
    """The principal components of normal rows."""

    mean: Columns
    scale: Columns
    """What a column is divided by after its mean is taken off."""
    components: Components
    """Each a row of length 1, of falling variance."""
    eigenvalues: Columns
    """The variances along all components, also those that were not kept, from the largest down."""
    n_samples: Integer
    """The rows that were fitted."""


class PcaScore(NamedTuple):
    """How unusual each row is, outside of the components and along them."""

    spe: Scores
    """The squared prediction error, Q."""
    t2: Scores
    """Hotelling's T²."""


class PcaLimits(NamedTuple):
    """What a share of normal rows exceeds."""

    spe: Number
    t2: Number


def typical_model() -> PcaModel:
    """A model of four columns with two components, read-only."""
    fields = (
        np.array([0.0, 100.0, 1.0, -20.0]),
        np.array([1.5, 7.0, 0.3, 42.0]),
        np.array([[0.5, 0.5, 0.5, 0.5], [0.1, 0.7, -0.1, -0.7]]),
        np.array([2.5, 0.8, 0.5, 0.2]),
        np.array(200),
    )
    for item in fields:
        item.flags.writeable = False
    return PcaModel(*fields)


Pca: TypeAlias = Annotated[PcaModel, Domain(typical=typical_model())]


def is_count_or_share(options: Options) -> str | None:
    """What is wrong with a number of components that is a float."""
    wanted = options["n_components"]
    if not isinstance(wanted, float) or wanted < 1:
        return None
    return f"n_components must be an integer, or a share above 0 and below 1, was {wanted}"


def enough_rows(data: Mapping[str, Array], options: Options) -> str | None:
    """What is wrong with the number of complete rows."""
    count, wanted = int(complete_rows(data["x"]).sum()), options["n_components"]
    if count < LEAST_ROWS:
        return f"x must have at least {LEAST_ROWS} rows without a missing value, had {count}"
    most = min(data["x"].shape[1], count - 1)
    if isinstance(wanted, int) and wanted > most:
        return f"n_components must be at most {most}, the lower of columns and complete rows less 1, was {wanted}"
    return None


def fit_scale(x: Array, *rest: Any) -> tuple[Any, ...]:
    """As the contract has it; where eigenvalues are too close to each other, any component is right."""
    mean, scale, components, eigenvalues, _ = rest[-1]
    rows = x[complete_rows(x)]
    away = np.abs(rows - mean).max(axis=0, initial=0.0)
    first = float(eigenvalues.max(initial=0.0))
    distances = np.abs(eigenvalues[:, None] - eigenvalues) + np.where(np.eye(len(eigenvalues)) > 0, np.inf, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.fmax(1.0, first / distances.min(axis=1, initial=np.inf))[: len(components), None]
    return (
        np.abs(rows).max(axis=0, initial=0.0),
        np.fmax(scale, 1e-4 * away),
        np.where(ratio <= UNDECIDED, ratio, ANY) * np.ones(components.shape),
        first,
        0.0,
    )


def score_scale(x: Array, model: PcaModel, result: tuple[Array, Array]) -> tuple[Array, Array]:
    """``norm * (sqrt(spe) + 1e-12 * norm)`` of the scaled row; the sum of ``abs(z) * norm / eigenvalue``."""
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = (np.where(magnitudes(x) == np.abs(x), x, 0.0) - model.mean) / model.scale
        norm = np.sqrt((scaled * scaled).sum(axis=1))
        along = np.abs(scaled @ model.components.T)
        kept = model.eigenvalues[: len(model.components)]
        return norm * (np.sqrt(result[0]) + 1e-12 * norm), norm * (along / kept).sum(axis=1)


@kernel(sample=rows_of_data, check=is_count_or_share, check_data=enough_rows, scale=fit_scale, also=("PCA",))
def pca_fit(
    x: Table, n_components: ComponentCount | None = None, scale: Literal["std", "iqr", "none"] = "std"
) -> PcaModel:
    r"""Principal components of the complete rows of a data set, the model that `pca_score` and `pca_limits` take.

    Formula:
        $$ \frac{1}{n - 1} Z^T Z v_k = eigenvalues_k v_k; Z_{i,j} = \frac{x_{i,j} - mean_j}{scale_j} $$
        where the rows of `components` are the unit vectors $v_k$ that are kept, and $n$ is the number of complete rows.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column. A value is missing where it is NaN,
            infinite or beyond 1e150; a row with one is left out.
        n_components: how many to keep, from 1 to the lower of columns and rows less 1; or as a float the share of the
            variance that they are to explain, above 0 and below 1; at most 5 if not given. Of eigenvalues up to 1e-10
            of the largest none is kept.
        scale: what each column is divided by: its standard deviation (ddof 1), the distance of its quartiles, which is
            the standard deviation where it is 0, or nothing.

    Returns:
        A named tuple: `mean` and `scale`, float64 of shape ``(columns,)``; `components`, ``(components, columns)``, of
        each the first of its largest entries, within 1e-8, positive; `eigenvalues`, ``(columns,)``, all of them from
        the largest down; `n_samples`, how many rows were complete. A column of equal values has that value as its
        mean, and scale 1.

    Raises:
        TypeError: `x` is not numeric, `n_components` not a number, `scale` not a word.
        ValueError: `x` is not 1-D or 2-D or has fewer than 2 complete rows; `n_components` is out of range; `scale` is
            unknown.

    Source: Pearson (1901); scikit-learn ``PCA``, but for the signs of components with two equal entries.
    """


@kernel(sample=rows_of_data, scale=score_scale)
def pca_score(x: Table, model: Pca, *, out: PcaScore | None = None) -> PcaScore:
    r"""How unusual each row is to principal components: its squared distance from them, and Hotelling's T² along them.

    Formula:
        $$ spe = |u - P^T z|^2; t2 = \sum_k \frac{z_k^2}{eigenvalues_k}; z = P u; u = \frac{x - mean}{scale} $$
        where $x$ is a row and $P$ are the components.

    Args:
        x: one data set, shape ``(rows, columns)``; one dimension is one column.
        model: what `pca_fit` gave.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple ``(spe, t2)`` of float64 of shape ``(rows,)``, higher where a row is more unusual. A row with a
        missing value (NaN, infinite, beyond 1e150) has NaN.

    Raises:
        TypeError: `x` is not numeric, `model` not such a tuple.
        ValueError: `x` is not 1-D or 2-D, or has not the columns of the model.

    Source: Jackson and Mudholkar, "Control procedures for residuals" (1979).
    """


@kernel(sample=no_arrays, tolerance=1e-9)
def pca_limits(model: Pca, alpha: Share = 0.01, *, out: PcaLimits | None = None) -> PcaLimits:
    r"""The limits that a share of normal rows exceeds in `pca_score`.

    Formula:
        $$ spe = a (\frac{c \sqrt{2 b h^2}}{a} + 1 + \frac{b h (h - 1)}{a^2})^{1/h}; h = 1 - \frac{2 a d}{3 b^2} $$
        $$ t2 = \frac{k (n^2 - 1)}{n (n - k)} F_{1-alpha}(k, n - k) $$
        where $a$, $b$, $d$ are the sums of first, second and third powers of the eigenvalues that were not kept, $c$ is
        the quantile $1 - alpha$ of the normal distribution, $F$ that of the F distribution, $k$ the number of
        components, $n$ that of fitted rows. If $h <= 10^{-6}$ or the base is not above 0,
        $spe = (b / a) Q_{1-alpha}(a^2 / b)$ with the quantile $Q$ of chi-squared.

    Args:
        model: what `pca_fit` gave.
        alpha: the share, above 0 and below 1.
        out: where to write the result; it is then returned.

    Returns:
        A named tuple of floats: `spe`, by Jackson and Mudholkar, else by Box; 0 where every component was kept. `t2`,
        for rows that were not fitted; NaN where the fitted ones are not more than the components, 0 without a
        component.

    Raises:
        TypeError: `model` is not such a tuple, `alpha` not a number.
        ValueError: the model's fields do not agree, or `alpha` is out of range.

    Source: Jackson and Mudholkar (1979); Box (1954); Tracy, Young and Mason, "Multivariate control charts" (1992).
    """
