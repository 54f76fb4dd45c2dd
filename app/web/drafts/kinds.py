"""What a draft's address means: a task, an action of a case, a case about to be opened."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from flask import url_for

from app import identity
from app.core.errors import NotFoundError
from app.identity import Actor
from app.tasks import drafts
from app.tasks.drafts import Subject

T = TypeVar("T")
TASK, SHEETS, ACTION, NEW = "task", "sheets", "action", "new"


@dataclass(frozen=True)
class Opening:
    """A form that opens a case: what is typed into, who may, and its page."""

    form_key: str
    permission: str
    endpoint: str


OPENINGS = {
    "request": Opening("register_request", "case.register", "intake.new"),
    "whistle": Opening("own_whistle", "case.whistle", "intake.whistle"),
}


def subject(kind: str, key: str, actor: Actor) -> Subject:
    """Return what this person may write a draft about; NotFoundError for anything else."""
    return _of(WRITTEN, kind)(key, actor)


def key_of(kind: str, key: str) -> str:
    """Return the key a draft is kept under."""
    return _of(KEYS, kind)(key)


def page_of(kind: str, key: str) -> str:
    """Return the address of the page with the form."""
    return _of(PAGES, kind)(key)


def _of(table: dict[str, T], kind: str) -> T:
    if kind not in table:
        raise NotFoundError
    return table[kind]


def _opening(key: str) -> Opening:
    return _of(OPENINGS, key)


def _new(key: str, actor: Actor) -> Subject:
    found = _opening(key)
    identity.require(actor, found.permission)
    return drafts.of_new(found.form_key)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFoundError from error


WRITTEN: dict[str, Callable[[str, Actor], Subject]] = {
    TASK: lambda key, actor: drafts.of_task(_id(key), actor),
    SHEETS: lambda key, actor: drafts.of_sheets(_id(key), actor),
    ACTION: lambda key, actor: drafts.of_action(_id(key), actor),
    NEW: _new,
}
KEYS: dict[str, Callable[[str], str]] = {
    TASK: lambda key: drafts.key_of_task(_id(key)),
    SHEETS: lambda key: drafts.key_of_sheets(_id(key)),
    ACTION: lambda key: drafts.key_of_action(_id(key)),
    NEW: lambda key: drafts.key_of_new(_opening(key).form_key),
}
PAGES: dict[str, Callable[[str], str]] = {
    TASK: lambda key: url_for("tasks.show", task_id=_id(key)),
    SHEETS: lambda key: url_for("tasks.show", task_id=_id(key)),
    ACTION: lambda key: url_for("cases.action", subscription_id=_id(key)),
    NEW: lambda key: url_for(_opening(key).endpoint),
}
