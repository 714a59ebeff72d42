"""Which rules can ever change a verdict: found from the policy alone, without any traffic."""

from collections.abc import Iterator

from rules.compile import compile_condition
from rules.model import DestinationClass, Direction
from rules.policy import Policy
from rules.rule import Condition, Measure, Rule
from rules.schema import DestinationEntry
from rules.schema_rule import RuleEntry

AFTER_GUARD = frozenset({Direction.DOWNLOAD})
SETS = ("directions", "categories", "groups", "tenants", "entities", "gaps", "customers_of", "weekdays", "shifts", "zones")
"""Parts of a condition that are sets of words, empty for all."""


def never(rule: RuleEntry, policy: Policy) -> str:
    """Return why `rule` can never match; empty if it can."""
    condition = compile_condition(rule.when)
    empty = [name for name in rule.when.group if not policy.groups.has_members(name)]
    if rule.when.unknown_user and rule.when.group:
        return "an unknown user is in no group"
    if rule.when.group and len(empty) == len(rule.when.group):
        return f"nobody is in {' or '.join(map(repr, empty))}"
    if not _some_time(policy, condition):
        return "its hours, days and shifts never come together"
    if not _some_place(policy, condition):
        return "all of its zones lie in those of 'outside_zone'"
    if condition.work_order is False and {measure for measure, windows in rule.over if windows} == {Measure.BEYOND_ORDER}:
        return "outside of work orders nobody is beyond one"
    if condition.directions == AFTER_GUARD and not _guarded(condition, policy):
        return "no destination of these classes is guarded, so there are no downloads"
    # A policy that lists no place at all is one that somebody has yet to fill in.
    if any(policy.destinations.values()) and condition.categories and condition.categories.isdisjoint(_classes(policy)):
        return "no destination is of these classes"
    if rule.when.host and rule.when.category:
        places = {policy.destination(host.removeprefix("*."), 443).category for host in rule.when.host if "/" not in host}
        if places and places.isdisjoint(condition.categories) and not any("*" in h or "/" in h for h in rule.when.host):
            return "its hosts are of other classes"
    return ""


def covered(rule: RuleEntry, policy: Policy) -> str:
    """Return the id of a rule that is as strong, looks at all that `rule` looks at, and has every threshold as low; empty if none is."""
    condition, mine = compile_condition(rule.when), policy.rule(rule.id)
    for other in policy.rules:
        if other.id == rule.id or not other.enforced or other.action.strength < rule.action.strength or rule.mode == "monitor":
            continue
        if _wider(other.condition, condition) and _lower(mine, other):
            return other.id
    return ""


def hidden(rule: RuleEntry) -> Iterator[tuple[str, str, str]]:
    """Yield the measure and window of each threshold that a longer window, with the same or a lower one, always passes first; and which."""
    for measure, windows in rule.over:
        if measure == Measure.PER_CALL:  # a share may fall where the counts grow
            continue
        ordered = sorted(windows, key=_days)
        for i, word in enumerate(ordered):
            first = next((longer for longer in ordered[i + 1 :] if windows[longer] <= windows[word]), None)
            if first:
                yield measure, word, first


def apart(one: Condition, other: Condition, policy: Policy) -> bool:
    """Whether no transfer can fit both conditions, as far as their words show."""
    if not (_some_time(policy, one, other) and _some_place(policy, one, other)):
        return True
    opposite = any({getattr(one, name), getattr(other, name)} == {True, False} for name in ("unknown_user", "work_order"))
    return opposite or any(
        getattr(one, name) and getattr(other, name) and getattr(one, name).isdisjoint(getattr(other, name))
        for name in ("directions", "categories", "tenants")
    )


def _some_time(policy: Policy, *conditions: Condition) -> bool:
    """Whether there is a moment at which all `conditions` run."""
    if all(condition.times == Condition() for condition in conditions):
        return True
    edges = policy.calendar.edges(hours for condition in conditions for hours in condition.hours)
    return any(all(condition.runs(now) for condition in conditions) for now in policy.calendar.moments(edges))


def _some_place(policy: Policy, *conditions: Condition) -> bool:
    """Whether each condition's zones hold an address that lies outside of those that one of them excludes."""
    outside = frozenset[str]().union(*(condition.outside_zones for condition in conditions))
    return all(any(policy.zones.addresses(condition.zones, outside)) for condition in conditions if condition.zones)


def _days(word: str) -> int:
    return 0 if word == "transfer" else int(word[:-1])


def _places(policy: Policy) -> Iterator[DestinationEntry]:
    yield from policy.destinations.values()
    yield from policy.pack.values()


def _classes(policy: Policy) -> set[DestinationClass]:
    return {entry.category for entry in _places(policy)} | {DestinationClass.UNKNOWN}


def _guarded(condition: Condition, policy: Policy) -> bool:
    if not condition.categories or DestinationClass.CRM in condition.categories:
        return True
    return any(entry.guarded and entry.category in condition.categories for entry in _places(policy))


def _wider(wide: Condition, narrow: Condition) -> bool:
    for name in SETS:
        mine, theirs = getattr(wide, name), getattr(narrow, name)
        if mine and not (theirs and theirs <= mine):
            return False
    return (
        (wide.hosts is None or wide.hosts == narrow.hosts)
        and (not wide.hours or wide.hours == narrow.hours)
        and (wide.unknown_user is None or wide.unknown_user is narrow.unknown_user)
        and (wide.work_order is None or wide.work_order is narrow.work_order)
        and (wide.holiday is None or wide.holiday is narrow.holiday)
        and wide.outside_shifts <= narrow.outside_shifts
        and wide.outside_zones <= narrow.outside_zones
    )


def _lower(rule: Rule, other: Rule) -> bool:
    if not other.limits:
        return True
    return bool(rule.limits) and all(
        any(t.measure is m.measure and t.windows == m.windows and t.reason is m.reason and t.threshold <= m.threshold for t in other.limits)
        for m in rule.limits
    )
