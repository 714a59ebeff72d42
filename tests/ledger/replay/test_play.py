"""The drip proof: how soon the shipped policy notices takings that became known. The days and numbers here may only become smaller."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from ledger.replay.paces import Pace, at_rate
from ledger.replay.play import Seen, _Taking, play, strict
from ledger.replay.scenarios import APPROVED, SCENARIOS
from rules.model import Action
from rules.policy import DEFAULT, Policy, load
from tests.rules.made import policy_of

DRIP = {
    ("crm-download", "even"): (1, 500),
    ("crm-download", "bursts"): (1, 500),
    ("crm-download", "weekends"): (6, 500),
    ("crm-download", "20 accounts"): (16, 38_216),
    ("crm-download", "under 500 in 1d"): (5, 2020),
    ("crm-download", "under 2,000 in 30d"): (301, 20_040),
    ("crm-download", "under 20,000 in 365d"): (404, 22_136),
    ("approved-upload", "even"): (1, 300),
    ("approved-upload", "bursts"): (1, 300),
    ("approved-upload", "weekends"): (6, 300),
    ("approved-upload", "20 accounts"): (3, 5132),
    ("approved-upload", "under 300 in 1d"): (2, 310),
    ("approved-upload", "under 300 in 30d"): (101, 1010),
    ("storage-upload", "even"): (1, 0),
    ("storage-upload", "bursts"): (1, 0),
    ("storage-upload", "weekends"): (6, 0),
    ("storage-upload", "20 accounts"): (1, 0),
    ("crm-to-approved", "even"): (1, 110),
    ("crm-to-approved", "bursts"): (1, 110),
    ("crm-to-approved", "weekends"): (6, 110),
    ("crm-to-approved", "20 accounts"): (1, 110),
    ("crm-to-approved", "under 300 in 1d"): (1, 110),
    ("crm-to-approved", "under 100 in 30d"): (301, 1003),
    ("crm-to-approved", "under 20,000 in 365d"): (2, 104),
}
NEVER = {
    ("crm-download", "under every threshold"): 100_054,
    ("approved-upload", "under every threshold"): 1000,
    ("crm-to-approved", "under every threshold"): 1000,
}
UPLOAD = {
    ("storage-upload", "60 files"): (1, 0),
    ("storage-upload", "small files"): (1, 0),
    ("storage-upload", "20 accounts"): (1, 0),
    ("approved-upload", "60 files"): (1, 0),
    ("approved-upload", "small files"): (1, 300),
    ("approved-upload", "20 accounts"): (1, 300),
}


def fared(name: str, policy: Policy, without: Collection[tuple[str, str]] = ()) -> dict[tuple[str, str], Seen]:
    scenario, enforced = SCENARIOS[name], strict(policy)
    tries = [(way, pace) for way, pace in scenario.tries(enforced) if (way.name, pace.name) not in without]
    return {(seen.way.name, seen.pace.name): seen for seen in play(scenario, enforced, tries)}


def worse(found: dict[tuple[str, str], Seen], expected: dict[tuple[str, str], tuple[int, int]]) -> dict[tuple[str, str], Seen | None]:
    """Return what is noticed later, or not tried; a threshold that moves has another name, and another line here."""
    return {
        key: one
        for key, (day, people) in expected.items()
        if (one := found.get(key)) is None or not (0 < one.day <= day and one.people <= people)
    }


def test_ten_years_of_small_takings_are_noticed_no_later() -> None:
    found = fared("drip-10y", load([DEFAULT]))
    assert worse(found, DRIP) == {}
    assert {key: seen.people for key, seen in found.items() if not seen.noticed and seen.people > NEVER.get(key, -1)} == {}


def test_an_upload_of_one_day_is_stopped_no_later() -> None:
    found = fared("upload-1d", load([DEFAULT]), {("storage-upload", "one file"), ("approved-upload", "one file")})
    assert worse(found, UPLOAD) == {}
    assert all(seen.action is Action.BLOCK for key, seen in found.items() if key in UPLOAD)


def test_a_policy_without_limits_lets_everybody_out(tmp_path: Path) -> None:
    """It proves that the engine is asked: without a rule nothing is noticed, and nobody stays behind."""
    scenario, policy = SCENARIOS["drip-10y"], policy_of(tmp_path, "rules: []\n")
    (way, pace) = next((way, pace) for way, pace in scenario.tries(policy) if (way.name, pace.name) == ("approved-upload", "bursts"))
    (seen,) = play(scenario, policy, [(way, pace)])
    assert (seen.noticed, seen.people, seen.accounts_needed) == (False, 9_280_000, 1)


@pytest.mark.parametrize(
    ("text", "day", "people", "action"),
    [
        pytest.param("mode: monitor\nmonitor_until: 2030-01-01\n", 4, 4, Action.ALERT, id="monitor-mode-is-played-as-enforced"),
        pytest.param(
            "exceptions:\n- {id: e, rules: few, when: {class: approved}, reason: r, control: c, owner: o, expires: 2030-01-01}\n",
            4,
            4,
            Action.ALERT,
            id="exceptions-are-left-out",
        ),
    ],
)
def test_a_policy_is_played_strictly(tmp_path: Path, text: str, day: int, people: int, action: Action) -> None:
    policy = strict(
        policy_of(tmp_path, f"rules: [{{id: few, when: {{class: approved}}, over: {{people: {{7d: 3}}}}, action: alert}}]\n{text}")
    )
    scenario = SCENARIOS["drip-10y"]
    (seen,) = play(scenario, policy, [(APPROVED, Pace(name="one a day", ja="一日一人", takes=at_rate(1, 1)))])
    assert (seen.day, seen.people, seen.action, seen.measure) == (day, people, action, "people.7d")


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param("{over: {people: {transfer: 3}}}", id="one-transfer"),
        pytest.param("{over: {people: {transfer: 3, 1d: 9}}}", id="a-day"),
        pytest.param("{over: {people: {transfer: 4, 7d: 30}}}", id="a-week"),
        pytest.param("{over: {people: {transfer: 7, 30d: 149}}}", id="just-under"),
        pytest.param("{over: {people: {transfer: 7, 30d: 150}}}", id="never"),
        pytest.param("{over: {people: {transfer: 7, 30d: 0}}}", id="nobody"),
        pytest.param("{over: {people: {transfer: 7, 3650d: 120}}}", id="late"),
        pytest.param("{over: {people: {3650d: 120}}, action: alert}", id="no-limit-of-one-transfer"),
        pytest.param("{per: tenant, over: {people: {transfer: 7, 3650d: 120}}}", id="all-accounts"),
        pytest.param("{over: {drawdown: {30d: 77}}}", id="received-and-sent"),
        pytest.param("{when: {weekdays: [sun]}, over: {people: {transfer: 6, 7d: 20}}}", id="on-sundays"),
        pytest.param("{when: {holiday: true}, over: {people: {transfer: 0}}}", id="on-a-holiday"),
        pytest.param("{over: {terminals: {transfer: 0}}}", id="at-any-terminal"),
    ],
)
def test_what_is_played_at_once_fares_as_if_played_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rules: str) -> None:
    """The long way is the engine alone, each transfer by itself."""
    scenario = replace(SCENARIOS["drip-10y"], people=200, days=40)
    text = [f"{{id: {name}, when: {{class: {name}}}, action: block}}" for name in ("approved", "crm")]
    written = [
        yaml.safe_load(one) | (given := yaml.safe_load(rules)) | {"when": yaml.safe_load(one)["when"] | given.get("when", {})}
        for one in text
    ]
    policy = strict(policy_of(tmp_path, yaml.safe_dump({"rules": written if "drawdown" not in rules else written[:1]})))
    tries = list(scenario.tries(policy))
    short = list(play(scenario, policy, tries))
    monkeypatch.setattr(_Taking, "_clear", lambda *_: 0)
    assert short == list(play(scenario, policy, tries))


def test_a_policy_that_never_notices_is_told_soon(tmp_path: Path) -> None:
    """928,000 transfers, each under the only limit."""
    scenario, policy = (
        SCENARIOS["drip-10y"],
        policy_of(tmp_path, "rules: [{id: few, when: {class: crm}, over: {people: {transfer: 10}}, action: block}]\n"),
    )
    tries = [(way, pace) for way, pace in scenario.tries(policy) if (way.name, pace.name) == ("crm-download", "even")]
    (seen,) = play(scenario, policy, tries)
    assert (seen.noticed, seen.people, seen.accounts_needed) == (False, 9_280_000, 1)
