"""What operations need: suspended instances, signals, messages from outside, co-signatures."""

import sqlalchemy as sa
from alembic import op

revision = "0002_operations"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None

RUNNING, PAUSED = sa.text("ended_at IS NULL"), sa.text("suspended_at IS NOT NULL")


def upgrade() -> None:
    """Go one version up."""
    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.add_column(sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_process_instance_running",
            ["process_key", "set_id"],
            unique=False,
            sqlite_where=RUNNING,
            postgresql_where=RUNNING,
        )
        batch_op.create_index(
            "ix_process_instance_paused",
            ["suspended_at"],
            unique=False,
            sqlite_where=PAUSED,
            postgresql_where=PAUSED,
        )

    with op.batch_alter_table("user_task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("signing", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("signers", sa.JSON(), nullable=False, server_default="[]"))

    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.add_column(_kind())

    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="1"))

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(_kind())
        batch_op.add_column(sa.Column("receiver_case_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("sender_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("one_time_key", sa.String(), nullable=True))
        batch_op.create_index("ix_message_waited_for", ["name", "key", "delivered_at"])
        batch_op.create_index("ix_message_one_time_key", ["sender_id", "one_time_key"], unique=True)


def downgrade() -> None:
    """Go one version back."""
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index("ix_message_one_time_key")
        batch_op.drop_index("ix_message_waited_for")
        for name in ("one_time_key", "sender_id", "receiver_case_id", "kind"):
            batch_op.drop_column(name)

    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.drop_column("attempts")

    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_column("kind")

    with op.batch_alter_table("user_task", schema=None) as batch_op:
        batch_op.drop_column("signers")
        batch_op.drop_column("signing")

    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.drop_index("ix_process_instance_paused")
        batch_op.drop_index("ix_process_instance_running")
        batch_op.drop_column("suspended_at")


def _kind() -> sa.Column[str]:
    return sa.Column("kind", sa.String(), nullable=False, server_default="message")
