"""When and where a picture was taken, and what a signature stands under."""

import sqlalchemy as sa
from alembic import op

revision = "0010_evidence"
down_revision = "0009_telling"
branch_labels = None
depends_on = None

COLUMNS = (
    sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("taken_lat", sa.Float(), nullable=True),
    sa.Column("taken_lon", sa.Float(), nullable=True),
    sa.Column("accuracy", sa.Float(), nullable=True),
    sa.Column("source", sa.String(), nullable=True),
    sa.Column("signer", sa.String(), nullable=True),
    sa.Column("signed_sha256", sa.String(), nullable=True),
)


def upgrade() -> None:
    """Go one version up."""
    with op.batch_alter_table("document", schema=None) as batch_op:
        for column in COLUMNS:
            batch_op.add_column(sa.Column(column.name, column.type, nullable=True))


def downgrade() -> None:
    """Go one version back."""
    with op.batch_alter_table("document", schema=None) as batch_op:
        for column in reversed(COLUMNS):
            batch_op.drop_column(column.name)
