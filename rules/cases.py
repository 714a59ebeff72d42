"""Made-up transfers: the examples of rules, and the tests of a policy. They run against the real rules and the real decision."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from detectors.model import Gap, Inspection, People
from detectors.peopleset import PeopleSet
from rules.facts import Facts, counted, gap_sizes
from rules.model import Actor, Count, Destination, DestinationClass, Direction, Fault, Past, Transfer, Window, WorkOrder
from rules.schema_rule import ActorCase, Case, RuleEntry, When

if TYPE_CHECKING:
    from rules.merge import Source
    from rules.policy import Policy


def transfer_of(case: Case, policy: "Policy", when: When | None = None) -> Transfer:
    """Return the transfer that `case` describes; what it leaves out is what `when` asks for."""
    when = when or When()
    direction = case.direction or next(iter(when.direction), Direction.UPLOAD)
    return Transfer(
        id="0000-0000-0000-0000",
        actor=_actor(case, policy, when),
        destination=_destination(case, policy, when),
        direction=direction,
        at=case.at,
        size_bytes=case.gap_bytes,
        order=_order(case, when),
    )


def inspection_of(case: Case) -> Inspection:
    """Return the inspection that `case` describes."""
    return Inspection(
        entities=tuple(sorted((entity, n) for entity, n in case.findings.items() if n)),
        gaps=tuple(Gap(reason=reason, place="example", size_bytes=case.gap_bytes) for reason in case.gaps),
        customers=tuple(sorted((tuple(tenants.split("+")), n) for tenants, n in case.customers.items() if n)),
        canaries=tuple(f"example-{number}" for number in range(case.canaries)),
        people=People(persons=_people(case.people), names=_people(case.names_only)),
    )


def past_of(case: Case, windows: Sequence[Window]) -> Past:
    """Return the past that `case` describes: what it says for so many days, at least the transfer itself."""

    def count(window: Window) -> Count:
        if window.drawn:
            return Count(people=case.drawdown.get(f"{window.days}d", 0))
        if window.uninspected is not None:
            here = sum(case.gap_bytes for reason in case.gaps if not window.uninspected or reason in window.uninspected)
            return Count(people=0, uninspected=max(here, case.past_uninspected.get(f"{window.days}d", 0)))
        if window.per == "order":
            left = 0 if case.order is None else case.order - max(case.people, case.under_order)
            return Count(people=max(0, -left), names_only=0 if case.order is None else max(0, case.names_only - max(0, left)))
        people = max(case.people, case.past.get(f"{window.days}d", 0))
        return Count(people=people, names_only=case.names_only, calls=case.calls.get(f"{window.days}d") if window.per_call else None)

    counts = tuple((window, count(window)) for window in windows)
    return Past(counts=counts, terminals=case.terminals, step=case.step)


def alone(inspection: Inspection, windows: Sequence[Window]) -> Past:
    """Return the past of somebody who never moved anything before: every window holds this transfer alone."""
    people = inspection.people
    count = Count(people=people.count, names_only=people.names_only, exact=people.exact)
    sizes = gap_sizes(inspection.gaps, inspection.size_bytes)

    def of(window: Window) -> Count:
        if window.uninspected is not None:
            return Count(people=0, uninspected=counted(sizes, window))
        return Count(people=0) if window.drawn or window.per == "order" else count

    return Past(counts=tuple((window, of(window)) for window in windows))


def example_faults(sources: Sequence["Source"], policy: "Policy") -> Iterator[Fault]:
    """Yield a fault for each example of a rule that it does not pass."""
    for source in sources:
        for i, entry in enumerate(source.file.rules):
            for word, must in (("match", True), ("no_match", False)):
                for j, case in enumerate(getattr(entry.examples, word)):
                    if matches(case, entry, policy) is not must:
                        claim = "does not match" if must else "matches"
                        yield source.document.fault(f"rule {entry.id!r} {claim} this example", "rules", i, "examples", word, j)


def matches(case: Case, entry: RuleEntry, policy: "Policy") -> bool:
    """Whether the rule of `entry` applies to its example."""
    rule = policy.rule(entry.id)
    transfer, inspection = transfer_of(case, policy, entry.when), inspection_of(case)
    past = past_of(case, [window for limit in rule.limits for _, window in limit.windows])
    return rule.match(policy.scene(transfer), Facts.of(transfer, inspection, past)) is not None


def _actor(case: Case, policy: "Policy", when: When) -> Actor:
    actor = case.actor or ActorCase(known=not when.unknown_user)
    source = case.source or next(policy.zones.addresses(frozenset(when.zone), frozenset(when.outside_zone)), "")
    return Actor(id=actor.id, known=actor.known, unit=actor.unit, employment=actor.employment, tenants=actor.tenants, source=source)


def _order(case: Case, when: When) -> WorkOrder | None:
    if case.order is None and not when.work_order:
        return None
    return WorkOrder(ticket="example", accounts=frozenset(), begins=case.at, ends=case.at, people=case.order or 0)


def _destination(case: Case, policy: "Policy", when: When) -> Destination:
    if case.host:
        return policy.destination(case.host, 443)
    category = case.category or next(iter(when.category), DestinationClass.UNKNOWN)
    return Destination(host="example.invalid", category=category, tenant=case.tenant, guarded=category is DestinationClass.CRM)


def _people(n: int) -> PeopleSet:
    return PeopleSet.of(np.arange(1, n + 1, dtype=np.uint64))
