"""The panel of training: a run as frames that are played, stopped and gone through."""

import json
import math

from harness import close, download, same, until, values

START = "#panel=train&data=tent&units=6,6&rows=80&epochs=40&start=3"


def number(page, name):
    found = values(page, f"#train-{name}")
    return found[0] if found else None


def ready(page):
    page.wait_for_selector("#train-loss data")


def network(page):
    return json.loads(download(page, page.locator("#train").get_by_role("button", name="Network", exact=True)))


def rows(page):
    """The table that the page trains on, made by the page's own module."""
    return page.evaluate("""async () => { const { makeTable } = await import("/files/data.js");
      const { state } = await import("/files/state.js"); const get = (key) => state.get(key);
      return makeTable(get("data"), { noise: get("noise"), rows: get("rows"), seed: get("start") }); }""")


def agrees(bench, page):
    """Regions, RMSE and R² are those of the network that the page hands out."""
    file = network(page)
    table = rows(page)
    box = ",".join(f"{min(column)!r}:{max(column)!r}" for column in table["columns"][:-1])
    answer = bench.tool.about(file, "count", f"--box={box}", "--pieces")
    assert number(page, "regions") == answer["regions"], f"{number(page, 'regions')} regions on the page, {answer['regions']} by the tool"
    same(values(page, "#train-view .numbers")[:2], [answer["regions"], answer["linear_pieces"]])
    outputs = evaluate(file, table["columns"][:-1])
    target = table["columns"][-1]
    squares = sum((y - f) ** 2 for y, f in zip(target, outputs))
    mean = sum(target) / len(target)
    assert close(number(page, "rmse"), math.sqrt(squares / len(target)), 5), "RMSE"
    assert close(number(page, "r2"), 1 - squares / sum((y - mean) ** 2 for y in target), 5), "R²"


def evaluate(file, columns):
    """The outputs of a network, the plain way."""
    outputs = []
    for row in zip(*columns):
        values_here = list(row)
        for layer in file["layers"]:
            bias = layer.get("bias") or [0] * len(layer["weights"])
            values_here = [sum(w * x for w, x in zip(weights, values_here)) + b for weights, b in zip(layer["weights"], bias)]
            if layer["activation"] == "relu":
                values_here = [max(0, x) for x in values_here]
            elif layer["activation"] == "leaky_relu":
                values_here = [x if x > 0 else layer["slope"] * x for x in values_here]
        outputs.append(values_here[0])
    return outputs


def test_training_play(bench):
    page = bench.page(START)
    ready(page)
    first = number(page, "loss")
    page.click("#play")
    until(page, lambda: number(page, "epoch") >= 10, seconds=30, what="ten epochs")
    page.click("#play")
    assert page.inner_text("#play") == "Play"
    stopped = number(page, "epoch")
    page.wait_for_timeout(400)
    assert number(page, "epoch") == stopped, "a paused run goes on"
    assert number(page, "loss") < first, "the loss does not fall"
    agrees(bench, page)
    assert number(page, "births") >= 1


def test_training_step_and_rewind(bench):
    page = bench.page(START)
    ready(page)
    losses = [number(page, "loss")]
    for _ in range(3):
        epoch = number(page, "epoch")
        until(page, lambda: (page.click("#step"), number(page, "epoch") > epoch)[1], what="a step")
        losses.append(number(page, "loss"))
    agrees(bench, page)
    page.click("#back")
    same([number(page, "loss")], losses[2:3])
    page.click("#rewind")
    same([number(page, "loss"), number(page, "epoch")], [losses[0], 0])
    agrees(bench, page)
    page.locator("#scrub").focus()
    page.keyboard.press("ArrowRight")
    same([number(page, "loss")], losses[1:2])
    page.click("#restart")
    until(page, lambda: close(number(page, "loss"), losses[0]), what="the same initial weights")
    until(page, lambda: (page.click("#step"), close(number(page, "loss"), losses[1]))[1], what="the same first step")


def test_training_keyboard(bench):
    page = bench.page(START)
    ready(page)
    page.locator("#play").focus()
    page.keyboard.press("Enter")
    until(page, lambda: number(page, "epoch") >= 3, seconds=30, what="three epochs")
    page.keyboard.press("Enter")
    assert page.inner_text("#play") == "Play"


def test_training_stop_at_epoch(bench):
    page = bench.page("#panel=train&data=plane&units=4&rows=40&epochs=6")
    ready(page)
    page.click("#play")
    until(page, lambda: number(page, "epoch") == 6 and page.inner_text("#play") == "Play", seconds=40, what="the end at epoch 6")


def test_training_beside_regression(bench):
    page = bench.page("#panel=train&data=plane&units=4&rows=40&noise=0.1&epochs=5")
    until(page, lambda: number(page, "linear") is not None, seconds=30, what="linear regression")
    table = rows(page)
    import os
    import tempfile
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "rows.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write(",".join(table["names"]) + "\n" + "".join(",".join(map(repr, row)) + "\n" for row in zip(*table["columns"])))
        fit = bench.tool.json("fit", path, "--target", "y", "--hidden", "1", "--epochs", "1", "--folds", "0", "--restarts", "1",
                              "-o", os.path.join(folder, "n.json"))
    same([number(page, "linear")], [fit["linear"]["r_squared"]])


def test_training_settings(bench):
    page = bench.page(START)
    ready(page)
    page.select_option("#train-data", "wave")
    page.fill("#train-units", "5")
    page.keyboard.press("Enter")
    page.uncheck("#train-bias")
    page.select_option("#train-activation", "leaky_relu")
    page.fill("#train-noise-field", "0.2")
    page.keyboard.press("Enter")
    until(page, lambda: "1-5-1" in page.inner_text("#train-numbers"), what="the network of the settings")
    page.fill("#train-units", "many")
    page.keyboard.press("Enter")
    assert page.locator("#train .fault:visible").count() == 1
    page.fill("#train-rate-field", "-1")
    page.keyboard.press("Enter")
    assert "learning rate" in page.inner_text("#train .fault:visible")


def test_training_one_input(bench):
    page = bench.page("#panel=train&data=hinge&units=4&rows=60&epochs=30")
    ready(page)
    page.click("#play")
    until(page, lambda: number(page, "epoch") >= 5, seconds=30, what="five epochs")
    page.click("#play")
    page.wait_for_timeout(300)
    pieces = page.locator("#train table:visible").nth(1).locator("tbody tr").count()
    assert pieces == number(page, "regions"), f"{pieces} rows of pieces, {number(page, 'regions')} regions"
