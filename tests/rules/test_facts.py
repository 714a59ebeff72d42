"""What rules look at: counts without place names, gaps of unknown size charged as the whole body, the clock of Japan."""

from datetime import datetime

from detectors.model import GapReason
from rules.facts import Facts, Scene
from rules.model import Past
from tests.rules.made import found, transfer_to


def test_counts() -> None:
    inspection = found(3, 2, GapReason.BOMB, GapReason.BOMB, GapReason.TIMEOUT, entities={"LOCATION": 9, "PERSON": 4}, size=5)
    facts = Facts.of(transfer_to(size_bytes=1000), inspection, Past())
    assert (facts.people, facts.names_only, facts.findings, sum(facts.gap_bytes.values())) == (3, 2, 4, 15)
    assert facts.gaps == {GapReason.BOMB: 2, GapReason.TIMEOUT: 1}


def test_a_gap_of_unknown_size_is_charged_as_the_whole_body() -> None:
    assert Facts.of(transfer_to(size_bytes=1000), found(0, 0, GapReason.BOMB, size=0), Past()).gap_bytes == {GapReason.BOMB: 1000}


def test_the_clock_of_japan() -> None:
    scene = Scene.of(transfer_to(at=datetime.fromisoformat("2026-11-22T15:30:00+00:00")), frozenset({"night"}))
    assert (scene.now.minute, scene.now.weekday, scene.groups) == (30, 0, {"night"})
