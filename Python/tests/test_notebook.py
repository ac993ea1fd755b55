"""What notebooks show, and what is drawn on axes of matplotlib."""

import base64
import re
import sys
import types
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pytest

import knotwork
from knotwork import Network


class Page(HTMLParser):
    """Elements and attributes of HTML; every element is closed."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.words = [], [], []
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in ("img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def shown(thing):
    page = Page(thing._repr_html_())
    assert {tag for tag, _ in page.elements} <= {
        "div", "p", "strong", "img", "table", "caption", "thead", "tbody", "tr", "th", "td", "pre"
    }
    for tag, attributes in page.elements:
        assert not {name for name in attributes if name.startswith("on")}
        if tag == "img":
            assert attributes["alt"]
            kind, content = attributes["src"].split(",", 1)
            assert kind == "data:image/svg+xml;base64"
            ElementTree.fromstring(base64.b64decode(content))
            # Nothing is fetched from elsewhere.
            assert not re.search(rb'(href|src)="(?!#)', base64.b64decode(content))
    return page


def test_networks_dissections_answers_and_pictures(random_network):
    for widths in ((1, 4, 1), (2, 6, 1), (3, 4, 2)):
        net, *_ = random_network(*widths)
        page = shown(net)
        assert ("img" in dict(page.elements)) == (widths[0] <= 2)
        dissection = net.dissect((-1, 1))
        page = shown(dissection)
        assert repr(dissection) in "".join(page.words)
        assert ("img" in dict(page.elements)) == (widths[0] <= 2)
    net, *_ = random_network(2, 6, 1)
    shown(net.count((-1, 1)))
    page = shown(net.cases())
    assert "pattern" in page.words
    assert "img" in dict(shown(net.plot((-1, 1))).elements)
    assert "img" in dict(shown(net.ask("plot", (-1, 1))).elements)


def test_names_cannot_act():
    net = Network.from_arrays([[[1.0, 2.0]]], input_names=["<script>alert(1)</script>", "x&\"'"])
    text = net._repr_html_() + net.dissect((-1, 1))._repr_html_()
    assert "<script" not in text and "&lt;script" in text


def test_axes(random_network):
    pytest.importorskip("matplotlib").use("Agg")
    from matplotlib.figure import Figure

    net, *_ = random_network(2, 6, 1)
    dissection = net.dissect((-1, 1))
    for color_by in ("output", "slope", "piece", "none"):
        ax = Figure().subplots()
        assert dissection.plot(ax, color_by=color_by) is ax
        (collection,) = ax.collections
        assert len(collection.get_paths()) == len(dissection)
        assert ax.get_xlabel() == "x1" and ax.get_xlim() == (-1, 1)
    ax = Figure().subplots()
    net, *_ = random_network(1, 6, 1)
    net.plot((-2, 2), ax=ax, color="green")
    line, knots = ax.lines
    x = np.linspace(-2, 2, 50)
    np.testing.assert_allclose(np.interp(x, *line.get_data()), net.predict(x.reshape(-1, 1)), atol=1e-9)
    assert len(knots.get_xdata()) == len(line.get_xdata()) - 2 and line.get_color() == "green"
    ax.figure.canvas.draw()
    net, *_ = random_network(3, 4, 1)
    with pytest.raises(knotwork.InvalidRequest, match="one or two"):
        net.dissect((-1, 1)).plot(ax)
    with pytest.raises(knotwork.InvalidRequest, match="color_by"):
        dissection.plot(ax, color_by="taste")


def test_a_bar_is_shown_where_somebody_looks(monkeypatch, capsys):
    _library = sys.modules["knotwork._library"]

    def bar(wanted):
        made = _library._Bar("dissect", wanted)
        made.start -= 2
        made.show(0.25)
        made.show(0.5)
        made.close()
        return capsys.readouterr().err

    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    assert " 50%|██████████          | 2 s<2 s" in bar(True)
    # Neither a terminal nor a notebook; a notebook; what turns tqdm off.
    assert bar(None) == "" and bar(False) == ""
    shell = type("ZMQInteractiveShell", (), {})()
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: shell))
    assert "dissect" in bar(None)
    monkeypatch.setenv("TQDM_DISABLE", "1")
    assert bar(None) == ""
    monkeypatch.delenv("TQDM_DISABLE")
    monkeypatch.delitem(sys.modules, "tqdm.auto")
    pytest.importorskip("tqdm")
    assert "50%" in bar(True)


def test_smaller_networks(random_network):
    net, *_ = random_network(2, 8, 1)
    answer = net.simplify((-1, 1), error="10%", plot=True)
    page = shown(answer)
    assert "img" in dict(page.elements) and "curve" in page.words
    assert len(answer.table("curve")["difference.bound"]) == len(answer.curve) > 1
    small = Network(answer.network)
    assert [len(layer.bias) for layer in small.layers[:-1]] == answer.units_after
    rows = np.random.default_rng(0).uniform(-1, 1, size=(500, 2))
    assert np.abs(small(rows) - net(rows)).max() <= answer.proved_error * (1 + 1e-9)
    assert answer.proved_error <= answer.error and answer.pieces_after < answer.pieces_before
