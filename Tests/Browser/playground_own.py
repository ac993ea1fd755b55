"""The panel of the user's own: files, columns, slices, and what can be taken away."""

import json
import os
import re
import shlex
import subprocess
import tempfile
import xml.dom.minidom

from harness import download, until, values

EXAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Examples")
START = "#panel=own"


def give(page, *paths):
    page.set_input_files("#file", list(paths))


def shown(page):
    return values(page, "#own-view .numbers")


def test_own_network(bench):
    page = bench.page(START)
    path = os.path.join(EXAMPLES, "ripple.json")
    give(page, path)
    answer = bench.tool.json("dissect", path)
    until(page, lambda: shown(page) == [answer["regions"], answer["linear_pieces"], answer["creases"]], what="the regions of the file")


def test_own_onnx(bench):
    page = bench.page(START)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.onnx")
        subprocess.run([bench.tool.path, "convert", os.path.join(EXAMPLES, "ripple.json"), "-o", path], check=True, capture_output=True)
        give(page, path)
        answer = bench.tool.json("dissect", path, "--box=-1:1")
        until(page, lambda: len(shown(page)) == 3, what="the regions of the model")
        assert shown(page)[0] == answer["regions"]


def test_own_drop(bench):
    page = bench.page(START)
    with open(os.path.join(EXAMPLES, "question.json"), encoding="utf-8") as file:
        content = file.read()
    page.evaluate("""(content) => { const transfer = new DataTransfer();
      transfer.items.add(new File([content], "question.json", { type: "application/json" }));
      document.querySelector(".drop").dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true })); }""", content)
    until(page, lambda: shown(page) == [4, 4, 4], what="the four regions of the question")


def test_own_refusal(bench):
    page = bench.page(START)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "broken.json")
        with open(path, "w", encoding="utf-8") as file:
            file.write('{"format": "knotwork-network", "version": 1, "layers": []}')
        give(page, path)
        page.wait_for_selector("#own .fault:visible")
        assert len(page.inner_text("#own .fault:visible")) > 10


def test_own_table(bench):
    page = bench.page(START)
    give(page, os.path.join(EXAMPLES, "question.csv"))
    page.wait_for_selector("#own-columns", state="visible")
    assert page.input_value("#own-target") == "y"
    page.click("#own-train")
    page.wait_for_selector("#train-loss data")
    assert "2-8-8-1" in page.inner_text("#train-numbers")
    page.locator("nav").get_by_text("Your own").click()
    give(page, os.path.join(EXAMPLES, "hinge.csv"))
    until(page, lambda: "60 rows" in page.inner_text("#own"), what="the rows of the table")
    page.click("#own-knots")
    page.wait_for_selector("#one-knot-rows data")
    answer = bench.tool.json("knots", os.path.join(EXAMPLES, "hinge.csv"), "--target", "y")
    until(page, lambda: abs(values(page, "#one-knot-rows")[0] - answer["knots"][0]["value"]) < 1e-9, what="the knot of the table")


def test_own_rows_of_regions(bench):
    """A network and a table together: rows and RMSE of each region."""
    page = bench.page(START)
    give(page, os.path.join(EXAMPLES, "question.json"))
    until(page, lambda: len(shown(page)) == 3, what="the regions")
    give(page, os.path.join(EXAMPLES, "question.csv"))
    until(page, lambda: "RMSE" in page.inner_text("#own-view thead"), what="scores in the table")
    tally = bench.tool.json("locate", os.path.join(EXAMPLES, "question.json"), "--data", os.path.join(EXAMPLES, "question.csv"))
    wanted = {region["pattern"]: region["rows"] for region in tally["region"]}
    found = {row.locator("code").inner_text(): row.locator("data").nth(-2).get_attribute("value") for row in page.locator("#own-view tbody tr").all()}
    assert {pattern: int(rows) for pattern, rows in found.items() if int(rows)} == wanted, f"{found} on the page, {wanted} by the tool"


def test_own_explanation(bench):
    """A network and a table together: one row input by input, and slopes beside linear regression, as the tool has them."""
    page = bench.page(START)
    network, rows = (os.path.join(EXAMPLES, name) for name in ("question.json", "question.csv"))
    give(page, network)
    until(page, lambda: len(shown(page)) == 3, what="the regions")
    assert page.locator("#own-explanation:visible").count() == 0, "without rows nothing is explained"
    give(page, rows)
    for row in (1, 7):
        page.wait_for_selector("#own-row-parts data")
        page.select_option("#own-row", str(row))
        answer = bench.tool.json("explain", network, "--data", rows, "--row", str(row), "--against", "mean")
        found, detail = answer["rows"][0], answer["detail"]
        wanted = [number for k in range(2) for number in (
            found["row"][k], detail["slope"][k], found["shapley"][k], found["integrated_gradients"][k])]
        until(page, lambda: close_all(values(page, "#own-row-parts"), wanted), what=f"row {row} input by input")
        assert f"{len(detail['rows_in_region'])} other rows" in page.inner_text("#own-row-words")
    answer = bench.tool.json("slopes", network, "--data", rows, "--target", "y")
    wanted = [number for entry in answer["inputs"] for number in (
        entry["over_rows"]["mean"], entry["over_rows"]["least"], entry["over_rows"]["greatest"], entry["over_rows"]["positive_share"],
        entry["regression"]["coefficient"])]
    until(page, lambda: close_all(values(page, "#own-slopes"), wanted), what="slopes beside linear regression")


def close_all(found, wanted):
    return len(found) == len(wanted) and all(abs(f - w) <= 1e-9 * max(1, abs(w)) for f, w in zip(found, wanted))


def test_own_slice(bench):
    page = bench.page(START)
    path = os.path.join(EXAMPLES, "space.json")
    give(page, path)
    until(page, lambda: len(shown(page)) == 3, what="the regions of a slice")
    answer = bench.tool.json("dissect", path, "--slice=0,0,0/1,0,0/0,1,0", "--box=-1:1,-1:1")
    assert shown(page)[0] == answer["regions"]
    page.select_option("#slice-second", "2")
    page.locator("#own-slices [data-input='1']").fill("0.25")
    page.keyboard.press("Enter")
    answer = bench.tool.json("dissect", path, "--slice=0,0.25,0/1,0,0/0,0,1", "--box=-1:1,-1:1")
    until(page, lambda: shown(page)[0] == answer["regions"], what="another slice")
    page.select_option("#slice-kind", "through")
    for k, point in enumerate(("-1,0,0", "1,0,0.5", "0,1,-0.5")):
        page.fill(f"#slice-point{k + 1}", point)
        page.keyboard.press("Enter")
    answer = bench.tool.json("dissect", path, "--through=-1,0,0/1,0,0.5/0,1,-0.5")
    until(page, lambda: shown(page)[0] == answer["regions"], what="the plane through three points")
    page.fill("#slice-point1", "nonsense")
    page.keyboard.press("Enter")
    assert page.locator("#own-slices .fault:visible").count() == 1


def button(page, name):
    return page.locator("#own").get_by_role("button", name=name, exact=True)


def test_own_exports(bench):
    page = bench.page(START)
    path = os.path.join(EXAMPLES, "ripple.json")
    give(page, path)
    until(page, lambda: len(shown(page)) == 3, what="the regions")
    answer = bench.tool.json("dissect", path)
    assert json.loads(download(page, button(page, "JSON")))["region"] == answer["region"]
    lines = download(page, button(page, "CSV of regions")).decode().strip().split("\n")
    assert len(lines) == answer["regions"] + 1 and lines[1].split(",")[1] == answer["region"][0]["pattern"]
    picture = xml.dom.minidom.parseString(download(page, button(page, "SVG")))
    assert picture.documentElement.tagName == "svg"
    assert download(page, button(page, "PNG"))[:8] == b"\x89PNG\r\n\x1a\n"
    network = json.loads(download(page, button(page, "Network")))
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "network.json"), "w", encoding="utf-8") as file:
            json.dump(network, file)
        command = shlex.split(page.inner_text("#own .command"))
        assert command[0] == "knotwork"
        run = subprocess.run([bench.tool.path, *command[1:], "--json"], cwd=folder, capture_output=True, text=True, check=True)
        assert json.loads(run.stdout)["regions"] == answer["regions"]


def test_own_page(bench):
    """A page that stands alone: it names the network's regions and loads nothing."""
    page = bench.page(START)
    give(page, os.path.join(EXAMPLES, "question.json"))
    until(page, lambda: len(shown(page)) == 3, what="the regions")
    content = download(page, button(page, "Page")).decode()
    assert "<html" in content.lower() and not re.search(r"""(src|href)=["']https?:""", content), "the page is none, or loads something"


def test_own_address(bench):
    page = bench.page(START)
    give(page, os.path.join(EXAMPLES, "question.json"))
    until(page, lambda: shown(page) == [4, 4, 4] and "network=" in page.url, what="the network in the address")
    found = re.search(r"#.*", page.url).group(0)
    again = bench.page(found)
    until(again, lambda: shown(again) == [4, 4, 4], what="the network of the address")


def test_own_one_input(bench):
    """A network of one input is shown as a broken line, and given away."""
    page = bench.page(START)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "line.json")
        subprocess.run([bench.tool.path, "approximate", "abs(x)-x^2", "--on=-1:1", "--error", "0.05", "-o", path], check=True, capture_output=True)
        give(page, path)
        answer = bench.tool.json("dissect", path)
        until(page, lambda: page.locator("#own table:visible").nth(1).locator("tbody tr").count() == answer["regions"], what="a row for each piece")
        lines = download(page, button(page, "CSV of pieces")).decode().strip().split("\n")
        assert len(lines) == answer["regions"] + 1
        assert xml.dom.minidom.parseString(download(page, button(page, "SVG"))).documentElement.tagName == "svg"
        assert download(page, button(page, "PNG"))[:8] == b"\x89PNG\r\n\x1a\n"
        assert "<html" in download(page, button(page, "Page")).decode().lower()
