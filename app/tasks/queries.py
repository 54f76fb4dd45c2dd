"""Read one task, or one action a case offers, with its form."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app import definitions, runtime
from app.cases import Case
from app.core.db import db
from app.identity import Actor
from app.runtime import Subscription, UserTask
from app.tasks import service
from app.tasks.fields import FormView
from app.tasks.fields import view as form_view
from app.tasks.situation import Situation


@dataclass(frozen=True)
class TaskView:
    """A task as the person who may do it sees it."""

    task: UserTask
    case: Case
    fields: FormView


@dataclass(frozen=True)
class ActionView:
    """An action the case offers, with its form."""

    subscription: Subscription
    case: Case
    fields: FormView


def view(
    task_id: UUID,
    *,
    actor: Actor,
    now: datetime,
    raw: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
) -> TaskView:
    """Return a task with its form filled in beforehand, or as typed with ``raw``."""
    task = runtime.task(task_id)
    service.require_viewer(task, actor)
    case = db.session.get_one(Case, task.case_id)
    situation = service.situation_of(task, case, actor)
    form = definitions.form(str(task.form_key), int(task.form_version or 0))
    filled = form_view(form, situation, now=now, raw=raw, errors=errors)
    return TaskView(task, case, filled)


def action(
    subscription_id: UUID,
    *,
    actor: Actor,
    now: datetime,
    raw: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
) -> ActionView:
    """Return an action of a case with its form."""
    subscription, case = service.offered(subscription_id, actor)
    form, _ = service.action_form(subscription)
    situation = Situation(
        actor=actor,
        facts=service.facts_of(subscription, now),
        case=case,
        department=subscription.department,
    )
    filled = form_view(form, situation, now=now, raw=raw, errors=errors)
    return ActionView(subscription, case, filled)
