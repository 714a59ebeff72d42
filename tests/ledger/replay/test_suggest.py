"""Proposals: from the counts of the past, in steps that can be looked at, as a diff that makes a policy that loads."""

import json
import subprocess
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from ledger import engine
from ledger.replay.blocks import Blocks
from ledger.replay.lab import compare
from ledger.replay.quantiles import Sizes, at_share, over, sizes
from ledger.replay.suggest import Proposal, proposals
from ledger.store import Ledger
from rules.model import Action, DestinationClass, Direction, Window
from rules.policy import load
from rules.rule import Condition, Limit, Measure, Rule
from sekimori import app
from tests.ledger.made import NOON, inspection, transfer, verdict
from tests.ledger.replay.test_patch import POLICY
from tests.rules.made import NOTICE, write

DOWN = frozenset({Direction.DOWNLOAD})


def held(
    threshold: int,
    counts: dict[int, int],
    *,
    days: int = 0,
    action: Action = Action.ALERT,
    directions: frozenset[Direction] = frozenset(),
    measure: Measure = Measure.PEOPLE,
) -> Sizes:
    windows = ((Direction.UPLOAD, Window(direction=Direction.UPLOAD, days=days)),) if days else ()
    limit = Limit(measure=measure, threshold=threshold, windows=windows)
    rule = Rule(id="r", condition=Condition(directions=directions), limits=(limit,), action=action, severity="low", enforced=True)
    return Sizes(rule, limit, {"a": Counter(counts)})


def then(*found: Sizes, days: int = 10, alerts: float = 1, stops: float = 0) -> list[int]:
    return [one.then for one in proposals(found, days, alerts=alerts, stops=stops)]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(held(20, {5: 100, 12: 20, 30: 8}), 12, id="passed-as-often-as-wanted"),
        pytest.param(held(20, {5: 100, 12: 20, 130: 50}), 40, id="at-most-twice"),
        pytest.param(held(20, {1: 100}), 10, id="at-least-half"),
        pytest.param(held(20, {5: 100, 12: 20, 30: 8}, action=Action.BLOCK), 30, id="never-for-a-rule-that-stops"),
        pytest.param(held(800, {1500: 100}), 1000, id="never-above-the-law"),
        pytest.param(held(800, {3: 100}, days=30, directions=DOWN), 800, id="longer-than-the-past-is-not-lowered"),
        pytest.param(held(4, {3: 50, 6: 20}, days=7, measure=Measure.DRAWDOWN), 6, id="received-and-sent-out"),
        pytest.param(held(800, {1234: 100}, days=7, directions=DOWN), 1300, id="received-over-days-in-two-digits"),
    ],
)
def test_a_threshold_is_proposed(found: Sizes, expected: int) -> None:
    assert then(found) == [expected]


def test_a_shorter_window_stays_below_a_longer_one() -> None:
    assert then(held(900, {1500: 100}), held(600, {1500: 100}, days=1), held(950, {1500: 100}, days=7)) == [1000, 999, 998]


@pytest.mark.parametrize(
    "found",
    [pytest.param(held(0, {9: 9}), id="nobody-at-all"), pytest.param(held(5, {9: 9}, measure=Measure.FINDINGS), id="not-people")],
)
def test_a_principle_is_not_tuned(found: Sizes) -> None:
    assert then(found) == []


@given(st.dictionaries(st.integers(1, 500), st.integers(1, 50), min_size=1), st.integers(1, 400), st.floats(0, 20))
def test_a_proposal_keeps_its_promise(counts: dict[int, int], threshold: int, alerts: float) -> None:
    (one,) = proposals([held(threshold, counts)], 10, alerts=alerts, stops=0)
    assert -(-threshold // 2) <= one.then <= 2 * threshold
    assert one.a_day_then <= max(alerts, over(Counter(counts), 2 * threshold) / 10)


@pytest.mark.parametrize(("share", "expected"), [(0.0, 1), (0.5, 1), (0.51, 2), (0.9, 2), (0.95, 7), (1.0, 7)])
def test_quantiles(share: float, expected: int) -> None:
    assert at_share(Counter({1: 5, 2: 4, 7: 1}), share) == expected


@pytest.fixture
def month(tmp_path: Path) -> str:
    """Ten days on which one group sends five people at a time, another fifteen."""
    url = f"sqlite:///{tmp_path}/l.db"
    ledger = Ledger(url, node="n", key_id="k")
    limit = load([write(tmp_path, NOTICE + POLICY, "then.yaml")])
    for day in range(10):
        for actor, people in (("op-1", 5), ("op-2", 15)):
            moved, seen = transfer(actor=actor, at=NOON + timedelta(days=day)), inspection(*range(people))
            with ledger.transaction():
                past = ledger.past(moved, seen.people, limit)
                ledger.append(moved, seen, verdict(Action.ALERT), past, now=moved.at)
    ledger.close()
    return url


def test_counts_are_gathered_by_group(month: str, tmp_path: Path) -> None:
    policy = load([write(tmp_path, NOTICE + POLICY)])
    connected = engine.connect(engine.parse(month), create=False)
    with engine.transaction(connected, write=False) as connection:
        found, days = sizes(Blocks(connection, None, None), policy, lambda _: None)
    connected.dispose()
    assert days == 10
    assert {(one.rule.id, one.limit.name): dict(one.groups) for one in found} == {
        ("many", "people.transfer"): {"first": Counter({5: 10, 15: 10})},
        ("many", "people.30d"): {"first": Counter({5: 10, 15: 10})},
    }


def test_draw_down_is_gathered(sqlite: str, tmp_path: Path) -> None:
    """Twenty people are received, and six of them sent out, two at a time. Nobody counted what went out for the client."""
    client = "  - {id: client, per: tenant, when: {class: approved, direction: upload}, over: {people: {30d: 1000}}, action: alert}\n"
    then, policy = load([write(tmp_path, NOTICE + POLICY)]), load([write(tmp_path, NOTICE + POLICY + client, "now.yaml")])
    ledger = Ledger(sqlite, node="n", key_id="k")
    received = transfer(host="crm.example", category=DestinationClass.CRM, direction=Direction.DOWNLOAD)
    for moved, people in ((received, range(20)), *((transfer(), range(first, first + 2)) for first in (0, 2, 4))):
        with ledger.transaction():
            seen = inspection(*people)
            ledger.append(moved, seen, verdict(Action.ALERT), ledger.past(moved, seen.people, then), now=moved.at)
    with ledger.engine.connect() as connection:
        found, _ = sizes(Blocks(connection, None, None), policy, lambda _: None)
    ledger.close()
    assert [dict(one.groups) for one in found if one.rule.id == "drawn"] == [{"first": Counter({2: 1, 4: 1, 6: 1})}]
    assert [dict(one.groups) for one in found if one.rule.id == "client"] == [{"first": Counter({2: 3})}]  # each alone


def test_the_diff_can_be_applied_and_checked(month: str, tmp_path: Path) -> None:
    path = write(tmp_path, NOTICE + POLICY)
    arguments = ["rules", "suggest", "--since", "2026-04-01", "--policy", str(path), "--ledger", month, "--alerts-a-day", "0"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0
    assert "many people.transfer (alert)" in result.stderr
    assert "first" in result.stderr
    applied = subprocess.run(["patch", "-p0", "-d", "/"], input=result.stdout, text=True, capture_output=True, check=False)
    assert applied.returncode == 0, applied.stdout
    assert "transfer: 15\n" in path.read_text(encoding="utf-8")
    checked = CliRunner().invoke(app, ["rules", "check", str(path)])
    assert checked.exit_code == 0


def test_the_days_between_count_too(sqlite: str, tmp_path: Path) -> None:
    """On two days of a week: alerts a day are those that the lab shows, and a week has been seen."""
    path = write(tmp_path, NOTICE + POLICY)
    policy, ledger = load([path]), Ledger(sqlite, node="n", key_id="k")
    for day in (0, 6):
        moved, seen = transfer(at=NOON + timedelta(days=day)), inspection(*range(15))
        with ledger.transaction():
            ledger.append(moved, seen, verdict(Action.ALERT), ledger.past(moved, seen.people, policy), now=moved.at)
    with ledger.engine.connect() as connection:
        found, days = sizes(Blocks(connection, None, None), policy, lambda _: None)
        tally = compare(Blocks(connection, None, None), policy, policy, lambda _: None)
    ledger.close()
    assert days == 7
    now = {one.measure: one.a_day_now for one in proposals(found, days, alerts=5, stops=1)}
    assert now["people.transfer"] == tally.a_day[0][0] == 2 / 7


def test_what_all_proposals_make_of_a_day_is_what_the_lab_shows(month: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path, today = write(tmp_path, NOTICE + POLICY), write(tmp_path, NOTICE + POLICY, "today.yaml")
    asked = ["--since", "2026-04-01", "--ledger", month, "--policy", str(path)]
    result = CliRunner().invoke(app, ["rules", "suggest", *asked, "--alerts-a-day", "0"])
    assert "alerts a day 1.0 now, 0.0 proposed; stops a day 0.0 now, 0.0 proposed" in result.stderr
    japanese = CliRunner().invoke(app, ["rules", "suggest", *asked, "--alerts-a-day", "0", "--lang", "ja"])
    assert "通知は今 1.0 件、提案 0.0 件、停止は今 0.0 件、提案 0.0 件" in japanese.stderr
    subprocess.run(["patch", "-p0"], input=result.stdout_bytes, capture_output=True, check=True)
    shown = CliRunner().invoke(app, ["rules", "replay", *asked, "--against", str(today), "--format", "json"])
    assert json.loads(shown.stdout)["alerts_a_day"] == [1.0, 0.0]


def test_a_window_that_was_not_always_counted_is_not_lowered(month: str, tmp_path: Path) -> None:
    client = "  - {id: client, per: tenant, when: {class: approved, direction: upload}, over: {people: {30d: 100}}, action: alert}\n"
    arguments = ["rules", "suggest", "--since", "2026-04-01", "--ledger", month, "--alerts-a-day", "5"]
    result = CliRunner().invoke(app, [*arguments, "--policy", str(write(tmp_path, NOTICE + POLICY + client))])
    (line,) = (line for line in result.stderr.splitlines() if "client people.30d" in line)
    assert line.split()[-4:] == ["100", "100", "≥0.0", "≥0.0"]


def test_proposals_for_programs(month: str, tmp_path: Path) -> None:
    arguments = ["rules", "suggest", "--since", "2026-04-01", "--policy", str(write(tmp_path, NOTICE + POLICY)), "--ledger", month]
    result = CliRunner().invoke(app, [*arguments, "--format", "json"])
    assert result.exit_code == 0
    assert '"measure":"people.transfer"' in result.stdout


def test_a_proposal_knows_its_place() -> None:
    (one,) = proposals([held(20, {30: 5}, days=7)], 10, alerts=1, stops=1)
    assert isinstance(one, Proposal)
    assert (one.place, one.changes) == (("r", "people", "7d"), True)
