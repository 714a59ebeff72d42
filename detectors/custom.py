"""Entities of the site: numbers by pattern and check digit, words by list, in prose and in columns.

Knows what the site declared; no built-in entity.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ahocorasick_rs import AhoCorasick, MatchKind

from detectors.checkschemes import holds
from detectors.columns import Values
from detectors.config import CustomEntity
from detectors.fold import fold
from detectors.hits import Hit
from detectors.labels import Role
from detectors.layout import Layout, sample

RECOGNISER = "SiteEntity"

NEAR_BEFORE = 40
"""Code points before a value in which its label may stand."""

LISTED, LABELLED, CHECKED, BARE = 1.0, 0.95, 0.9, 0.6
"""Scores: on the deny list; with its label; by its check digit; by its pattern alone."""

_MOST = 0.8
"""Share of a column's cells that must be values before they alone name it."""

_NOT_KEPT = re.compile(r"[\s\-./・()]+")
_EDGE = "[0-9A-Za-z]"


class _Entity:
    """One entity, ready to be asked."""

    def __init__(self, declared: CustomEntity) -> None:
        self.declared = declared
        self._pattern = re.compile(rf"(?<!{_EDGE})(?:{declared.pattern})(?!{_EDGE})") if declared.pattern else None
        self._deny = {_plain(word) for word in declared.deny}
        self._allow = {_plain(word) for word in declared.allow}
        words = [fold(word).lower() for word in declared.deny]
        self._words = AhoCorasick(words, matchkind=MatchKind.LeftmostLongest) if words else None
        self._labels = tuple(fold(label).lower() for label in declared.labels)
        self.headers = frozenset(_plain(label) for label in declared.labels)

    def value(self, text: str) -> str | None:
        """Return `text` as a normalised value; None if it is none."""
        plain, folded = _plain(text), fold(text).strip()
        if not plain or plain in self._allow:
            return None
        if plain in self._deny:
            return plain
        return plain if self._pattern and self._pattern.fullmatch(folded) and self._checked(plain) else None

    def find(self, text: str) -> Iterator[Hit]:
        """Give the hits in folded `text`."""
        low = text.lower()
        if self._words and len(low) == len(text):
            for _, start, end in self._words.find_matches_as_indexes(low):
                if (value := _plain(text[start:end])) not in self._allow:
                    yield self._hit(start, end, LISTED, ("deny list",), value)
        for match in self._pattern.finditer(text) if self._pattern else ():
            value = _plain(match[0])
            if value and value not in self._allow and self._checked(value):
                score, evidence = self._weigh(low[max(0, match.start() - NEAR_BEFORE) : match.start()])
                if score:
                    yield self._hit(match.start(), match.end(), score, evidence, value)

    def _weigh(self, before: str) -> tuple[float, tuple[str, ...]]:
        proof = ("check digit",) if self.declared.check else ("pattern",)
        if label := next((label for label in self._labels if label in before), ""):
            return LABELLED, (*proof, label)
        if not self.declared.anywhere:
            return 0.0, ()
        return (CHECKED if self.declared.check else BARE), proof

    def _checked(self, plain: str) -> bool:
        digits = "".join(letter for letter in plain if letter.isascii() and letter.isdigit())
        return not self.declared.check or holds(self.declared.check, digits, self.declared.weights)

    def _hit(self, start: int, end: int, score: float, evidence: tuple[str, ...], value: str) -> Hit:
        return Hit(entity=self.declared.name, start=start, end=end, score=score, recogniser=RECOGNISER, evidence=evidence, value=value)


class CustomEntities:
    """All entities of the site."""

    def __init__(self, declared: Sequence[CustomEntity] = ()) -> None:
        self._entities = {entity.name: _Entity(entity) for entity in declared}
        self.identifiers = frozenset(entity.name for entity in declared if entity.identifies)

    def __contains__(self, entity: object) -> bool:
        return entity in self._entities

    def find(self, text: str) -> list[Hit]:
        """Return the hits of every entity in folded `text`."""
        return [hit for entity in self._entities.values() for hit in entity.find(text)]

    def normalise(self, entity: str, cells: Sequence[str]) -> Values:
        """Return the normalised value of each cell of a column of `entity`."""
        known: dict[str, str | None] = {}
        for cell in cells:
            if cell not in known:
                known[cell] = self._entities[entity].value(cell)
        return [known[cell] for cell in cells]

    def lay_out(self, layout: Layout, rows: Sequence[Sequence[str]]) -> Layout:
        """Return `layout` with the columns of the site's entities named: by their headers, or else by their values."""
        if not self._entities:
            return layout
        body = layout.body or (1 if rows and any(self._by_header(cell) for cell in rows[0]) else 0)
        headers = rows[body - 1] if body else ()
        roles = list(layout.roles)
        for column in range(max(len(roles), len(headers))):
            known = layout.role(column)
            name = self._by_header(headers[column]) if column < len(headers) else ""
            if not name and not known.entity:
                name = self._by_values([row[column] for row in rows[body : body + 200] if column < len(row)])
            roles[column : column + 1] = [Role(entity=name) if name else known]
        return replace(layout, body=body, roles=tuple(roles))

    def _by_header(self, header: str) -> str:
        plain = _plain(header)
        return next((name for name, entity in self._entities.items() if plain and plain in entity.headers), "")

    def _by_values(self, cells: Sequence[str]) -> str:
        looked = sample(cells)
        for name, entity in self._entities.items():
            if entity.declared.anywhere and looked and sum(entity.value(cell) is not None for cell in looked) >= _MOST * len(looked):
                return name
        return ""


def _plain(text: str) -> str:
    return _NOT_KEPT.sub("", fold(text)).upper()
