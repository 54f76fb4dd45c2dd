"""When and where a picture was taken."""

revision = "0010_evidence"
down_revision = "0009_telling"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one version up."""


def downgrade() -> None:
    """Go one version back."""
