"""Each part that a verdict needs is made to fail, for both directions: nothing may pass, as the far side saw it."""

import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.support.deployment import Deployment
from tests.support.origin import Answer
from tests.support.people import as_csv, as_json, customers
from tests.support.waiting import until

BODY = as_json(customers(800, 40))
EXPORT = as_csv(customers(900, 400), "cp932")
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A deployment that each test here breaks and mends again."""
    settings = {"http2": True, "model": False, "limits": {"inspection_seconds": 3}}
    deployment = Deployment(tmp_path_factory.mktemp("broken"), settings=settings)
    deployment.origins["crm"].answer = lambda _: Answer(body=EXPORT, headers=(("content-type", "text/csv"),))
    deployment.start()
    yield deployment
    deployment.close()


def statuses(deployment: Deployment, *, http2: bool) -> set[int]:
    """Try uploads (length and chunked) and a download; check that nothing passed; return the statuses."""
    with deployment.client(http2=http2) as client:
        up = client.post(deployment.url("unknown", "/u"), content=BODY, headers=JSON)
        chunked = client.post(deployment.url("unknown", "/u"), content=iter([BODY]), headers=JSON)
        down = client.get(deployment.url("crm", "/export"))
    assert {answer.http_version for answer in (up, chunked, down)} == {"HTTP/2" if http2 else "HTTP/1.1"}
    assert deployment.origins["unknown"].connections == 0
    assert EXPORT[:200] not in down.content
    return {answer.status_code for answer in (up, chunked, down)}


def children(pid: int) -> list[int]:
    return [int(p) for p in subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()]


def pool_processes(deployment: Deployment) -> tuple[int, list[int]]:
    """Return the warm process and its workers, once they are there."""
    assert deployment.process
    proxy = deployment.process.pid
    until(lambda: any(children(pid) for pid in children(proxy)), 60)
    (warm,) = children(proxy)
    return warm, children(warm)


VERSIONS = pytest.mark.parametrize("http2", [False, True], ids=["h1", "h2"])


@VERSIONS
def test_nothing_passes_while_all_is_well(own: Deployment, http2: bool) -> None:
    assert statuses(own, http2=http2) == {403}


@VERSIONS
def test_workers_that_hang_are_a_timeout_and_block(own: Deployment, http2: bool) -> None:
    _, workers = pool_processes(own)
    before = own.metric("sekimori_uninspected_total", reason="timeout")
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
    try:
        assert statuses(own, http2=http2) == {403}
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGCONT)
    assert own.metric("sekimori_uninspected_total", reason="timeout") >= before + 3


@VERSIONS
def test_workers_that_die_come_back(own: Deployment, http2: bool) -> None:
    _, workers = pool_processes(own)
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    assert statuses(own, http2=http2) == {403}
    until(lambda: own.metric("sekimori_worker_restarts_total") >= 1)


@VERSIONS
def test_a_warm_process_that_dies_comes_back(own: Deployment, http2: bool) -> None:
    warm, _ = pool_processes(own)
    os.kill(warm, signal.SIGKILL)
    assert statuses(own, http2=http2) == {403}
    assert pool_processes(own)[0] != warm
    assert statuses(own, http2=http2) == {403}


@pytest.fixture
def broken_ledger(own: Deployment) -> Iterator[None]:
    """Make every write to the ledger fail, as a full disk does."""
    database = next((own.home / "ledger").glob("*.sqlite"))
    with closing(sqlite3.connect(database)) as connection, connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite%'")]
        for name in tables:
            for event in ("INSERT", "UPDATE"):
                connection.execute(f"CREATE TRIGGER {event}_{name} BEFORE {event} ON {name} BEGIN SELECT RAISE(ABORT, 'disk'); END")
    yield
    with closing(sqlite3.connect(database)) as connection, connection:
        for name in tables:
            for event in ("INSERT", "UPDATE"):
                connection.execute(f"DROP TRIGGER {event}_{name}")


@VERSIONS
def test_a_ledger_that_cannot_be_written_is_unavailable(own: Deployment, http2: bool, broken_ledger: None) -> None:
    assert statuses(own, http2=http2) == {503}
    assert own.metric("sekimori_ledger_write_errors_total") >= 3


@pytest.fixture
def locked_ledger(own: Deployment) -> Iterator[None]:
    """Hold the ledger as another writer that never ends would."""
    database = next((own.home / "ledger").glob("*.sqlite"))
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def test_a_ledger_that_hangs_is_unavailable(own: Deployment, locked_ledger: None) -> None:
    assert statuses(own, http2=False) == {503}


@VERSIONS
def test_a_spool_that_cannot_be_made_is_unavailable(own: Deployment, http2: bool) -> None:
    folder, aside = own.home / "spool", own.home / "aside"
    folder.rename(aside)
    try:
        with own.client(http2=http2) as client:
            answer = client.post(own.url("approved", "/u"), content=b"x" * (9 << 20))
    finally:
        aside.rename(folder)
    assert answer.status_code == 503
    assert own.origins["approved"].connections == 0


@VERSIONS
def test_all_is_well_again_afterwards(own: Deployment, http2: bool) -> None:
    with own.client(http2=http2) as client:
        assert client.post(own.url("approved", "/u"), content=b"plain words").text == "ok"
    assert statuses(own, http2=http2) == {403}
