"""Writes the rows of facts beside the records of a node. It must not know what they mean."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from ledger.facts import Row, looked_at, row
from ledger.micros import micros
from ledger.recall import facts_of
from ledger.records import Kind, Record, parse
from ledger.schema import facts, records, words
from rules.facts import Facts

MAX_WORDS = 50_000
"""Texts whose numbers are kept in memory; those not used for longest go first."""

TOGETHER = 1000
"""Records that are read at a time to make the facts of an older ledger."""

_INSERT = insert(facts)


class FactRows:
    """Rows of facts on their way into the ledger. Used by one thread at a time, inside writing transactions."""

    def __init__(self) -> None:
        self._numbers: OrderedDict[str, int] = OrderedDict()
        self._rows: list[dict[str, object]] = []

    def begin(self, *, trust: bool) -> None:
        """Start a transaction; without `trust` the numbers in memory may be of words that were never written."""
        self._rows.clear()
        if not trust:
            self._numbers.clear()

    def add(self, connection: Connection, record: Record, row: Row) -> None:
        """Write the row of `record` with the next `flush`."""
        at = micros(record.happened)
        scene, shape = (self._number(connection, text) for text in (row.scene, row.shape))
        self._rows.append({"at": at, "node": record.node, "seq": record.seq, "scene": scene, "shape": shape, "counts": row.counts})

    def count_again(self, connection: Connection, record: Record, began: datetime, counted: Callable[[Facts], Facts]) -> None:
        """Put what is `counted` in place of what was known of a transfer of an earlier transaction; `record` is of its full count."""
        columns = records.c
        asked = (columns.node == record.node, columns.transfer == record.transfer, columns.kind == Kind.TRANSFER.value)
        seq = connection.execute(select(columns.seq).where(*asked)).scalar()
        first = (facts.c.at == micros(began), facts.c.node == record.node, facts.c.seq == seq)
        known = connection.execute(select(words.c.text, facts.c.counts).where(*first, words.c.id == facts.c.shape)).one_or_none()
        if known is not None:
            again = row(record, counted(looked_at(*known)))
            connection.execute(update(facts).where(*first).values(shape=self._number(connection, again.shape), counts=again.counts))

    def flush(self, connection: Connection) -> None:
        """Write what was added."""
        if self._rows:
            connection.execute(_INSERT, self._rows)
            self._rows.clear()

    def _number(self, connection: Connection, text: str) -> int:
        found = self._numbers.get(text)
        if found is None:
            found = connection.execute(select(words.c.id).where(words.c.text == text)).scalar()
        if found is None:
            found = int(connection.execute(insert(words).values(text=text).returning(words.c.id)).scalar_one())
        self._numbers[text] = found
        self._numbers.move_to_end(text)
        if len(self._numbers) > MAX_WORDS:
            self._numbers.popitem(last=False)
        return found


def fill(connection: Connection) -> None:
    """Write the facts of all recorded transfers, as far as their records tell; for a ledger that has none yet."""
    rows = FactRows()
    chosen = select(records.c.body).where(records.c.kind == Kind.TRANSFER.value).execution_options(yield_per=TOGETHER)
    for bodies in connection.execute(chosen).scalars().partitions(TOGETHER):
        for record in map(parse, bodies):
            rows.add(connection, record, row(record, facts_of(record)))
        rows.flush(connection)
