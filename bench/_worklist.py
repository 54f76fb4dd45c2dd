"""Rows of a district at work: open tasks by the million, and one person's part that never grows.

Rows are made as text both databases read, and written in one transaction past the models.
"""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import chain, islice
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app import cases
from app.cases import Case, CasePart, CaseText, Copy
from app.cases.searching import TO_INDEX
from app.core.db import Base
from app.definitions import DefinitionSet
from app.identity import Actor, User
from app.runtime import Candidate, Involvement, ProcessInstance, UserTask

NOW = datetime(2026, 7, 14, 2, 0, tzinfo=UTC)
GROUPS = ("qh.wx/受理岗", "qh.wx/派单岗", "qh.wx/值班岗")
ME = Actor(user_id=UUID(int=1), name="何岗", username="me", groups=GROUPS, org_codes=("qh.wx",))
OWN, OFFERED, DONE, STARTED, CLOSED, PEOPLE = 100, 60, 200, 60, 100, 400
PER_CASE, POSTS, A_CHUNK, OTHERS = 4, 2000, 2000, 1000
STREETS = tuple(f"qh.s{n:02}" for n in range(12))
ROADS = ("青石", "望溪", "长河", "北苑", "东风", "建设", "解放", "和平")
PLACES = tuple(f"{road}{kind}{n}号" for road in ROADS for kind in "路街巷" for n in range(1, 40))
FACTS = (
    "桥下积水车辆被困", "门口占道摆摊", "路灯不亮数日", "垃圾堆放无人清运", "施工噪声扰民",
    "井盖缺失有危险", "楼道堆物影响通行", "违建加盖未停", "暖气不热已报修", "停车占用盲道",
    "树枝压住电线", "油烟直排居民楼",
)  # fmt: skip
MATTERS = tuple(f"{topic}{n:04}" for topic in ("CG", "HB", "JS") for n in range(30))
ASIDE = {
    "sqlite": (
        ("PRAGMA cache_size=-1000000", "DROP TRIGGER case_search_new"),
        ("INSERT INTO case_search(case_search) VALUES ('rebuild')", "PRAGMA cache_size=-2000"),
    ),
    "postgresql": (
        ("SET TIME ZONE 'UTC'", "SET maintenance_work_mem='256MB'", "DROP INDEX case_search"),
        TO_INDEX["postgresql"],
    ),
}
"""What is set aside while rows are written, and done after."""
PROCESSES = ("p_order", "p_whistle", "p_report_in", "p_revisit")
Rows = Iterator[dict[str, Any]]
Whole = dict[str, list[dict[str, Any]]]
"""A case with all that belongs to it, by kind."""


def fill(connection: Connection, tasks: int) -> None:
    """Write about ``tasks`` open tasks, among them the person's, and what the person has done.

    Indexes are made anew when all rows are there, which takes a tenth of the time.
    """
    tables = [Base.metadata.tables[model.__tablename__] for model in ROWS]
    indexes = [index for table in tables for index in table.indexes]
    before, after = ASIDE[connection.dialect.name]
    for statement in before:
        connection.exec_driver_sql(statement)
    for index in indexes:
        index.drop(connection)
    _fill(connection, tasks)
    for index in indexes:
        index.create(connection)
    for statement in after:
        connection.exec_driver_sql(statement)


def _fill(connection: Connection, tasks: int) -> None:
    _write(connection, DefinitionSet, iter([{"id": "s", "root": "p", "members": "{}"}]))
    _write(connection, User, (_person(n) for n in range(1, PEOPLE + 1)))
    district = _district(tasks)
    while chunk := list(islice(district, A_CHUNK)):
        for model, rows_of in ROWS.items():
            _write(connection, model, (row for each in chunk for row in rows_of(each)))


def _write(connection: Connection, model: type[Base], rows: Rows) -> None:
    """Copy rows into a table; what they don't say is the model's default, or null."""
    table = Base.metadata.tables[model.__tablename__]
    first = next(rows, None)
    if first is None:
        return
    more = {c.name: _default(c) for c in table.columns if c.name not in first and _is_needed(c)}
    columns = ", ".join(f'"{name}"' for name in (*first, *more))
    values = ((*row.values(), *more.values()) for row in chain([first], rows))
    raw: Any = connection.connection.dbapi_connection
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * (len(first) + len(more)))
        raw.executemany(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', values)  # noqa: S608
        return
    with raw.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
        for value in values:
            copy.write_row(value)


def _is_needed(column: Any) -> bool:
    return not column.nullable and not column.primary_key


def _default(column: Any) -> Any:
    given = column.default.arg if column.default is not None else ""
    made = given(None) if callable(given) else given
    return json.dumps(made) if isinstance(made, list | dict) else made


def _district(tasks: int) -> Iterator[Whole]:
    """Yield all cases: the person's lie scattered among those of others."""
    mine = list(_my_cases(Random(1)))
    others = max(0, tasks - OWN - OFFERED * len(GROUPS) - STARTED * 2) // PER_CASE
    dice, every = Random(2), max(1, others // len(mine))
    for n in range(others):
        if n % every == 0 and mine:
            yield mine.pop()
        yield _case(dice, OTHERS + n, [_of_others(dice) for _ in range(PER_CASE)])
    yield from mine


def _my_cases(dice: Random) -> Iterator[Whole]:
    """Yield cases with my tasks, my groups' tasks, those I opened, and those I have done with."""
    plans = [[{"assignee_id": _id(1)}] for _ in range(OWN)]
    plans += [[{"groups": [group]}] for group in GROUPS for _ in range(OFFERED)]
    for number, tasks in enumerate(plans):
        yield _case(dice, number, [_of_others(dice) | task for task in tasks])
    for number in range(STARTED):
        yield _case(dice, 400 + number, [_of_others(dice) for _ in range(2)], opened_by=_id(1))
    for number in range(CLOSED):
        done = {"completed_by_id": _id(1), "outcome": "completed"}
        tasks = [done | {"ended_at": _at(-dice.randrange(9000))} for _ in range(DONE // CLOSED)]
        yield _case(dice, 600 + number, tasks, opened_by=_id(1), ended_at=_at(-10))


def _of_others(dice: Random) -> dict[str, Any]:
    group = f"qh.s{dice.randrange(POSTS):04}/岗"
    taken = _id(dice.randrange(2, PEOPLE)) if dice.random() < 0.3 else None
    return {"assignee_id": taken, "groups": [group]}


def _case(
    dice: Random,
    number: int,
    tasks: list[dict[str, Any]],
    opened_by: str | None = None,
    ended_at: str | None = None,
) -> Whole:
    case_id, opened = _id(dice.getrandbits(128)), _at(-dice.randrange(20_000))
    shared = {"region_id": "qh", "process_key": dice.choice(PROCESSES)}
    case = shared | {
        "id": case_id, "reference": f"QH-2026-{number:07}", "title": dice.choice(FACTS),
        "facts": "，".join(dice.sample(FACTS, 3)), "place_text": dice.choice(PLACES),
        "matter": dice.choice(MATTERS), "matter_name": "", "channel": "12345",
        "street": dice.choice(STREETS), "level": dice.choice(("L1", "L2", "L3", None)),
        "whistle_class": dice.choice(("紧急", "攻坚", "日常", None)), "order_due_at": _due(dice),
        "received_at": opened, "opened_at": opened, "opened_by_id": opened_by,
    }  # fmt: skip
    instance = shared | {
        "id": case_id, "case_id": case_id, "set_id": "s", "parameters_version": 1,
        "calendar_version": 1, "state": b"", "projected": "{}", "lock_version": 1, "commands": 1,
        "audit_position": 0, "audit_hash": "", "started_at": opened, "ended_at": ended_at,
    }  # fmt: skip
    rows = [_task(dice, case_id, shared, task) for task in tasks]
    part = [{"user_id": opened_by, "case_id": case_id}] if opened_by and not ended_at else []
    return {"case": [case], "instance": [instance], "tasks": rows, "part": part}


def _orgs(each: Whole) -> list[dict[str, Any]]:
    case = each["case"][0]
    return [{"case_id": case["id"], "org_code": org} for org in (case["street"], *_own(case))]


def _copies(each: Whole) -> list[dict[str, Any]]:
    case = each["case"][0]
    number = int(case["reference"].rpartition("-")[2])
    if number % 3:
        return []
    group = GROUPS[number % len(GROUPS)] if _own(case) else f"qh.s{number % POSTS:04}/岗"
    read = {"read_at": _at(-number % 900), "read_by": "人2"} if number % 2 else {}
    copy = {"id": _id(number + 1), "case_id": case["id"], "group": group, "user_id": None}
    said = {"notice_key": "copied", "sent_at": _at(-1000 - number % 9000)}
    return [copy | said | {"read_at": None, "read_by": None} | read]


def _own(case: dict[str, Any]) -> tuple[str, ...]:
    return ME.org_codes if int(case["reference"].rpartition("-")[2]) < OTHERS else ()


def _task(
    dice: Random, case_id: str, shared: dict[str, Any], said: dict[str, Any]
) -> dict[str, Any]:
    return shared | {
        "id": _id(dice.getrandbits(128)), "instance_id": case_id, "case_id": case_id,
        "element_id": "handle", "name": "处置反馈", "form_key": "f", "form_version": 1,
        "facts": "{}", "properties": "{}", "opened_at": _at(-dice.randrange(9000)),
        "anchor_at": _at(0), "due_at": _due(dice), "assignee_id": said.get("assignee_id"),
        "groups": json.dumps(said.get("groups", []), ensure_ascii=False),
        **{name: said.get(name) for name in ("ended_at", "outcome", "completed_by_id")},
    }  # fmt: skip


def _texts(each: Whole) -> list[dict[str, Any]]:
    case = each["case"][0]
    said = [case[name] for name in ("title", "facts", "place_text", "matter_name")]
    return [{"case_id": case["id"], "words": cases.words(case["reference"], *said)}]


def _offers(each: Whole) -> list[dict[str, Any]]:
    same = ("opened_at", "due_at")
    return [
        {"task_id": task["id"], "group": group, **{name: task[name] for name in same}}
        for task in each["tasks"]
        if task["ended_at"] is None
        for group in json.loads(task["groups"])
    ]


ROWS: dict[type[Base], Callable[[Whole], list[dict[str, Any]]]] = {
    Case: lambda each: each["case"],
    ProcessInstance: lambda each: each["instance"],
    UserTask: lambda each: each["tasks"],
    CaseText: _texts,
    Candidate: _offers,
    Involvement: lambda each: each["part"],
    CasePart: _orgs,
    Copy: _copies,
}


def _due(dice: Random) -> str | None:
    return _at(dice.randrange(-3000, 20_000)) if dice.random() < 0.9 else None


@cache
def _at(minutes: int) -> str:
    return (NOW + timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M:%S.%f")


def _id(number: int) -> str:
    return f"{number:032x}"


def _person(number: int) -> dict[str, Any]:
    return {
        "id": _id(number), "username": f"p{number}", "name": f"人{number}", "password_hash": "",
        "region_id": "qh", "created_at": _at(0), "is_active": True, "session_version": 1,
    }  # fmt: skip
