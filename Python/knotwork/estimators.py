"""Regressors with the conventions of scikit-learn: networks of ReLU units, and broken lines with their knots.

They work in pipelines, grid search and cross-validation where scikit-learn is installed, and by themselves where it is not.
"""

from __future__ import annotations

from typing import Any, Dict, Optional, Sequence, Tuple, Union

import numpy as np

from . import _summary
from ._answer import Answer
from ._dissection import Dissection
from ._domain import Box
from ._errors import InvalidData
from ._network import Network
from ._questions import ask_about_columns
from ._regressor import NotFittedError, Regressor, Rows, threads

__all__ = ["BrokenLineRegressor", "NotFittedError", "ReLURegressor"]


class ReLURegressor(Regressor):
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
    coef_ : array of shape (inputs,)
        The slopes at the rows of the fit, on average; ``network_.maps`` has those of any row.
    intercept_ : float
        The intercepts at the rows of the fit, on average.
    n_regions_ : int
        The regions over the ranges of the rows.
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
        rows = Rows(*self._checked(X, y, sample_weight))
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
            threads=threads(self.n_jobs),
            time_limit=self.time_limit,
            progress=False,
        )
        assert network is not None
        self.network_ = network
        self.answer_ = answer
        slopes, intercepts = network.maps(rows.X, threads(self.n_jobs))
        self.coef_ = np.average(slopes[:, 0], axis=0, weights=rows.weights)
        self.intercept_ = float(np.average(intercepts[:, 0], weights=rows.weights))
        return self

    def predict(self, X: Any) -> np.ndarray:
        """The predictions for rows, of shape (rows,)."""
        return self._predicted(self._rows(X))

    def _predicted(self, rows: np.ndarray) -> np.ndarray:
        return np.asarray(self.network_(rows, threads(self.n_jobs))[:, 0])

    @property
    def hidden_(self) -> Tuple[int, ...]:
        """The units of each hidden layer."""
        return self.network_.widths[1:-1]

    @property
    def n_regions_(self) -> int:
        """The regions of the network over the ranges of the rows that it was fitted to."""
        return int(self.network_.count()["regions"])

    def dissect(self, box: Optional[Box] = None, **options: Any) -> Dissection:
        """The regions of the network over a box; unless given, over the ranges of the rows that it was fitted to."""
        return self.network_.dissect(box, **options)

    def summary(self) -> str:
        """Scores beside those of linear regression, in the form of statsmodels."""
        return _summary.network(self.answer_)


class BrokenLineRegressor(Regressor):
    """A broken line of one column: where it bends, how sure that is, and with proof that no other knots do better.

    Parameters
    ----------
    feature : int or str, optional
        The column that explains the target, by number or name; needless where there is one. Of several columns the one whose line
        leaves the least residual sum, unless given.
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
    feature_ : int
        The number of the column.
    knots_ : array of shape (knots,)
        Where the line bends.
    bends_ : array of shape (knots,)
        The jump of the slope at each knot.
    slopes_, intercepts_ : arrays of shape (knots + 1,)
        The pieces, from left to right: y = slope · x + intercept.
    knot_intervals_ : array of shape (knots, 2)
        Intervals of the knots; NaN where there are none.
    n_regions_ : int
        The number of pieces.
    network_ : Network
        The same line as a network of one input.
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
        feature: Union[int, str, None] = None,
        max_knots: int = 8,
        at: Optional[Sequence[float]] = None,
        min_rows: Optional[int] = None,
        flat: Optional[str] = None,
        shape: Optional[str] = None,
        confidence: float = 95.0,
        time_limit: Optional[float] = None,
    ) -> None:
        self.knots = knots
        self.feature = feature
        self.max_knots = max_knots
        self.at = at
        self.min_rows = min_rows
        self.flat = flat
        self.shape = shape
        self.confidence = confidence
        self.time_limit = time_limit

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> "BrokenLineRegressor":
        """Fits the line to inputs of shape (rows, inputs), of which one column is used, and a target of shape (rows,)."""
        inputs, target, weights = self._checked(X, y, sample_weight)
        names = self._names()
        places = range(inputs.shape[1]) if self.feature is None else [self._place(self.feature, names)]
        best = np.inf
        for place in places:
            rows = Rows(np.ascontiguousarray(inputs[:, [place]]), target, weights)
            answer, network = self._line(rows, names[place])
            if answer["sse"] < best:
                best = answer["sse"]
                self.feature_, self.answer_, self.network_ = place, answer, network
        if best == np.inf:
            raise InvalidData("no line was found: the residual sums are not finite")
        pieces, knots = self.answer_["pieces"], self.answer_["knots"]
        self.knots_ = np.array([knot["value"] for knot in knots], dtype=np.float64)
        self.bends_ = np.array([knot["bend"] for knot in knots], dtype=np.float64)
        self.slopes_ = np.array([piece["slope"]["value"] for piece in pieces], dtype=np.float64)
        self.intercepts_ = np.array([piece["intercept"] for piece in pieces], dtype=np.float64)
        bounds = [[np.nan if knot[end] is None else knot[end] for end in ("lower", "upper")] for knot in knots]
        self.knot_intervals_ = np.array(bounds, dtype=np.float64).reshape(-1, 2)
        return self

    @staticmethod
    def _place(feature: Union[int, str], names: Sequence[str]) -> int:
        if isinstance(feature, str) and feature in names:
            return names.index(feature)
        if isinstance(feature, (int, np.integer)) and 0 <= feature < len(names):
            return int(feature)
        raise InvalidData(f"feature: {feature!r}; expected one of {', '.join(names)}, or a number from 0 to {len(names) - 1}")

    def _line(self, rows: Rows, name: str) -> Tuple[Answer, Network]:
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
        answer, network = ask_about_columns(
            "knots",
            rows.X,
            [name],
            rows.y,
            self._target_name([name]),
            rows.weights,
            options,
            threads=1,
            time_limit=self.time_limit,
            progress=False,
        )
        assert network is not None
        return answer, network

    @property
    def n_regions_(self) -> int:
        """The number of pieces."""
        return len(self.slopes_)

    def predict(self, X: Any) -> np.ndarray:
        """The line at inputs of shape (rows, inputs); of shape (rows,)."""
        x = self._rows(X)[:, self.feature_]
        piece = np.searchsorted(self.knots_, x)
        return np.asarray(self.slopes_[piece] * x + self.intercepts_[piece])

    def summary(self) -> str:
        """Knots, bends and slopes with their standard errors and intervals, in the form of statsmodels."""
        return _summary.broken_line(self.answer_)
