"""What people entered, with the words of the form they entered it in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from app import definitions, forms
from app.cases import Document, Submission
from app.core.errors import NotFoundError
from app.forms import Component, Form
from app.identity import Actor
from app.web.shell.languages import label
from app.web.words import seals
from app.web.words.labels import dotted, joined, masked, org_name
from app.web.words.times import moment

DECISIVE = {
    "co_sign": ("granted", "reason"),
    "approve_whistle": ("approved",),
    "confirm_leave": ("may_leave",),
    "accept_result": ("accepted",),
    "review_reply": ("passed",),
    "contact_requester": ("way",),
    "reply_order": ("result",),
    "report_result": ("result",),
    "answer_score": ("appeal",),
    "decide_appeal": ("decision",),
    "record_callback": ("solved", "satisfied"),
    "decide_extension": ("granted",),
    "decide_objection": ("agreed",),
    "rule": ("ruling",),
    "coordinate": ("decision",),
}
ORG_KEYS = {"department", "handler", "suggest_org", "new_org", "street", "owner"}


@dataclass(frozen=True)
class Answer:
    """One field of a reply: its label and what was entered, or the files given."""

    label: str
    text: str
    files: tuple[Document, ...] = ()


def outcome(reply: Submission) -> str:
    """Return what a reply decided, in the words of its form."""
    keys = DECISIVE.get(reply.form_key, ())
    form = _form(reply)
    if form is None:
        return ""
    fields = {field.key: field for field in form.fields}
    told = [_said(fields[k], forms.look(reply.values, k)) for k in keys if k in fields]
    return joined(text for text in told if text)


def answers(reply: Submission, reader: Actor, files: dict[UUID, Document]) -> list[Answer]:
    """Return everything in a reply that the reader may see."""
    form = _form(reply)
    if form is None:
        return []
    is_own = _is_own(reply, reader)
    return list(_answers(form, reply, is_own, files))


def _answers(
    form: Form, reply: Submission, is_own: bool, files: dict[UUID, Document]
) -> Iterator[Answer]:
    for field in form.fields:
        value = forms.look(reply.values, field.key)
        if value in (None, "", []) or field.sees == "PI" or (field.sees == "Own" and not is_own):
            continue
        if field.type == "filepicker":
            yield Answer(label(field.label), "", tuple(_files(value, files)))
        elif field.is_rows:
            yield Answer(label(field.label), _rows(field, value, is_own))
        elif text := _said(field, value):
            sealed = f"\n{seals.stamp(reply, form)}" if seals.is_typed_name(field) else ""
            yield Answer(label(field.label), text + sealed)


def _files(value: Any, files: dict[UUID, Document]) -> Iterator[Document]:
    for each in value if isinstance(value, list) else [value]:
        found = files.get(UUID(str(each)))
        if found is not None:
            yield found


def _rows(field: Component, rows: list[dict[str, Any]], is_own: bool) -> str:
    return "\n".join(dotted(_cell(column, row, is_own) for column in field.fields) for row in rows)


def _cell(column: Component, row: dict[str, Any], is_own: bool) -> str:
    value = forms.look(row, column.key)
    if column.key == "name" and not is_own:
        return masked(str(value)) if value else ""
    if column.is_rows:
        return _rows(column, value or [], is_own).replace("\n", "；")
    return _said(column, value)


def _said(field: Component, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return joined(text for each in value if (text := _said(field, each)))
    if field.type == "checkbox":
        return _("是") if value else _("否")
    if field.type == "datetime":
        return moment(datetime.fromisoformat(value)) if isinstance(value, str) else moment(value)
    if field.options_key or field.key in ORG_KEYS:
        return org_name(str(value)) if str(value).startswith("qh") else label(value)
    chosen = str(value).lower() if isinstance(value, bool) else str(value)
    known = {option.value: option.label for option in field.options}
    return label(known.get(chosen, chosen))


def _is_own(reply: Submission, reader: Actor) -> bool:
    return reader.level != "department" or reply.by_org in reader.org_codes


def _form(reply: Submission) -> Form | None:
    try:
        return definitions.form(reply.form_key, reply.form_version)
    except NotFoundError:
        return None
