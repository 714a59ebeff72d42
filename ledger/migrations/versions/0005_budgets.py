"""Bytes that nobody could inspect, and the records of policies found quickly."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0002"


def upgrade() -> None:
    op.create_index(
        "ix_records_policies",
        "records",
        ["node", "seq"],
        sqlite_where=sa.text("kind = 'policy'"),
        postgresql_where=sa.text("kind = 'policy'"),
    )
    op.create_table(
        "uninspected",
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("scope", sa.String(200), nullable=False),
        sa.Column("direction", sa.String(10), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("category", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("kind", "scope", "direction", "day", "category", "reason", name="uninspected_by_day"),
    )
