"""Addresses: a municipality (or a known town) and a block, with prefecture before and building behind them; one span."""

import re
from collections.abc import Iterator, Sequence

from detectors import values
from detectors.addresses import grammar
from detectors.addresses.gazetteer import Gazetteer, Place, gazetteer
from detectors.hits import Hit
from detectors.reading import Reading
from detectors.recognisers.base import LABELLED, Recogniser

_NUMBERS = re.compile(r"[0-9]+")
_END = re.compile(r"[\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc\u4e00-\u9fff0-9 -]{1,30}")


class AddressRecogniser(Recogniser):
    """Addresses that point to a building or a lot. A place without one is a `LOCATION`."""

    ENTITY = "JP_ADDRESS"
    CHEAP = re.compile(r"[0-9〇一二三四五六七八九十ニー-](?:丁目|番|号|条|地割|-)|[都道府県市区町村郡].{0,30}[0-9]|住所|所在地", re.DOTALL)

    def find(self, reading: Reading) -> Iterator[Hit]:
        """Yield addresses, left to right, not overlapping."""
        places, covered = gazetteer(), 0
        found: list[Hit] = []
        for start, end in _chains(places.places(reading.text), reading.text):
            if start < covered:
                continue
            hit = self._from_place(reading, places, start, end)
            if hit is not None:
                covered = hit.end
                found.append(hit)
        yield from found
        yield from self._from_towns(reading, places, found)

    def _from_place(self, reading: Reading, places: Gazetteer, start: int, end: int) -> Hit | None:
        match = grammar.TAIL.match(reading.text, end)
        label = reading.label_of(start)
        labelled = label is not None and label.role.entity == self.ENTITY
        place = reading.text[start:end]
        if match is not None and (why := _evidence(places, place, match, labelled=labelled)):
            return self._of(reading, start, match.end(), LABELLED if labelled else 0.85, ("municipality", why))
        if labelled and (rest := _END.match(reading.text, end)) and places.begins_with_town(rest[0]):
            return self._of(reading, start, end + len(rest[0].rstrip()), 0.7, ("municipality", "label"))
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


def _chains(places: list[Place], text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of places written one after the other: prefecture, municipality, ward."""
    at = 0
    while at < len(places):
        start, end = places[at].start, places[at].end
        at += 1
        while at < len(places) and not places[at].prefecture and not text[end : places[at].start].strip() and places[at].start - end <= 1:
            end = places[at].end
            at += 1
        yield start, end


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
        if not line and (label is None or label.role.entity != "JP_ADDRESS"):
            continue
        known = places.begins_with_town(text[start:at])
        hamlet = text[start + known : at]
        if known >= 2 and len(hamlet) <= 8 and not grammar.NOT_TOWN.search(hamlet):
            return start
    return at


def _evidence(places: Gazetteer, place: str, match: re.Match[str], *, labelled: bool) -> str:
    """Return why what follows `place` is an address; empty when it is not."""
    block = match["block"]
    unit, numbers = bool(grammar.UNIT.search(block)), len(_NUMBERS.findall(block))
    full = places.has_prefecture(place)
    small = place[-1] in "町村"
    if (grammar.ONLY_CHOME.fullmatch(block) and not full and not labelled) or (small and not full and "郡" not in place and numbers < 2):
        return ""
    written = match["town"].strip()
    town = grammar.OLD_PREFIX.sub("", written)
    known = places.begins_with_town(town)
    if known and known >= len(town) - 8 and not grammar.NOT_TOWN.search(town[known:]):
        return "town"
    if match["crossing"]:
        return "crossing"
    if match["line"]:
        return ""
    if not town:
        return "block" if unit or grammar.STEM.match(block) or (small and (numbers >= 2 or full)) or numbers >= 3 else ""
    if town == written and grammar.NOT_TOWN.search(town):
        return ""
    if (grammar.HIRAGANA.search(town) and not unit and town == written) or len(town) > 14:
        return ""
    return "block" if unit or numbers >= 2 or town != written else ""
