"""How often an update was begun and the process died."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column."""
    op.add_column("updates", sa.Column("begun", sa.Integer, nullable=False, server_default="0"))
