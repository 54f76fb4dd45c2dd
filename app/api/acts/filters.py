"""Saved filters: one's own, and those of one's units."""

from typing import Any
from uuid import UUID

from marshmallow import Schema
from marshmallow import fields as of
from marshmallow.validate import Length, OneOf

from app import tasks
from app.api.asked import require_storable
from app.api.door import Door, actor, now
from app.core.db import transaction
from app.tasks import filters
from app.tasks.worklist import DUES, SORTS, TABS

bp = Door("filters", "/filters", "Saved filters")


def _text(most: int = 100, **how: Any) -> of.String:
    return of.String(validate=[Length(max=most), require_storable], **how)


class Wanted(Schema):
    """What a filter asks of the worklist; what is left out narrows nothing."""

    tab = of.String(validate=OneOf(TABS))
    text = _text()
    sort = of.String(validate=OneOf(SORTS))
    whistle_class = _text(20)
    kind = _text()
    matter = _text(20)
    street = _text(40)
    level = _text(10)
    due = of.String(validate=OneOf(DUES))


class FilterSent(Schema):
    """A filter to be kept."""

    name = _text(required=True)
    asked = of.Nested(Wanted, load_default=dict)
    shared_with = _text(40, load_default=None, allow_none=True)
    is_start = of.Boolean(load_default=False)


class FilterChanged(Schema):
    """What is to be different; what is left out stays."""

    name = _text()
    asked = of.Nested(Wanted)
    shared_with = _text(40, allow_none=True)
    is_start = of.Boolean()


class FilterShown(Schema):
    """A saved filter; ``shared_with`` is the organisation whose people see it too."""

    id = of.UUID()
    name = of.String()
    asked = of.Nested(Wanted)
    shared_with = of.String(allow_none=True)
    is_start = of.Boolean()
    is_mine = of.Boolean()
    owner = of.String()


@bp.get("")
@bp.response(200, FilterShown(many=True))
def index() -> list[dict[str, Any]]:
    """Return one's own filters, and those shared with one's units."""
    return [_shown(each) for each in filters.visible(actor())]


@bp.post("")
@bp.arguments(FilterSent)
@bp.response(201, FilterShown)
@bp.alt_response(409, "CONFLICT")
def save(sent: dict[str, Any]) -> dict[str, Any]:
    """Keep what is asked of the worklist under a name."""
    with transaction():
        saved = filters.save(**sent, actor=actor(), now=now()).id
    return _line(saved)


@bp.patch("/<uuid:filter_id>")
@bp.arguments(FilterChanged)
@bp.response(200, FilterShown)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
def change(sent: dict[str, Any], filter_id: UUID) -> dict[str, Any]:
    """Rename, replace or share one's filter, or let the worklist begin with it."""
    who, at = actor(), now()
    with transaction():
        filters.own(filter_id, who)
        if "name" in sent:
            filters.rename(filter_id, sent["name"], actor=who, now=at)
        if "asked" in sent:
            filters.replace(filter_id, sent["asked"], actor=who, now=at)
        if "shared_with" in sent:
            filters.share(filter_id, sent["shared_with"], actor=who, now=at)
        if "is_start" in sent:
            filters.begin_with(filter_id, actor=who, now=at, is_start=sent["is_start"])
    return _line(filter_id)


@bp.delete("/<uuid:filter_id>")
@bp.response(204)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
def delete(filter_id: UUID) -> None:
    """Delete one's filter, for those it was shared with too."""
    with transaction():
        filters.delete(filter_id, actor=actor(), now=now())


def _line(filter_id: UUID) -> dict[str, Any]:
    found = filters.visible(actor())
    return next(_shown(each) for each in found if each.filter.id == filter_id)


def _shown(each: tasks.filters.Listed) -> dict[str, Any]:
    same = ("id", "name", "asked", "shared_with")
    return {
        **{name: getattr(each.filter, name) for name in same},
        "is_start": each.is_mine and each.filter.is_start,
        "is_mine": each.is_mine,
        "owner": each.owner,
    }
