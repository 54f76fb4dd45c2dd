"""Enter and end absences: on the record of the person, and told to whom they concern."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from app import audit, notifications
from app.identity import Absence, Actor, standing
from app.identity.standing import Plan, Spell
from app.tasks import telling


def enter(user_id: UUID, plan: Plan, *, actor: Actor, now: datetime) -> Absence:
    """Enter an absence; the substitutes are told, and the person when somebody else did it.

    Those for whom the person was to stand in meanwhile are told that they will not.
    """
    absence = standing.enter(user_id, plan, actor=actor, now=now)
    found = standing.spell(absence.id, actor, now)
    places = {place.group: place.substitute_name for place in found.places}
    _record("absence.entered", found, actor, now, substitutes=places)
    _tell("absence_substitute", found, _substitutes(found), now)
    if actor.user_id != user_id:
        _tell("absence_entered", found, [user_id], now, by_name=actor.name)
    _tell_left_alone(found, now)
    return absence


def end(absence_id: UUID, *, actor: Actor, now: datetime) -> Absence:
    """Cancel an absence to come, or end one early; the substitutes are told."""
    absence = standing.end(absence_id, actor=actor, now=now)
    found = standing.spell(absence_id, actor, now)
    action = "absence.cancelled" if absence.is_cancelled else "absence.ended"
    _record(action, found, actor, now)
    concerned = {*_substitutes(found), absence.user_id} - {actor.user_id}
    _tell("absence_ended", found, sorted(concerned), now, by_name=actor.name)
    return absence


def _record(what: str, found: Spell, actor: Actor, now: datetime, **more: Any) -> None:
    absence = found.absence
    said = {
        "absence": str(absence.id),
        "kind": absence.kind,
        "since": absence.starts_at.isoformat(),
        "until": absence.ends_at.isoformat(),
        **more,
    }
    audit.record(what, chain=telling.chain(absence.user_id), actor=actor, at=now, details=said)


def _tell(key: str, found: Spell, people: Iterable[UUID], now: datetime, **more: Any) -> None:
    absence = found.absence
    values = {
        "person": found.person.name,
        "kind": absence.kind,
        "since": absence.starts_at,
        "until": absence.ends_at,
        **more,
    }
    readers = [*people]
    if readers:
        notifications.tell(key, groups=[], user_ids=readers, values=values, case_id=None, now=now)


def _tell_left_alone(found: Spell, now: datetime) -> None:
    absence = found.absence
    for other in standing.stands_in_for(absence.user_id, now):
        theirs = other.absence
        if theirs.starts_at < absence.ends_at and theirs.ends_at > absence.starts_at:
            _tell("substitute_away", found, [other.person.id], now)


def _substitutes(found: Spell) -> list[UUID]:
    return list(dict.fromkeys(place.substitute_id for place in found.places))
