"""What is late."""

from typing import Any

from app import supervision
from app.api import shown
from app.api.asked import OverdueQuery, turn
from app.api.door import Door, actor, now
from app.api.schemas import LatePage

bp = Door("overdue", "/overdue", "Lateness")


@bp.get("")
@bp.arguments(OverdueQuery, location="query")
@bp.response(200, LatePage)
@bp.alt_response(403, "FORBIDDEN")
def overdue(asked: dict[str, Any]) -> dict[str, Any]:
    """Return tasks whose time runs out or is over, whose move it is, and why."""
    where = turn(asked)
    found = supervision.overdue(actor(), now(), figure=asked["figure"], turn=where)
    return {**shown.sides(found), "tasks": [shown.late(each, actor(), now()) for each in found]}
