"""What the rules looked at, in small rows, so that millions of transfers can be decided again; made of the records that are there."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "words",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False, unique=True),
    )
    op.create_table(
        "facts",
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("node", sa.String(100), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("scene", sa.Integer, nullable=False),
        sa.Column("shape", sa.Integer, nullable=False),
        sa.Column("counts", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("at", "node", "seq", name="facts_by_time"),
        sqlite_with_rowid=False,
    )
    from ledger.factrows import fill

    fill(op.get_bind())
