"""What a worklist walks and searches."""

revision = "0004_worklist"
down_revision = "0003_start_timers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one version up."""


def downgrade() -> None:
    """Go one version back."""
