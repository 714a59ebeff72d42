"""JSON (RFC 8259) and lines of it, parsed so that nothing hides: repeated names, numbers no double can hold, a broken end."""

import json
import re
from collections.abc import Iterator

import orjson

from detectors.budget import Budget
from detectors.charset import guess
from detectors.formats.part import Part, Piece
from detectors.formats.pasted import unpasted
from detectors.formats.records import Json, records
from detectors.formats.text import lines, stretches
from detectors.model import Segment

_KEY = re.compile(rb'"\s*:')
_FLAT_OBJECT = re.compile(r"\{[^{}]*\}")
_ESCAPES = re.compile(r"(?:\\u[0-9a-fA-F]{4}|\\[nrt/\"\\])+")
_SHORT = {"n": "\n", "r": "\r", "t": "\t"}
_STRETCH = 1 << 20


def read(part: Part, budget: Budget) -> Iterator[Piece]:
    """Give the records of one JSON document; what does not parse is read as text with its escapes undone."""
    codec = guess(part.data, part.charset)[0]
    raw: memoryview | bytes = memoryview(part.data)
    if codec != "utf-8":
        raw = "".join(stretches(part.data, codec, budget)).encode("utf-8", "replace")
    budget.check_time()
    try:
        document = parse(raw)
    except ValueError:
        yield from salvage(bytes(raw).decode("utf-8", "replace"), part.place, budget)
        return
    budget.check_time()
    yield from unpasted(records(document, part.place, budget), budget)


def read_lines(part: Part, budget: Budget) -> Iterator[Piece]:
    """Give newline-delimited JSON: one table where the lines are objects, text for lines that do not parse."""
    codec = guess(part.data, part.charset)[0]
    broken: list[str] = []

    def documents() -> Iterator[Json]:
        for line in lines(part.data, codec, budget):
            text = line.strip("\ufeff \t\r\n\x1e")
            try:
                yield parse(text.encode("utf-8", "replace")) if text else {}
            except ValueError:
                broken.append(line)

    source = documents()
    while batch := [d for d, _ in zip(source, range(10_000), strict=False)]:
        yield from unpasted(records([d for d in batch if d != {}], part.place, budget), budget)
    if broken:
        yield from salvage("".join(broken), part.place, budget)


def parse(raw: "memoryview | bytes") -> Json:
    """Parse one document, keeping the values of repeated names; raises ValueError."""
    try:
        document: Json = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return _parse_slowly(raw)
    if len(_KEY.findall(raw)) != _count_names(document):
        return _parse_slowly(raw)
    return document


def _parse_slowly(raw: "memoryview | bytes") -> Json:
    try:
        document: Json = json.loads(bytes(raw), object_pairs_hook=_keep_repeated)
    except RecursionError as error:
        raise ValueError("too deep") from error
    return document


def _keep_repeated(pairs: list[tuple[str, Json]]) -> Json:
    """Make an object with repeated names a list of objects, so that no value hides behind another."""
    layers: list[Json] = []
    seen: dict[str, int] = {}
    for name, value in pairs:
        layer = seen.get(name, 0)
        seen[name] = layer + 1
        if layer == len(layers):
            layers.append({})
        one = layers[layer]
        assert isinstance(one, dict)
        one[name] = value
    return layers if len(layers) > 1 else (layers or [{}])[0]


def _count_names(document: Json) -> int:
    total = 0
    stack: list[Json] = [document]
    while stack:
        item = stack.pop()
        if type(item) is dict:
            total += len(item)
            stack += [v for v in item.values() if type(v) is dict or type(v) is list]
        elif type(item) is list:
            stack += [v for v in item if type(v) is dict or type(v) is list]
    return total


def salvage(text: str, place: str, budget: Budget) -> Iterator[Piece]:
    """Read broken JSON: the objects that still parse become records, what lies between them is text with its escapes undone."""
    found: list[Json] = []
    between: list[str] = []
    end = 0
    for match in _FLAT_OBJECT.finditer(text):
        budget.check_time()
        try:
            found.append(parse(match[0].encode("utf-8", "replace")))
        except ValueError:
            continue
        between.append(text[end : match.start()])
        end = match.end()
    between.append(text[end:])
    yield from records(found, place, budget)
    rest = unescape("".join(between))
    for start in range(0, len(rest), _STRETCH):
        budget.check_time()
        yield Segment(text=rest[start : start + _STRETCH], place=place)


def unescape(text: str) -> str:
    """Undo the escapes of JSON strings wherever they stand in `text`."""
    return _ESCAPES.sub(lambda match: _undo(match[0]), text) if "\\" in text else text


def _undo(run: str) -> str:
    pairs = re.sub(r"\\u([0-9a-fA-F]{4})|\\(.)", lambda m: chr(int(m[1], 16)) if m[1] else _SHORT.get(m[2], m[2]), run)
    return pairs.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
