"""What makes an update that is processed a second time come to the same as once."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns."""
    with op.batch_alter_table("votes") as votes:
        votes.alter_column("is_good", existing_type=sa.Boolean, nullable=True)
        votes.add_column(sa.Column("press", sa.Text))
    with op.batch_alter_table("drafts") as drafts:
        drafts.add_column(sa.Column("message", sa.BigInteger))
        drafts.create_unique_constraint("uq_drafts_message", ["item_id", "message"])
    op.add_column("askings", sa.Column("claimed_at", sa.DateTime(timezone=True)))
