"""One case."""

from flask import Blueprint

bp = Blueprint("migrations", __name__, url_prefix="/migrations")


@bp.get("/")
def index() -> str:
    """Show it."""
    return ""
