"""The data that estimators are given: arrays, lists and frames, as rows of features."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
DIMENSIONS = 2
MOST_NAMED = 5
"""Names of features in an error."""


class FeatureRows(NamedTuple):
    """Rows of features as float64, and what the features are called where the data say it."""

    values: Array
    names: NDArray[Any] | None


def feature_rows(estimator: str, x: Any) -> FeatureRows:
    """The rows of an array, a list of lists or a frame; what scikit-learn refuses is refused in its words."""
    if hasattr(x, "tocsr"):
        raise TypeError(f"{estimator}: X must be dense, was a sparse {type(x).__name__}; use X.toarray()")
    given = np.asarray(x)
    if given.dtype == object and hasattr(x, "iloc"):
        # pandas' nullable columns, whose pd.NA no cast of NumPy takes.
        given = x.to_numpy(dtype=np.float64, na_value=np.nan)
    if given.dtype.kind == "c":
        raise ValueError(f"{estimator}: X must be of real numbers. Complex data not supported")
    if given.dtype.kind in "mM":
        raise TypeError(f"{estimator}: X must be of numbers, was of {given.dtype}")
    if given.ndim != DIMENSIONS:
        raise ValueError(
            f"{estimator}: X must have 2 dimensions, rows and columns, had {given.ndim}. Reshape your data "
            "with X.reshape(-1, 1) where it is one column, with X.reshape(1, -1) where it is one row"
        )
    if not given.shape[1]:
        raise ValueError(f"{estimator}: X has 0 feature(s) (shape={given.shape}) while a minimum of 1 is required.")
    return FeatureRows(np.asarray(given, dtype=np.float64), names_of(x))


def names_of(x: Any) -> NDArray[Any] | None:
    """The columns of a frame, if all of them are called by text."""
    columns = getattr(x, "columns", None)
    if columns is None or not all(isinstance(name, str) for name in columns):
        return None
    return np.array(list(columns), dtype=object)


def check_names(names: NDArray[Any], fitted: NDArray[Any]) -> None:
    """The features must be called as those that were fitted, in that order."""
    if len(names) == len(fitted) and (names == fitted).all():
        return
    sentence = "The feature names should match those that were passed during fit.\n"
    unseen, missing = sorted(set(names) - set(fitted)), sorted(set(fitted) - set(names))
    if unseen:
        sentence += f"Feature names unseen at fit time:\n{listed(unseen)}"
    if missing:
        sentence += f"Feature names seen at fit time, yet now missing:\n{listed(missing)}"
    if not unseen and not missing:
        sentence += "Feature names must be in the same order as they were in fit.\n"
    raise ValueError(sentence)


def listed(names: list[str]) -> str:
    """A line for each of the first names."""
    rest = "- ...\n" if len(names) > MOST_NAMED else ""
    return "".join(f"- {name}\n" for name in names[:MOST_NAMED]) + rest
