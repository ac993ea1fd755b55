"""Columns as tables: structured arrays of NumPy, and DataFrames of pandas, polars and pyarrow where those are there.

Numbers are not copied where the package takes them as they lie in memory; patterns become texts, one digit per unit.
"""

from __future__ import annotations

import importlib.util
from typing import Any, Dict, List, Union

import numpy as np

__all__ = ["Columns", "Texts"]


class Texts:
    """Texts of equal length, of which the characters are one array of shape (texts, length)."""

    def __init__(self, codes: np.ndarray) -> None:
        self.codes = codes

    def __len__(self) -> int:
        return len(self.codes)

    def to_list(self) -> List[str]:
        """The texts."""
        count, width = self.codes.shape
        characters = self.codes.tobytes().decode("ascii")
        return [characters[start : start + width] for start in range(0, count * width, width)] if width else [""] * count

    def to_array(self) -> np.ndarray:
        """The texts as an array of NumPy."""
        count, width = self.codes.shape
        if width == 0:
            return np.full(count, "", dtype="U1")
        return np.ascontiguousarray(self.codes).view(f"S{width}").ravel().astype(f"U{width}")

    def to_arrow(self) -> Any:
        """The texts as an array of Arrow, whose characters lie where they are."""
        import pyarrow

        count, width = self.codes.shape
        offsets = np.arange(count + 1, dtype=np.int64) * width
        buffers = [None, pyarrow.py_buffer(offsets), pyarrow.py_buffer(np.ascontiguousarray(self.codes))]
        return pyarrow.Array.from_buffers(pyarrow.large_string(), count, buffers)


#: Columns of one length by their names.
Columns = Dict[str, Union[np.ndarray, Texts]]


def structured(columns: Columns) -> np.ndarray:
    """A structured array with a field for each column."""
    arrays = {name: column.to_array() if isinstance(column, Texts) else column for name, column in columns.items()}
    count = len(next(iter(arrays.values())))
    rows = np.empty(count, dtype=[(name, array.dtype) for name, array in arrays.items()])
    for name, array in arrays.items():
        rows[name] = array
    return rows


def pandas_frame(columns: Columns) -> Any:
    """A DataFrame of pandas."""
    import pandas

    # What pandas makes of texts by itself: strings of Arrow from pandas 3 on where that is installed, objects before.
    kind: Any = pandas.Series(["text"]).dtype

    def column(values: Union[np.ndarray, Texts]) -> Any:
        if not isinstance(values, Texts):
            return values
        if getattr(kind, "storage", "") == "pyarrow":
            return kind.__from_arrow__(values.to_arrow())
        return pandas.array(np.array(values.to_list(), dtype=object), dtype=kind, copy=False)

    return pandas.DataFrame({name: column(values) for name, values in columns.items()}, copy=False)


def arrow_table(columns: Columns) -> Any:
    """A table of pyarrow, which writes Parquet and Feather."""
    import pyarrow

    def column(values: Union[np.ndarray, Texts]) -> Any:
        return values.to_arrow() if isinstance(values, Texts) else pyarrow.array(np.ascontiguousarray(values))

    return pyarrow.table({name: column(values) for name, values in columns.items()})


def polars_frame(columns: Columns) -> Any:
    """A DataFrame of polars."""
    import polars

    def column(name: str, values: Union[np.ndarray, Texts]) -> Any:
        if not isinstance(values, Texts):
            return polars.Series(name, np.ascontiguousarray(values))
        if importlib.util.find_spec("pyarrow") is not None:
            return polars.Series(name, values.to_arrow())
        return polars.Series(name, values.to_list())

    return polars.DataFrame([column(name, values) for name, values in columns.items()])


def frame(columns: Columns) -> Any:
    """A DataFrame of pandas, or else of polars, or else a structured array: by what is installed."""
    if importlib.util.find_spec("pandas") is not None:
        return pandas_frame(columns)
    if importlib.util.find_spec("polars") is not None:
        return polars_frame(columns)
    return structured(columns)
