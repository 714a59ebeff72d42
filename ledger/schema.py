"""The tables. Migrations make them; this page is how the code speaks of them. It must not know what the values mean.

`records` is append-only. `body` is what is hashed; every other column of a record is a copy for searching, and `verify` compares them.
"""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String, Table, Text

HEAD = "0010"
"""The newest revision of the migrations."""

metadata = MetaData()

state = Table(
    "state",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", BigInteger, nullable=False),
)
"""One row: grows with every write of any node. Its lock orders the writers; its value tells a node that others have written."""

nodes = Table(
    "nodes",
    metadata,
    Column("node", String(100), primary_key=True),
    Column("public_key", String(64), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("minute", BigInteger, nullable=False),
    Column("minute_open", Integer, nullable=False),
)
"""The head of each chain, and the minute (seconds since 1970) that its roll-ups go to."""

records = Table(
    "records",
    metadata,
    Column("node", String(100), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("transfer", String(19), nullable=False, index=True),
    Column("at", BigInteger, nullable=False, index=True),
    Column("actor", String(200), nullable=False, index=True),
    Column("tenant", String(100), nullable=False, index=True),
    Column("host", String(255), nullable=False, index=True),
    Column("action", String(10), nullable=False),
    Column("would", String(10), nullable=False),
    Column("people", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("prev", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("signature", String(128), nullable=False),
)
"""`at` in microseconds since 1970. `signature` stands on the last record of a commit and covers all before it."""

sketches = Table(
    "sketches",
    metadata,
    Column("kind", String(10), primary_key=True),
    Column("scope", String(200), primary_key=True),
    Column("direction", String(10), primary_key=True),
    Column("period", String(10), primary_key=True),
    Column("category", String(20), primary_key=True),
    Column("persons", LargeBinary, nullable=False),
    Column("names", LargeBinary, nullable=False),
    Column("version", BigInteger, nullable=False, index=True),
)
"""People released in a period, by `actor` or `tenant`, direction and class of destination, as packed PeopleSets.

A period is a day of Japan (YYYY-MM-DD), or the roll-up of a month (YYYY-MM) or a year (YYYY) that was over when it was needed.
"""

words = Table(
    "words",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", Text, nullable=False, unique=True),
)
"""Texts that many facts share, by number."""

facts = Table(
    "facts",
    metadata,
    Column("at", BigInteger, primary_key=True),
    Column("node", String(100), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("scene", Integer, nullable=False),
    Column("shape", Integer, nullable=False),
    Column("counts", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""What the rules looked at, of each transfer with a record: small rows in the order of time, so that millions can be decided again.

`at` is when it began, in microseconds since 1970; `scene` (who, where) and `shape` (what is counted) are `words`; `counts` are
little-endian 64-bit numbers in the order of the shape. A copy of parts of the record: `ledger.facts` reads and writes it.
"""

rollups = Table(
    "rollups",
    metadata,
    Column("node", String(100), primary_key=True),
    Column("minute", BigInteger, primary_key=True),
    Column("actor", String(200), primary_key=True),
    Column("host", String(255), primary_key=True),
    Column("port", Integer, primary_key=True),
    Column("tenant", String(100), primary_key=True),
    Column("direction", String(10), primary_key=True),
    Column("category", String(20), nullable=False),
    Column("transfers", BigInteger, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
)
"""Transfers with nothing in them. When a minute is over, a record takes the digest of its rows into the chain."""

holds = Table(
    "holds",
    metadata,
    Column("id", String(19), primary_key=True),
    Column("node", String(100), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("state", String(10), nullable=False, index=True),
    Column("actor", String(200), nullable=False, index=True),
    Column("login", String(200), nullable=False, index=True, server_default=""),
    Column("host", String(255), nullable=False),
    Column("port", Integer, nullable=False),
    Column("direction", String(10), nullable=False),
    Column("tenant", String(100), nullable=False),
    Column("content", String(64), nullable=False, index=True),
    Column("size_bytes", BigInteger, nullable=False, server_default="0"),
    Column("people", BigInteger, nullable=False),
    Column("began", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("needed", Integer, nullable=False),
    Column("approvers", Text, nullable=False),
)
"""Transfers that wait, where they stand now; how they came there is in `records`. `content` is a keyed digest."""

notices = Table(
    "notices",
    metadata,
    Column("actor", String(200), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("at", BigInteger, nullable=False),
)
"""Who has read which notice; the reading itself is in `records`."""

uninspected = Table(
    "uninspected",
    metadata,
    Column("kind", String(10), primary_key=True),
    Column("scope", String(200), primary_key=True),
    Column("direction", String(10), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("category", String(20), primary_key=True),
    Column("reason", String(20), primary_key=True),
    Column("bytes", BigInteger, nullable=False),
)
"""Bytes released without having been inspected, by `actor` or `tenant`, direction, day of Japan, class of destination and reason."""

work_orders = Table(
    "work_orders",
    metadata,
    Column("ticket", String(64), primary_key=True),
    Column("accounts", Text, nullable=False),
    Column("tenants", Text, nullable=False),
    Column("begins", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False, index=True),
    Column("people", BigInteger, nullable=False),
    Column("owner", String(200), nullable=False),
    Column("reason", Text, nullable=False),
    Column("closed", BigInteger, nullable=False),
)
"""Work orders that were opened while the proxy ran. Accounts and tenants are JSON lists.

Times are microseconds since 1970; `closed` is 0 while it is not.
"""

terminals = Table(
    "terminals",
    metadata,
    Column("actor", String(200), primary_key=True),
    Column("source", String(64), primary_key=True),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False, index=True),
)
"""From when to when an account was last active without a pause at a network address, microseconds since 1970."""

calls = Table(
    "calls",
    metadata,
    Column("actor", String(200), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("calls", BigInteger, nullable=False),
)
"""Calls that an account handled on a day of Japan (YYYY-MM-DD), as the telephone system tells."""

escalations = Table(
    "escalations",
    metadata,
    Column("actor", String(200), primary_key=True),
    Column("points", Integer, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("since", BigInteger, nullable=False),
)
"""Where somebody stands after repeated attempts (`rules.escalation`), microseconds since 1970, 0 for none; `since`: when it began."""

attempts = Table(
    "attempts",
    metadata,
    Column("actor", String(200), primary_key=True),
    Column("endpoint", String(64), primary_key=True),
    Column("at", BigInteger, nullable=False, index=True),
)
"""When an account was last stopped at an endpoint (a keyed digest), microseconds since 1970."""
