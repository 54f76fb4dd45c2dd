"""Rows as plain values for an answer. Personal data never passes here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext

from app import forms, sla
from app.audit import AuditEntry
from app.cases import Case, CaseFile
from app.core.paging import Page
from app.forms import Component
from app.identity import Actor
from app.runtime import UserTask
from app.supervision import Late
from app.tasks import ActionView, FormView, InboxPage, InboxRow, TaskView

Shown = dict[str, Any]
WITHHELD_TO = "P"
WITHHELD_FROM = ("PI",)


def public(text: str | None) -> str | None:
    """Return a text, or None when it holds a telephone number or the like."""
    return None if text and forms.has_personal_data(text) else text


def case(found: Case) -> Shown:
    """Return a case as a list shows it."""
    same = ("reference", "matter", "street", "level", "whistle_class", "received_at", "opened_at")
    return {
        **{name: getattr(found, name) for name in same},
        "process": found.process_key,
        "title": public(found.title),
        "place": public(found.place_text),
        "due_at": found.order_due_at,
        "closed_at": found.instance.ended_at,
        "result": found.result,
    }


def case_file(file: CaseFile, actor: Actor, now: datetime) -> Shown:
    """Return everything a program may know of a case."""
    found = file.case
    return {
        **case(found),
        "facts": public(found.facts),
        **{n: getattr(found, n) for n in ("channel", "request_type", "handler", "lat", "lon")},
        "open_tasks": [task(each, found, actor, now) for each in file.open_tasks],
        "whistles": [{**_of(each, WHISTLE), "number": each.whistle_no} for each in file.whistles],
        "documents": [_of(each, DOCUMENT) for each in file.documents],
        "links": [{"relation": kind, "reference": c.reference} for kind, c in file.links],
        "history": [_entry(each) for each in file.entries],
    }


def task(found: UserTask, of: Case, actor: Actor, now: datetime) -> Shown:
    """Return a task as a list shows it."""
    return {
        **_of(found, TASK),
        "name": gettext(found.name),
        "process": found.process_key,
        "element": found.element_id,
        "case": of.reference,
        "title": public(of.title),
        "colour": _colour(found, now),
        "assigned_to_me": found.assignee_id == actor.user_id,
        "completed_by": found.completed_by_name,
    }


def rows(row: InboxRow, actor: Actor, now: datetime) -> list[Shown]:
    """Return a row of the worklist, a task each; a case that waits for nothing is one without."""
    waiting = [task(each, row.case, actor, now) for each in row.tasks]
    return waiting or [_started(row.case)]


def turned(page: InboxPage) -> Shown:
    """Return how long a list is, and how to turn its pages."""
    return {"total": page.total, "next": page.next, "previous": page.previous}


def sides(page: Page[Any]) -> Shown:
    """Return how to turn a list's pages."""
    return {"next": page.next, "previous": page.previous}


def task_view(view: TaskView, actor: Actor, now: datetime) -> Shown:
    """Return a task with its form."""
    return {**task(view.task, view.case, actor, now), "form": form(view.fields)}


def action(view: ActionView) -> Shown:
    """Return an action with its form."""
    offered = view.subscription
    return {
        "id": offered.id,
        "name": gettext(offered.name),
        "process": offered.process_key,
        "element": offered.element_id,
        "department": offered.department,
        "form": form(view.fields),
    }


def late(found: Late, actor: Actor, now: datetime) -> Shown:
    """Return a task whose time runs out or is over."""
    return {
        **task(found.task, found.case, actor, now),
        "late_by_seconds": int(found.late_by.total_seconds()),
        "why": found.why,
        "assignee": found.assignee,
        "organisations": list(found.orgs),
        "urged": found.pushes,
        "answered": found.is_answered,
    }


def form(view: FormView) -> Shown:
    """Return a form's fields with first values, choices and what is shown now."""
    fields = [_field(each, view, view.values, each.key) for each in view.form.fields]
    return {"key": view.form.id, "fields_": fields}


def _started(found: Case) -> Shown:
    return {
        "id": None,
        "name": public(found.title),
        "process": found.process_key,
        "element": None,
        "case": found.reference,
        "title": public(found.title),
        "opened_at": found.opened_at,
        "due_at": found.order_due_at,
        "ended_at": found.instance.ended_at,
        "outcome": found.result,
        "assigned_to_me": False,
    }


def _field(field: Component, view: FormView, values: Mapping[str, Any], name: str) -> Shown:
    computed = view.visible.computed.get(name)
    value = computed if field.is_computed else forms.look(values, field.key)
    columns = [_field(each, view, {}, f"{field.key}.{each.key}") for each in field.fields]
    return {
        "key": field.key,
        "type": field.type,
        "label": gettext(field.label) if field.label else "",
        "help": gettext(field.help) if field.help else None,
        "required": field.limits.required or field.key in view.visible.needed,
        "shown": name in view.visible,
        "computed": field.is_computed,
        "value": None if _is_withheld(field) else forms.plain(value),
        "options": _options(field, view),
        "columns": columns,
    }


def _options(field: Component, view: FormView) -> list[Shown] | None:
    if field.options_key is not None:
        found = view.options.get(field.options_key, ())
        return [{"value": each["value"], "label": gettext(each["label"])} for each in found]
    if not field.options:
        return None
    offered = view.visible.offered.get(field.key)
    return [
        {"value": each.value, "label": gettext(each.label) if each.label else ""}
        for each in field.options
        if offered is None or each.value in offered
    ]


def _is_withheld(field: Component) -> bool:
    return WITHHELD_TO in field.destinations or field.sees in WITHHELD_FROM


def _entry(entry: AuditEntry) -> Shown:
    name = entry.details.get("name")
    return {
        "at": entry.at,
        "action": entry.action,
        "name": gettext(name) if name else None,
        "by": entry.actor_name,
        "organisation": entry.actor_org,
    }


def _colour(found: UserTask, now: datetime) -> str | None:
    if found.due_at is None:
        return None
    return sla.colour(found.anchor_at, found.due_at, found.ended_at or now)


def _of(row: Any, names: tuple[str, ...]) -> Shown:
    return {name: getattr(row, name) for name in names}


WHISTLE = ("whistle_class", "round", "departments", "dispatched_at", "due_at", "ended_at")
DOCUMENT = ("id", "name", "media_type", "size")
TASK = ("id", "department", "opened_at", "due_at", "ended_at", "outcome")
