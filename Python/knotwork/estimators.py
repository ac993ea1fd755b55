"""Regressors with the conventions of scikit-learn: networks of ReLU units, and broken lines with their knots.

They work in pipelines, grid search and cross-validation where scikit-learn is installed, and by themselves where it is not.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np

from . import _arrays
from ._answer import Answer
from ._dissection import Dissection
from ._domain import Box
from ._errors import InvalidData
from ._network import Network
from ._questions import ask_about_columns

try:
    from sklearn.base import BaseEstimator, RegressorMixin
    from sklearn.exceptions import NotFittedError
    from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

    _HAS_SKLEARN = True
except ImportError:
    _HAS_SKLEARN = False

    class NotFittedError(ValueError, AttributeError):  # type: ignore[no-redef]
        """An estimator that was asked before it was fitted."""

    class RegressorMixin:  # type: ignore[no-redef]
        """The score that regressors have."""

        def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
            """R² of the predictions."""
            target = np.asarray(y, dtype=np.float64)
            weights = np.ones(len(target)) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
            rest = (weights * (target - self.predict(X)) ** 2).sum()  # type: ignore[attr-defined]
            return float(1 - rest / (weights * (target - np.average(target, weights=weights)) ** 2).sum())

    class BaseEstimator:  # type: ignore[no-redef]
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


__all__ = ["BrokenLineRegressor", "NotFittedError", "ReLURegressor"]


class _Rows:
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
        if weights is None and len(y) < 2:
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


class _Regressor(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """What both regressors share: checks of rows, and names."""

    def _checked(self, X: Any, y: Any, sample_weight: Any) -> _Rows:
        if _HAS_SKLEARN:
            X, y = validate_data(self, X, y, dtype=np.float64, y_numeric=True, ensure_min_samples=2)
            weights = None if sample_weight is None else _check_sample_weight(sample_weight, X, dtype=np.float64)
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
        return _Rows(X, np.asarray(y, dtype=np.float64), weights)

    def _rows(self, X: Any) -> np.ndarray:
        if _HAS_SKLEARN:
            check_is_fitted(self)
            return np.asarray(validate_data(self, X, dtype=np.float64, reset=False))
        if not hasattr(self, "n_features_in_"):
            raise NotFittedError(f"this {type(self).__name__} is not fitted yet; call fit first")
        names = getattr(self, "feature_names_in_", ())
        return _arrays.matrix(X, self.n_features_in_, list(names))[0]

    def _names(self) -> List[str]:
        given = getattr(self, "feature_names_in_", None)
        if given is not None and len(set(given)) == len(given) and all(given):
            return [str(name) for name in given]
        return [f"x{index + 1}" for index in range(self.n_features_in_)]

    @staticmethod
    def _target_name(names: Sequence[str]) -> str:
        name = "y"
        while name in names:
            name += "_"
        return name

    @staticmethod
    def _seed(random_state: Any) -> int:
        if random_state is None:
            return 1
        if hasattr(random_state, "randint"):
            return int(random_state.randint(1 << 31))
        return int(random_state)


class ReLURegressor(_Regressor):
    """A network of ReLU units, fitted by training; inputs and target may be in any units.

    Parameters
    ----------
    hidden : sequence of int, optional
        The units of each hidden layer; chosen by validation unless given.
    l1, l2 : float
        Penalties on the sum of the weights' magnitudes and squares, for the standardised target; l2 is chosen by validation
        unless given.
    decay : float
        Decay of weights beside the gradient, as in AdamW.
    epochs, batch : int, optional
        How often each row is used at most, and rows per step; they depend on the number of rows unless given.
    rate : float
        The first step size.
    activation : str
        "relu", or "leaky_relu:SLOPE".
    fit_intercept : bool
        Whether units have biases.
    small : bool
        Take the smallest network whose error on rows held out is within one standard error of the best one.
    restarts : int, optional
        How many networks are trained on all rows.
    random_state : int, optional
        Where random choices start: equal seeds give equal networks. None stands for 1.
    n_jobs : int, optional
        How many threads share the work; None for all processors. The result does not depend on it.
    time_limit : float, optional
        Stop after so many seconds with the best network so far.

    Attributes
    ----------
    network_ : Network
        The network, in the units of the data.
    answer_ : Answer
        The document of the tool's ``fit``: scores, linear regression beside it, trials, pieces.
    n_features_in_, feature_names_in_
        As in scikit-learn.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.linspace(-2, 2, 81).reshape(-1, 1)
    >>> model = ReLURegressor(hidden=[4]).fit(x, np.abs(x[:, 0]))
    >>> bool(np.abs(model.predict([[1.0], [-1.0]]) - 1).max() < 0.05)
    True
    """

    def __init__(
        self,
        hidden: Optional[Sequence[int]] = None,
        *,
        l1: float = 0.0,
        l2: Optional[float] = None,
        decay: float = 0.0,
        epochs: Optional[int] = None,
        batch: Optional[int] = None,
        rate: float = 0.002,
        activation: str = "relu",
        fit_intercept: bool = True,
        small: bool = False,
        restarts: Optional[int] = None,
        random_state: Any = None,
        n_jobs: Optional[int] = None,
        time_limit: Optional[float] = None,
    ) -> None:
        self.hidden = hidden
        self.l1 = l1
        self.l2 = l2
        self.decay = decay
        self.epochs = epochs
        self.batch = batch
        self.rate = rate
        self.activation = activation
        self.fit_intercept = fit_intercept
        self.small = small
        self.restarts = restarts
        self.random_state = random_state
        self.n_jobs = n_jobs
        self.time_limit = time_limit

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> "ReLURegressor":
        """Fits the network to rows of shape (rows, inputs) and a target of shape (rows,).

        A row of weight 2 counts as two equal rows; rows of weight 0 are left out.
        """
        rows = self._checked(X, y, sample_weight)
        names = self._names()
        options: Dict[str, Any] = {
            "folds": 0,
            "seed": self._seed(self.random_state),
            "rate": self.rate,
            "activation": self.activation,
            "epochs": self.epochs,
            "batch": self.batch,
            "restarts": self.restarts,
            "l2": self.l2,
            "hidden": None if self.hidden is None else [int(units) for units in np.atleast_1d(self.hidden)],
        }
        for name, value in (("l1", self.l1), ("decay", self.decay)):
            if value:
                options[name] = value
        if not self.fit_intercept:
            options["no_bias"] = True
        if self.small:
            options["small"] = True
        answer, network = ask_about_columns(
            "fit",
            rows.X,
            names,
            rows.y,
            self._target_name(names),
            rows.weights,
            options,
            threads=_threads(self.n_jobs),
            time_limit=self.time_limit,
            progress=False,
        )
        assert network is not None
        self.network_ = network
        self.answer_ = answer
        return self

    def predict(self, X: Any) -> np.ndarray:
        """The predictions for rows, of shape (rows,)."""
        return self._predicted(self._rows(X))

    def _predicted(self, rows: np.ndarray) -> np.ndarray:
        return np.asarray(self.network_(rows, _threads(self.n_jobs))[:, 0])

    @property
    def hidden_(self) -> Tuple[int, ...]:
        """The units of each hidden layer."""
        return self.network_.widths[1:-1]

    def dissect(self, box: Optional[Box] = None, **options: Any) -> Dissection:
        """The regions of the network over a box; unless given, over the ranges of the rows that it was fitted to."""
        return self.network_.dissect(box, **options)

    def summary(self) -> str:
        """Scores beside those of linear regression, in a few lines."""
        answer = self.answer_
        lines = [
            f"network of {', '.join(map(str, answer['hidden']))} ReLU units, {answer['rows']} rows",
            "                          RMSE        MAE         R²",
        ]
        for name, key in (("network", "train"), ("linear regression", "linear")):
            scores = answer[key]
            lines.append(f"{name:18s}{scores['rmse']:12.6g}{scores['mae']:11.6g}{scores['r_squared']:11.6g}")
        lines += [f"note: {warning}" for warning in answer["warnings"]]
        return "\n".join(lines)


class BrokenLineRegressor(_Regressor):
    """A broken line of one input: where it bends, how sure that is, and with proof that no other knots do better.

    Parameters
    ----------
    knots : int, optional
        How many knots; chosen by BIC among up to ``max_knots`` unless given.
    max_knots : int
        The most knots that are tried.
    at : sequence of float, optional
        The knots themselves.
    min_rows : int, optional
        The least number of different values in a piece.
    flat : str, optional
        Which piece has slope 0: "first", "last" or "both".
    shape : str, optional
        A rule for the line: "increasing", "decreasing", "convex" or "concave".
    confidence : float
        The confidence of intervals, in per cent.
    time_limit : float, optional
        Stop after so many seconds with the best line so far.

    Attributes
    ----------
    knots_ : array of shape (knots,)
        Where the line bends.
    bends_ : array of shape (knots,)
        The jump of the slope at each knot.
    slopes_, intercepts_ : arrays of shape (knots + 1,)
        The pieces, from left to right: y = slope · x + intercept.
    knot_intervals_ : array of shape (knots, 2)
        Intervals of the knots; NaN where there are none.
    network_ : Network
        The same line as a network.
    answer_ : Answer
        The document of the tool's ``knots``: intervals, tests and the proof.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.linspace(0, 10, 101)
    >>> model = BrokenLineRegressor(knots=1).fit(x.reshape(-1, 1), np.abs(x - 4))
    >>> model.knots_.round(6).tolist(), model.slopes_.round(6).tolist()
    ([4.0], [-1.0, 1.0])
    """

    def __init__(
        self,
        knots: Optional[int] = None,
        *,
        max_knots: int = 8,
        at: Optional[Sequence[float]] = None,
        min_rows: Optional[int] = None,
        flat: Optional[str] = None,
        shape: Optional[str] = None,
        confidence: float = 95.0,
        time_limit: Optional[float] = None,
    ) -> None:
        self.knots = knots
        self.max_knots = max_knots
        self.at = at
        self.min_rows = min_rows
        self.flat = flat
        self.shape = shape
        self.confidence = confidence
        self.time_limit = time_limit

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        return tags

    def _column(self, X: Any) -> Any:
        """A vector as a column; tables of one column stay as they are."""
        if np.ndim(X) == 1 and not hasattr(X, "to_frame"):
            return np.asarray(X).reshape(-1, 1)
        return X.to_frame() if hasattr(X, "to_frame") and np.ndim(X) == 1 else X

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> "BrokenLineRegressor":
        """Fits the line to an input of shape (rows,) or (rows, 1) and a target of shape (rows,)."""
        rows = self._checked(self._column(X), y, sample_weight)
        if rows.X.shape[1] != 1:
            raise InvalidData(f"X has {rows.X.shape[1]} features; a broken line has one input")
        names = self._names()
        options: Dict[str, Any] = {
            "knots": self.knots,
            "at": None if self.at is None else [float(position) for position in self.at],
            "min_rows": self.min_rows,
            "flat": self.flat,
            "shape": self.shape,
            "confidence": self.confidence,
        }
        if self.knots is None and self.at is None:
            options["max_knots"] = self.max_knots
        self.answer_, self.network_ = ask_about_columns(
            "knots",
            rows.X,
            names,
            rows.y,
            self._target_name(names),
            rows.weights,
            options,
            threads=1,
            time_limit=self.time_limit,
            progress=False,
        )
        pieces, knots = self.answer_["pieces"], self.answer_["knots"]
        self.knots_ = np.array([knot["value"] for knot in knots], dtype=np.float64)
        self.bends_ = np.array([knot["bend"] for knot in knots], dtype=np.float64)
        self.slopes_ = np.array([piece["slope"]["value"] for piece in pieces], dtype=np.float64)
        self.intercepts_ = np.array([piece["intercept"] for piece in pieces], dtype=np.float64)
        bounds = [[np.nan if knot[end] is None else knot[end] for end in ("lower", "upper")] for knot in knots]
        self.knot_intervals_ = np.array(bounds, dtype=np.float64).reshape(-1, 2)
        return self

    def predict(self, X: Any) -> np.ndarray:
        """The line at an input of shape (rows,) or (rows, 1); of shape (rows,)."""
        x = self._rows(self._column(X))[:, 0]
        piece = np.searchsorted(self.knots_, x)
        return np.asarray(self.slopes_[piece] * x + self.intercepts_[piece])

    def summary(self) -> str:
        """Knots and slopes with their standard errors and intervals, in a table."""
        answer = self.answer_
        lines = [
            f"{len(self.knots_)} knots, {answer['rows']} rows, residual sum {answer['sse']:.6g}, "
            f"R² {answer['r_squared']:.6g}, intervals of {100 * answer['confidence']:g} %",
            f"{'':10s}{'value':>12s}{'std error':>12s}{'from':>12s}{'to':>12s}",
        ]
        for kind, entries in (("knot", answer["knots"]), ("slope", [piece["slope"] for piece in answer["pieces"]])):
            for number, entry in enumerate(entries, start=1):
                figures = (entry["value"], entry["standard_error"], entry["lower"], entry["upper"])
                texts = ("–" if figure is None else f"{figure:.6g}" for figure in figures)
                lines.append(f"{kind} {number}".ljust(10) + "".join(text.rjust(12) for text in texts))
        return "\n".join(lines)


def _threads(n_jobs: Optional[int]) -> Optional[int]:
    """Threads as Knotwork counts them: None and -1 for all processors."""
    return None if n_jobs is None or n_jobs < 1 else int(n_jobs)
