"""How people want to be told."""

revision = "0009_telling"
down_revision = "0008_drafts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one version up."""


def downgrade() -> None:
    """Go one version back."""
