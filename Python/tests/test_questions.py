"""Questions give the documents of the tool."""

import json
import os
import shutil
import subprocess

import numpy as np
import pytest

import knotwork
from knotwork import Domain, Network


@pytest.fixture(scope="session")
def tool():
    path = os.environ.get("KNOTWORK_TOOL") or shutil.which("knotwork")
    if not path:
        pytest.skip("KNOTWORK_TOOL does not name the tool")

    def run(*arguments):
        done = subprocess.run([path, *map(str, arguments), "--json"], capture_output=True, text=True)
        assert done.returncode in (0, 1), done.stderr
        return json.loads(done.stdout)

    return run


CASES = [
    ("count", ["--box=-1:1"], lambda net: net.count((-1, 1))),
    ("linear", ["--box=-1:1,0:2"], lambda net: net.linear([(-1, 1), (0, 2)])),
    ("cases", [], lambda net: net.cases()),
    ("dissect", ["--box=-1:1"], lambda net: net.ask("dissect", (-1, 1))),
    ("dissect", ["--polygon", "0,0 1,0 0,1"], lambda net: net.ask("dissect", domain=Domain.polygon([(0, 0), (1, 0), (0, 1)]))),
    ("inspect", [], lambda net: net.inspect()),
]


@pytest.mark.parametrize("verb, options, ask", CASES)
def test_answers_equal_those_of_the_tool(tool, examples, verb, options, ask):
    path = examples / "question.json"
    expected = tool(verb, path, *options)
    answer = ask(Network.load(path))
    for key, value in expected.items():
        if key not in ("file", "path", "name", "format", "bytes", "facts", "notes"):
            if key == "domain":
                # The tool tells a polygon as it was typed.
                value, answer["domain"] = value["box"], answer["domain"]["box"]
            assert answer[key] == value, key


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
