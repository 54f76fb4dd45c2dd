"""暂停计时: let the clock of a case stand still, and go on."""

from typing import Any

from flask_smorest.fields import Upload
from marshmallow import Schema
from marshmallow import fields as of
from marshmallow.validate import Length

from app import cases
from app.api.asked import require_storable
from app.api.door import Door, actor, now
from app.cases import Pause, pausing
from app.core.db import transaction

bp = Door("pausing", "/cases", "Pauses of the clock")


class PauseAsked(Schema):
    """Why the clock shall stand still, and up to which day."""

    reason = of.String(required=True, validate=[Length(max=40), require_storable])
    words = of.String(load_default="", validate=[Length(max=1000), require_storable])
    until = of.String(
        required=True,
        validate=[Length(max=40), require_storable],
        metadata={"description": "the last day, such as 2026-07-17"},
    )


class Proof(Schema):
    """A file that proves the reason."""

    proof = Upload(load_default=None, validate=lambda file: require_storable(file.filename))


class PauseShown(Schema):
    """A time in which the clock stood still."""

    reason = of.String()
    words = of.String()
    by = of.String()
    paused_at = of.DateTime()
    until = of.DateTime()
    resumed_at = of.DateTime(allow_none=True)
    resumed_by = of.String(allow_none=True)


@bp.get("/<reference>/pauses")
@bp.response(200, PauseShown(many=True))
@bp.alt_response(404, "NOT_FOUND")
def pauses(reference: str) -> list[dict[str, Any]]:
    """Return when and why the clock of a case stood still."""
    found = cases.by_reference(reference, actor())
    return [_shown(each) for each in cases.pauses_of(found.id)]


@bp.post("/<reference>/pause")
@bp.arguments(PauseAsked, location="form")
@bp.arguments(Proof, location="files")
@bp.response(201, PauseShown)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def pause(asked: dict[str, Any], sent: dict[str, Any], reference: str) -> dict[str, Any]:
    """Let the clock of an order stand still (multipart: the reason may need a file)."""
    proof = sent["proof"]
    name, stream = (proof.filename or "", proof.stream) if proof else ("", None)
    with transaction():
        found = cases.by_reference(reference, actor())
        wanted = pausing.Asked(asked["reason"], asked["words"], asked["until"], name, stream)
        return _shown(pausing.pause(found.id, wanted, actor=actor(), now=now()))


@bp.post("/<reference>/resume")
@bp.response(200, PauseShown)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def resume(reference: str) -> dict[str, Any]:
    """Let the clock go on before the pause is over."""
    with transaction():
        found = cases.by_reference(reference, actor())
        return _shown(pausing.resume_clock(found.id, actor=actor(), now=now()))


def _shown(pause: Pause) -> dict[str, Any]:
    times = ("reason", "words", "paused_at", "until", "resumed_at", "resumed_by")
    return {**{name: getattr(pause, name) for name in times}, "by": pause.by_name}
