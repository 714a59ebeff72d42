"""Names for accounts that tell nothing by themselves: the same for the same account in every report of one ledger.

Whoever may read records finds the account behind one by the number of a transfer, and that reading is recorded.
"""

import hashlib

from sqlalchemy import Connection, select

from ledger.schema import records
from rules.model import login


def salt_of(connection: Connection) -> bytes:
    """Return what makes pseudonyms those of this ledger: the hash of its first record."""
    first = connection.execute(select(records.c.hash).order_by(records.c.at, records.c.node, records.c.seq).limit(1)).scalar()
    return str(first or "").encode()[:64]


def pseudonym(account: str, salt: bytes) -> str:
    """Return a name for an account that tells nothing by itself; one however the account is written."""
    return "person-" + hashlib.blake2b(login(account).encode(), key=salt, digest_size=4).hexdigest()
