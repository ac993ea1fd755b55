"""What both regressors share: the conventions of scikit-learn where that is installed, and what stands for them where it is not."""

from __future__ import annotations

import importlib
from html import escape
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np

from . import _arrays, _html, _stand_ins
from ._errors import InvalidData

validation: Any
try:
    _classes: Any = importlib.import_module("sklearn.base")
    _errors: Any = importlib.import_module("sklearn.exceptions")
    validation = importlib.import_module("sklearn.utils.validation")
except ImportError:
    _classes = _errors = _stand_ins
    validation = None

BaseEstimator: Any = _classes.BaseEstimator
RegressorMixin: Any = _classes.RegressorMixin
#: An estimator that was asked before it was fitted.
NotFittedError: Any = _errors.NotFittedError

__all__ = ["NotFittedError", "Regressor", "Rows", "threads"]


class Rows:
    """The rows of a fit: inputs of shape (rows, inputs), target, and weights or None."""

    def __init__(self, X: np.ndarray, y: np.ndarray, weights: Optional[np.ndarray]) -> None:
        if weights is not None:
            if (weights < 0).any():
                raise InvalidData("a weight is negative; expected numbers from 0")
            kept = weights > 0
            X, y, weights = X[kept], y[kept], weights[kept]
            if not len(y):
                raise InvalidData("no row has a positive weight; expected one at least")
        self.X, self.y, self.weights = self._merged(X, y, weights)

    @staticmethod
    def _merged(X: np.ndarray, y: np.ndarray, weights: Optional[np.ndarray]) -> Tuple[Any, Any, Any]:
        """Equal rows as one with the sum of their weights: a weight of 2 means the same as the row twice.

        Rows that all differ and count alike stay as they are, in their order: fits are then those of the tool.
        """
        if weights is None and any(_differ(column) for column in (y, *X.T)):
            return X, y, None
        table = np.column_stack([X, y])
        order = np.lexsort(table.T[::-1])
        table = table[order]
        starts = np.flatnonzero(np.concatenate([[True], (table[1:] != table[:-1]).any(axis=1)]))
        if weights is None and len(starts) == len(y):
            return X, y, None
        sums: Optional[np.ndarray] = np.add.reduceat(np.ones(len(y)) if weights is None else weights[order], starts)
        table = table[starts]
        if sums is not None and (sums == sums[0]).all():
            sums = None
        return np.ascontiguousarray(table[:, :-1]), np.ascontiguousarray(table[:, -1]), sums


def _differ(numbers: np.ndarray) -> bool:
    """Whether all numbers of a column differ, so that no two rows are equal."""
    ordered = np.sort(numbers)
    return bool((ordered[1:] != ordered[:-1]).all())


class Regressor(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """What both regressors share: checks of rows, and names."""

    def _checked(self, X: Any, y: Any, sample_weight: Any) -> Tuple[np.ndarray, np.ndarray, Optional[np.ndarray]]:
        name = getattr(y, "name", None)
        self._y_name = name if isinstance(name, str) and name else "y"
        if validation is not None:
            X, y = validation.validate_data(self, X, y, dtype=np.float64, y_numeric=True, ensure_min_samples=2)
            weights = None if sample_weight is None else validation._check_sample_weight(sample_weight, X, dtype=np.float64)
        else:
            names = _arrays.column_names(X)
            X = np.asarray(X.to_numpy() if hasattr(X, "to_numpy") else X, dtype=np.float64)
            if X.ndim != 2:
                raise InvalidData(f"X has shape {X.shape}; expected (rows, inputs)")
            self.n_features_in_ = X.shape[1]
            if names is not None:
                self.feature_names_in_ = np.array(names, dtype=object)
            y = _arrays.vector(y, len(X), "y")
            weights = None if sample_weight is None else _arrays.vector(sample_weight, len(X), "sample_weight")
            if not (np.isfinite(X).all() and np.isfinite(y).all()):
                raise InvalidData("X or y holds numbers that are not finite")
        return X, np.asarray(y, dtype=np.float64), weights

    def _rows(self, X: Any) -> np.ndarray:
        if validation is not None:
            validation.check_is_fitted(self)
            return np.asarray(validation.validate_data(self, X, dtype=np.float64, reset=False))
        if not hasattr(self, "n_features_in_"):
            raise NotFittedError(f"this {type(self).__name__} is not fitted yet; call fit first")
        names = getattr(self, "feature_names_in_", ())
        return _arrays.matrix(X, self.n_features_in_, list(names))[0]

    def _names(self) -> List[str]:
        given = getattr(self, "feature_names_in_", None)
        if given is not None and len(set(given)) == len(given) and all(given):
            return [str(name) for name in given]
        return [f"x{index + 1}" for index in range(self.n_features_in_)]

    def _target_name(self, names: Sequence[str]) -> str:
        name = self._y_name
        while name in names:
            name += "_"
        return name

    def summary(self) -> str:
        """The fit in a few lines."""
        raise NotImplementedError

    def _repr_html_(self) -> Any:
        """What notebooks show of a fitted estimator: its network, and its summary."""
        network = getattr(self, "network_", None)
        if network is None:
            above = getattr(super(), "_repr_html_", None)
            return above() if callable(above) else above
        summary = f"<pre>{escape(self.summary())}</pre>"
        return _html.page(repr(self), summary, network._repr_html_())

    def _repr_mimebundle_(self, **options: Any) -> Dict[str, Any]:
        """The same as scikit-learn's own for an estimator that is not fitted."""
        shown = self._repr_html_()
        return {"text/plain": repr(self), **({"text/html": shown} if shown is not None else {})}

    @staticmethod
    def _seed(random_state: Any) -> int:
        if random_state is None:
            return 1
        if hasattr(random_state, "randint"):
            return int(random_state.randint(1 << 31))
        return int(random_state)


def threads(n_jobs: Optional[int]) -> Optional[int]:
    """Threads as Knotwork counts them: None and -1 for all processors."""
    return None if n_jobs is None or n_jobs < 1 else int(n_jobs)
