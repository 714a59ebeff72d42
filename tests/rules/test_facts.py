"""What rules look at: counts without place names, gaps of unknown size charged as the whole body, the clock of Japan."""

from datetime import datetime

import pytest

from detectors.model import Gap, GapReason
from rules.facts import Facts, Scene, gap_sizes
from rules.model import Past
from tests.rules.made import found, transfer_to


def test_counts() -> None:
    inspection = found(3, 2, GapReason.BOMB, GapReason.BOMB, GapReason.TIMEOUT, entities={"LOCATION": 9, "PERSON": 4}, size=5)
    facts = Facts.of(transfer_to(size_bytes=1000), inspection, Past())
    assert (facts.people, facts.names_only, facts.findings, sum(facts.gap_bytes.values())) == (3, 2, 4, 15)
    assert facts.gaps == {GapReason.BOMB: 2, GapReason.TIMEOUT: 1}


def test_a_gap_of_unknown_size_is_charged_as_the_whole_body() -> None:
    assert Facts.of(transfer_to(size_bytes=1000), found(0, 0, GapReason.BOMB, size=0), Past()).gap_bytes == {GapReason.BOMB: 1000}


@pytest.mark.parametrize(
    ("sizes", "charged"),
    [
        pytest.param((0, 0, 0), 1000, id="several of unknown size are in one body"),
        pytest.param((300, 0), 1000, id="the whole body holds what is known, too"),
        pytest.param((1300, 0), 1300, id="unpacked it is more than the body"),
        pytest.param((300, 400), 700, id="known"),
    ],
)
def test_a_body_is_charged_once_for_a_reason(sizes: tuple[int, ...], charged: int) -> None:
    gaps = [Gap(reason=GapReason.DETECTOR_ERROR, place="body", size_bytes=size) for size in sizes]
    for some in (gaps, gaps[::-1]):
        assert gap_sizes(some, 1000) == {GapReason.DETECTOR_ERROR: charged}


def test_the_clock_of_japan() -> None:
    scene = Scene.of(transfer_to(at=datetime.fromisoformat("2026-11-22T15:30:00+00:00")), frozenset({"night"}))
    assert (scene.now.minute, scene.now.weekday, scene.groups) == (30, 0, {"night"})
