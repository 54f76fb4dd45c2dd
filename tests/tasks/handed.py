"""A task of a street's desk, claimed or delegated, and who holds it and was told."""

import pytest
from sqlalchemy import select

from app import audit, identity, runtime, tasks
from app.core.db import db
from app.notifications import Notice, Receipt
from app.tasks import handing
from tests.runtime.small import do, opened, the


@pytest.fixture
def case_id(app):
    return opened("p_ways")


@pytest.fixture
def task_id(case_id):
    """The first task waits for the desk of 望溪街道: wx_desk and wx_desk2."""
    return the(case_id, "a").id


@pytest.fixture
def claimed(task_id, someone):
    do(tasks.claim, task_id, actor=someone("wx_desk"))
    return task_id


@pytest.fixture
def delegated(claimed, someone):
    do(handing.delegate, claimed, someone("wx_duty").user_id, "请核实", actor=someone("wx_desk"))
    return claimed


def holder(task_id):
    db.session.rollback()
    task = runtime.task(task_id)
    return identity.user(task.assignee_id).username if task.assignee_id else None


def told(key):
    """Return who got the notices of a kind."""
    chosen = (
        select(identity.User.username)
        .join(Receipt, Receipt.user_id == identity.User.id)
        .join(Notice, Notice.id == Receipt.notice_id)
        .where(Notice.key == key)
    )
    return sorted(db.session.scalars(chosen))


def last(case_id):
    entry = audit.entries(case_id)[-1]
    return entry.action, entry.actor_name, entry.details


def suspend(case_id, someone):
    do(runtime.suspend, case_id, "等待", actor=someone("watch"))
