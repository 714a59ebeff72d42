"""Which rules stand in the shade of another, that decides as strongly wherever they apply: found from the policy alone.

Rules are compared two by two only where one value of each part of the narrower condition already fits the wider one.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator
from functools import reduce
from itertools import islice
from operator import or_

from rules.decide import SEVERITIES
from rules.exempt import Exemption
from rules.hosts import HostTable, fitting
from rules.model import Action, DestinationClass, Window
from rules.policy import Policy
from rules.reach import apart, places
from rules.rule import Condition, Limit, Measure, Rule

SETS = ("directions", "groups", "tenants", "entities", "gaps", "customers_of", "zones")
"""Parts of a condition that are sets of words, empty for all."""

FLAGS = ("unknown_user", "work_order")
"""Parts that are true, false, or None for both."""

GROWING = frozenset({Measure.PEOPLE, Measure.NAMES_ONLY, Measure.UNINSPECTED})
"""Counts of which more days hold at least as much."""

NETWORKS = "/"
"""In the place of a pattern: some network."""


class Shade:
    """The rules of a policy, by what they say."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._classes = [_classes(rule.condition, policy) for rule in policy.rules]
        self._place = {rule.id: i for i, rule in reversed(list(enumerate(policy.rules)))}
        self._saying: defaultdict[tuple[str, Hashable], int] = defaultdict(int)
        """Which rules have a value, or None for all, in a part: bits of a number."""
        for i, rule in enumerate(policy.rules):
            for part, values in _said(rule) if rule.enforced else ():
                for value in values or (None,):
                    self._saying[part, value] |= 1 << i

    def over(self, name: str) -> str:
        """Return the id of a rule that decides as strongly wherever the rule `name` applies; empty if none does.

        Of two alike, the first stands.
        """
        rules, place = self._policy.rules, self._place[name]
        mine = rules[place]
        for i in _bits(self._maybe(place)) if mine.enforced else ():
            other = rules[i]
            if i == place or not self.covers(i, place):
                continue
            if i < place or other.action is not mine.action or not self.covers(place, i):
                return other.id
        return ""

    def covers(self, wide: int, narrow: int) -> bool:
        """Whether the rule at one place of the policy decides as strongly wherever that at another applies."""
        policy, other, mine = self._policy, self._policy.rules[wide], self._policy.rules[narrow]
        return (
            other.enforced
            and other.action.strength >= mine.action.strength
            and SEVERITIES.index(other.severity) >= SEVERITIES.index(mine.severity)
            and _lower(mine, other)
            and (not other.condition.categories or other.condition.categories >= self._classes[narrow])
            and _wider(other.condition, mine.condition, policy)
            and not any(_frees(exemption, other, mine, policy) for exemption in policy.exemptions)
        )

    def _maybe(self, place: int) -> int:
        """Return rules that may cover one, as bits: all that do are among them."""
        mine = self._policy.rules[place]
        found = self._any("action", (action for action in Action if action.strength >= mine.action.strength))
        found &= self._any("severity", SEVERITIES[SEVERITIES.index(mine.severity) :])
        found &= self._any("class", (None, next(iter(self._classes[place]))))
        hosts = mine.condition.hosts
        found &= self._any("host", (None, NETWORKS, *fitting(next(hosts.examples()))) if hosts else (None,))
        for part, values in _asked(mine):
            found &= self._any(part, (None, *islice(values, 1)))
        return found

    def _any(self, part: str, values: Iterable[Hashable]) -> int:
        return reduce(or_, (self._saying.get((part, value), 0) for value in values), 0)


def _said(rule: Rule) -> Iterator[tuple[str, Collection[Hashable]]]:
    """Yield each part of a rule with its values; none for all."""
    condition = rule.condition
    yield "action", (rule.action,)
    yield "severity", (rule.severity,)
    yield "class", condition.categories
    yield "host", tuple(_patterns(condition.hosts)) if condition.hosts else ()
    yield from _asked(rule)


def _asked(rule: Rule) -> Iterator[tuple[str, Collection[Hashable]]]:
    """Yield the parts of which a wider rule has all values, or none: any one of them will do to look for it."""
    for part in SETS:
        yield part, getattr(rule.condition, part)
    for part in FLAGS:
        value = getattr(rule.condition, part)
        yield part, () if value is None else (value,)
    yield "measure", tuple(limit.measure for limit in rule.limits)


def _patterns(hosts: HostTable[bool]) -> Iterator[str]:
    yield from hosts.exact
    yield from (f"*.{parent}" for parent in hosts.below)
    if hosts.networks:
        yield NETWORKS


def _bits(number: int) -> Iterator[int]:
    """Yield the places of the bits that are set, the lowest first."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def _frees(exemption: Exemption, other: Rule, mine: Rule, policy: Policy) -> bool:
    """Whether it takes the other rule away from somewhere, and leaves this one there to decide."""
    return other.id in exemption.rules and mine.id not in exemption.rules and not apart(exemption.condition, mine.condition, policy)


def _wider(wide: Condition, narrow: Condition, policy: Policy) -> bool:
    """Whether `wide` means each transfer that `narrow` does, classes of destination left aside."""
    for name in SETS:
        mine, theirs = getattr(wide, name), getattr(narrow, name)
        if mine and not (theirs and theirs <= mine):
            return False
    return (
        (not wide.hosts or (narrow.hosts is not None and wide.hosts.holds(narrow.hosts)))
        and (wide.unknown_user is None or wide.unknown_user is narrow.unknown_user)
        and (wide.work_order is None or wide.work_order is narrow.work_order)
        and wide.outside_zones <= narrow.outside_zones
        and (wide.times == Condition() or wide.times == narrow.times or _whenever(wide, narrow, policy))
    )


def _classes(condition: Condition, policy: Policy) -> frozenset[DestinationClass]:
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
