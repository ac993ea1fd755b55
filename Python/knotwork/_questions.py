"""Questions as the library takes them: one JSON object each, or one with a table as arrays beside it."""

from __future__ import annotations

import ctypes
import json
from typing import TYPE_CHECKING, Any, Dict, Optional, Sequence, Tuple

import numpy as np

from . import _arrays
from ._answer import Answer
from ._errors import InvalidData
from ._library import call, library, made, run, taken_bytes, thread_count

if TYPE_CHECKING:
    from ._network import Network

__all__ = ["approximate", "ask"]


def _plain(value: Any) -> Any:
    """A value as JSON takes it: arrays as lists, tuples of numbers too."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return value


def _question(
    question: str,
    domain: Optional[Dict[str, Any]],
    table: Optional[Dict[str, Any]],
    options: Dict[str, Any],
    threads: Optional[int],
    max_regions: Optional[int],
    time_limit: Optional[float],
) -> bytes:
    members: Dict[str, Any] = {"question": question, "threads": thread_count(threads)}
    if domain is not None:
        members["domain"] = _plain(domain)
    if table is not None:
        members["table"] = _plain(table)
    chosen = {key: _plain(value) for key, value in options.items() if value is not None}
    if chosen:
        members["options"] = chosen
    limits = {"seconds": time_limit, "regions": max_regions}
    if any(limit is not None for limit in limits.values()):
        members["limits"] = {key: limit for key, limit in limits.items() if limit is not None}
    try:
        return json.dumps(members, allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise InvalidData(f"the question holds what JSON cannot: {error}") from None


def ask(
    question: str,
    *,
    network: Optional["Network"] = None,
    domain: Optional[Dict[str, Any]] = None,
    table: Optional[Dict[str, Any]] = None,
    options: Optional[Dict[str, Any]] = None,
    threads: Optional[int] = None,
    max_regions: Optional[int] = None,
    time_limit: Optional[float] = None,
    progress: Optional[bool] = None,
) -> Answer:
    """Asks a question by the name of the tool's verb; the answer is the verb's JSON document.

    ``table`` is {"names": [...], "columns": [[...], ...], "target": name}; ``options`` are the verb's long options with underscores.

    >>> import knotwork
    >>> net = knotwork.Network.from_arrays([[[1.0], [-1.0]], [[1.0, 1.0]]])
    >>> knotwork.ask("count", network=net, domain=knotwork.Domain.box([(-1, 1)])).regions
    2
    """
    text = _question(question, domain, table, options or {}, threads, max_regions, time_limit)

    def work(task: Any) -> ctypes.c_void_p:
        if network is None:
            return made(library.ask, text, len(text), task)
        # The network is not written out: it may be large.
        return made(library.ask_about_network, text, len(text), network._handle, task)

    return Answer.parse(taken_bytes(run(work, progress, question, library.bytes_free)))


def ask_about_columns(
    question: str,
    columns: np.ndarray,
    names: Sequence[str],
    target: np.ndarray,
    target_name: str,
    weights: Optional[np.ndarray] = None,
    options: Optional[Dict[str, Any]] = None,
    threads: Optional[int] = None,
    time_limit: Optional[float] = None,
    progress: Optional[bool] = None,
) -> Tuple[Answer, Optional["Network"]]:
    """Asks a question about rows of shape (rows, inputs), which are not copied; the network that a fit found comes with it."""
    from ._network import Network

    text = _question(question, None, None, options or {}, threads, None, time_limit)
    addresses, stride, array = _arrays.columns(columns)
    texts = [name.encode() for name in (*names, target_name)]
    named = (ctypes.c_char_p * len(texts))(*texts)
    network = ctypes.c_void_p()

    def work(task: Any) -> ctypes.c_void_p:
        answer = ctypes.c_void_p()
        call(
            library.ask_about_table,
            text,
            len(text),
            named,
            addresses,
            array.shape[1],
            stride,
            target.ctypes.data,
            None if weights is None else weights.ctypes.data,
            array.shape[0],
            task,
            ctypes.byref(network),
            ctypes.byref(answer),
        )
        return answer

    def drop(answer: ctypes.c_void_p) -> None:
        library.bytes_free(answer)
        library.network_free(network)

    answer = Answer.parse(taken_bytes(run(work, progress, question, drop)))
    if network.value is None:
        return answer, None
    found = Network.__new__(Network)
    found._take(network)
    return answer, found


def approximate(formula: str, *, time_limit: Optional[float] = None, **options: Any) -> Answer:
    """Which network follows a formula, with proof? Takes the options of the tool's verb, such as ``on=[[0, 1]]``, ``error=0.01``."""
    return ask("approximate", options={"formula": formula, **options}, time_limit=time_limit)
