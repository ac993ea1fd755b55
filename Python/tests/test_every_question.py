"""Every question gives the document that the tool prints for it with --json."""

import csv
import json
import re

import numpy as np
import pytest

import knotwork
from knotwork import Domain, Network

NETWORK, TABLE = "question.json", "question.csv"

#: For each question: the arguments of the tool in the folder of examples, and what Python asks.
CASES = {
    "count": (["count", NETWORK, "--box=-1:1"], lambda at: at.net.count((-1, 1))),
    "dissect": (["dissect", NETWORK, "--box=-1:1,0:2"], lambda at: at.net.ask("dissect", [(-1, 1), (0, 2)])),
    "dissect, polygon": (
        ["dissect", NETWORK, "--polygon", "0,0 1,0 0,1"],
        lambda at: at.net.ask("dissect", domain=Domain.polygon([(0, 0), (1, 0), (0, 1)])),
    ),
    "dissect, summary": (
        ["dissect", NETWORK, "--box=-1:1", "--summary"],
        lambda at: at.net.ask("dissect", (-1, 1), summary=True),
    ),
    "linear": (["linear", NETWORK, "--box=-1:1"], lambda at: at.net.linear((-1, 1))),
    "linear, rows": (["linear", NETWORK, "--data", TABLE], lambda at: at.net.ask("linear", table=at.inputs)),
    "verify": (
        ["verify", NETWORK, "--box=-1:1", "--claim", "y <= 5", "--claim", "y >= 0"],
        lambda at: at.net.verify(["y <= 5", "y >= 0"], (-1, 1)),
    ),
    "range, hulls": (
        ["range", NETWORK, "--data", TABLE, "--hull-pairs", "all"],
        lambda at: at.net.range(table=at.inputs, hull_pairs="all"),
    ),
    "range": (["range", NETWORK, "--box=-1:1"], lambda at: at.net.range((-1, 1))),
    "monotone": (["monotone", NETWORK, "--box=-1:1"], lambda at: at.net.monotone((-1, 1))),
    "robust": (
        ["robust", NETWORK, "--claim", "y <= 5", "--point", "0.25,0.5", "--box=-10:10"],
        lambda at: at.net.robust("y <= 5", [0.25, 0.5], (-10, 10)),
    ),
    "cases": (["cases", NETWORK], lambda at: at.net.cases()),
    "profile": (
        ["profile", NETWORK, "--from=-1,0", "--to=1,0.5"],
        lambda at: at.net.profile(**{"from": [-1, 0], "to": [1, 0.5]}),
    ),
    "locate": (["locate", NETWORK, "--at=0.5,0.25"], lambda at: at.net.locate(at=[0.5, 0.25])),
    "locate, rows": (["locate", NETWORK, "--data", TABLE], lambda at: at.net.ask("locate", table=at.inputs)),
    "walk": (["walk", NETWORK, "--from=0.5,0.25"], lambda at: at.net.walk(**{"from": [0.5, 0.25]})),
    "walk, path": (
        ["walk", NETWORK, "--from=-1,-1", "--to=1,1"],
        lambda at: at.net.walk(**{"from": [-1, -1], "to": [1, 1]}),
    ),
    "eval": (["eval", NETWORK, TABLE], lambda at: at.net.ask("eval", table=at.inputs)),
    "inspect": (["inspect", NETWORK], lambda at: at.net.inspect()),
    "plot": (["plot", NETWORK, "--box=-1:1"], lambda at: at.net.ask("plot", (-1, 1))),
    "page": (["page", NETWORK, "--box=-1:1"], lambda at: at.net.ask("page", (-1, 1))),
    "shape": (["shape", NETWORK, "--box=-1:1"], lambda at: at.net.shape((-1, 1))),
    "shape, bounds": (
        ["shape", NETWORK, "--box=-1:1", "--method", "bounds"],
        lambda at: at.net.shape((-1, 1), method="bounds"),
    ),
    "equation, rules": (
        ["equation", NETWORK, "--box=-1:1", "--rules", "--digits", "3"],
        lambda at: at.net.equation((-1, 1), rules=True, digits=3),
    ),
    "pieces, rules": (
        ["pieces", NETWORK, "--data", TABLE, "--target", "y", "--rules"],
        lambda at: at.net.ask("pieces", table=at.table, rules=True),
    ),
    "explain, row": (
        ["explain", NETWORK, "--data", TABLE, "--row", "2", "--reach", "1"],
        lambda at: at.net.explain(at.rows, row=2, reach=1),
    ),
    "equation": (["equation", NETWORK, "--box=-1:1"], lambda at: at.net.equation((-1, 1))),
    "explain": (["explain", NETWORK, "--data", TABLE], lambda at: at.net.explain(at.rows)),
    "effect": (["effect", NETWORK, "--data", TABLE, "--input", "x1"], lambda at: at.net.effect(at.rows, "x1")),
    "slopes": (["slopes", NETWORK, "--data", TABLE, "--target", "y"], lambda at: at.net.ask("slopes", table=at.table)),
    "pieces": (["pieces", NETWORK, "--data", TABLE, "--target", "y"], lambda at: at.net.ask("pieces", table=at.table)),
    "compare": (["compare", NETWORK, "opposite.json", "--box=-1:1"], lambda at: at.net.compare(at.other, (-1, 1))),
    "compare, largest": (
        ["compare", NETWORK, "opposite.json", "--box=-1:1", "--largest"],
        lambda at: at.net.compare(at.other, (-1, 1), largest=True),
    ),
    "variance": (["variance", NETWORK, "--box=-1:1"], lambda at: at.net.variance((-1, 1))),
    "simplify": (["simplify", NETWORK, "--box=-1:1"], lambda at: at.net.simplify((-1, 1))),
    "fit": (
        ["fit", TABLE, "--target", "y", "--hidden", "2", "--seed", "3", "--folds", "3"],
        lambda at: knotwork.ask("fit", table=at.table, options={"hidden": [2], "seed": 3, "folds": 3}),
    ),
    "fit, compared": (
        ["fit", TABLE, "--target", "y", "--epochs", "5", "--restarts", "1", "--folds", "3"],
        lambda at: knotwork.ask("fit", table=at.table, options={"epochs": 5, "restarts": 1, "folds": 3}),
    ),
    "fit, additive": (
        ["fit", TABLE, "--target", "y", "--additive", "--folds", "3"],
        lambda at: knotwork.ask("fit", table=at.table, options={"additive": True, "folds": 3}),
    ),
    "knots": (
        ["knots", "hinge.csv", "--target", "y", "--feature", "x"],
        lambda at: knotwork.ask("knots", table=at.read("hinge.csv", "y")),
    ),
    "approximate": (
        ["approximate", "sin(3*x)", "--on=0:1", "--error", "0.01"],
        lambda at: knotwork.approximate("sin(3*x)", on=[[0, 1]], error=0.01),
    ),
}

#: Of shared work, whose documents the tool writes into a folder: test_shared_work compares them.
IN_FOLDERS = {"plan", "deal", "work", "gather"}

#: Members that tell of a file, which what is in memory does not have, and the network, which the tool writes into a file.
OF_FILES = {"file", "path", "name", "format", "bytes", "facts", "data", "network"}


class Subjects:
    """What questions are about: the examples, in memory."""

    def __init__(self, folder):
        self.folder = folder
        self.net, self.other = Network.load(folder / NETWORK), Network.load(folder / "opposite.json")
        self.table = self.read(TABLE, "y")
        self.inputs = {"names": self.table["names"][:2], "columns": self.table["columns"][:2]}
        self.rows = np.array(self.inputs["columns"]).T

    def read(self, name, target):
        with open(self.folder / name, newline="") as file:
            names, *rows = csv.reader(file)
        return {"names": names, "columns": [[float(text) for text in column] for column in zip(*rows)], "target": target}


def test_every_question_has_a_case():
    with pytest.raises(knotwork.InvalidRequest) as refused:
        knotwork.ask("no such question")
    names = re.findall(r"[a-z]+", str(refused.value).split("expected ")[1].replace(" or ", " "))
    assert len(names) > 20 and set(names) == {case.split(",")[0] for case in CASES} | IN_FOLDERS


def without_files(document):
    found = {key: value for key, value in document.items() if key not in OF_FILES}
    if "polygon" in str(found.get("domain")):
        del found["domain"]["description"]  # The tool tells a polygon as it was typed.
    return found


def assert_is(answer, document):
    """An answer says all that a document of the tool says."""
    ours, expected = without_files(answer), without_files(document)
    assert set(ours) >= set(expected) and len(expected) > 2
    for key, value in expected.items():
        assert ours[key] == value, key


def data_of_page(html):
    """What a page shows, without the commands of the tool that answer the same."""

    def without_commands(value):
        if isinstance(value, dict):
            return {key: without_commands(part) for key, part in value.items() if key != "command"}
        return [without_commands(part) for part in value] if isinstance(value, list) else value

    found = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', html, re.S)
    assert found and len(found[0]) > 1000
    return [without_commands(json.loads(text)) for text in found]


@pytest.mark.parametrize("case", CASES)
def test_the_document_is_that_of_the_tool(tool, examples, case):
    (verb, *arguments), ask = CASES[case]
    answer = ask(Subjects(examples))
    if verb in ("plot", "page"):
        # The tool gives the picture alone.
        theirs = tool(verb, *arguments, as_json=False)
        if verb == "plot":
            assert answer["svg"].strip() == theirs.strip()
        else:
            assert data_of_page(answer["html"]) == data_of_page(theirs)
        return
    assert_is(answer, tool(verb, *arguments))


@pytest.mark.parametrize("shared", [False, True])
def test_groups_of_rows(tool, tmp_path, shared):
    path, generator = tmp_path / "groups.csv", np.random.default_rng(5)
    x = np.arange(60) / 10
    group = np.arange(60) % 2 + 1
    y = group * np.abs(x - 2.5) + generator.normal(0, 0.05, 60)
    np.savetxt(path, np.column_stack([x, group, y]), delimiter=",", header="x,g,y", comments="", fmt="%.17g")
    table = {"names": ["x", "g", "y"], "columns": [x.tolist(), group.tolist(), y.tolist()], "target": "y"}
    options = {"additive": True, "folds": 3, "criterion": "bic", "by": "g"}
    arguments = ["fit", path, "--target", "y", "--additive", "--folds", "3", "--criterion", "bic", "--by", "g"]
    if shared:
        options["shared_knots"] = True
        arguments.append("--shared-knots")
    answer = knotwork.ask("fit", table=table, options=options)
    assert answer["shared_knots"] is shared and len(answer["groups"]) == 2
    assert_is(answer, tool(*arguments))


def test_shared_work(tool, random_network, tmp_path):
    net, *_ = random_network(4, 20, 12, 1)
    folder, path = tmp_path / "run", tmp_path / "net.json"
    net.save(path)
    tool("plan", path, "--box=-1:1", "--steps=20000", "--first-steps=4000", "--ways=3", "-o", folder, as_json=False)

    def documents(name):
        return {path.stem: json.loads(path.read_text()) for path in (folder / name).glob("*.json")}

    plan = net.ask("plan", (-1, 1), steps=20000, first_steps=4000, ways=3)
    assert plan == json.loads((folder / "plan.json").read_text())
    [first] = net.ask("deal", plan=dict(plan)).units
    receipt = net.ask("work", unit=first).receipt
    units = net.ask("deal", plan=dict(plan), cells=[cell for entry in receipt["cells"] for cell in entry["left"]]).units
    assert receipt in documents("receipts").values() and units
    assert all(unit in documents("units").values() for unit in [first, *units])
    receipts = [receipt, *(net.ask("work", unit=unit).receipt for unit in units)]
    for unit in units:
        tool("work", folder / "units" / f"{unit['id']}.json", "-o", folder / "receipts", as_json=False)
    assert all(receipt in documents("receipts").values() for receipt in receipts)
    ours = net.ask("gather", plan=dict(plan), units=[first, *units], receipts=receipts)
    assert without_files(ours) == without_files(tool("gather", folder))
