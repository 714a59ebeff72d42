"""The work around a transfer: work orders, terminals in use, calls handled, and where somebody stands after repeated attempts."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "work_orders",
        sa.Column("ticket", sa.String(64), primary_key=True),
        sa.Column("accounts", sa.Text, nullable=False),
        sa.Column("tenants", sa.Text, nullable=False),
        sa.Column("begins", sa.BigInteger, nullable=False),
        sa.Column("ends", sa.BigInteger, nullable=False, index=True),
        sa.Column("people", sa.BigInteger, nullable=False),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("closed", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "terminals",
        sa.Column("actor", sa.String(200), primary_key=True),
        sa.Column("source", sa.String(64), primary_key=True),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False, index=True),
    )
    op.create_table(
        "calls",
        sa.Column("actor", sa.String(200), primary_key=True),
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("calls", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "escalations",
        sa.Column("actor", sa.String(200), primary_key=True),
        sa.Column("points", sa.Integer, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "attempts",
        sa.Column("actor", sa.String(200), primary_key=True),
        sa.Column("endpoint", sa.String(64), primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False, index=True),
    )
