"""Who a task was handed to, and who urged it."""

import sqlalchemy as sa
from alembic import op

revision = "0005_handing"
down_revision = "0004_worklist"
branch_labels = None
depends_on = None

OWNED = sa.text("owner_id IS NOT NULL")


def upgrade() -> None:
    """Go one version up."""
    op.add_column("user_task", sa.Column("owner_id", sa.Uuid(), nullable=True))
    op.add_column("user_task", sa.Column("delegated_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_user_task_owner",
        "user_task",
        ["owner_id"],
        unique=False,
        sqlite_where=OWNED,
        postgresql_where=OWNED,
    )
    op.create_table(
        "urge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("region_id", sa.String(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_by_name", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["task_id"], ["user_task.id"], name=op.f("fk_urge_task_id_user_task")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urge")),
    )
    op.create_index("ix_urge_task", "urge", ["task_id", "at"], unique=False)
    op.create_index("ix_urge_case", "urge", ["case_id", "at"], unique=False)


def downgrade() -> None:
    """Go one version back."""
    op.drop_table("urge")
    op.drop_index("ix_user_task_owner", table_name="user_task")
    op.drop_column("user_task", "delegated_at")
    op.drop_column("user_task", "owner_id")
