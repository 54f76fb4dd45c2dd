"""One's own draft about a task; nobody else's can be read."""

from typing import Any
from uuid import UUID

from marshmallow import Schema
from marshmallow import fields as of
from marshmallow.validate import Length, Range

from app.api.asked import Values
from app.api.door import Door, actor, now
from app.core.db import transaction
from app.core.errors import NotFoundError
from app.tasks import drafts
from app.tasks.drafts import Draft

bp = Door("drafts", "/tasks", "Drafts")


class DraftAsked(Schema):
    """What was typed, wrong values too; ``revision``: the one it goes on from, 0 for none."""

    values = of.Nested(Values, required=True)
    revision = of.Integer(load_default=0, validate=Range(min=0, max=2**31 - 1))
    device = of.String(load_default="", validate=Length(max=40))


class DraftShown(Schema):
    """A draft as it was kept."""

    values = of.Dict()
    revision = of.Integer()
    form = of.String()
    form_version = of.Integer()
    device = of.String()
    updated_at = of.DateTime()


@bp.get("/<uuid:task_id>/draft")
@bp.response(200, DraftShown)
@bp.alt_response(404, "NOT_FOUND")
def show(task_id: UUID) -> dict[str, Any]:
    """Return one's own draft about a task, also when the task has ended."""
    found = drafts.of(task_id, actor())
    if found is None:
        raise NotFoundError
    return _shown(found)


@bp.put("/<uuid:task_id>/draft")
@bp.arguments(DraftAsked)
@bp.response(200, DraftShown)
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def keep(asked: dict[str, Any], task_id: UUID) -> dict[str, Any]:
    """Keep a draft; one kept elsewhere since ``revision`` is not overwritten (409)."""
    with transaction():
        kept = drafts.keep(
            task_id,
            asked["values"],
            actor=actor(),
            now=now(),
            revision=asked["revision"],
            device=asked["device"],
        )
        return _shown(kept)


@bp.delete("/<uuid:task_id>/draft")
@bp.response(204)
def drop(task_id: UUID) -> None:
    """Put one's own draft away; again changes nothing."""
    with transaction():
        drafts.drop(task_id, actor())


def _shown(draft: Draft) -> dict[str, Any]:
    return {
        "values": draft.raw,
        "revision": draft.revision,
        "form": draft.form_key,
        "form_version": draft.form_version,
        "device": draft.device,
        "updated_at": draft.updated_at,
    }
