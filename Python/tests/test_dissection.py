import gc

import numpy as np
import pytest

import knotwork


def check_laws(net, dissection, box):
    """What every dissection must obey, for boxes of the input space."""
    n, k = len(dissection), dissection.dimension
    assert dissection.slopes.shape == (n, net.n_outputs, k) and dissection.patterns.shape[0] == n
    inside = dissection.interior_points
    np.testing.assert_array_equal(net.patterns(inside), dissection.patterns)
    values = np.einsum("nmk,nk->nm", dissection.slopes, inside) + dissection.intercepts
    np.testing.assert_allclose(values, net(inside), rtol=1e-7, atol=1e-7)
    if dissection.volumes is not None:
        np.testing.assert_allclose(dissection.volumes.sum(), np.prod(box[:, 1] - box[:, 0]), rtol=1e-9)
    np.testing.assert_array_equal(dissection.locate(inside), np.arange(n))
    # Creases: both regions are neighbours of each other, and the normal points out of the active side.
    active, inactive = dissection.crease_regions.T
    side = np.einsum("ck,ck->c", dissection.crease_normals, inside[active]) - dissection.crease_offsets
    assert (side < 0).all()
    side = np.einsum("ck,ck->c", dissection.crease_normals, inside[inactive]) - dissection.crease_offsets
    assert (side > 0).all()
    units = np.einsum("ck,ck->c", dissection.crease_normals, dissection.crease_normals) ** 0.5
    jump = dissection.slopes[inactive] - dissection.slopes[active]
    found = np.einsum("cmk,ck->cm", jump, dissection.crease_normals) / units[:, None]
    np.testing.assert_allclose(found, dissection.bends, rtol=1e-6, atol=1e-6)
    starts = dissection.facet_starts
    assert starts[0] == 0 and starts[-1] == len(dissection.neighbours) == len(dissection.facet_units)
    assert ((dissection.neighbours < 0) >= (dissection.facet_layers == 0)).all()
    for a, b in list(zip(active, inactive))[:50]:
        assert b in dissection.neighbours[starts[a] : starts[a + 1]]


@pytest.mark.parametrize("widths", [(1, 12, 1), (2, 8, 8, 2), (3, 8, 6, 1), (6, 9, 1)])
def test_laws(random_network, widths):
    net, *_ = random_network(*widths, seed=sum(widths))
    box = np.array([(-1.0, 1.5)] * widths[0])
    dissection = net.dissect(box)
    assert len(dissection) > 3
    check_laws(net, dissection, box)
    assert dissection.n_regions == net.count(box).regions


def test_results_do_not_depend_on_threads(random_network):
    net, *_ = random_network(3, 16, 16, 1)
    one, two = net.dissect((-1, 1), threads=1), net.dissect((-1, 1), threads=2)
    for name in ("patterns", "slopes", "volumes", "neighbours", "bends", "crease_regions", "pieces"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))


def test_vertices(random_network):
    net, *_ = random_network(2, 6, 1)
    dissection = net.dissect((-1, 1))
    for region in range(len(dissection)):
        x, y = dissection.region_vertices(region).T
        area = 0.5 * (x * np.roll(y, -1) - y * np.roll(x, -1)).sum()
        np.testing.assert_allclose(area, dissection.volumes[region], rtol=1e-9)
    net, *_ = random_network(3, 4, 1)
    assert net.dissect((-1, 1)).vertices is None
    kept = net.dissect((-1, 1), vertices=True)
    assert kept.vertices.shape[1] == 3 and len(kept.vertex_starts) == len(kept) + 1


def test_arrays_are_read_only_and_outlive_the_dissection(random_network):
    net, *_ = random_network(2, 8, 1)
    dissection = net.dissect((-1, 1))
    slopes = dissection.slopes
    copied = slopes.copy()
    with pytest.raises(ValueError):
        slopes[0] = 0
    part = slopes[1:3]
    del dissection, slopes
    gc.collect()
    np.testing.assert_array_equal(part, copied[1:3])


def test_tables(random_network):
    net, *_ = random_network(2, 5, 3, 1)
    dissection = net.dissect((-1, 1))
    rows = dissection.to_arrays()
    assert rows.dtype.names[:4] == ("region", "piece", "pattern", "volume") and len(rows) == len(dissection)
    assert rows["pattern"][0].replace(" ", "") == "".join("01"[int(bit)] for bit in dissection.patterns[0])
    assert len(rows["pattern"][0]) == 9 and rows["pattern"][0][5] == " "
    np.testing.assert_array_equal(rows["slope_y_x2"], dissection.slopes[:, 0, 1])
    pandas = pytest.importorskip("pandas")
    table = dissection.to_pandas()
    assert isinstance(table, pandas.DataFrame) and list(table.columns) == list(rows.dtype.names)
    assert pytest.importorskip("polars") and dissection.to_polars().shape == table.shape


def test_limits_and_wrong_boxes(random_network):
    net, *_ = random_network(4, 64, 64, 1)
    with pytest.raises(knotwork.LimitReached, match="limit of 10 regions"):
        net.dissect((-1, 1), max_regions=10)
    with pytest.raises(RuntimeError, match="time limit"):
        net.dissect((-1, 1), time_limit=0.05)
    with pytest.raises(knotwork.InvalidRequest, match="lower bound"):
        net.dissect((1, -1))
    with pytest.raises(knotwork.InvalidRequest, match="box"):
        net.dissect([(0, 1), (0, 1)])
    with pytest.raises(AttributeError):
        net.dissect((-0.001, 0.001)).colours


