"""The telephone on a person's desk."""

import sqlalchemy as sa
from alembic import op

revision = "0011_telephone"
down_revision = "0010_evidence"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one version up."""
    op.add_column("person", sa.Column("phone", sa.String(length=20), nullable=True))


def downgrade() -> None:
    """Go one version back; other tables refer to people, so the table is not made anew."""
    op.drop_column("person", "phone")
