"""What a replay found, ready to be shown or handed on: counts, and people by pseudonym. It must not know how it is shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import orjson

from ledger.micros import instant
from ledger.pseudonyms import pseudonym
from ledger.replay.tally import CHANGES, NOTHING, Change, Sum, Tally, day_of, grouped, told
from ledger.replay.unknowns import Unknown, untried
from rules.model import JST

MOST = 15
"""Lines of each list."""

NO_UNIT = "(no unit)"

_UNIT, _HOST, _TENANT, _ACTOR = 2, 5, 8, 0
"""Places in a scene."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One rule, unit, tenant, destination or change, and what changes there."""

    name: str
    transfers: dict[str, int]
    """By change."""
    people: dict[str, int]
    """By change; somebody in two transfers counts twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Verdicts of one day of Japan."""

    day: str
    alerts_now: int
    alerts_draft: int
    stops_now: int
    stops_draft: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A person whom the draft would stop or report, and today's policy does not."""

    person: str
    """Pseudonym, the same in every replay of this ledger."""
    unit: str
    first: str
    """When, Japan time."""
    rule: str
    change: str
    transfers: int
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All of a replay."""

    now: str
    """Digest of the policy of today."""
    draft: str
    transfers: int
    changed: int
    alerts_a_day: tuple[float, float]
    """Now, and under the draft."""
    stops_a_day: tuple[float, float]
    """The same of what is stopped or has to wait."""
    changes: tuple[Line, ...]
    rules: tuple[Line, ...]
    units: tuple[Line, ...]
    tenants: tuple[Line, ...]
    destinations: tuple[Line, ...]
    days: tuple[Day, ...]
    first: tuple[Hit, ...]
    unknown: tuple[Unknown, ...]


def summary(tally: Tally, scenes: Sequence[str], unknown: Sequence[Unknown], salt: bytes) -> Summary:
    """Return what `tally` holds."""
    parsed = [orjson.loads(scene) for scene in scenes]
    alerts, stops = tally.a_day
    return Summary(
        now=tally.now.policy.digest,
        draft=tally.draft.policy.digest,
        transfers=tally.transfers,
        changed=sum(one.transfers for one in tally.sums.values()),
        alerts_a_day=alerts,
        stops_a_day=stops,
        changes=_changes(tally),
        rules=_by_rule(tally),
        units=_lines(tally, [str(scene[_UNIT]) or NO_UNIT for scene in parsed]),
        tenants=_lines(tally, [str(scene[_TENANT]) for scene in parsed]),
        destinations=_lines(tally, [str(scene[_HOST]) for scene in parsed]),
        days=tuple(_days(tally)),
        first=_first(tally, parsed, salt),
        unknown=(*untried(tally), *unknown),
    )


def _changes(tally: Tally) -> tuple[Line, ...]:
    found = {change: Sum() for change in CHANGES}
    for (change, _, _), one in tally.sums.items():
        found[change].add(one.transfers, one.people, one.first)
    return tuple(_line(change.value, {change: one}) for change, one in found.items() if one.transfers)


def _by_rule(tally: Tally) -> tuple[Line, ...]:
    found: dict[str, dict[Change, Sum]] = {}
    for (change, rule, _), one in tally.sums.items():
        found.setdefault(rule, {}).setdefault(change, Sum()).add(one.transfers, one.people, one.first)
    ordered = sorted(found.items(), key=lambda item: -sum(one.transfers for one in item[1].values()))
    return tuple(_line(name, sums) for name, sums in ordered[:MOST])


def _lines(tally: Tally, names: Sequence[str]) -> tuple[Line, ...]:
    return tuple(_line(name, sums) for name, sums in list(grouped(tally.sums, names).items())[:MOST])


def _line(name: str, sums: dict[Change, Sum]) -> Line:
    ordered = [(change.value, sums[change]) for change in CHANGES if change in sums]
    return Line(name=name, transfers={c: one.transfers for c, one in ordered}, people={c: one.people for c, one in ordered})


def _days(tally: Tally) -> Iterator[Day]:
    for number in tally.span:
        (alerts_now, stops_now), (alerts_draft, stops_draft) = (told(verdicts) for verdicts in tally.days.get(number, NOTHING))
        yield Day(
            day=day_of(number).isoformat(),
            alerts_now=alerts_now,
            alerts_draft=alerts_draft,
            stops_now=stops_now,
            stops_draft=stops_draft,
        )


def _first(tally: Tally, parsed: Sequence[list[object]], salt: bytes) -> tuple[Hit, ...]:
    by_actor: dict[str, tuple[Sum, Change, str, str]] = {}
    for (change, rule, scene), one in sorted(tally.sums.items(), key=lambda item: item[1].first):
        if change in (Change.RELEASED, Change.EASED):
            continue
        actor = str(parsed[scene][_ACTOR])
        total, *_ = by_actor.setdefault(actor, (Sum(), change, rule, str(parsed[scene][_UNIT])))
        total.add(one.transfers, one.people, one.first)
    return tuple(
        Hit(
            person=pseudonym(actor, salt),
            unit=unit,
            first=f"{instant(total.first).astimezone(JST):%Y-%m-%d %H:%M}",
            rule=rule,
            change=change.value,
            transfers=total.transfers,
            people=total.people,
        )
        for actor, (total, change, rule, unit) in list(by_actor.items())[:MOST]
    )
