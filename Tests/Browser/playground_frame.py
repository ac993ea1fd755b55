"""The frame of all panels: address, undo, hidden parts, appearance, widths, weight, accessibility."""

import json
import os
import re
import urllib.request

from axe_playwright_python.sync_playwright import Axe
from harness import until

PANELS = {"question": "", "one": "#panel=one", "formula": "#panel=one&mode=formula", "two": "#panel=two", "train": "#panel=train&epochs=30", "own": "#panel=own"}


def settle(page):
    """Until a panel shows numbers, or needs none."""
    until(page, lambda: page.locator("main > section:visible data").count() > 0 or page.locator("#own:visible").count() > 0, what="numbers")
    page.wait_for_timeout(300)


def test_frame_undo(bench):
    page = bench.page()
    settle(page)
    page.fill("#weight-w11", "2.5")
    page.locator("#bias").check()
    page.locator("h1").first.click()
    page.keyboard.press("Control+z")
    assert not page.is_checked("#bias") and page.input_value("#weight-w11") == "2.5"
    page.keyboard.press("Control+z")
    assert page.input_value("#weight-w11") == "1.5"
    page.keyboard.press("Control+Shift+Z")
    assert page.input_value("#weight-w11") == "2.5"
    page.click("#redo")
    assert page.is_checked("#bias")
    assert page.locator("#redo").is_disabled()


def test_frame_address(bench):
    page = bench.page()
    settle(page)
    page.fill("#weight-v2", "1.75")
    until(page, lambda: "w=" in page.url, what="the weights in the address")
    shared = re.search(r"#.*", page.url).group(0)
    assert bench.page(shared).input_value("#weight-v2") == "1.75"
    page.locator("nav").get_by_text("Two inputs").click()
    assert page.locator("#two").is_visible()
    page.go_back()
    until(page, lambda: page.locator("#question").is_visible(), what="the way back")


def test_frame_broken_address(bench):
    """Addresses that were cut off or made up open on something sound, or say what is wrong."""
    for state in ("#panel=nothing", "#panel=question&w=1,2&b=x&tour=99", "#panel=one&points=1;2,x&on=3", "#panel=two&hidden=&view=2,2,2", "#panel=own&network={}", "#%"):
        page = bench.page(state)
        page.wait_for_timeout(700)
        assert page.locator("main > section:visible").count() == 1, f"{state} shows nothing"
        bench.finish()


def test_frame_hidden_parts(bench):
    page = bench.page("#panel=question&hide=controls,tour,nav,tools")
    settle(page)
    for hidden in ("#weight-w11", "#tour-start", "nav", "#undo"):
        assert not page.locator(hidden).is_visible(), f"{hidden} is not hidden"
    assert page.locator("#cases").is_visible()
    page = bench.page("#panel=two&hide=export,controls")
    settle(page)
    assert not page.locator("#two-hidden").is_visible() and not page.locator("#two .command").is_visible()


def test_frame_appearance(bench):
    page = bench.page(color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.click("#appearance")
    assert page.evaluate(ground) != light
    assert bench.page(color_scheme="dark").evaluate(ground) == page.evaluate(ground)


def test_frame_reduced_motion(bench):
    page = bench.page(reduced_motion="reduce")
    settle(page)
    lasting = page.evaluate("document.getAnimations().length")
    assert lasting == 0, f"{lasting} animations run"
    assert page.evaluate("getComputedStyle(document.querySelector('button')).transitionDuration") in ("0s", "")


def test_frame_widths(bench):
    for name, state in PANELS.items():
        page = bench.page(state, width=400)
        for width in (400, 800, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            settle(page)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is {wide} pixels wide on a screen of {width}"
            for scheme in ("light", "dark") if bench.shots else ():
                page.emulate_media(color_scheme=scheme)
                settle(page)
                page.screenshot(path=os.path.join(bench.shots, f"{name}-{width}-{scheme}.png"), full_page=True)
        bench.finish()


def test_frame_accessible(bench):
    for name, state in PANELS.items():
        for scheme in ("light", "dark"):
            page = bench.page(state, color_scheme=scheme)
            settle(page)
            found = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
            assert not found, f"{name}, {scheme}: " + json.dumps([(v["id"], [n["html"][:120] for n in v["nodes"]][:4]) for v in found])
            inside = page.evaluate("document.querySelectorAll('[role=img] input, [role=img] button, [role=img] [role=slider]').length")
            assert inside == 0, "a control inside role=img"
            bench.finish()


def test_frame_labels(bench):
    for state in PANELS.values():
        page = bench.page(state)
        settle(page)
        bare = page.evaluate("""() => [...document.querySelectorAll("main > section:not([hidden]) :is(input, select, button)")]
          .filter((each) => each.offsetParent && !each.getAttribute("aria-label") && !each.labels?.length && !each.textContent.trim()).map((each) => each.outerHTML.slice(0, 100))""")
        assert not bare, f"without a label: {bare}"
        bench.finish()


def test_frame_focus_is_seen(bench):
    page = bench.page()
    settle(page)
    for _ in range(25):
        page.keyboard.press("Tab")
        seen = page.evaluate("""() => { const at = document.activeElement; const style = getComputedStyle(at);
          return at === document.body || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) ? "" : at.outerHTML.slice(0, 120); }""")
        assert not seen, f"no focus ring: {seen}"


def test_frame_weight(bench):
    """The page with all its parts stays under 300 kB."""
    page = bench.page()
    sizes = {}
    for name in ["", *page.evaluate("performance.getEntriesByType('resource').map((each) => new URL(each.name).pathname)")]:
        if name.startswith("/api"):
            continue
        with urllib.request.urlopen(bench.url.rstrip("/") + "/" + name.lstrip("/")) as answer:
            sizes[name] = len(answer.read())
    total = sum(sizes.values())
    assert total < 300_000, f"{total} bytes"
    return f"{total / 1000:.0f} kB in {len(sizes)} files"
