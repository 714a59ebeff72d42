import asyncio
import multiprocessing
import sqlite3
import threading
from concurrent.futures import Future
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select, text

from ledger import schema
from ledger.committer import Committer, Settled
from ledger.errors import LedgerBusy, LedgerError
from ledger.store import Ledger
from ledger.verify import verify
from rules.model import Action, Outcome
from rules.policy import Policy, load
from tests.ledger.made import ENCRYPTED, NOON, inspection, transfer

LIMIT = 20
ROUNDS = 15
POLICY = f"""\
notice: {{purpose: 持ち出しを防ぐ, owner: 管理者, contact: 窓口}}
rules:
  - id: bulk-day
    severity: high
    kitei: 第12条
    purpose: 大量の持ち出しを止める
    owner: 管理者
    law: 法23条
    when: {{direction: upload, class: [approved]}}
    over: {{people: {{1d: {LIMIT}}}}}
    action: block
    message: {{ja: 一日の上限を超えました, en: over the daily limit}}
"""


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    """A policy that blocks over 20 people a day."""
    file = tmp_path / "policy.yaml"
    file.write_text(POLICY, encoding="utf-8")
    return load([file])


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """The URL of a SQLite ledger, for what is said of files."""
    return f"sqlite:///{tmp_path}/ledger.db"


def submit_many(url: str, node: str, first: int, policy: Policy, start: threading.Event | None = None) -> int:
    """Settle transfers of one new person each, and return how many people got out."""
    ledger = Ledger(url, node=node, key_id="key-1")
    with Committer(ledger) as committer:
        if start:
            start.wait()
        answers = [committer.submit(transfer(), inspection(first + i), policy, NOON) for i in range(ROUNDS)]
        released = sum(a.result(30).verdict.action.releases for a in answers)
    ledger.close()
    return released


def prepared() -> multiprocessing.context.ForkServerContext:
    """Give processes that share the imports, which take longer than the tests."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def in_process(url: str, node: str, first: int, folder: str, results: "multiprocessing.Queue[int]") -> None:
    results.put(submit_many(url, node, first, load([Path(folder) / "policy.yaml"])))


def test_a_verdict_is_durable_before_it_is_answered(ledger: Ledger, policy: Policy) -> None:
    with Committer(ledger) as committer:
        settled = committer.submit(transfer(), inspection(1), policy, NOON).result(10)
        with ledger.engine.connect() as connection:
            assert connection.execute(select(schema.records.c.hash)).scalar_one()
    assert settled.record is not None
    assert settled.verdict.action is Action.ALLOW


def test_the_limit_holds_inside_one_group(ledger: Ledger, policy: Policy) -> None:
    with Committer(ledger) as committer:
        answers = [committer.submit(transfer(), inspection(i), policy, NOON) for i in range(2 * LIMIT)]
        settled = [a.result(10) for a in answers]
    actions = [one.verdict.action for one in settled]
    assert actions == [Action.ALLOW] * LIMIT + [Action.BLOCK] * LIMIT
    assert settled[-1].record is not None
    assert settled[-1].record.outcome is Outcome.STOPPED
    assert settled[-1].past.counts[0][1].people == LIMIT + 1


def test_two_writers_cannot_pass_one_limit_together(url: str, ledger: Ledger, policy: Policy) -> None:
    start, released = threading.Event(), list[int]()
    threads = [
        threading.Thread(target=lambda n=n: released.append(submit_many(url, f"node-{n}", 100 * n, policy, start))) for n in range(2)
    ]
    for thread in threads:
        thread.start()
    start.set()
    for thread in threads:
        thread.join(60)
    assert sum(released) == LIMIT
    with ledger.transaction():
        pass
    with ledger.engine.connect() as connection:
        assert all(report.flaw is None for report in verify(connection))


def test_two_threads_of_one_ledger_cannot_pass_one_limit(ledger: Ledger, policy: Policy) -> None:
    with Committer(ledger) as left, Committer(ledger) as right:
        answers = [(left, right)[i % 2].submit(transfer(), inspection(i), policy, NOON) for i in range(2 * LIMIT)]
        assert sum(a.result(30).verdict.action.releases for a in answers) == LIMIT


def test_two_processes_cannot_pass_one_limit_together(url: str, ledger: Ledger, policy: Policy, tmp_path: Path) -> None:
    """They share a node too: its chain does not fork."""
    context = prepared()
    results: multiprocessing.Queue[int] = context.Queue()
    processes = [context.Process(target=in_process, args=(url, "node-s", 100 * n, str(tmp_path), results)) for n in range(2)]
    for process in processes:
        process.start()
    assert sum(results.get(timeout=60) for _ in processes) == LIMIT
    for process in processes:
        process.join(30)
        assert process.exitcode == 0
    with ledger.engine.connect() as connection:
        (report,) = verify(connection)
    assert (report.node, report.records, report.flaw) == ("node-s", 2 * ROUNDS, None)


def test_empty_transfers_are_counted_by_minute(ledger: Ledger, policy: Policy) -> None:
    with Committer(ledger) as committer:
        moves = [transfer(host="a.example"), transfer(host="a.example"), transfer(host="b.example"), transfer(host="a.example")]
        times = [NOON, NOON, NOON, NOON + timedelta(seconds=61)]
        for moved, now in zip(moves, times, strict=True):
            assert committer.submit(moved, inspection(), policy, now).result(10).record is None
    with ledger.engine.connect() as connection:
        rows = connection.execute(select(schema.rollups.c.host, schema.rollups.c.transfers, schema.rollups.c.size_bytes)).all()
        kinds = connection.execute(select(schema.records.c.kind)).scalars().all()
        assert sorted(map(tuple, rows)) == [("a.example", 1, 2048), ("a.example", 2, 4096), ("b.example", 1, 2048)]
        assert kinds == ["rollup", "rollup"]
        assert [r.flaw for r in verify(connection)] == [None]


def test_a_clock_that_steps_back_reopens_no_minute(ledger: Ledger, policy: Policy) -> None:
    with Committer(ledger) as committer:
        for minutes in (0, 2, 1, -5):
            committer.submit(transfer(), inspection(), policy, NOON + timedelta(minutes=minutes)).result(10)
    with Committer(ledger) as committer:
        committer.submit(transfer(), inspection(), policy, NOON).result(10)
    with ledger.engine.connect() as connection:
        assert connection.execute(select(func.sum(schema.rollups.c.transfers))).scalar_one() == 5
        assert [r.flaw for r in verify(connection)] == [None]


@pytest.mark.parametrize(
    "seen",
    [pytest.param(inspection(1), id="people"), pytest.param(inspection(gaps=(ENCRYPTED,)), id="gap")],
)
def test_what_is_not_empty_has_its_own_record(ledger: Ledger, policy: Policy, seen: object) -> None:
    assert isinstance(seen, type(inspection()))
    with Committer(ledger) as committer:
        assert committer.submit(transfer(), seen, policy, NOON).result(10).record is not None


async def test_an_event_loop_can_wait(ledger: Ledger, policy: Policy) -> None:
    with Committer(ledger) as committer:
        settled = await asyncio.gather(*(committer.settle(transfer(), inspection(i), policy, NOON) for i in range(5)))
    assert [one.verdict.action for one in settled] == [Action.ALLOW] * 5


async def test_the_full_count_follows_its_transfer(ledger: Ledger, policy: Policy) -> None:
    moved = transfer()
    with Committer(ledger) as committer:
        early = await committer.settle(moved, inspection(1, 2), policy, NOON)
        full = await committer.recount(moved, inspection(1, 2, 3, 4), released=True)
        stopped = await committer.recount(transfer(), inspection(*range(10, 90)), released=False)
        after = await committer.settle(transfer(), inspection(1), policy, NOON)
    assert early.record is not None
    assert (full.seq, full.kind, full.transfer, full.people) == (2, "recount", moved.id, 4)
    assert stopped.people == 80
    assert after.past.counts[0][1].people == 4


async def test_a_recount_fails_as_the_ledger_does(ledger: Ledger, policy: Policy) -> None:
    with ledger.engine.begin() as connection:
        connection.execute(text("ALTER TABLE records RENAME TO elsewhere"))
    with Committer(ledger) as committer, pytest.raises(LedgerError, match="has no tables"):
        await committer.recount(transfer(), inspection(1), released=False)


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


def settle_for_ever(url: str, folder: str, answered: "multiprocessing.Queue[str]") -> None:
    policy = load([Path(folder) / "policy.yaml"])
    committer = Committer(Ledger(url, node="node-k", key_id="key-1"))
    while True:
        moved = [transfer() for _ in range(10)]
        for one, answer in [(one, committer.submit(one, inspection(1), policy, NOON)) for one in moved]:
            answer.result(30)
            answered.put(one.id)


def test_what_was_answered_survives_a_kill(url: str, ledger: Ledger, policy: Policy, tmp_path: Path) -> None:
    context = prepared()
    answers: multiprocessing.Queue[str] = context.Queue()
    process = context.Process(target=settle_for_ever, args=(url, str(tmp_path), answers))
    process.start()
    answered = [answers.get(timeout=60) for _ in range(50)]
    process.kill()
    process.join(30)
    with ledger.engine.connect() as connection:
        kept = set(connection.execute(select(schema.records.c.transfer)).scalars())
        assert set(answered) <= kept
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
