"""Who is meant in running text: hits that stand together are one person's. Knows hits and windows; no table, no model."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from detectors.hits import Hit
from detectors.layout import PROSE_LENGTH, strip_title
from detectors.masking import mask
from detectors.model import IDENTIFIERS, Finding, Span
from detectors.notes import Notes
from detectors.passages import Passage
from detectors.people import MOST_IN_ROW
from detectors.recognisers.sensitive import states_of
from detectors.unionfind import Index
from detectors.values import identifies

WINDOW = 200
"""Code points within which identifiers belong to one person."""

SAME_KIND = 3
"""Most values of one entity that follow one name as that person's (home, mobile, office)."""

READING_GAP = 3
"""Code points between a name and its reading: 山田太郎（ヤマダタロウ）."""

_HIRAGANA = re.compile(r"[\u3041-\u3096]")
_NO_ROWS: Index = np.empty(0, dtype=np.int64)
_OF_ONE = frozenset((*IDENTIFIERS, "JP_ADDRESS", "BIRTH_DATE"))
_PERSONAL = frozenset((*IDENTIFIERS, "PERSON", "JP_ADDRESS", "BIRTH_DATE"))


def records(hits: Sequence[Hit], own: frozenset[str] = frozenset()) -> Iterator[list[Hit]]:
    """Give the hits of each person in turn: none is farther than `WINDOW` from the first, and a second name or number begins a new one.

    own: entities of the site that identify.
    """
    current: list[Hit] = []
    for hit in hits:
        if hit.entity not in _PERSONAL and hit.entity not in own:
            continue
        if current and not _belongs(current, hit):
            yield current
            current = []
        current.append(hit)
    if current:
        yield current


def _belongs(record: Sequence[Hit], hit: Hit) -> bool:
    if hit.end - record[0].start > WINDOW:
        return False
    alike = [one for one in record if one.entity == hit.entity]
    if not alike or any(one.value and one.value == hit.value for one in alike):
        return True
    if hit.entity == "PERSON":
        return hit.start - record[-1].end <= READING_GAP and record[-1].entity == "PERSON"
    return record[0].entity == "PERSON" and len(alike) < SAME_KIND


def note(notes: Notes, passage: Passage, hits: Sequence[Hit]) -> None:
    """Put the hits of one passage into the notes: counts, findings, people."""
    kept = [hit for hit in hits if not notes.allowed(hit.entity, hit.value) and (hit.entity != "PERSON" or _is_name(passage, hit))]
    if passage.owned is not None and passage.owned.any():
        kept += states_of(passage.text, 0, kept)
    shown: dict[Span, int] = {}
    for hit in kept:
        notes.counts[hit.entity] += passage.times
        if notes.wants(hit.entity) and (position := notes.find(_finding(hit, passage))) is not None:
            shown[Span(hit.start, hit.end)] = position
    people = list(records(kept, notes.custom.identifiers))
    if passage.scopes is None or passage.owned is None or _is_list(kept):
        own, others, apart = _NO_ROWS, None, True
    else:
        own, others = passage.scopes[passage.owned], passage.scopes[~passage.owned]
        apart = bool(others.size)
    for record in people:
        _note_person(notes, record, own, (others if len(people) == 1 else None), apart=apart)
        if notes.later:
            findings = [shown[span] for hit in record if (span := Span(hit.start, hit.end)) in shown]
            notes.later.add(_identifiers(notes, record), _first(record), findings)


def _is_name(passage: Passage, hit: Hit) -> bool:
    return passage.names and (passage.scopes is None or "label" in hit.evidence or fills(passage.text, hit))


def fills(cell: str, hit: Hit) -> bool:
    """Return whether a name is what `cell` says, no part of another name (a clinic called by its owner); in sentences any counts."""
    text = strip_title(cell)
    return len(text) >= PROSE_LENGTH or bool(_HIRAGANA.search(text)) or 4 * (hit.end - hit.start) >= 3 * len(text)


def _finding(hit: Hit, passage: Passage) -> Finding:
    span = Span(hit.start + passage.start, hit.end + passage.start)
    return Finding(
        entity=hit.entity,
        place=f"{passage.place}#{hit.layer}" if hit.layer else passage.place,
        span=span,
        score=hit.score,
        recogniser=hit.recogniser,
        evidence=hit.evidence,
        masked=mask(passage.text[hit.start : hit.end]),
    )


def _is_list(hits: Sequence[Hit]) -> bool:
    """Return whether these are more people than one row is about."""
    values: dict[str, set[str]] = defaultdict(set)
    for hit in hits:
        if hit.value and hit.entity in _OF_ONE:
            values[hit.entity].add(hit.value)
    return any(len(found) > MOST_IN_ROW for found in values.values())


def _note_person(notes: Notes, record: Sequence[Hit], own: Index, others: Index | None, *, apart: bool) -> None:
    """Count one person of a text.

    own: rows that say themselves whom they are about, so whatever stands in them belongs to that person; others: rows that this person is
    all there is of; None where the text says more; apart: whether the text makes people at all.
    """
    identifiers, first = _identifiers(notes, record), _first(record)
    key = key_of(first.get("PERSON"), first.get("JP_ADDRESS"), first.get("BIRTH_DATE"))
    names = notes.prints.many("PERSON", [hit.value for hit in record if hit.entity == "PERSON" and hit.value])
    if names.size:
        notes.census.name(names, known=bool(identifiers or key))
    scopes = own
    if apart and (identifiers or key):
        here = others if others is not None and identifiers else np.array([notes.census.open(1)], dtype=np.int64)
        scopes = np.concatenate([own, here])
        if key and here is not others:
            notes.census.fall_back(here, notes.prints.many(key.kind, [key.value]))
    for hit in identifiers:
        notes.mention(hit.entity, scopes, hit.value)


def _identifiers(notes: Notes, record: Sequence[Hit]) -> list[Hit]:
    kinds = (*IDENTIFIERS, *notes.custom.identifiers)
    return [hit for hit in record if hit.entity in kinds and hit.value and identifies(hit.entity, hit.value)]


def _first(record: Sequence[Hit]) -> dict[str, str]:
    return {hit.entity: hit.value for hit in reversed(record) if hit.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What identifies a person without any number."""

    kind: str
    value: str = field(repr=False)


def key_of(name: str | None, address: str | None, birth: str | None) -> Key | None:
    """Return name and address, else name and birth date; None for nobody."""
    if name and address:
        return Key(kind="NAME_ADDRESS", value=f"{name}\n{address}")
    if name and birth:
        return Key(kind="NAME_BIRTH", value=f"{name}\n{birth}")
    return None
