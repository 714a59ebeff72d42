"""Workbooks of Excel 2003 in one XML document, as many systems still export them: their rows and cells are those of a page.

Source: [MS-XLSS] XML Spreadsheet 2003, `ss:Row`, `ss:Cell`, `ss:Data`, `ss:MergeDown`, `ss:MergeAcross`.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from detectors.budget import Budget
from detectors.charset import guess
from detectors.formats import html
from detectors.formats.part import Part, Piece
from detectors.formats.text import stretches

_TAGS = {"row": "tr", "cell": "td", "data": "span", "table": "table"}
_TAG = re.compile(r"<(/?)(?:\w+:)?(Row|Cell|Data|Table)\b([^>]*?)(/?)>")
_MERGE = re.compile(r"\bss:Merge(Down|Across)=\"(\d{1,3})\"")
_SPANS = {"Down": "rowspan", "Across": "colspan"}


def read(part: Part, budget: Budget) -> Iterator[Piece]:
    """Give each sheet as a table."""
    text = "".join(stretches(part.data, guess(part.data, part.charset)[0], budget))
    yield from html.read(replace(part, data=memoryview(_TAG.sub(_as_page, text).encode("utf-8", "replace")), charset="utf-8"), budget)


def _as_page(match: "re.Match[str]") -> str:
    closing, name, attributes, empty = match.groups()
    tag = _TAGS[name.lower()]
    spans = "".join(f' {_SPANS[way]}="{int(more) + 1}"' for way, more in _MERGE.findall(attributes))
    return f"<{closing}{tag}{spans}>" + (f"</{tag}>" if empty else "")
