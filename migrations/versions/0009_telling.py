"""How people want to be told: preferences, addresses, and messages that go together."""

import sqlalchemy as sa
from alembic import op

revision = "0009_telling"
down_revision = "0008_drafts"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go one version up; what people were told before stays inside."""
    _preferences()
    _contacts()
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("task_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("spread_at", INSTANT, nullable=True))
    op.execute("UPDATE notice SET spread_at = at")
    _index("ix_notice_unspread", "notice", ["id"], "spread_at IS NULL")
    op.create_index("ix_receipt_list", "receipt", ["user_id", "notice_id"])
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.add_column(sa.Column("contact_id", sa.Uuid(), nullable=True))
        for name in ("is_urgent", "is_gathered"):
            batch_op.add_column(_flag(name))
        batch_op.add_column(sa.Column("batch_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            "fk_outgoing_contact_id_contact", "contact", ["contact_id"], ["id"]
        )
    _index("ix_outgoing_contact", "outgoing", ["contact_id", "next_at"], "sent_at IS NULL")


def downgrade() -> None:
    """Go one version back."""
    op.drop_index("ix_outgoing_contact", "outgoing")
    with op.batch_alter_table("outgoing", schema=None) as batch_op:
        batch_op.drop_constraint("fk_outgoing_contact_id_contact", type_="foreignkey")
        for name in ("batch_id", "is_gathered", "is_urgent", "contact_id"):
            batch_op.drop_column(name)
    op.drop_index("ix_receipt_list", "receipt")
    op.drop_index("ix_notice_unspread", "notice")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        for name in ("spread_at", "task_id"):
            batch_op.drop_column(name)
    op.drop_table("contact")
    op.drop_table("telling_preference")


def _preferences() -> None:
    op.create_table(
        "telling_preference",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("mail", "bot", "muted")),
        sa.Column("pace", sa.String(length=10), nullable=False),
        sa.Column("daily_at", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_to", sa.Integer(), nullable=True),
        sa.Column("quiet_days", sa.JSON(), nullable=False),
        sa.Column("urgent_passes", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["person.id"], name="fk_telling_preference_user_id_person"
        ),
        sa.PrimaryKeyConstraint("user_id", name="pk_telling_preference"),
    )


def _contacts() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("format", sa.String(length=20), nullable=True),
        sa.Column("code_digest", sa.String(length=64), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("address", "secret", "pending")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        *(sa.Column(name, INSTANT, nullable=True) for name in MOMENTS),
        sa.Column("error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["person.id"], name="fk_contact_user_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
        sa.UniqueConstraint("user_id", "channel", name="uq_contact_user_id"),
    )
    _index("ix_contact_tasks", "contact", ["tasks_next_at"], "tasks_next_at IS NOT NULL")


COUNTS = ("code_tries", "codes_sent", "failures")
MOMENTS = (
    "code_until",
    "codes_since",
    "busy_until",
    "gathers_until",
    "tasks_next_at",
    "tasks_since",
    "paused_at",
)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _index(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
