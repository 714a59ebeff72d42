from dataclasses import replace
from datetime import timedelta

import pytest

from detectors.model import GapReason
from ledger.egress import Egress, passed
from ledger.held import Approver
from ledger.incidents import find
from ledger.records import GapNote, Record
from ledger.store import Ledger
from rules.model import Action, Direction, Outcome, Past, Transfer, Verdict
from tests.ledger.made import NOON, inspection, transfer, verdict
from tests.ledger.recorded import record


def kept(action: Action = Action.BLOCK, *, moved: Transfer | None = None, decided: Verdict | None = None) -> Record:
    return record(moved or transfer(), inspection(1, 2), decided or verdict(action))


def unopened(size: int) -> GapNote:
    return GapNote(reason=GapReason.TLS_PASSTHROUGH, size_bytes=size, place="connection")


@pytest.mark.parametrize(
    ("one", "egress", "size", "said"),
    [
        pytest.param(kept(Action.ALERT), Egress.EGRESSED, 2048, "本文2,048バイト", id="let-go"),
        pytest.param(kept(decided=verdict(Action.ALLOW, would=Action.BLOCK)), Egress.EGRESSED, 2048, "相手へ", id="monitored"),
        pytest.param(kept(Action.ALERT, moved=transfer(direction=Direction.DOWNLOAD)), Egress.EGRESSED, 2048, "端末へ", id="download"),
        pytest.param(kept(Action.ALERT, moved=transfer(size=0)), Egress.EGRESSED, None, "記録にありません", id="no-body"),
        pytest.param(
            replace(kept(Action.BLOCK), gaps=(unopened(2048),), outcome=Outcome.RELEASED),
            Egress.EGRESSED,
            2048,
            "相手へ送りました(2,048バイト)",
            id="never-opened",
        ),
        pytest.param(
            replace(kept(Action.ALERT, moved=transfer(size=0)), gaps=(unopened(0),)),
            Egress.EGRESSED,
            None,
            "記録にありません",
            id="never-opened-nor-metered",
        ),
        pytest.param(kept(), Egress.BLOCKED, 0, "相手に渡る前", id="blocked"),
        pytest.param(kept(moved=transfer(direction=Direction.DOWNLOAD)), Egress.BLOCKED, 0, "端末に渡る前", id="no-download"),
        pytest.param(kept(Action.HOLD), Egress.BLOCKED, 0, "相手に渡る前", id="held"),
    ],
)
def test_what_got_across(one: Record, egress: Egress, size: int | None, said: str) -> None:
    found = passed(one)
    assert (found.egress, found.bytes) == (egress, size)
    assert said in found.reason


@pytest.mark.parametrize(
    ("decided", "before"),
    [
        pytest.param(verdict(Action.HOLD, found=2400, threshold=2000), 2398, id="others-had-passed"),
        pytest.param(verdict(Action.BLOCK, found=2, threshold=1), 0, id="all-of-them-are-here"),
        pytest.param(verdict(Action.ALLOW, would=Action.BLOCK, found=2400), 0, id="not-stopped"),
    ],
)
def test_what_a_count_over_time_stopped_had_passed_in_part(decided: Verdict, before: int) -> None:
    found = passed(kept(decided=decided))
    assert found.before == before
    if before:
        assert (found.egress, found.bytes) == (Egress.PARTIAL, None)
        assert "2,398人分" in found.reason


@pytest.mark.parametrize("measure", ["people.transfer", "gap.encrypted", "uninspected_bytes.1d", "canaries.transfer"])
def test_no_other_count_says_that_people_had_passed(measure: str) -> None:
    decided = verdict(Action.BLOCK, found=2400)
    match = replace(decided.matches[0], measure=measure)
    assert passed(kept(decided=replace(decided, matches=(match,)))).egress is Egress.BLOCKED


def test_what_waited_and_was_let_go_got_across(ledger: Ledger) -> None:
    moved, seen = transfer(), inspection(1)
    with ledger.transaction():
        decided, held = ledger.holds().claim(moved, seen, verdict(Action.HOLD), "digest", wait=timedelta(hours=1), needed=1, now=NOON)
        assert held
        ledger.append(moved, seen, decided, Past(), now=NOON, hold=held.id)
    assert _egress(ledger, moved) is Egress.BLOCKED
    with ledger.transaction():
        ledger.holds().approve(held.id, by=Approver(account="sv01", tenants=None), reason="", lasts=timedelta(hours=1), now=NOON)
    assert _egress(ledger, moved) is Egress.BLOCKED
    with ledger.transaction():
        again = transfer()
        decided, _ = ledger.holds().claim(again, seen, verdict(Action.HOLD), "digest", wait=timedelta(hours=1), needed=1, now=NOON)
        assert decided.granted
    assert _egress(ledger, moved) is Egress.EGRESSED


def _egress(ledger: Ledger, moved: Transfer) -> Egress:
    with ledger.engine.connect() as connection:
        story = find(connection, moved.id)
    assert story
    return passed(story.record, released_later=story.released_later).egress
