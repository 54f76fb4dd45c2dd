"""What was typed into the form of an absence."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from uuid import UUID

from flask import request
from flask_babel import gettext as _

from app.core.errors import InvalidError
from app.identity.standing import KINDS, Plan
from app.web.words.times import local, read_moment

SUBSTITUTE = "substitute:"
BEGINS, ENDS = time(8, 30), time(17, 30)


def plan(groups: Collection[str]) -> Plan:
    """Return the plan a form says; InvalidError at the field that says nothing."""
    starts_at, ends_at = _at("starts_at"), _at("ends_at")
    if starts_at is None or ends_at is None:
        empty = {"starts_at": starts_at, "ends_at": ends_at}
        wrong = {name: _("请填写日期和时间。") for name, at in empty.items() if at is None}
        raise InvalidError(fields=wrong)
    chosen = {group: _chosen(group) for group in groups}
    return Plan(starts_at, ends_at, request.form.get("kind", ""), chosen)


def values(now: datetime) -> dict[str, str]:
    """Return what the form shows: what was typed, or tomorrow's working day."""
    tomorrow = local(now).date() + timedelta(days=1)
    first = {
        "starts_at": f"{datetime.combine(tomorrow, BEGINS):%Y-%m-%dT%H:%M}",
        "ends_at": f"{datetime.combine(tomorrow, ENDS):%Y-%m-%dT%H:%M}",
        "kind": KINDS[0],
    }
    return first | dict(request.form.items())


def chosen_id(text: str) -> UUID | None:
    """Return the id a choice names; None for nobody."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _at(name: str) -> datetime | None:
    return read_moment(request.form.get(name, "").strip())


def _chosen(group: str) -> UUID | None:
    return chosen_id(request.form.get(f"{SUBSTITUTE}{group}", ""))
