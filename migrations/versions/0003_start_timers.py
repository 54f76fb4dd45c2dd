"""Timers that open cases; an index of what no form answers."""

import sqlalchemy as sa
from alembic import op

revision = "0003_start_timers"
down_revision = "0002_operations"
branch_labels = None
depends_on = None

FORMLESS = sa.text("form_key IS NULL")


def upgrade() -> None:
    """Go one version up."""
    op.create_table(
        "start_timer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("process_key", sa.String(), nullable=False),
        sa.Column("element_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_start_timer")),
    )
    with op.batch_alter_table("start_timer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_start_timer_due_at"), ["due_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_start_timer_process_key"), ["process_key"], unique=False
        )
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.create_index(
            "ix_subscription_machine",
            ["message", "key"],
            unique=False,
            sqlite_where=FORMLESS,
            postgresql_where=FORMLESS,
        )


def downgrade() -> None:
    """Go one version back."""
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_index("ix_subscription_machine")
    with op.batch_alter_table("start_timer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_start_timer_process_key"))
        batch_op.drop_index(batch_op.f("ix_start_timer_due_at"))
    op.drop_table("start_timer")
