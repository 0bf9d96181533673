"""Updates until they are done, and how conversations stand."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = "0000"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "updates",
        sa.Column("bot", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("lane", sa.BigInteger),
        sa.Column("user", sa.BigInteger),
        sa.Column("payload", sa.Text),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
    )
    op.create_table(
        "replies",
        sa.Column("chat", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("reply", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("topic", sa.BigInteger),
        sa.Column("message", sa.BigInteger),
        sa.Column("user", sa.BigInteger, index=True),
        sa.Column("entry_before", sa.String(64)),
        sa.Column("script_before", sa.String(16), nullable=False),
        sa.Column("entry_id", sa.String(64)),
        sa.Column("script", sa.String(16), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_replies_message", "replies", ["chat", "message"])
