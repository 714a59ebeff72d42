"""Each word of a policy that differs is told, and the order of its words is not."""

from collections.abc import Hashable, Iterator
from copy import deepcopy
from typing import Any

import pytest

from rules.diff import differences
from rules.schema import PolicyFile
from rules.yaml_source import parse

EVERYTHING: dict[str, Any] = parse(
    """\
mode: monitor
monitor_until: 2027-01-31
profile: 標準
notice: {purpose: p, owner: o, contact: c, first_use: false, text: t}
destinations_pack: shipped
destinations: [{class: crm, hosts: [crm.example.jp], tenant: alpha}, {class: approved, hosts: [a.example.jp, b.example.jp], guarded: true}]
passthrough: [{hosts: [x.example.jp], reason: r, owner: o}]
internal_destinations: [10.9.0.1]
tenants: [{id: alpha, name: 甲, sector: private, approvals: 2}]
groups: {g: {units: [第一課], employment: [dispatch], accounts: [op-1, op-2]}}
zones: {z: [10.1.0.0/16, 10.2.0.0/16]}
shifts: {s: {weekdays: [mon, tue], hours: "09:00-18:00", holidays: false}}
holidays: {closed: [2026-12-30], open: [2027-01-11]}
staff: [代表]
entities: [{name: PROJECT, deny_list: [暁光]}]
rules:
- id: r
  purpose: p
  owner: o
  kitei: k
  law: l
  when: {class: [crm, approved], host: [a.jp, b.jp], weekdays: [mon, tue]}
  over: {people: {transfer: 5, 1d: 9}}
  per: actor
  profile: 厳格
  action: block
  severity: low
  mode: enforce
  message: {ja: あ, en: a}
  examples: {match: [{people: 6}], no_match: [{people: 1}]}
on_gap:
  {purpose: p, owner: o, kitei: k, law: l, severity: low, mode: enforce, message: {ja: あ, en: a}, actions: {default: block, paste: alert}}
justify: {minutes: 10, reasons: [{id: x, ja: あ, en: a, text: true}]}
hold: {hours: 24, release_hours: 8, approvals: 2}
work_orders:
- {ticket: W-1, accounts: [a, b], tenants: [alpha], begins: 2027-01-01T09:00, ends: 2027-01-02T09:00, people: 9, owner: o, reason: r}
escalation: {after: 3, quiet_minutes: 30, apart_minutes: 5, divide: [5, 9], lockout_minutes: 30}
exceptions: [{id: e, rules: [r, gap-bomb], when: {host: [a.jp, b.jp]}, reason: r, control: c, owner: o, expires: 2027-01-31}]
""",
    "everything.yaml",
).value
OTHERWISE = {
    "monitor": "enforce",
    "標準": "緩い",
    "厳格": "緩い",
    "shipped": "none",
    "crm": "paste",
    "approved": "paste",
    "private": "public",
    "low": "high",
    "enforce": "monitor",
    "actor": "tenant",
    "block": "hold",
    "alert": "hold",
    "dispatch": "contractor",
    "mon": "sun",
    "PROJECT": "PLAN",
    "10.1.0.0/16": "10.3.0.0/16",
    "10.9.0.1": "10.9.0.2",
    "09:00-18:00": "09:00-17:00",
    "2026-12-30": "2026-12-31",
    "2027-01-11": "2027-02-11",
    "2027-01-31": "2027-02-28",
    "2027-01-01T09:00": "2027-01-01T08:00",
    "2027-01-02T09:00": "2027-01-02T08:00",
    2: 1,
}
type Path = tuple[Hashable, ...]


def leaves(value: Any, *path: Hashable) -> Iterator[tuple[Path, Any]]:
    """Yield each value, and the first one of each list of words."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, *path, name)
    elif isinstance(value, list):
        for number, inner in enumerate(value if isinstance(value[0], dict) else value[:1]):
            yield from leaves(inner, *path, number)
    else:
        yield path, value


def changed(path: Path, value: Any) -> PolicyFile:
    """Return the policy with another value in one place."""
    said = deepcopy(EVERYTHING)
    inner: Any = said
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return PolicyFile.model_validate(said)


def otherwise(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    return OTHERWISE.get(value, value + 1 if isinstance(value, int) else f"{value}x")


@pytest.mark.parametrize(("path", "value"), [pytest.param(path, value, id=".".join(map(str, path))) for path, value in leaves(EVERYTHING)])
def test_every_word_that_differs_is_told(path: Path, value: Any) -> None:
    assert differences(PolicyFile.model_validate(EVERYTHING), changed(path, otherwise(value)))


@pytest.mark.parametrize(
    "path",
    [pytest.param(path[:-1], id=".".join(map(str, path[:-1]))) for path, _ in leaves(EVERYTHING) if path[-1] == 0 and "divide" not in path],
)
def test_the_order_of_words_is_not_told(path: Path) -> None:
    value: Any = EVERYTHING
    for step in path:
        value = value[step]
    assert differences(PolicyFile.model_validate(EVERYTHING), changed(path, value[::-1])) == ()


@pytest.mark.parametrize(
    ("part", "old", "new", "told"),
    [
        pytest.param("hold", {"approvals": 2}, {"approvals": 1}, ["looser: hold approvals: 2 → 1"], id="fewer approvals"),
        pytest.param("hold", {"approvals": 1}, {"approvals": 2}, ["stricter: hold approvals: 1 → 2"], id="more approvals"),
        pytest.param("escalation", None, {"divide": [2]}, ["stricter: escalation after: – → 3"], id="escalation begins"),
        pytest.param("escalation", {"divide": [2]}, None, ["looser: escalation after: 3 → –"], id="escalation ends"),
    ],
)
def test_what_other_parts_do_is_told(part: str, old: Any, new: Any, told: list[str]) -> None:
    before, after = (PolicyFile.model_validate(EVERYTHING | {part: value}) for value in (old, new))
    assert [f"{one.effect}: {one.ja}" for one in differences(before, after) if one.effect != "other"] == told
