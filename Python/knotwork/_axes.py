"""Drawing on an axis of matplotlib that the caller has made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, List, Optional

import numpy as np

from ._errors import InvalidRequest

if TYPE_CHECKING:
    from ._dissection import Dissection

__all__: List[str] = []

COLOURS = ("output", "slope", "piece", "none")


def draw(dissection: "Dissection", ax: Any, output: int, color_by: str, input: int, **style: Any) -> Any:
    """Draws a dissection of one or two dimensions; returns the axis."""
    if color_by not in COLOURS:
        raise InvalidRequest(f"color_by: {color_by!r}; expected one of {', '.join(COLOURS)}", field="color_by")
    if not 0 <= output < dissection.network.n_outputs:
        raise InvalidRequest(f"output: {output}; expected a number below {dissection.network.n_outputs}", field="output")
    if not 0 <= input < dissection.dimension:
        raise InvalidRequest(f"input: {input}; expected a number below {dissection.dimension}", field="input")
    if dissection.dimension == 1:
        return _curve(dissection, ax, output, **style)
    if dissection.dimension == 2:
        return _regions(dissection, ax, output, color_by, input, **style)
    raise InvalidRequest(
        f"a dissection of {dissection.dimension} dimensions cannot be drawn on an axis; expected one or two. "
        "Fix the other inputs, or ask for a slice: net.plot(domain=Domain.plane(...))"
    )


def _curve(dissection: "Dissection", ax: Any, output: int, **style: Any) -> Any:
    """The broken line, and its knots as points."""
    net = dissection.network
    knots = np.unique((dissection.crease_offsets / dissection.crease_normals[:, 0])[dissection.bends[:, output] != 0])
    x = np.concatenate([dissection.box[:, 0][:1], knots, dissection.box[:, 0][1:]])
    (line,) = ax.plot(x, net(x.reshape(-1, 1))[:, output], **style)
    ax.plot(knots, net(knots.reshape(-1, 1))[:, output], "o", color=line.get_color(), markersize=4)
    ax.set_xlabel(net.input_names[0])
    ax.set_ylabel(net.output_names[output])
    return ax


def _regions(dissection: "Dissection", ax: Any, output: int, color_by: str, input: int, **style: Any) -> Any:
    """The regions as polygons, with a colour each."""
    from matplotlib.collections import PolyCollection

    vertices, starts = dissection.vertices, dissection.vertex_starts
    assert vertices is not None and starts is not None  # In the plane they are always kept.
    polygons = [vertices[start:end] for start, end in zip(starts[:-1], starts[1:])]
    values: Optional[np.ndarray] = None
    if color_by == "output":
        inside = dissection.interior_points
        values = np.einsum("nk,nk->n", dissection.slopes[:, output], inside) + dissection.intercepts[:, output]
    elif color_by == "slope":
        values = dissection.slopes[:, output, input]
    elif color_by == "piece":
        # Neighbouring numbers get colours that can be told apart.
        values = dissection.pieces * 0.6180339887498949 % 1
    options = {"edgecolors": "black", "linewidths": 0.3, "facecolors": "none" if values is None else None, **style}
    collection = PolyCollection(polygons, array=values, **{key: value for key, value in options.items() if value is not None})
    ax.add_collection(collection, autolim=True)
    ax.set_xlim(*dissection.box[:, 0])
    ax.set_ylim(*dissection.box[:, 1])
    ax.set_xlabel(dissection.network.input_names[0])
    ax.set_ylabel(dissection.network.input_names[1])
    return ax


def draw_curve(ax: Any, name: str, curve: Any, ranges: Any, names: List[str], **style: Any) -> Any:
    """Draws the line of one input of a sum, with the band of its interval and its knots; returns the axis."""
    if curve is None:
        # An input that does not matter adds nothing.
        ends = ranges[names.index(name)]
        ax.plot(ends, np.zeros(2), **style)
    else:
        band = {key: np.array([np.nan if point[key] is None else point[key] for point in curve["band"]]) for key in curve["band"][0]}
        (line,) = ax.plot(band["x"], band["value"], **style)
        ax.fill_between(band["x"], band["lower"], band["upper"], color=line.get_color(), alpha=0.2, linewidth=0)
        knots = np.array([hinge["knot"]["value"] for hinge in curve["hinges"]])
        ax.plot(knots, np.interp(knots, band["x"], band["value"]), "o", color=line.get_color(), markersize=4)
    ax.set_xlabel(name)
    ax.set_ylabel(f"what {name} adds")
    return ax
