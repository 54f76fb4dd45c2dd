"""The rail: only what the person may use, with what waits there."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request
from flask_babel import lazy_gettext as _l

from app import identity, notifications, tasks
from app.identity import Actor
from app.tasks import Counts
from app.web.shell.sessions import now, signed_in

MOST = 999


@dataclass(frozen=True)
class Item:
    """One place to go; ``badge`` names the count shown beside it."""

    endpoint: str
    words: Any
    icon: str
    permission: str
    badge: str = ""
    is_alarming: bool = False
    is_on_phone: bool = True
    is_on_desk: bool = True


ITEMS = (
    Item("tasks.index", _l("我的任务"), "inbox", "task.read", "mine"),
    Item("field.index", _l("报到"), "map-pin-check", "field.report", is_on_desk=False),
    Item("cases.index", _l("案件"), "folder", "case.read.own"),
    Item("intake.whistle", _l("吹哨"), "speakerphone", "case.whistle"),
    Item("monitor.index", _l("督办"), "activity", "supervision.read", "overdue", True),
    Item("operations.lists.index", _l("运维"), "tool", "operation.read"),
    Item("processes.index", _l("流程"), "schema", "process.read", is_on_phone=False),
)
NOTICES = Item("notices.index", _l("通知"), "bell", "notification.read", "unread")


def register(app: Flask) -> None:
    """Offer the rail to every page, and ``may`` to every template."""
    app.context_processor(_frame)
    app.jinja_env.filters["badge"] = badge


def counts(actor: Actor) -> Counts:
    """Return what waits for the actor, counted once a request."""
    if "counts" not in g:
        g.counts = tasks.counts(actor, now=now())
    return g.counts  # type: ignore[no-any-return]


def badges(actor: Actor) -> dict[str, int]:
    """Return the figures of the rail, counted once a request."""
    if "badges" not in g:
        waiting = counts(actor)
        unread = notifications.unread(actor.user_id)
        g.badges = {"mine": waiting.mine, "overdue": waiting.overdue, "unread": unread}
    return g.badges  # type: ignore[no-any-return]


def badge(count: int) -> str:
    """Return a count as the rail shows it."""
    return f"{MOST}+" if count > MOST else str(count)


def _frame() -> dict[str, Any]:
    person = signed_in()
    if person is None or request.headers.get("HX-Request"):
        return {"person": person, "may": lambda permission: _may(person, permission)}
    return {
        "person": person,
        "may": lambda permission: _may(person, permission),
        "rail": [item for item in ITEMS if _is_open(item, person)],
        "bell": NOTICES if _is_open(NOTICES, person) else None,
        "badges": badges(person),
    }


def _may(person: Actor | None, permission: str) -> bool:
    return person is not None and identity.may(person, permission)


def _is_open(item: Item, person: Actor) -> bool:
    return item.endpoint in current_app.view_functions and identity.may(person, item.permission)
