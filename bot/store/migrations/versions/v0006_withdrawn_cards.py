"""Cards in the curators' chat that are to be deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "withdrawn_cards",
        sa.Column("card", sa.BigInteger, primary_key=True, autoincrement=False),
    )
