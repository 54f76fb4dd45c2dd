"""Replies begun and not yet sent."""

revision = "0008_drafts"
down_revision = "0007_absence"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one version up."""


def downgrade() -> None:
    """Go one version back."""
