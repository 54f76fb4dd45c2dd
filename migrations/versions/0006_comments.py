"""What people say to each other in a case, copies, versions of documents, pauses of the clock."""

import sqlalchemy as sa
from alembic import op

revision = "0006_comments"
down_revision = "0005_handing"
branch_labels = None
depends_on = None

TEXT, MOMENT = sa.String(), sa.DateTime(timezone=True)
NEW_COLUMNS = (
    ("copy", "user_id", sa.Uuid()),
    ("copy", "user_name", TEXT),
    ("copy", "sent_by_id", sa.Uuid()),
    ("copy", "sent_by_name", TEXT),
    ("copy", "words", TEXT),
    ("case_link", "reason", TEXT),
    ("case_link", "by_id", sa.Uuid()),
    ("document", "first_id", sa.Uuid()),
    ("document", "note", TEXT),
    ("process_instance", "pauses", sa.JSON()),
    ("user_task", "paused_until", MOMENT),
    ("user_task", "paused", sa.JSON()),
)
INDEXES = (
    ("ix_copy_user", "copy", ["user_id", "read_at", "sent_at"]),
    ("ix_case_link_other_id", "case_link", ["other_id"]),
)


def upgrade() -> None:
    """Go one version up."""
    for table, name, kind in NEW_COLUMNS:
        op.add_column(table, sa.Column(name, kind, nullable=True))
    op.add_column("document", sa.Column("number", sa.Integer(), nullable=False, server_default="1"))
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
    with op.batch_alter_table("document") as batch_op:
        batch_op.create_unique_constraint("uq_document_first_id", ["first_id", "number"])
    _comments()
    _pauses()


def downgrade() -> None:
    """Go one version back."""
    op.drop_table("pause")
    op.drop_table("comment")
    with op.batch_alter_table("document") as batch_op:
        batch_op.drop_constraint("uq_document_first_id", type_="unique")
    for name, table, _ in INDEXES:
        op.drop_index(name, table_name=table)
    op.drop_column("document", "number")
    for table, name, _ in NEW_COLUMNS:
        op.drop_column(table, name)


def _comments() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("task_name", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("mentions", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("by_org", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_comment_case_id_case"),
        sa.PrimaryKeyConstraint("id", name="pk_comment"),
    )
    op.create_index("ix_comment_case", "comment", ["case_id", "at"])


def _pauses() -> None:
    op.create_table(
        "pause",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resumed_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_pause_case_id_case"),
        sa.PrimaryKeyConstraint("id", name="pk_pause"),
    )
    op.create_index("ix_pause_case", "pause", ["case_id", "paused_at"])
    op.create_index("ix_pause_open", "pause", ["resumed_at", "until"])
