"""Brings a ledger to the newest schema, and refuses one that a newer program has made. It must not know what the tables hold."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from ledger.engine import transaction
from ledger.errors import LedgerError
from ledger.schema import HEAD

_LOCK = 0x5E4149
"""Number of the PostgreSQL advisory lock that lets one program upgrade at a time."""


def ready(engine: Engine, *, create: bool) -> None:
    """Leave the ledger at the newest schema. Raises LedgerError if it is newer, or is not at the newest and `create` is not set."""
    with transaction(engine, write=False) as connection:
        found = _revision(connection)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise LedgerError(f"the ledger has schema {found}, and this program knows up to {HEAD}: install the newer program again")
    if not create:
        raise LedgerError(f"the ledger has {'no tables' if found is None else 'schema ' + found}: `sekimori init` makes or upgrades it")
    with transaction(engine, write=True) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if _revision(connection) != HEAD:
            _migrate(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
