"""Absences with their substitutes, and handing over the work of somebody who leaves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from marshmallow import Schema
from marshmallow import fields as of
from marshmallow.validate import Length

from app.api.door import Door, actor, now
from app.api.problems import said
from app.core.db import transaction
from app.identity import standing
from app.identity.standing import Plan, Spell
from app.tasks import leaving
from app.tasks.leaving import Asked, Item

bp = Door("absences", "", "Absences and handing over")
POST = of.String(validate=Length(max=80))


class AbsenceAsked(Schema):
    """An absence; ``substitutes``: for each post (``organisation code/post name``) who, or null.

    ``person`` is oneself when absent.
    """

    person = of.UUID(load_default=None, allow_none=True)
    starts_at = of.AwareDateTime(required=True)
    ends_at = of.AwareDateTime(required=True)
    kind = of.String(required=True, validate=Length(max=20))
    substitutes = of.Dict(keys=POST, values=of.UUID(allow_none=True), load_default=dict)


class PlaceShown(Schema):
    """A post, and who holds it meanwhile."""

    post = of.String()
    substitute = of.UUID()
    substitute_name = of.String()


class AbsenceShown(Schema):
    """An absence as it stands; ``ends_at`` moves when it is ended early."""

    id = of.UUID()
    person = of.UUID()
    person_name = of.String()
    kind = of.String()
    starts_at = of.DateTime()
    ends_at = of.DateTime()
    planned_until = of.DateTime()
    ended_by = of.String(allow_none=True)
    substitutes = of.List(of.Nested(PlaceShown))


class WorkShown(Schema):
    """A piece of open work; ``kind``: task, helping, owned, post, standing or filter."""

    key = of.String()
    kind = of.String()
    words = of.String()
    posts = of.List(of.String())
    case = of.String(allow_none=True)
    due_at = of.DateTime(allow_none=True)


class HandoverAsked(Schema):
    """Who takes on everything (null: back to the posts); ``each``: who takes on one key.

    ``shown``: keys seen before; what went elsewhere meanwhile is told.
    """

    to = of.UUID(load_default=None, allow_none=True)
    each = of.Dict(keys=of.String(), values=of.UUID(allow_none=True), load_default=dict)
    shown = of.List(of.String(validate=Length(max=200)), load_default=list)
    ends_posts = of.Boolean(load_default=False)
    shuts_account = of.Boolean(load_default=False)


class HandedShown(Schema):
    """How it went with one piece; ``words`` say why not."""

    key = of.String()
    done = of.Boolean()
    to = of.String(allow_none=True)
    words = of.String()


class GoneShown(Schema):
    """What was done or went elsewhere meanwhile."""

    name = of.String()
    words = of.String()


class ReportShown(Schema):
    """What became of everything."""

    handed = of.List(of.Nested(HandedShown))
    gone = of.List(of.Nested(GoneShown))
    ended_posts = of.List(of.String())
    is_shut = of.Boolean()


@bp.get("/absences")
@bp.response(200, AbsenceShown(many=True))
def mine() -> list[dict[str, Any]]:
    """Return one's own absences, the latest first."""
    return [_absence(each) for each in standing.absences_of(actor().user_id)]


@bp.get("/absences/standing")
@bp.response(200, AbsenceShown(many=True))
def stands_in() -> list[dict[str, Any]]:
    """Return the absences, present and to come, in which one stands in."""
    return [_absence(each) for each in standing.stands_in_for(actor().user_id, now())]


@bp.post("/absences")
@bp.arguments(AbsenceAsked)
@bp.response(201, AbsenceShown)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def enter(asked: dict[str, Any]) -> dict[str, Any]:
    """Enter an absence, one's own or of one's people; ``errors`` name each field."""
    plan = Plan(asked["starts_at"], asked["ends_at"], asked["kind"], asked["substitutes"])
    with transaction():
        person = asked["person"] or actor().user_id
        absence = leaving.enter(person, plan, actor=actor(), now=now())
        return _absence(standing.spell(absence.id, actor(), now()))


@bp.post("/absences/<uuid:absence_id>/end")
@bp.response(200, AbsenceShown)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def end(absence_id: UUID) -> dict[str, Any]:
    """Cancel an absence to come, or end one early."""
    with transaction():
        leaving.end(absence_id, actor=actor(), now=now())
        return _absence(standing.spell(absence_id, actor(), now()))


@bp.get("/people/<uuid:user_id>/work")
@bp.response(200, WorkShown(many=True))
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
def work(user_id: UUID) -> list[dict[str, Any]]:
    """Return all open work of a person who leaves."""
    return [_item(each) for each in leaving.open_work(user_id, actor=actor(), now=now())]


@bp.post("/people/<uuid:user_id>/handover")
@bp.arguments(HandoverAsked)
@bp.response(200, ReportShown)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
def hand_over(asked: dict[str, Any], user_id: UUID) -> dict[str, Any]:
    """Give all open work of a person away at once, and say how it went with each piece."""
    with transaction():
        report = leaving.hand_over(user_id, Asked(**asked), actor=actor(), now=now())
        return {
            "handed": [
                {"key": h.item.key, "done": h.is_done, "to": h.to or None, "words": said(h.words)}
                for h in report.handed
            ],
            "gone": [{"name": name, "words": said(words)} for name, words in report.gone],
            "ended_posts": list(report.posts),
            "is_shut": report.is_shut,
        }


def _absence(spell: Spell) -> dict[str, Any]:
    absence = spell.absence
    return {
        "id": absence.id,
        "person": spell.person.id,
        "person_name": spell.person.name,
        "kind": absence.kind,
        "starts_at": absence.starts_at,
        "ends_at": absence.ends_at,
        "planned_until": absence.planned_until,
        "ended_by": absence.ended_by_name,
        "substitutes": [
            {
                "post": place.group,
                "substitute": place.substitute_id,
                "substitute_name": place.substitute_name,
            }
            for place in spell.places
        ],
    }


def _item(item: Item) -> dict[str, Any]:
    due: datetime | None = item.due_at
    return {
        "key": item.key,
        "kind": item.kind,
        "words": item.words,
        "posts": list(item.groups),
        "case": item.reference or None,
        "due_at": due,
    }
