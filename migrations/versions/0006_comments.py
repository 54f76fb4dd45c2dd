"""What people say to each other in a case, copies, and versions of documents."""

revision = "0006_comments"
down_revision = "0005_handing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one version up."""


def downgrade() -> None:
    """Go one version back."""
