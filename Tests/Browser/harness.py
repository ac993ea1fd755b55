"""What tests of pages in a browser need: the tool, a server, a page that is watched, and gestures."""

import json
import os
import re
import subprocess
import tempfile
import urllib.parse

MARGIN_LEFT, MARGIN_TOP = 54, 8  # of a map, in CSS pixels


class Tool:
    """The built tool, asked for the numbers that a page has to show."""

    def __init__(self, path):
        self.path = path

    def json(self, *arguments, allowed=(0, 1)):
        run = subprocess.run([self.path, *arguments, "--json"], capture_output=True, text=True, timeout=120)
        assert run.returncode in allowed, f"{arguments}: {run.stderr}"
        return json.loads(run.stdout)

    def about(self, network, verb, *options, allowed=(0, 1)):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "network.json")
            with open(path, "w", encoding="utf-8") as file:
                json.dump(network, file)
            return self.json(verb, path, *options, allowed=allowed)

    def refusal(self, *arguments):
        run = subprocess.run([self.path, *arguments], capture_output=True, text=True, timeout=60)
        assert run.returncode in (64, 65), f"{arguments} is not refused: {run.returncode}"
        return run.stderr.strip()


class Server:
    """`knotwork serve`, until the end of a with block."""

    def __init__(self, tool, *arguments):
        self.command = [tool, "serve", "--port", "0", *arguments]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in self.process.stdout:
            found = re.search(r"http://[\w.\[\]:]+", line)
            if found:
                self.url = found.group(0).rstrip("/.") + "/"
                return self
        raise AssertionError(f"{' '.join(self.command)} ended without an address")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=10)


class Watched:
    """A page of a browser whose requests and messages are watched."""

    def __init__(self, browser, url, **options):
        self.context = browser.new_context(accept_downloads=True, **options)
        self.page = self.context.new_page()
        self.url = url
        self.troubles = []
        self.page.on("console", self.heard)
        self.page.on("pageerror", lambda error: self.troubles.append(f"error of the page: {error}"))
        self.page.on("request", self.asked)

    def heard(self, message):
        # A refusal that a test provokes is reported by the browser too.
        if message.type == "error" and "status of 4" not in message.text:
            self.troubles.append(f"console: {message.text}")

    def asked(self, request):
        address = urllib.parse.urlparse(request.url)
        if address.scheme in ("http", "https", "ws") and address.hostname not in ("127.0.0.1", "localhost", "::1"):
            self.troubles.append(f"a request leaves this computer: {request.url}")

    def open(self, state=""):
        self.page.goto("about:blank")
        self.page.goto(self.url + state)
        self.page.wait_for_selector("body[data-ready]")
        return self.page

    def close(self):
        self.context.close()
        assert not self.troubles, "\n".join(self.troubles)


def values(page, selector):
    """The numbers of an element, with all digits."""
    return page.eval_on_selector_all(f"{selector} data", "list => list.map(each => each.value === '' ? null : Number(each.value))")


def judged(holds, said):
    """A speed: it is told, and has to hold where KNOTWORK_SPEEDS=1 says that the machine is quiet."""
    assert holds or os.environ.get("KNOTWORK_SPEEDS") != "1", said
    return said if holds else f"{said}; too slow, or the machine is busy"


def close(found, wanted, digits=9):
    """Whether numbers agree to so many digits."""
    if found is None or wanted is None:
        return found is wanted
    return abs(found - wanted) <= 10**-digits * max(1, abs(found), abs(wanted))


def same(found, wanted, digits=9):
    assert len(found) == len(wanted) and all(close(f, w, digits) for f, w in zip(found, wanted)), f"the page shows {found}, the tool says {wanted}"


def until(page, condition, seconds=15, what="what was expected"):
    """Waits for a condition in Python."""
    for _ in range(int(seconds * 20)):
        try:
            if condition():
                return
        except AssertionError:
            pass
        page.wait_for_timeout(50)
    condition()
    raise AssertionError(f"{what} has not come within {seconds} s")


def bounds(locator, seconds=15):
    """Where an element lies on the screen; a page that is being drawn anew has none for a moment."""
    for _ in range(int(seconds * 20)):
        box = locator.bounding_box()
        if box is not None:
            return box
        locator.page.wait_for_timeout(50)
    raise AssertionError(f"{locator} is not on the screen within {seconds} s")


def place(page, pad, point, box=((-1, 1), (-1, 1))):
    """Where a point of the domain lies on the screen."""
    page.locator(pad).scroll_into_view_if_needed()
    frame = bounds(page.locator(pad))
    side = min(frame["width"] - 64, frame["height"] - 54)
    (x0, x1), (y0, y1) = box
    return (frame["x"] + MARGIN_LEFT + (point[0] - x0) / (x1 - x0) * side, frame["y"] + MARGIN_TOP + (y1 - point[1]) / (y1 - y0) * side)


def drag(page, start, end, steps=8):
    page.mouse.move(*start)
    page.mouse.down()
    for k in range(1, steps + 1):
        page.mouse.move(start[0] + (end[0] - start[0]) * k / steps, start[1] + (end[1] - start[1]) * k / steps)
    page.mouse.up()


def touch(page, start, end, steps=8):
    """A finger that is moved."""
    session = page.context.new_cdp_session(page)

    def send(kind, points):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    send("touchStart", [start])
    for k in range(1, steps + 1):
        send("touchMove", [(start[0] + (end[0] - start[0]) * k / steps, start[1] + (end[1] - start[1]) * k / steps)])
    send("touchEnd", [])


def middle(locator):
    locator.scroll_into_view_if_needed()
    box = bounds(locator)
    return (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def download(page, button):
    """The bytes that a button saves."""
    with page.expect_download(timeout=30000) as waiting:
        button.click()
    with open(waiting.value.path(), "rb") as file:
        return file.read()
