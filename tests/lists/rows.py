"""Rows of cases, copies, tasks and notices as lists need them, written past the services."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, insert

from app import cases
from app.cases import Case, CasePart, CaseText, Copy
from app.core.db import db, transaction
from app.definitions import DefinitionSet
from app.identity import Actor, User
from app.notifications.models import Notice, Receipt
from app.runtime import (
    Candidate,
    Incident,
    Message,
    ProcessInstance,
    Subscription,
    Timer,
    UserTask,
)

NOW = datetime(2026, 7, 14, 4, 0, tzinfo=UTC)
ME, POST, STREET = UUID(int=1), "qh.command/值守岗", "qh.wx"
READER = Actor(user_id=ME, name="我", username="me", groups=(POST,), org_codes=(STREET,))
MODELS = (
    Receipt, Notice, Copy, CasePart, CaseText, Timer, Subscription, Incident, Message, Candidate,
    UserTask, ProcessInstance, Case,
)  # fmt: skip
OF = {model: model.id for model in MODELS if hasattr(model, "id")} | {
    CaseText: CaseText.case_id,
    CasePart: CasePart.case_id,
    Receipt: Receipt.notice_id,
    Candidate: Candidate.task_id,
}
"""By which column a row belongs to its case; all ids of a case are the same."""


def settle() -> None:
    """Write what every row refers to."""
    me = {
        "id": ME, "username": "me", "name": "我", "password_hash": "", "is_active": True,
        "language": "zh", "session_version": 1, "failed_logins": 0, "created_at": NOW,
        "region_id": "qh",
    }  # fmt: skip
    with transaction():
        db.session.execute(insert(DefinitionSet), [{"id": "s", "root": "p", "members": {}}])
        db.session.execute(insert(User), [me])


def empty() -> None:
    """Delete everything that stands in a list."""
    with transaction():
        for model in MODELS:
            db.session.execute(delete(model))


def add(number: int, minute: int) -> None:
    """Write a case of a street with a word in it, and one of everything that hangs on it."""
    with transaction():
        for model, row in _rows(number, NOW - timedelta(minutes=minute)).items():
            db.session.execute(insert(model), [row])


def remove(number: int) -> None:
    """Delete a case with all that hangs on it."""
    with transaction():
        for model in MODELS:
            db.session.execute(delete(model).where(OF[model] == id_of(number)))


def id_of(number: int) -> UUID:
    """Return the id of a case and of its rows; it says nothing of when they were made."""
    return UUID(int=(number * 0x9E3779B97F4A7C15F39CC0605CEDC835) % 2**128)


def _rows(number: int, at: datetime) -> dict[type, dict]:
    id_, reference = id_of(number), f"QH-2026-9{number:05}"
    of_case = {"id": id_, "case_id": id_, "process_key": "p", "region_id": "qh"}
    waits = {"id": id_, "instance_id": id_, "process_key": "p", "element_id": "e"}
    return {
        Case: {
            "id": id_, "reference": reference, "region_id": "qh", "process_key": "p",
            "title": "积水", "facts": "桥下积水", "matter_name": "", "channel": "",
            "place_text": "", "level": "L1", "received_at": at, "opened_at": at, "street": STREET,
        },
        ProcessInstance: of_case | {
            "set_id": "s", "parameters_version": 1, "calendar_version": 1, "state": b"",
            "projected": {}, "lock_version": 1, "commands": 1, "audit_position": 0,
            "audit_hash": "", "started_at": at, "suspended_at": at,
        },
        UserTask: waits | of_case | {
            "name": "办理", "facts": {}, "properties": {}, "anchor_at": at, "groups": [POST],
            "due_at": at - timedelta(days=1), "opened_at": at,
        },
        CaseText: {"case_id": id_, "words": cases.words(reference, "桥下积水")},
        CasePart: {"case_id": id_, "org_code": STREET},
        Copy: {
            "id": id_, "case_id": id_, "group": POST, "notice_key": "copied", "sent_at": at,
            "read_at": at if number % 2 else None, "read_by": "甲" if number % 2 else None,
        },
        Notice: {"id": id_, "key": "urged", "groups": [], "values": {}, "at": at},
        Receipt: {"notice_id": id_, "user_id": ME},
        Candidate: {"task_id": id_, "group": POST, "opened_at": at, "due_at": at},
        Timer: waits | {"due_at": at},
        Subscription: waits | of_case | {
            "name": "n", "message": "m", "key": "k", "groups": [], "is_offered": False,
        },
        Incident: waits | of_case | {"name": "n", "reason": "r", "opened_at": at},
        Message: {
            "id": id_, "name": "n", "key": "k", "payload": {}, "sender_case_id": id_,
            "sent_at": at, "expires_at": NOW + timedelta(days=7),
        },
    }  # fmt: skip
