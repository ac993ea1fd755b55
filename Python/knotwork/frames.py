"""Networks on tables that do not fit into memory, or onto one machine: outputs, regions and explanations of rows, batch by batch.

A task takes a batch of rows in Arrow's buffers and gives the batch with more columns; nothing is written as text on the way. It can be
pickled, so that it runs wherever rows are:

    from knotwork import frames
    scores = frames.scoring(net)                            # or locating(net), mapping(net), explaining(net, background)
    scores.frame(df)                                        # a DataFrame of pandas
    scores.dask(ddf)                                        # of Dask
    df.mapInArrow(scores, scores.spark_schema(df))          # of Spark; knotwork.spark does that
    scores.parquet("rows.parquet", "scored.parquet")        # a file that is larger than memory
"""

from __future__ import annotations

import os
from typing import Any, Dict, Iterable, Iterator, List, Optional, Sequence, Tuple, Union

import numpy as np
import pyarrow as pa

from ._errors import InvalidData, InvalidRequest
from ._network import Network

__all__ = ["RowTask", "explaining", "locating", "mapping", "scoring"]


class RowTask:
    """What becomes of a batch of rows: its columns, and those that are found. Made by ``scoring`` and its like."""

    def __init__(self, network: Network, columns: Optional[Sequence[str]], keep: bool) -> None:
        self.network = network
        self.columns = list(columns) if columns is not None else list(network.input_names)
        self.keep = keep
        if len(self.columns) != network.n_inputs:
            raise InvalidRequest(
                f"columns: {len(self.columns)} names; expected one for each of {network.n_inputs} inputs", field="columns"
            )

    def _fields(self) -> List[Tuple[str, Any]]:
        """Names and types of the columns that are found."""
        raise NotImplementedError

    def _found(self, rows: np.ndarray) -> List[Any]:
        """The columns that are found, for rows of shape (rows, inputs)."""
        raise NotImplementedError

    def schema(self, given: Any) -> Any:
        """The schema of what comes out, for the schema of what goes in."""
        fields = [pa.field(name, kind) for name, kind in self._fields()]
        if not self.keep:
            return pa.schema(fields)
        for field in fields:
            if field.name in given.names:
                raise InvalidRequest(f"the table has a column {field.name!r} already; expected another prefix", field="prefix")
        return pa.schema([*given, *fields])

    def batch(self, batch: Any) -> Any:
        """One batch of Arrow's; also one without rows."""
        schema = self.schema(batch.schema)
        if batch.num_rows == 0:
            found = [pa.array([], type=kind) for _, kind in self._fields()]
        else:
            found = self._found(self._rows(batch))
        return pa.RecordBatch.from_arrays([*batch.columns, *found] if self.keep else found, schema=schema)

    def _rows(self, batch: Any) -> np.ndarray:
        rows = np.empty((batch.num_rows, len(self.columns)), dtype=np.float64, order="F")
        for index, name in enumerate(self.columns):
            place = batch.schema.get_field_index(name)
            if place < 0:
                raise InvalidData(f"the table has no column {name!r}; it has {', '.join(map(repr, batch.schema.names))}")
            column = batch.column(place)
            if column.null_count:
                raise InvalidData(f"column {name!r} has {column.null_count} missing values; expected a number in each row")
            try:
                rows[:, index] = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
            except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
                raise InvalidData(f"column {name!r} is of {column.type}; expected numbers") from None
        return rows

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Batch by batch, as ``mapInArrow`` of Spark asks."""
        for batch in batches:
            yield self.batch(batch)

    def table(self, table: Any) -> Any:
        """A table of Arrow's."""
        batches = list(self(table.to_batches()))
        return pa.Table.from_batches(batches, schema=self.schema(table.schema))

    def frame(self, frame: Any) -> Any:
        """A DataFrame of pandas; its index stays."""
        found = self.table(pa.Table.from_pandas(frame, preserve_index=False)).to_pandas()
        found.index = frame.index
        return found

    def dask(self, frame: Any) -> Any:
        """A DataFrame of Dask, partition by partition on its workers."""
        meta = self.frame(frame._meta)
        return frame.map_partitions(self.frame, meta=meta)

    def spark(self, frame: Any) -> Any:
        """A DataFrame of Spark, through ``mapInArrow``."""
        return frame.mapInArrow(self, self.spark_schema(frame))

    def spark_schema(self, frame: Any) -> Any:
        """The schema that ``mapInArrow`` needs."""
        from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

        return from_arrow_schema(self.schema(to_arrow_schema(frame.schema)))

    def parquet(
        self,
        source: Union[str, "os.PathLike[str]"],
        target: Union[str, "os.PathLike[str]"],
        batch_rows: int = 1 << 17,
    ) -> int:
        """A Parquet file into another one, in memory of a batch; returns the number of rows. The file appears when it is complete."""
        import pyarrow.parquet as parquet

        scratch = f"{os.fspath(target)}.{os.getpid()}.partial"
        rows = 0
        try:
            with parquet.ParquetFile(source) as reader:
                with parquet.ParquetWriter(scratch, self.schema(reader.schema_arrow)) as writer:
                    for batch in reader.iter_batches(batch_size=batch_rows):
                        rows += batch.num_rows
                        writer.write_batch(self.batch(batch))
            os.replace(scratch, target)
        finally:
            if os.path.exists(scratch):
                os.remove(scratch)
        return rows


class _Scoring(RowTask):
    def __init__(self, network: Network, columns: Optional[Sequence[str]], keep: bool, prefix: str) -> None:
        super().__init__(network, columns, keep)
        self.prefix = prefix

    def _fields(self) -> List[Tuple[str, Any]]:
        return [(self.prefix + name, pa.float64()) for name in self.network.output_names]

    def _found(self, rows: np.ndarray) -> List[Any]:
        outputs = np.asarray(self.network(rows, threads=1)).reshape(len(rows), -1)
        return [pa.array(np.ascontiguousarray(outputs[:, index])) for index in range(outputs.shape[1])]


class _Locating(RowTask):
    def __init__(self, network: Network, columns: Optional[Sequence[str]], keep: bool, name: str) -> None:
        super().__init__(network, columns, keep)
        self.name = name

    def _fields(self) -> List[Tuple[str, Any]]:
        return [(self.name, pa.string())]

    def _found(self, rows: np.ndarray) -> List[Any]:
        patterns = np.asarray(self.network.patterns(rows, threads=1), dtype=np.uint8) + ord("0")
        parts: List[np.ndarray] = []
        start = 0
        for width in self.network.bending_units_per_layer:
            if not width:
                continue
            if parts:
                parts.append(np.full((len(rows), 1), ord(" "), dtype=np.uint8))
            parts.append(patterns[:, start : start + width])
            start += width
        letters = np.ascontiguousarray(np.concatenate(parts, axis=1)) if parts else np.zeros((len(rows), 0), np.uint8)
        offsets = np.arange(len(rows) + 1, dtype=np.int32) * letters.shape[1]
        return [pa.StringArray.from_buffers(len(rows), pa.py_buffer(offsets), pa.py_buffer(letters))]


class _Mapping(RowTask):
    def __init__(self, network: Network, columns: Optional[Sequence[str]], keep: bool, prefix: str) -> None:
        super().__init__(network, columns, keep)
        self.prefix = prefix

    def _fields(self) -> List[Tuple[str, Any]]:
        fields = []
        for output in self.network.output_names:
            fields += [(f"{self.prefix}slope_{output}_{name}", pa.float64()) for name in self.network.input_names]
            fields.append((f"{self.prefix}intercept_{output}", pa.float64()))
        return fields

    def _found(self, rows: np.ndarray) -> List[Any]:
        slopes, intercepts = self.network.maps(rows, threads=1)
        slopes = np.asarray(slopes).reshape(len(rows), self.network.n_outputs, self.network.n_inputs)
        intercepts = np.asarray(intercepts).reshape(len(rows), self.network.n_outputs)
        found = []
        for output in range(self.network.n_outputs):
            found += [pa.array(np.ascontiguousarray(slopes[:, output, index])) for index in range(self.network.n_inputs)]
            found.append(pa.array(np.ascontiguousarray(intercepts[:, output])))
        return found


class _Explaining(RowTask):
    def __init__(
        self, network: Network, background: Any, columns: Optional[Sequence[str]], keep: bool, prefix: str, options: Dict[str, Any]
    ) -> None:
        super().__init__(network, columns, keep)
        self.background = np.asarray(background, dtype=np.float64).reshape(-1, network.n_inputs)
        self.prefix, self.options = prefix, options

    def _fields(self) -> List[Tuple[str, Any]]:
        names = ["base_value", *(f"shapley_{name}" for name in self.network.input_names)]
        return [(self.prefix + name, pa.float64()) for name in names]

    def _found(self, rows: np.ndarray) -> List[Any]:
        found = self.network.explain(rows, self.background, threads=1, progress=False, **self.options)["rows"]
        base = pa.array(np.array([row["base_value"] for row in found]))
        values = np.array([row["shapley"] for row in found]).reshape(len(found), self.network.n_inputs)
        return [base, *(pa.array(np.ascontiguousarray(values[:, index])) for index in range(self.network.n_inputs))]


def scoring(network: Network, columns: Optional[Sequence[str]] = None, *, keep: bool = True, prefix: str = "") -> RowTask:
    """The outputs, a column for each. ``columns`` are those of the inputs, called as these unless given; ``keep`` the others too."""
    return _Scoring(network, columns, keep, prefix)


def locating(network: Network, columns: Optional[Sequence[str]] = None, *, keep: bool = True, name: str = "pattern") -> RowTask:
    """The activation pattern, decided without rounding: rows with the same one are in the same region."""
    return _Locating(network, columns, keep, name)


def mapping(network: Network, columns: Optional[Sequence[str]] = None, *, keep: bool = True, prefix: str = "") -> RowTask:
    """The affine map that the network equals around each row: slopes and an intercept for each output."""
    return _Mapping(network, columns, keep, prefix)


def explaining(
    network: Network,
    background: Any,
    columns: Optional[Sequence[str]] = None,
    *,
    keep: bool = True,
    prefix: str = "",
    **options: Any,
) -> RowTask:
    """Shapley values beside the rows of a background, with options of ``Network.explain`` such as ``output_name``."""
    return _Explaining(network, background, columns, keep, prefix, options)
