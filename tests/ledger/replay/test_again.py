"""Deciding again gives the verdicts of `rules.decide`: on random transfers, by policies that use every word."""

from dataclasses import fields, replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.model import Gap, GapReason, Inspection, People
from detectors.peopleset import PeopleSet
from ledger.facts import NUMBER, ladder, row
from ledger.recording import Written, of_transfer
from ledger.replay.again import Again, Block
from rules.decide import decide
from rules.facts import Facts
from rules.model import (
    JST,
    Action,
    Actor,
    Count,
    Destination,
    DestinationClass,
    Direction,
    Employment,
    Outcome,
    Past,
    Transfer,
    Verdict,
    Window,
    WorkOrder,
)
from rules.policy import DEFAULT, Policy, load
from rules.rule import Condition, Limit
from tests.rules.made import NOTICE, write

EVERYTHING = (
    NOTICE
    + """\
tenants: [{id: shop, name: 例の通販, sector: private}, {id: city, name: 例の市, sector: public}]
groups: {night: {units: 夜間}, hands: {employment: [dispatch, maintenance]}, one: {accounts: op-1}}
zones: {centre: [10.1.0.0/16, "2001:db8::/32"], floor: 10.1.2.0/24, desk: 10.1.2.3}
shifts:
  day: {weekdays: [mon, tue, wed, thu, fri], hours: "09:00-18:00"}
  late: {weekdays: [mon, fri], hours: "22:00-07:00"}
  through: {weekdays: [sun], hours: ["13:00-12:00", "12:30-12:40"], holidays: true}
  feast: {holidays: only, hours: "20:00-08:00"}
holidays: {closed: [2026-11-25, 2026-11-28], open: 2026-11-03}
destinations: [{class: approved, hosts: a.example, tenant: shop}, {class: crm, hosts: crm.example}]
rules:
- {id: few, action: alert, when: {class: approved}, over: {people: {transfer: 2, 7d: 5, 30d: 9}}}
- {id: tenant-week, per: tenant, action: hold, when: {class: approved}, over: {people: {7d: 8}}}
- {id: names, action: justify, over: {names_only: {transfer: 1, 1d: 3}}}
- {id: strict, profile: 厳格, action: hold, when: {group: night}, over: {people: {1d: 6}}}
- {id: drawn, action: block, severity: high, when: {class: approved}, over: {drawdown: {30d: 2}}}
- {id: cards, action: block, when: {entity: CREDIT_CARD}, over: {findings: {transfer: 1}}}
- {id: pieces, action: alert, over: {findings: {transfer: 4}}}
- {id: hidden, action: alert, severity: high, when: {direction: upload}, over: {uninspected_bytes: {transfer: 100, 30d: 300}}}
- {id: closed, action: block, when: {gap: encrypted, class: approved}, over: {uninspected_bytes: {7d: 150}}}
- {id: evening, action: justify, when: {hours: "18:00-09:00", group: hands}}
- {id: weekend, action: block, severity: low, when: {weekdays: [sat, sun], unknown_user: false, direction: download}}
- {id: on-duty, action: justify, severity: low, when: {shift: [day, late], outside_shift: through}}
- {id: off-duty, action: hold, severity: high, when: {outside_shift: [day, late, feast], zone: centre}, over: {people: {transfer: 3}}}
- {id: feast, action: alert, when: {holiday: true, outside_zone: [floor]}}
- {id: workday, action: justify, severity: high, when: {holiday: false, weekdays: [mon, wed], hours: "10:00-15:00", zone: [floor, desk]}}
- {id: elsewhere, action: block, severity: low, when: {outside_zone: centre, shift: feast}, over: {names_only: {transfer: 1}}}
- {id: host, action: alert, severity: critical, when: {host: "*.elsewhere.example"}}
- {id: shop, action: hold, when: {tenant: shop, group: one}, over: {people: {transfer: 1}}}
- {id: whose, action: hold, when: {customers_of: city}, over: {customers: {transfer: 1}}}
- {id: foreign, action: block, over: {foreign_customers: {transfer: 2}}}
- {id: planted, action: block, over: {canaries: {transfer: 0}}}
- {id: shared, action: hold, over: {terminals: {transfer: 1}}}
- {id: per-call, action: block, severity: low, when: {class: approved}, over: {people_per_call: {1d: 2, 7d: 3}}}
- {id: per-call-too, action: justify, when: {direction: download}, over: {people: {14d: 9}, people_per_call: {14d: 1}}}
- {id: outside, action: hold, severity: low, when: {work_order: false, group: one}, over: {people: {transfer: 0}}}
- {id: under, action: alert, severity: high, when: {work_order: true, direction: download}}
- {id: beyond, action: block, over: {beyond_order: {transfer: 3}}}
- {id: watched, mode: monitor, action: block, over: {people: {transfer: 0}}}
on_gap: {actions: {default: alert, approved: {encrypted: hold, default: allow}}}
exceptions:
- {id: noon, rules: [drawn, cards], when: {host: a.example, hours: "09:00-12:00"}, reason: r, control: c, owner: o, expires: 2026-11-25}
- {id: desk, rules: [feast, off-duty], when: {zone: desk, shift: through}, reason: r, control: c, owner: o, expires: 2026-11-27}
- {id: one, rules: [few, gap-timeout], when: {group: one}, reason: r, control: c, owner: o, expires: 2026-11-26}
"""
)

ORDER = WorkOrder(
    ticket="W-1", accounts=frozenset({"op-1"}), begins=datetime(2026, 11, 1, tzinfo=JST), ends=datetime(2026, 12, 1, tzinfo=JST), people=5
)
counts = st.integers(0, 12)
places = st.sampled_from(
    [("a.example", "approved"), ("crm.example", "crm"), ("b.elsewhere.example", "unknown"), ("dropbox.com", "personal-storage")]
)


@st.composite
def moved(draw: st.DrawFn) -> Transfer:
    host, category = draw(places)
    tenants = {"a.example": "shop"}.get(host, draw(st.sampled_from(["", "city"])))
    return Transfer(
        id="0000-0000-0000-0000",
        actor=Actor(
            id=draw(st.sampled_from(["op-1", "op-2"])),
            known=draw(st.booleans()),
            unit=draw(st.sampled_from(["", "夜間"])),
            employment=draw(st.sampled_from(Employment)),
            source=draw(st.sampled_from(["", "10.1.2.3", "::ffff:10.1.2.4", "10.1.9.9", "10.2.0.1", "2001:db8::7", "not an address"])),
        ),
        destination=Destination(host=host, category=DestinationClass(category), tenant=tenants),
        direction=draw(st.sampled_from(Direction)),
        at=datetime(2026, 11, 23, tzinfo=JST) + timedelta(minutes=draw(st.integers(-24 * 60, 7 * 24 * 60))),
        size_bytes=draw(st.integers(0, 200)),
        refusal=draw(st.sampled_from(["", "", "", "too_large"])),
        order=draw(st.sampled_from([None, ORDER])),
    )


@st.composite
def seen(draw: st.DrawFn) -> Inspection:
    found = draw(st.dictionaries(st.sampled_from(["CREDIT_CARD", "PERSON", "LOCATION"]), st.integers(1, 4), max_size=3))
    reasons = st.sampled_from([GapReason.ENCRYPTED, GapReason.TIMEOUT, GapReason.UNSUPPORTED])
    return Inspection(
        entities=tuple(sorted(found.items())),
        gaps=tuple(
            Gap(reason=reason, place="body", size_bytes=draw(st.integers(0, 200))) for reason in draw(st.lists(reasons, max_size=2))
        ),
        people=People(persons=PeopleSet.of(range(draw(counts))), names=PeopleSet.of(range(draw(st.integers(0, 3))))),
        customers=draw(st.sampled_from([(), ((("city",), 2),), ((("shop",), 1), (("city", "shop"), 3))])),
        canaries=draw(st.sampled_from([(), ("c-1",)])),
    )


def past(data: st.DataObject, windows: tuple[Window, ...], inspection: Inspection) -> Past:
    def count(window: Window) -> Count:
        more = data.draw(counts)
        if window.uninspected is not None:
            return Count(people=0, uninspected=more * 40)
        if window.per == "order":
            return Count(people=more)
        return Count(
            people=inspection.people.count + more if not window.drawn else more,
            names_only=inspection.people.names_only + more % 2,
            calls=data.draw(counts) if window.per_call else None,
        )

    terminals = data.draw(st.integers(1, 3)) if inspection.people.count or inspection.people.names_only or inspection.gaps else 0
    return Past(counts=tuple((window, count(window)) for window in windows), terminals=terminals)


def decided_again(policy: Policy, moves: list[tuple[Transfer, Inspection, Past]]) -> list[tuple[Action, str]]:
    again, scenes, verdicts = Again(policy), list[str](), []
    for number, (transfer, inspection, before) in enumerate(moves):
        written = Written(node="n", seq=number + 1, key_id="k", at=transfer.at)
        record = of_transfer(transfer, inspection, Verdict(action=Action.ALLOW), before, written, Outcome.RELEASED)
        made = row(record, Facts.of(transfer, inspection, before))
        scenes.append(made.scene)
        again.meet(scenes)
        matrix = np.frombuffer(made.counts, NUMBER).reshape(1, -1).astype(np.int64)
        at = np.array([int(transfer.at.timestamp() * 1_000_000)])
        found = again.decide(Block(shape=made.shape, at=at, scenes=np.array([number]), counts=matrix))
        assert found.open == {}
        verdicts.append((list(Action)[found.action[0]], again.names[found.rule[0]] if found.rule[0] >= 0 else ""))
    return verdicts


@pytest.fixture(scope="module", params=["everything", "shipped"])
def policy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Policy:
    if request.param == "shipped":
        return load([DEFAULT])
    return load([write(tmp_path_factory.mktemp("policy"), EVERYTHING)])


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_deciding_again_gives_the_same_verdict(policy: Policy, data: st.DataObject) -> None:
    moves = []
    for transfer in data.draw(st.lists(moved(), min_size=1, max_size=4)):
        inspection = data.draw(seen())
        moves.append((transfer, inspection, past(data, policy.windows(transfer), inspection)))
    for (transfer, inspection, before), (action, rule) in zip(moves, decided_again(policy, moves), strict=True):
        verdict = decide(transfer, inspection, before, policy, transfer.at)
        assert action is verdict.action
        assert transfer.refusal or rule == next(iter(verdict.rules), "")


def test_a_word_that_deciding_again_does_not_know_fails_here() -> None:
    """Conditions look at a scene (`meant`), at its time (`runs`) or at what was found (`finds`): say which a new one is."""
    scene = {"directions", "categories", "hosts", "groups", "tenants", "unknown_user", "work_order", "zones", "outside_zones"}
    time, found = {"hours", "weekdays", "shifts", "outside_shifts", "holiday"}, {"entities", "customers_of", "gaps"}
    assert {field.name for field in fields(Condition)} == scene | time | found
    assert {field.name for field in fields(Limit)} == {"measure", "threshold", "windows", "reason", "names_too"}


@pytest.mark.parametrize(
    ("window", "expected", "left_open"),
    [
        pytest.param("7d: 20", Action.BLOCK, False, id="on-the-ladder"),
        pytest.param("14d: 20", Action.BLOCK, False, id="no-less-than-a-shorter-one"),
        pytest.param("14d: 40", Action.ALLOW, False, id="no-more-than-a-longer-one"),
        pytest.param("14d: 30", Action.ALLOW, True, id="between"),
    ],
)
def test_windows_that_were_not_counted_are_bounded(tmp_path: Path, window: str, expected: Action, left_open: bool) -> None:
    rule = f"{{id: r, when: {{class: approved}}, over: {{people: {{{window}}}}}, action: block}}"
    text = f"destinations: [{{class: approved, hosts: a.example}}]\nrules: [{rule}]\n"
    again = Again(load([write(tmp_path, NOTICE + text)]))
    at = datetime(2026, 11, 24, 10, tzinfo=JST)
    there = Destination(host="a.example", category=DestinationClass.APPROVED)
    transfer = Transfer(id="x", actor=Actor(id="op", known=True), destination=there, direction=Direction.UPLOAD, at=at)
    people = {1: 5, 7: 25, 30: 35, 365: 50, 3650: 50}
    before = Past(counts=tuple((step, Count(people=people[step.days])) for step in ladder(transfer)))
    inspection = Inspection(people=People(persons=PeopleSet.of([1])))
    record = of_transfer(
        transfer, inspection, Verdict(action=Action.ALLOW), before, Written(node="n", seq=1, key_id="k", at=at), Outcome.RELEASED
    )
    made = row(record, Facts.of(transfer, inspection, before))
    again.meet([made.scene])
    block = Block(
        shape=made.shape,
        at=np.array([int(at.timestamp() * 1_000_000)]),
        scenes=np.array([0]),
        counts=np.frombuffer(made.counts, NUMBER).reshape(1, -1).astype(np.int64),
    )
    found = again.decide(block)
    assert (list(Action)[found.action[0]], bool(found.open)) == (expected, left_open)
    elsewhere = Again(load([write(tmp_path, NOTICE + text.replace("hosts: a.example", "hosts: b.example"))]))
    elsewhere.meet([made.scene])
    assert elsewhere.names[elsewhere.decide(replace(block)).rule[0]] == "unknown-destination-people"
