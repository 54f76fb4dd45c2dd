"""The instance's lock: the first lock of every command on a case."""

from typing import TypeVar
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, select
from sqlalchemy.orm import undefer
from sqlalchemy.orm.util import identity_key

from app.core.db import Base, db
from app.core.errors import NotFoundError
from app.runtime.models import ProcessInstance, UserTask

Beside = TypeVar("Beside", bound=Base)
HELD = "held instances"


def lock(instance_id: UUID) -> ProcessInstance:
    """Take the lock, waiting for whoever holds it; NotFoundError when there is no instance."""
    found = db.session.scalar(_fresh(instance_id).with_for_update())
    if found is None:
        raise NotFoundError
    return claim(found)


def hold(instance_id: UUID) -> ProcessInstance:
    """Return an instance this transaction has locked already, or lock it."""
    return _held().get(instance_id) or lock(instance_id)


def try_lock(instance_id: UUID) -> ProcessInstance | None:
    """Take the lock if nobody holds it; None when it is busy elsewhere."""
    found = db.session.scalar(_fresh(instance_id).with_for_update(skip_locked=True))
    return claim(found) if found else None


def lock_of_task(task_id: UUID, beside: type[Beside]) -> tuple[UserTask, Beside]:
    """Lock a task's instance; return the task as it then stands, and the row of its case.

    The task is read after the lock was given: beside a row it waited for, PostgreSQL returns the
    others of a join as they were before.
    """
    of_task = select(UserTask.instance_id).where(UserTask.id == task_id).scalar_subquery()
    found = db.session.scalar(_fresh(of_task).with_for_update())
    if found is None:
        raise NotFoundError
    claim(found)
    known = db.session().identity_map.get(identity_key(UserTask, task_id))
    if known is not None:
        db.session.expire(known)  # the rest stays, above all the state just read
    joined = (
        select(UserTask, beside)
        .join(beside, beside.__mapper__.primary_key[0] == UserTask.case_id)
        .where(UserTask.id == task_id)
    )
    return db.session.execute(joined).one()._tuple()


def claim(instance: ProcessInstance) -> ProcessInstance:
    """Remember, strongly, that the present transaction holds the instance."""
    _held()[instance.id] = instance
    return instance


def _held() -> dict[UUID, ProcessInstance]:
    session = db.session()
    transaction = session.get_transaction()
    known: tuple[object, dict[UUID, ProcessInstance]] = session.info.get(HELD, (None, {}))
    if known[0] is not transaction:
        known = session.info[HELD] = (transaction, {})
    return known[1]


def _fresh(instance_id: UUID | ScalarSelect[UUID]) -> Select[tuple[ProcessInstance]]:
    return (
        select(ProcessInstance)
        .where(ProcessInstance.id == instance_id)
        .options(undefer(ProcessInstance.state), undefer(ProcessInstance.projected))
        .execution_options(populate_existing=True)
    )
