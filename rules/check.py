"""What is not wrong in a policy and yet not wise: rules that cannot matter, missing owners, things that nobody set an end to."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rules.compile import compile_condition, end_of
from rules.merge import Source
from rules.model import Action, DestinationClass, Direction, Fault
from rules.policy import Policy
from rules.rule import Condition
from rules.schema_rule import RuleEntry
from rules.yaml_source import Loc

AFTER_GUARD = frozenset({Direction.DOWNLOAD})


def warnings(sources: Sequence[Source], policy: Policy, now: datetime) -> tuple[Fault, ...]:
    """Return what somebody should look at in a policy that loads, in order of place."""
    found = [w for source in sources for check in (_entries, _matters, _ends) for w in check(source, policy, now)]
    return tuple(sorted(found, key=lambda w: (w.path, w.line)))


def _entries(source: Source, _policy: Policy, _now: datetime) -> Iterator[Fault]:
    for i, rule in enumerate(source.file.rules):
        for word in ("purpose", "owner", "kitei", "message"):
            if not getattr(rule, word):
                yield source.document.fault(f"rule {rule.id!r} has no {word!r}", "rules", i)
        if not (rule.examples.match and rule.examples.no_match):
            yield source.document.fault(f"rule {rule.id!r} has no examples of both kinds ('match' and 'no_match')", "rules", i)
    if source.file.on_gap and not source.file.on_gap.owner:
        yield source.document.fault("'on_gap' has no 'owner'", "on_gap")


def _matters(source: Source, policy: Policy, _now: datetime) -> Iterator[Fault]:
    for i, rule in enumerate(source.file.rules):
        loc: Loc = ("rules", i)
        condition = compile_condition(rule.when)
        if rule.action is Action.ALLOW:
            yield source.document.fault(f"rule {rule.id!r} allows: that never weakens another rule; use 'exceptions'", *loc)
        if reason := _never(rule, condition, policy):
            yield source.document.fault(f"rule {rule.id!r} can never match: {reason}", *loc)
        elif other := _covered(rule, condition, policy):
            yield source.document.fault(f"rule {rule.id!r} never changes a verdict: {other!r} does as much for the same or more", *loc)


def _never(rule: RuleEntry, condition: Condition, policy: Policy) -> str:
    if rule.when.unknown_user and rule.when.group:
        return "an unknown user is in no group"
    if condition.directions == AFTER_GUARD and not _guarded(condition, policy):
        return "no destination of these classes is guarded, so there are no downloads"
    if rule.when.host and rule.when.category:
        places = {policy.destination(host.removeprefix("*."), 443).category for host in rule.when.host if "/" not in host}
        if places and places.isdisjoint(condition.categories) and not any("*" in h or "/" in h for h in rule.when.host):
            return "its hosts are of other classes"
    return ""


def _guarded(condition: Condition, policy: Policy) -> bool:
    if not condition.categories or DestinationClass.CRM in condition.categories:
        return True
    tables = (policy.destinations, policy.pack)
    entries = [e for t in tables for e in (*t.exact.values(), *t.below.values(), *(entry for _, entry in t.networks))]
    return any(entry.guarded and entry.category in condition.categories for entry in entries)


def _covered(rule: RuleEntry, condition: Condition, policy: Policy) -> str:
    """Id of a rule that is as strong, looks at all that this one looks at, and has every threshold as low."""
    for other in policy.rules:
        wider = other.condition
        if other.id == rule.id or not other.enforced or other.action.strength < rule.action.strength or rule.mode == "monitor":
            continue
        if _wider(wider, condition) and _lower(rule, other.id, policy):
            return other.id
    return ""


def _wider(wide: Condition, narrow: Condition) -> bool:
    sets = ("directions", "categories", "groups", "tenants", "entities", "weekdays")
    for name in sets:
        mine, theirs = getattr(wide, name), getattr(narrow, name)
        if mine and not (theirs and theirs <= mine):
            return False
    return (
        (wide.hosts is None or wide.hosts == narrow.hosts)
        and (not wide.hours or wide.hours == narrow.hours)
        and (wide.unknown_user is None or wide.unknown_user is narrow.unknown_user)
    )


def _lower(rule: RuleEntry, other: str, policy: Policy) -> bool:
    mine = next(r for r in policy.rules if r.id == rule.id).limits
    theirs = next(r for r in policy.rules if r.id == other).limits
    if not theirs:
        return True
    return bool(mine) and all(
        any(t.measure is m.measure and t.windows == m.windows and t.reason is m.reason and t.threshold <= m.threshold for t in theirs)
        for m in mine
    )


def _ends(source: Source, policy: Policy, now: datetime) -> Iterator[Fault]:
    if source.file.monitor_until and policy.effective_mode(now) == "enforce":
        yield source.document.fault("'monitor_until' has passed: the policy enforces", "monitor_until")
    for i, exception in enumerate(source.file.exceptions):
        if end_of(exception.expires) <= now:
            yield source.document.fault(f"exception {exception.id!r} has expired: its rules decide again", "exceptions", i, "expires")
