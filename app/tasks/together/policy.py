"""Which tasks are alike, and which forms may be filled in once for many cases: pure rules.

What belongs to one case is not asked once for many: files, rows, positions and computed values,
first values, conditions and choices that read the case. There each task keeps what its own form
says at first; where that is not enough, the task is told why it is done singly. A form that a
person must fill in anew for each case, or that asks about the requester, is refused whole. Rules
that read the case (``check``, ``required_if``) do no harm: they are applied to each by itself.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from app import forms
from app.forms import Component, Form
from app.runtime import UserTask
from app.tasks.together.errors import NothingChosenError, TooManyTogetherError

MOST = 100
BATCH, NOTE = "batch", "note"
QUOTED = re.compile(r'"[^"]*"')
NAME = re.compile(r"[^\W\d]\w*")
LITERAL = frozenset(["true", "false", "null", "now", "today", "if", "then", "else"])
OPERATORS = LITERAL | {"and", "or", "not", "count", "in", "list", "contains", "string", "length"}
SAME_EVERYWHERE = frozenset({"orgs", "departments", "grids", "catalogue", "posts", "officers"})
"""Pickers that offer the same whatever the case."""
ABOUT_ONE = frozenset({"position", "evidence", "signature"})


class Kind(NamedTuple):
    """What tasks must have in common to be completed together."""

    process_key: str
    element_id: str
    form_key: str
    form_version: int
    signing: str

    def __str__(self) -> str:
        return "/".join(str(part) for part in self)


def kind_of(task: UserTask) -> Kind | None:
    """Return what a task shares with its like; None for one that is never completed together."""
    if not task.form_key or BATCH in task.properties:
        return None
    return Kind(
        task.process_key,
        task.element_id,
        task.form_key,
        int(task.form_version or 0),
        task.signing or "",
    )


def why_not(form: Form) -> str | None:
    """Return why a form cannot be filled in once for many cases; None when it can."""
    own = [field for field in form.fields if _reason(field, form)]
    asked = [field for field in own if _is_own(field, form) or _must_be_asked(field)]
    alone = own if {field.key for field in form.fields} - {NOTE} <= {f.key for f in own} else []
    return next((_reason(field, form) for field in [*asked, *alone]), None)


def own_keys(form: Form) -> frozenset[str]:
    """Return the fields in which each case keeps what its own form says at first."""
    return frozenset(field.key for field in form.fields if _reason(field, form))


def shared(form: Form) -> Form:
    """Return a form with only what is the same for every case."""
    own = own_keys(form)
    kept = tuple(_shared(each, own, form) for each in form.components)
    fields = tuple(field for field in form.fields if field.key not in own)
    return replace(form, components=tuple(each for each in kept if each), fields=fields)


def require_number(ids: Collection[UUID]) -> None:
    """Refuse no task, and more than one run may do."""
    if not ids:
        raise NothingChosenError
    if len(ids) > MOST:
        raise TooManyTogetherError


def _reason(field: Component, form: Form) -> str | None:
    return next((sentence for applies, sentence in REASONS if applies(field, form)), None)


def _must_be_asked(field: Component) -> bool:
    has_least = int(field.properties.get("min_rows", 0)) > 0
    is_needed = field.limits.required or has_least or field.rule("required_if") is not None
    return is_needed and not field.is_computed and field.rule("prefill") is None


def _shared(each: Component, own: frozenset[str], form: Form) -> Component | None:
    if each.is_field:
        return None if each.key in own else each
    if each.children:
        inner = (_shared(child, own, form) for child in each.children)
        kept = tuple(child for child in inner if child)
        return replace(each, children=kept) if kept else None
    return None if any(True for _ in forms.asked(each)) else each


def _is_own(field: Component, form: Form) -> bool:
    return field.sees == "PI" or "P" in field.destinations


def _is_evidence(field: Component, form: Form) -> bool:
    return field.type == "filepicker" or field.kind in ABOUT_ONE


def _is_per_case(field: Component, form: Form) -> bool:
    return field.is_rows or field.is_computed or bool(_names(field.rule("prefill")) - LITERAL)


def _is_chosen_per_case(field: Component, form: Form) -> bool:
    return bool(field.options_key) and field.options_key not in SAME_EVERYWHERE


def _depends(field: Component, form: Form) -> bool:
    own = {each.key for each in form.fields}
    return any(_names(text) - own - OPERATORS for text in _conditions(field))


def _conditions(field: Component) -> Iterator[str | None]:
    yield field.hide
    yield from field.offers.values()


def _names(text: str | None) -> set[str]:
    return set(NAME.findall(QUOTED.sub("", text or "")))


REASONS: tuple[tuple[Callable[[Component, Form], bool], str], ...] = (
    (_is_own, "表单含诉求人信息，每件不同，请逐件办理。"),
    (_is_evidence, "表单要附材料或定位，每件不同，请逐件办理。"),
    (_is_per_case, "表单里有按案件填好的内容，每件不同，请逐件办理。"),
    (_is_chosen_per_case, "表单的选项随案件变化，请逐件办理。"),
    (_depends, "表单的内容随案件变化，请逐件办理。"),
)
