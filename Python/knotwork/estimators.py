"""Regressors with the conventions of scikit-learn: networks of ReLU units, and broken lines with their knots.

They work in pipelines, grid search and cross-validation where scikit-learn is installed, and by themselves where it is not.
"""

from __future__ import annotations

from typing import Any, Dict, Optional, Sequence, Tuple

import numpy as np

from . import _summary
from ._broken_line import BrokenLineRegressor
from ._dissection import Dissection
from ._domain import Box
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
