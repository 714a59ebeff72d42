"""Ledgers for the tests: SQLite in a file, and PostgreSQL as a throw-away cluster where its programs are installed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import ProgrammingError

from ledger.schema import HEAD, metadata
from ledger.store import Ledger
from rules.policy import Policy, load

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
POLICY = """\
notice: {purpose: 持ち出しを防ぐ, owner: 管理者, contact: 窓口}
rules:
  - id: bulk-day
    severity: high
    kitei: 第12条
    purpose: 大量の持ち出しを止める
    owner: 管理者
    law: 法23条
    when: {direction: upload, class: [approved]}
    over: {people: {1d: 20}}
    action: block
    message: {ja: 一日の上限を超えました, en: over the daily limit}
"""


def _program(name: str) -> str | None:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Run a cluster that is reached by a socket in its own folder, and give its URL."""
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    if not initdb or not pg_ctl:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    user = "postgres" if os.geteuid() == 0 else None
    folder = tempfile.mkdtemp(prefix="sekimori-pg-")
    if user:
        shutil.chown(folder, user)

    def run(*arguments: str) -> None:
        subprocess.run(arguments, user=user, cwd=folder, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    data = f"{folder}/data"
    run(initdb, "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
    run(pg_ctl, "-D", data, "-w", "-l", f"{folder}/log", "-o", f"-c listen_addresses='' -c fsync=off -k {folder}", "start")
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        run(pg_ctl, "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _migrate(url: str) -> None:
    Ledger(url, node="node-a", key_id="key-1", signing_key=KEY).close()


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate a file once; tests get copies of it."""
    file = tmp_path_factory.mktemp("empty") / "ledger.db"
    _migrate(f"sqlite:///{file}")
    return file


def _empty(url: str) -> None:
    """Empty the tables; if a test has left them broken, make them again."""
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.begin() as connection:
            for table in metadata.tables:
                if table != "state":
                    connection.execute(text(f"DELETE FROM {table}"))
            connection.execute(text("UPDATE state SET version = 0"))
            connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": HEAD})
    except ProgrammingError:
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        _migrate(url)


@pytest.fixture(params=[pytest.param("sqlite", id="sqlite"), pytest.param("postgresql", id="postgresql", marks=pytest.mark.servers)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the URL of an empty ledger of each kind."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("empty_file"), tmp_path / "ledger.db")
        return f"sqlite:///{tmp_path}/ledger.db"
    server = str(request.getfixturevalue("postgres"))
    _empty(server)
    return server


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """Give the ledger of node-a."""
    opened = Ledger(url, node="node-a", key_id="key-1", signing_key=KEY)
    yield opened
    opened.close()


@pytest.fixture
def other(url: str, ledger: Ledger) -> Iterator[Ledger]:
    """Give the same ledger as another node has it."""
    opened = Ledger(url, node="node-b", key_id="key-1", signing_key=OTHER_KEY)
    yield opened
    opened.close()


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
