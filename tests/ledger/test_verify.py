"""Every way of tampering, done as somebody with the database in hand would do it."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from ledger import chain
from ledger.store import Ledger
from ledger.verify import Anchor, anchors, dump_anchor, read_anchors, verify
from rules.model import Action
from tests.ledger.conftest import KEY, OTHER_KEY
from tests.ledger.made import NOON, Limit, inspection, transfer, verdict


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """Eight records: six transfers in two commits, a roll-up, a reading."""
    for first in (0, 3):
        with ledger.transaction():
            for number in range(first, first + 3):
                seen = inspection(number)
                past = ledger.past(transfer(), seen.people, Limit())
                ledger.append(transfer(), seen, verdict(Action.ALERT), past, now=NOON)
    with ledger.transaction():
        ledger.append(transfer(), inspection(), verdict(Action.ALLOW), past, now=NOON)
    ledger.close_minute(NOON + timedelta(minutes=2))
    ledger.read(who="auditor", what="search", reason="monthly review")
    return ledger


def found(ledger: Ledger, keep: list[Anchor] | None = None) -> str:
    with ledger.engine.connect() as connection:
        reports = verify(connection, keep=keep or ())
    return "; ".join(str(report.flaw) for report in reports if report.flaw)


def tamper(ledger: Ledger, *statements: str) -> None:
    with ledger.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_a_sound_ledger_has_no_flaw(filled: Ledger) -> None:
    with filled.engine.connect() as connection:
        (report,) = verify(connection, keep=anchors(connection))
    assert (report.node, report.records, report.signed, report.flaw) == ("node-a", 8, True, None)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        pytest.param("UPDATE records SET people = 0 WHERE seq = 3", "record 3: altered: people", id="a-field"),
        pytest.param("UPDATE records SET actor = 'op-99' WHERE seq = 1", "record 1: altered: actor", id="a-name"),
        pytest.param("UPDATE records SET at = at + 1 WHERE seq = 8", "record 8: altered: at", id="a-time"),
        pytest.param(
            "UPDATE records SET body = replace(body, '\"people\":1', '\"people\":0') WHERE seq = 2",
            "record 2: altered: its content",
            id="a-body",
        ),
        pytest.param("UPDATE records SET hash = prev WHERE seq = 4", "record 4: altered", id="a-hash"),
        pytest.param("DELETE FROM records WHERE seq = 1", "record 1: missing", id="the-first-removed"),
        pytest.param("DELETE FROM records WHERE seq = 5", "record 5: missing", id="one-removed"),
        pytest.param("DELETE FROM records WHERE seq >= 7", "record 7: missing: the end of the chain was cut (2 records)", id="tail-cut"),
        pytest.param("DELETE FROM records", "record 1: missing", id="all-removed"),
        pytest.param("DELETE FROM nodes", "record 1: the head of this chain is missing", id="head-removed"),
        pytest.param("UPDATE nodes SET hash = 'x'", "record 8: not the head", id="head-altered"),
        pytest.param("UPDATE records SET signature = '' WHERE seq = 8", "record 8: not signed", id="signature-removed"),
        pytest.param("UPDATE records SET signature = 'beef' WHERE seq = 3", "record 3: its signature", id="signature-altered"),
        pytest.param("UPDATE rollups SET transfers = 7", "record 7: the counts of its minute", id="count-altered"),
        pytest.param("DELETE FROM rollups", "record 7: the counts of its minute", id="count-removed"),
        pytest.param("UPDATE rollups SET minute = minute + 600", "record 7: the counts of its minute", id="count-moved"),
        pytest.param(
            "INSERT INTO rollups SELECT node, minute + 600, actor, host, port, tenant, direction, category, 1, 1 FROM rollups",
            "which no record closes",
            id="count-added",
        ),
        pytest.param("UPDATE records SET node = 'node-z' WHERE seq = 8", "node node-a, record 8: missing", id="moved-elsewhere"),
    ],
)
def test_each_tampering_is_named(filled: Ledger, statement: str, message: str) -> None:
    tamper(filled, statement)
    assert message in found(filled)


def test_reordered_records_are_named(filled: Ledger) -> None:
    tamper(
        filled,
        "UPDATE records SET seq = 100 WHERE seq = 2",
        "UPDATE records SET seq = 2 WHERE seq = 3",
        "UPDATE records SET seq = 3 WHERE seq = 100",
    )
    assert "record 2: out of order" in found(filled)


def test_a_chain_forged_anew_fails_its_signature(filled: Ledger) -> None:
    """The forger recomputes every hash, and has no key."""
    with filled.engine.begin() as connection:
        rows = connection.execute(text("SELECT seq, body FROM records ORDER BY seq")).all()
        prev = chain.genesis("node-a", chain.public_half(KEY))
        for seq, body in rows:
            body = body.replace("op-17", "op-18") if seq == 4 else body
            hashed = chain.link(prev, body)
            values = {"b": body, "p": prev, "h": hashed, "s": seq, "a": "op-18"}
            connection.execute(text("UPDATE records SET body = :b, prev = :p, hash = :h WHERE seq = :s"), values)
            if seq == 4:
                connection.execute(text("UPDATE records SET actor = :a WHERE seq = :s"), values)
            prev = hashed
        connection.execute(text("UPDATE nodes SET hash = :p"), {"p": prev})
    assert "record 6: its signature" in found(filled)


def test_a_chain_with_another_key_is_not_trusted(filled: Ledger) -> None:
    with filled.engine.connect() as connection:
        trusted, stranger = (frozenset({chain.public_half(key)}) for key in (KEY, OTHER_KEY))
        assert verify(connection, public_keys=trusted)[0].flaw is None
        assert "not the one given" in str(verify(connection, public_keys=stranger)[0].flaw)


def test_an_anchor_shows_an_end_cut_with_its_head(filled: Ledger) -> None:
    with filled.engine.connect() as connection:
        keep = read_anchors([dump_anchor(one) for one in anchors(connection)])
    tamper(
        filled,
        "DELETE FROM records WHERE seq > 3",
        "DELETE FROM rollups",
        "UPDATE nodes SET seq = 3, hash = (SELECT hash FROM records WHERE seq = 3)",
    )
    assert found(filled) == ""
    assert "anchored up to record 8" in found(filled, keep)


def test_an_anchor_shows_a_chain_that_is_gone(filled: Ledger) -> None:
    with filled.engine.connect() as connection:
        keep = anchors(connection)
    tamper(filled, "DELETE FROM records", "DELETE FROM nodes", "DELETE FROM rollups")
    assert "node node-a" in found(filled, keep)


def test_each_node_has_its_own_chain(filled: Ledger, other: Ledger) -> None:
    other.read(who="auditor", what="search", reason="")
    tamper(filled, "UPDATE records SET people = 9 WHERE seq = 1 AND node = 'node-b'")
    assert found(filled).startswith("node node-b, record 1")
