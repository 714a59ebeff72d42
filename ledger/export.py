"""Gives records as JSON Lines, to be kept or read elsewhere. It must not know who asks."""

from collections.abc import Iterator
from datetime import datetime

import orjson
from sqlalchemy import Connection, select

from ledger.ocsf import event
from ledger.records import Kind, parse
from ledger.schema import records
from ledger.search import Query, conditions

_COLUMNS = ("node", "seq", "body", "prev", "hash", "signature")


def evidence(connection: Connection, since: datetime | None, until: datetime | None) -> Iterator[str]:
    """Give every record in the order of its chain: `body` is the text that is hashed, so that it can be checked anywhere."""
    query = Query(since=since, until=until, kinds=tuple(Kind))
    chosen = select(*(records.c[name] for name in _COLUMNS)).where(*conditions(query))
    for row in connection.execute(chosen.order_by(records.c.node, records.c.seq)):
        yield orjson.dumps(dict(zip(_COLUMNS, row, strict=True))).decode()


def ocsf(connection: Connection, since: datetime | None, until: datetime | None) -> Iterator[str]:
    """Give the transfers as OCSF events, oldest first."""
    query = Query(since=since, until=until)
    chosen = select(records.c.body, records.c.prev, records.c.hash).where(*conditions(query))
    for body, prev, hashed in connection.execute(chosen.order_by(records.c.at, records.c.node, records.c.seq)):
        yield orjson.dumps(event(parse(body), prev=prev, hashed=hashed)).decode()
