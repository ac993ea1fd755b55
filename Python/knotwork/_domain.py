"""Where a question is asked, as the JSON that the library takes."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Tuple, Union

import numpy as np

from . import _arrays
from ._errors import InvalidData, InvalidRequest

Interval = Tuple[float, float]
Box = Union[Interval, Sequence[Interval]]


def box_bounds(box: Any, inputs: int) -> np.ndarray:
    """Lower and upper bounds, of shape (inputs, 2), from one interval for all inputs or one for each."""
    try:
        bounds = np.array(box, dtype=np.float64)
    except (TypeError, ValueError):
        bounds = np.zeros(0)
    if bounds.shape == (2,):
        bounds = np.tile(bounds, (inputs, 1))
    if bounds.shape != (inputs, 2):
        raise InvalidRequest(
            f"box: {box!r}; expected a pair (lower, upper), or one for each of {inputs} inputs", field="box"
        )
    return bounds


class Domain(Dict[str, Any]):
    """A domain of questions: a box, a polygon, a plane, or the whole input space.

    >>> Domain.box([(-1, 1), (0, 2)])
    {'box': [[-1.0, 1.0], [0.0, 2.0]]}
    >>> Domain.of([[0.0, 5.0], [2.0, 3.0]])
    {'box': [[0.0, 2.0], [3.0, 5.0]]}
    """

    @classmethod
    def box(cls, intervals: Sequence[Interval], where: Optional[Sequence[Dict[str, Any]]] = None) -> "Domain":
        """A box, perhaps cut by half-spaces ``{"normal": [...], "offset": c}``: normal · x ≤ c."""
        bounds = np.atleast_2d(np.asarray(intervals, dtype=np.float64))
        domain = cls(box=bounds.tolist())
        if where is not None:
            domain["where"] = list(where)
        return domain

    @classmethod
    def of(cls, rows: Any) -> "Domain":
        """The box of the ranges of data, an array or a table of pandas, polars or pyarrow of shape (rows, inputs)."""
        names = _arrays.column_names(rows)
        width = len(names) if names is not None else int(np.shape(rows)[-1])
        array = _arrays.matrix(rows, width)[0]
        if not len(array):
            raise InvalidData("no rows; expected one at least")
        return cls(box=np.stack([array.min(axis=0), array.max(axis=0)], axis=1).tolist())

    @classmethod
    def polygon(cls, vertices: Sequence[Sequence[float]]) -> "Domain":
        """A convex polygon in the space of two inputs."""
        return cls(polygon=np.asarray(vertices, dtype=np.float64).tolist())

    @classmethod
    def plane(cls, origin: Sequence[float], directions: Sequence[Sequence[float]], box: Any = (-1, 1)) -> "Domain":
        """A plane of a larger input space, with a box of its two coordinates."""
        return cls(
            slice={"origin": _list(origin), "directions": _list(directions)}, box=box_bounds(box, 2).tolist()
        )

    @classmethod
    def through(cls, points: Sequence[Sequence[float]]) -> "Domain":
        """The plane through three points, between them."""
        return cls(through=_list(points))

    @classmethod
    def whole_space(cls) -> "Domain":
        """All inputs."""
        return cls(whole_space=True)


def _list(numbers: Any) -> List[Any]:
    return list(np.asarray(numbers, dtype=np.float64).tolist())


def domain_of(
    box: Any, domain: Optional[Dict[str, Any]], inputs: int, hull_pairs: Any = None
) -> Optional[Dict[str, Any]]:
    """The domain that the arguments ``box``, ``domain`` and ``hull_pairs`` of a question say; None for the network's own."""
    if hull_pairs is not None:
        pairs = hull_pairs if isinstance(hull_pairs, str) else [list(pair) for pair in hull_pairs]
        return {**(domain_of(box, domain, inputs) or {}), "hull_pairs": pairs}
    if domain is not None:
        if box is not None:
            raise InvalidRequest("domain: given beside box; expected one of both", field="domain")
        if not isinstance(domain, dict):
            raise InvalidRequest(f"domain: {type(domain).__name__}; expected a Domain", field="domain")
        return dict(domain)
    return None if box is None else {"box": box_bounds(box, inputs).tolist()}
