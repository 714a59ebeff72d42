"""What a replay found, ready to be shown or handed on: counts, and people by pseudonym. It must not know how it is shown."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ledger.facts import transfer_of
from ledger.micros import instant
from ledger.pseudonyms import pseudonym
from ledger.replay.tally import CHANGES, NOTHING, Change, Sum, Tally, day_of, grouped, told
from ledger.replay.unknowns import Unknown, untried
from rules.model import JST, Actor

MOST = 15
"""Lines of each list."""

NO_UNIT = "(no unit)"


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
    transfers = [transfer_of(scene) for scene in scenes]
    alerts, stops = tally.a_day
    return Summary(
        now=tally.now.policy.digest,
        draft=tally.draft.policy.digest,
        transfers=tally.transfers,
        changed=sum(one.transfers for one in tally.sums.values()),
        alerts_a_day=alerts,
        stops_a_day=stops,
        changes=_changes(tally),
        rules=_lines(tally, lambda _change, rule, _scene: rule),
        units=_by_scene(tally, [one.actor.unit or NO_UNIT for one in transfers]),
        tenants=_by_scene(tally, [one.destination.tenant for one in transfers]),
        destinations=_by_scene(tally, [one.destination.host for one in transfers]),
        days=tuple(_days(tally)),
        first=_first(tally, [one.actor for one in transfers], salt),
        unknown=(*untried(tally), *unknown),
    )


def _changes(tally: Tally) -> tuple[Line, ...]:
    found = grouped(tally.sums, lambda change, _rule, _scene: change.value)
    return tuple(_line(change.value, found[change.value]) for change in CHANGES if change.value in found)


def _lines(tally: Tally, name: Callable[[Change, str, int], str]) -> tuple[Line, ...]:
    return tuple(_line(name, sums) for name, sums in list(grouped(tally.sums, name).items())[:MOST])


def _by_scene(tally: Tally, names: Sequence[str]) -> tuple[Line, ...]:
    return _lines(tally, lambda _change, _rule, scene: names[scene])


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


def _first(tally: Tally, actors: Sequence[Actor], salt: bytes) -> tuple[Hit, ...]:
    by_actor: dict[str, tuple[Sum, Change, str, str]] = {}
    for (change, rule, scene), one in sorted(tally.sums.items(), key=lambda item: item[1].first):
        if change in (Change.RELEASED, Change.EASED):
            continue
        actor = actors[scene]
        total, *_ = by_actor.setdefault(actor.id, (Sum(), change, rule, actor.unit))
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
