"""Outputs, regions and explanations of rows in batches: Arrow, pandas, Dask, Parquet."""

import pickle

import numpy as np
import pytest

import knotwork

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
from knotwork import frames  # noqa: E402


@pytest.fixture
def rows(random_network):
    network, _, _ = random_network(3, 8, 8, 2, seed=4)
    values = np.random.default_rng(1).normal(size=(500, 3))
    table = pa.table({"id": np.arange(500), **{name: values[:, k] for k, name in enumerate(network.input_names)}})
    return network, values, table


def test_outputs(rows):
    network, values, table = rows
    found = frames.scoring(network).table(table)
    assert found.column_names == [*table.column_names, *network.output_names]
    outputs = np.stack([found[name].to_numpy() for name in network.output_names], axis=1)
    assert np.array_equal(outputs, network(values))
    assert frames.scoring(network, keep=False).table(table).column_names == list(network.output_names)


def test_regions_and_maps(rows):
    network, values, table = rows
    texts = frames.locating(network).table(table)["pattern"].to_pylist()
    patterns = np.asarray(network.patterns(values), dtype=int)
    widths = network.bending_units_per_layer
    assert [text.replace(" ", "") for text in texts] == ["".join(map(str, row)) for row in patterns]
    assert [len(part) for part in texts[0].split(" ")] == [width for width in widths if width]
    found = frames.mapping(network).table(table)
    slopes, intercepts = network.maps(values)
    names = network.input_names
    for output, name in enumerate(network.output_names):
        value = found[f"intercept_{name}"].to_numpy() + sum(
            found[f"slope_{name}_{column}"].to_numpy() * values[:, k] for k, column in enumerate(names)
        )
        assert np.allclose(value, network(values)[:, output])


def test_explanations(rows):
    network, values, table = rows
    task = frames.explaining(network, values[:10], output_name=network.output_names[0])
    found = task.table(table.slice(0, 20))
    parts = sum(found[f"shapley_{name}"].to_numpy() for name in network.input_names)
    assert np.allclose(parts + found["base_value"].to_numpy(), network(values[:20])[:, 0])


def test_no_rows(rows):
    network, values, table = rows
    for task in (
        frames.scoring(network), frames.locating(network), frames.mapping(network), frames.explaining(network, values[:3]),
    ):
        empty = task.batch(table.slice(0, 0).to_batches()[0] if table.slice(0, 0).to_batches() else
                           pa.RecordBatch.from_pylist([], schema=table.schema))
        assert empty.num_rows == 0
        assert empty.schema == task.schema(table.schema)


def test_what_cannot_be(rows):
    network, _, table = rows
    name = network.input_names[0]
    with pytest.raises(knotwork.InvalidData, match="no column"):
        frames.scoring(network, ["a", "b", "c"]).table(table)
    with pytest.raises(knotwork.InvalidRequest, match="columns"):
        frames.scoring(network, ["a"])
    with pytest.raises(knotwork.InvalidData, match="missing"):
        gaps = table.set_column(1, name, pa.array([None, *np.zeros(499)]))
        frames.scoring(network).table(gaps)
    with pytest.raises(knotwork.InvalidRequest, match="already"):
        frames.scoring(network).table(table.append_column(network.output_names[0], pa.array(np.zeros(500))))


def test_parquet(rows, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    network, values, table = rows
    parquet.write_table(table, tmp_path / "rows.parquet")
    task = pickle.loads(pickle.dumps(frames.scoring(network)))
    assert task.parquet(tmp_path / "rows.parquet", tmp_path / "out.parquet", batch_rows=64) == 500
    found = parquet.read_table(tmp_path / "out.parquet")
    assert np.array_equal(found[network.output_names[0]].to_numpy(), network(values)[:, 0])
    assert [path.name for path in tmp_path.iterdir() if "partial" in path.name] == []


def test_pandas_and_dask(rows):
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    network, values, table = rows
    frame = table.to_pandas().set_index(pandas.Index(np.arange(500) * 2))
    found = frames.scoring(network).frame(frame)
    assert np.array_equal(found[list(network.output_names)].to_numpy(), network(values))
    assert list(found.index) == list(frame.index)
    dask = pytest.importorskip("dask.dataframe", reason="dask.dataframe is not installed")
    lazy = frames.scoring(network).dask(dask.from_pandas(frame, npartitions=4))
    assert np.array_equal(lazy.compute(scheduler="sync")[network.output_names[1]].to_numpy(), network(values)[:, 1])
