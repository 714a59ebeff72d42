"""Whether a transfer got across, as far as records tell. It must not know the law that asks."""

from dataclasses import dataclass
from enum import StrEnum

from detectors.model import GapReason
from ledger.records import Record
from rules.explain import measure_ja
from rules.model import Direction, Outcome

_OVER_TIME = frozenset({"people", "names_only", "drawdown"})
"""Counts of people that may reach back to earlier transfers."""


class Egress(StrEnum):
    """What became of the data."""

    BLOCKED = "blocked_before_egress"
    PARTIAL = "partial_egress"
    """This transfer was stopped, by a count over time: earlier ones had passed."""
    EGRESSED = "egressed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What got across."""

    egress: Egress
    bytes: int | None
    """Of the body, or of the piece that passed unopened, as it was let go; None: not on record."""
    before: int = 0
    """People, at least, who had passed in earlier transfers of the same window."""
    reason: str
    """In Japanese."""


def passed(record: Record, *, released_later: bool = False) -> Passed:
    """Return what got across of a transfer; `released_later`: the same content passed when somebody had answered."""
    if record.outcome is Outcome.RELEASED or released_later:
        return _across(record, "承認または理由のあとで" if released_later else "")
    where = "端末" if record.direction is Direction.DOWNLOAD else "相手"
    stopped = f"{where}に渡る前に止めました。本文は一バイトも渡っていません"
    before, measure = _before(record)
    if before:
        reason = f"この転送は{stopped}。ただし同じ期間の先の転送で、少なくとも{before:,}人分が渡っています: {measure_ja(measure)}"
        return Passed(egress=Egress.PARTIAL, bytes=None, before=before, reason=reason)
    return Passed(egress=Egress.BLOCKED, bytes=0, reason=stopped)


def _across(record: Record, when: str) -> Passed:
    where = "端末へ渡しました" if record.direction is Direction.DOWNLOAD else "相手へ送りました"
    unseen = any(gap.reason is GapReason.TLS_PASSTHROUGH for gap in record.gaps)
    size = record.size_bytes or None
    number = f"{'' if unseen else '本文'}{size:,}バイト" if size else "大きさは記録にありません"
    reason = f"{when}{where}({number})。最後まで受け取られたかは記録にありません"
    return Passed(egress=Egress.EGRESSED, bytes=size, reason=reason)


def _before(record: Record) -> tuple[int, str]:
    """Return the people, at least, who had passed before within the widest count that stopped it, and its name."""
    own = record.people + record.names_only
    counts = [
        (match.found - own, match.measure)
        for match in record.matches
        if match.enforced and not match.action.releases and _reaches_back(match.measure)
    ]
    return max((one for one in counts if one[0] > 0), default=(0, ""))


def _reaches_back(measure: str) -> bool:
    kind, _, window = measure.partition(".")
    return kind in _OVER_TIME and window != "transfer"
