"""Decides recorded transfers again, many at a time, by the compiled rules of a policy: the same verdicts as `rules.decide` one by one.

Conditions are asked by the rules' own `meant`, `runs` and `finds`, once for each scene, kind of minute and shape; counts are sums, so their
factors come from the rules' own `here` and `counted`. What is left is comparing columns with thresholds. It must not know where the rows
come from.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ledger import presence
from ledger.facts import facts_of, shape_of, transfer_of
from ledger.micros import SECOND, micros
from ledger.replay.bounds import Sum, Sums, bounds, factors
from ledger.replay.minutes import Mask, Minutes, Numbers
from ledger.replay.percall import PerCall
from rules.decide import SEVERITIES
from rules.model import UNASSIGNED, Action, Transfer
from rules.policy import Policy
from rules.rule import Limit, Measure, Rule

MINUTE = 60 * SECOND
"""Microseconds."""

_JAPAN = 9 * 60
"""Minutes before UTC; Japan has no summer time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Transfers of one shape."""

    shape: str
    at: Numbers
    """When they began, microseconds since 1970."""
    scenes: Numbers
    """Places in the list of scenes."""
    counts: Numbers
    """A line for each transfer, a column for each count of the shape."""

    @property
    def people(self) -> Numbers:
        """People of each transfer."""
        columns = shape_of(self.shape)[1]
        return self.counts[:, columns.index("people")] if "people" in columns else np.zeros(len(self.at), dtype=np.int64)

    @property
    def minutes(self) -> Numbers:
        """Minutes since the first of January 1970 in Japan."""
        return self.at // MINUTE + _JAPAN


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The verdicts on a block."""

    action: NDArray[np.int8]
    """Strength of the action, 0 to 4."""
    rule: NDArray[np.int32]
    """Place of the deciding rule in `Again.names`; -1 for none."""
    open: dict[int, int]
    """Transfers of which a rule cannot be tried, because their records do not hold the count that it asks for, by its place."""


class Again:
    """One policy, deciding again as if it were enforced."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy.enforcing()
        strongest = sorted(policy.rules, key=lambda rule: (-rule.action.strength, -SEVERITIES.index(rule.severity), rule.id))
        self._rules = [rule for rule in reversed(strongest) if rule.enforced]
        self.names = [rule.id for rule in self._rules] + ["refused"]
        self._conditions = [rule.condition for rule in self._rules]
        self._excused = [exemption.condition for exemption in policy.exemptions]
        self._minutes = Minutes(policy.calendar, (*self._conditions, *self._excused))
        self._when = [self._minutes.table(condition) for condition in self._conditions]
        self._when_excused = [self._minutes.table(condition) for condition in self._excused]
        self._keeps_places = not any(policy.destinations.values())
        self._known = 0
        self._fits = np.zeros((len(self._rules), 1024), dtype=np.bool_)
        self._fits_excuse = np.zeros((len(self._excused), 1024), dtype=np.bool_)
        self._moved = np.zeros(1024, dtype=np.bool_)
        self._refused = np.zeros(1024, dtype=np.bool_)
        self._plans: dict[str, list[tuple[int, tuple[_Plan | PerCall, ...]]]] = {}

    def meet(self, scenes: Sequence[str]) -> None:
        """Take in the scenes that are new in the list that blocks refer to."""
        while len(self._moved) < len(scenes):
            self._fits, self._fits_excuse = (np.pad(table, ((0, 0), (0, table.shape[1]))) for table in (self._fits, self._fits_excuse))
            self._moved, self._refused = (np.pad(table, (0, len(table))) for table in (self._moved, self._refused))
        for place in range(self._known, len(scenes)):
            recorded = transfer_of(scenes[place])
            transfer = self._placed(recorded)
            scene = self.policy.scene(transfer)
            self._fits[:, place] = [condition.meant(scene) for condition in self._conditions]
            self._fits_excuse[:, place] = [condition.meant(scene) for condition in self._excused]
            self._moved[place] = (transfer.destination.category, transfer.tenant) != (recorded.destination.category, recorded.tenant)
            self._refused[place] = bool(transfer.refusal)
        self._known = max(self._known, len(scenes))

    def decide(self, block: Block) -> Decided:
        """Return the verdicts on a block whose scenes were met."""
        action = np.zeros(len(block.at), dtype=np.int8)
        rule = np.full(len(block.at), -1, dtype=np.int32)
        left_open: dict[int, int] = {}
        minutes = self._minutes.places(block.minutes)
        for place, plans in self._planned(block.shape):
            mask = self._meant(place, block, minutes)
            if not mask.any():
                continue
            if plans:
                moved = self._moved[block.scenes]
                passed, unknown = _any(plan.passed(block.counts, moved) for plan in plans)
                if count := int(np.count_nonzero(mask & unknown & ~passed)):
                    left_open[place] = count
                mask &= passed
            if self._excused:
                mask &= ~self._excuses(place, block, minutes)
            action[mask] = self._rules[place].action.strength
            rule[mask] = np.where(action[mask] > 0, place, -1)
        refused = self._refused[block.scenes] & (action < Action.BLOCK.strength)
        action[refused], rule[refused] = Action.BLOCK.strength, len(self._rules)
        return Decided(action=action, rule=rule, open=left_open)

    def counted(self, block: Block) -> Iterator[tuple[Rule, Limit, Mask, Numbers, Mask]]:
        """Yield each limit, of which transfers it is asked, what it is held against there, at least, and where that is exact."""
        minutes = self._minutes.places(block.minutes)
        for place, plans in self._planned(block.shape):
            mask = self._meant(place, block, minutes)
            if plans and mask.any():
                mask &= ~self._excuses(place, block, minutes)
                for limit, plan in zip(self._rules[place].limits, plans, strict=True):
                    moved = self._moved[block.scenes]
                    yield self._rules[place], limit, mask, plan.least(block.counts, moved), plan.known(block.counts, moved)

    def _meant(self, place: int, block: Block, minutes: Numbers) -> Mask:
        fits: Mask = self._fits[place][block.scenes]
        table = self._when[place]
        return fits if table is None else fits & table[minutes]

    def _placed(self, recorded: Transfer) -> Transfer:
        """Return a transfer with what this policy says of its destination; one that names no place at all leaves it as recorded."""
        if self._keeps_places:
            return recorded
        there = self.policy.destination(recorded.destination.host, recorded.destination.port)
        tenant = there.tenant or ("" if recorded.tenant == UNASSIGNED else recorded.tenant)
        return replace(recorded, destination=replace(there, tenant=tenant))

    def _excuses(self, place: int, block: Block, minutes: Numbers) -> Mask:
        found = np.zeros(len(block.at), dtype=np.bool_)
        for number, exemption in enumerate(self.policy.exemptions):
            if self._rules[place].id in exemption.rules:
                running = self._fits_excuse[number][block.scenes] & (block.at < micros(exemption.until))
                table = self._when_excused[number]
                found |= running if table is None else running & table[minutes]
        return found

    def _planned(self, shape: str) -> "list[tuple[int, tuple[_Plan | PerCall, ...]]]":
        """Return the rules that can apply to a shape, weakest first, with what their limits compare; no plans where nothing is compared."""
        if shape not in self._plans:
            direction, columns = shape_of(shape)
            ones = facts_of(columns, [1] * len(columns))
            self._plans[shape] = [
                (place, tuple(_plan(rule, limit, shape) for limit in rule.limits))
                for place, rule in enumerate(self._rules)
                if rule.condition.finds(ones) and (not rule.condition.directions or direction in rule.condition.directions)
            ]
        return self._plans[shape]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What one limit compares in the columns of a shape."""

    threshold: int
    here: Sum
    adds: bool
    lower: Sums | None
    """None: in the transfer alone. Of these the largest is at least in the window."""
    upper: Sums
    """Of these the smallest is at most in the window; none: nothing is known."""
    looked: bool = True
    """False if nobody looked at it then: older records do not say at how many terminals an account was in use."""

    @classmethod
    def of(cls, rule: Rule, limit: Limit, shape: str) -> "_Plan":
        direction, columns = shape_of(shape)
        here = factors(columns, lambda facts: rule.here(limit, facts))
        window = limit.window(direction)
        lower, upper = bounds(limit, window, columns) if window else (None, ())
        looked = limit.measure is not Measure.TERMINALS or "terminals" in columns or not presence.at_work(columns)
        return cls(threshold=limit.threshold, here=here, adds=limit.adds, lower=lower, upper=upper, looked=looked)

    def passed(self, counts: Numbers, moved: Mask) -> tuple[Mask, Mask]:
        """Return where the limit is passed, and where it may be, as far as is known. What `moved` has no windows of its new place."""
        here, least = counts @ self.here, self.least(counts, moved)
        sure = least > self.threshold
        if self.lower is None:
            return sure, np.full(len(counts), not self.looked)
        if not self.upper:
            return sure, (here > 0) & ~sure
        most = np.min([counts @ one for one in self.upper], axis=0)
        return sure, (here > 0) & (moved | (most > self.threshold)) & ~sure

    def known(self, counts: Numbers, moved: Mask) -> Mask:
        """Return where `least` is all that the limit is held against."""
        if self.lower is None:
            return np.full(len(counts), self.looked)
        known: Mask = counts @ self.here == 0
        if self.upper:
            known |= ~moved & (np.min([counts @ one for one in self.upper], axis=0) <= self.least(counts, moved))
        return known

    def least(self, counts: Numbers, moved: Mask) -> Numbers:
        """Return what the limit is held against, or what is known to be in it; 0 where nothing is counted."""
        here = counts @ self.here
        if self.lower is None:
            return here
        window = np.where(moved, 0, np.max(np.array([counts @ one for one in self.lower], dtype=np.int64), axis=0, initial=0))
        return np.where(here > 0, np.maximum(here, window) if self.adds else window, 0)


def _plan(rule: Rule, limit: Limit, shape: str) -> _Plan | PerCall:
    return (PerCall if limit.measure is Measure.PER_CALL else _Plan).of(rule, limit, shape)


def _any(results: Iterator[tuple[Mask, Mask]]) -> tuple[Mask, Mask]:
    passed, unknown = next(results)
    for more, other in results:
        passed, unknown = passed | more, unknown | other
    return passed, unknown
