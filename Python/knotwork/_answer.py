"""Answers of questions: the documents of Documentation/JSON.md as objects."""

from __future__ import annotations

import json
import os
from typing import Any, Dict, Iterator, Union

__all__ = ["Answer", "Picture"]


class Answer(Dict[str, Any]):
    """An answer: the tool's JSON document as a dictionary whose keys are attributes too.

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

    @classmethod
    def parse(cls, document: bytes) -> "Answer":
        """The answer in a JSON document."""
        return cls(json.loads(document))


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

    def save(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Writes the SVG to a file."""
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.svg)
