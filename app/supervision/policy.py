"""Who may operate running cases, and which."""

from uuid import UUID

from sqlalchemy import ColumnElement, select, true

from app import cases, identity
from app.cases import Case
from app.core.db import db
from app.core.errors import NotFoundError
from app.identity import Actor
from app.identity.actor import DISTRICT

READ = "operation.read"


def visible(actor: Actor) -> ColumnElement[bool]:
    """Return the condition of the cases a person operates; an administrator reads none of them."""
    if actor.level == DISTRICT:
        return true()
    return cases.visible_to(actor)


def require_reader(actor: Actor) -> None:
    """Refuse whoever may not see how the processes run."""
    identity.require(actor, READ)


def case(case_id: UUID, actor: Actor, permission: str) -> Case:
    """Return a case this person may operate in this way; NotFoundError for others' cases."""
    identity.require(actor, permission)
    found = db.session.scalar(select(Case).where(Case.id == case_id, visible(actor)))
    if found is None:
        raise NotFoundError
    return found
