"""The takings that a policy is tried with: how many people, in how long, by which ways and paces. It must not know how they are played."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from detectors.model import Inspection
from ledger.replay import paces
from ledger.replay.paces import Pace
from rules.facts import Facts
from rules.model import Action, Actor, Destination, DestinationClass, Direction, Past, Transfer
from rules.policy import Policy
from rules.rule import Measure

MIDDAY = 3
"""Hours of UTC: noon in Japan."""

START = datetime(2013, 7, 1, MIDDAY, tzinfo=UTC)
"""The first day of every scenario, so that weekends are the same ones each time."""

HOST = "replay.invalid"
"""**Source:** RFC 2606."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Through which transfers people leave, one after the other: each holds the same people."""

    name: str
    ja: str
    legs: tuple[tuple[Direction, DestinationClass], ...]

    def transfers(self, actor: str, tenant: str, at: datetime) -> Iterator[Transfer]:
        """Yield the transfers of one taking."""
        for direction, category in self.legs:
            yield Transfer(
                id="0000-0000-0000-0000",
                actor=Actor(id=actor, known=True, tenants=(tenant,)),
                destination=Destination(host=HOST, category=category, tenant=tenant, guarded=direction is Direction.DOWNLOAD),
                direction=direction,
                at=at,
            )


DOWNLOAD = Way(name="crm-download", ja="顧客管理から受け取る", legs=((Direction.DOWNLOAD, DestinationClass.CRM),))
APPROVED = Way(name="approved-upload", ja="認めた先へ送る", legs=((Direction.UPLOAD, DestinationClass.APPROVED),))
STORAGE = Way(name="storage-upload", ja="個人ストレージへ送る", legs=((Direction.UPLOAD, DestinationClass.PERSONAL_STORAGE),))
THROUGH = Way(name="crm-to-approved", ja="受け取って認めた先へ送る", legs=DOWNLOAD.legs + APPROVED.legs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A taking that became known, and in how many ways it might have been done."""

    name: str
    about: str
    ja: str
    """The same in Japanese."""
    people: int
    days: int
    ways: tuple[Way, ...]
    paces: tuple[Pace, ...]

    def tries(self, policy: Policy) -> Iterator[tuple[Way, Pace]]:
        """Yield each way at each pace, and at those that stay just under one threshold of `policy`, or under all of them."""
        for way in self.ways:
            limits = thresholds(way, policy)
            small = max(1, limits.get(0, self.people))
            yield from ((way, pace if pace.at_once else pace.split(small)) for pace in self.paces)
            over_time = {days: people for days, people in limits.items() if 0 < days <= self.days}
            tightest = min(over_time, key=lambda days: over_time[days] / days, default=0)
            for days, people in sorted(over_time.items()):
                name, ja = f"under {people:,} in {days}d", f"{days} 日に {people:,} 人まで"
                if days == tightest:
                    name, ja = "under every threshold", "どのしきい値も超えない"
                yield way, Pace(name=name, ja=ja, takes=paces.at_rate(people, days)).split(small)


def thresholds(way: Way, policy: Policy) -> Mapping[int, int]:
    """Return the lowest thresholds on the people of `way` by days, 0 for one transfer, of every rule that decides on it."""
    found: dict[int, int] = {}
    for transfer in way.transfers("replay", "replay", START):
        scene, facts = policy.scene(transfer), Facts.of(transfer, Inspection(), Past())
        for rule in policy.candidates(transfer):
            if not rule.enforced or rule.action is Action.ALLOW or not (rule.condition.fits(scene) and rule.condition.finds(facts)):
                continue
            for limit in rule.limits:
                if limit.measure in (Measure.PEOPLE, Measure.DRAWDOWN):
                    days = limit.windows[0][1].days if limit.windows else 0
                    if limit.measure is Measure.PEOPLE or len(way.legs) > 1:
                        found[days] = min(found.get(days, limit.threshold), limit.threshold)
    return found


ALL_AT_ONCE = Pace(name="one file", ja="一つのファイル", takes=lambda total, _days, start: paces.even(total, 1, start), at_once=10**9)

SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario(
            name="drip-10y",
            about="9.28 million people in ten years, a little at a time",
            ja="十年で 928 万人を少しずつ",
            people=9_280_000,
            days=3652,
            ways=(DOWNLOAD, APPROVED, STORAGE, THROUGH),
            paces=(
                Pace(name="even", ja="毎日同じ数", takes=paces.even),
                Pace(name="bursts", ja="月に一度まとめて", takes=paces.bursts),
                Pace(name="weekends", ja="週末だけ", takes=paces.weekends),
                Pace(name=f"{paces.ACCOUNTS} accounts", ja=f"{paces.ACCOUNTS} のアカウントで", takes=paces.accounts),
            ),
        ),
        Scenario(
            name="upload-1d",
            about="5.96 million people in one day, to a cloud storage",
            ja="一日で 596 万人をクラウドへ",
            people=5_960_000,
            days=1,
            ways=(STORAGE, APPROVED),
            paces=(
                ALL_AT_ONCE,
                Pace(name="60 files", ja="60 のファイル", takes=paces.even, at_once=100_000),
                Pace(name="small files", ja="小さなファイル", takes=paces.even),
                Pace(name=f"{paces.ACCOUNTS} accounts", ja=f"{paces.ACCOUNTS} のアカウントで", takes=paces.accounts),
            ),
        ),
    )
}
"""By name.

**Source:** 個人情報保護委員会, 注意喚起 (2024-01-24) and the guidance that followed: 928万人 in 2013–2023, 596万人 on 2023-03-30.
"""
