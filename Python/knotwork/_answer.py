"""Answers of questions: the documents of Documentation/JSON.md as objects."""

from __future__ import annotations

import json
import os
from typing import Any, Dict, Iterator, List, Union

import numpy as np

from . import _html, _tables
from ._errors import InvalidRequest

__all__ = ["Answer", "Picture"]


class Answer(Dict[str, Any]):
    """An answer: the tool's JSON document as a dictionary whose keys are attributes too. Notebooks show it as tables.

    >>> answer = Answer({"schema": "knotwork.count", "version": 1, "regions": 4})
    >>> answer.regions, answer["regions"]
    (4, 4)
    >>> answer
    knotwork.count(regions=4)
    """

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"this {self.get('schema', 'answer')} has no {name!r}; it has {', '.join(self)}") from None

    def __dir__(self) -> Iterator[str]:
        return iter([*super().__dir__(), *self])

    def __repr__(self) -> str:
        def short(value: Any) -> str:
            if isinstance(value, (list, tuple, dict)) and len(value) > 4:
                return f"<{len(value)} of them>"
            return repr(value)

        members = [f"{key}={short(value)}" for key, value in self.items() if key not in ("schema", "version")]
        return f"{self.get('schema', 'answer')}({', '.join(members)})"

    def table(self, key: str) -> Any:
        """A list of the answer as a table: a DataFrame where pandas or polars is there, and a structured array otherwise.

        What lies within an entry has its path as a name: ``slope.value``.

        >>> answer = Answer({"knots": [{"value": 1.0, "bend": 2.0}, {"value": 3.0, "bend": -1.0}]})
        >>> [float(value) for value in answer.table("knots")["value"]]
        [1.0, 3.0]
        """
        rows = self.get(key)
        if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
            lists = [name for name, value in self.items() if isinstance(value, list) and value and isinstance(value[0], dict)]
            raise InvalidRequest(f"{key!r} is no table of this answer; it has {', '.join(map(repr, lists)) or 'none'}")
        flat = [_flat(row) for row in rows]
        names = list(dict.fromkeys(name for row in flat for name in row))
        return _tables.frame({name: _column([row.get(name) for row in flat]) for name in names})

    def _repr_html_(self) -> str:
        parts: List[str] = []
        if isinstance(self.get("svg"), str):
            parts.append(_html.picture(self["svg"], str(self.get("description") or _html.description(self["svg"]))))
        plain = {key: value for key, value in _flat(self).items() if key not in ("schema", "version", "svg")}
        single = [(key, value) for key, value in plain.items() if not isinstance(value, list)]
        parts.append(_html.table(["", ""], single, len(single)))
        for key, value in plain.items():
            if not isinstance(value, list) or not value:
                continue
            if all(isinstance(row, dict) for row in value):
                rows = [_flat(row) for row in value[: _html.MOST_ROWS]]
                heads = list(dict.fromkeys(name for row in rows for name in row))
                cells = [[_short(row.get(head)) for head in heads] for row in rows]
                parts.append(_html.table(heads, cells, len(value), key))
            else:
                parts.append(_html.table([""], [[_short(entry)] for entry in value[: _html.MOST_ROWS]], len(value), key))
        return _html.page(str(self.get("schema", "answer")), *parts)

    @classmethod
    def parse(cls, document: bytes) -> "Answer":
        """The answer in a JSON document."""
        return cls(json.loads(document))


def _flat(row: Dict[str, Any], prefix: str = "") -> Dict[str, Any]:
    """The members of an object, and those of objects within it by their paths."""
    found: Dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            found.update(_flat(value, f"{prefix}{name}."))
        else:
            found[prefix + name] = value
    return found


def _column(values: List[Any]) -> np.ndarray:
    """Values as a column: numbers where all are, with NaN for those that are missing, and objects otherwise."""
    if all(value is None or isinstance(value, (int, float)) and not isinstance(value, bool) for value in values):
        if all(isinstance(value, int) for value in values):
            return np.array(values)
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    if all(isinstance(value, (bool, str)) for value in values) and len({type(value) for value in values}) == 1:
        return np.array(values)
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def _short(value: Any) -> Any:
    """A list as the text of its first entries; anything else as it is."""
    if not isinstance(value, list):
        return value
    entries = ", ".join(_html.number(_short(entry)) for entry in value[:6])
    return f"({entries}{', …' if len(value) > 6 else ''})"


class Picture:
    """A picture in SVG, which notebooks show: self-contained, with a title and a description for those who cannot see it."""

    def __init__(self, svg: str, title: str, description: str) -> None:
        #: The document.
        self.svg = svg
        #: What it shows.
        self.title = title
        #: What can be seen, in words.
        self.description = description

    def __repr__(self) -> str:
        return f"Picture({self.title!r}, {len(self.svg):,} characters of SVG)"

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        return _html.picture(self.svg, self.description)

    def save(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Writes the SVG to a file."""
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.svg)
