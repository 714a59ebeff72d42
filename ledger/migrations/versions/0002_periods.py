"""Months and years beside the days of sketches, found by period first. The roll-ups of what is there are made when they are needed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.drop_index("ix_sketches_version", table_name="sketches")
    op.rename_table("sketches", "sketches_by_day")
    op.create_table(
        "sketches",
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("scope", sa.String(200), nullable=False),
        sa.Column("direction", sa.String(10), nullable=False),
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("category", sa.String(20), nullable=False),
        sa.Column("persons", sa.LargeBinary, nullable=False),
        sa.Column("names", sa.LargeBinary, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False, index=True),
        sa.PrimaryKeyConstraint("kind", "scope", "direction", "period", "category", name="sketches_by_period"),
    )
    columns = "kind, scope, direction, category, persons, names, version"
    op.execute(f"INSERT INTO sketches ({columns}, period) SELECT {columns}, day FROM sketches_by_day")
    op.drop_table("sketches_by_day")
