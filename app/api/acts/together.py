"""Many tasks in one request: claim, and complete like ones with one reply."""

from collections.abc import Iterable
from typing import Any

from marshmallow import Schema
from marshmallow import fields as of
from marshmallow.validate import Length

from app.api.asked import Values, require_storable
from app.api.door import Door, actor, now
from app.api.problems import said_lines
from app.tasks import together
from app.tasks.together import Outcome

bp = Door("together", "/tasks", "Many tasks at once")


class Chosen(Schema):
    """Which tasks; at most 100."""

    ids = of.List(of.UUID(), required=True, validate=Length(max=1000))


class Reply(Chosen):
    """One reply for like tasks; the same ``key`` again completes nothing twice."""

    values = of.Nested(Values, load_default=dict)
    key = of.String(required=True, validate=[Length(8, 200), require_storable])


class Result(Schema):
    """How it went for one task; ``by`` and ``at`` say who was faster, and when."""

    id = of.UUID()
    done = of.Boolean()
    why = of.String(allow_none=True)
    fate = of.String(
        allow_none=True, metadata={"enum": ["claimed", "completed", "timed_out", "cancelled", None]}
    )
    by = of.String(allow_none=True)
    at = of.DateTime(allow_none=True)


@bp.post("/claim")
@bp.arguments(Chosen)
@bp.response(200, Result(many=True))
def claim(sent: dict[str, Any]) -> list[dict[str, Any]]:
    """Take tasks for oneself, each by itself; the answer says how each went."""
    return _told(together.claim(sent["ids"], actor=actor(), now=now()))


@bp.post("/complete-together")
@bp.arguments(Reply)
@bp.response(200, Result(many=True))
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def complete(sent: dict[str, Any]) -> list[dict[str, Any]]:
    """Complete tasks of one process, element and form with one reply, each by itself.

    Unlike tasks, forms that belong to one case, and values that the first task refuses are
    refused as a whole; after that the answer says how each went.
    """
    who, at = actor(), now()
    together.check(sent["ids"], sent["values"], actor=who, now=at)
    outcomes = together.complete(
        sent["ids"], sent["values"], one_time_key=sent["key"], actor=who, now=at
    )
    return _told(outcomes)


def _told(outcomes: Iterable[Outcome]) -> list[dict[str, Any]]:
    return [_result(outcome) for outcome in outcomes]


def _result(outcome: Outcome) -> dict[str, Any]:
    fate = None if outcome.is_done else together.fate(outcome.item_id, actor())
    return {
        "id": outcome.item_id,
        "done": outcome.is_done,
        "why": said_lines(outcome.words) if outcome.words else None,
        "fate": fate.what if fate else None,
        "by": fate.by if fate else None,
        "at": fate.at if fate else None,
    }
