"""When and where work is done, through the real decision: shifts, holidays and zones; what is written wrongly; examples and tests."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from rules.decide import decide
from rules.model import JST, ConfigError, DestinationClass, Direction
from rules.policy import load
from rules.trial import run
from tests.rules.made import NOTICE, found, past_alone, policy_of, transfer_to, write

CONTEXT = """\
zones: {centre: [10.1.0.0/16], 夜間席: [10.1.9.0/24, 10.8.0.1]}
shifts:
  day: {weekdays: [mon, tue, wed, thu, fri], hours: "09:00-18:00"}
  night: {weekdays: [mon, tue, wed, thu, fri], hours: "22:00-07:00"}
  feast: {hours: "10:00-17:00", holidays: only}
holidays: {closed: [2026-12-30, 2026-12-31], open: 2026-11-03}
"""


def rule(name: str, when: str) -> str:
    return f"- {{id: {name}, when: {{{when}}}, over: {{people: {{transfer: 0}}}}, action: block}}\n"


RULES = (
    "rules:\n"
    + rule("off-duty", "outside_shift: [day, night, feast]")
    + rule("nightly", "shift: night")
    + rule("holidays", "holiday: true")
    + rule("away", "outside_zone: [centre, 夜間席]")
    + rule("desk", "zone: 夜間席")
    + rule("office-desk", "zone: 夜間席, shift: day")
)


def decided(folder: Path, text: str, at: str, source: str = "10.1.2.3") -> set[str]:
    policy = policy_of(folder, text)
    moment = datetime.fromisoformat(at).replace(tzinfo=JST)
    transfer = transfer_to(DestinationClass.APPROVED, direction=Direction.UPLOAD, at=moment)
    transfer = replace(transfer, actor=replace(transfer.actor, source=source))
    inspection = found(people=1)
    return set(decide(transfer, inspection, past_alone(transfer, inspection, policy), policy, moment).rules)


@pytest.mark.parametrize(
    ("at", "rules"),
    [
        pytest.param("2026-11-24T10:00", set(), id="tuesday at ten"),
        pytest.param("2026-11-24T20:00", {"off-duty"}, id="tuesday at eight in the evening"),
        pytest.param("2026-11-25T02:00", {"nightly"}, id="tuesday's night shift, on wednesday"),
        pytest.param("2026-11-24T02:00", {"off-duty"}, id="monday was a holiday, so there was no night shift"),
        pytest.param("2026-11-23T02:00", {"off-duty", "holidays"}, id="sunday's night, on a holiday"),
        pytest.param("2026-11-23T11:00", {"holidays"}, id="on a holiday, by those who work then"),
        pytest.param("2026-11-23T18:00", {"off-duty", "holidays"}, id="after them"),
        pytest.param("2026-11-03T11:00", set(), id="a holiday on which the company works"),
        pytest.param("2026-12-30T11:00", {"holidays"}, id="a day on which the company is closed"),
        pytest.param("2026-12-31T02:00", {"off-duty", "holidays"}, id="the night before it does not begin"),
        pytest.param("2027-01-01T02:00", {"off-duty", "holidays"}, id="nor on the last day of the year"),
        pytest.param("2026-12-30T02:00", {"nightly", "holidays"}, id="a night that runs into a closed day"),
        pytest.param("2026-11-22T11:00", {"off-duty"}, id="a sunday is no holiday"),
    ],
)
def test_when(tmp_path: Path, at: str, rules: set[str]) -> None:
    assert decided(tmp_path, CONTEXT + RULES, at) == rules


@pytest.mark.parametrize(
    ("source", "rules"),
    [
        pytest.param("10.1.2.3", set(), id="in a zone"),
        pytest.param("10.1.9.3", {"desk", "office-desk"}, id="in two"),
        pytest.param("10.8.0.1", {"desk", "office-desk"}, id="in the other"),
        pytest.param("10.2.0.1", {"away"}, id="in none"),
        pytest.param("", {"away"}, id="not known"),
        pytest.param("terminal-7", {"away"}, id="no address"),
    ],
)
def test_where(tmp_path: Path, source: str, rules: set[str]) -> None:
    assert decided(tmp_path, CONTEXT + RULES, "2026-11-24T10:00", source) == rules


def test_an_exception_by_zone_and_shift(tmp_path: Path) -> None:
    exception = (
        "exceptions:\n- {id: e, rules: nightly, when: {zone: 夜間席, shift: night}, reason: r, control: c, owner: o, expires: 2026-12-01}\n"
    )
    assert decided(tmp_path, CONTEXT + RULES + exception, "2026-11-25T02:00", "10.1.9.3") == {"desk"}
    assert decided(tmp_path, CONTEXT + RULES + exception, "2026-11-25T02:00", "10.1.2.3") == {"nightly"}


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        pytest.param(CONTEXT + "rules:\n" + rule("a", "zone: center"), ["9: unknown zone 'center'; did you mean 'centre'?"], id="zone"),
        pytest.param(CONTEXT + "rules:\n" + rule("a", "outside_zone: [centre, desk]"), ["9: unknown zone 'desk'; known"], id="no zone"),
        pytest.param(CONTEXT + "rules:\n" + rule("a", "shift: nigth"), ["9: unknown shift 'nigth'; did you mean 'night'?"], id="shift"),
        pytest.param(
            CONTEXT + "rules:\n" + rule("a", "outside_shift: dya"), ["9: unknown shift 'dya'; did you mean 'day'?"], id="no shift"
        ),
        pytest.param("zones: {a: []}\n", ["2: a: is empty"], id="empty zone"),
        pytest.param("zones: {a: [10.1.2.3/16, pc.jp]}\n", ["2: a: '10.1.2.3/16': only", "2: a: 'pc.jp': only"], id="no networks"),
        pytest.param("shifts: {a: {hours: 9-18}}\n", ["2: hours: '9-18' are no hours"], id="hours"),
        pytest.param(
            "shifts: {a: {hours: '09:00-18:00', holidays: yes}}\n", ["2: holidays: 'yes': say 'true', 'false' or 'only'"], id="yes"
        ),
        pytest.param("shifts: {a: {holidays: true}}\n", ["2: is always on"], id="always"),
        pytest.param("holidays: {closed: 2026-02-30}\n", ["2: closed: "], id="no day"),
        pytest.param("holidays: {closed: [2026-11-03], open: 2026-11-03}\n", ["2: both 'closed' and 'open': 2026-11-03"], id="both"),
        pytest.param(
            "rules:\n- {id: a, when: {class: crm}, action: alert, examples: {match: [{people: 1, source: 10.1.0.0/16}]}}\n",
            ["3: source: '10.1.0.0/16': the address of one terminal"],
            id="a network as source",
        ),
    ],
)
def test_faults(tmp_path: Path, text: str, faults: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        policy_of(tmp_path, text)
    said = [f"{fault.line}: {fault.message}" for fault in caught.value.faults]
    assert len(said) == len(faults), said
    assert all(one.startswith(start) for one, start in zip(said, faults, strict=True)), said


def test_zones_and_shifts_in_two_files(tmp_path: Path) -> None:
    write(tmp_path, NOTICE + CONTEXT, "a.yaml")
    write(tmp_path, CONTEXT.replace("centre", "other").replace("day:", "other:"), "b.yaml")
    with pytest.raises(ConfigError) as caught:
        load([tmp_path])
    said = sorted(fault.message.partition(" is already")[0] for fault in caught.value.faults)
    assert said == ["'feast'", "'holidays'", "'night'", "'夜間席'"]


def test_examples_stand_in_the_zone_that_the_rule_asks_for(tmp_path: Path) -> None:
    examples = "examples: {match: [{people: 1}, {people: 1, source: 10.1.9.7}], no_match: [{people: 1, source: 10.1.2.3}]}"
    text = CONTEXT + "rules:\n" + rule("desk", "zone: 夜間席").replace("action", f"{examples}, action")
    assert policy_of(tmp_path, text).rules
    with pytest.raises(ConfigError, match="does not match this example"):
        policy_of(tmp_path, text.replace("10.1.9.7", "10.1.2.7"))


def test_tests_say_when_and_where(tmp_path: Path) -> None:
    cases = """\
cases:
- {name: at the desk, class: approved, people: 1, source: 10.1.2.3, expect: {action: allow}}
- {name: nobody knows where, class: approved, people: 1, expect: {action: block, rules: away}}
- {name: closed, class: approved, people: 1, at: "2026-12-30T11:00:00", source: 10.1.2.3, expect: {action: block, rules: holidays}}
"""
    policy = policy_of(tmp_path, CONTEXT + RULES)
    assert [outcome.place.message for outcome in run([write(tmp_path, cases, "cases.yaml")], policy)] == [""] * 3


def test_holidays_are_worked_out_only_for_those_who_ask(tmp_path: Path) -> None:
    assert not policy_of(
        tmp_path, "shifts: {a: {hours: '09:00-18:00', holidays: true}}\nrules:\n" + rule("a", "shift: a")
    ).calendar.holidays
    assert policy_of(tmp_path, "shifts: {a: {hours: '09:00-18:00'}}\nrules:\n" + rule("a", "shift: a")).calendar.holidays
    assert policy_of(tmp_path, "rules:\n" + rule("a", "holiday: false")).calendar.holidays
