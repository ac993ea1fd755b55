import copy
import os
import pickle
import time

import numpy as np
import pytest
from conftest import forward

import knotwork
from knotwork import Network


def test_outputs_are_those_of_numpy_for_every_layout(random_network):
    net, weights, bias = random_network(5, 16, 16, 3)
    rows = np.random.default_rng(1).normal(size=(10_000, 5))
    expected = forward(weights, bias, rows)
    np.testing.assert_allclose(net(rows), expected, rtol=1e-12, atol=1e-12)
    for layout in (np.asfortranarray(rows), rows[::-1], np.repeat(rows, 2, axis=1)[:, ::2]):
        np.testing.assert_array_equal(net(layout), net(np.ascontiguousarray(layout)))
    np.testing.assert_array_equal(net(rows.tolist()[:7]), net(rows)[:7])
    np.testing.assert_allclose(net(rows.astype(np.float32)), expected, atol=1e-4)


def test_one_row_and_many_give_the_same_bits_on_any_number_of_threads(random_network):
    net, *_ = random_network(8, 33, 17, 2)
    rows = np.random.default_rng(2).normal(size=(9_001, 8))
    all_at_once = net(rows, threads=1)
    np.testing.assert_array_equal(all_at_once, net(rows, threads=3))
    for row in range(0, 9_001, 500):
        np.testing.assert_array_equal(net(rows[row]), all_at_once[row])
        np.testing.assert_array_equal(net(rows[row : row + 3]), all_at_once[row : row + 3])


def test_patterns_and_maps_agree_with_outputs(random_network):
    net, weights, bias = random_network(4, 12, 7, 2)
    rows = np.random.default_rng(3).normal(size=(2_000, 4))
    patterns = net.patterns(rows)
    assert patterns.shape == (2_000, 19) and patterns.dtype == np.bool_
    np.testing.assert_array_equal(patterns[:, :12], rows @ weights[0].T + bias[0] > 0)
    slopes, intercepts = net.maps(np.asfortranarray(rows))
    assert slopes.shape == (2_000, 2, 4)
    np.testing.assert_allclose(np.einsum("rmk,rk->rm", slopes, rows) + intercepts, net(rows), rtol=1e-9, atol=1e-9)


def test_empty_and_wrong_rows(random_network):
    net, *_ = random_network(3, 4, 1)
    assert net(np.empty((0, 3))).shape == (0, 1)
    assert net.predict([[1, 2, 3]]).shape == (1,)
    for wrong in ([[1.0, 2.0]], np.zeros((2, 2, 3)), "abc", [["a", "b", "c"]]):
        with pytest.raises(ValueError):
            net(wrong)
    with pytest.raises(knotwork.InvalidData, match="row 2, column 3"):
        net.patterns([[0, 0, 0], [0, 0, np.nan]])
    with pytest.raises(ValueError, match="threads"):
        net.patterns([[0, 0, 0]] * 1000, threads=0)


def test_layers_names_and_equality():
    net = Network.from_arrays(
        [[[1, -1], [0.5, 2]], [[1, 1]]], [None, [-1]], [0.1, None], ["age", "dose"], ["effect"]
    )
    assert net.input_names == ("age", "dose") and net.output_names == ("effect",) and net.widths == (2, 2, 1)
    assert not net.layers[0].has_bias and net.layers[1].bias.tolist() == [-1]
    assert net.layers[0].slopes.tolist() == [0.1, 0.1] and net.layers[1].slopes.tolist() == [1]
    with pytest.raises(ValueError):
        net.layers[0].weights[0, 0] = 3
    same = pickle.loads(pickle.dumps(net))
    assert same == net and hash(same) == hash(net) and copy.deepcopy(net) is net
    assert Network(net.to_dict()) == net
    assert net != Network.from_arrays([[[1, -1], [0.5, 2]], [[1, 1]]])
    assert repr(net) == "Network(2 → 2 → 1, inputs age, dose, output effect)"


@pytest.mark.parametrize(
    "arguments, words",
    [
        (([[[1.0, np.inf]]],), "not a finite number"),
        (([[[1.0]], [[1.0, 2.0]]],), "layer 2"),
        (([],), "no layers"),
        (([[[1.0]]], [[1.0, 2.0]]), "layer 1, bias"),
        (([[[1.0]]], None, None, ["x", "y"]), "input names"),
        (([[[1.0, 1.0]]], None, None, ["x", "x"]), "occurs twice"),
    ],
)
def test_networks_that_cannot_be(arguments, words):
    with pytest.raises(knotwork.InvalidData, match=words):
        Network.from_arrays(*arguments)


def test_files(tmp_path, examples, random_network):
    net, *_ = random_network(2, 3, 1)
    for ending in ("json", "npz", "onnx", "nnet"):
        net.save(tmp_path / f"net.{ending}")
        again = Network.load(tmp_path / f"net.{ending}")
        rows = [[0.25, -0.5], [1, 2]]
        np.testing.assert_allclose(again(rows), net(rows), rtol=1e-5 if ending == "onnx" else 1e-12)
    code = {}
    exec(net.to_bytes("python").decode(), code)
    np.testing.assert_allclose(code["network"](np.array(rows)), net(rows), rtol=1e-12)
    assert Network((examples / "question.json").read_bytes()).n_inputs == 2
    with pytest.raises(FileNotFoundError):
        Network.load(tmp_path / "missing.json")
    with pytest.raises(knotwork.InvalidData, match="line"):
        Network(b'{"format": "knotwork-network", "version": 1, "layers": [')
    with pytest.raises(knotwork.InvalidRequest, match="jpeg"):
        net.to_bytes("jpeg")


def test_tables_are_taken_by_names():
    pandas = pytest.importorskip("pandas")
    net = Network.from_arrays([[[1.0, 10.0]]], input_names=["a", "b"])
    table = pandas.DataFrame({"b": [1.0, 2.0], "other": [9, 9], "a": [3.0, 4.0]})
    assert net.predict(table).tolist() == [13.0, 24.0]
    polars = pytest.importorskip("polars")
    assert net.predict(polars.from_pandas(table)).tolist() == [13.0, 24.0]


def test_models_of_scikit_learn():
    pytest.importorskip("sklearn")
    from sklearn.neural_network import MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    generator = np.random.default_rng(4)
    X = generator.normal(size=(200, 3)) * [1, 10, 100]
    model = make_pipeline(StandardScaler(), MLPRegressor(hidden_layer_sizes=[6], max_iter=50, random_state=0)).fit(X, np.abs(X[:, 0]))
    net = Network.from_sklearn(model)
    assert net.verify(model, X) < 1e-9
    with pytest.raises(knotwork.InvalidData, match="row"):
        Network.from_arrays([[[0.0, 0.0, 1.0]]]).verify(model, X)
    with pytest.raises(ValueError):
        Network.from_model(object())


@pytest.mark.skipif(os.environ.get("KNOTWORK_SPEEDS") != "1", reason="speeds are measured where KNOTWORK_SPEEDS=1 says that the machine is quiet")
def test_a_row_alone_takes_microseconds(random_network):
    net, *_ = random_network(8, 64, 64, 1)
    row = np.zeros((1, 8))
    times = []
    for _ in range(20):
        start = time.perf_counter()
        for _ in range(200):
            net(row)
        times.append((time.perf_counter() - start) / 200)
    assert min(times) < 50e-6, f"{min(times) * 1e6:.1f} µs"


def test_ten_thousand_networks_leave_nothing_behind():
    resource = pytest.importorskip("resource")
    def cycle(count):
        for _ in range(count):
            net = Network.from_arrays([np.ones((40, 40)), np.ones((1, 40))])
            net.layers
    cycle(500)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cycle(10_000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # KiB; one network is 26
