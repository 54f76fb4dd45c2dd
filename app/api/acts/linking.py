"""Cases that belong together: link, unlink, merge a duplicate."""

from typing import Any

from marshmallow import Schema
from marshmallow import fields as of
from marshmallow.validate import Length

from app import cases
from app.api.asked import Reason, require_storable
from app.api.door import Door, actor, now
from app.cases import linking
from app.core.db import transaction

bp = Door("linking", "/cases", "Linked cases")


class LinkAsked(Reason):
    """With which case, how related, and why."""

    reference = of.String(required=True, validate=[Length(max=40), require_storable])
    relation = of.String(load_default="相关", validate=[Length(max=20), require_storable])


class MergeAsked(Reason):
    """Into which case, and why."""

    into = of.String(required=True, validate=[Length(max=40), require_storable])


class LinkShown(Schema):
    """A linked case."""

    reference = of.String()
    relation = of.String()
    reason = of.String(allow_none=True)


class Ended(Schema):
    """A case that was merged, and where it went."""

    reference = of.String()
    into = of.String()


@bp.get("/<reference>/links")
@bp.response(200, LinkShown(many=True))
@bp.alt_response(404, "NOT_FOUND")
def links(reference: str) -> list[dict[str, Any]]:
    """Return the linked cases that the caller sees."""
    found = cases.by_reference(reference, actor())
    return [
        {"reference": other.reference, "relation": link.relation, "reason": link.reason}
        for link, other in linking.related(found.id, actor())
    ]


@bp.post("/<reference>/links")
@bp.arguments(LinkAsked)
@bp.response(201, LinkShown)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def link(asked: dict[str, Any], reference: str) -> dict[str, Any]:
    """Link a case with another: ``相关``, ``重复`` or ``同源``."""
    with transaction():
        found = cases.by_reference(reference, actor())
        other = linking.add_link(
            found.id,
            asked["reference"],
            asked["relation"],
            asked["reason"],
            actor=actor(),
            now=now(),
        )
        return {**asked, "reference": other.reference}


@bp.post("/<reference>/links/<other>/remove")
@bp.response(204)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
def unlink(reference: str, other: str) -> None:
    """Undo a link made by hand."""
    with transaction():
        here, there = (cases.by_reference(each, actor()) for each in (reference, other))
        linking.remove_link(here.id, there.id, actor=actor(), now=now())


@bp.post("/<reference>/merge")
@bp.arguments(MergeAsked)
@bp.response(200, Ended)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def merge(asked: dict[str, Any], reference: str) -> dict[str, Any]:
    """Merge a duplicate into its main case; this cannot be undone."""
    with transaction():
        found = cases.by_reference(reference, actor())
        main = linking.merge(found.id, asked["into"], asked["reason"], actor=actor(), now=now())
        return {"reference": found.reference, "into": main.reference}
