"""Who has read which notice of the monitoring. It must not know what a notice says."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from ledger.clean import printable
from ledger.micros import micros
from ledger.schema import notices


def has_read(connection: Connection, actor: str, digest: str) -> bool:
    """Return whether `actor` has read the notice with this digest."""
    query = select(notices.c.at).where(notices.c.actor == printable(actor, 200), notices.c.digest == digest)
    return connection.execute(query).scalar() is not None


def write(connection: Connection, actor: str, digest: str, now: datetime) -> None:
    """Keep that `actor` has read it."""
    values = {"actor": printable(actor, 200), "digest": digest, "at": micros(now)}
    connection.execute(insert(notices), [values])
