"""Who stands in for whom."""

revision = "0007_absence"
down_revision = "0006_comments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one version up."""


def downgrade() -> None:
    """Go one version back."""
