"""What is sent: a form's values, which part of a list."""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import INCLUDE, Schema, ValidationError, validates_schema
from marshmallow.fields import UUID, Boolean, Integer, Nested, String
from marshmallow.validate import Length, OneOf, Range

from app.core.paging import Turn

TABS = ("mine", "groups", "waiting", "started", "done")
SORTS = ("due", "newest")
DUES = ("", "late", "today", "week")
FIGURES = ("late", "red", "yellow", "today", "unsigned", "absent", "unanswered")
DEEPEST = 5
FARTHEST = 100_000
UNSTORABLE = "Control characters and unpaired surrogates can't be stored."
TOO_DEEP = "The values nest too deeply."


def require_storable(value: Any) -> None:
    """Refuse text no database keeps, and nesting no form has."""
    for text in _texts(value, 0):
        if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise ValidationError(UNSTORABLE)


def _texts(value: Any, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        raise ValidationError(TOO_DEEP)
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from _texts(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, depth + 1)


def turn(asked: dict[str, Any]) -> Turn:
    """Take out of what is asked which part of the list it is."""
    return Turn(asked.pop("after"), asked.pop("before"), asked.pop("limit"), asked.pop("offset"))


class Values(Schema):
    """A form's values by field key: text, true or false, numbers, lists, rows of the same."""

    class Meta:
        unknown = INCLUDE

    @validates_schema(pass_original=True)
    def _check(self, loaded: Any, original: Any, **_more: Any) -> None:
        if isinstance(original, Mapping):
            for key, value in original.items():
                try:
                    require_storable({key: value})
                except ValidationError as wrong:
                    raise ValidationError(wrong.messages, str(key)) from wrong


class MessageSent(Schema):
    """A message: what it is called, for which case, and what it says."""

    name = String(required=True, validate=[Length(1, 100), require_storable])
    key = String(
        load_default="",
        validate=[Length(max=200), require_storable],
        metadata={"description": "what the waiting case correlates by, such as its reference"},
    )
    payload = Nested(Values, load_default=dict)
    time_to_live = String(
        load_default="P7D",
        validate=[Length(max=40), require_storable],
        metadata={"description": "how long it is kept when nobody waits yet: an ISO 8601 duration"},
    )


class Reason(Schema):
    """Why something is done, for the record of the case."""

    reason = String(load_default="", validate=[Length(max=1000), require_storable])


class Returning(Reason):
    """To which earlier task a case goes back, and why."""

    to = UUID(required=True)


class Page(Schema):
    """Which part of a list."""

    limit = Integer(load_default=50, validate=Range(1, 100))
    offset = Integer(load_default=0, validate=Range(0, FARTHEST))
    after = String(
        load_default="",
        validate=[Length(max=200), require_storable],
        metadata={"description": "``next`` of the page before, for the one behind it"},
    )
    before = String(
        load_default="",
        validate=[Length(max=200), require_storable],
        metadata={"description": "``previous`` of a page, for the one ahead of it"},
    )


class InboxQuery(Page):
    """Which of one's tasks, in which order, from where on."""

    tab = String(load_default="mine", validate=OneOf(TABS))
    text = String(load_default="", validate=[Length(max=100), require_storable])
    sort = String(load_default="due", validate=OneOf(SORTS))
    whistle_class = String(load_default="", validate=[Length(max=20), require_storable])
    kind = String(
        load_default="",
        validate=[Length(max=100), require_storable],
        metadata={"description": "key of the process a task belongs to"},
    )
    matter = String(
        load_default="",
        validate=[Length(max=40), require_storable],
        metadata={"description": "code of the catalogue, or how the codes of a branch begin"},
    )
    street = String(load_default="", validate=[Length(max=40), require_storable])
    level = String(load_default="", validate=[Length(max=20), require_storable])
    due = String(load_default="", validate=OneOf(DUES))
    overdue = Boolean(load_default=False)


class CaseQuery(Page):
    """Which cases."""

    text = String(load_default="", validate=[Length(max=100), require_storable])
    closed = Boolean(load_default=None, allow_none=True)
    level = String(load_default="", validate=[Length(max=20), require_storable])
    street = String(load_default="", validate=[Length(max=40), require_storable])


class OverdueQuery(Page):
    """Which late tasks."""

    figure = String(load_default="late", validate=OneOf(FIGURES))
