"""Tables of regions in parts, as units of distributed work leave them, as Parquet."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import itertools
import os
import pathlib
import time
from typing import Any, Callable, Dict, Iterable, Iterator, List, Tuple

from ._errors import InvalidData
from ._network import Network

#: Rows that one file of many parts is written in.
_GROUP = 1 << 16


def region_columns(network: Network) -> List[str]:
    """The columns of a table of regions."""
    names = ["region", "pattern", "volume", "facets", *(f"interior_{name}" for name in network.input_names)]
    for output in network.output_names:
        names += [*(f"slope_{output}_{name}" for name in network.input_names), f"intercept_{output}"]
    return names


def write_unit(
    files: pathlib.Path, target: pathlib.Path, receipt: Dict[str, Any], places: Iterable[Tuple[int, int]], columns: List[str]
) -> int:
    """Writes a unit's regions into a file of the folder ``target``; returns how many there are.

    ``places`` are, for each of its cells, the number of the cell in the unit and that of its first region.
    """
    import pyarrow as pa
    import pyarrow.parquet

    read = _reader()
    tables = [table for index, number in places for table in _cell(read, files, receipt, index, number, columns)]
    if not tables:
        return 0
    whole = pa.concat_tables(tables)
    with _appearing(target / f"{receipt['unit']}.parquet") as scratch:
        pyarrow.parquet.write_table(whole, scratch)
    return int(whole.num_rows)


def write_all(
    files: pathlib.Path, target: pathlib.Path, parts: Iterable[Tuple[str, int, int]], receipts: Dict[str, Any], columns: List[str]
) -> int:
    """Writes all regions in order into one file; ``parts`` are (unit, number of the cell in it, number of its first region)."""
    import pyarrow as pa
    import pyarrow.parquet

    read, rows = _reader(), 0
    with _appearing(target) as scratch, pyarrow.parquet.ParquetWriter(scratch, _schema(columns)) as writer:
        waiting: List[Any] = []
        for unit, index, number in parts:
            waiting += _cell(read, files, receipts[unit], index, number, columns)
            if sum(table.num_rows for table in waiting) >= _GROUP:
                writer.write_table(pa.concat_tables(waiting))
                rows, waiting = rows + sum(table.num_rows for table in waiting), []
        if waiting:
            writer.write_table(pa.concat_tables(waiting))
            rows += sum(table.num_rows for table in waiting)
    return rows


def _schema(columns: List[str]) -> Any:
    import pyarrow as pa

    kinds = {"region": pa.int64(), "pattern": pa.string(), "facets": pa.int64()}
    return pa.schema([(name, kinds[name] if place < 4 and name in kinds else pa.float64()) for place, name in enumerate(columns)])


def _content(path: str, digest: str) -> bytes:
    content = pathlib.Path(path).read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise InvalidData(f"{path} is not as its receipt says; do the unit again")
    return content


def _reader() -> Callable[[str, str], bytes]:
    """Reads files of units, and keeps the last ones."""
    return functools.lru_cache(maxsize=4)(_content)


def _cell(
    read: Callable[[str, str], bytes], files: pathlib.Path, receipt: Dict[str, Any], index: int, number: int, columns: List[str]
) -> List[Any]:
    """The table of a cell's regions, numbered from ``number`` on; none where it has no regions."""
    import pyarrow as pa
    import pyarrow.csv

    path, entries = str(files / f"{receipt['unit']}.csv"), receipt["cells"]
    ends = list(itertools.accumulate(entry["bytes"] for entry in entries))
    text = read(path, receipt["sha256"])[ends[index] - entries[index]["bytes"] : ends[index]]
    if not text:
        return []
    # Names of columns may occur twice; kinds go by places.
    places = [str(place) for place in range(len(columns))]
    schema = _schema(columns)
    table = pyarrow.csv.read_csv(
        pa.py_buffer(text),
        read_options=pyarrow.csv.ReadOptions(column_names=places),
        convert_options=pyarrow.csv.ConvertOptions(column_types=dict(zip(places, schema.types))),
    )
    if table.num_rows != entries[index]["regions"]:
        raise InvalidData(
            f"{path} has {table.num_rows} lines about a cell of {entries[index]['regions']} regions; do the unit again"
        )
    numbers = pa.array(range(number, number + table.num_rows), type=pa.int64())
    return [pa.table([numbers, *table.columns[1:]], schema=schema)]


@contextlib.contextmanager
def _appearing(path: pathlib.Path) -> Iterator[str]:
    """A path to write to; what is written appears under ``path`` when it is complete."""
    scratch = f"{path}.{os.getpid()}.{time.monotonic_ns()}.partial"
    try:
        yield scratch
        os.replace(scratch, path)
    finally:
        if os.path.exists(scratch):
            os.remove(scratch)
