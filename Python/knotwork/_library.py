"""The C interface of Knotwork through ctypes: loads the library, turns codes into exceptions, and runs long work.

Long work runs in a thread of its own while the calling thread waits for it, so that Ctrl-C reaches Python: it cancels the work and
raises KeyboardInterrupt as soon as that has stopped, or after a moment. The interpreter's lock is released meanwhile.
"""

from __future__ import annotations

import ctypes
import os
import pathlib
import sys
import threading
import time
from ctypes import POINTER, c_char_p, c_double, c_int32, c_int64, c_size_t, c_void_p
from typing import Any, Callable, Dict, List, Optional

from ._errors import InvalidRequest, exception

_error_out = POINTER(c_void_p)

#: For each function of knotwork.h its result and its arguments.
_SIGNATURES: Dict[str, Any] = {
    "version": (c_char_p, []),
    "error_code": (c_int32, [c_void_p]),
    "error_message": (c_char_p, [c_void_p]),
    "error_field": (c_char_p, [c_void_p]),
    "error_free": (None, [c_void_p]),
    "bytes_data": (c_void_p, [c_void_p]),
    "bytes_count": (c_size_t, [c_void_p]),
    "bytes_free": (None, [c_void_p]),
    "task_create": (c_void_p, []),
    "task_cancel": (None, [c_void_p]),
    "task_fraction": (c_double, [c_void_p]),
    "task_regions": (c_int64, [c_void_p]),
    "task_free": (None, [c_void_p]),
    "network_read": (c_int32, [c_char_p, c_size_t, c_char_p, _error_out, _error_out]),
    "network_create": (
        c_int32,
        [c_int32, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p, _error_out, _error_out],
    ),
    "network_write": (c_int32, [c_void_p, c_char_p, _error_out, _error_out]),
    "network_inputs": (c_int64, [c_void_p]),
    "network_outputs": (c_int64, [c_void_p]),
    "network_layers": (c_int64, [c_void_p]),
    "network_bending_units": (c_int64, [c_void_p]),
    "network_input_name": (c_char_p, [c_void_p, c_int64]),
    "network_output_name": (c_char_p, [c_void_p, c_int64]),
    "network_note": (c_char_p, [c_void_p, c_int64]),
    "network_format": (c_char_p, [c_void_p]),
    "network_ranges": (c_int32, [c_void_p, c_void_p, c_void_p]),
    "network_layer": (
        c_int32,
        [c_void_p, c_int64, c_void_p, c_void_p, _error_out, _error_out, _error_out, _error_out],
    ),
    "network_free": (None, [c_void_p]),
    "evaluate": (
        c_int32,
        [c_void_p, c_void_p, c_int64, c_int64, c_void_p, c_int64, c_int32, c_void_p, _error_out],
    ),
    "evaluate_rows": (c_int32, [c_void_p, c_void_p, c_int64, c_void_p, c_int32, c_void_p, _error_out]),
    "evaluate_single": (c_int32, [c_void_p, c_void_p, c_int64, c_void_p, c_int32, _error_out]),
    "patterns": (c_int32, [c_void_p, c_void_p, c_int64, c_int64, c_void_p, c_int32, c_void_p, _error_out]),
    "maps": (
        c_int32,
        [c_void_p, c_void_p, c_int64, c_int64, c_void_p, c_void_p, c_int32, c_void_p, _error_out],
    ),
    "ask": (c_int32, [c_char_p, c_size_t, c_void_p, _error_out, _error_out]),
    "ask_about_network": (c_int32, [c_char_p, c_size_t, c_void_p, c_void_p, _error_out, _error_out]),
    "dissect": (
        c_int32,
        [c_void_p, c_void_p, c_void_p, c_int32, c_int32, c_int64, c_double, c_void_p, _error_out, _error_out],
    ),
    "dissection_column": (c_int32, [c_void_p, c_char_p, c_void_p, _error_out]),
    "dissection_regions": (c_int64, [c_void_p]),
    "dissection_creases": (c_int64, [c_void_p]),
    "dissection_dimension": (c_int64, [c_void_p]),
    "dissection_box": (None, [c_void_p, c_void_p, c_void_p]),
    "dissection_locate": (
        c_int32,
        [c_void_p, c_void_p, c_int64, c_int64, c_void_p, c_int32, c_void_p, _error_out],
    ),
    "dissection_free": (None, [c_void_p]),
    "ask_about_table": (
        c_int32,
        [c_char_p, c_size_t, c_void_p, c_void_p, c_int64, c_int64, c_void_p, c_void_p, c_int64, c_void_p]
        + [_error_out, _error_out, _error_out],
    ),
}


class Column(ctypes.Structure):
    """knotwork_column."""

    _fields_ = [
        ("data", c_void_p),
        ("type", c_int32),
        ("rank", c_int32),
        ("shape", c_int64 * 3),
    ]


def _path() -> str:
    given = os.environ.get("KNOTWORK_LIBRARY")
    if given:
        return given
    name = "libknotwork.dylib" if sys.platform == "darwin" else "libknotwork.so"
    path = pathlib.Path(__file__).with_name("lib") / name
    if not path.exists():
        raise ImportError(
            f"{path} is missing: this is a source tree, not an installed package. scripts/wheel builds the package; "
            "or name a library that is built already in the environment variable KNOTWORK_LIBRARY"
        )
    return str(path)


class _Library:
    """The functions of the library, by their names without "knotwork_"."""

    def __init__(self) -> None:
        library = ctypes.CDLL(_path())
        for name, (result, arguments) in _SIGNATURES.items():
            function = getattr(library, "knotwork_" + name)
            function.restype = result
            function.argtypes = arguments
            setattr(self, name, function)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


library: Any = _Library()

#: Threads that work uses in this process; after a fork, 1 for good, because those of the parent are not there any more.
_serial = False
_used_threads = False


def _after_fork() -> None:
    global _serial
    _serial = _serial or _used_threads


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def thread_count(threads: Optional[int]) -> int:
    """How many threads work may use: as many as given, all processors for None, and one after a fork."""
    global _used_threads
    if threads is not None and (not isinstance(threads, int) or threads < 1):
        raise InvalidRequest(f"threads: {threads!r}; expected a number from 1, or None for all processors", field="threads")
    if _serial:
        return 1
    if threads != 1:
        _used_threads = True
    return threads or processors()


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def check(code: int, error: c_void_p) -> None:
    """Raises the exception for an error, and frees it."""
    if code == 0:
        return
    message = (library.error_message(error) or b"").decode()
    field = library.error_field(error)
    library.error_free(error)
    raise exception(code, message, None if field is None else field.decode())


def call(function: Callable[..., int], *arguments: Any) -> None:
    """Calls a function that puts its error in its last argument."""
    error = c_void_p()
    check(function(*arguments, ctypes.byref(error)), error)


def made(function: Callable[..., int], *arguments: Any) -> c_void_p:
    """Calls a function that puts a handle in its last argument but one; returns the handle."""
    handle = c_void_p()
    call(function, *arguments, ctypes.byref(handle))
    return handle


def taken_bytes(handle: c_void_p) -> bytes:
    """A copy of the bytes of a handle, which is freed."""
    try:
        return ctypes.string_at(library.bytes_data(handle), library.bytes_count(handle))
    finally:
        library.bytes_free(handle)


class _Bar:
    """How far work has come, as tqdm shows it: that package draws where it is installed, and a line in its form otherwise.

    Nothing is shown in the first second, nor where standard error is no terminal and there is no notebook, nor where TQDM_DISABLE
    is set.
    """

    def __init__(self, title: str, wanted: Optional[bool]) -> None:
        self.title, self.start, self.width, self.bar = title, time.monotonic(), 0, None
        self.shows = _is_watched() if wanted is None else wanted

    def show(self, fraction: float) -> None:
        took = time.monotonic() - self.start
        if not self.shows or took < 1:
            return
        if self.bar is None and not self.width:
            self.bar = _tqdm(self.title, self.start)
        if self.bar is not None:
            self.bar.n = round(100 * fraction, 1)
            self.bar.refresh()
            return
        left = f"{took / fraction - took:.0f} s" if fraction > 0.01 else "?"
        filled = int(20 * fraction)
        line = f"{self.title}: {100 * fraction:3.0f}%|{'█' * filled}{' ' * (20 - filled)}| {took:.0f} s<{left}"
        self.width = max(self.width, len(line))
        print("\r" + line.ljust(self.width), end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()
        elif self.width:
            print("\r" + " " * self.width + "\r", end="", file=sys.stderr, flush=True)


def _tqdm(title: str, start: float) -> Any:
    """A bar of tqdm; None where that is not installed."""
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return None
    bar = tqdm(total=100, desc=title, leave=False, bar_format="{l_bar}{bar}| {elapsed}<{remaining}")
    bar.start_t -= time.monotonic() - start
    return bar


def _is_watched() -> bool:
    """Whether somebody looks at standard error: a terminal, or a notebook."""
    if os.environ.get("TQDM_DISABLE", "") not in ("", "0"):
        return False
    if sys.stderr is not None and sys.stderr.isatty():
        return True
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return type(shell).__name__ == "ZMQInteractiveShell"


#: How long an interrupt waits for work to end, in seconds, before it leaves the rest of it behind.
_PATIENCE = 0.12


class _Work:
    """Long work in a thread of its own, and the task to watch and cancel it by.

    What is interrupted and does not end soon is left behind: it holds all that it uses, and frees what it comes to.
    """

    def __init__(self, work: Callable[[Any], Any], drop: Optional[Callable[[Any], None]]) -> None:
        self.task = library.task_create()
        self.value: Any = None
        self.error: Optional[BaseException] = None
        # Not Thread.join: interrupted, it takes a thread for ended that is not (Python 3.8 to 3.12).
        self.done = threading.Event()
        self._work, self._drop, self._lock, self._is_left = work, drop, threading.Lock(), False

    def start(self) -> None:
        threading.Thread(target=self._body, name="knotwork", daemon=True).start()

    def _body(self) -> None:
        try:
            self.value = self._work(self.task)
        except BaseException as error:
            self.error = error
        with self._lock:
            self.done.set()
            is_left = self._is_left
        if is_left:
            library.task_free(self.task)
            if self._drop is not None and self.value is not None:
                self._drop(self.value)

    def cancel(self) -> None:
        """Ends the work; what has not ended after a moment, or at another interrupt, is left behind."""
        library.task_cancel(self.task)
        try:
            self.done.wait(_PATIENCE)
        except KeyboardInterrupt:
            pass
        with self._lock:
            self._is_left = not self.done.is_set()
        if self._is_left:
            return
        library.task_free(self.task)
        if self._drop is not None and self.value is not None:
            self._drop(self.value)

    def finish(self) -> Any:
        """What the work came to."""
        library.task_free(self.task)
        if self.error is not None:
            raise self.error
        return self.value


def run(
    work: Callable[[Any], Any], progress: Optional[bool] = None, title: str = "", drop: Optional[Callable[[Any], None]] = None
) -> Any:
    """Does long work, which gets a task to watch and cancel it by, and returns what it returns.

    ``work`` must hold all that it uses: interrupted, it may go on for a while. ``drop`` frees what it returns where nobody waits for
    that any more. ``progress`` shows a bar on standard error while it goes on: True always, False never, None where somebody looks.
    """
    if threading.current_thread() is not threading.main_thread():
        task = library.task_create()
        try:
            return work(task)
        finally:
            library.task_free(task)
    piece, bar = _Work(work, drop), _Bar(title, progress)
    piece.start()
    try:
        while not piece.done.wait(0.1):
            bar.show(library.task_fraction(piece.task))
    except BaseException:
        piece.cancel()
        raise
    finally:
        bar.close()
    return piece.finish()
