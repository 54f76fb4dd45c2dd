"""One case."""

from uuid import UUID

from flask import Blueprint

bp = Blueprint("cases", __name__, url_prefix="/cases")


@bp.get("/<uuid:case_id>")
def show(case_id: UUID) -> str:
    """Show it."""
    return str(case_id)
