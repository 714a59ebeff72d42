"""What a replay cannot tell of a draft, because the past was looked at otherwise: in words, and of how many transfers.

It must not know how verdicts are reached, nor how it is shown.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from ledger.replay.tally import Tally
from ledger.schema import rollups
from rules.policy import Policy
from rules.rule import Condition, Rule
from rules.schema import DestinationEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """What could not be replayed, and how many transfers that concerns."""

    what: str
    ja: str
    """The same in Japanese."""
    transfers: int


type _Part = Callable[[Policy], object]


def _looks(policy: Policy) -> object:
    """What decides whether a connection is looked into."""
    guarded = {host for entry in _places(policy) if entry.inspects_answers for host in entry.hosts}
    return guarded, policy.passthroughs, policy.internals


def _owners(policy: Policy) -> object:
    """Whose customers may be at which place."""
    return {(host, entry.tenant) for entry in _places(policy) for host in entry.hosts if entry.tenant}


def _places(policy: Policy) -> tuple[DestinationEntry, ...]:
    return (*policy.destinations.values(), *policy.pack.values())


_DIFFER: tuple[tuple[_Part, str, str], ...] = (
    (
        lambda policy: policy.work_orders,
        "work orders differ: each transfer keeps the order that was open for it when it passed",
        "作業申請(work_orders)が違う: 転送ごとに、当時開いていた申請のまま試しています",
    ),
    (
        lambda policy: policy.staff,
        "staff differ: what counts as personal data was settled when it passed",
        "staff が違う: 何を個人情報と数えるかは、当時のままです",
    ),
    (
        lambda policy: (policy.entities, policy.custom),
        "entities of the site differ: what counts as personal data was settled when it passed",
        "自社の種類(entities)が違う: 何を個人情報と数えるかは、当時のままです",
    ),
    (
        lambda policy: policy.escalation,
        "escalation differs: limits are tried as they are written, without steps",
        "繰り返しによる段(escalation)が違う: 段のない、書いたままの上限で試しています",
    ),
    (
        _looks,
        "what is looked into differs (passthrough, guarded, internal_destinations): it is tried on what was looked into then",
        "中を見る通信(passthrough、guarded、internal_destinations)が違う: 当時見たものだけで試しています",
    ),
    (
        _owners,
        "tenants of destinations differ: where none is named now it stays, and whose customers are foreign was settled when it passed",
        "送信先の委託元(tenant)が違う: 書かれなくなった委託元と、だれを他社の顧客と数えるかは、当時のままです",
    ),
)


def untried(tally: Tally) -> Iterator[Unknown]:
    """Yield the rules that compare a number which the facts do not hold."""
    for rule, number in sorted(tally.open.items()):
        yield Unknown(
            what=f"rule {rule}: what it compares was not counted then",
            ja=f"規則 {rule}: 比べる数が、当時は数えられていません",
            transfers=number,
        )
    for rule, number in sorted(tally.open_now.items()):
        if number != tally.open.get(rule):
            what, ja = (
                f"rule {rule} of today: what it compares was not counted then",
                f"今の規則 {rule}: 比べる数が、当時は数えられていません",
            )
            yield Unknown(what=what, ja=ja, transfers=number)
    if tally.stepped:
        what = "met divided limits then, after repeated attempts: tried at the limits as they are written"
        yield Unknown(what=what, ja="当時は段で上限が下がっていたもの: 段のない、書いたままの上限で試しています", transfers=tally.stepped)
    if tally.begun:
        what = "stopped before their end today, and not so hard by the draft: more may have followed what came of them"
        yield Unknown(what=what, ja="今は途中で止め、下書きでは緩むもの: 届いた分だけで試しています", transfers=tally.begun)


def unknowns(now: Policy, draft: Policy, *, total: int, empty: int) -> Iterator[Unknown]:
    """Yield what facts cannot tell of a draft, of `total` transfers and of `empty` ones that were counted by the minute alone."""
    if not any(draft.destinations.values()):  # it leaves all places as they were
        draft = replace(draft, destinations=now.destinations, pack=now.pack)
    yield from _quiet(now, draft, empty)
    for part, what, ja in _DIFFER:
        if part(now) != part(draft):
            yield Unknown(what=what, ja=ja, transfers=total)
    for policy, name, whose in ((now, "today's policy", "今の方針"), (draft, "the draft", "下書き")):
        if policy.effective_mode(datetime.now(UTC)) == "monitor":
            what, ja = (
                f"{name} is in monitor mode: it is tried as if it were enforced",
                f"{whose}は記録だけ(monitor)です: 止めるものとして試しています",
            )
            yield Unknown(what=what, ja=ja, transfers=total)


def counted_by_the_minute(connection: Connection, since: datetime, until: datetime | None) -> int:
    """Count the transfers with nothing in them."""
    minute, end = rollups.c.minute, int(until.timestamp()) if until else 2**40
    found = select(func.coalesce(func.sum(rollups.c.transfers), 0)).where(minute >= int(since.timestamp()), minute < end)
    return int(connection.execute(found).scalar_one())


def _quiet(now: Policy, draft: Policy, empty: int) -> Iterator[Unknown]:
    before = [_does(rule, now) for rule in now.rules if _always(rule)]
    for rule in draft.rules:
        if empty and _always(rule) and _does(rule, draft) not in before:
            yield Unknown(
                what=f"rule {rule.id}, on transfers with nothing in them, which are counted by the minute",
                ja=f"規則 {rule.id}: 中身が空で、分ごとに数えただけの転送",
                transfers=empty,
            )


def _always(rule: Rule) -> bool:
    """Whether it applies whatever is in a transfer."""
    return not (rule.limits or rule.condition.entities or rule.condition.customers_of or rule.condition.gaps)


def _does(rule: Rule, policy: Policy) -> list[object]:
    """Return what a rule does, and what else its policy says that makes it mean some transfers rather than others."""
    asked = rule.condition
    return [
        rule.id,
        asked,
        rule.action,
        rule.enforced,
        policy.groups if asked.groups else None,
        policy.zones if asked.zones or asked.outside_zones else None,
        policy.calendar if asked.times != Condition() else None,
        (policy.destinations, policy.pack) if asked.categories or asked.tenants else None,
        policy.work_orders if asked.work_order is not None else None,
    ]
