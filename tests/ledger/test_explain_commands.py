"""`sekimori rules explain` tells of a recorded transfer and of a file, in the language asked for, and nothing that was found."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detectors.model import Gap, GapReason, Inspection, People
from detectors.peopleset import PeopleSet
from ledger.explain_commands import app
from ledger.recall import facts_of, transfer_of
from ledger.search import Query, search
from ledger.store import Ledger
from rules.decide import decide
from rules.facts import Facts
from rules.model import DestinationClass, Direction, Transfer, WorkOrder
from rules.policy import DEFAULT, Policy, load
from tests.ledger.conftest import KEY, POLICY
from tests.ledger.made import ENCRYPTED, NOON, inspection, transfer


def run(*words: object, home: Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, [*map(str, words), "--home", str(home)])
    return result.exit_code, result.output


def settle(home: Path, policy: Policy, *people: int) -> str:
    """Record one transfer as the proxy does; return its id."""
    ledger = Ledger(f"sqlite:///{home}/ledger/sekimori.sqlite", node="node-a", key_id="key-1", signing_key=KEY)
    moved, seen = transfer(), inspection(*people, gaps=(ENCRYPTED,))
    with ledger.transaction():
        past = ledger.past(moved, seen.people, policy)
        ledger.append(moved, seen, decide(moved, seen, past, policy, NOON), past, now=NOON)
    ledger.close()
    return moved.id


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "site.yaml").write_text(POLICY, encoding="utf-8")
    return tmp_path


def test_a_recorded_transfer_in_japanese(home: Path) -> None:
    policy = load([home / "policy"])
    name = settle(home, policy, *range(15))
    status, output = run(name.lower().replace("-", ""), "--lang", "ja", home=home)
    assert status == 0, output
    assert output.splitlines() == [
        f"{name} 2026-04-10 12:00:00 JST files.example.net (approved, upload)",
        "判定: 遮断",
        "- gap-encrypted: 遮断 … 検査できない部分: 暗号化された部分(パスワード付きなど)",
        "次に近い規則: bulk-day(遮断) … 人数(1日間) 15 人(しきい値 20 人)、あと 6 人で当てはまります",
    ]


def test_a_number_may_be_typed_in_full_width(home: Path) -> None:
    name = settle(home, load([home / "policy"]), *range(15))
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in name.lower()).replace("－", "ー")
    status, output = run(wide, "--lang", "en", home=home)
    assert (status, output.split()[0]) == (0, name)


def test_the_nearest_rule_is_looked_for_in_the_policy_given(home: Path) -> None:
    name = settle(home, load([home / "policy"]), *range(15))
    other = home / "other.yaml"
    other.write_text(POLICY.replace("bulk-day", "month").replace("1d: 20", "30d: 40"), encoding="utf-8")
    status, output = run(name, "--lang", "en", "--policy", other, home=home)
    assert status == 0, output
    near = "Nearest other rule: month (block); people.30d 15, not over 40: 26 more and it applies"
    assert near in output  # not counted then: the transfer alone
    assert "Verdict: block" in output
    assert "It was decided by policy " in output
    assert "判定" not in output


def test_draw_down_that_nobody_counted_then_is_none(home: Path) -> None:
    name = settle(home, load([home / "policy"]), *range(15))
    other = home / "other.yaml"
    other.write_text(POLICY.replace("people: {1d: 20}", "drawdown: {30d: 16}"), encoding="utf-8")
    _, output = run(name, "--lang", "en", "--policy", other, home=home)
    assert "drawdown.30d 0, not over 16: 17 more and it applies" in output


OVER_TIME = """\
notice: {purpose: p, owner: o, contact: c}
on_gap: {actions: {default: allow}}
rules:
  - {id: month, when: {direction: upload, class: approved}, over: {people: {30d: 8, 3650d: 40}}, action: alert}
  - {id: drawn, when: {class: approved}, over: {drawdown: {30d: 3}}, action: block}
  - {id: closed, when: {class: approved}, over: {uninspected_bytes: {7d: 1000}}, action: hold}
"""


@pytest.mark.parametrize(
    ("people", "size", "japanese", "english"),
    [
        pytest.param(
            range(10, 16),
            0,
            "- month: 通知 … 人数(30日間) 9 人(しきい値 8 人を超えました)",
            "- month: alert; people.30d 9, over 8",
            id="over time",
        ),
        pytest.param(
            range(4),
            0,
            "- drawn: 遮断 … 引き出して送り出した人数(30日間) 4 人(しきい値 3 人を超えました)",
            "- drawn: block; drawdown.30d 4, over 3",
            id="drawn down",
        ),
        pytest.param(
            (),
            401,
            "- closed: 保留 … 未検査バイト数(7日間) 1,001 バイト(しきい値 1,000 バイトを超えました)",
            "- closed: hold; uninspected_bytes.7d 1,001, over 1,000",
            id="uninspected",
        ),
        pytest.param(
            (10,),
            0,
            "次に近い規則: drawn(遮断) … 引き出して送り出した人数(30日間) 3 人(しきい値 3 人)、あと 1 人で当てはまります",
            "Nearest other rule: drawn (block); drawdown.30d 3, not over 3: 1 more and it applies",
            id="nearly drawn down",
        ),
        pytest.param(
            range(10, 14),
            0,
            "次に近い規則: month(通知) … 人数(30日間) 7 人(しきい値 8 人)、あと 2 人で当てはまります",
            "Nearest other rule: month (alert); people.30d 7, not over 8: 2 more and it applies",
            id="nearly over time",
        ),
        pytest.param(
            (),
            400,
            "次に近い規則: closed(保留) … 未検査バイト数(7日間) 1,000 バイト(しきい値 1,000 バイト)、あと 1 バイトで当てはまります",
            "Nearest other rule: closed (hold); uninspected_bytes.7d 1,000, not over 1,000: 1 more and it applies",
            id="nearly uninspected",
        ),
    ],
)
def test_counts_over_time_are_told(home: Path, people: Sequence[int], size: int, japanese: str, english: str) -> None:
    """Ten people were received, three of them sent out and 600 bytes uninspected, the days before."""
    (home / "policy" / "site.yaml").write_text(OVER_TIME, encoding="utf-8")
    policy = load([home / "policy"])
    ledger = Ledger(f"sqlite:///{home}/ledger/sekimori.sqlite", node="node-a", key_id="key-1", signing_key=KEY)

    def move(moved: Transfer, seen: Inspection) -> str:
        with ledger.transaction():
            past = ledger.past(moved, seen.people, policy, seen.gaps)
            ledger.append(moved, seen, decide(moved, seen, past, policy, moved.at), past, now=moved.at)
        return moved.id

    move(transfer(category=DestinationClass.CRM, direction=Direction.DOWNLOAD, at=NOON - timedelta(days=5)), inspection(*range(10)))
    move(transfer(at=NOON - timedelta(days=3)), inspection(0, 1, 2, gaps=(closed(600),)))
    name = move(transfer(), inspection(*people, gaps=(closed(size),) if size else ()))
    ledger.close()
    for language, told in (("ja", japanese), ("en", english)):
        status, output = run(name, "--lang", language, home=home)
        assert status == 0, output
        assert told in output.splitlines(), output


UNDER_ORDER = """\
notice: {purpose: p, owner: o, contact: c}
rules:
  - {id: beyond, when: {work_order: true}, over: {beyond_order: {transfer: 0}}, action: block}
"""


@pytest.mark.parametrize(
    ("before", "people", "japanese", "english"),
    [
        pytest.param(
            0, range(2), "その範囲内、いままでに渡った人 2 人、あと 3 人", "within it; 2 have passed by now, 3 left", id="its first"
        ),
        pytest.param(
            3, range(2, 5), "その範囲内、いままでに渡った人 5 人、あと 0 人", "within it; 5 have passed by now, 0 left", id="its last"
        ),
        pytest.param(
            3, range(2, 7), "数えた人数 7 人、いままでに渡った人 3 人、あと 2 人", "7 counted; 3 have passed by now, 2 left", id="too many"
        ),
    ],
)
def test_what_is_left_of_a_work_order_is_told(home: Path, before: int, people: Sequence[int], japanese: str, english: str) -> None:
    """Five people are expected. What was stopped has not passed."""
    (home / "policy" / "site.yaml").write_text(UNDER_ORDER, encoding="utf-8")
    policy, order = load([home / "policy"]), WorkOrder(ticket="W-1", accounts=frozenset(), begins=NOON, ends=NOON, people=5)
    ledger = Ledger(f"sqlite:///{home}/ledger/sekimori.sqlite", node="node-a", key_id="key-1", signing_key=KEY)
    for numbers in (range(before), people):
        moved, seen = replace(transfer(), order=order), inspection(*numbers)
        with ledger.transaction():
            past = ledger.past(moved, seen.people, policy)
            ledger.append(moved, seen, decide(moved, seen, past, policy, NOON), past, now=NOON)
    ledger.close()
    status, output = run(moved.id, home=home)
    assert status == 0, output
    assert f"作業申請 W-1: 見込み 5 人、{japanese}" in output.splitlines()
    assert f"Work order W-1: 5 people expected, {english}" in output.splitlines()


def test_names_alone_are_told_under_an_order_that_they_are_stopped_for(home: Path) -> None:
    (home / "policy" / "site.yaml").write_text(f"profile: 厳格\n{UNDER_ORDER}", encoding="utf-8")
    policy, order = load([home / "policy"]), WorkOrder(ticket="W-1", accounts=frozenset(), begins=NOON, ends=NOON, people=5)
    ledger = Ledger(f"sqlite:///{home}/ledger/sekimori.sqlite", node="node-a", key_id="key-1", signing_key=KEY)
    for names in (range(10, 11), range(10, 19)):
        moved, found = replace(transfer(), order=order), People(persons=PeopleSet.of([1, 2]), names=PeopleSet.of(names))
        seen = replace(inspection(1, 2), people=found)
        with ledger.transaction():
            past = ledger.past(moved, found, policy)
            ledger.append(moved, seen, decide(moved, seen, past, policy, NOON), past, now=NOON)
    ledger.close()
    _, output = run(moved.id, "--lang", "en", home=home)
    assert "Work order W-1: 5 people expected, 11 counted; 3 have passed by now, 2 left" in output.splitlines()
    assert "- beyond: block; beyond_order.transfer 6, over 0" in output.splitlines()


def test_of_an_order_that_no_rule_asked_for_only_what_is_on_record_is_told(home: Path) -> None:
    policy, order = load([home / "policy"]), WorkOrder(ticket="W-1", accounts=frozenset(), begins=NOON, ends=NOON, people=5)
    ledger = Ledger(f"sqlite:///{home}/ledger/sekimori.sqlite", node="node-a", key_id="key-1", signing_key=KEY)
    moved, seen = replace(transfer(), order=order), inspection(*range(9), gaps=(ENCRYPTED,))
    with ledger.transaction():
        past = ledger.past(moved, seen.people, policy)
        ledger.append(moved, seen, decide(moved, seen, past, policy, NOON), past, now=NOON)
    ledger.close()
    _, output = run(moved.id, "--lang", "ja", home=home)
    assert "作業申請 W-1: 見込み 5 人、いままでに渡った人 0 人、あと 5 人" in output.splitlines()


def closed(size: int) -> Gap:
    return Gap(reason=GapReason.ENCRYPTED, place="a", size_bytes=size)


def test_a_record_gives_back_what_was_decided_on(home: Path) -> None:
    policy = load([home / "policy"])
    settle(home, policy, *range(15))
    ledger = Ledger(f"sqlite:///{home}/ledger/sekimori.sqlite", node="node-a", key_id="key-1", signing_key=KEY)
    with ledger.transaction():
        (record,) = search(ledger._inside(), Query())
        moved, seen = transfer_of(record), inspection(*range(15), gaps=(ENCRYPTED,))
        window = policy.windows(moved)[0]
        past = ledger.past(moved, seen.people, policy)
    ledger.close()
    facts, expected = facts_of(record), Facts.of(moved, seen, past)
    assert (moved.actor.unit, moved.tenant, moved.direction) == ("第一課", "alpha", Direction.UPLOAD)
    assert (facts.people, facts.findings, facts.gap_bytes, facts.gaps) == (15, 15, expected.gap_bytes, expected.gaps)
    assert facts.past[window].people == 15


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        pytest.param(("0ABC-1234-5678-9XYZ",), 1, "there is no record of 0ABC-1234-5678-9XYZ", id="unknown transfer"),
        pytest.param(("missing.csv",), 2, "missing.csv: no such file", id="no file"),
        pytest.param((DEFAULT, "--as", "class=aproved"), 2, "--as: class is one of", id="unknown class"),
        pytest.param((DEFAULT, "--policy", "missing.yaml"), 2, "missing.yaml: no such file or folder", id="no policy"),
    ],
)
def test_unusable_arguments(home: Path, words: tuple[object, ...], status: int, said: str) -> None:
    settle(home, load([home / "policy"]), 1)
    found, output = run(*words, home=home)
    assert (found, said in output) == (status, True), output


@pytest.mark.model
def test_a_file(home: Path) -> None:
    file = home / "a.csv"
    file.write_text("電話番号\n" + "".join(f"090-1234-{i:04}\n" for i in range(1000, 1012)), encoding="utf-8")
    status, output = run(file, "--as", "direction=upload,class=approved", "--policy", DEFAULT, home=home)
    assert status == 0
    assert "- approved-many: alert; people.transfer 12, over 10" in output
    assert "approved-bulk (block); people.transfer 12, not over 100: 89 more and it applies" in output
    assert "次に近い規則: approved-bulk" in output
    assert "1234" not in output
