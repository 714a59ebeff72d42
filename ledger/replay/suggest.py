"""Proposes thresholds from what passed: so high that only so many transfers a day are reported or stopped, never above what the law allows.

It must not know how a policy file is written.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from ledger.replay.quantiles import Sizes, at_share, over
from rules.model import Direction
from rules.profile import LEGAL
from rules.rule import Limit, Measure, Rule

SHARES = (0.5, 0.95, 0.99, 1.0)
"""Quantiles that are shown."""

TUNED = (Measure.PEOPLE, Measure.NAMES_ONLY, Measure.DRAWDOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What passed in one group, and what that would mean there."""

    name: str
    transfers: int
    quantiles: tuple[int, ...]
    """Counts that 50, 95, 99 and 100 % of the transfers do not pass."""
    a_day_now: float
    a_day_then: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Another threshold for one limit of a rule."""

    rule: str
    action: str
    measure: str
    """As records show it: `people.30d`."""
    now: int
    then: int
    a_day_now: float
    """Transfers a day that pass it."""
    a_day_then: float
    least: bool
    """Perhaps more do: some windows were not counted when the transfers passed."""
    groups: tuple[Group, ...]
    """Largest first."""

    @property
    def place(self) -> tuple[str, str, str]:
        """Rule, measure and window, as a policy file names them."""
        measure, _, window = self.measure.partition(".")
        return self.rule, measure, window

    @property
    def changes(self) -> bool:
        """Whether it is another number."""
        return self.now != self.then


def proposals(found: Iterable[Sizes], days: int, *, alerts: float, stops: float) -> Iterator[Proposal]:
    """Yield a threshold for each limit on people that is not zero, so that it is passed at most `alerts` or `stops` times a day."""
    tuned = [sizes for sizes in found if sizes.limit.measure in TUNED and sizes.limit.threshold > 0]
    tuned.sort(key=lambda one: (one.rule.id, one.limit.measure, -_days(one.limit)))
    for _, of_rule in groupby(tuned, key=lambda one: (one.rule.id, one.limit.measure)):
        longer = 0
        for sizes in of_rule:
            then = _near(proposed(sizes, days, alerts if sizes.rule.action.releases else stops), sizes, days)
            # A shorter window that is passed no sooner than a longer one would decide nothing.
            longer = max(1, min(then, longer - 1)) if longer else then
            yield _proposal(sizes, days, longer)


def proposed(sizes: Sizes, days: int, a_day: float) -> int:
    """Return the smallest count that is passed at most `a_day` times a day, in two digits that can be remembered."""
    counts, left = sizes.together, a_day * days
    for count in sorted(counts, reverse=True):
        left -= counts[count]
        if left < 0:
            return _rounded(count)
    return 1


def _proposal(sizes: Sizes, days: int, then: int) -> Proposal:
    now = sizes.limit.threshold
    groups = [
        Group(
            name=name,
            transfers=counts.total(),
            quantiles=tuple(at_share(counts, share) for share in SHARES),
            a_day_now=over(counts, now) / days,
            a_day_then=over(counts, then) / days,
        )
        for name, counts in sizes.groups.items()
    ]
    return Proposal(
        rule=sizes.rule.id,
        action=sizes.rule.action.value,
        measure=sizes.limit.name,
        now=now,
        then=then,
        a_day_now=over(sizes.together, now) / days,
        a_day_then=over(sizes.together, then) / days,
        least=sizes.least,
        groups=tuple(sorted(groups, key=lambda group: -group.transfers)),
    )


def _days(limit: Limit) -> int:
    return limit.windows[0][1].days if limit.windows else 0


def _rounded(count: int) -> int:
    step: int = 10 ** max(0, int(math.log10(max(1, count))) - 1)
    return -(-count // step) * step


def _near(wanted: int, sizes: Sizes, days: int) -> int:
    """Return `wanted`, at most twice and at least half of what is there, so that each step can be looked at.

    A window that reaches back further than what passed, or was not always counted, is not lowered: nobody knows yet how full it gets.
    """
    now = sizes.limit.threshold
    least = now if sizes.least or _days(sizes.limit) > days else -(-now // 2)
    return _lawful(min(max(wanted, least), 2 * now), sizes.rule, sizes.limit)


def _lawful(count: int, rule: Rule, limit: Limit) -> int:
    """Return at most the number of people of whom a leak must be reported, where passing it would be one."""
    received_over_time = rule.condition.directions == frozenset({Direction.DOWNLOAD}) and _days(limit) > 1
    return count if received_over_time else min(count, LEGAL)
