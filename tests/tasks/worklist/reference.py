"""What a worklist should say, worked out row by row in the plainest way."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from app.tasks import Asked
from tests.tasks.worklist.worlds import ABSENT, ACTOR, LENT, ME, NOW, World, taken_part

MIDNIGHT = datetime(2026, 7, 14, 16, 0, tzinfo=UTC)
FAR = datetime.max.replace(tzinfo=UTC)


def listed(world: World, asked: Asked) -> list[UUID]:
    """Return the ids of a whole list in its order."""
    if asked.tab == "started":
        return _started(world, asked)
    found = {c["id"]: c for c in world.cases}
    part = taken_part(world)
    rows = [
        task
        for task in world.tasks
        if TABS[asked.tab](task, part)
        and asked.kind in ("", task["process_key"])
        and _fits(found[task["case_id"]], asked)
        and _in_time(task["due_at"], task["ended_at"] or NOW, asked)
    ]
    if asked.tab == "done":
        return _newest(rows, "ended_at")
    return _by_due(rows, "due_at") if asked.sort == "due" else _newest(rows, "opened_at")


def _is_mine(task: dict) -> bool:
    lent = task["assignee_id"] == ABSENT and LENT in task["groups"]
    return task["assignee_id"] == ME or lent


def _is_my_groups(task: dict) -> bool:
    return task["assignee_id"] is None and bool(set(task["groups"]) & set(ACTOR.groups))


def _waits(task: dict, part: set[UUID]) -> bool:
    concerns = task["case_id"] in part or task["owner_id"] == ME
    return concerns and not _is_mine(task) and not _is_my_groups(task)


TABS = {
    "mine": lambda task, _: task["ended_at"] is None and _is_mine(task),
    "groups": lambda task, _: task["ended_at"] is None and _is_my_groups(task),
    "waiting": lambda task, part: task["ended_at"] is None and _waits(task, part),
    "done": lambda task, _: task["completed_by_id"] == ME,
}


def _started(world: World, asked: Asked) -> list[UUID]:
    rows = [
        case
        for case in world.cases
        if case["opened_by_id"] == ME
        and asked.kind in ("", case["process_key"])
        and _fits(case, asked)
        and _in_time(case["order_due_at"], NOW, asked)
    ]
    part = taken_part(world)
    going = [case for case in rows if case["id"] in part]
    closed = [case for case in rows if case["id"] not in part]
    in_order = (
        _by_due(going, "order_due_at") if asked.sort == "due" else _newest(going, "opened_at")
    )
    return in_order + _newest(closed, "opened_at")


def _fits(case: dict, asked: Asked) -> bool:
    same = ("whistle_class", "street", "level")
    return (
        all(getattr(asked, name) in ("", case[name]) for name in same)
        and (case["matter"] or "").startswith(asked.matter)
        and all(_says(case, word) for word in asked.text.split())
    )


def _says(case: dict, word: str) -> bool:
    facts = [letter for letter in case["facts"].lower() if letter.isalnum()]
    pairs = {a + b for a, b in pairwise(facts)}
    number = case["reference"].endswith(word) and word.isdigit()
    return number or {a + b for a, b in pairwise(word.lower())} <= pairs


def _in_time(due: datetime | None, ended: datetime, asked: Asked) -> bool:
    if asked.due == "" and not asked.overdue:
        return True
    if due is None:
        return False
    late = due < ended
    until = {"today": timedelta(days=0), "week": timedelta(days=6)}.get(asked.due)
    if until is not None and not NOW <= due < MIDNIGHT + until:
        return False
    return late or not (asked.overdue or asked.due == "late")


def _by_due(rows: list[dict], column: str) -> list[UUID]:
    return [r["id"] for r in sorted(rows, key=lambda r: (r[column] or FAR, r["id"]))]


def _newest(rows: list[dict], column: str) -> list[UUID]:
    return [r["id"] for r in sorted(rows, key=lambda r: (r[column], r["id"]), reverse=True)]
