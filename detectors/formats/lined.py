"""Tables inside plain text: drawn with bars (Markdown, consoles), delimited, of fixed width, lists below a label, lines of `label: value`.

Each is given as a table where its header or its labels are known, so that its rows are counted as rows; what lies between stays text.
"""

import csv
import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

from ahocorasick_rs import AhoCorasick

from detectors.budget import Budget
from detectors.cells import values_in
from detectors.formats import fixedwidth
from detectors.formats.upright import Pair, documents, fits, of_documents, tables
from detectors.labels import in_text, is_whole, role_of_header
from detectors.model import Gap, Segment, Table

SHORTEST = 2
"""Lines below a header, where its notation says little."""

SAMPLE = 60
"""Lines of a list or a form that are looked at before it is taken for one."""

LONGEST_ITEM = 40
"""Code points of a line in a list."""

FEWEST_NAMES = 2
"""Labels that have to be known."""

_BARS = "|│┃║"
_BAR = re.compile(rf"[{_BARS}]")
_RULE = re.compile(r"[|+:\s\u2500-\u257f=-]*[=\u2500\u2501\u2550-]{2}[|+:\s\u2500-\u257f=-]*")
_BETWEEN = re.compile(r"\s*(?:[-=*_#─━＝＊~]{3,}.*|-\[ RECORD \d+ \][-+]*)?\s*")
_BRACKETED = r"[【\[［<＜]\s*(?P<inside>[^】\]］>＞\n]{1,24}?)\s*[】\]］>＞][ \t\u3000]*[:：]?"
_PLAIN = r"(?P<plain>[^\s:：|,、。=]{1,24}(?: [^\s:：|,、。=]{1,12})?)[ \t\u3000]*(?:[:：|=\t]|(?<=\u3000))"
_LABELLED = re.compile(rf"\s*(?:[■□●○◆◇▼▽・※*>-]\s?)?(?:{_BRACKETED}|{_PLAIN})\s*(?P<value>.*)")
_DELIMITERS = ",\t;|¦、，"
_COMMAS = "、，"


@lru_cache(maxsize=1)
def _matcher() -> AhoCorasick:
    return AhoCorasick([word for word, role in in_text() if role.entity and role.sure])


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Some lines of a text that are a table."""

    end: int
    """Number of the line behind it."""
    rows: Sequence[list[str]] = field(default=(), repr=False)
    pairs: Sequence[Pair] = field(default=(), repr=False)
    header: Sequence[str] = field(default=(), repr=False)
    """Its first lines, without which its rows in the next stretch could not be understood."""


def split(stretches: Iterable[str], place: str, budget: Budget) -> Iterator[Segment | Table | Gap]:
    """Give the tables in a text, and the text between them. Each stretch ends at a line end, the last one excepted."""
    header = held = ""
    source = iter(stretches)
    while (text := next(source, None)) is not None or held:
        lines = (header + held + (text or "")).splitlines(keepends=True)
        least, header, held = (1 if header else SHORTEST), "", ""
        start = end = 0
        for at in _starts(lines):
            if at < end or (block := _block(lines, at, SHORTEST if at else least)) is None:
                continue
            yield from _segment(lines[start:at], place)
            if block.end == len(lines) and text is not None:
                header, block = "".join(block.header), _but_last(lines, at, block) if block.pairs else block
                held = "".join(lines[block.end :])
            start = end = block.end
            yield from tables(block.rows, place, budget) if block.rows else of_documents(documents(block.pairs), place, budget)
        yield from _segment(lines[start : len(lines) if not held else start], place)


def _but_last(lines: Sequence[str], at: int, block: "Block") -> "Block":
    """Return a form without its last record, which may go on in the next stretch."""
    first = block.pairs[0][0]
    last = next(number for number in range(block.end - 1, at - 1, -1) if _label(lines[number].rstrip())[0] == first or number == at)
    return Block(end=last, pairs=_pairs(lines, at, last)[0]) if last > at else block


def _segment(lines: Sequence[str], place: str) -> Iterator[Segment]:
    text = "".join(lines)
    if text.strip():
        yield Segment(text=text, place=place)


def _starts(lines: Sequence[str]) -> list[int]:
    """Return the numbers of lines that hold a label, or bars with a rule below or above."""
    ends = list(accumulate(map(len, lines)))
    found = {
        bisect_right(ends, start) for _, start, _ in _matcher().find_matches_as_indexes("".join(lines).lower()[: ends[-1] if ends else 0])
    }
    found |= {number - 1 for number, line in enumerate(lines) if number and _is_rule(line) and _BAR.search(lines[number - 1])}
    return sorted(found)


def _is_rule(line: str) -> bool:
    return line[:1] in "|+-=: \t├┼─━═╟╠┌└╔╚" and bool(_RULE.fullmatch(line.rstrip()))


def _block(lines: Sequence[str], at: int, least: int) -> Block | None:
    """Return the table that begins with line `at`; `least`: rows below its header where its notation says little."""
    return next((block for read in (_drawn, _delimited, _labelled, _listed, _fixed) if (block := read(lines, at, least))), None)


def _run(lines: Sequence[str], at: int, goes_on: Callable[[str], object], most: int = sys.maxsize) -> int:
    """Return the number of the first line from `at` on that does not go on, or that is `most` lines away."""
    end = at
    while end < len(lines) and end - at < most and goes_on(lines[end]):
        end += 1
    return end


def _drawn(lines: Sequence[str], at: int, _: int) -> Block | None:
    """Read rows between bars with a rule among the first lines."""
    rules = [number for number in range(at, min(at + 3, len(lines))) if _is_rule(lines[number])]
    if not rules or not _BAR.search(lines[at]):
        return None
    end = _run(lines, at, lambda line: _BAR.search(line) or (line.strip() and _is_rule(line)))
    rows = [_barred(line) for line in lines[at:end] if not _is_rule(line)]
    return Block(end=end, rows=rows, header=lines[at : rules[-1] + 1]) if len(rows) > 1 and rules[-1] < end else None


def _barred(line: str) -> list[str]:
    return [cell.strip() for cell in _BAR.split(line.strip().strip(_BARS))]


def _delimited(lines: Sequence[str], at: int, least: int) -> Block | None:
    """Read rows below a line of labels with one delimiter between them."""
    for delimiter in _DELIMITERS:
        if delimiter not in lines[at]:
            continue
        reader = csv.reader(iter(lines[at:]), delimiter=delimiter)
        rows: list[list[str]] = []
        try:
            for row in reader:
                if len(row) < 2 or (rows and delimiter in _COMMAS and len(row) != len(rows[0])):
                    break
                if not rows and not _is_header(row):
                    return None
                rows.append(row)
                end = at + reader.line_num
        except csv.Error:
            return None
        if len(rows) > (least if delimiter in _COMMAS else 1):
            return Block(end=end, rows=rows, header=[lines[at]])
    return None


def _is_header(cells: Sequence[str]) -> bool:
    known = sum(is_whole(cell) for cell in cells)
    return known >= FEWEST_NAMES and 2 * known >= len(cells)


def _labelled(lines: Sequence[str], at: int, _: int) -> Block | None:
    """Read lines of labels and values; a line without a label goes on with the value before it."""
    if at and role_of_header(_label(lines[at - 1].rstrip())[0]):
        return None  # looked at from the line before
    pairs, end = _pairs(lines, at, at + SAMPLE)
    sure = [(label, value) for label, value in pairs if (role := role_of_header(label)) and role.sure and role.entity]
    if len({label for label, _ in pairs}) < FEWEST_NAMES or 2 * len(sure) < len(pairs) or not fits(sure):
        return None
    if end == at + SAMPLE:
        pairs, end = _pairs(lines, at, len(lines))
    return Block(end=end, pairs=pairs)


def _pairs(lines: Sequence[str], at: int, stop: int) -> tuple[list[Pair], int]:
    pairs: list[Pair] = []
    end = at
    for number in range(at, min(stop, len(lines))):
        line = lines[number].rstrip()
        label, value = _label(line)
        if label and role_of_header(label):
            pairs.append((label, value))
        elif _BETWEEN.fullmatch(line):
            continue
        elif pairs and label:
            pairs.append((label, value))
        elif pairs and number == end:
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]}\n{line.strip()}")
        else:
            break
        end = number + 1
    return pairs, end


def _label(line: str) -> Pair:
    match = _LABELLED.fullmatch(line)
    return (match["inside"] or match["plain"], match["value"].strip()) if match else ("", "")


def _listed(lines: Sequence[str], at: int, least: int) -> Block | None:
    """Read short lines below a single label that says what they are."""
    label = lines[at].strip()
    role = role_of_header(label) if is_whole(label) else None
    if role is None or role.part or not role.sure or not role.entity or (at and is_whole(lines[at - 1])):
        return None
    items = [line.strip() for line in lines[at + 1 : _run(lines, at + 1, _is_item, SAMPLE)]]
    if sum(bool(values_in(role.entity, item)) for item in items) < max(least, 0.8 * len(items)):
        return None
    end = _run(lines, at + 1, _is_item)
    return Block(end=end, rows=[[label], *([line.strip()] for line in lines[at + 1 : end])], header=[lines[at]])


def _is_item(line: str) -> bool:
    return 0 < len(line.strip()) <= LONGEST_ITEM


def _fixed(lines: Sequence[str], at: int, least: int) -> Block | None:
    """Read columns of fixed width below a line of labels."""
    header = fixedwidth.tokens(lines[at])
    if len(header) < FEWEST_NAMES or not _is_header([word for _, word in header]):
        return None
    body = at + 1 + (at + 1 < len(lines) and _is_rule(lines[at + 1]))
    seen = lines[body : _run(lines, body, str.strip, fixedwidth.SAMPLE_LINES)]
    places = fixedwidth.boundaries(header, seen) if len(seen) >= least else None
    if places is None:
        return None
    end = _run(lines, body, str.strip)
    return Block(
        end=end, rows=[[word for _, word in header], *(fixedwidth.cut(line, places) for line in lines[body:end])], header=lines[at:body]
    )
