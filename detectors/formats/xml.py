"""XML: elements as records, and, where it is a document of paragraphs (Office), their text.

No entity is ever expanded: a document that declares one, or that has a fault, is read as text without its tags.
Sources: XML 1.0 §2.1 and §4.4; ECMA-376 part 1 (`w:p`, `w:tc`, `a:p`), OpenDocument 1.3 (`text:p`).
"""

import html
import re
from collections.abc import Iterator
from xml.parsers import expat

from detectors.budget import Budget
from detectors.charset import guess
from detectors.formats.lined import split
from detectors.formats.part import Part, Piece
from detectors.formats.records import Json, records
from detectors.formats.text import stretches

_PARAGRAPHS = re.compile(r"<(?:w|a|text):p[ >/]")
_CELL_END = re.compile(r"(?:</(?:w|a|text):p>)?</(?:w:tc|a:tc|table:table-cell)>")
_LINE_END = re.compile(r"</(?:w:p|a:p|text:p|text:h|w:tr|a:tr|table:table-row)>|<(?:w:br|w:cr|a:br|text:line-break)\b[^>]*>")
_SPACE = re.compile(r"<(?:w:tab|text:tab|text:s)\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_QUOTED = re.compile(r"""\"([^\"]*)\"|'([^']*)'""")
_STRETCH = 1 << 20


def read(part: Part, budget: Budget) -> Iterator[Piece]:
    """Give the records of an XML document, or its text."""
    codec = guess(part.data, part.charset)[0]
    text = "".join(stretches(part.data, codec, budget))
    if _PARAGRAPHS.search(text):
        yield from segments(paragraphs(text), part.place, budget)
        return
    try:
        document = parse(text, budget)
    except expat.ExpatError:
        yield from segments(stripped(text), part.place, budget)
        return
    yield from records(document, part.place, budget)


def parse(text: str, budget: Budget) -> Json:
    """Turn a document into nested records: elements of one name beside each other are a list; raises ExpatError."""
    builder = _Builder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.CommentHandler = builder.text
    parser.EntityDeclHandler = _refuse
    for start in range(0, len(text), _STRETCH):
        budget.check_time()
        parser.Parse(text[start : start + _STRETCH].encode("utf-8", "replace").decode("utf-8"), False)
    parser.Parse("", True)
    return builder.root


def _refuse(*_: object) -> None:
    raise expat.ExpatError("entity declared")


class _Builder:
    """Collects expat's events. An element is a text until it gets a child or an attribute."""

    def __init__(self) -> None:
        self.root: dict[str, Json] = {}
        self._stack: list[dict[str, Json]] = [self.root]

    def start(self, _name: str, attributes: dict[str, str]) -> None:
        self._stack.append(dict(attributes))

    def text(self, text: str) -> None:
        item = self._stack[-1]
        before = item.get("", "")
        item[""] = f"{before}{text}" if before else text

    def end(self, name: str) -> None:
        item = self._stack.pop()
        item[""] = str(item.get("", "")).strip()
        if not item[""]:
            del item[""]
        value: Json = item
        if not item or item.keys() == {""}:
            value = item.get("", "")
        parent, key = self._stack[-1], name.rpartition(":")[2]
        known = parent.get(key)
        if known is None:
            parent[key] = value
        elif isinstance(known, list):
            known.append(value)
        else:
            parent[key] = [known, value]


def paragraphs(text: str) -> str:
    """Return the text of an office document: a line a paragraph, cells parted by tabs."""
    marked, rest = _cut(text)
    marked = _LINE_END.sub("\n", _CELL_END.sub("\t", marked))
    return html.unescape(_TAG.sub("", _SPACE.sub(" ", marked)) + rest)


def stripped(text: str) -> str:
    """Return text and attribute values of anything that has tags, a line each."""
    marked, rest = _cut(text)
    return html.unescape(_TAG.sub(lambda tag: "\n".join(["", *(a or b for a, b in _QUOTED.findall(tag[0])), ""]), marked) + rest)


def _cut(text: str) -> tuple[str, str]:
    """Part `text` behind its last closing bracket: beyond, each opening one would be searched to the end in vain."""
    end = text.rfind(">") + 1
    return text[:end], text[end:]


def segments(text: str, place: str, budget: Budget) -> Iterator[Piece]:
    """Give a long text in stretches cut at line ends, its tables as tables."""
    yield from split(_stretches(text, budget), place, budget)


def _stretches(text: str, budget: Budget) -> Iterator[str]:
    start = 0
    while start < len(text):
        budget.check_time()
        cut = text.rfind("\n", start, start + _STRETCH) + 1 if start + _STRETCH < len(text) else len(text)
        end = cut if cut > start else start + _STRETCH
        yield text[start:end]
        start = end
