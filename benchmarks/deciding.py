"""Past and decide: 200 rules with windows up to ten years over a ledger that holds years of days, one transfer after the other."""

import json
import random
import secrets
import tempfile
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.figure import Figure
from detectors.model import Inspection, People
from detectors.peopleset import PeopleSet
from ledger.store import Ledger
from rules.decide import decide
from rules.model import Action, Actor, Destination, DestinationClass, Direction, Past, Transfer, Verdict
from rules.policy import Policy, load

RULES = 200
DAYS = 100
"""Days on which every actor already moved data, spread over the ten years."""

ACTORS = 100
EACH = 5
"""Transfers of each actor that are measured; the first of them reads its past from the disk."""

TEN_YEARS = 3650
WINDOWS = (1, 7, 30, 365, TEN_YEARS)


def run(quick: bool) -> Iterable[Figure]:
    """Measure the time from an inspection to its verdict, the counts of the past included."""
    with tempfile.TemporaryDirectory() as folder:
        taken = _measure(Path(folder), ACTORS, DAYS // 10 if quick else DAYS)
    both, alone = sorted(past + decided for past, decided in taken), sorted(decided for _, decided in taken)
    what = f"past + decide, {RULES} rules, ten years"
    yield Figure(what=f"{what}, p50", ours=1000 * both[len(both) // 2], unit="ms")
    yield Figure(what=f"{what}, p99", ours=1000 * both[int(len(both) * 0.99)], unit="ms", at_most=5)
    yield Figure(what="of which decide, p50", ours=1000 * alone[len(alone) // 2], unit="ms", at_most=1)


def _policy(folder: Path) -> Path:
    rules = [
        {
            "id": f"rule-{number}",
            "purpose": "測る",
            "owner": "測る人",
            "action": "alert",
            "when": {"direction": "upload", "class": "approved"},
            "over": {"people": {f"{WINDOWS[number % len(WINDOWS)]}d": 100_000 + number}},
            "examples": {"match": [{"class": "approved", "people": 200_000}], "no_match": [{"class": "approved", "people": 1}]},
        }
        for number in range(RULES)
    ]
    notice = {"purpose": "測る", "owner": "測る人", "contact": "測る所"}
    path = folder / "policy.yaml"
    path.write_text(json.dumps({"notice": notice, "rules": rules, "escalation": {}}, ensure_ascii=False), encoding="utf-8")
    return path


def _measure(folder: Path, actors: int, days: int) -> list[tuple[float, float]]:
    policy = load([_policy(folder)])
    ledger = Ledger(f"sqlite:///{folder / 'ledger.sqlite'}", node="bench", key_id="k")
    chance = random.Random(7)
    now = datetime.now(UTC)
    for day in range(days):
        at = now - timedelta(days=(days - day) * TEN_YEARS / days)
        with ledger.transaction():
            for actor in range(actors):
                ledger.append(_transfer(actor, at), _inspection(50, chance), Verdict(action=Action.ALERT), Past(), now=at)
    ledger.close()
    # Opened again: the first transfer of every actor finds nothing in memory.
    ledger = Ledger(f"sqlite:///{folder / 'ledger.sqlite'}", node="bench", key_id="k")
    taken = [_decide(ledger, policy, _transfer(actor, now), _inspection(20, chance)) for _ in range(EACH) for actor in range(actors)]
    ledger.close()
    return taken


def _decide(ledger: Ledger, policy: Policy, transfer: Transfer, inspection: Inspection) -> tuple[float, float]:
    """Return the seconds of past and of decide."""
    with ledger.transaction():
        began = time.perf_counter()
        past = ledger.past(transfer, inspection.people, policy)
        counted = time.perf_counter()
        verdict = decide(transfer, inspection, past, policy, transfer.at)
        decided = time.perf_counter()
        ledger.append(transfer, inspection, verdict, past, now=transfer.at)
    return counted - began, decided - counted


def _transfer(actor: int, at: datetime) -> Transfer:
    destination = Destination(host="files.example", category=DestinationClass.APPROVED)
    who = Actor(id=f"op{actor:04}", known=True, tenants=("alpha",), source="10.2.0.17")
    return Transfer(id=secrets.token_hex(8), actor=who, destination=destination, direction=Direction.UPLOAD, at=at)


def _inspection(people: int, chance: random.Random) -> Inspection:
    persons = PeopleSet.of([chance.getrandbits(64) for _ in range(people)])
    return Inspection(people=People(persons=persons), entities=(("PERSON", people),))
