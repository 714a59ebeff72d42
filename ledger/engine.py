"""Connections to SQLite or PostgreSQL, set up so that a commit is durable and writers come one after the other.

It must not know what is stored.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from ledger.errors import LedgerError, explain

BUSY_MS = 5000
"""How long a writer waits for another one before it gives up."""

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_MS}", "foreign_keys=ON")
"""**Source:** SQLite, "Write-Ahead Logging": with synchronous=FULL the log is synced at each commit, so a commit survives a power cut."""


def parse(url: str) -> URL:
    """Return the URL of a ledger with its driver. Raises LedgerError unless it is `sqlite:///FILE` or `postgresql://…`."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise LedgerError("not the URL of a ledger: write sqlite:///FILE or postgresql://USER@HOST/NAME") from None
    if parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:"):
        return parsed
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    raise LedgerError("not the URL of a ledger: write sqlite:///FILE or postgresql://USER@HOST/NAME")


def path_of(url: URL) -> Path | None:
    """Return the file of a SQLite ledger, None for a server."""
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


def connect(url: URL, *, create: bool) -> Engine:
    """Return an engine for `url`. Raises LedgerError if the file is missing and `create` is not set."""
    file = path_of(url)
    if file is None:
        options = f"-c lock_timeout={BUSY_MS} -c idle_in_transaction_session_timeout={2 * BUSY_MS}"
        return create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args={"connect_timeout": 5, "options": options})
    if not file.is_file():
        if not create:
            raise LedgerError(f"there is no ledger at {file}")
        _make_private(file)
    engine = create_engine(url, hide_parameters=True, connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def transaction(engine: Engine, *, write: bool) -> Iterator[Connection]:
    """Give a connection inside a transaction, which is committed at the end. Raises LedgerError for any failure of the database.

    A writing transaction of SQLite takes the write lock at once, so that what it reads stays true until it commits.
    """
    try:
        with engine.connect().execution_options(sekimori_write=write) as connection, connection.begin():
            yield connection
    except SQLAlchemyError as error:
        raise explain(engine.url.render_as_string(hide_password=True), error) from None


def _make_private(file: Path) -> None:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
    except OSError as error:
        raise LedgerError(f"the ledger {file} cannot be made: {error.strerror}") from None


def _prepare(connection: SQLiteConnection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    write = connection.get_execution_options().get("sekimori_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
