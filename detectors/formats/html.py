"""HTML as a person sees it, and as a thief may hide in it: text, tables as tables, form fields as rows, attributes, comments, scripts.

Read by patterns in one pass, with no tree: depth costs nothing, and a fault in the markup hides nothing.
Source: HTML Living Standard §13.2 (start tags, raw text elements), §4.9 (tables), §4.10 (form fields).
"""

import re
from collections.abc import Iterator
from html import unescape

from detectors.budget import Budget
from detectors.charset import guess
from detectors.formats.form import named_rows
from detectors.formats.part import Part, Piece
from detectors.formats.spans import Cell, aligned, whole
from detectors.formats.text import stretches
from detectors.formats.upright import tables
from detectors.formats.xml import segments

_MARKUP = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)([^>]*)>|<([!?][^>]*)>")
_ATTRIBUTE = re.compile(r"(?<![^\s\"'/])([^\s=\"'<>/]{1,128}+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))")
_RAW_END = re.compile(r"</(?:script|style)", re.IGNORECASE)
_TELLING = re.compile(r"[^\x00-\x7f]|@|%40|\d(?:\D?\d){6}")
_SPAN = re.compile(r"\b(row|col)span\s*=\s*[\"']?\s*([1-9]\d{0,3})", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_SCHEME = re.compile(r"^(?:mailto|tel|callto|sms):", re.IGNORECASE)

_NAMES = """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q rb ruby s samp small span strike strong sub
sup time tt u var wbr"""
INLINE = frozenset(_NAMES.split())
"""Elements that do not end a line; nor do elements of a page's own (`x-y`)."""

_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])|\shidden(?=[\s=]|$)", re.I
)
"""Styles of what a person does not see."""

RAW = frozenset(("script", "style"))
NESTED_TABLES = 32
"""Tables inside tables; deeper ones are text."""

_CELLS = frozenset(("td", "th"))


def read(part: Part, budget: Budget) -> Iterator[Piece]:
    """Give tables, form fields, scripts and the remaining text of a page."""
    codec = guess(part.data, part.charset)[0]
    text = "".join(stretches(part.data, codec, budget))
    page = _Page(text, part.place, budget)
    yield from page.tables()
    yield from named_rows(page.fields, f"{part.place}#form", budget)
    yield from segments("".join(page.words), part.place, budget)


class _Page:
    """One pass over the markup. Tables and scripts come out as they end; `fields` and `words` are complete after the pass."""

    def __init__(self, text: str, place: str, budget: Budget) -> None:
        self._text = text
        self._place = place
        self._budget = budget
        self._open: list[list[list[str]]] = []
        self._spans: list[dict[tuple[int, int], tuple[int, int]]] = []
        """Of each open table, by row and cell: how many rows and columns it covers."""
        self._tables = 0
        self._aside: list[str] = []
        self._unseen, self._within = "", 0
        self.fields: list[tuple[str, str]] = []
        self.words: list[str] = []

    def tables(self) -> Iterator[Piece]:
        """Walk the page; gives each table and script where it ends."""
        at = 0
        end = self._text.rfind(">") + 1  # without a closing bracket ahead, each opening one would be searched to the end
        while match := _MARKUP.search(self._text, at, end):
            if at < match.start():
                self._say(unescape(self._text[at : match.start()]))
            at = match.end()
            closing, name, attributes, comment = match.groups()
            if comment:
                if _TELLING.search(comment):
                    self._aside.append(unescape(comment.strip("!?-")))
                continue
            name = name.lower()
            self._hide(name, closing, attributes)
            if attributes and (name == "input" or "&" in attributes or _TELLING.search(attributes)):
                self._attributes(name, attributes, at)
            if name in RAW and not closing:
                raw_end = _RAW_END.search(self._text, at)
                stop = raw_end.start() if raw_end else len(self._text)
                if self._text[at:stop].strip():
                    raw = self._text[at:stop].strip().encode("utf-8", "replace")
                    yield Part(data=memoryview(raw), place=f"{self._place}#{name}", charset="utf-8")
                at = stop
            elif name == "table":
                yield from self._table(closing)
            else:
                self._element(name, closing, attributes)
        self._say(unescape(self._text[at:]))
        self._say_aside()
        while self._open:
            yield from self._table("/")

    def _hide(self, name: str, closing: str, attributes: str) -> None:
        """Note where an inline element begins or ends that a person does not see: it may part a value, and may hold one."""
        if self._unseen == name:
            self._within += -1 if closing else 1
            if not self._within:
                self._unseen = ""
        elif not self._unseen and not closing and _is_inline(name) and attributes and _UNSEEN.search(attributes):
            self._unseen, self._within = name, 1

    def _say_aside(self) -> None:
        """Give what stood between the words, unseen: comments, attributes, hidden elements. It must not part a value."""
        words, self._aside, self._unseen = self._aside, [], ""
        if words:
            self._say(f"\n{' '.join(words)}\n")

    def _say(self, words: str) -> None:
        if self._unseen:
            self._aside.append(words)
        elif self._open and self._open[-1] and self._open[-1][-1]:
            self._open[-1][-1][-1] += words
        elif words and not (words == "\n" and self.words and self.words[-1] == "\n"):
            self.words.append(words)

    def _element(self, name: str, closing: str, attributes: str) -> None:
        if not _is_inline(name):
            self._say_aside()
        if self._open and name == "tr":
            if not closing:
                self._open[-1].append([])
        elif self._open and name in _CELLS:
            if not self._open[-1]:
                self._open[-1].append([])
            if not closing:
                self._open[-1][-1].append("")
                if attributes and (spans := _SPAN.findall(attributes)):
                    covers = {kind.lower(): int(number) for kind, number in spans}
                    self._spans[-1][len(self._open[-1]) - 1, len(self._open[-1][-1]) - 1] = covers.get("row", 1), covers.get("col", 1)
        elif name == "dt" and closing:
            self._say(": ")
        elif not _is_inline(name):
            self._say("\n")

    def _table(self, closing: str) -> Iterator[Piece]:
        self._budget.check_time()
        self._say_aside()
        if not closing and len(self._open) < NESTED_TABLES:
            self._open.append([])
            self._spans.append({})
        elif closing and self._open:
            rows = [[_SPACES.sub(" ", cell).strip() for cell in row] for row in self._open.pop()]
            if spans := self._spans.pop():
                cells = [[Cell(text, *spans.get((r, c), (1, 1))) for c, text in enumerate(row)] for r, row in enumerate(rows)]
                rows = whole(*aligned(cells))
            rows = [row for row in rows if row]
            self._tables += 1
            yield from tables(rows, f"{self._place}#table{self._tables}", self._budget)

    def _attributes(self, name: str, attributes: str, at: int) -> None:
        found = {key.lower(): unescape(a or b or c) for key, a, b, c in _ATTRIBUTE.findall(attributes)}
        if name == "input" and found.get("value"):
            self.fields.append((found.pop("name", ""), found.pop("value")))
        shown = self._text[at : at + 256]
        for value in found.values():
            plain = _SCHEME.sub("", value)
            if _TELLING.search(plain) and plain not in shown:
                self._aside.append(plain)


def _is_inline(name: str) -> bool:
    return name in INLINE or "-" in name
