"""Plays a case through the same commands people use, at times of its own."""

import struct
import zlib
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from app import identity, intake, jobs, runtime, supervision, tasks
from app.cases import Case, documents
from app.core.db import db, transaction
from app.identity import Actor
from app.runtime import Subscription, UserTask

PHOTO = "photo"
"""Stands in a script for an uploaded picture."""


class NoSuchStepError(LookupError):
    """The script asks for a task or an action that does not wait."""


class Player:
    """One case, played step by step; every value is what a person would type."""

    def __init__(self) -> None:
        self.case_id = UUID(int=0)

    def register(self, by: str, at: datetime, values: Mapping[str, Any]) -> Case:
        """Register a request at the hotline."""
        actor = self.actor(by, at)
        raw = self.typed(intake.blank(actor, now=at).values, values, actor, at)
        with transaction():
            case = intake.register(raw, one_time_key=None, actor=actor, now=at)
            self.case_id = case.id
        return db.session.get_one(Case, self.case_id)

    def complete(
        self,
        element: str,
        at: datetime,
        values: Mapping[str, Any] | None = None,
        *,
        department: str | None = None,
        by: str | None = None,
    ) -> None:
        """Complete the open task of an element, as ``by`` or as the first person of its groups."""
        task = self.task(element, department)
        actor = self.actor(by, at) if by else self.candidate(task.groups, at)
        view = tasks.view(task.id, actor=actor, now=at)
        raw = self.typed(view.fields.values, values or {}, actor, at)
        with transaction():
            tasks.complete(task.id, raw, one_time_key=None, actor=actor, now=at)

    def act(
        self,
        element: str,
        at: datetime,
        values: Mapping[str, Any] | None = None,
        *,
        department: str | None = None,
        by: str | None = None,
    ) -> None:
        """Do an action the case offers."""
        action = self.action(element, department)
        actor = self.actor(by, at) if by else self.candidate(action.groups, at)
        view = tasks.action(action.id, actor=actor, now=at)
        raw = self.typed(view.fields.values, values or {}, actor, at)
        with transaction():
            tasks.act(action.id, raw, one_time_key=None, actor=actor, now=at)

    def urge(self, element: str, at: datetime, words: str, *, by: str, department: str) -> None:
        """Urge a task."""
        task = self.task(element, department)
        with transaction():
            supervision.urge(task.id, words, actor=self.actor(by, at), now=at)

    def tick(self, at: datetime) -> None:
        """Let the clock do what is due."""
        jobs.tick(at)

    def task(self, element: str, department: str | None = None) -> UserTask:
        """Return the open task of an element, of one department where there are several."""
        for task in self.open_tasks():
            if task.element_id == element and department in (None, task.department):
                return task
        waiting = [f"{t.element_id}({t.department})" for t in self.open_tasks()]
        raise NoSuchStepError(f"{element} {department}; open: {waiting}")

    def open_tasks(self) -> list[UserTask]:
        """Return the open tasks of the case and of the cases linked to it."""
        db.session.rollback()
        return [task for task in runtime.tasks_of(self.case_id) if task.is_open]

    def action(self, element: str, department: str | None = None) -> Subscription:
        """Return an action the case offers."""
        db.session.rollback()
        for waiting in runtime.subscriptions_of(self.case_id):
            if waiting.element_id == element and department in (None, waiting.department):
                return waiting
        raise NoSuchStepError(element)

    def actor(self, username: str, at: datetime) -> Actor:
        """Return a person as they are at a moment."""
        person = identity.find_user(username)
        if person is None:
            raise NoSuchStepError(username)
        return identity.actor_of(person, at)

    def candidate(self, groups: list[str], at: datetime) -> Actor:
        """Return the first person who may act for these groups."""
        people = identity.people_in(groups[:1], at) or identity.people_in(groups, at)
        if not people:
            raise NoSuchStepError(f"nobody in {groups}")
        return identity.actor_of(people[0], at)

    def typed(
        self, shown: Mapping[str, Any], values: Mapping[str, Any], actor: Actor, at: datetime
    ) -> dict[str, Any]:
        """Return what a person would send: what the form shows, changed by ``values``."""
        typed = {**shown, **values}
        for key, value in typed.items():
            if value == PHOTO:
                with transaction():
                    name = f"现场-{at:%H%M}.png"
                    kept = documents.upload(name, BytesIO(picture()), actor=actor, now=at)
                    typed[key] = [str(kept.id)]
        return typed


def picture(width: int = 64, height: int = 48) -> bytes:
    """Return a small plain PNG, standing for a photo taken on the scene."""
    rows = b"".join(b"\x00" + bytes((90, 110 + y, 130)) * width for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, parts))


def _chunk(part: tuple[bytes, bytes]) -> bytes:
    name, body = part
    check = zlib.crc32(name + body)
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)
