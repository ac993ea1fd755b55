"""Broken lines of one input, and sums of them for several: where they bend, and how sure that is."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Union

import numpy as np

from . import _summary
from ._errors import InvalidData, InvalidRequest
from ._questions import ask_about_columns
from ._regressor import Regressor, Rows, threads

__all__ = ["BrokenLineRegressor"]


class BrokenLineRegressor(Regressor):
    """A broken line, or for several inputs a sum of them, one for each input that matters: y = a + g₁(x₁) + g₂(x₂) + …

    Of one input all knots are placed at once, with proof that no others do better. Of several the knots, slopes and inputs are chosen
    on rows held out.

    Parameters
    ----------
    knots : int, optional
        How many knots, of one input; chosen by BIC among up to ``max_knots`` unless given.
    additive : bool, optional
        A sum of broken lines; where there are several inputs, unless ``feature`` is given. False takes the one input whose line leaves
        the least residual sum.
    feature : int or str, optional
        The one input that explains the target, by number or name.
    max_knots : int, optional
        The most knots that are tried: 8 of one input unless given; of a sum those of all lines together, as many as pay.
    at : sequence of float, optional
        The knots themselves, of one input.
    min_rows : int, optional
        The least number of different values in a piece.
    flat : str, optional
        Which piece has slope 0, of one input: "first", "last" or "both".
    shape : str, optional
        A rule for the line of one input: "increasing", "decreasing", "convex" or "concave".
    linear, increasing, decreasing, monotone, convex, concave : sequence of str, optional
        Of a sum: the inputs whose lines are straight, never fall, never rise, never turn, bend only up, bend only down.
    pairs : int
        Of a sum: up to so many pairs of inputs get hinges max(0, a x + b x′ + c) where that pays.
    criterion : str
        Of a sum: what decides, "cv" (rows held out) or "bic".
    best : bool
        Of a sum: the least error on rows held out, not the smallest form within one standard error, or 3 %, of it.
    confidence : float
        The confidence of intervals, in per cent.
    random_state : int, optional
        Of a sum: which rows are held out. None stands for 1.
    n_jobs : int, optional
        How many threads share the work; None for all processors. The result does not depend on it.
    time_limit : float, optional
        Stop after so many seconds with the best line so far.

    Attributes
    ----------
    knots_ : array of shape (knots,)
        Where the line bends; of a sum a dictionary with such an array for the name of each input.
    bends_, knot_intervals_ : arrays of shape (knots,) and (knots, 2)
        The jump of the slope at each knot, and intervals of the knots; NaN where there are none. Of a sum likewise dictionaries.
    slopes_ : array of shape (knots + 1,)
        The slopes from left to right; of a sum likewise a dictionary.
    intercepts_ : array of shape (knots + 1,)
        Of one input: the pieces are y = slope · x + intercept.
    feature_ : int or None
        The number of the input; None for a sum.
    n_regions_ : int
        The number of pieces, of a sum that of its regions over the ranges of the rows.
    network_ : Network
        The same function as a network; of a sum it has all inputs.
    answer_ : Answer
        The document of the tool's ``knots``, or of ``fit --additive``: intervals, tests, and the proof or the scores.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.linspace(0, 10, 101)
    >>> model = BrokenLineRegressor(knots=1).fit(x.reshape(-1, 1), np.abs(x - 4))
    >>> model.knots_.round(6).tolist(), model.slopes_.round(6).tolist()
    ([4.0], [-1.0, 1.0])
    >>> X = np.random.default_rng(0).uniform(0, 10, size=(200, 2))
    >>> model = BrokenLineRegressor().fit(X, np.abs(X[:, 0] - 4) + 2 * X[:, 1])
    >>> {name: knots.round(3).tolist() for name, knots in model.knots_.items()}
    {'x1': [4.0], 'x2': []}
    """

    def __init__(
        self,
        knots: Optional[int] = None,
        *,
        additive: Optional[bool] = None,
        feature: Union[int, str, None] = None,
        max_knots: Optional[int] = None,
        at: Optional[Sequence[float]] = None,
        min_rows: Optional[int] = None,
        flat: Optional[str] = None,
        shape: Optional[str] = None,
        linear: Optional[Sequence[str]] = None,
        increasing: Optional[Sequence[str]] = None,
        decreasing: Optional[Sequence[str]] = None,
        monotone: Optional[Sequence[str]] = None,
        convex: Optional[Sequence[str]] = None,
        concave: Optional[Sequence[str]] = None,
        pairs: int = 0,
        criterion: str = "cv",
        best: bool = False,
        confidence: float = 95.0,
        random_state: Any = None,
        n_jobs: Optional[int] = None,
        time_limit: Optional[float] = None,
    ) -> None:
        self.knots = knots
        self.additive = additive
        self.feature = feature
        self.max_knots = max_knots
        self.at = at
        self.min_rows = min_rows
        self.flat = flat
        self.shape = shape
        self.linear = linear
        self.increasing = increasing
        self.decreasing = decreasing
        self.monotone = monotone
        self.convex = convex
        self.concave = concave
        self.pairs = pairs
        self.criterion = criterion
        self.best = best
        self.confidence = confidence
        self.random_state = random_state
        self.n_jobs = n_jobs
        self.time_limit = time_limit

    _OF_A_LINE = ("knots", "at", "flat", "shape", "feature")
    _RULES = ("linear", "increasing", "decreasing", "monotone", "convex", "concave")

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> "BrokenLineRegressor":
        """Fits the line, or the sum, to inputs of shape (rows, inputs) and a target of shape (rows,).

        A row of weight 2 counts as two equal rows; rows of weight 0 are left out.
        """
        inputs, target, weights = self._checked(X, y, sample_weight)
        names = self._names()
        is_sum = self.additive
        if is_sum is None:
            is_sum = self.feature is None and len(names) > 1
        self._refuse_what_is_of_the_other(is_sum)
        if is_sum:
            return self._fit_sum(Rows(inputs, target, weights), names)
        places = range(inputs.shape[1]) if self.feature is None else [self._place(self.feature, names)]
        best = np.inf
        self.feature_: Optional[int] = None
        for place in places:
            rows = Rows(np.ascontiguousarray(inputs[:, [place]]), target, weights)
            answer, network = self._asked("knots", rows, [names[place]], self._options_of_a_line())
            if answer["sse"] < best:
                best = answer["sse"]
                self.feature_, self.answer_, self.network_ = place, answer, network
        if best == np.inf:
            raise InvalidData("no line was found: the residual sums are not finite")
        pieces, knots = self.answer_["pieces"], self.answer_["knots"]
        self.knots_: Any = np.array([knot["value"] for knot in knots], dtype=np.float64)
        self.bends_: Any = np.array([knot["bend"] for knot in knots], dtype=np.float64)
        self.slopes_: Any = np.array([piece["slope"]["value"] for piece in pieces], dtype=np.float64)
        self.intercepts_ = np.array([piece["intercept"] for piece in pieces], dtype=np.float64)
        self.knot_intervals_: Any = _intervals(knots)
        return self

    def _fit_sum(self, rows: Rows, names: List[str]) -> "BrokenLineRegressor":
        options: Dict[str, Any] = {
            "additive": True,
            "folds": 0,
            "max_knots": self.max_knots,
            "min_rows": self.min_rows,
            "pairs": self.pairs or None,
            "criterion": self.criterion,
            "confidence": self.confidence,
            "seed": self._seed(self.random_state),
            "best": True if self.best else None,
        }
        for rule in self._RULES:
            inputs = getattr(self, rule)
            if inputs is not None:
                options[rule] = [names[self._place(name, names)] for name in ([inputs] if isinstance(inputs, str) else inputs)]
        self.feature_ = None
        self.answer_, self.network_ = self._asked("fit", rows, names, options)
        curves = {curve["input"]: curve for curve in self.answer_["curves"]}
        hinges = {name: curves[name]["hinges"] if name in curves else [] for name in names}
        self.knots_ = {name: np.array([hinge["knot"]["value"] for hinge in hinges[name]], dtype=np.float64) for name in names}
        self.bends_ = {name: np.array([hinge["weight"] for hinge in hinges[name]], dtype=np.float64) for name in names}
        self.knot_intervals_ = {name: _intervals([hinge["knot"] for hinge in hinges[name]]) for name in names}
        self.slopes_ = {
            name: np.array([piece["slope"]["value"] for piece in curves[name]["pieces"]] if name in curves else [0.0])
            for name in names
        }
        return self

    def _refuse_what_is_of_the_other(self, is_sum: bool) -> None:
        """Refuses parameters that mean nothing for what is fitted."""
        if is_sum:
            given = [name for name in self._OF_A_LINE if getattr(self, name) is not None]
            if given:
                raise InvalidRequest(
                    f"{given[0]}: of several inputs a sum of broken lines is fitted, which takes max_knots and rules; for one of them "
                    "give feature, and for the best one additive=False",
                    field=given[0],
                )
            return
        given = [name for name in self._RULES if getattr(self, name) is not None] + (["pairs"] if self.pairs else [])
        if given:
            raise InvalidRequest(f"{given[0]}: goes with a sum of broken lines, additive=True", field=given[0])

    @staticmethod
    def _place(feature: Union[int, str], names: Sequence[str]) -> int:
        if isinstance(feature, str) and feature in names:
            return names.index(feature)
        if isinstance(feature, (int, np.integer)) and 0 <= feature < len(names):
            return int(feature)
        raise InvalidData(f"feature: {feature!r}; expected one of {', '.join(names)}, or a number from 0 to {len(names) - 1}")

    def _options_of_a_line(self) -> Dict[str, Any]:
        options: Dict[str, Any] = {
            "knots": self.knots,
            "at": None if self.at is None else [float(position) for position in self.at],
            "min_rows": self.min_rows,
            "flat": self.flat,
            "shape": self.shape,
            "confidence": self.confidence,
        }
        if self.knots is None and self.at is None:
            options["max_knots"] = 8 if self.max_knots is None else self.max_knots
        return options

    def _asked(self, question: str, rows: Rows, names: List[str], options: Dict[str, Any]) -> Any:
        return ask_about_columns(
            question,
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

    @property
    def n_regions_(self) -> int:
        """The number of pieces; of a sum that of its regions over the ranges of the rows."""
        return len(self.slopes_) if self.feature_ is not None else int(self.network_.count()["regions"])

    def predict(self, X: Any) -> np.ndarray:
        """The line, or the sum, at inputs of shape (rows, inputs); of shape (rows,)."""
        rows = self._rows(X)
        if self.feature_ is None:
            return np.asarray(self.network_(np.ascontiguousarray(rows), threads(self.n_jobs))[:, 0])
        x = rows[:, self.feature_]
        piece = np.searchsorted(self.knots_, x)
        return np.asarray(self.slopes_[piece] * x + self.intercepts_[piece])

    def summary(self) -> str:
        """Knots, bends and slopes with their standard errors and intervals, in the form of statsmodels; of a sum for each input, with
        tests whether it matters and whether it bends."""
        return _summary.broken_line(self.answer_) if self.feature_ is not None else _summary.additive(self.answer_)

    def plot(self, ax: Any = None, *, feature: Union[int, str, None] = None, **style: Any) -> Any:
        """Draws the line on an axis of matplotlib, which is returned; without one, as a picture in SVG.

        Of a sum the line of ``feature`` (the first that matters unless given): what it adds to the mean, with the band of its
        interval. ``style`` goes to matplotlib.
        """
        if self.feature_ is not None:
            return self.network_.plot(ax=ax, **style) if ax is None else self.network_.dissect().plot(ax, **style)
        names = self._names()
        curves = {curve["input"]: curve for curve in self.answer_["curves"]}
        name = next(iter(curves), names[0]) if feature is None else names[self._place(feature, names)]
        if ax is None:
            return self.network_.plot(view="curve", input=name, **style)
        from ._axes import draw_curve

        return draw_curve(ax, name, curves.get(name), self.network_.ranges, names, **style)


def _intervals(knots: Sequence[Dict[str, Any]]) -> np.ndarray:
    """Lower and upper ends, of shape (knots, 2)."""
    bounds = [[np.nan if knot[end] is None else knot[end] for end in ("lower", "upper")] for knot in knots]
    return np.array(bounds, dtype=np.float64).reshape(-1, 2)
