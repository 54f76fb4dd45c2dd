"""Who stands in for whom."""

import sqlalchemy as sa
from alembic import op

revision = "0007_absence"
down_revision = "0006_comments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one version up."""
    _create_absence()
    _create_substitution()
    with op.batch_alter_table("user_task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("completed_for_id", sa.Uuid(), nullable=True))
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.add_column(sa.Column("for_name", sa.String(length=60), nullable=True))


def downgrade() -> None:
    """Go one version back."""
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_column("for_name")
    with op.batch_alter_table("user_task", schema=None) as batch_op:
        batch_op.drop_column("completed_for_id")
    with op.batch_alter_table("substitution", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_substitution_substitute_id"))
        batch_op.drop_index("ix_substitution_org_code_post")
    op.drop_table("substitution")
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_index("ix_absence_person")
    op.drop_table("absence")


def _create_absence() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_name", sa.String(length=130), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_name", sa.String(length=130), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["person.id"], name="fk_absence_user_id_person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index("ix_absence_person", ["user_id", "ends_at"], unique=False)


def _create_substitution() -> None:
    op.create_table(
        "substitution",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("absence_id", sa.Uuid(), nullable=False),
        sa.Column("org_code", sa.String(length=40), nullable=False),
        sa.Column("post", sa.String(length=20), nullable=False),
        sa.Column("substitute_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["absence_id"], ["absence.id"], name="fk_substitution_absence_id_absence"
        ),
        sa.ForeignKeyConstraint(
            ["org_code"], ["organisation.code"], name="fk_substitution_org_code_organisation"
        ),
        sa.ForeignKeyConstraint(
            ["substitute_id"], ["person.id"], name="fk_substitution_substitute_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitution")),
        sa.UniqueConstraint("absence_id", "org_code", "post", name="uq_substitution_absence_id"),
    )
    with op.batch_alter_table("substitution", schema=None) as batch_op:
        batch_op.create_index("ix_substitution_org_code_post", ["org_code", "post"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_substitution_substitute_id"), ["substitute_id"], unique=False
        )
