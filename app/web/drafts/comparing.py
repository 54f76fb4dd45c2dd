"""Two drafts of one form side by side, field by field."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app import definitions, forms
from app.core.errors import InvalidError
from app.forms import Form
from app.tasks import drafts
from app.tasks.drafts import Draft, Left, Subject

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Pair:
    """One field that says different things in two drafts."""

    key: str
    label: str
    mine: list[Left]
    theirs: list[Left]


def form_of(subject: Subject) -> Form:
    """Return the form a subject's draft is typed into now."""
    return definitions.form(subject.form_key, subject.form_version)


def pairs(form: Form, mine: Mapping[str, Any], theirs: Draft) -> list[Pair]:
    """Return the fields in which two drafts differ."""
    here, there = forms.typed(form, mine), forms.typed(form, _fitting(form, theirs))
    return [
        Pair(f.key, f.label, _said(form, f.key, here), _said(form, f.key, there))
        for f in form.fields
        if f.key in here and here[f.key] != there[f.key]
    ]


def merged(
    form: Form, mine: Mapping[str, Any], theirs: Draft | None, chosen: Mapping[str, str]
) -> dict[str, Any]:
    """Return what was chosen: ``all`` is one of the two, else ``take-<key>`` says it by field."""
    there = _fitting(form, theirs) if theirs else {}
    if chosen.get("all") == MINE:
        return dict(mine)
    if chosen.get("all") == THEIRS:
        return there
    typed = {MINE: forms.typed(form, mine), THEIRS: forms.typed(form, there)}
    keys = typed[MINE].keys()
    others = {name: value for name, value in mine.items() if name.split("-", 1)[0] not in keys}
    return others | {key: typed[_side(chosen.get(f"take-{key}"))][key] for key in keys}


def written(raw: Mapping[str, Any]) -> str:
    """Return what was typed here as the comparing page carries it."""
    return json.dumps(raw, ensure_ascii=False)


def read(text: str) -> dict[str, Any]:
    """Undo ``written``."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise InvalidError from error
    if not isinstance(found, dict):
        raise InvalidError
    return found


def _side(chosen: str | None) -> str:
    return THEIRS if chosen == THEIRS else MINE


def _fitting(form: Form, draft: Draft) -> dict[str, Any]:
    return drafts.fitted(draft, form).raw


def _said(form: Form, key: str, typed: Mapping[str, Any]) -> list[Left]:
    return drafts.told(form, {key: typed[key]})
