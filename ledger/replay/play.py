"""Plays takings through the real `past`, `decide` and `append` of a ledger in a temporary folder, with the time given.

It must not know what is printed of it.
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import batched

import numpy as np

from detectors.model import Inspection, People
from detectors.peopleset import PeopleSet
from ledger.replay.paces import Pace, Take, most
from ledger.replay.scenarios import START, Scenario, Way
from ledger.store import Ledger
from rules.decide import decide
from rules.model import Action, Count, Past, Transfer, Verdict, Window
from rules.policy import Policy

TOGETHER = 1000
"""Takings of one commit."""

MARGIN = 0.041
"""Share by which an estimate is taken to be too high at most: five standard errors of a sketch (0.8 %, `detectors.peopleset`)."""

ALLOWED = Verdict(action=Action.ALLOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """When a taking was noticed, and how far it had come."""

    way: Way
    pace: Pace
    day: int
    """From 1; 0 if it was never noticed."""
    people: int
    """Who had left by then, or in all."""
    action: Action
    """Of the first verdict that did more than let pass."""
    rule: str
    measure: str
    accounts_needed: int
    """How many people would have to do the same, never noticed, to take everybody; 0 if it was noticed."""

    @property
    def noticed(self) -> bool:
        """Whether anybody was told, or anything stopped."""
        return self.day > 0


def strict(policy: Policy) -> Policy:
    """Return `policy` as if it were enforced and nobody were excepted from it."""
    return replace(policy.enforcing(), exemptions=())


def play(scenario: Scenario, policy: Policy, tries: Iterable[tuple[Way, Pace]]) -> Iterator[Seen]:
    """Yield how each of `tries` of `scenario` fares under `policy`."""
    with _ledger() as ledger:
        for number, (way, pace) in enumerate(tries):
            yield _Taking(ledger, policy, way, pace, tenant=f"replay-{number}").until_noticed(scenario)


@dataclass(slots=True)
class _Taking:
    """One taking on its way."""

    ledger: Ledger
    policy: Policy
    way: Way
    pace: Pace
    tenant: str
    people: int = 0

    def until_noticed(self, scenario: Scenario) -> Seen:
        plan = tuple(self.pace.takes(scenario.people, scenario.days, START))
        clear = self._clear(plan)
        if clear == len(plan):
            self.people = sum(take.people for take in plan)
            return self._unseen(scenario)
        for some in batched(enumerate(plan), TOGETHER):
            with self.ledger.transaction():
                for number, take in some:
                    if number < clear:
                        self._count(take)
                    # Where not even the first day is clear, trying a day as a whole would be hashing millions of people for nothing.
                    elif not (clear and self._passes_whole(take)) and (verdict := self._noticed(take)):
                        return self._seen(take.day + 1, verdict)
        return self._unseen(scenario)

    def _clear(self, plan: Sequence[Take]) -> int:
        """Return how many of `plan` lie on days before any count can come near a limit: for those the ledger is not asked."""
        at_most: dict[tuple[bool, int], dict[int, int]] = {}
        for day, take in sorted({take.day: take for take in sorted(plan, key=lambda take: take.people)}.items()):
            for transfer in self._transfers(take):
                windows = self.policy.windows(transfer)
                for together, days in {_scope(window) for window in windows} - at_most.keys():
                    at_most[together, days] = most(plan, days, together=together)
                counts = tuple((window, Count(people=int(at_most[_scope(window)][day] * (1 + MARGIN)))) for window in windows)
                if not self._allows(transfer, take, Past(counts=counts, terminals=1)):  # nobody takes anything at none
                    return sum(one.day < day for one in plan)
        return len(plan)

    def _allows(self, transfer: Transfer, take: Take, past: Past) -> bool:
        """Whether the largest transfer of `take` passes."""
        seen = _inspection(0, min(take.people, self.pace.at_once or take.people))
        return decide(transfer, seen, past, self.policy, transfer.at).action is Action.ALLOW

    def _count(self, take: Take) -> None:
        """Count all of a day at once."""
        seen = _inspection(self.people, take.people)
        for transfer in self._transfers(take):
            self.ledger.append(transfer, seen, ALLOWED, Past(), now=transfer.at)
        self.people += take.people

    def _passes_whole(self, take: Take) -> bool:
        """Count all of a day at once if its last part passes, and with it every part before; else leave it to be played one by one."""
        seen = _inspection(self.people, take.people)
        for transfer in self._transfers(take):
            past = self.ledger.past(transfer, seen.people, self.policy)
            if not self._allows(transfer, take, past):
                return False
            self.ledger.append(transfer, seen, ALLOWED, past, now=transfer.at)
        self.people += take.people
        return True

    def _noticed(self, take: Take) -> Verdict | None:
        """Let one transfer after the other pass; return the first verdict that does more."""
        for part in _parts(take, self.pace.at_once):
            seen = _inspection(self.people, part.people)
            for transfer in self._transfers(part):
                past = self.ledger.past(transfer, seen.people, self.policy)
                verdict = decide(transfer, seen, past, self.policy, transfer.at)
                self.ledger.append(transfer, seen, verdict, past, now=transfer.at)
                if verdict.action is not Action.ALLOW:
                    self.people += part.people if verdict.releases else 0
                    return verdict
            self.people += part.people
        return None

    def _transfers(self, take: Take) -> Iterator[Transfer]:
        return self.way.transfers(f"{self.tenant}-{take.account}", self.tenant, START + timedelta(days=take.day))

    def _unseen(self, scenario: Scenario) -> Seen:
        return Seen(
            way=self.way,
            pace=self.pace,
            day=0,
            people=self.people,
            action=Action.ALLOW,
            rule="",
            measure="",
            accounts_needed=-(-scenario.people // max(1, self.people)),
        )

    def _seen(self, day: int, verdict: Verdict) -> Seen:
        first = verdict.matches[0]
        return Seen(
            way=self.way,
            pace=self.pace,
            day=day,
            people=self.people,
            action=verdict.action,
            rule=first.rule,
            measure=first.measure,
            accounts_needed=0,
        )


@contextmanager
def _ledger() -> Iterator[Ledger]:
    with tempfile.TemporaryDirectory(prefix="sekimori-replay-") as folder:
        ledger = Ledger(f"sqlite:///{folder}/ledger.sqlite", node="replay", key_id="replay")
        try:
            yield ledger
        finally:
            ledger.close()


def _scope(window: Window) -> tuple[bool, int]:
    """Return what tells the counts of a plan apart: whether all accounts are counted together, and the days."""
    return window.per != "actor", window.days


def _parts(take: Take, at_once: int) -> Iterator[Take]:
    left = take.people
    while left > 0:
        now = min(left, at_once or left)
        yield take._replace(people=now)
        left -= now


def _inspection(first: int, people: int) -> Inspection:
    return Inspection(entities=(("PHONE_NUMBER", people),), people=People(persons=PeopleSet.of(_fingerprints(first, people))))


def _fingerprints(first: int, people: int) -> "np.typing.NDArray[np.uint64]":
    """Return fingerprints of people who are numbered, spread as a keyed hash spreads them. **Source:** SplitMix64 (Steele et al. 2014)."""
    mixed = (np.arange(first, first + people, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
