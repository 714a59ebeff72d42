"""What a person who was stopped is told, taken from verdict, transfer and inspection: counts and kinds, never what was found or where."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from detectors.model import Inspection
from proxy.pages.words import CHECKED, STOPPED, advice, measure
from rules.model import JST, Action, RuleMatch, Transfer, Verdict
from rules.schema import Notice
from rules.words import ENTITY, GAP, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One rule that led to it."""

    rule: str
    measure: Words
    found: int
    threshold: int
    counts: bool
    """Whether a number passed a threshold; else a condition was met."""
    kitei: str
    law: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """The content of a block page."""

    incident: str
    at: datetime
    upload: bool
    opening: bool
    """Whether a page was asked for, with nothing found in the request: nobody would call that sending."""
    known: bool
    host: str
    message: Words
    reasons: tuple[Reason, ...]
    people: int
    exact: bool
    names_only: int
    entities: tuple[tuple[Words, int], ...]
    gaps: tuple[tuple[Words, int], ...]
    advice: tuple[Words, ...]
    notice: Notice


def stopped(transfer: Transfer, inspection: Inspection, verdict: Verdict, notice: Notice) -> Stopped:
    """Gather what the person is told."""
    stopping = [match for match in verdict.matches if match.enforced and not match.action.releases]
    upload, found = transfer.direction == "upload", inspection.people.count or inspection.entities or inspection.gaps
    return Stopped(
        incident=transfer.id,
        at=transfer.at.astimezone(JST),
        upload=upload,
        opening=upload and transfer.method in ("GET", "HEAD") and not found,
        known=transfer.actor.known,
        host=transfer.destination.host,
        message=_message([match for match in stopping if match.action is verdict.action], verdict.action),
        reasons=tuple(_reason(match) for match in stopping),
        people=inspection.people.count,
        exact=inspection.people.exact and inspection.complete,
        names_only=inspection.people.names_only,
        entities=tuple((ENTITY.get(name, Words(name, name)), spans) for name, spans in inspection.entities),
        gaps=tuple((GAP[reason], number) for reason, number in Counter(gap.reason for gap in inspection.gaps).items()),
        advice=advice(transfer, inspection, stopping),
        notice=notice,
    )


def problem(transfer: Transfer, inspection: Inspection, verdict: Verdict, notice: Notice) -> dict[str, Any]:
    """Return the same for a program. **Source:** RFC 9457, "Problem Details for HTTP APIs"."""
    facts = stopped(transfer, inspection, verdict, notice)
    return {
        "type": "urn:sekimori:problem:stopped",
        "title": "Stopped to protect personal data",
        "status": 403,
        "detail": "\n".join(facts.message),
        "instance": f"urn:sekimori:incident:{transfer.id}",
        "incident": transfer.id,
        "direction": transfer.direction,
        "refusal": transfer.refusal,
        "people": facts.people,
        "people_exact": facts.exact,
        "names_only": facts.names_only,
        "entities": dict(inspection.entities),
        "gaps": dict(Counter(gap.reason.value for gap in inspection.gaps)),
        "rules": [
            {"rule": m.rule, "measure": m.measure, "found": m.found, "threshold": m.threshold, "kitei": m.kitei, "law": m.law}
            for m in verdict.matches
            if m.enforced
        ],
        "advice": [words.en for words in facts.advice],
        "contact": notice.contact,
    }


def _message(deciding: list[RuleMatch], action: Action) -> Words:
    """Return the words of the first rule that has some. A rule's message is Japanese, then English on the next line."""
    ja, _, en = next((match.message for match in deciding if match.message), "").partition("\n")
    usual = STOPPED if action is Action.BLOCK else CHECKED
    return Words(ja or usual.ja, en or usual.en)


def _reason(match: RuleMatch) -> Reason:
    counts = "." in match.measure
    words = measure(match.measure)
    return Reason(
        rule=match.rule, measure=words, found=match.found, threshold=match.threshold, counts=counts, kitei=match.kitei, law=match.law
    )
