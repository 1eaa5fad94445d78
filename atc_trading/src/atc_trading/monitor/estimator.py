"""What scikit-learn asks of an estimator, without importing scikit-learn: parameters, fitted state, tags."""

from __future__ import annotations

import inspect
import sys
from typing import TYPE_CHECKING, Any, ClassVar

from atc_trading.monitor.feature_rows import FeatureRows, check_names, feature_rows

if TYPE_CHECKING:
    from typing_extensions import Self


class NotFittedError(ValueError, AttributeError):
    """An estimator is asked before it was fitted; with scikit-learn loaded, its own error of this name is raised."""


class Estimator:
    """Parameters are the arguments of ``__init__``, and attributes of the same names; fitted ones end with ``_``."""

    estimator_type: ClassVar[str]
    """``"outlier_detector"`` or ``"clusterer"``, as scikit-learn's tags have it."""
    fewest_rows: ClassVar[int] = 1
    n_features_in_: int

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002, FBT001 as scikit-learn calls it
        """The parameters by name."""
        return {name: getattr(self, name) for name in parameter_names(type(self))}

    def set_params(self, **parameters: Any) -> Self:
        """Change parameters; ValueError says which there are. They are checked when the estimator is fitted."""
        known = parameter_names(type(self))
        for name, value in parameters.items():
            if name not in known:
                raise ValueError(f"{type(self).__name__}: parameters are {', '.join(known)}, was {name!r}")
            setattr(self, name, value)
        return self

    def __repr__(self) -> str:
        text = ", ".join(f"{name}={value!r}" for name, value in self.get_params().items())
        return f"{type(self).__name__}({text})"

    def __sklearn_tags__(self) -> Any:
        """What scikit-learn, which calls it, may expect; NaN is allowed."""
        from sklearn.utils import InputTags, Tags, TargetTags

        return Tags(
            estimator_type=self.estimator_type,
            target_tags=TargetTags(required=False),
            input_tags=InputTags(allow_nan=True),
        )

    def __sklearn_is_fitted__(self) -> bool:
        """Whether there is a model."""
        return hasattr(self, "n_features_in_")

    def _rows_to_fit(self, x: Any) -> FeatureRows:
        """The data that a model is to be fitted to, whose columns are those of any data from now on."""
        name = type(self).__name__
        rows = feature_rows(name, x)
        if len(rows.values) < self.fewest_rows:
            count = len(rows.values)
            least = "1 row" if self.fewest_rows == 1 else f"{self.fewest_rows} rows"
            raise ValueError(f"{name}: X must have at least {least}, had n_samples={count}")
        self.n_features_in_ = rows.values.shape[1]
        if rows.names is not None:
            self.feature_names_in_ = rows.names
        elif hasattr(self, "feature_names_in_"):
            del self.feature_names_in_
        return rows

    def _rows_to_score(self, x: Any) -> FeatureRows:
        """Data with the columns that the model was fitted to."""
        name = type(self).__name__
        if not self.__sklearn_is_fitted__():
            raise not_fitted(f"{name}: call fit first, there is no model yet")
        rows = feature_rows(name, x)
        if rows.names is not None and hasattr(self, "feature_names_in_"):
            check_names(rows.names, self.feature_names_in_)
        width = rows.values.shape[1]
        if width != self.n_features_in_:
            # scikit-learn's sentence, which its own checks look for.
            raise ValueError(f"X has {width} features, but {name} is expecting {self.n_features_in_} features as input")
        return rows


def parameter_names(kind: type) -> list[str]:
    """The arguments of ``__init__``."""
    return [name for name in inspect.signature(kind).parameters if name != "self"]


def not_fitted(sentence: str) -> Exception:
    """The error of an estimator that has no model, of scikit-learn's type where that is loaded."""
    errors = sys.modules.get("sklearn.exceptions")
    error: Exception = (NotFittedError if errors is None else errors.NotFittedError)(sentence)
    return error
