"""Inspections as bytes, between the processes that parse hostile content and those that decide. msgpack, never pickle: nothing in it runs.

Every length, word and number is checked on the way in, since a worker may have been taken over by what it parsed.
"""

from typing import Any, cast

import msgpack
import numpy as np

from detectors.model import Finding, Gap, GapReason, Inspection, People, Span
from detectors.peopleset import PeopleSet

MAX_BYTES = 64 << 20
"""An inspection in bytes: two exact sets of a million people are 16 MB."""

MAX_GAPS = 100_000
MAX_FINDINGS = 10_000
MAX_TENANTS = 1_000
"""Sets of clients, clients of a set, planted people: each at most so many."""
MAX_NUMBER = 1 << 48
"""Of anything counted, and of bytes. A ledger adds such numbers up in 64 bits, and no body holds so many."""
MAX_TEXT = 64 << 10
"""Code points of a place (archives nest names of up to 64 KB)."""

_VERSION = 2


class WireError(ValueError):
    """Bytes that are no inspection. Says which rule they break, never what they hold."""


def dumps(inspection: Inspection) -> bytes:
    """Return `inspection` as bytes that `loads` reads."""
    message = (
        _VERSION,
        inspection.format,
        inspection.charset,
        inspection.entities,
        [
            (f.entity, f.place[:MAX_TEXT], f.span.start, f.span.end, float(f.score), f.recogniser, f.evidence, f.masked, f.tenants)
            for f in inspection.findings[:MAX_FINDINGS]
        ],
        [(g.reason.value, g.place[:MAX_TEXT], g.size_bytes) for g in inspection.gaps[:MAX_GAPS]],
        inspection.people.persons.packed,
        inspection.people.names.packed,
        inspection.customers[:MAX_TENANTS],
        inspection.canaries[:MAX_TENANTS],
        [(stage, float(seconds)) for stage, seconds in inspection.seconds],
        inspection.size_bytes,
        inspection.complete,
    )
    return cast(bytes, msgpack.packb(message, unicode_errors="surrogatepass"))


def loads(packed: bytes) -> Inspection:
    """Return the inspection in `packed`; raises WireError for anything but what `dumps` writes."""
    if len(packed) > MAX_BYTES:
        raise WireError("too long")
    try:
        message = msgpack.unpackb(packed, use_list=False, unicode_errors="surrogatepass", max_map_len=0, max_ext_len=0)
    except (ValueError, msgpack.UnpackException, RecursionError) as error:
        raise WireError("not msgpack") from error
    match message:
        case (2, form, charset, entities, findings, gaps, persons, names, customers, canaries, seconds, size, complete):
            return Inspection(
                format=_text(form),
                charset=_text(charset),
                entities=tuple((_text(name), _number(count)) for name, count in _rows(entities, 2, MAX_FINDINGS)),
                findings=tuple(_finding(row) for row in _rows(findings, 9, MAX_FINDINGS)),
                gaps=tuple(_gap(row) for row in _rows(gaps, 3, MAX_GAPS)),
                people=People(persons=_people(persons), names=_people(names)),
                customers=tuple((_words(tenants), _number(count)) for tenants, count in _rows(customers, 2, MAX_TENANTS)),
                canaries=_words(canaries),
                seconds=tuple((_text(stage), _real(value)) for stage, value in _rows(seconds, 2, 100)),
                size_bytes=_number(size),
                complete=_truth(complete),
            )
    raise WireError("no inspection")


def _rows(value: object, width: int, most: int) -> tuple[tuple[Any, ...], ...]:
    if not isinstance(value, tuple) or len(value) > most or not all(isinstance(row, tuple) and len(row) == width for row in value):
        raise WireError("no list of rows")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise WireError("no short text")
    return value


def _words(value: object) -> tuple[str, ...]:
    if not isinstance(value, tuple) or len(value) > MAX_TENANTS:
        raise WireError("no list of words")
    return tuple(_text(word) for word in value)


def _number(value: object) -> int:
    if type(value) is not int or not 0 <= value <= MAX_NUMBER:
        raise WireError("no natural number that a body can hold")
    return value


def _real(value: object) -> float:
    if not isinstance(value, float) or not value >= 0:
        raise WireError("no real number from 0")
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise WireError("no truth value")
    return value


def _finding(row: tuple[Any, ...]) -> Finding:
    entity, place, start, end, score, recogniser, evidence, masked, tenants = row
    if not isinstance(evidence, tuple) or len(evidence) > 100 or _number(start) > _number(end) or _real(score) > 1:
        raise WireError("no finding")
    return Finding(
        entity=_text(entity),
        place=_text(place),
        span=Span(start, end),
        score=score,
        recogniser=_text(recogniser),
        evidence=tuple(_text(word) for word in evidence),
        masked=_text(masked),
        tenants=_words(tenants),
    )


def _gap(row: tuple[Any, ...]) -> Gap:
    reason, place, size = row
    if reason not in GapReason:
        raise WireError("unknown reason of a gap")
    return Gap(reason=GapReason(reason), place=_text(place), size_bytes=_number(size))


def _people(packed: object) -> PeopleSet:
    """Check that a set is in order: an unsorted or repeating one would count people twice."""
    if not isinstance(packed, bytes) or packed[:1] not in (b"E", b"S") or (packed[:1] == b"E" and len(packed) % 8 != 1):
        raise WireError("no set of people")
    people = PeopleSet(packed=packed)
    if people.exact:
        values = people.values
        if not bool(np.all(values[1:] > values[:-1])):
            raise WireError("a set of people out of order")
        return people
    try:
        _ = people.count
    except (RuntimeError, ValueError, IndexError) as error:
        raise WireError("no sketch of people") from error
    return people
