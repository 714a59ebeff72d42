"""Made-up transfers, inspections and a policy with one limit, for the tests of the ledger."""

from dataclasses import dataclass
from datetime import datetime

from detectors.model import Finding, Gap, GapReason, Inspection, People, Span
from detectors.peopleset import PeopleSet
from proxy.transfer_id import new_transfer_id
from rules.model import (
    JST,
    Action,
    Actor,
    Destination,
    DestinationClass,
    Direction,
    Employment,
    Past,
    RuleMatch,
    Transfer,
    Verdict,
    Window,
)
from rules.schema_work import Escalation

NOON = datetime(2026, 4, 10, 12, 0, tzinfo=JST)


def transfer(
    *,
    actor: str = "op-17",
    tenant: str = "alpha",
    host: str = "files.example.net",
    category: DestinationClass = DestinationClass.APPROVED,
    direction: Direction = Direction.UPLOAD,
    at: datetime = NOON,
    size: int = 2048,
    content_type: str = "text/csv; charset=utf-8; name=客先一覧.csv",
) -> Transfer:
    return Transfer(
        id=new_transfer_id(),
        actor=Actor(id=actor, known=True, unit="第一課", employment=Employment.DISPATCH, tenants=(tenant,), source="10.2.0.17"),
        destination=Destination(host=host, category=category, tenant=tenant),
        direction=direction,
        at=at,
        method="POST",
        size_bytes=size,
        content_type=content_type,
    )


def people(*numbers: int) -> People:
    return People(persons=PeopleSet.of(numbers))


def inspection(*numbers: int, entities: tuple[tuple[str, int], ...] = (), gaps: tuple[Gap, ...] = ()) -> Inspection:
    found = entities or ((("PHONE_NUMBER", len(numbers)),) if numbers else ())
    samples = tuple(
        Finding(entity=e, place="客先.zip!/山田太郎.csv#2", span=Span(0, 3), score=0.9, recogniser="made", masked="0***********")
        for e, _ in found
    )
    return Inspection(format="csv", entities=found, findings=samples, gaps=gaps, people=people(*numbers), seconds=(("total", 0.01),))


ENCRYPTED = Gap(reason=GapReason.ENCRYPTED, place="客先.zip!/山田太郎.xlsx", size_bytes=900)

DAY = Window(direction=Direction.UPLOAD, days=1)
MONTH = Window(direction=Direction.UPLOAD, days=30)
TENANT_DAY = Window(per="tenant", direction=Direction.UPLOAD, days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The counts that a policy would ask for, and a verdict that blocks over `people` in the first of them."""

    people: int = 1_000_000
    asked: tuple[Window, ...] = (DAY,)
    escalation: Escalation | None = None

    def windows(self, transfer: Transfer) -> tuple[Window, ...]:
        return self.asked

    def decide(self, past: Past) -> Verdict:
        found = past.counts[0][1].people if past.counts else 0
        action = Action.BLOCK if found > self.people else Action.ALLOW
        return verdict(action, found=found, threshold=self.people)


def verdict(action: Action, *, would: Action | None = None, found: int = 0, threshold: int = 0) -> Verdict:
    strongest = would or action
    if strongest is Action.ALLOW:
        return Verdict(action=action, policy="made-policy")
    match = RuleMatch(
        rule="bulk-day",
        action=strongest,
        enforced=would is None,
        severity="high",
        measure="people.1d",
        found=found,
        threshold=threshold,
        kitei="第12条",
        law="法23条",
        message="一日の上限を超えました / over the daily limit",
    )
    return Verdict(action=action, matches=(match,), would=strongest, policy="made-policy")
