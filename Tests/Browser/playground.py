"""Drives the playground of `knotwork serve` in a browser: by mouse, touch and keyboard, comparing its numbers with the tool's.

    python Tests/Browser/playground.py --tool .build/release/knotwork
    python Tests/Browser/playground.py --tool .build/release/knotwork --url http://127.0.0.1:8080/ --only question

Needs playwright and axe-playwright-python from PyPI, and Chromium (KNOTWORK_BROWSER, or /usr/bin/chromium-headless-shell).
"""

import argparse
import os
import sys
import tempfile
import time
import traceback

from playwright.sync_api import sync_playwright

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import playground_frame
import playground_one
import playground_own
import playground_question
import playground_training
import playground_two
from harness import Server, Tool, Watched

MODULES = [playground_question, playground_one, playground_two, playground_training, playground_own, playground_frame]


class Bench:
    """What a test is given."""

    def __init__(self, browser, url, tool, shots):
        self.browser, self.url, self.tool, self.shots = browser, url, tool, shots
        self.opened = []

    def page(self, state="", width=1280, height=900, touch=False, **options):
        watched = Watched(self.browser, self.url, viewport={"width": width, "height": height}, has_touch=touch, **options)
        self.opened.append(watched)
        return watched.open(state)

    def finish(self):
        opened, self.opened = self.opened, []
        for watched in opened:
            watched.close()


def tests(only):
    for module in MODULES:
        for name, test in vars(module).items():
            if name.startswith("test_") and (not only or any(part in name for part in only)):
                yield name.removeprefix("test_"), test


def holds(name, test, bench):
    start = time.monotonic()
    try:
        said = test(bench)
        bench.finish()
        print(f"holds  {name}  {time.monotonic() - start:.1f} s{f'  ({said})' if said else ''}", flush=True)
        return True
    except Exception as error:  # every fault of a test is one of the page
        print(f"fails  {name}: {type(error).__name__}: {error}", flush=True)
        if os.environ.get("KNOTWORK_TRACE"):
            traceback.print_exc()
        for k, watched in enumerate(bench.opened):
            watched.page.screenshot(path=os.path.join(bench.shots or tempfile.gettempdir(), f"failed-{name}-{k}.png"))
            watched.context.close()
        return False


def run(url, tool, shots, only):
    failed, again = 0, []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("KNOTWORK_BROWSER", "/usr/bin/chromium-headless-shell"), args=["--no-sandbox"])
        for name, test in tests(only):
            # A browser beside other work may miss a frame that a person would wait for: what fails is said, and tried once more.
            if holds(name, test, Bench(browser, url, tool, shots)):
                continue
            if holds(name, test, Bench(browser, url, tool, shots)):
                again.append(name)
            else:
                failed += 1
        browser.close()
    if again:
        print(f"held only when tried again: {', '.join(again)}")
    print(f"{failed} failed" if failed else "all hold")
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tool", default=os.environ.get("KNOTWORK_TOOL", ".build/release/knotwork"))
    parser.add_argument("--url", help="a server that runs already; otherwise the tool's is started")
    parser.add_argument("--shots", help="a folder for screenshots; none are kept without, but those of failures")
    parser.add_argument("--only", nargs="*", help="parts of the names of tests to run")
    options = parser.parse_args()
    if options.shots:
        os.makedirs(options.shots, exist_ok=True)
    tool = Tool(os.path.abspath(options.tool))
    print(f"screenshots: {options.shots or 'none'}")
    if options.url:
        return run(options.url.rstrip("/") + "/", tool, options.shots, options.only)
    with Server(options.tool) as server:
        return run(server.url, tool, options.shots, options.only)


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
