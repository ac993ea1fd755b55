"""What notebooks show: tables and pictures in HTML that needs nothing from elsewhere. Every text is escaped, and pictures are
images, so that nothing of a file or a name can act in the page."""

from __future__ import annotations

import base64
import re
from html import escape, unescape
from typing import Any, Iterable, List, Optional, Sequence

__all__: List[str] = []

#: Rows that a table shows at most; the rest is counted.
MOST_ROWS = 12


def number(value: Any) -> str:
    """A value as a cell shows it."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, int):
        return f"{value:,}"
    return str(value)


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]], count: Optional[int] = None, caption: str = "") -> str:
    """A table; of more rows than it shows, ``count`` says how many there are."""
    shown = [list(row) for row in rows][:MOST_ROWS]
    cell = 'style="text-align:{};vertical-align:top;padding:2px 12px 2px 0"'.format

    def side(value: Any) -> str:
        return "right" if isinstance(value, (int, float)) and not isinstance(value, bool) else "left"

    parts = ['<table style="border-collapse:collapse">']
    if caption:
        parts.append(f'<caption style="text-align:left;font-weight:bold">{escape(caption)}</caption>')
    if any(heads):
        sides = map(side, shown[0]) if shown else ["left"] * len(heads)
        cells = "".join(f'<th scope="col" {cell(where)}>{escape(head)}</th>' for head, where in zip(heads, sides))
        parts.append(f"<thead><tr>{cells}</tr></thead>")
    parts.append("<tbody>")
    for row in shown:
        cells = "".join(f"<td {cell(side(value))}>{escape(number(value))}</td>" for value in row)
        parts.append(f"<tr>{cells}</tr>")
    parts.append("</tbody></table>")
    if count is not None and count > len(shown):
        parts.append(f"<p>{len(shown)} of {count:,} rows</p>")
    return "".join(parts)


def description(svg: str) -> str:
    """What can be seen in a picture, in its own words."""
    found = re.search(r"<desc[^>]*>(.*?)</desc>", svg, re.DOTALL) or re.search(r"<title[^>]*>(.*?)</title>", svg, re.DOTALL)
    return unescape(found[1]) if found else ""


def picture(svg: str, description: str) -> str:
    """A picture as an image, with its description for those who cannot see it."""
    content = base64.b64encode(svg.encode()).decode("ascii")
    return (
        f'<img src="data:image/svg+xml;base64,{content}" alt="{escape(description, quote=True)}" '
        'style="max-width:100%;height:auto;background:white">'
    )


def page(title: str, *parts: str) -> str:
    """What a cell shows: a title, and parts below each other."""
    return f"<div><p><strong>{escape(title)}</strong></p>{''.join(part for part in parts if part)}</div>"
