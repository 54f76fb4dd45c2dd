"""Plays a case through the same commands people use, at times of its own."""

import struct
import zlib
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from app import cases, identity, intake, jobs, runtime, tasks
from app.cases import Case, documents
from app.core.db import db, transaction
from app.identity import SYSTEM, Actor
from app.runtime import Subscription, UserTask
from app.tasks import urging

PHOTO = "photo"
"""Stands in a script for an uploaded picture."""
MYSELF = "@me"
"""Stands in a script for the name of the person who types."""
NEARBY = "@place"
"""Stands in a script for a position about a hundred metres from where it happened."""
HUNDRED_METRES = 0.0009


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
            self.case_id = intake.register(raw, one_time_key=None, actor=actor, now=at).id
        return db.session.get_one(Case, self.case_id)

    def blow(self, by: str, at: datetime, values: Mapping[str, Any]) -> Case:
        """Blow a whistle without an order."""
        actor = self.actor(by, at)
        raw = self.typed(intake.blank_whistle(actor, now=at).values, values, actor, at)
        with transaction():
            self.case_id = intake.blow(raw, one_time_key=None, actor=actor, now=at).id
        return db.session.get_one(Case, self.case_id)

    def linked(self, relation: str) -> "Player":
        """Return a player of the case that is related to this one."""
        db.session.rollback()
        for said, case in cases.file(self.case_id, SYSTEM).links:
            if said == relation:
                player = Player()
                player.case_id = case.id
                return player
        raise NoSuchStepError(relation)

    def claim(
        self, element: str, at: datetime, *, department: str | None = None, by: str | None = None
    ) -> None:
        """Take the open task of an element, as ``by`` or as the first person of its groups."""
        task, actor = self.move(element, at, department, by)
        with transaction():
            tasks.claim(task.id, actor=actor, now=at)

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
        task, actor = self.move(element, at, department, by)
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
            urging.urge(task.id, words, actor=self.actor(by, at), now=at)

    def tick(self, at: datetime) -> None:
        """Let the clock do what is due."""
        jobs.tick(at)

    def move(
        self, element: str, at: datetime, department: str | None = None, by: str | None = None
    ) -> tuple[UserTask, Actor]:
        """Return an open task and who does it: ``by``, or the first person of its groups."""
        if by is None:
            task = self.task(element, department)
            return task, self.candidate(task.groups, at)
        actor = self.actor(by, at)
        return self.task(element, department, actor), actor

    def task(
        self, element: str, department: str | None = None, actor: Actor | None = None
    ) -> UserTask:
        """Return the open task of an element: of one department, for one person, where several."""
        for task in self.open_tasks():
            is_it = task.element_id == element and department in (None, task.department)
            if is_it and (actor is None or tasks.may_do(task, actor)):
                return task
        waiting = [f"{t.element_id}({t.department})" for t in self.open_tasks()]
        raise NoSuchStepError(f"{element} {department}; open: {waiting}")

    def open_tasks(self) -> list[UserTask]:
        """Return the open tasks of the case."""
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
        return {key: self._said(value, actor, at) for key, value in {**shown, **values}.items()}

    def _said(self, value: Any, actor: Actor, at: datetime) -> Any:
        if isinstance(value, list):
            return [self._said(one, actor, at) for one in value]
        if isinstance(value, dict):
            return {key: self._said(one, actor, at) for key, one in value.items()}
        if value == MYSELF:
            return actor.name
        if value == NEARBY:
            case = db.session.get_one(Case, self.case_id)
            return f"{(case.lat or 0) + HUNDRED_METRES:.4f},{case.lon or 0:.4f}"
        return [self._photo(actor, at)] if value == PHOTO else value

    def _photo(self, actor: Actor, at: datetime) -> str:
        with transaction():
            name = f"现场-{at:%H%M}.png"
            kept = documents.upload(name, BytesIO(picture()), actor=actor, now=at)
            return str(kept.id)


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
