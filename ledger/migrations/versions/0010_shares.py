"""Whose each transfer is that waits, by the login, and how large: one person may fill a part of the room only."""

import sqlalchemy as sa
from alembic import op

from ledger.clean import printable
from rules.model import login

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("holds", sa.Column("login", sa.String(200), nullable=False, server_default=""))
    op.add_column("holds", sa.Column("size_bytes", sa.BigInteger, nullable=False, server_default="0"))
    op.create_index("ix_holds_login", "holds", ["login"])
    holds, connection = sa.table("holds", sa.column("actor"), sa.column("login")), op.get_bind()
    for actor in connection.execute(sa.select(holds.c.actor).distinct()).scalars().all():
        connection.execute(sa.update(holds).where(holds.c.actor == actor).values(login=printable(login(actor), 200)))
