"""Languages, votes and questions, as the first version made them without migrations."""

import sqlalchemy as sa
from alembic import op

revision = "0000"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "chats",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("language", sa.String(16), nullable=False),
    )
    op.create_table(
        "votes",
        sa.Column("user", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("entry", sa.String(64), primary_key=True),
        sa.Column("is_good", sa.Boolean, nullable=False),
    )
    op.create_table(
        "questions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False, index=True),
        sa.Column("entry_id", sa.String(64)),
        sa.Column("chat", sa.BigInteger, nullable=False),
        sa.Column("message", sa.BigInteger, nullable=False),
        sa.Column("user", sa.BigInteger, index=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("chat", "message"),
    )
