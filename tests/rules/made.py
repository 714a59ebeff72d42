"""Made-up policies, transfers and inspections for the tests of this room."""

from datetime import datetime
from pathlib import Path

from detectors.model import Gap, GapReason, Inspection, People
from detectors.peopleset import PeopleSet
from rules.cases import alone
from rules.model import JST, Actor, Destination, DestinationClass, Direction, Employment, Past, Transfer
from rules.policy import Policy, load

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=JST)
"""A Tuesday."""

NOTICE = "notice: {purpose: お客様の情報を守る, owner: 管理者, contact: 窓口}\n"


def write(folder: Path, text: str, name: str = "policy.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def policy_of(folder: Path, text: str) -> Policy:
    return load([write(folder, NOTICE + text)])


def transfer_to(
    category: DestinationClass = DestinationClass.UNKNOWN,
    *,
    direction: Direction = Direction.UPLOAD,
    known: bool = True,
    host: str = "files.example.jp",
    at: datetime = NOW,
    account: str = "op-101",
    unit: str = "",
    employment: Employment = Employment.EMPLOYEE,
    tenant: str = "",
    tenants: tuple[str, ...] = (),
    size_bytes: int = 0,
) -> Transfer:
    return Transfer(
        id="0000-0000-0000-0001",
        actor=Actor(id=account, known=known, unit=unit, employment=employment, tenants=tenants),
        destination=Destination(host=host, category=category, tenant=tenant),
        direction=direction,
        at=at,
        size_bytes=size_bytes,
    )


def found(people: int = 0, names: int = 0, *gaps: GapReason, entities: dict[str, int] | None = None, size: int = 10) -> Inspection:
    return Inspection(
        people=People(persons=PeopleSet.of(range(1, people + 1)), names=PeopleSet.of(range(1, names + 1))),
        gaps=tuple(Gap(reason=reason, place="body", size_bytes=size) for reason in gaps),
        entities=tuple(sorted((entities or {}).items())),
    )


def past_alone(transfer: Transfer, inspection: Inspection, policy: Policy) -> Past:
    return alone(inspection, policy.windows(transfer))
