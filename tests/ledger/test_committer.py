import asyncio
import multiprocessing
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from ledger import schema
from ledger.committer import Committer
from ledger.errors import LedgerError
from ledger.store import Ledger
from ledger.verify import verify
from rules.model import Action, Outcome
from rules.policy import Policy, load
from tests.ledger.made import ENCRYPTED, NOON, inspection, transfer

LIMIT = 20
ROUNDS = 15


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
