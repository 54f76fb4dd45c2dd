"""Which tasks are alike, and which forms may be filled in once for many cases: pure rules.

A form serves many cases when nothing in it belongs to one case: no files, rows, positions or
computed values, nothing about the requester, no first value and no condition that reads the
case, no choices that depend on it. Rules of the form that read the case (``check``,
``required_if``) do no harm: they are applied to each task by itself.
"""

import re
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple
from uuid import UUID

from app.forms import Component, Form
from app.runtime import UserTask
from app.tasks.together.errors import NothingChosenError, TooManyTogetherError

MOST = 100
BATCH = "batch"
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
    for field in form.fields:
        for applies, sentence in REASONS:
            if applies(field, form):
                return sentence
    return None


def require_number(ids: Collection[UUID]) -> None:
    """Refuse no task, and more than one run may do."""
    if not ids:
        raise NothingChosenError
    if len(ids) > MOST:
        raise TooManyTogetherError


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
