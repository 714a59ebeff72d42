"""Exceptions at work: which rules do not decide for a transfer, by which exception, and which exception ran out. Knows no traffic."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rules.compile import compile_condition, end_of
from rules.facts import Scene
from rules.model import JST, RuleMatch
from rules.rule import Condition
from rules.schema import ExceptionEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """Rules that do not decide for some transfers, until a moment."""

    id: str
    rules: frozenset[str]
    condition: Condition
    until: datetime
    owner: str = ""

    @classmethod
    def of(cls, entry: ExceptionEntry) -> "Exemption":
        """Return what `entry` excuses."""
        return cls(
            id=entry.id,
            rules=frozenset(entry.rules),
            condition=compile_condition(entry.when),
            until=end_of(entry.expires),
            owner=entry.owner,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Excuses:
    """The exceptions that fit one transfer, by rule."""

    running: Mapping[str, str]
    lapsed: Mapping[str, str]
    """Those that would excuse it, had they not ended."""

    @classmethod
    def of(cls, exemptions: Iterable[Exemption], scene: Scene, now: datetime) -> "Excuses":
        """Return those of `exemptions` that fit; of several for one rule the one that ends last."""
        fitting = sorted((e for e in exemptions if e.condition.fits(scene)), key=lambda e: e.until)
        return cls(
            running={rule: e.id for e in fitting if now < e.until for rule in e.rules},
            lapsed={rule: e.id for e in fitting if now >= e.until for rule in e.rules},
        )

    def applied(self, match: RuleMatch) -> RuleMatch:
        """Return `match` as it counts: recorded only under an exception that runs, and marked under one that has ended."""
        if not match.enforced:
            return match
        if excused_by := self.running.get(match.rule, ""):
            return replace(match, enforced=False, excused_by=excused_by)
        lapsed = self.lapsed.get(match.rule, "")
        return replace(match, lapsed=lapsed) if lapsed else match


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Until when an exception runs, and who answers for it."""

    id: str
    owner: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A change of the end of an exception."""

    id: str
    owner: str
    before: datetime | None
    """None: it is new."""
    after: datetime | None
    """None: it is gone."""

    def __str__(self) -> str:
        if self.after is None:
            return f"exception {self.id} removed"
        if self.before is None:
            return f"exception {self.id} added until {_last_day(self.after)}"
        how = "extended" if self.after > self.before else "shortened"
        return f"exception {self.id} {how} from {_last_day(self.before)} to {_last_day(self.after)}"


def terms(exemptions: Iterable[Exemption]) -> tuple[Term, ...]:
    """Return the ends of `exemptions`."""
    return tuple(Term(id=e.id, owner=e.owner, until=e.until) for e in exemptions)


def moves(before: Iterable[Term], after: Iterable[Term]) -> tuple[Move, ...]:
    """Return what became of each exception whose end is not the same any more."""
    old, new = {term.id: term for term in before}, {term.id: term for term in after}
    found = []
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name), new.get(name)
        if was is None or now is None or was.until != now.until:
            ends = (was.until if was else None, now.until if now else None)
            found.append(Move(id=name, owner=(now or old[name]).owner, before=ends[0], after=ends[1]))
    return tuple(found)


def _last_day(end: datetime) -> str:
    """Return the day as the policy says it: the one before the first moment after it."""
    return (end.astimezone(JST) - timedelta(days=1)).date().isoformat()
