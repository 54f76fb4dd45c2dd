"""Small random worlds of cases and tasks, written as rows, with what is shared made certain."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import delete, insert

from app import cases
from app.cases import Case, CasePart, CaseText
from app.core.db import db, transaction
from app.definitions import DefinitionSet
from app.identity import Actor, StandIn, User
from app.runtime import Candidate, Involvement, ProcessInstance, UserTask

NOW = datetime(2026, 7, 14, 4, 0, tzinfo=UTC)
ME, ABSENT, OTHER = (UUID(int=n) for n in (1, 2, 3))
MY_GROUPS, LENT, FOREIGN = ("qh.a/岗", "qh.b/岗"), "qh.c/岗", "qh.d/岗"
ACTOR = Actor(
    user_id=ME,
    name="我",
    username="me",
    groups=(*MY_GROUPS, LENT),
    org_codes=("qh.a", "qh.b", "qh.c"),
    standing_in=(StandIn(ABSENT, "假", LENT),),
)
HOURS = (-30, -1, 0, 1, 6, 13, 40, 120, 300)
WORDS = ("桥下积水", "占道经营", "路灯不亮 A3", "积水很深", "垃圾清运")
MODELS = (Candidate, Involvement, CaseText, CasePart, UserTask, ProcessInstance, Case)


@dataclass
class World:
    """Everything there is, as the rows say it."""

    cases: list[dict] = field(default_factory=list)
    instances: list[dict] = field(default_factory=list)
    tasks: list[dict] = field(default_factory=list)


def made(seed: int) -> World:
    """Return a random world, written to the database."""
    dice, world = Random(seed), World()
    for number in range(1, 25):
        _open(world, dice, number)
    with transaction():
        for model in MODELS:
            db.session.execute(delete(model))
        for model, rows in _rows(world).items():
            if rows:
                db.session.execute(insert(model), rows)
    return world


def settle() -> None:
    """Write what every world shares."""
    people = {
        "password_hash": "", "is_active": True, "language": "zh", "session_version": 1,
        "failed_logins": 0, "created_at": NOW, "region_id": "qh",
    }  # fmt: skip
    with transaction():
        db.session.execute(insert(DefinitionSet), [{"id": "s", "root": "p", "members": {}}])
        names = {ME: "me", ABSENT: "absent", OTHER: "other"}
        rows = [{"id": k, "username": v, "name": v, **people} for k, v in names.items()]
        db.session.execute(insert(User), rows)


def _rows(world: World) -> dict[type, list[dict]]:
    texts = [
        {"case_id": c["id"], "words": cases.words(c["reference"], c["facts"])} for c in world.cases
    ]
    offers = [
        {"task_id": t["id"], "group": g, "opened_at": t["opened_at"], "due_at": t["due_at"]}
        for t in world.tasks
        if t["ended_at"] is None
        for g in t["groups"]
    ]
    seen = [{"case_id": c["id"], "org_code": "qh.b"} for c in world.cases]
    part = [{"user_id": ME, "case_id": each} for each in taken_part(world)]
    return {
        Case: world.cases, ProcessInstance: world.instances, UserTask: world.tasks,
        CaseText: texts, CasePart: seen, Candidate: offers, Involvement: part,
    }  # fmt: skip


def taken_part(world: World) -> set[UUID]:
    """Return the open cases I opened, or did a task in."""
    going = {each["id"] for each in world.instances if each["ended_at"] is None}
    did = {t["case_id"] for t in world.tasks if t["completed_by_id"] == ME}
    opened = {c["id"] for c in world.cases if c["opened_by_id"] == ME}
    return (did | opened) & going


def _open(world: World, dice: Random, number: int) -> None:
    case_id, ended = UUID(int=dice.getrandbits(128)), dice.choice((None, None, NOW))
    opened = NOW - timedelta(hours=dice.choice((1, 2, 3, 50)))
    shared = {"region_id": "qh", "process_key": dice.choice(("p_order", "p_whistle"))}
    world.instances.append(shared | {
        "id": case_id, "case_id": case_id, "set_id": "s", "parameters_version": 1,
        "calendar_version": 1, "state": b"", "projected": {}, "lock_version": 1, "commands": 1,
        "audit_position": 0, "audit_hash": "", "started_at": opened, "ended_at": ended,
    })  # fmt: skip
    world.cases.append(shared | {
        "id": case_id, "reference": f"QH-2026-{number:06}", "title": "", "matter_name": "",
        "facts": dice.choice(WORDS), "channel": "", "place_text": "", "received_at": opened,
        "opened_at": opened, "opened_by_id": dice.choice((ME, OTHER, None)),
        "matter": dice.choice(("CG0101", "CG0102", "HB0201", None)), "order_due_at": _due(dice),
        "street": dice.choice(("qh.wx", "qh.ch", None)), "level": dice.choice(("L1", "L2", None)),
        "whistle_class": dice.choice(("紧急", "日常", None)),
    })  # fmt: skip
    for _ in range(dice.randrange(5)):
        world.tasks.append(shared | _task(dice, case_id, is_open=ended is None))


def _task(dice: Random, case_id: UUID, *, is_open: bool) -> dict:
    is_done = not is_open or dice.random() < 0.3
    ended = NOW - timedelta(hours=dice.choice((0, 1, 1, 5))) if is_done else None
    return {
        "id": UUID(int=dice.getrandbits(128)), "instance_id": case_id, "case_id": case_id,
        "element_id": "e", "name": "办理", "facts": {}, "properties": {}, "anchor_at": NOW,
        "groups": dice.sample((*MY_GROUPS, LENT, FOREIGN), dice.randrange(1, 4)),
        "process_key": dice.choice(("p_order", "p_report_in")), "due_at": _due(dice),
        "opened_at": NOW - timedelta(hours=dice.choice((0, 1, 1, 2, 30))), "ended_at": ended,
        "assignee_id": dice.choice((None, None, ME, ABSENT, OTHER)),
        "owner_id": dice.choice((None, None, None, ME)),
        "completed_by_id": dice.choice((ME, OTHER)) if is_done else None,
    }  # fmt: skip


def _due(dice: Random) -> datetime | None:
    hours = dice.choice((None, *HOURS))
    return None if hours is None else NOW + timedelta(hours=hours)
