"""The telephone on a person's desk."""

import sqlalchemy as sa
from alembic import op

revision = "0011_telephone"
down_revision = "0010_evidence"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one version up."""
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phone", sa.String(length=20), nullable=True))


def downgrade() -> None:
    """Go one version back."""
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("phone")
