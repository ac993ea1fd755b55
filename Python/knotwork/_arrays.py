"""Rows as the library takes them: arrays and tables of other packages become float64 arrays, without a copy where memory allows."""

from __future__ import annotations

import ctypes
from typing import Any, List, Optional, Sequence, Tuple

import numpy as np

from ._errors import InvalidData


def column_names(rows: Any) -> Optional[List[str]]:
    """The names of the columns of a table of pandas, polars or pyarrow; None where there are none, or not all are texts."""
    names = getattr(rows, "column_names", None)
    if names is None:
        names = getattr(rows, "columns", None)
    if names is None or callable(names):
        return None
    names = list(names)
    return names if all(isinstance(name, str) for name in names) else None


def in_order(rows: Any, names: Sequence[str]) -> Any:
    """The columns of a table in the order of a network's inputs, where it has them all by their names."""
    found = column_names(rows)
    if found is None or not names or found == list(names) or not set(names) <= set(found):
        return rows
    return rows.select(list(names)) if hasattr(rows, "select") else rows[list(names)]


def matrix(rows: Any, width: int, names: Sequence[str] = ()) -> Tuple[np.ndarray, bool]:
    """Rows as a float64 array of shape (rows, width), and whether it was one row alone."""
    rows = in_order(rows, names)
    if hasattr(rows, "to_numpy") and not isinstance(rows, np.ndarray):
        rows = rows.to_numpy()
    elif not isinstance(rows, np.ndarray) and hasattr(rows, "column_names"):
        rows = np.column_stack([_numbers(rows[name]) for name in rows.column_names])
    try:
        array = np.asarray(rows, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidData(f"the rows are no numbers: {error}") from None
    if array.ndim == 0 and width == 1:
        return array.reshape(1, 1), True
    if array.ndim == 1 and array.shape[0] == width:
        return array.reshape(1, width), True
    if array.ndim == 1 and width == 1:
        return array.reshape(-1, 1), False
    if array.ndim != 2 or array.shape[1] != width:
        raise InvalidData(
            f"an array of shape {array.shape}; expected (rows, {width}), one column for each input"
            + (f": {', '.join(names)}" if names else "")
        )
    return array, False


def columns(array: np.ndarray) -> Tuple[Any, int, np.ndarray]:
    """The addresses of the columns of an array, the distance from row to row in numbers, and the array that they lie in."""
    size = array.itemsize
    if any(step % size for step in array.strides) or not array.flags.aligned:
        array = np.ascontiguousarray(array)
    if array.shape[0] <= 1:
        array = np.ascontiguousarray(array)
    base = array.ctypes.data
    addresses = (ctypes.c_void_p * max(1, array.shape[1]))(
        *(base + column * array.strides[1] for column in range(array.shape[1]))
    )
    return addresses, array.strides[0] // size, array


class Given:
    """Rows as the library takes them: the addresses of their columns, the distance from row to row in numbers, how many there are,
    whether it was one row alone, and what they lie in."""

    __slots__ = ("addresses", "stride", "count", "alone", "kept")

    def __init__(self, addresses: Any, stride: int, count: int, alone: bool, kept: Any) -> None:
        self.addresses, self.stride, self.count, self.alone, self.kept = addresses, stride, count, alone, kept


def _numbers(column: Any) -> np.ndarray:
    """A column of a table as float64, where it lies in memory if it is that already."""
    if hasattr(column, "combine_chunks"):
        column = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    if hasattr(column, "null_count") and not callable(column.null_count):
        # An array of Arrow gives a view of its memory where it is without gaps, and NaN stands for what is missing.
        plain = column.null_count == 0
        return np.asarray(column.to_numpy(zero_copy_only=plain and str(column.type) == "double"), dtype=np.float64)
    return np.asarray(column.to_numpy() if hasattr(column, "to_numpy") else column, dtype=np.float64)


def given(rows: Any, width: int, names: Sequence[str] = ()) -> Given:
    """Rows as the library takes them, without a copy where memory allows: tables column by column."""
    found = column_names(rows)
    if found is None or len(set(found)) < len(found):
        array, alone = matrix(rows, width, names)
        addresses, stride, array = columns(array)
        return Given(addresses, stride, array.shape[0], alone, array)
    wanted = list(names) if set(names) <= set(found) and len(names) == width else found
    if len(wanted) != width:
        raise InvalidData(
            f"a table of {len(found)} columns; expected {width}, one for each input" + (f": {', '.join(names)}" if names else "")
        )
    parts: List[np.ndarray] = []
    for name in wanted:
        try:
            parts.append(_numbers(rows[name]))
        except (TypeError, ValueError) as error:
            raise InvalidData(f"column {name!r}: no numbers: {error}") from None
    count = parts[0].shape[0]
    steps = {part.strides[0] for part in parts}
    if len(steps) > 1 or any(step % 8 for step in steps) or count <= 1 or not all(part.flags.aligned for part in parts):
        parts = [np.ascontiguousarray(part) for part in parts]
    place = (ctypes.c_void_p * width)(*(part.ctypes.data for part in parts))
    return Given(place, parts[0].strides[0] // 8 if count > 1 else 1, count, False, parts)


def vector(numbers: Any, count: int, what: str) -> np.ndarray:
    """Numbers as a contiguous float64 array of shape (count,)."""
    try:
        array = np.ascontiguousarray(numbers, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidData(f"{what}: no numbers: {error}") from None
    if array.shape != (count,):
        raise InvalidData(f"{what}: an array of shape {array.shape}; expected ({count},)")
    return array
