"""Records of the policy in force: which one, after which, and whose exception was given longer. It must not know what a rule does."""

from sqlalchemy import Connection, select

from ledger.clean import printable
from ledger.recording import Written
from ledger.records import Kind, Record, parse
from ledger.schema import records
from rules.exempt import moves, terms
from rules.policy import Policy


def last(connection: Connection, node: str) -> Record | None:
    """Return the newest record of the policy on `node`."""
    chosen = select(records.c.body).where(records.c.node == node, records.c.kind == Kind.POLICY.value)
    body = connection.execute(chosen.order_by(records.c.seq.desc()).limit(1)).scalar()
    return parse(body) if body else None


def of_policy(policy: Policy, former: Record | None, written: Written) -> Record:
    """Return the record that `policy` is in force after the one that `former` tells of."""
    now = terms(policy.exemptions)
    moved = moves(former.terms, now) if former else ()
    return Record(
        **written,
        kind=Kind.POLICY,
        policy=policy.digest,
        before=former.policy if former else "",
        what=printable("; ".join(map(str, moved)), 500),
        terms=now,
        moves=moved,
    )
