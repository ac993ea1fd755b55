"""Pages of `knotwork page` in a headless browser: numbers, pointing, keys, touch, tables, print, looks. Run by scripts/test-browser."""
import json
import os
import pathlib
import random
import shlex
import subprocess
import sys
import tempfile

from playwright.sync_api import sync_playwright

from browser import Browser, Checks

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TOOL = str(pathlib.Path(os.environ.get("KNOTWORK_TOOL", ROOT / ".build/release/knotwork")).resolve())
checks = Checks()


def tool(*arguments):
    """What the tool writes; its exit code 1 is an answer as well."""
    run = subprocess.run([TOOL, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True)
    if run.returncode not in (0, 1):
        sys.exit(f"knotwork {' '.join(map(str, arguments))}: {run.stderr}")
    return run.stdout


def answer(*arguments):
    return json.loads(tool(*arguments, "--json"))


def short(value):
    """As the tool writes numbers for people."""
    text = "%.6g" % value
    return "0" if text == "-0" else text


def networks(folder):
    """A network of about 2,000 regions, one with names that want to act, and one of one input."""
    numbers = random.Random(17)

    def layer(units, inputs, spread):
        return {"weights": [[round(numbers.gauss(0, spread), 4) for _ in range(inputs)] for _ in range(units)],
                "bias": [round(numbers.gauss(0, 0.5), 4) for _ in range(units)], "activation": "relu"}

    def network(name, layers, **more):
        layers[-1]["activation"] = "linear"
        path = folder / name
        path.write_text(json.dumps({"format": "knotwork-network", "version": 1, "layers": layers, **more}))
        return path

    large = network("large.json", [layer(43, 2, 1), layer(43, 43, 0.16), layer(1, 43, 0.3)])
    evil = network("</script><script>alert(1)</script>.json".replace("/", "∕"), [layer(5, 2, 1), layer(1, 5, 1)],
                   inputs=["</script><script>window.evil=1</script>", "<img src=x onerror=alert(2)>"], outputs=["\"><b>y</b>&amp;\u202e"])
    line = network("line.json", [layer(6, 1, 1), layer(1, 6, 1)], inputs=["t"])
    return large, evil, line


def pages(folder):
    """Every page that is tested, by name."""
    large, evil, line = networks(folder)
    rows = folder / "rows.csv"
    numbers = random.Random(3)
    rows.write_text("x1,x2,x3,y\n" + "".join(
        f"{','.join(str(round(numbers.uniform(-1, 1), 3)) for _ in range(3))},{round(numbers.uniform(-2, 4), 3)}\n" for _ in range(80)))
    made = {}

    def page(name, *arguments, verb="page"):
        made[name] = folder / f"{name}.html"
        tool(verb, *arguments, "-o", made[name])

    page("question", "Examples/question.json", "--data", "Examples/question.csv")
    page("ripple", "Examples/ripple.json")
    page("space", "Examples/space.json", "--data", rows)
    page("large", large)
    page("evil", evil)
    page("line", line, "--box=-2:2")
    page("report", "Examples/hinge.csv", "--target", "y", "--hidden", "4", "--folds", "0", "--interactive", verb="report")
    return made, line


def cells(page):
    """The table of regions as texts, row by row."""
    if page.get_by_role("button", name="Show all").count() > 0:
        page.get_by_role("button", name="Show all").click()
    return page.evaluate("[...document.querySelectorAll('.tall tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent))")


def expected(document):
    return [[str(number), region["pattern"], *map(short, region["slope"][0]), short(region["intercept"][0]), short(region["volume"])]
            for number, region in enumerate(document["region"])]


def place(page, point, ranges=((-1, 1), (-1, 1)), number=0):
    """Where a point of the plane lies on the screen: axes.getBoundingClientRect of the frame that is drawn."""
    frame = page.locator(".axes rect").nth(number).bounding_box()
    shares = [(point[k] - ranges[k][0]) / (ranges[k][1] - ranges[k][0]) for k in range(2)]
    return frame["x"] + shares[0] * frame["width"], frame["y"] + (1 - shares[1]) * frame["height"]


def shown(page):
    return page.locator(".details").get_attribute("data-regions")


def test_numbers(browser, made):
    for name in ("question", "ripple"):
        box = ["--data", "Examples/question.csv"] if name == "question" else []
        document = answer("dissect", f"Examples/{name}.json", *box)
        page = browser.open(made[name])
        width = 4 + 2
        checks.equal([row[:width] for row in cells(page)], expected(document), f"{name}: the table is that of dissect --json")
        for count, noun in ((document["regions"], "regions"), (document["creases"], "creases"), (document["linear_pieces"], "linear pieces")):
            checks(f"{count} {noun}" in page.locator(".summary").first.inner_text(), f"{name}: {count} {noun} in the summary")
        if name == "question":
            tally = {row["pattern"]: row["rows"] for row in answer("locate", "Examples/question.json", "--data", "Examples/question.csv")["region"]}
            checks.equal([int(row[6]) for row in cells(page)], [tally.get(row[1], 0) for row in cells(page)], "rows inside are those of locate")
            regression = page.get_by_text("Linear regression on").inner_text()
            checks("RMSE" in regression, "linear regression beside it")
        page.context.close()


def test_pointing(browser, made):
    document = answer("dissect", "Examples/ripple.json")
    page = browser.open(made["ripple"])
    target = max(range(document["regions"]), key=lambda index: document["region"][index]["volume"])
    page.mouse.move(*place(page, document["region"][target]["interior_point"]))
    checks.equal(shown(page), str(target), "hover over the map shows the region")
    text = page.locator(".details").inner_text()
    region = document["region"][target]
    for words in (region["pattern"], short(region["slope"][0][0]), short(region["slope"][0][1]), short(region["intercept"][0]), short(region["volume"])):
        checks(words in text, f"the panel says {words}")
    checks.equal(page.locator(f".lit [data-region='{target}'], tr.lit[data-region='{target}']").count(), 3, "map, crease map and table light up")
    page.mouse.move(5, 5)
    checks.equal(shown(page), "", "leaving the map lets go")
    page.mouse.click(*place(page, region["interior_point"]))
    page.mouse.move(5, 5)
    checks.equal(shown(page), str(target), "a click keeps the region")
    page.get_by_role("button", name="Let go").click()
    checks.equal(shown(page), "", "let go")
    page.locator("tr[data-region='3']").hover()
    checks.equal(shown(page), "3", "hover over the table")
    checks.equal(page.locator(".plane [data-region='3']").count(), 2, "the maps follow the table")
    page.context.close()


def test_keys(browser, made):
    document = answer("dissect", "Examples/ripple.json")
    page = browser.open(made["ripple"])
    page.locator(".plane").first.focus()
    page.keyboard.press("ArrowRight")
    first = int(shown(page))
    checks.equal(first, max(range(127), key=lambda index: document["region"][index]["volume"]), "the first key goes to the largest region")
    seen = {first}
    for key in ["ArrowRight"] * 4 + ["ArrowUp"] * 4 + ["ArrowLeft"] * 4 + ["ArrowDown"] * 4:
        before = int(shown(page))
        page.keyboard.press(key)
        now = int(shown(page))
        checks(now == before or now in document["region"][before]["neighbours"], f"{key} goes from {before} to a neighbour, not {now}")
        seen.add(now)
    checks(len(seen) > 4, "arrow keys go to several regions")
    page.wait_for_timeout(300)
    checks(f"Region {shown(page)}, pattern" in page.locator(".spoken").inner_text(), "the region is spoken")
    page.keyboard.press("Enter")
    checks(page.locator(".kept").count() == 1, "Enter keeps a region")
    page.keyboard.press("+")
    page.keyboard.press("0")
    page.keyboard.press("Escape")
    checks.equal(shown(page), "", "Escape lets go")
    page.locator(".plane").nth(1).focus()
    page.keyboard.press("ArrowRight")
    largest = max(document["crease"], key=lambda crease: abs(crease["bends"][0]))
    text = page.locator(".details").inner_text()
    checks(f"unit {largest['unit']} in layer {largest['layer']}: bend {short(largest['bends'][0])}" in text, "the largest bend comes first")
    checks.equal(shown(page), ",".join(map(str, largest["regions"])), "a crease shows the regions on its sides")
    surface = page.locator(".surface canvas")
    before = surface.get_attribute("data-around"), surface.get_attribute("data-above")
    surface.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.wait_for_timeout(100)
    after = surface.get_attribute("data-around"), surface.get_attribute("data-above")
    checks(after[0] != before[0] and after[1] != before[1], "arrow keys turn the surface")
    box = surface.bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 180, box["y"] + 100, steps=4)
    page.mouse.up()
    page.wait_for_timeout(100)
    checks(surface.get_attribute("data-around") != after[0], "dragging turns the surface")
    page.context.close()


def test_touch(browser, made):
    document = answer("dissect", "Examples/ripple.json")
    page = browser.open(made["ripple"], width=400, touch=True)
    target = max(range(127), key=lambda index: document["region"][index]["volume"])
    page.touchscreen.tap(*place(page, document["region"][target]["interior_point"]))
    checks.equal(shown(page), str(target), "a tap shows the region")
    checks(page.locator(".kept").count() == 1, "a tap keeps it")
    page.context.close()


def test_table(browser, made):
    document = answer("dissect", "Examples/ripple.json")
    page = browser.open(made["ripple"])
    page.locator("tbody button[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    checks.equal(shown(page), "2", "arrows go along the table")
    page.keyboard.press("Enter")
    checks(page.locator("tr.lit button[aria-pressed=true]").count() == 1, "Enter keeps a row")
    page.keyboard.press("Escape")
    cells(page)
    page.get_by_role("button", name="U x1").click()
    numbers = [document["region"][int(row[0])]["slope"][0][0] for row in cells(page)]
    checks.equal(numbers, sorted(numbers, reverse=True), "sorted by a slope, the largest first")
    checks.equal(page.locator("th[aria-sort]").get_attribute("aria-sort"), "descending", "aria-sort")
    page.get_by_role("button", name="U x1").click()
    numbers = [document["region"][int(row[0])]["slope"][0][0] for row in cells(page)]
    checks.equal(numbers, sorted(numbers), "sorted the other way")
    page.get_by_label("Pattern begins with").fill("1?1")
    patterns = [row[1] for row in cells(page)]
    wanted = [region["pattern"] for region in document["region"] if region["pattern"][0] == "1" and region["pattern"][2] == "1"]
    checks.equal(sorted(patterns), sorted(wanted), "filtered by pattern")
    page.get_by_label("Pattern begins with").fill("")
    page.get_by_label("Column").select_option("size")
    page.get_by_label("Number").fill("0.05")
    checks.equal(len(cells(page)), sum(region["volume"] >= 0.05 for region in document["region"]), "filtered by area")
    checks(f"{len(cells(page))} regions of 127" in page.locator(".status").inner_text(), "the status says how many")
    page.context.close()


def test_slices(browser, made):
    page = browser.open(made["space"])
    box = page.get_by_label("Two inputs")
    options = box.evaluate("(select) => [...select.options].map((option) => option.value)")
    checks.equal(len(options), 3, "three pairs of inputs")
    for pair in options:
        box.select_option(pair)
        for others in page.get_by_label("The others").evaluate("(select) => [...select.options].filter((o) => !o.disabled).map((o) => o.value)"):
            page.get_by_label("The others").select_option(others)
            words = shlex.split(page.locator(".command code").inner_text())
            document = json.loads(tool(*words[1:]))
            checks.equal([row[:6] for row in cells(page)], expected(document), f"slice {pair}, {others}: the numbers of its command")
    profile = page.locator(".cards .plane").first
    profile.focus()
    page.keyboard.press("ArrowRight")
    checks("From" in page.locator(".cards [role=status]").first.inner_text(), "a piece of a profile is told")
    page.context.close()


def test_line(browser, made, line):
    page = browser.open(made["line"])
    document = answer("dissect", line, "--box=-2:2")
    checks.equal(cells(page), expected(document), "the pieces of one input")
    profile = answer("profile", line, "--from=-2", "--to=2")
    knots = page.evaluate("[...document.querySelectorAll('.scroll:not(.tall) tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent))")
    checks.equal([float(row[0]) for row in knots], [float(short(-2 + 4 * knot)) for knot in profile["knots"]], "the knots of one input")
    page.locator(".plane").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    checks(shown(page) != "" and page.locator("[data-piece='1']").count() == 1, "keys go along the curve")
    page.context.close()


def test_size(browser, made):
    regions = answer("dissect", made["large"].parent / "large.json", "--summary")["regions"]
    size = made["large"].stat().st_size
    print(f"{regions} regions: {size} bytes")
    checks(regions >= 2000, f"the large page has {regions} regions, expected 2,000")
    checks(size < 1_000_000, f"the page of {regions} regions has {size} bytes, expected less than a million")
    page = browser.open(made["large"])
    x, y = place(page, (0.1, 0.2))
    time = page.evaluate("""([x, y]) => new Promise((resolve) => {
      const frame = document.querySelector('.plane');
      const start = performance.now();
      for (let k = 0; k < 50; k += 1) {
        frame.dispatchEvent(new PointerEvent('pointermove', { clientX: x + k, clientY: y + k, bubbles: true }));
      }
      resolve((performance.now() - start) / 50);
    })""", [x, y])
    print(f"pointing takes {time:.2f} ms")
    checks(time < 33, f"pointing takes {time:.1f} ms")
    page.context.close()


def test_names(browser, made):
    page = browser.open(made["evil"])
    checks.equal(page.evaluate("window.evil"), None, "names do not run")
    checks.equal(page.locator("img, b").count(), 0, "names are no elements")
    checks("<img src=x onerror=alert(2)>" in page.locator("thead").first.inner_text(), "names are shown as they are")
    page.context.close()
    page = browser.open(made["evil"], script=False)
    checks.equal(page.locator("img, b").count(), 0, "names are no elements without script")
    page.context.close()


def test_without_script(browser, made):
    for name, pictures in (("question", 9), ("ripple", 6), ("line", 2), ("large", 5)):
        page = browser.open(made[name], script=False, width=400)
        checks.equal(page.locator("figure svg").count(), pictures, f"{name}: pictures without script")
        checks(page.locator("table tbody tr").count() >= 2, f"{name}: a table without script")
        checks(page.evaluate("document.documentElement.scrollWidth") <= 400, f"{name}: no wider than the phone without script")
        page.context.close()


def test_print(browser, made):
    page = browser.open(made["ripple"], scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 900})
    page.wait_for_timeout(300)
    for number in range(2):
        canvas, over = (page.locator(f".plane {kind}").nth(number).bounding_box() for kind in ("canvas", ".over"))
        checks(all(abs(canvas[key] - over[key]) < 1 for key in canvas), f"map {number} lies under its axes on paper: {canvas}, {over}")
        box = page.locator(".over").nth(number).evaluate("(over) => over.viewBox.baseVal.width / over.viewBox.baseVal.height")
        shape = page.locator(".plane canvas").nth(number).evaluate("(canvas) => canvas.width / canvas.height")
        checks(abs(box - shape) < 0.01, f"map {number} has the shape of its axes on paper: {box}, {shape}")
    checks.equal(page.evaluate("getComputedStyle(document.body).backgroundColor"), "rgb(255, 255, 255)", "paper is white")
    page.context.close()


def test_widths(browser, made):
    for name in made:
        for width, scheme in ((400, "light"), (800, "dark"), (1440, "light")):
            page = browser.open(made[name], width=width, scheme=scheme)
            wide = page.evaluate("document.documentElement.scrollWidth")
            checks(wide <= width, f"{name} at {width}: is {wide} wide")
            if name in ("question", "ripple", "line", "space") and width != 1440:
                browser.axe(page, f"{name} at {width}, {scheme}")
            page.context.close()


def pictures(browser, made, folder):
    """To be looked at."""
    for name in made:
        for width in (400, 800, 1440):
            for scheme in ("light", "dark"):
                page = browser.open(made[name], width=width, scheme=scheme)
                page.locator("[role=application]").first.focus()
                page.keyboard.press("ArrowRight")
                page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
                if width == 1440 and scheme == "dark":
                    page.pdf(path=folder / f"{name}.pdf")
                page.context.close()
    page = browser.open(made["ripple"], script=False)
    page.screenshot(path=folder / "ripple-static.png", full_page=True)
    page.context.close()
    page = browser.open(made["large"], script=False)
    page.screenshot(path=folder / "large-static.png", full_page=True)
    page.context.close()


def test_explanation(browser, made):
    """Slopes, bends and one row, beside what the tool says."""
    data = ["Examples/question.json", "--data", "Examples/question.csv"]
    page = browser.open(made["question"])
    checks(page.locator("#knotwork-explanation h2").inner_text() == "What the inputs do", "question: what the inputs do")
    checks(page.get_by_role("heading", name="Where it bends").count() == 1, "question: where it bends")
    checks(page.locator("#knotwork-explanation .figures svg").count() >= 2, "question: slopes and attributions are drawn")
    total = answer("explain", *data)["rows"]
    chooser = page.locator("#knotwork-row select")
    options = chooser.locator("option").all_inner_texts()
    checks.equal(len(options), min(200, len(total)) if len(total) <= 200 else len(options), "question: a choice of rows")
    for index in (0, len(options) // 2, len(options) - 1):
        chooser.select_option(str(index))
        number = int(options[index].split(":")[0].replace(",", ""))
        row = total[number - 1]
        cells = page.evaluate("[...document.querySelectorAll('#knotwork-row tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent))")
        wanted = {f"x{k + 1} = {short(row['row'][k])}": short(row["shapley"][k]) for k in range(2)}
        checks.equal(dict(cells), wanted, f"question: row {number} input by input")
        words = page.locator("#knotwork-row .caption").inner_text()
        checks(short(row["value"]) in words and short(row["base_value"]) in words and "exact" in words, f"question: row {number} in words")
        checks(page.locator("#knotwork-row svg rect").count() == 2, f"question: row {number} has a bar for each input")
    page.context.close()
    page = browser.open(made["question"], script=False)
    checks(page.locator("#knotwork-row svg").count() == 1, "question: one row without script")
    page.context.close()
    page = browser.open(made["ripple"])
    checks(page.locator("#knotwork-explanation").count() == 0, "ripple: without rows nothing is explained")
    page.context.close()
    page = browser.open(made["space"])
    checks(page.locator("#knotwork-row tbody tr").count() == 3, "space: three inputs add up")
    page.context.close()
    page = browser.open(made["report"])
    headings = page.locator("h2").all_inner_texts()
    for heading in ("Where it bends",):
        checks(any(heading in text for text in headings), f"report: {heading}")
    page.context.close()


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp(prefix="knotwork-pages-"))
    folder.mkdir(parents=True, exist_ok=True)
    made, line = pages(folder)
    with sync_playwright() as playwright:
        browser = Browser(playwright, checks)
        test_numbers(browser, made)
        test_pointing(browser, made)
        test_keys(browser, made)
        test_touch(browser, made)
        test_table(browser, made)
        test_slices(browser, made)
        test_line(browser, made, line)
        test_explanation(browser, made)
        test_size(browser, made)
        test_names(browser, made)
        test_without_script(browser, made)
        test_print(browser, made)
        test_widths(browser, made)
        if len(sys.argv) > 1:
            pictures(browser, made, folder)
            print(f"screenshots: {folder}")
    checks.finish()


main()
