"""The inbox of the curators, and what they teach."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "inbox",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("key", sa.String(600), nullable=False, unique=True),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("entry_id", sa.String(64)),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown", sa.Integer, nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True)),
        sa.Column("card", sa.BigInteger),
        sa.Column("change_id", sa.BigInteger),
    )
    op.create_table(
        "askings",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("item_id", sa.BigInteger, nullable=False, index=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("chat", sa.BigInteger, nullable=False),
        sa.Column("message", sa.BigInteger, nullable=False),
        sa.Column("user", sa.BigInteger, index=True),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("chat", "message"),
    )
    op.create_table(
        "drafts",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("item_id", sa.BigInteger, nullable=False),
        sa.Column("user", sa.BigInteger, nullable=False, index=True),
        sa.Column("lesson", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "changes",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user", sa.BigInteger, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("item_id", sa.BigInteger),
        sa.Column("lesson", sa.Text),
        sa.Column("undoes", sa.BigInteger, unique=True),
    )
    op.create_table(
        "notices",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
