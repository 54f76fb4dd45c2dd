"""Who has taken part in a case that is open: kept for the worklist, forgotten when it ends.

The instance row remembers whom it has noted, so a person's second step in a case writes nothing.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, db
from app.runtime.handlers import Happening

INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
TAKING_PART = frozenset(
    {"start", "complete", "deliver", "add", "remove", "return", "withdraw", "sign", "unsign"}
)
PEOPLE = "people"


class Involvement(Base):
    """A person who opened an open case, or did something in it."""

    __tablename__ = "involvement"

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)


def write(happening: Happening) -> None:
    """Note who takes part by this command; forget everybody when the case ends."""
    case_id = happening.instance.case_id
    known: list[str] = happening.remembered.get(PEOPLE, [])
    person = happening.actor.user_id
    if happening.step.ended:
        db.session.execute(delete(Involvement).where(Involvement.case_id == case_id))
        happening.remembered.pop(PEOPLE, None)
    elif _takes_part(happening) and str(person) not in known:
        involve(case_id, person)
        happening.remembered[PEOPLE] = [*known, str(person)]


def involve(case_id: UUID, person: UUID) -> None:
    """Note that a person takes part in an open case; again changes nothing."""
    insert = INSERT[db.engine.dialect.name](Involvement).values(user_id=person, case_id=case_id)
    db.session.execute(insert.on_conflict_do_nothing())


def _takes_part(happening: Happening) -> bool:
    return happening.kind in TAKING_PART and not happening.actor.is_system
