"""What holds whatever a policy says: more of anything never weakens, nor a stricter dial; what is said never to matter never does."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.model import Gap, GapReason, Inspection, People
from detectors.peopleset import PeopleSet
from rules.decide import decide
from rules.model import Count, DestinationClass, Direction, Past, Transfer, Verdict, Window, WorkOrder
from rules.policy import Policy
from rules.reach import never
from rules.schema import PolicyFile
from rules.shade import Shade
from tests.rules.generated import SECTIONS, built, policies
from tests.rules.made import NOW, transfer_to

C = DestinationClass

type Found = Counter[str]
"""How much there is of what, by kind and name."""

SMALL = st.integers(0, 6)
PARTS = st.fixed_dictionaries(
    {
        **dict.fromkeys(("people", "names", "canaries", "terminals", "step", "before", "bytes"), SMALL),
        **{f"entity {name}": SMALL for name in ("CREDIT_CARD", "PERSON", "LOCATION")},
        **{f"gap {name}": st.integers(0, 1) for name in ("encrypted", "timeout")},
        **{f"customers {name}": SMALL for name in ("shop", "city", "city+shop")},
    }
)
ESCALATION = st.fixed_dictionaries({"divide": st.just([2, 4]), "lockout_minutes": st.sampled_from([None, 30])})


@st.composite
def transfers(draw: st.DrawFn) -> Transfer:
    host, category = draw(
        st.sampled_from([("a.example", DestinationClass.APPROVED), ("crm.example", DestinationClass.CRM), ("x.jp", None)])
    )
    moved = transfer_to(
        category or DestinationClass.UNKNOWN,
        direction=draw(st.sampled_from(Direction)),
        host=host,
        known=draw(st.booleans()),
        account=draw(st.sampled_from(["op-1", "op-2"])),
        unit=draw(st.sampled_from(["", "夜間"])),
        tenant=draw(st.sampled_from(["", "shop", "city"])),
        at=NOW + timedelta(minutes=draw(st.integers(-24 * 60, 7 * 24 * 60))),
    )
    order = WorkOrder(ticket="w", accounts=frozenset({"op-1"}), begins=NOW, ends=NOW, people=5)
    actor = replace(moved.actor, source=draw(st.sampled_from(["", "10.1.2.3", "10.1.9.9", "10.2.0.1"])))
    return replace(moved, actor=actor, order=draw(st.sampled_from([None, order])))


def named(found: Found, kind: str) -> list[tuple[str, int]]:
    return [(key.removeprefix(f"{kind} "), number) for key, number in sorted(found.items()) if key.startswith(f"{kind} ") and number]


def decided(policy: Policy, transfer: Transfer, found: Found) -> Verdict:
    inspection = Inspection(
        entities=tuple(named(found, "entity")),
        gaps=tuple(Gap(reason=GapReason(name), place="body", size_bytes=40 * number) for name, number in named(found, "gap")),
        people=People(persons=PeopleSet.of(range(found["people"])), names=PeopleSet.of(range(found["names"]))),
        customers=tuple((tuple(name.split("+")), number) for name, number in named(found, "customers")),
        canaries=tuple(map(str, range(found["canaries"]))),
    )

    def count(window: Window) -> Count:
        if window.uninspected is not None:
            return Count(people=0, uninspected=40 * found["bytes"])
        if window.per == "order":
            return Count(people=found["before"] if transfer.order else 0)
        people, names = found["people"] + found["before"], found["names"] + found["before"]
        return Count(people=people, names_only=names, calls=2 if window.per_call else None)

    past = Past(
        counts=tuple((window, count(window)) for window in policy.windows(transfer)), terminals=found["terminals"], step=found["step"]
    )
    return decide(transfer, inspection, past, policy, transfer.at)


@settings(max_examples=80, deadline=None)
@given(words=policies(), escalation=ESCALATION, transfer=transfers(), base=PARTS, more=PARTS)
def test_more_of_anything_never_weakens(
    words: dict[str, Any], escalation: dict[str, Any], transfer: Transfer, base: dict[str, int], more: dict[str, int]
) -> None:
    policy = built(words | {"escalation": escalation})
    less, greater = decided(policy, transfer, Counter(base)), decided(policy, transfer, Counter(base) + Counter(more))
    assert greater.action.strength >= less.action.strength
    assert greater.would.strength >= less.would.strength
    assert set(less.rules) <= set(greater.rules)


@settings(max_examples=80, deadline=None)
@given(words=policies(), transfer=transfers(), found=PARTS)
def test_a_stricter_position_never_decides_weaker(words: dict[str, Any], transfer: Transfer, found: dict[str, int]) -> None:
    positions = [built(words | {"profile": word}) for word in ("緩い", "標準", "厳格")]
    strengths = [decided(policy, transfer, Counter(found)).action.strength for policy in positions]
    assert strengths == sorted(strengths)


@settings(max_examples=80, deadline=None)
@given(words=policies(), moves=st.lists(st.tuples(transfers(), PARTS), min_size=3, max_size=8))
def test_what_is_said_never_to_matter_never_does(words: dict[str, Any], moves: list[tuple[Transfer, dict[str, int]]]) -> None:
    policy, entries = built(words | {"profile": "標準"}), PolicyFile.model_validate(SECTIONS | words).rules
    silent = [entry.id for entry in entries if never(entry, policy)]
    shade = Shade(policy)
    behind = {entry.id: other for entry in entries if (other := shade.over(entry.id))}
    for moved, found in moves:
        there = policy.destination(moved.destination.host, 443)
        if moved.direction is Direction.UPLOAD or there.guarded:
            matched = {match.rule for match in decided(policy, replace(moved, destination=there), Counter(found)).matches}
            assert matched.isdisjoint(silent)
            assert {behind[name] for name in matched & behind.keys()} <= matched
