from pathlib import Path

import pytest

from ledger.replay.scenarios import APPROVED, DOWNLOAD, SCENARIOS, STORAGE, THROUGH, Way, thresholds
from rules.policy import DEFAULT, load
from tests.rules.made import policy_of

POLICY = """\
rules:
  - {id: small, when: {class: approved}, over: {people: {transfer: 5, 30d: 40}}, action: alert}
  - {id: day, when: {direction: upload}, over: {people: {1d: 9, 30d: 50}}, action: block}
  - {id: watched, mode: monitor, when: {class: approved}, over: {people: {1d: 1}}, action: block}
  - {id: numbers, when: {class: approved, entity: CREDIT_CARD}, over: {people: {1d: 0}}, action: block}
  - {id: hotline, when: {class: approved, host: other.example}, over: {people: {1d: 0}}, action: block}
  - {id: drawn, when: {class: approved}, over: {drawdown: {7d: 3}}, action: block}
"""


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        pytest.param(APPROVED, {0: 5, 1: 9, 30: 40}, id="lowest-of-enforced-rules"),
        pytest.param(THROUGH, {0: 5, 1: 9, 7: 3, 30: 40}, id="draw-down-where-both-legs-are-there"),
        pytest.param(DOWNLOAD, {}, id="none"),
        pytest.param(STORAGE, {0: 0, 1: 9, 30: 50}, id="of-every-class"),
    ],
)
def test_thresholds_are_those_that_decide(tmp_path: Path, way: Way, expected: dict[int, int]) -> None:
    assert thresholds(way, policy_of(tmp_path, POLICY)) == expected


@pytest.mark.parametrize(
    ("way", "at_most"),
    [
        pytest.param(DOWNLOAD, {0: 20, 1: 500, 30: 2000, 365: 20_000, 3650: 100_000}, id="download"),
        pytest.param(APPROVED, {0: 10, 1: 300, 30: 300, 3650: 1000}, id="approved"),
        pytest.param(STORAGE, {0: 0}, id="storage"),
        pytest.param(THROUGH, {0: 10, 1: 300, 30: 100, 365: 20_000, 3650: 1000}, id="through"),
    ],
)
def test_the_shipped_thresholds_only_get_lower(way: Way, at_most: dict[int, int]) -> None:
    found = thresholds(way, load([DEFAULT]))
    assert {days: found.get(days, 10**9) <= people for days, people in at_most.items()} == dict.fromkeys(at_most, True)


def test_each_threshold_is_tried_from_below(tmp_path: Path) -> None:
    names = [pace.name for way, pace in SCENARIOS["drip-10y"].tries(policy_of(tmp_path, POLICY)) if way is APPROVED]
    assert names == ["even", "bursts", "weekends", "20 accounts", "under 9 in 1d", "under every threshold"]
    assert {pace.at_once for way, pace in SCENARIOS["drip-10y"].tries(policy_of(tmp_path, POLICY)) if way is APPROVED} == {5}
