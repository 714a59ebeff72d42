"""Which rules can ever change a verdict: found from the policy alone, without any traffic."""

from collections.abc import Iterator

from rules.compile import compile_condition
from rules.decide import SEVERITIES
from rules.exempt import Exemption
from rules.hosts import HostTable
from rules.model import Action, Destination, DestinationClass, Direction, Window
from rules.policy import Policy
from rules.rule import Condition, Limit, Measure, Rule
from rules.schema import DestinationEntry
from rules.schema_rule import RuleEntry

AFTER_GUARD = frozenset({Direction.DOWNLOAD})
SETS = ("directions", "groups", "tenants", "entities", "gaps", "customers_of", "zones")
"""Parts of a condition that are sets of words, empty for all."""

GROWING = frozenset({Measure.PEOPLE, Measure.NAMES_ONLY, Measure.UNINSPECTED})
"""Counts of which more days hold at least as much."""


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
    listed = (host for table in (policy.destinations, policy.pack) for host in table.examples() if hosts.find(host))
    for host in (*hosts.examples(), *listed):
        yield policy.destination(host, 443)


def covered(rule: RuleEntry, policy: Policy) -> str:
    """Return the id of a rule that decides as strongly wherever `rule` applies; empty if none does. Of two alike, the first stands."""
    place, mine = next((i, one) for i, one in enumerate(policy.rules) if one.id == rule.id)
    if not mine.enforced:
        return ""
    strong = frozenset(action for action in Action if action.strength >= mine.action.strength)
    for i, other in enumerate(policy.rules):
        if other.action not in strong or i == place or not _covers(other, mine, policy):
            continue
        if i < place or other.action is not mine.action or not _covers(mine, other, policy):
            return other.id
    return ""


def _covers(other: Rule, mine: Rule, policy: Policy) -> bool:
    return (
        other.enforced
        and SEVERITIES.index(other.severity) >= SEVERITIES.index(mine.severity)
        and _wider(other.condition, mine.condition, policy)
        and _lower(mine, other)
        and not any(_frees(exemption, other, mine, policy) for exemption in policy.exemptions)
    )


def _frees(exemption: Exemption, other: Rule, mine: Rule, policy: Policy) -> bool:
    """Whether it takes the other rule away from somewhere, and leaves this one there to decide."""
    return other.id in exemption.rules and mine.id not in exemption.rules and not apart(exemption.condition, mine.condition, policy)


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


def _wider(wide: Condition, narrow: Condition, policy: Policy) -> bool:
    for name in SETS:
        mine, theirs = getattr(wide, name), getattr(narrow, name)
        if mine and not (theirs and theirs <= mine):
            return False
    return (
        (not wide.hosts or (narrow.hosts is not None and wide.hosts.holds(narrow.hosts)))
        and (wide.unknown_user is None or wide.unknown_user is narrow.unknown_user)
        and (wide.work_order is None or wide.work_order is narrow.work_order)
        and wide.outside_zones <= narrow.outside_zones
        and (not wide.categories or wide.categories >= _of(narrow, policy))
        and (wide.times == Condition() or wide.times == narrow.times or _whenever(wide, narrow, policy))
    )


def _of(condition: Condition, policy: Policy) -> frozenset[DestinationClass]:
    """Return the classes of destination that a condition means."""
    if condition.categories or not condition.hosts:
        return condition.categories or frozenset(DestinationClass)
    return frozenset(place.category for place in places(condition.hosts, policy))


def _whenever(wide: Condition, narrow: Condition, policy: Policy) -> bool:
    """Whether `wide` runs at each moment at which `narrow` does."""
    moments = policy.calendar.moments(policy.calendar.edges((*wide.hours, *narrow.hours)))
    return all(wide.runs(now) for now in moments if narrow.runs(now))


def _lower(mine: Rule, other: Rule) -> bool:
    if not other.limits:
        return True
    return bool(mine.limits) and all(any(_passes(theirs, limit) for theirs in other.limits) for limit in mine.limits)


def _passes(theirs: Limit, limit: Limit) -> bool:
    """Whether whatever passes `limit` passes `theirs` too."""
    if theirs.measure is not limit.measure or theirs.threshold > limit.threshold:
        return False
    if theirs.reason is not limit.reason or theirs.names_too < limit.names_too:
        return False
    if theirs.windows == limit.windows:
        return True
    return limit.measure in GROWING and all(_longer(dict(theirs.windows).get(way), window) for way, window in limit.windows)


def _longer(theirs: Window | None, window: Window) -> bool:
    """Whether whoever is counted in `window` is counted in theirs too."""
    if theirs is None or theirs.days < window.days or (theirs.per, theirs.uninspected) != (window.per, window.uninspected):
        return False
    return not theirs.categories or (bool(window.categories) and window.categories <= theirs.categories)
