"""The operations pages: what stands still and why, what waits, and what a person may do to it."""

from typing import Any

from flask import Blueprint

from app.web.diagrams import element_name
from app.web.operations import asking, bulk, cases, lists, migrations, moments

bp = Blueprint("operations", __name__, url_prefix="/operations")
for each in (lists, bulk, cases, asking, moments, migrations):
    bp.register_blueprint(each.bp)


@bp.context_processor
def _names() -> dict[str, Any]:
    return {"element_name": element_name}


__all__ = ["bp"]
