"""The panel of one input: points and broken lines, formulas and networks that follow them."""

import json
import math
import os
import shlex
import subprocess
import tempfile
import urllib.parse
import xml.dom.minidom

from harness import bounds, download, drag, same, touch, until, values

START = "#panel=one"


def points(page):
    """The points, as the address has them; those to begin with where it says nothing."""
    found = urllib.parse.parse_qs(urllib.parse.urlparse(page.url).fragment).get("points")
    return [tuple(map(float, p.split(","))) for p in found[0].split(";")] if found else None


def ask(bench, rows, *options):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "points.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("x,y\n" + "".join(f"{x!r},{y!r}\n" for x, y in rows))
        return bench.tool.json("knots", path, "--target", "y", *options)


def agrees(bench, page, rows, *options):
    fit, line = ask(bench, rows, *options), ask(bench, rows, "--knots", "0")
    wanted = []
    for answer in (fit, line):
        wanted += [len(answer["knots"]), answer["r_squared"], math.sqrt(answer["sse"] / answer["rows"])]
    same(values(page, "#one tbody:has(th)"), wanted, digits=8)
    same(values(page, "#one-knot-rows"), [x for knot in fit["knots"] for x in (knot["value"], knot["lower"], knot["upper"], knot["bend"])], digits=6)
    if fit["certificate"]:
        assert "Proved" in page.inner_text("#one-proof")
        same(values(page, "#one-proof")[:1], [fit["certificate"]["cases"]])
    return True


def dot(page, index):
    box = bounds(page.locator("#one .chart circle.mark").nth(index))
    return (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def ready(page):
    page.wait_for_selector("#one tbody th")


def test_one_numbers(bench):
    page = bench.page(START + "&points=0,0;1,1.1;2,1.9;3,3.2;4,2.1;5,1;6,0.2;7,-1.1")
    ready(page)
    rows = [(0, 0), (1, 1.1), (2, 1.9), (3, 3.2), (4, 2.1), (5, 1), (6, 0.2), (7, -1.1)]
    until(page, lambda: agrees(bench, page, [(float(x), float(y)) for x, y in rows]), what="agreement with the tool")
    page.select_option("#one-knots", "2")
    until(page, lambda: agrees(bench, page, [(float(x), float(y)) for x, y in rows], "--knots", "2"), what="two knots")


def test_one_mouse(bench):
    page = bench.page(START)
    ready(page)
    start = dot(page, 10)
    drag(page, start, (start[0] + 10, start[1] - 90))
    until(page, lambda: points(page) is not None, what="a moved point in the address")
    until(page, lambda: agrees(bench, page, points(page)), what="agreement after dragging")
    count = len(points(page))
    box = bounds(page.locator("#one .board .frame").first)
    page.mouse.click(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.1)
    until(page, lambda: len(points(page)) == count + 1, what="an added point")
    # The address changes before the points are drawn.
    until(page, lambda: page.locator("#one .chart circle.mark").count() == count + 1, what="a drawn point")
    page.mouse.dblclick(*dot(page, count))
    until(page, lambda: len(points(page)) == count, what="a removed point")
    until(page, lambda: agrees(bench, page, points(page)), what="agreement at the end")


def test_one_touch(bench):
    page = bench.page(START, touch=True, width=400, height=860)
    ready(page)
    page.locator("#one .board").scroll_into_view_if_needed()
    start = dot(page, 8)
    touch(page, start, (start[0], start[1] + 60))
    until(page, lambda: points(page) is not None, what="a point moved by a finger")
    until(page, lambda: agrees(bench, page, points(page)), what="agreement after touching")


def test_one_keyboard(bench):
    page = bench.page(START)
    ready(page)
    page.locator("#one .board").first.focus()
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    page.keyboard.press("Shift+ArrowUp")
    until(page, lambda: points(page) is not None, what="a point moved by keys")
    count = len(points(page))
    page.keyboard.press("Delete")
    until(page, lambda: len(points(page)) == count - 1, what="a point deleted")
    page.keyboard.press("Enter")
    until(page, lambda: len(points(page)) == count, what="a point added")
    until(page, lambda: agrees(bench, page, points(page)), what="agreement after keys")


def test_one_refusal(bench):
    page = bench.page(START + "&points=0,0")
    page.wait_for_selector("#one .fault:not([hidden])")
    assert len(page.inner_text("#one .fault:not([hidden])")) > 10


def formula(bench, text, on, error):
    return bench.tool.json("approximate", text, f"--on={on[0]}:{on[1]}", "--error", repr(error))


def test_one_formula(bench):
    page = bench.page(START + "&mode=formula&formula=x%5E2&on=0,1")
    page.wait_for_selector("#formula-say data")
    coarse = formula(bench, "x^2", (0, 1), 1e9)
    fine = formula(bench, "x^2", (0, 1), max(coarse["proved_error"] * 0.0008, 1e-9))
    errors = {step["pieces"]: step["proved_error"] for step in fine["curve"]}
    pieces, error = values(page, "#formula-say")
    wanted = formula(bench, "x^2", (0, 1), errors[max(k for k in errors if k <= 6)] * (1 + 1e-9))
    same([pieces, error], [wanted["pieces"], wanted["proved_error"]])
    assert page.locator("#one table:visible tbody tr").count() == wanted["pieces"], "a row for each piece"
    page.locator("#formula-pieces").focus()
    page.keyboard.press("ArrowRight")
    until(page, lambda: values(page, "#formula-say")[0] > pieces and values(page, "#formula-say")[1] < error, what="a smaller error with more pieces")
    curves(page, "#one")
    save = lambda name: download(page, page.locator("#one").get_by_role("button", name=name, exact=True))
    pieces, error = values(page, "#formula-say")
    command = shlex.split(page.locator("#one .command:visible").inner_text())
    same([bench.tool.json(*command[1:])["proved_error"], json.loads(save("JSON"))["proved_error"]], [error, error])
    assert bench.tool.about(json.loads(save("Network")), "dissect")["regions"] == pieces


def test_one_formula_refusal(bench):
    page = bench.page(START + "&mode=formula")
    page.fill("#formula", "sin(3*")
    page.keyboard.press("Enter")
    said = bench.tool.refusal("approximate", "sin(3*", "--on=-2:2", "--error", "1")
    page.wait_for_selector("#one .fault:not([hidden])")
    shown = page.inner_text("#one .fault:not([hidden])")
    assert shown.split("^")[-1].strip() in said, f"the page says “{shown}”, the tool “{said}”"
    page.fill("#formula", "abs(x)")
    page.keyboard.press("Enter")
    until(page, lambda: page.locator("#one .fault:visible").count() == 0, what="the end of the refusal")


def test_one_address(bench):
    page = bench.page(START + "&mode=formula&formula=" + urllib.parse.quote("max(x,0)") + "&on=-1,1")
    page.wait_for_selector("#formula-say data")
    assert page.input_value("#formula") == "max(x,0)"
    assert len(values(page, "#formula-say")) == 2


def test_one_exports(bench):
    page = bench.page(START)
    ready(page)

    def button(name):
        return page.locator("#one").get_by_role("button", name=name, exact=True)

    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "points.csv"), "wb") as file:
            file.write(download(page, button("Points as CSV")))
        command = shlex.split(page.inner_text("#one .command"))
        assert command[0] == "knotwork"
        run = subprocess.run([bench.tool.path, *command[1:], "--json"], cwd=folder, capture_output=True, text=True, check=True)
        fit = json.loads(run.stdout)
        same(values(page, "#one-knot-rows")[::4], [knot["value"] for knot in fit["knots"]])
        assert json.loads(download(page, button("JSON")))["knots"] == fit["knots"]
        network = json.loads(download(page, button("Network")))
        profile = bench.tool.about(network, "dissect")
        assert profile["regions"] == len(fit["pieces"]), "the network has another number of pieces than the line"
        curves(page, "#one")
        page.select_option("#one-knots", "2")
        until(page, lambda: page.locator("#one-knot-rows tr").count() == 2, what="two knots")
        curves(page, "#one")


def curves(page, panel):
    """The picture of a curve, as SVG and as PNG of twice its size."""

    def content(name):
        return download(page, page.locator(panel).get_by_role("button", name=name, exact=True).locator("visible=true"))

    picture = xml.dom.minidom.parseString(content("SVG")).documentElement
    assert picture.tagName == "svg"
    points = content("PNG")
    assert points[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(points[16:20], "big") == 2 * round(float(picture.getAttribute("width")))
