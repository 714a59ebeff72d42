"""Plays takings through the real `past`, `decide` and `append` of a ledger in a temporary folder, with the time given.

It must not know what is printed of it.
"""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import batched

import numpy as np

from detectors.model import Inspection, People
from detectors.peopleset import PeopleSet
from ledger.replay.paces import Pace, Take
from ledger.replay.scenarios import START, Scenario, Way
from ledger.store import Ledger
from rules.decide import decide
from rules.model import Action, Transfer, Verdict
from rules.policy import Policy

TOGETHER = 100
"""Takings of one commit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """When a taking was noticed, and how far it had come."""

    way: str
    pace: str
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
        takes = (part for take in self.pace.takes(scenario.people, scenario.days, START) for part in _parts(take, self.pace.at_once))
        for some in batched(takes, TOGETHER):
            with self.ledger.transaction():
                for take in some:
                    if verdict := self._noticed(take):
                        return self._seen(take.day + 1, verdict)
        return Seen(
            way=self.way.name,
            pace=self.pace.name,
            day=0,
            people=self.people,
            action=Action.ALLOW,
            rule="",
            measure="",
            accounts_needed=-(-scenario.people // max(1, self.people)),
        )

    def _noticed(self, take: Take) -> Verdict | None:
        """Let one transfer after the other pass; return the first verdict that does more."""
        seen = _inspection(self.people, take.people)
        at = START + timedelta(days=take.day)
        for transfer in self.way.transfers(f"{self.tenant}-{take.account}", self.tenant, at):
            verdict = self._settle(transfer, seen)
            if verdict.action is not Action.ALLOW:
                self.people += take.people if verdict.releases else 0
                return verdict
        self.people += take.people
        return None

    def _settle(self, transfer: Transfer, seen: Inspection) -> Verdict:
        past = self.ledger.past(transfer, seen.people, self.policy)
        verdict = decide(transfer, seen, past, self.policy, transfer.at)
        self.ledger.append(transfer, seen, verdict, past, now=transfer.at)
        return verdict

    def _seen(self, day: int, verdict: Verdict) -> Seen:
        first = verdict.matches[0]
        return Seen(
            way=self.way.name,
            pace=self.pace.name,
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
