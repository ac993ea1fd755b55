"""What stands for scikit-learn's classes where that is not installed."""

from __future__ import annotations

from typing import Any, Dict, List

import numpy as np

__all__: List[str] = []


class NotFittedError(ValueError, AttributeError):
    """An estimator that was asked before it was fitted."""


class RegressorMixin:
    """The score that regressors have."""

    predict: Any

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """R² of the predictions."""
        target = np.asarray(y, dtype=np.float64)
        weights = np.ones(len(target)) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
        rest = (weights * (target - self.predict(X)) ** 2).sum()
        return float(1 - rest / (weights * (target - np.average(target, weights=weights)) ** 2).sum())


class BaseEstimator:
    """Parameters by their names."""

    def get_params(self, deep: bool = True) -> Dict[str, Any]:
        """The parameters that the estimator was made with."""
        import inspect

        return {name: getattr(self, name) for name in inspect.signature(type(self)).parameters}

    def set_params(self, **parameters: Any) -> Any:
        """Changes parameters."""
        for name, value in parameters.items():
            if name not in self.get_params():
                raise ValueError(f"{type(self).__name__} has no parameter {name!r}")
            setattr(self, name, value)
        return self
