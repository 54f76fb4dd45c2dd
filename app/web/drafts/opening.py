"""What a page with a form shows of the draft behind it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import definitions, forms, runtime
from app.core.errors import ShaodaoError
from app.identity import Actor
from app.tasks import drafts
from app.tasks.drafts import Draft, Left
from app.web import replies
from app.web.shell.languages import label
from app.web.shell.sessions import actor, signed_in
from app.web.words.times import when

REVISION = "draft_revision"
DEVICES = {"手机": _l("手机"), "平板": _l("平板"), "电脑": _l("电脑")}


@dataclass(frozen=True)
class Kept:
    """A draft as its page shows it again: what fills the form, what no field takes."""

    draft: Draft
    raw: dict[str, Any]
    left: tuple[Left, ...]


def of_task(task_id: UUID) -> Kept | None:
    """Return the reader's draft about a task, with one statement when there is none."""
    draft = drafts.of(task_id, actor())
    return _kept(draft, _form_of_task(task_id)) if draft else None


def of_sheets(task_id: UUID) -> Kept | None:
    """Return the reader's draft about the sheets of a task's whistle, names with prefixes."""
    draft = drafts.about(drafts.key_of_sheets(task_id), actor())
    return Kept(draft, draft.raw, ()) if draft else None


def of_subject(key: str, form: forms.Form) -> Kept | None:
    """Return the reader's draft about an action or a case about to be opened."""
    draft = drafts.about(key, actor())
    return _kept(draft, form) if draft else None


def keeping(kind: str, key: object, kept: Kept | None = None) -> dict[str, Any]:
    """Return what the form of a subject carries so that it is kept while one types."""
    known = kept.draft.revision if kept else request.form.get(REVISION, "0")
    return {
        "kind": kind,
        "key": str(key),
        "subject": f"{kind}/{key}",
        "url": url_for("drafts.keep", kind=kind, key=str(key)),
        "drop": url_for("drafts.ask_to_drop", kind=kind, key=str(key)),
        "revision": known,
    }


def unsent() -> list[Left]:
    """Return what the reader has typed for the task a refused request is about, to be copied."""
    person, task_id = signed_in(), (request.view_args or {}).get("task_id")
    if person is None or not isinstance(task_id, UUID):
        return []
    try:
        return _unsent(task_id, person)
    except ShaodaoError:
        return []


def words(left: Left) -> str:
    """Return the labels of something typed, in the reader's language."""
    return " ".join(label(each) for each in left.labels)


def told(draft: Draft) -> str:
    """Return from when and where a draft is."""
    moment = when(draft.updated_at)
    if not draft.device:
        return moment
    device = DEVICES.get(draft.device, draft.device)
    return _("%(when)s（来自%(device)s）", when=moment, device=device)


def _kept(draft: Draft, form: forms.Form) -> Kept:
    fitted = drafts.fitted(draft, form)
    return Kept(draft, fitted.raw, fitted.left)


def _form_of_task(task_id: UUID) -> forms.Form:
    task = runtime.task(task_id)
    return definitions.form(str(task.form_key), int(task.form_version or 0))


def _unsent(task_id: UUID, person: Actor) -> list[Left]:
    typed = replies.raw() if request.method == "POST" else {}
    if typed and drafts.concerns(runtime.task(task_id), person):
        found = drafts.told(_form_of_task(task_id), typed)
        if found:
            return found
    draft = drafts.of(task_id, person)
    return drafts.told(drafts.form_of(draft), draft.raw) if draft else []
