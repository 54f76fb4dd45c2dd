"""Read one's own drafts; there is no way to read another person's."""

from uuid import UUID

from sqlalchemy import select

from app import definitions, forms
from app.core.db import db
from app.identity import Actor
from app.tasks.drafts.fitting import Fitted, fit
from app.tasks.drafts.models import Draft
from app.tasks.drafts.subjects import key_of_task


def of(task_id: UUID, actor: Actor) -> Draft | None:
    """Return the actor's own draft about a task, open or ended."""
    return about(key_of_task(task_id), actor)


def about(key: str, actor: Actor) -> Draft | None:
    """Return the actor's own draft about a subject."""
    mine = Draft.user_id == actor.user_id, Draft.subject == key
    chosen = select(Draft).where(*mine).execution_options(populate_existing=True)
    return db.session.scalar(chosen)


def form_of(draft: Draft) -> forms.Form:
    """Return the form a draft was typed into, in the version it then had."""
    return definitions.form(draft.form_key, draft.form_version)


def fitted(draft: Draft, form: forms.Form) -> Fitted:
    """Return what of a draft still fits a form, and what does not."""
    return fit(form_of(draft), form, draft.raw)
