"""What a picker offers while somebody types: units, people, matters, grids, places."""

from dataclasses import asdict

from flask import Blueprint, jsonify, request, url_for
from flask_login import login_required
from werkzeug.wrappers import Response

from app.tasks.pickers import searching
from app.web.shell.languages import label
from app.web.shell.sessions import actor

bp = Blueprint("pickers", __name__, url_prefix="/pickers")
LONGEST = 60
ROOT = "x"


@bp.get("/<kind>")
@login_required
def search(kind: str) -> Response:
    """Answer at most twenty of what the words mean, and how many more there are."""
    found = searching.search(kind, request.args.get("q", "")[:LONGEST], actor=actor())
    items = [asdict(each) | {"hint": label(each.hint)} for each in found.entries]
    return jsonify(items=items, more=found.more)


@bp.app_template_global("pickers_url")
def address() -> str:
    """Return what the address of every picker begins with."""
    return url_for("pickers.search", kind=ROOT).removesuffix(f"/{ROOT}")
