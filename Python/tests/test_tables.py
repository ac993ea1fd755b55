"""Tables of other packages, in and out."""

import numpy as np
import pytest

import knotwork
from knotwork import Domain, Network, _arrays


@pytest.fixture
def dissection(random_network):
    net, *_ = random_network(2, 5, 3, 1)
    return net.dissect((-1, 1))


def test_frames_hold_what_the_arrays_hold(dissection):
    rows = dissection.to_arrays()
    for name, make in (("pandas", "to_pandas"), ("polars", "to_polars"), ("pyarrow", "to_arrow")):
        pytest.importorskip(name)
        table = getattr(dissection, make)()
        names = table.column_names if name == "pyarrow" else list(table.columns)
        assert tuple(names) == rows.dtype.names
        for column in names:
            np.testing.assert_array_equal(np.asarray(table[column].to_numpy()).astype(rows[column].dtype), rows[column])


def test_creases(dissection):
    rows = dissection.to_arrays(of="creases")
    assert rows.dtype.names == ("active", "inactive", "layer", "unit", "normal_x1", "normal_x2", "offset", "bend_y")
    assert len(rows) == dissection.n_creases and (rows["layer"] >= 1).all()
    np.testing.assert_array_equal(rows["bend_y"], dissection.bends[:, 0])
    assert len(dissection.table("creases")) == len(rows)
    with pytest.raises(knotwork.InvalidRequest, match="regions"):
        dissection.to_arrays(of="colours")


def test_tables_without_pandas_are_structured_arrays(dissection, monkeypatch):
    from knotwork import _tables

    monkeypatch.setattr(_tables.importlib.util, "find_spec", lambda name: None)
    assert dissection.table().dtype.names[0] == "region"


def test_parquet_and_feather(dissection, tmp_path):
    pytest.importorskip("pyarrow")
    import pyarrow.feather
    import pyarrow.parquet

    table = dissection.to_arrow()
    pyarrow.parquet.write_table(table, tmp_path / "regions.parquet")
    pyarrow.feather.write_feather(table, tmp_path / "regions.feather")
    for again in (
        pyarrow.parquet.read_table(tmp_path / "regions.parquet"),
        pyarrow.feather.read_table(tmp_path / "regions.feather"),
    ):
        assert again.equals(table)
        inside = again.rename_columns([name.replace("interior_", "") for name in again.column_names])
        np.testing.assert_array_equal(dissection.network(inside), dissection.network(dissection.interior_points))


def test_columns_are_taken_where_they_lie():
    columns = {"b": np.arange(10.0), "a": np.arange(10.0) ** 2, "rest": np.zeros(10)}
    net = Network.from_arrays([[[1.0, 10.0]]], input_names=["a", "b"])
    expected = columns["a"] + 10 * columns["b"]
    tables = []
    if pytest.importorskip("pyarrow"):
        import pyarrow

        tables.append(pyarrow.table(columns))
        tables.append(pyarrow.table({name: pyarrow.chunked_array([c[:4], c[4:]]) for name, c in columns.items()}))
    for name in ("pandas", "polars"):
        tables.append(pytest.importorskip(name).DataFrame(columns))
    for table in tables:
        np.testing.assert_array_equal(net.predict(table), expected)
        np.testing.assert_array_equal(net.patterns(table), np.zeros((10, 0)))
        assert Domain.of(table)["box"][:2] == [[0.0, 9.0], [0.0, 81.0]]
    # Of one chunk of doubles the library gets the addresses of Arrow's own memory.
    given = _arrays.given(tables[0], 2, ["a", "b"])
    own = [tables[0][name].chunk(0).buffers()[1].address for name in ("a", "b")]
    assert list(given.addresses) == own and given.stride == 1
    frame = tables[2]
    assert _arrays.given(frame, 2, ["a", "b"]).addresses[0] == frame["a"].to_numpy().ctypes.data


def test_tables_that_cannot_be():
    pyarrow = pytest.importorskip("pyarrow")
    net = Network.from_arrays([[[1.0, 10.0]]], input_names=["a", "b"])
    with pytest.raises(knotwork.InvalidData, match="column 'b'"):
        net(pyarrow.table({"a": [1.0, 2.0], "b": ["x", "y"]}))
    with pytest.raises(knotwork.InvalidData, match="3 columns; expected 2"):
        net(pyarrow.table({"a": [1.0], "c": [1.0], "d": [1.0]}))
    # A value that is missing is not a number.
    assert np.isnan(net.predict(pyarrow.table({"a": [1.0, None], "b": [1.0, 1.0]}))[1])


def test_tables_of_answers():
    net = Network.from_arrays([[[1.5, -0.7], [0.4, 2.1]], [[1.25, -0.6]]])
    answer = net.cases()
    table = answer.table("cases")
    assert list(table["pattern"]) == ["11", "10", "01", "00"]
    with pytest.raises(knotwork.InvalidRequest, match="'cases'"):
        answer.table("colours")
    output = net.extremes((-1, 1)).outputs[0]
    corners = net.dissect((-1, 1)).vertices
    assert output["maximum"] == pytest.approx(net(corners).max()) and output["minimum"] == pytest.approx(net(corners).min())


def test_a_table_costs_little(random_network):
    pytest.importorskip("pandas")
    import time

    net, *_ = random_network(2, 64, 64, 64, 1)
    dissection = net.dissect((-2, 2))
    start = time.process_time()
    dissection.to_pandas()
    # Texts of numpy, which pandas takes one by one, took seconds.
    assert time.process_time() - start < 1
