"""What a browser sent with a form: texts, several choices, files on the way."""

import secrets
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import request
from werkzeug.datastructures import FileStorage

from app import forms
from app.cases import documents
from app.core.db import transaction
from app.core.errors import InvalidError
from app.forms import Form
from app.web.shell.sessions import actor, now
from app.web.submissions import evidence, rows

OURS = {"csrf_token", "one_time_key", "draft_revision", rows.WISH}
UPLOAD = "-upload"


def raw() -> dict[str, Any]:
    """Return the fields sent: a text each, a list where several were sent."""
    return {
        name: values if len(values) > 1 else values[0]
        for name, values in request.form.lists()
        if name not in OURS
    }


def with_files() -> tuple[dict[str, Any], dict[str, str]]:
    """Return the fields with the ids of files sent along, and what is wrong with any file.

    A stored file stays stored when another field is wrong, so nobody has to choose it again.
    """
    sent, wrong = raw(), {}
    for name in request.files:
        field = name.removesuffix(UPLOAD)
        kept, problem = _store(request.files.getlist(name))
        if kept:
            sent[field] = [*_several(sent.get(field)), *kept]
        if problem:
            wrong[field] = problem
    signatures, unsigned = evidence.signed()
    sent, wish = rows.wished({**sent, **signatures})
    return sent, wrong | unsigned | wish


def one_time_key() -> str:
    """Return the key this form was sent with, or a new one for a form not sent yet."""
    return request.form.get("one_time_key") or secrets.token_urlsafe(12)


def has_draft() -> bool:
    """Tell whether the page knew of a draft of what it sends; a page that cannot say may have."""
    return request.form.get("draft_revision") not in ("", "0")


def file_choices(
    form: Form, values: dict[str, Any], address: Any
) -> dict[str, list[dict[str, Any]]]:
    """Return for each file field the names and addresses of the files it holds."""
    typed = forms.every(form.fields, forms.typed(form, values))
    held = {name: _several(value) for name, field, value in typed if field.type == "filepicker"}
    return {
        key: [
            evidence.choice(each, address)
            for each in documents.named([UUID(text) for text in texts if _is_id(text)])
        ]
        for key, texts in held.items()
        if texts
    }


def _store(files: list[FileStorage]) -> tuple[list[str], str | None]:
    kept: list[str] = []
    for file in files:
        if not file.filename:
            continue
        try:
            with transaction():
                stored = documents.upload(
                    file.filename, BytesIO(file.read()), actor=actor(), now=now()
                )
                kept.append(str(stored.id))
        except InvalidError as refused:
            return kept, str(refused)
    return kept, None


def _several(value: object) -> list[str]:
    if not value:
        return []
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
