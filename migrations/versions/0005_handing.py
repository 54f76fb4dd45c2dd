"""Who a task was handed to, and who urged it."""

revision = "0005_handing"
down_revision = "0004_worklist"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one version up."""


def downgrade() -> None:
    """Go one version back."""
