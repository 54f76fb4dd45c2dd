"""Versions in use and how cases go from one to another."""

from flask import Blueprint
from flask_login import login_required

from app import supervision
from app.web.shell.sessions import actor

bp = Blueprint("migrations", __name__, url_prefix="/migrations")


@bp.get("/")
@login_required
def index() -> str:
    """Show which versions cases run on."""
    return str(supervision.versions(actor()))


@bp.get("/<process>")
@login_required
def show(process: str) -> str:
    """Show one process."""
    return process + str(len(supervision.versions(actor())))
