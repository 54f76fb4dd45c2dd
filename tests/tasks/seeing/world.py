"""Who may see a case and who may do a task, as the documents say it.

Which post has which right is read from the table of roles; of the program's tables only what was
entered and what happened: posts, absences, tasks, copies, numbers.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.cases import Case, Copy, Document
from app.core.db import db
from app.identity import Absence, Membership, User
from app.identity.models import Substitution
from app.runtime import UserTask
from config.settings import ROOT


@cache
def file(name: str) -> dict[str, Any]:
    """Return a file of the configuration."""
    return tomllib.loads((ROOT / "config" / f"{name}.toml").read_text())


@cache
def posts_with(permission: str) -> frozenset[str]:
    """Return the names of the posts that have a permission."""
    names = {row["code"]: row["name"] for row in file("roles")["post"]}
    codes = file("roles")["permission"][permission]
    return frozenset(names.values() if "*" in codes else (names[code] for code in codes))


@cache
def parent(org: str) -> str | None:
    """Return the organisation above."""
    rows = file("organisation")["organisation"]
    return next((row.get("parent") for row in rows if row["code"] == org), None)


def org_of(group: str) -> str:
    """Return the organisation of ``organisation/post``."""
    return group.rpartition("/")[0]


def post_of(group: str) -> str:
    """Return the post of ``organisation/post``."""
    return group.rpartition("/")[2]


@dataclass
class Away:
    """Somebody is away; who holds which of their posts meanwhile."""

    id: UUID
    person: str
    since: datetime
    until: datetime
    instead: dict[str, str]

    def at(self, now: datetime) -> bool:
        """Tell whether it is now."""
        return self.since <= now < self.until


@dataclass
class Known:
    """A case as the tables tell of it."""

    case: Case
    tasks: list[UserTask]
    copies: list[Copy]
    documents: list[Document]

    @property
    def open(self) -> list[UserTask]:
        """Return the tasks that wait."""
        return [task for task in self.tasks if task.ended_at is None]


class World:
    """People, their posts, and who is away, as it was last entered."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.own: dict[str, set[str]] = {}
        self.ids: dict[str, UUID] = {}
        self.gone: set[str] = set()
        self.away: list[Away] = []
        self.look()

    def look(self) -> None:
        """Read what was entered of people: posts, closed accounts, absences."""
        people = {user.id: user for user in db.session.scalars(select(User))}
        self.ids = {user.username: user.id for user in people.values()}
        self.gone = {user.username for user in people.values() if not user.is_active}
        self.own = {user.username: set() for user in people.values()}
        for held in db.session.scalars(select(Membership)):
            if held.valid_to is None or held.valid_to > self.now:
                self.own[people[held.user_id].username].add(f"{held.org_code}/{held.post}")
        self.away = [self._away(absence) for absence in db.session.scalars(select(Absence))]

    def _away(self, absence: Absence) -> Away:
        places = select(Substitution).where(Substitution.absence_id == absence.id)
        instead = {
            f"{place.org_code}/{place.post}": str(self.name_of(place.substitute_id))
            for place in db.session.scalars(places)
        }
        who = str(self.name_of(absence.user_id))
        return Away(absence.id, who, absence.starts_at, absence.ends_at, instead)

    def name_of(self, user_id: UUID | None) -> str | None:
        """Return who has this id."""
        return next((name for name, each in self.ids.items() if each == user_id), None)

    def is_away(self, person: str) -> bool:
        """Tell whether somebody is away now."""
        return any(each.person == person and each.at(self.now) for each in self.away)

    def stands(self, person: str) -> set[tuple[str, str]]:
        """Return in whose place, and in which post, somebody stands now.

        A substitute is there, has a post in that organisation or the one above, and the post may
        be held by another.
        """
        if self.is_away(person):
            return set()
        near = {org_of(group) for group in self.own[person]}
        return {
            (each.person, group)
            for each in self.away
            for group, substitute in each.instead.items()
            if each.at(self.now)
            and substitute == person
            and each.person not in self.gone
            and group in self.own[each.person]
            and near & {org_of(group), parent(org_of(group))}
        }

    def groups(self, person: str) -> set[str]:
        """Return every post somebody holds now, whoever's it is."""
        return self.own[person] | {group for _, group in self.stands(person)}

    def may(self, person: str, permission: str) -> bool:
        """Tell whether one of somebody's posts has a permission."""
        return bool({post_of(group) for group in self.groups(person)} & posts_with(permission))

    def sees(self, person: str, known: Known) -> bool:
        """Tell whether somebody may see a case: the whole district, or an organisation of theirs
        has a part in it.
        """
        if person in self.gone:
            return False  # nobody signs in there
        orgs = {org_of(group) for group in self.groups(person)}
        return self.may(person, "case.read.district") or bool(orgs & self.parts(known))

    def parts(self, known: Known) -> set[str]:
        """Return the organisations with a part in a case.

        Where it happened, who opened it, whose posts a task waited for, who has a copy.
        """
        opener = self.name_of(known.case.opened_by_id)
        opened = {row["username"]: row["groups"] for row in file("people")["person"]}
        groups = {*opened.get(str(opener), ())}
        groups |= {group for task in known.tasks for group in task.groups}
        groups |= {copy.group for copy in known.copies}
        return {org_of(group) for group in groups} | {str(known.case.street)}

    def waits_for(self, person: str, task: UserTask) -> bool:
        """Tell whether an open task waits for somebody: theirs, their post's, or of whom they
        stand in for in one of its posts.
        """
        if task.ended_at is not None or person in self.gone:
            return False
        if task.assignee_id is None:
            return bool(self.groups(person) & set(task.groups))
        if task.assignee_id == self.ids[person]:
            return True
        theirs = {self.ids[absent] for absent, group in self.stands(person) if group in task.groups}
        return task.assignee_id in theirs

    def may_do(self, person: str, task: UserTask, known: Known) -> bool:
        """Tell whether somebody may do a task that waits: four eyes, counted by hands."""
        if not self.waits_for(person, task):
            return False
        mine = {self.ids[person]}
        return any(not self._did(mine | hands, task, known) for hands in self._ways(person, task))

    def _ways(self, person: str, task: UserTask) -> list[set[UUID]]:
        """Return in whose name somebody would do it: their own right goes first."""
        stood = [(self.ids[who], group) for who, group in self.stands(person)]
        if task.assignee_id not in (None, self.ids[person]):
            return [{who} for who, _ in stood if who == task.assignee_id]
        if task.assignee_id is not None or self.own[person] & set(task.groups):
            return [set()]
        return [{who} for who, group in stood if group in task.groups]

    def _did(self, hands: set[UUID], task: UserTask, known: Known) -> bool:
        """Tell whether one of these hands did what the task is to control."""
        done = {
            each.element_id
            for each in known.tasks
            if each.outcome == "completed" and hands & {each.completed_by_id, each.completed_for_id}
        }
        if "not handlers" in task.properties and done - {task.element_id}:
            return True
        return bool(done & set(str(task.properties.get("not by", "")).split()))


def all_known() -> list[Known]:
    """Read every case, as it stays until it is read again."""
    db.session.rollback()
    cases = db.session.scalars(select(Case).order_by(Case.reference)).all()
    found = [
        Known(each, *(_of(table, each) for table in (UserTask, Copy, Document))) for each in cases
    ]
    db.session.expunge_all()
    return found


def _of(table: Any, case: Case) -> list[Any]:
    chosen: Iterable[Any] = db.session.scalars(select(table).where(table.case_id == case.id))
    return list(chosen)
