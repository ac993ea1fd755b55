"""The panel of the question: four cases."""

from harness import drag, judged, middle, place, same, touch, until, values

NAMES = ["w11", "w12", "w21", "w22", "v1", "v2"]
PAD = "#question .pad"


def weights(page):
    return [float(page.input_value(f"#weight-{name}")) for name in NAMES]


def network(page):
    w11, w12, w21, w22, v1, v2 = weights(page)
    bias = page.is_checked("#bias")
    b1, b2, c = [float(page.input_value(f"#weight-{name}")) for name in ("b1", "b2", "c")] if bias else (0, 0, 0)
    return {"format": "knotwork-network", "version": 1, "layers": [
        {"weights": [[w11, w12], [w21, w22]], "bias": [b1, b2], "activation": "relu"},
        {"weights": [[v1, v2]], "bias": [c], "activation": "linear"}]}


def agrees(bench, page):
    """Cards, identities, verdict and approximation are those that the tool gives for the weights in the fields."""
    file = network(page)
    cases = bench.tool.about(file, "cases")
    assert page.locator("#cases [data-pattern]").count() == len(cases["cases"]), "another number of cards than of cases"
    for case in cases["cases"]:
        card = f'#cases [data-pattern="{case["pattern"]}"]'
        shown = values(page, card)
        same([shown[0]], [case["share"]])
        same(shown[-2:], case["slope"])
        text = page.inner_text(card)
        assert case["condition"] in text and case["formula"] in text, f"{text} lacks {case['condition']} or {case['formula']}"
        terms = [x for x in [*case["slope"], case["intercept"]] if x != 0] or [0]
        same(shown[1:-2], terms)
    for identity in cases["identities"]:
        assert f"{identity['law']} {'✓' if identity['holds'] else '✗'}" in page.inner_text("#identities")
    linear = bench.tool.about(file, "linear")
    shown = values(page, "#verdict")
    if linear["linear"]:
        assert "Linear, with proof" in page.inner_text("#verdict")
        same(shown, [x for x in [*linear["slope"], linear["intercept"]] if x != 0] or [0])
    else:
        witness = linear["witness"]
        same(shown, [witness["value_p"], witness["value_q"], witness["value_midpoint"] - witness["gap"], witness["value_midpoint"]])
        terms = [x for x in [*linear["slope"], linear["intercept"]] if x != 0]
        same(values(page, "#approximation"), [*terms, linear["rms"], linear["largest_deviation"]])
    return True


def settled(bench, page):
    until(page, lambda: agrees(bench, page), what="agreement with the tool")


def test_question_numbers(bench):
    page = bench.page()
    settled(bench, page)
    assert weights(page) == [1.5, -0.7, 0.4, 2.1, 1.25, -0.6]


def test_question_mouse(bench):
    page = bench.page()
    settled(bench, page)
    for unit, target in ((0, (0.2, 0.7)), (1, (-0.6, 0.3))):
        before = weights(page)
        drag(page, middle(page.locator(".handle").nth(unit)), place(page, PAD, target))
        assert weights(page) != before, "dragging an arrow changes nothing"
        settled(bench, page)
        same(weights(page)[2 * unit:2 * unit + 2], [3 * x for x in target], digits=1)


def test_question_touch(bench):
    page = bench.page(touch=True, width=400, height=860)
    settled(bench, page)
    start = middle(page.locator(".handle").nth(0))
    touch(page, start, (start[0] - 40, start[1] - 60))
    assert weights(page)[:2] != [1.5, -0.7], "a finger does not move the arrow"
    settled(bench, page)


def test_question_keyboard(bench):
    page = bench.page()
    settled(bench, page)
    page.locator(".handle").nth(1).focus()
    for key in ("ArrowUp", "ArrowLeft", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    same(weights(page)[2:4], [-0.15, 2.15])
    settled(bench, page)
    page.get_by_label("v1, slider").focus()
    page.keyboard.press("ArrowRight")
    same(weights(page)[4:5], [1.3])
    page.fill("#weight-w12", "0.25")
    same(weights(page)[1:2], [0.25])
    settled(bench, page)


def test_question_card_of_region(bench):
    page = bench.page()
    settled(bench, page)
    for point, pattern in (((0.5, 0.5), "11"), ((0.3, -0.7), "10"), ((-0.5, 0.6), "01"), ((-0.7, -0.3), "00")):
        page.mouse.move(*place(page, PAD, point))
        until(page, lambda: page.locator("#cases .lit").get_attribute("data-pattern") == pattern, what=f"the card {pattern}")
    page.mouse.move(5, 5)
    page.locator(PAD).focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Shift+ArrowUp")
    until(page, lambda: page.locator("#cases .lit").count() == 1, what="a card by keyboard")
    until(page, lambda: "pattern" in page.inner_text("#live"), what="the live region")


def test_question_bias(bench):
    page = bench.page()
    page.check("#bias")
    settled(bench, page)
    page.fill("#weight-b1", "0.8")
    settled(bench, page)


def test_question_linear(bench):
    page = bench.page()
    page.get_by_label("Examples of weights").select_option(label="Opposite units: bent or not?")
    until(page, lambda: "Linear, with proof" in page.inner_text("#verdict"), what="the proof")
    settled(bench, page)


def test_question_tour(bench):
    page = bench.page()
    page.locator("#tour-start").focus()
    page.keyboard.press("Enter")
    titles = []
    for step in range(1, 7):
        assert f"Step {step} of 6" in page.inner_text(".tour")
        titles.append(page.inner_text(".tour h2"))
        settled(bench, page)
        page.get_by_role("button", name="See it: one input" if step == 6 else "Next").click()
    assert len(set(titles)) == 6
    page.wait_for_selector("#formula", state="visible")


def test_question_drag_rate(bench):
    """Dragging redraws at 30 frames a second and more, answers included: the best of three runs, for other work disturbs."""
    page = bench.page()
    settled(bench, page)
    medians = []
    for _ in range(3):
        times = sorted(page.evaluate("""async () => {
          const field = document.querySelector("[aria-label='w11, slider']");
          const times = [];
          let last = performance.now();
          for (let k = 0; k < 90; k += 1) {
            field.value = 1.5 + Math.sin(k / 12);
            field.dispatchEvent(new Event("input"));
            const now = await new Promise((next) => requestAnimationFrame(next));
            times.push(now - last);
            last = now;
          }
          return times; }"""))
        medians.append(times[len(times) // 2])
        if min(medians) < 34:
            break
    settled(bench, page)
    return judged(min(medians) < 34, f"median frame {min(medians):.1f} ms")
