"""A headless browser without network, and a list of what was found wrong."""
import pathlib
import shutil
import sys

from axe_playwright_python.sync_playwright import Axe

PROGRAM = shutil.which("chromium-headless-shell") or shutil.which("chromium")


class Checks:
    """Counts what holds, and says what does not."""

    def __init__(self):
        self.count = 0
        self.failures = []

    def __call__(self, holds, what):
        self.count += 1
        if not holds:
            self.failures.append(what)
            print(f"FAILED: {what}", flush=True)

    def equal(self, found, expected, what):
        self(found == expected, f"{what}: found {str(found)[:300]!r}, expected {str(expected)[:300]!r}")

    def finish(self):
        print(f"{self.count - len(self.failures)} of {self.count} checks hold")
        sys.exit(1 if self.failures else 0)


class Browser:
    """Opens files, and counts requests and errors."""

    def __init__(self, playwright, checks):
        if PROGRAM is None:
            sys.exit("no chromium-headless-shell; install it, or run scripts/test-browser as a user who may")
        self.browser = playwright.chromium.launch(executable_path=PROGRAM, args=["--no-sandbox"])
        self.checks = checks

    def open(self, path, width=1440, height=900, scheme="light", script=True, touch=False):
        """The page of a file; every request but that for the file is refused and counted as a failure."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=script, has_touch=touch,
            reduced_motion="reduce")
        context.set_offline(True)
        address = pathlib.Path(path).resolve().as_uri()
        name = pathlib.Path(path).name

        def route(handler):
            if handler.request.url == address:
                handler.continue_()
            else:
                self.checks(False, f"{name}: asks for {handler.request.url[:200]}")
                handler.abort()

        context.route("**/*", route)
        page = context.new_page()
        page.on("console", lambda message: self.checks(
            message.type not in ("error", "warning"), f"{name}: console {message.type}: {message.text[:300]}"))
        page.on("pageerror", lambda error: self.checks(False, f"{name}: {error}"))
        page.on("dialog", lambda dialog: (self.checks(False, f"{name}: a dialog: {dialog.message}"), dialog.dismiss()))
        page.goto(address)
        if script:
            page.wait_for_selector("[data-state=ready]", state="attached", timeout=20_000)
            page.wait_for_timeout(200)
            self.checks(page.locator("#knotwork-static").count() == 0, f"{name}: the static part stays")
        return page

    def axe(self, page, what):
        """No fault that axe calls serious or critical."""
        for fault in Axe().run(page).response["violations"]:
            places = "; ".join(node["html"][:120] for node in fault["nodes"][:3])
            self.checks(fault["impact"] not in ("serious", "critical"), f"{what}: axe {fault['id']} ({fault['impact']}): {places}")
        self.checks(True, what)
