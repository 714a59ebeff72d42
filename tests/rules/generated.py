"""Policies of generated words, for properties that hold whatever a policy says."""

from typing import Any

from hypothesis import strategies as st

from rules.model import Action
from rules.policy import Policy, build
from rules.schema import PolicyFile

SECTIONS: dict[str, Any] = {
    "notice": {"purpose": "p", "owner": "o", "contact": "c"},
    "tenants": [{"id": "shop", "name": "例の通販", "sector": "private"}, {"id": "city", "name": "例の市", "sector": "public"}],
    "groups": {"night": {"units": "夜間"}, "hands": {"employment": ["dispatch", "maintenance"]}, "one": {"accounts": "op-1"}},
    "destinations": [{"class": "approved", "hosts": "a.example", "tenant": "shop"}, {"class": "crm", "hosts": "crm.example"}],
    "zones": {"centre": ["10.1.0.0/16", "2001:db8::/32"], "floor": "10.1.2.0/24", "desk": "10.1.2.3"},
    "holidays": {"closed": ["2026-11-25", "2026-11-28"], "open": "2026-11-23"},
}
HOURS = st.sampled_from(["09:00-18:00", "18:00-09:00", "22:00-24:00", "12:00-12:00", "00:00-00:01"])
DAYS = st.lists(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), max_size=4, unique=True)
SHIFTS = st.fixed_dictionaries(
    {"weekdays": DAYS, "hours": st.lists(HOURS, min_size=1, max_size=2), "holidays": st.sampled_from([True, False, "only"])}
)


def some(*words: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(words), min_size=1, max_size=2, unique=True)


SHIFT, ZONE = some("first", "second", "third"), some("centre", "floor", "desk")
WHEN: dict[str, st.SearchStrategy[Any]] = {
    "direction": some("upload", "download"),
    "class": some("approved", "crm", "unknown"),
    "host": some("a.example", "*.elsewhere.example"),
    "group": some("night", "hands", "one"),
    "tenant": some("shop", "city", "unassigned"),
    "hours": some("09:00-18:00", "20:00-03:00"),
    "weekdays": DAYS.filter(bool),
    "shift": SHIFT,
    "outside_shift": SHIFT,
    "holiday": st.booleans(),
    "zone": ZONE,
    "outside_zone": ZONE,
    "unknown_user": st.booleans(),
    "work_order": st.booleans(),
}
FOUND = {"entity": some("CREDIT_CARD", "PERSON"), "customers_of": some("shop", "city"), "gap": some("encrypted", "timeout")}
NUMBER = st.integers(0, 12)
ONCE = st.fixed_dictionaries({"transfer": NUMBER})
OVER_DAYS = st.dictionaries(st.sampled_from(["1d", "7d", "30d"]), NUMBER, min_size=1, max_size=2)
COUNTED = st.dictionaries(st.sampled_from(["transfer", "1d", "7d"]), NUMBER, min_size=1, max_size=2)
OVER: dict[str, st.SearchStrategy[Any]] = {
    "people": COUNTED,
    "names_only": COUNTED,
    "drawdown": OVER_DAYS,
    "findings": ONCE,
    "customers": ONCE,
    "foreign_customers": ONCE,
    "canaries": ONCE,
    "uninspected_bytes": st.dictionaries(st.sampled_from(["transfer", "1d", "7d"]), st.integers(0, 300), min_size=1, max_size=2),
    "beyond_order": ONCE,
    "terminals": ONCE,
    "people_per_call": OVER_DAYS,
}


@st.composite
def chosen(draw: st.DrawFn, words: dict[str, st.SearchStrategy[Any]], most: int) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from(sorted(words)), min_size=1, max_size=most, unique=True))
    return {name: draw(words[name]) for name in names}


@st.composite
def policies(draw: st.DrawFn) -> dict[str, Any]:
    """What a policy file says; small enough to be printed."""
    names = [f"r{number}" for number in range(draw(st.integers(1, 6)))]
    overs = [draw(st.one_of(st.just({}), chosen(OVER, 2))) for _ in names]
    rules = [
        {
            "id": name,
            "action": draw(st.sampled_from(Action)),
            "severity": draw(st.sampled_from(["low", "medium", "high", "critical"])),
            "mode": draw(st.sampled_from(["enforce", "enforce", "enforce", "monitor"])),
            "per": "actor" if "people_per_call" in over else draw(st.sampled_from(["actor", "tenant"])),
            "when": draw(chosen(WHEN | FOUND, 3)),
        }
        | ({"over": over} if over else {})
        for name, over in zip(names, overs, strict=True)
    ]
    exceptions = [
        {
            "id": f"e{number}",
            "rules": draw(st.lists(st.sampled_from(names), min_size=1, unique=True)),
            "when": draw(chosen(WHEN, 2)),
            "reason": "r",
            "control": "c",
            "owner": "o",
            "expires": f"2026-11-{draw(st.integers(24, 30))}",
        }
        for number in range(draw(st.integers(0, 2)))
    ]
    shifts = {name: draw(SHIFTS) for name in ("first", "second", "third")}
    profile = draw(st.sampled_from(["緩い", "標準", "厳格"]))
    return {"rules": rules, "exceptions": exceptions, "shifts": shifts, "profile": profile}


def built(words: dict[str, Any]) -> Policy:
    return build(PolicyFile.model_validate(SECTIONS | words))
