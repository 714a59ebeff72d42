"""What the writer says and does when the ledger, its server or its callers fail."""

import sqlite3
from concurrent.futures import Future

import pytest
from sqlalchemy import create_engine, text

from ledger.committer import Committer, Settled
from ledger.errors import LedgerBusy, LedgerError
from ledger.store import Ledger
from ledger.verify import verify
from rules.policy import Policy
from tests.ledger.made import NOON, inspection, transfer


def fails(committer: Committer, policy: Policy) -> LedgerError:
    error = committer.submit(transfer(), inspection(7), policy, NOON).exception(30)
    assert isinstance(error, LedgerError)
    return error


def test_a_full_disk_fails_the_group_and_the_next_one_works(sqlite: str, policy: Policy) -> None:
    ledger = Ledger(sqlite, node="n", key_id="k")
    with Committer(ledger) as committer:
        committer.submit(transfer(), inspection(1), policy, NOON).result(10)
        # SQLite answers a page limit as it answers a full disk; the pragma holds for the pooled connection that writes.
        with ledger.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        large = inspection(*range(5000, 9000))
        error = committer.submit(transfer(), large, policy, NOON).exception(10)
        many = [committer.submit(transfer(), inspection(8), policy, NOON) for _ in range(200)]
        errors = [error, *(one.exception(10) for one in many)]
        assert any("disk is full" in str(one) for one in errors)
        with ledger.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        assert isinstance(committer.submit(transfer(), inspection(2), policy, NOON).result(10), Settled)
    with ledger.engine.connect() as connection:
        assert [r.flaw for r in verify(connection)] == [None]
    ledger.close()


def test_a_locked_file_fails_the_group_and_the_next_one_works(sqlite: str, policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.engine.BUSY_MS", 50)
    monkeypatch.setattr("ledger.engine._PRAGMAS", ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=50"))
    ledger = Ledger(sqlite, node="n", key_id="k")
    blocker = sqlite3.connect(sqlite.removeprefix("sqlite:///"), isolation_level=None)
    with Committer(ledger) as committer:
        blocker.execute("BEGIN IMMEDIATE")
        assert "is locked" in str(fails(committer, policy))
        assert not ledger.writable()
        blocker.execute("ROLLBACK")
        settled = committer.submit(transfer(), inspection(2), policy, NOON).result(10)
        assert settled.past.counts[0][1].people == 1
        assert ledger.writable()
    blocker.close()
    ledger.close()


def test_a_read_only_ledger_fails_with_its_reason(ledger: Ledger, policy: Policy) -> None:
    setting = "PRAGMA query_only = ON" if ledger.url.get_backend_name() == "sqlite" else "SET default_transaction_read_only = on"
    with ledger.engine.connect() as connection:
        connection.exec_driver_sql(setting)
        connection.commit()
    with Committer(ledger) as committer:
        assert "cannot be written" in str(fails(committer, policy))


def test_a_failure_names_no_person_and_no_value(ledger: Ledger, policy: Policy) -> None:
    with ledger.engine.begin() as connection:
        connection.execute(text("ALTER TABLE records RENAME TO elsewhere"))
    with Committer(ledger) as committer:
        message = str(fails(committer, policy))
    assert "has no tables" in message
    assert "op-17" not in message


def test_a_mistake_in_deciding_fails_its_transfer_only(ledger: Ledger, policy: Policy) -> None:
    with Committer(ledger) as committer:
        with ledger.transaction():
            before = committer.submit(transfer(), inspection(1), policy, NOON)
            broken = committer.submit(transfer(), inspection(2), None, NOON)  # type: ignore[arg-type]
            after = committer.submit(transfer(), inspection(3), policy, NOON)
        assert isinstance(broken.exception(10), AttributeError)
        assert before.result(10).past.counts[0][1].people == 1
        assert after.result(10).past.counts[0][1].people == 2
    with ledger.engine.connect() as connection:
        assert [r.flaw for r in verify(connection)] == [None]


@pytest.mark.servers
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_restarted_server_is_found_again(url: str, ledger: Ledger, policy: Policy) -> None:
    with Committer(ledger) as committer:
        committer.submit(transfer(), inspection(1), policy, NOON).result(10)
        outside = create_engine(url, isolation_level="AUTOCOMMIT")
        with outside.connect() as connection:
            connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"))
        outside.dispose()
        assert committer.submit(transfer(), inspection(2), policy, NOON).result(10).past.counts[0][1].people == 2


def fill(committer: Committer, policy: Policy) -> None:
    for _ in range(1000):
        committer.submit(transfer(), inspection(1), policy, NOON)


def test_a_full_queue_refuses(ledger: Ledger, policy: Policy) -> None:
    with Committer(ledger, max_waiting=2) as committer:
        answers: list[Future[Settled]] = []
        with ledger.transaction():
            while committer.waiting < 2:
                answers.append(committer.submit(transfer(), inspection(len(answers)), policy, NOON))
            with pytest.raises(LedgerBusy, match="too many"):
                fill(committer, policy)
        assert all(isinstance(a.result(10), Settled) for a in answers)


def test_after_closing_nothing_is_taken(ledger: Ledger, policy: Policy) -> None:
    committer = Committer(ledger)
    waiting = [committer.submit(transfer(), inspection(i), policy, NOON) for i in range(5)]
    committer.close()
    assert all(one.done() for one in waiting)
    with pytest.raises(LedgerError, match="closing"):
        committer.submit(transfer(), inspection(1), policy, NOON)


def test_who_stopped_waiting_is_not_counted(ledger: Ledger, policy: Policy) -> None:
    with Committer(ledger) as committer:
        with ledger.transaction():
            first = committer.submit(transfer(), inspection(1), policy, NOON)
            second = committer.submit(transfer(), inspection(2), policy, NOON)
            gone = [one for one in (first, second) if one.cancel()]
        last = committer.submit(transfer(), inspection(3), policy, NOON).result(10)
    assert last.past.counts[0][1].people == 3 - len(gone)
