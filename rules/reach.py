"""Which rules can ever match: found from the policy alone, without any traffic. Which are in the shade of another is in `rules.shade`."""

from collections.abc import Iterator

from rules.compile import compile_condition
from rules.hosts import HostTable
from rules.model import Destination, DestinationClass, Direction
from rules.policy import Policy
from rules.rule import Condition, Measure
from rules.schema import DestinationEntry
from rules.schema_rule import RuleEntry

AFTER_GUARD = frozenset({Direction.DOWNLOAD})


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
    if _filled(policy) and condition.categories and condition.categories.isdisjoint(_classes(policy)):
        return "no destination is of these classes"
    return _elsewhere(condition, list(places(condition.hosts, policy))) if condition.hosts else ""


def _elsewhere(condition: Condition, its: list[Destination]) -> str:
    """Return why none of the places of its hosts is meant; empty if one is."""
    if condition.categories and all(place.category not in condition.categories for place in its):
        return "its hosts are of other classes"
    if condition.tenants and all(place.tenant and place.tenant not in condition.tenants for place in its):
        return "its hosts are of other clients"
    if condition.directions == AFTER_GUARD and not any(place.guarded for place in its):
        return "none of its hosts is guarded, so there are no downloads"
    return ""


def places(hosts: HostTable[bool], policy: Policy) -> Iterator[Destination]:
    """Yield a destination for each meaning that `hosts` has in the policy: of each of its patterns, and of each listed inside of them."""
    listed = (host for table in (policy.destinations, policy.pack) for host in table.examples_in(hosts))
    for host in (*hosts.examples(), *listed):
        yield policy.destination(host, 443)


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
    hosts = [condition.hosts for condition in (one, other) if condition.hosts]
    if hosts and _filled(policy) and not any(_meet(table, one, other, policy) for table in hosts):
        return True
    opposite = any({getattr(one, name), getattr(other, name)} == {True, False} for name in ("unknown_user", "work_order"))
    return opposite or any(
        getattr(one, name) and getattr(other, name) and getattr(one, name).isdisjoint(getattr(other, name))
        for name in ("directions", "categories", "tenants")
    )


def _meet(hosts: HostTable[bool], one: Condition, other: Condition, policy: Policy) -> bool:
    """Whether some place of `hosts` is meant by both conditions."""
    return any(all(_means(condition, place) for condition in (one, other)) for place in places(hosts, policy))


def _means(condition: Condition, place: Destination) -> bool:
    return (not condition.categories or place.category in condition.categories) and (
        condition.hosts is None or condition.hosts.find(place.host) is not None
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


def _filled(policy: Policy) -> bool:
    """Whether it lists a place: one that lists none is one that somebody has yet to fill in."""
    return any(policy.destinations.values())


def _places(policy: Policy) -> Iterator[DestinationEntry]:
    yield from policy.destinations.values()
    yield from policy.pack.values()


def _classes(policy: Policy) -> set[DestinationClass]:
    return {entry.category for entry in _places(policy)} | {DestinationClass.UNKNOWN}


def _guarded(condition: Condition, policy: Policy) -> bool:
    if not condition.categories or DestinationClass.CRM in condition.categories:
        return True
    return any(entry.guarded and entry.category in condition.categories for entry in _places(policy))
