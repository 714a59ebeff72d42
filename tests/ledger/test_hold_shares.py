"""One person fills a part of the room for what waits, and nobody else's: by number, by size, at all nodes together."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from ledger import upgrade
from ledger.committer import Committer
from ledger.held import Approver, Crowded, Held, Share
from ledger.store import Ledger
from rules.model import Action, Past, Transfer
from rules.policy import Policy, load
from tests.ledger.conftest import KEY
from tests.ledger.made import NOON, inspection, transfer, verdict

WAIT, LASTS = timedelta(hours=24), timedelta(hours=8)
THREE = Share(number=3, size_bytes=1000)
SUPERVISOR = Approver(account="sv-1", tenants=None)


def ask(ledger: Ledger, content: str, *, actor: str = "op-17", size: int = 1, now: datetime = NOON, share: Share = THREE) -> Held:
    """Make content wait. Raises Crowded."""
    moved, seen = transfer(actor=actor, size=size), inspection(1, 2, 3)
    with ledger.transaction():
        decided, held = ledger.holds().claim(moved, seen, verdict(Action.HOLD), content, wait=WAIT, needed=1, now=now, share=share)
        ledger.append(moved, seen, decided, Past(), now=now, hold=held.id)
    return held


def waits(folder: Path) -> Policy:
    """A policy that lets uploads of people wait."""
    file = folder / "policy.yaml"
    rule = "{id: ask, when: {direction: upload}, over: {people: {transfer: 10}}, action: hold}"
    file.write_text(f"notice: {{purpose: p, owner: o, contact: c}}\ntenants: [{{id: alpha, name: 例, sector: private}}]\nrules: [{rule}]\n")
    return load([file])


def full(ledger: Ledger, *sizes: int) -> list[Held]:
    return [ask(ledger, f"content-{number}", size=size) for number, size in enumerate(sizes)]


@pytest.mark.parametrize(
    ("sizes", "more", "taken"),
    [
        pytest.param((1, 1), 1, True, id="as many as one may"),
        pytest.param((1, 1, 1), 1, False, id="one too many"),
        pytest.param((600,), 400, True, id="as large as one may"),
        pytest.param((600,), 401, False, id="one byte too large"),
        pytest.param((), 1001, False, id="larger than the share by itself"),
    ],
)
def test_a_person_has_a_share(ledger: Ledger, sizes: tuple[int, ...], more: int, taken: bool) -> None:
    full(ledger, *sizes)
    if taken:
        assert ask(ledger, "more", size=more)
        return
    with pytest.raises(Crowded):
        ask(ledger, "more", size=more)
    assert ask(ledger, "theirs", actor="op-18", size=1), "others are not hurt"


@pytest.mark.parametrize("spelled", ["OP-17", "ｏｐ－１７"])
def test_no_spelling_of_an_account_has_a_share_of_its_own(ledger: Ledger, spelled: str) -> None:
    full(ledger, 1, 1, 1)
    with pytest.raises(Crowded):
        ask(ledger, "more", actor=spelled)


def test_what_waits_already_passes_when_it_is_answered(ledger: Ledger) -> None:
    first, *_ = full(ledger, 1, 1, 1)
    assert ask(ledger, "content-0").id == first.id, "asking again asks nobody again"
    with ledger.transaction():
        ledger.holds().approve(first.id, by=SUPERVISOR, reason="", lasts=LASTS, now=NOON)
    with pytest.raises(Crowded):
        ask(ledger, "more")
    assert not ask(ledger, "content-0").state.open
    assert ask(ledger, "more"), "what was released takes no room"


@pytest.mark.parametrize(
    "over",
    [
        pytest.param(lambda holds, held: holds.deny(held.id, by=SUPERVISOR, reason="", now=NOON), id="denied"),
        pytest.param(lambda holds, held: holds.drop(held.id, now=NOON), id="not stored"),
    ],
)
def test_what_is_over_takes_no_room(ledger: Ledger, over: Callable[..., object]) -> None:
    first, *_ = full(ledger, 1, 1, 1)
    with ledger.transaction():
        over(ledger.holds(), first)
    assert ask(ledger, "more")


def test_what_nobody_answered_in_time_takes_no_room(ledger: Ledger) -> None:
    full(ledger, 1, 1, 1)
    assert ask(ledger, "more", now=NOON + WAIT)


def test_two_nodes_know_one_share(ledger: Ledger, url: str) -> None:
    full(ledger, 1, 1, 1)
    other = Ledger(url, node="node-b", key_id="key-1", signing_key=KEY)
    try:
        with pytest.raises(Crowded):
            ask(other, "more")
    finally:
        other.close()


def test_a_stop_for_which_there_is_no_room_is_on_record(ledger: Ledger, tmp_path: Path) -> None:
    policy = waits(tmp_path)

    def settle(committer: Committer, content: str, moved: Transfer) -> tuple[bool, bool]:
        settled = committer.submit(moved, inspection(*range(40)), policy, NOON, content).result()
        assert not settled.verdict.releases
        assert settled.record
        assert settled.record.hold == (settled.held.id if settled.held else "")
        return settled.held is not None, settled.crowded

    with Committer(ledger, share=Share(number=1, size_bytes=10_000)) as committer:
        assert settle(committer, "a" * 64, transfer()) == (True, False)
        assert settle(committer, "b" * 64, transfer()) == (False, True)
        assert settle(committer, "c" * 64, transfer(actor="op-18")) == (True, False)
        assert settle(committer, "", transfer()) == (False, False), "what cannot wait at all"


def test_what_waited_before_is_counted_after_an_upgrade(ledger: Ledger) -> None:
    full(ledger, 1, 1, 1)
    engine = create_engine(ledger.url)
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX ix_holds_login"))
        for column in ("login", "size_bytes"):
            connection.execute(text(f"ALTER TABLE holds DROP COLUMN {column}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0009'"))
    upgrade.ready(engine, create=True)
    engine.dispose()
    with pytest.raises(Crowded):
        ask(ledger, "more", actor="OP-17")
