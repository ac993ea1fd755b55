"""A network taken apart: its regions and creases as arrays."""

from __future__ import annotations

import ctypes
import weakref
from typing import TYPE_CHECKING, Any, Dict, List, Optional

import numpy as np

from . import _arrays, _html, _tables
from ._domain import Interval
from ._errors import InvalidRequest, KnotworkError
from ._library import Column, call, library, run, thread_count

if TYPE_CHECKING:
    from ._network import Network

__all__ = ["Dissection"]

_TYPES: Dict[int, Any] = {1: ctypes.c_double, 2: ctypes.c_int64, 3: ctypes.c_uint8}


class _Keeper:
    """Frees a handle when the last array that lies in its memory is gone."""

    def __init__(self, handle: int) -> None:
        self.handle = handle
        weakref.finalize(self, library.dissection_free, handle)


class Dissection:
    """The regions of a network over a box, and the creases between them, as read-only arrays.

    There are n regions with m outputs and k coordinates, and c creases. Arrays are views of the library's memory; they are found
    when they are asked for first.

    >>> import knotwork
    >>> net = knotwork.Network.from_arrays([[[1.0], [-1.0]], [[1.0, 1.0]]])
    >>> dissection = net.dissect(box=(-1, 1))
    >>> dissection
    Dissection(2 regions, 1 knot over [-1, 1])
    >>> dissection.slopes.ravel().tolist()
    [1.0, -1.0]
    >>> dissection.bends.ravel().tolist()
    [2.0]
    """

    def __init__(self, network: "Network", handle: int) -> None:
        self._keeper = _Keeper(handle)
        #: The network that was taken apart.
        self.network = network
        bounds = np.empty((2, library.dissection_dimension(handle)))
        library.dissection_box(handle, bounds[0].ctypes.data, bounds[1].ctypes.data)
        bounds.flags.writeable = False
        #: The box, of shape (2, k): the least coordinates, and the greatest.
        self.box = bounds
        self._columns: Dict[str, Optional[np.ndarray]] = {}

    def __len__(self) -> int:
        """The number n of regions."""
        return int(library.dissection_regions(self._keeper.handle))

    @property
    def n_regions(self) -> int:
        """The number n of regions."""
        return len(self)

    @property
    def n_creases(self) -> int:
        """The number c of creases; on a line they are knots."""
        return int(library.dissection_creases(self._keeper.handle))

    @property
    def dimension(self) -> int:
        """The number k of coordinates."""
        return int(self.box.shape[1])

    def __repr__(self) -> str:
        regions, creases = (
            f"{count:,} {noun if count == 1 else noun + 's'}"
            for count, noun in ((len(self), "region"), (self.n_creases, "knot" if self.dimension == 1 else "crease"))
        )
        box = " × ".join(f"[{low:g}, {high:g}]" for low, high in self.box.T)
        return f"Dissection({regions}, {creases} over {box})"

    def _column(self, name: str) -> Optional[np.ndarray]:
        if name in self._columns:
            return self._columns[name]
        column = Column()
        call(library.dissection_column, self._keeper.handle, name.encode(), ctypes.byref(column))
        array: Optional[np.ndarray] = None
        if column.data is not None:
            shape = tuple(column.shape[: column.rank])
            kind = _TYPES[column.type]
            memory = (kind * max(1, int(np.prod(shape)))).from_address(column.data)
            memory._keeper = self._keeper  # The array's base, which keeps the dissection's memory alive.
            array = np.frombuffer(memory, dtype=kind)[: int(np.prod(shape))].reshape(shape)
            if kind is ctypes.c_uint8 and name == "patterns":
                array = array.view(np.bool_)
            array.flags.writeable = False
        self._columns[name] = array
        return array

    @property
    def patterns(self) -> np.ndarray:
        """Which units are active on each region: booleans of shape (n, units that bend), layer by layer."""
        return self._column("patterns")  # type: ignore[return-value]

    @property
    def slopes(self) -> np.ndarray:
        """U of y = U x + c on each region, of shape (n, m, k)."""
        return self._column("slopes")  # type: ignore[return-value]

    @property
    def intercepts(self) -> np.ndarray:
        """c of y = U x + c on each region, of shape (n, m)."""
        return self._column("intercepts")  # type: ignore[return-value]

    @property
    def interior_points(self) -> np.ndarray:
        """A point inside each region, of shape (n, k)."""
        return self._column("interior_points")  # type: ignore[return-value]

    @property
    def volumes(self) -> Optional[np.ndarray]:
        """The volume of each region (a length or an area in one and two dimensions), of shape (n,); None where they were not kept."""
        return self._column("volumes")

    @property
    def pieces(self) -> np.ndarray:
        """The number of the linear piece that each region belongs to, of shape (n,)."""
        return self._column("pieces")  # type: ignore[return-value]

    @property
    def neighbours(self) -> np.ndarray:
        """The region behind each facet, -1 at the boundary; those of region i from ``facet_starts[i]`` to ``facet_starts[i + 1]``."""
        return self._column("neighbours")  # type: ignore[return-value]

    @property
    def facet_starts(self) -> np.ndarray:
        """Where the facets of each region start, of shape (n + 1,)."""
        return self._column("facet_starts")  # type: ignore[return-value]

    @property
    def facet_layers(self) -> np.ndarray:
        """The layer, from 1, of the unit that makes each facet; 0 at the boundary."""
        return self._column("facet_layers")  # type: ignore[return-value]

    @property
    def facet_units(self) -> np.ndarray:
        """The number in its layer, from 1, of the unit that makes each facet; 0 at the boundary."""
        return self._column("facet_units")  # type: ignore[return-value]

    @property
    def vertices(self) -> Optional[np.ndarray]:
        """The vertices of all regions, of shape (vertices, k); those of region i from ``vertex_starts[i]`` to ``vertex_starts[i + 1]``.

        None unless they were kept; in the plane they always are, counter-clockwise.
        """
        return self._column("vertices")

    @property
    def vertex_starts(self) -> Optional[np.ndarray]:
        """Where the vertices of each region start, of shape (n + 1,)."""
        return self._column("vertex_starts")

    @property
    def crease_regions(self) -> np.ndarray:
        """The region on the active side of each crease, and the one on the other, of shape (c, 2)."""
        return self._column("crease_regions")  # type: ignore[return-value]

    @property
    def crease_layers(self) -> np.ndarray:
        """The layer, from 1, of the unit that makes each crease, of shape (c,)."""
        return self._column("crease_layers")  # type: ignore[return-value]

    @property
    def crease_units(self) -> np.ndarray:
        """The number in its layer, from 1, of the unit that makes each crease, of shape (c,)."""
        return self._column("crease_units")  # type: ignore[return-value]

    @property
    def crease_normals(self) -> np.ndarray:
        """The active side of each crease is normal · x ≤ offset; of shape (c, k)."""
        return self._column("crease_normals")  # type: ignore[return-value]

    @property
    def crease_offsets(self) -> np.ndarray:
        """The active side of each crease is normal · x ≤ offset; of shape (c,)."""
        return self._column("crease_offsets")  # type: ignore[return-value]

    @property
    def bends(self) -> np.ndarray:
        """The jump of each output's slope across each crease: > 0 is a valley, < 0 a ridge, 0 exactly no bend; of shape (c, m)."""
        return self._column("bends")  # type: ignore[return-value]

    def region_vertices(self, region: int) -> Optional[np.ndarray]:
        """The vertices of one region, of shape (vertices, k); None where they were not kept."""
        vertices, starts = self.vertices, self.vertex_starts
        if vertices is None or starts is None:
            return None
        region = range(len(self))[region]
        return vertices[starts[region] : starts[region + 1]]

    def locate(self, rows: Any, threads: Optional[int] = None) -> np.ndarray:
        """The number of the region that each row lies in, -1 outside the box; of shape (rows,).

        >>> import knotwork
        >>> net = knotwork.Network.from_arrays([[[1.0], [-1.0]], [[1.0, 1.0]]])
        >>> net.dissect(box=(-1, 1)).locate([[-0.5], [0.5], [2.0]]).tolist()
        [1, 0, -1]
        """
        given = _arrays.given(rows, self.dimension, self.network.input_names)
        found = np.empty(given.count, dtype=np.int64)

        def work(task: Any) -> None:
            call(
                library.dissection_locate,
                self._keeper.handle,
                given.addresses,
                given.stride,
                given.count,
                found.ctypes.data,
                thread_count(threads),
                task,
            )

        run(work, title="locate")
        return found

    def _table(self, of: str = "regions", volumes: bool = True) -> _tables.Columns:
        names, outputs = self.network.input_names, self.network.output_names
        if of == "creases":
            table: _tables.Columns = {
                "active": self.crease_regions[:, 0],
                "inactive": self.crease_regions[:, 1],
                "layer": self.crease_layers,
                "unit": self.crease_units,
            }
            for axis, name in enumerate(names):
                table[f"normal_{name}"] = self.crease_normals[:, axis]
            table["offset"] = self.crease_offsets
            for output, y in enumerate(outputs):
                table[f"bend_{y}"] = self.bends[:, output]
            return table
        if of != "regions":
            raise InvalidRequest(f"of: {of!r}; expected 'regions' or 'creases'", field="of")
        table = {"region": np.arange(len(self)), "piece": self.pieces}
        texts = self._column("pattern_texts")
        assert texts is not None
        table["pattern"] = _tables.Texts(texts)
        if volumes and self.volumes is not None:
            table["volume"] = self.volumes
        for axis, name in enumerate(names):
            table[f"interior_{name}"] = self.interior_points[:, axis]
        for output, y in enumerate(outputs):
            for axis, name in enumerate(names):
                table[f"slope_{y}_{name}"] = self.slopes[:, output, axis]
            table[f"intercept_{y}"] = self.intercepts[:, output]
        return table

    def to_arrays(self, of: str = "regions", *, volumes: bool = True) -> np.ndarray:
        """All regions, or ``of="creases"`` all creases, as a structured array with the columns of the tool's table."""
        return _tables.structured(self._table(of, volumes))

    def to_pandas(self, of: str = "regions", *, volumes: bool = True) -> Any:
        """All regions, or ``of="creases"`` all creases, as a DataFrame of pandas.

        Without ``volumes`` that column is left out: in the plane it takes longer than all others, because doubles are not enough for
        the areas of thin regions.
        """
        return _tables.pandas_frame(self._table(of, volumes))

    def to_polars(self, of: str = "regions", *, volumes: bool = True) -> Any:
        """All regions, or ``of="creases"`` all creases, as a DataFrame of polars."""
        return _tables.polars_frame(self._table(of, volumes))

    def to_arrow(self, of: str = "regions", *, volumes: bool = True) -> Any:
        """All regions, or ``of="creases"`` all creases, as a table of pyarrow, which writes Parquet and Feather."""
        return _tables.arrow_table(self._table(of, volumes))

    def table(self, of: str = "regions", *, volumes: bool = True) -> Any:
        """All regions, or ``of="creases"`` all creases: a DataFrame of pandas or polars where one is there, else a structured array."""
        return _tables.frame(self._table(of, volumes))

    def plot(self, ax: Any = None, *, output: int = 0, color_by: str = "output", input: int = 0, **style: Any) -> Any:
        """Draws the regions of one or two dimensions on an axis of matplotlib, which is returned; without one, as a picture in SVG.

        ``color_by`` is "output", "slope" (along ``input``), "piece" or "none"; ``style`` goes to matplotlib.
        """
        if ax is None:
            return self.network.plot(self._intervals())
        from ._axes import draw

        return draw(self, ax, output, color_by, input, **style)

    def _intervals(self) -> List[Interval]:
        return [(float(low), float(high)) for low, high in self.box.T]

    def _repr_html_(self) -> str:
        names, outputs = self.network.input_names, self.network.output_names
        sizes = self.volumes
        order = np.arange(len(self)) if sizes is None else np.argsort(-sizes, kind="stable")
        heads = ["region", "volume", *(f"slope of {y} in {x}" for y in outputs for x in names)][:10]
        rows = [
            [int(region), None if sizes is None else float(sizes[region]), *self.slopes[region].ravel().tolist()][:10]
            for region in order[: _html.MOST_ROWS]
        ]
        shown = ""
        if self.dimension <= 2 and len(self) <= 3000:
            try:
                drawn = self.network.plot(self._intervals(), time_limit=1.0, progress=False)
                shown = _html.picture(drawn.svg, drawn.description)
            except KnotworkError:
                pass
        return _html.page(repr(self), shown, _html.table(heads, rows, len(self)))
