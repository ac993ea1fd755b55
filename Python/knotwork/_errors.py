"""What can go wrong, as exceptions: each says what was found, where, and what was expected."""

from __future__ import annotations

from typing import Any, Optional, Tuple

__all__ = ["InternalError", "InvalidData", "InvalidRequest", "KnotworkError", "LimitReached"]


class KnotworkError(Exception):
    """Anything that Knotwork refuses or cannot do.

    ``code`` is the exit code that the tool would end with, ``field`` the part of a question that is wrong, or None.
    """

    code: int = 70
    field: Optional[str] = None

    def __init__(self, message: str, code: Optional[int] = None, field: Optional[str] = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code
        self.field = field

    def __reduce__(self) -> Tuple[Any, ...]:
        return (type(self), (self.args[0], self.code, self.field))


class InvalidRequest(KnotworkError, ValueError):
    """A question or an argument that cannot be."""

    code = 64


class InvalidData(KnotworkError, ValueError):
    """A network, a table or a domain that cannot be."""

    code = 65


class LimitReached(KnotworkError, RuntimeError):
    """A limit was reached (time, regions), and the answer is not complete."""

    code = 2


class InternalError(KnotworkError, RuntimeError):
    """A mistake in Knotwork; please report it."""

    code = 70


_BY_CODE = {2: LimitReached, 64: InvalidRequest, 65: InvalidData, 70: InternalError}


def exception(code: int, message: str, field: Optional[str]) -> BaseException:
    """The exception for a code of the C interface."""
    if code == 130:
        return KeyboardInterrupt(message)
    if field is not None and not message.startswith(field):
        message = f"{field}: {message}"
    return _BY_CODE.get(code, InternalError)(message, code, field)
