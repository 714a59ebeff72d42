"""Adds up what a draft would change: by day, rule, unit, tenant, destination and person. It must not know how verdicts are reached."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ledger.facts import RECOUNTED, STEP, shape_of
from ledger.replay.again import Again, Block, Decided
from ledger.replay.minutes import DAY
from rules.model import Action

ACTIONS = tuple(Action)
RELEASING = sum(action.releases for action in ACTIONS)
"""Actions below this strength release."""


NOTHING = np.zeros((2, len(ACTIONS)), dtype=np.int64)
"""The verdicts of a day without transfers, by policy (now, draft) and strength."""


class Change(StrEnum):
    """What becomes of a transfer under the draft that was decided otherwise today."""

    BLOCK = "block"
    HOLD = "hold"
    JUSTIFY = "justify"
    ALERT = "alert"
    RELEASED = "released"
    EASED = "eased"
    """Less than today, and neither stopped before nor let go now: an alert less, a block that becomes a hold."""


CHANGES = tuple(Change)
_STRONGER = {action.strength: CHANGES.index(Change(action.value)) for action in ACTIONS if action is not Action.ALLOW}


@dataclass(slots=True)
class Sum:
    """Transfers that change in one way, by one rule, in one scene."""

    transfers: int = 0
    people: int = 0
    first: int = 2**62
    """When the first of them began, microseconds since 1970."""

    def add(self, transfers: int, people: int, first: int) -> None:
        """Take in more."""
        self.transfers += transfers
        self.people += people
        self.first = min(self.first, first)


@dataclass(slots=True)
class Tally:
    """All that is known so far."""

    now: Again
    draft: Again
    transfers: int = 0
    verdicts: "NDArray[np.int64]" = field(default_factory=lambda: np.zeros((len(ACTIONS), len(ACTIONS)), dtype=np.int64))
    """Transfers by strength now (lines) and under the draft (columns)."""
    days: dict[int, "NDArray[np.int64]"] = field(default_factory=dict)
    """Day since 1970 in Japan to transfers by policy (now, draft) and strength."""
    sums: dict[tuple[Change, str, int], Sum] = field(default_factory=dict)
    """By change, deciding rule and scene."""
    open: dict[str, int] = field(default_factory=dict)
    """Rule of the draft to transfers on which it could not be tried."""
    open_now: dict[str, int] = field(default_factory=dict)
    """The same of today's rules."""
    stepped: int = 0
    """Transfers that met divided limits after repeated attempts."""
    begun: int = 0
    """Transfers that today's policy stopped before their end, and the draft would let go or stop less."""

    @property
    def span(self) -> range:
        """The days from the first to the last on which anything was counted."""
        return range(min(self.days, default=0), max(self.days, default=-1) + 1)

    @property
    def a_day(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Alerts and stops on a day, each now and under the draft."""
        (alerts_now, stops_now), (alerts_draft, stops_draft) = map(told, sum(self.days.values(), NOTHING))
        days = max(1, len(self.span))
        return (alerts_now / days, alerts_draft / days), (stops_now / days, stops_draft / days)

    def add(self, block: Block, now: Decided, draft: Decided) -> None:
        """Take in a block as both policies decide on it."""
        self.transfers += len(block.at)
        self.stepped += len(block.at) if STEP in shape_of(block.shape)[1] else 0
        both = now.action.astype(np.int64) * len(ACTIONS) + draft.action
        self.verdicts += np.bincount(both, minlength=len(ACTIONS) ** 2).reshape(self.verdicts.shape)
        self._add_days(block.minutes // DAY, now, draft)
        for policy, decided, into in ((self.now, now, self.open_now), (self.draft, draft, self.open)):
            for place, number in decided.open.items():
                name = policy.names[place]
                into[name] = into.get(name, 0) + number
        changed = np.flatnonzero(now.action != draft.action)
        if changed.size:
            self._add_changes(block, now, draft, changed)

    def _add_days(self, days: "NDArray[np.int64]", now: Decided, draft: Decided) -> None:
        first = int(days.min())
        length = int(days.max()) - first + 1
        for which, decided in enumerate((now, draft)):
            cells = np.bincount((days - first) * len(ACTIONS) + decided.action, minlength=length * len(ACTIONS)).reshape(length, -1)
            for place in np.flatnonzero(cells.any(axis=1)).tolist():
                self.days.setdefault(first + place, np.zeros((2, len(ACTIONS)), dtype=np.int64))[which] += cells[place]

    def _add_changes(self, block: Block, now: Decided, draft: Decided, changed: "NDArray[np.int64]") -> None:
        before, after = now.action[changed], draft.action[changed]
        stronger = after > before
        if RECOUNTED in shape_of(block.shape)[1]:
            self.begun += int(np.count_nonzero(~stronger))
        change = np.where((before >= RELEASING) & (after < RELEASING), CHANGES.index(Change.RELEASED), CHANGES.index(Change.EASED))
        for strength, place in _STRONGER.items():
            change[stronger & (after == strength)] = place
        rules = np.where(stronger, draft.rule[changed], now.rule[changed])
        keys = np.stack((change, rules, block.scenes[changed]))
        different, places = np.unique(keys, axis=1, return_inverse=True)
        people = block.people[changed]
        first = np.full(different.shape[1], 2**62)
        np.minimum.at(first, places, block.at[changed])
        transfers = np.bincount(places)
        found = np.bincount(places, weights=people).astype(np.int64)
        for i, (what, rule, scene) in enumerate(different.T.tolist()):
            policy = self.draft if CHANGES[what] not in (Change.RELEASED, Change.EASED) else self.now
            key = (CHANGES[what], policy.names[rule], scene)
            self.sums.setdefault(key, Sum()).add(int(transfers[i]), int(found[i]), int(first[i]))


def told(verdicts: "NDArray[np.int64]") -> tuple[int, int]:
    """Return the alerts, and what is stopped or has to wait, among transfers by strength."""
    return int(verdicts[Action.ALERT.strength]), int(verdicts[RELEASING:].sum())


def day_of(number: int) -> date:
    """Return the day of a number of days since 1970."""
    return date(1970, 1, 1) + timedelta(days=number)


def grouped(sums: Mapping[tuple[Change, str, int], Sum], name: Callable[[Change, str, int], str]) -> dict[str, dict[Change, Sum]]:
    """Return the sums by change under the `name` of each change, rule and scene, most transfers first."""
    found: dict[str, dict[Change, Sum]] = {}
    for key, one in sums.items():
        found.setdefault(name(*key), {}).setdefault(key[0], Sum()).add(one.transfers, one.people, one.first)
    return dict(sorted(found.items(), key=lambda item: -sum(one.transfers for one in item[1].values())))
