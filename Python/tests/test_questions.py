"""Questions give the documents of the tool."""

import json

import numpy as np
import pytest

import knotwork
from knotwork import Domain, Network


def test_fits_equal_those_of_the_tool(tool, examples, tmp_path):
    rows = np.genfromtxt(examples / "hinge.csv", delimiter=",", names=True)
    options = ["--target", "y", "--hidden", "3", "--seed", "7", "--folds", "0", "--output", tmp_path / "net.json"]
    tool("fit", examples / "hinge.csv", *options)
    model = knotwork.ReLURegressor(hidden=[3], random_state=7).fit(rows["x"].reshape(-1, 1), rows["y"])
    ours, theirs = model.network_, Network.load(tmp_path / "net.json")
    for mine, other in zip(ours.layers, theirs.layers):
        np.testing.assert_array_equal(mine.weights, other.weights)
        np.testing.assert_array_equal(mine.bias, other.bias)
    expected = tool("knots", examples / "hinge.csv", "--target", "y", "--feature", "x")
    line = knotwork.BrokenLineRegressor().fit(rows["x"].reshape(-1, 1), rows["y"])
    assert [knot["value"] for knot in expected["knots"]] == line.knots_.tolist()
    assert line.answer_["certificate"] == expected["certificate"]


def test_answers_have_their_keys_as_attributes():
    net = Network.from_arrays([[[1.0], [-1.0]], [[1.0, 1.0]]])
    answer = net.count((-1, 1))
    assert answer.regions == answer["regions"] == 2
    with pytest.raises(AttributeError, match="no 'colour'"):
        answer.colour
    assert "regions=2" in repr(answer)


def test_whole_space_and_planes():
    net = Network.from_arrays([np.eye(3), np.ones((1, 3))])
    assert net.count(domain=Domain.whole_space()).regions == 8
    assert net.count(domain=Domain.plane([0, 0, 0.5], [[1, 0, 0], [0, 1, 0]])).regions == 4


def test_boxes_cut_by_half_spaces_and_pictures():
    net = Network.from_arrays([[[1.0, 0.0], [0.0, 1.0]], [[1.0, 1.0]]])
    triangle = Domain.box([(-1, 1), (-1, 1)], where=[{"normal": [1, 1], "offset": 0}])
    assert net.ask("dissect", domain=triangle).volume == pytest.approx(2)
    picture = net.plot((-1, 1))
    assert picture._repr_svg_().startswith("<svg") and picture.title and picture.description


def test_proofs_and_hulls_of_pairs():
    net = Network.from_arrays([[[1.0, 0.0], [0.0, 1.0]], [[1.0, 1.0]]])
    for proof in (
        net.range((-1, 1), output_name="y", certify=True).certificate,
        net.verify("y <= 3", (-1, 1), certify=True).claims[0]["certificate"],
    ):
        assert json.loads(proof)["schema"] == "knotwork.proof"
    table = {"names": ["x1", "x2"], "columns": [[0, 1, 0], [0, 0, 1]]}
    for pairs in ("all", [("x1", "x2")]):
        assert net.range(table=table, hull_pairs=pairs).outputs[0]["maximum"]["value"] == pytest.approx(1)
    assert net.range(table=table).outputs[0]["maximum"]["value"] == 2
    with pytest.raises(knotwork.InvalidRequest, match="hull_pairs"):
        net.range((-1, 1), hull_pairs="all")


def test_wrong_questions():
    net = Network.from_arrays([[[1.0], [-1.0]], [[1.0, 1.0]]])
    with pytest.raises(knotwork.InvalidRequest):
        net.ask("colour")
    with pytest.raises(knotwork.InvalidRequest):
        net.count((-1, 1), colours=3)
    with pytest.raises(knotwork.InvalidRequest, match="domain"):
        net.count((-1, 1), domain=Domain.whole_space())
    with pytest.raises(knotwork.InvalidData, match="JSON"):
        net.count((-1, 1), estimate=object())


def test_formulas():
    answer = knotwork.approximate("x^2", on=[[0, 1]], error=0.01)
    assert answer["schema"] == "knotwork.approximation" or answer["pieces"]
