"""Addresses: a municipality (or a known town) and a block, with prefecture before and building behind them; one span."""

import re
from collections.abc import Iterator, Sequence

from detectors import values
from detectors.addresses import grammar
from detectors.addresses.gazetteer import Gazetteer, Place, gazetteer
from detectors.hits import Hit
from detectors.reading import Reading
from detectors.recognisers.base import LABELLED, Recogniser

_HAMLET = re.compile(r"[\u30a1-\u30fa\u30fc\u4e00-\u9fff0-9 -]*")
_ONLY_PREFECTURE = re.compile(r"北海道|東京都|(?:大阪|京都)府|.{2,3}県")
_CITY = re.compile(r"[市区町村郡]")
_END = re.compile(r"[\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff0-9 -]{1,30}")


class AddressRecogniser(Recogniser):
    """Addresses that point to a building or a lot. A place without one is a `LOCATION`."""

    ENTITY = "JP_ADDRESS"
    CHEAP = re.compile(
        r"[0-9〇一二三四五六七八九十ニー-](?:丁目|番|号|条|地割|-)|[一二三四五六七八九十][のノ之ー~・][0-9一二三四五六七八九十]"
        r"|[都道府県市区町村郡].{0,30}[0-9]|無番地|番外地|住所|所在地|[け送求]先|居住地|本籍|(?i:addr)",
        re.DOTALL,
    )

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Yield addresses, left to right, not overlapping."""
        places, covered = gazetteer(), 0
        found: list[Hit] = []
        for start, ends in _chains(places.places(reading.text), reading.text):
            if start < covered:
                continue
            hit = self._from_place(reading, places, start, ends)
            if hit is not None:
                covered = hit.end
                found.append(hit)
        yield from found
        yield from self._from_towns(reading, places, found)

    def _from_place(self, reading: Reading, places: Gazetteer, start: int, ends: Sequence[int]) -> Hit | None:
        label = reading.label_of(start)
        labelled = label is not None and label.role.entity == self.ENTITY
        # The last of the places may be a town that is called as a municipality elsewhere: 新宿区信濃町.
        for end in reversed(ends):
            match = grammar.TAIL.match(reading.text, end)
            if match is not None and (why := _evidence(places, reading.text[start:end], match, labelled=labelled)):
                return self._of(reading, start, match.end(), LABELLED if labelled else 0.85, ("municipality", why))
        if labelled and (rest := _END.match(reading.text, ends[-1])) and (known := places.begins_with_town(rest[0])):
            end = ends[-1] + next(_HAMLET.finditer(rest[0], known)).end()
            return self._of(reading, start, end, 0.7, ("municipality", "label"))
        return None

    def _from_towns(self, reading: Reading, places: Gazetteer, taken: Sequence[Hit]) -> Iterator[Hit]:
        """Yield addresses whose municipality is left out: a town of the list and a block."""
        text, covered = reading.text, 0
        for begin in grammar.BLOCK_START.finditer(text):
            at = begin.start()
            if at < covered or any(hit.start <= at < hit.end for hit in taken):
                continue
            match = grammar.ONLY_BLOCK.match(text, at)
            start = places.town_before(text, at)
            if match is None or grammar.ONLY_CHOME.fullmatch(match["block"]) or grammar.ONLY_HOUSE.fullmatch(match["block"]):
                continue
            if start == at or not _stands_alone(text, start, at, match["block"]):
                start = _known_start(reading, places, at, match.end())
            if start < at:
                covered = match.end()
                yield self._of(reading, start, match.end(), 0.6, ("town", "block"))

    def _of(self, reading: Reading, start: int, end: int, score: float, evidence: tuple[str, ...]) -> Hit:
        text = reading.text[start:end].rstrip(" -・の")
        return self.hit(start, start + len(text), score, evidence, values.address(text) or "")


def _chains(places: list[Place], text: str) -> Iterator[tuple[int, list[int]]]:
    """Yield where places written one after the other begin and where each of them ends: prefecture, municipality, ward."""
    at = 0
    while at < len(places):
        start, ends = places[at].start, [places[at].end]
        at += 1
        while (
            at < len(places)
            and not places[at].prefecture
            and not text[ends[-1] : places[at].start].strip()
            and places[at].start - ends[-1] <= 1
        ):
            ends.append(places[at].end)
            at += 1
        yield start, ends


def _stands_alone(text: str, start: int, at: int, block: str) -> bool:
    """Return whether a town and a block are an address without anything else: not the chome of a station, not a score."""
    bounded = start == 0 or not ("\u3041" <= text[start - 1] <= "\u9fff")
    if grammar.UNIT.search(block):
        return bounded or at - start >= 3
    return bounded and "-" in block and at - start >= 3


def _known_start(reading: Reading, places: Gazetteer, at: int, end: int) -> int:
    """Return where a town and an unlisted hamlet before `at` begin, behind a label or a line of their own; `at` if there are none."""
    text = reading.text
    run = grammar.CJK_RUN.search(text, max(0, at - 20), at)
    for start in range(run.start(), at - 1) if run else ():
        label = reading.label_of(start)
        line = (start == 0 or text[start - 1] == "\n") and (end == len(text) or text[end] == "\n")
        if not line and (label is None or label.role.entity != "JP_ADDRESS") and not grammar.LIVED.match(text, end):
            continue
        known = places.begins_with_town(text[start:at])
        hamlet = text[start + known : at]
        if known >= 2 and len(hamlet) <= 8 and not grammar.NOT_TOWN.search(hamlet):
            return start
    return at


def _evidence(places: Gazetteer, place: str, match: re.Match[str], *, labelled: bool) -> str:
    """Return why what follows `place` is an address; empty when it is not."""
    block, written = match["block"], match["town"].strip()
    town = grammar.OLD_PREFIX.sub("", written)
    full, small = places.has_prefecture(place), place[-1] in "町村"
    numbers = len(grammar.NUMBERS.findall(block))
    if (grammar.ONLY_CHOME.fullmatch(block) and not full and not labelled) or (small and not full and "郡" not in place and numbers < 2):
        return ""
    known = places.begins_with_town(town)
    if known and _is_town(town, known, numbers, block):
        return "town"
    if match["crossing"]:
        return "crossing"
    hamlet = town != written or grammar.HAMLET.search(town) is not None
    if match["break"].strip(" ") or (match["line"] and not hamlet) or (_ONLY_PREFECTURE.fullmatch(place) and not _CITY.search(town)):
        return ""
    return "block" if _is_block(match, town, numbers, hamlet=hamlet, full=full, small=small) else ""


def _is_town(town: str, known: int, numbers: int, block: str) -> bool:
    """Return whether `town`, whose first `known` code points are in the list, may be one with a hamlet or a particle behind it."""
    rest = town[known:]
    if rest in ("の", "ノ"):
        return numbers > 1
    if len(rest) > 8 or grammar.NOT_TOWN.search(rest):
        return False
    return known > 1 or ("号" not in block and not grammar.HIRAGANA.search(rest))


def _is_block(match: re.Match[str], town: str, numbers: int, *, hamlet: bool, full: bool, small: bool) -> bool:
    """Return whether the block says so much that the town before it need not be known."""
    block = match["block"]
    unit = bool(grammar.UNIT.search(block))
    if not town:
        return unit or grammar.STEM.match(block) is not None or (small and (numbers >= 2 or full)) or numbers >= 3
    if not hamlet and (grammar.NOT_TOWN.search(town) or (grammar.HIRAGANA.search(town) and not unit)):
        return False
    return len(town) <= 14 and (unit or numbers >= 2 or hamlet or (full and grammar.CLOSED.match(match.string, match.end()) is not None))
