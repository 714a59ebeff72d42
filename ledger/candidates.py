"""Which cases of a reportable leak an incident may be, and why. Hints for the person who judges, never findings of law.

The lines are in `candidates.yaml`. It must not know how a candidate is shown.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ledger.egress import passed
from ledger.lines import lines
from ledger.records import Record
from ledger.shares import Share, shares
from rules.model import UNASSIGNED, Action, DestinationClass, Direction
from rules.schema import Tenant
from rules.words import CATEGORY, ENTITY

type Clients = Mapping[str, Tenant]
"""The clients (委託元) of the policy, by id."""

_OURS = frozenset({DestinationClass.CRM, DestinationClass.APPROVED})


class Case(StrEnum):
    """The cases of 施行規則第7条."""

    SENSITIVE = "t1"
    """要配慮個人情報 beside at least one person."""
    FINANCIAL = "t2"
    """Card or bank account: misuse could cost somebody money."""
    IMPROPER = "t3"
    """An upload of at least one person to a place that is not the company's, or anything that a rule blocks: it may be a taking."""
    MANY = "t4"
    """More people than the line of the company, or of the client where that is a public body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One case that an incident may be."""

    case: Case
    client: str = ""
    """The client whose line is met; empty for the line of the company itself."""
    clause: str
    reason: str
    """In Japanese: what on record makes it one."""

    @property
    def label(self) -> str:
        """The case, and whose line is met where there may be several."""
        whose = f" 委託元 {self.client}" if self.client else " 自社" if self.case is Case.MANY else ""
        return f"{self.case}{whose}"

    def __str__(self) -> str:
        return f"{self.label}({self.clause}): {self.reason}"


def candidates(record: Record, counts: Record, clients: Clients) -> tuple[Candidate, ...]:
    """Return the cases that a transfer may be; `counts` is the record of its full count."""
    return tuple(_met(record, counts, clients)) if counts.people or counts.names_only else ()


def candidates_of_client(record: Record, share: Share, kinds: Iterable[str], client: Tenant | None) -> tuple[Candidate, ...]:
    """Return the cases that a transfer may be for one client, told from its own share alone; `kinds` are those of its customers' data."""
    law, found = lines(), list(_from_one_person_on(record, kinds))
    sector = client.sector if client else ""
    met = {law.many: sector != "public", law.many_public: sector != "private"}
    if line := next((line for line, asked in met.items() if asked and share.people > line.over), None):
        unknown = "公的機関であれば、" if line is law.many_public and not sector else ""
        reason = f"{unknown}お客様の数が報告の線{line.over:,}人を超えています"
        found.append(Candidate(case=Case.MANY, client=share.tenant, clause=line.clause, reason=reason))
    return tuple(found)


def _met(record: Record, counts: Record, clients: Clients) -> Iterator[Candidate]:
    law = lines()
    yield from _from_one_person_on(record, (entity for entity, _ in counts.entities))
    before = passed(record).before
    if counts.people > law.many.over:
        reason = f"本人の数が{law.many.over:,}人を超えています({_number(counts)})"
        yield Candidate(case=Case.MANY, clause=law.many.clause, reason=reason)
    elif counts.people + before > law.many.over:
        reason = f"同じ期間に先に渡った人と合わせて、本人の数が{law.many.over:,}人を超えています(少なくとも{counts.people + before:,}人)"
        yield Candidate(case=Case.MANY, clause=law.many.clause, reason=reason)
    yield from (found for share in shares(record, counts) if (found := _of_public(share, counts, clients)))
    if record.tenant in ("", UNASSIGNED) and (found := _of_nobody(counts, clients)):
        yield found


def _from_one_person_on(record: Record, kinds: Iterable[str]) -> Iterator[Candidate]:
    law, found = lines(), tuple(kinds)
    for case, clause in ((Case.SENSITIVE, law.sensitive), (Case.FINANCIAL, law.financial)):
        if seen := [ENTITY[kind].ja for kind in found if kind in clause.entities]:
            yield Candidate(case=case, clause=clause.clause, reason=f"{'・'.join(seen)}が、本人とともに見つかりました")
    if reason := _improper(record):
        yield Candidate(case=Case.IMPROPER, clause=law.improper.clause, reason=reason)


def _improper(record: Record) -> str:
    if record.direction is Direction.UPLOAD and record.category not in _OURS:
        return f"会社が認めた先でない所({CATEGORY[record.category].ja})への送信です"
    if record.action is Action.BLOCK:
        return "規則が遮断した転送です。目的は人が確かめます"
    return "有効ならば遮断する規則に当たった転送です。目的は人が確かめます" if record.would is Action.BLOCK else ""


def _of_public(share: Share, counts: Record, clients: Clients) -> Candidate | None:
    law, client = lines(), clients.get(share.tenant)
    if share.people <= law.many_public.over or (client and client.sector != "public"):
        return None
    who = "公的機関の委託元" if client else "方針に区分のない委託元で、公的機関ならば"
    number = f"少なくとも{share.people:,}人" if share.matched or not counts.whole else f"{share.people:,}人"
    reason = f"{who}の線{law.many_public.over:,}人を超えています({number}){_own_line(counts)}"
    return Candidate(case=Case.MANY, client=share.tenant, clause=law.many_public.clause, reason=reason)


def _of_nobody(counts: Record, clients: Clients) -> Candidate | None:
    """Return what an incident of no known client may be where some client is a public body."""
    law = lines()
    if counts.people <= law.many_public.over or not any(client.sector == "public" for client in clients.values()):
        return None
    reason = f"委託元が分かりません。公的機関ならば、その線{law.many_public.over:,}人を超えています({_number(counts)}){_own_line(counts)}"
    return Candidate(case=Case.MANY, client=UNASSIGNED, clause=law.many_public.clause, reason=reason)


def _own_line(counts: Record) -> str:
    over = lines().many.over
    if counts.people > over:
        return ""
    return f"。自社の線{over:,}人" + ("には達していません" if counts.whole else "を超えるかは、数え終わっていないため分かりません")


def _number(counts: Record) -> str:
    return f"{counts.people:,}人" if counts.whole else f"少なくとも{counts.people:,}人"
