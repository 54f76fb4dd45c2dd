"""What each person finds: by the commands for everybody, and behind the doors themselves."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import cases, identity, tasks
from app.cases import Case, Wanted, talk
from app.core.db import db, transaction
from app.core.errors import ShaodaoError
from app.core.paging import Turn
from app.identity import Actor
from app.tasks import worklist
from app.tasks.worklist import Asked
from tests.flows.story import REQUEST
from tests.tasks.seeing.play import Play
from tests.tasks.seeing.world import Known

TABS = ("mine", "groups", "waiting", "started", "done")
PHONE, WHO = REQUEST["requester_phone"], REQUEST["requester_name"]
LISTS = (
    *(f"/tasks/?tab={tab}" for tab in (*TABS, "copies")),
    *(f"/tasks.csv?tab={tab}" for tab in (*TABS, "copies")),
    "/tasks/live", "/cases/", "/cases/?q={place}", "/cases/?q={number}", "/cases.csv", "/notices/",
    "/notices/?unread=1", "/monitor/", "/monitor/wall", "/monitor.csv", "/pickers/places?q={place}",
    "/requests/new", "/field/",
)  # fmt: skip
OF_CASE = (
    "/cases/{id}", "/case/{number}", "/cases/{id}/comments", "/cases/{id}/documents",
    "/cases/{id}/links", "/cases/{id}/papers/",
)  # fmt: skip
ALSO_OPERATED = ("/cases/{id}/diagram", "/cases/{id}/diagram/frame", "/cases/{id}/diagram.json")
API_LISTS = (
    *(f"/tasks?tab={tab}" for tab in TABS),
    "/cases", "/cases?text={place}", "/cases?text={number}", "/notices", "/overdue",
)  # fmt: skip
API_OF_CASE = ("", "/comments", "/copies", "/documents", "/links", "/pauses", "/actions")
REFUSED = (403, 404)


def faults(play: Play, people: Iterable[str]) -> list[str]:
    """Return where the commands tell somebody more, or less, than is theirs: cases and tasks."""
    found = []
    for name in people:
        if name not in play.world.gone:
            found += [f"{name}: {wrong}" for wrong in _faults(play, name, play.actor(name))]
    db.session.rollback()
    return found


def listed(play: Play, people: Iterable[str]) -> list[str]:
    """Return where a list tells somebody more, or less, than is theirs."""
    found = []
    for name in people:
        if name not in play.world.gone:
            found += [f"{name}: {wrong}" for wrong in _of_lists(play, name, play.actor(name))]
    db.session.rollback()
    return found


def _faults(play: Play, name: str, actor: Actor) -> Iterator[str]:
    seen = set(db.session.scalars(select(Case.id).where(cases.queries.visible_to(actor))))
    for known in play.known:
        sees = play.world.sees(name, known)
        if (known.case.id in seen) != sees:
            yield f"{known.case.reference} is {'closed' if sees else 'open'} to them"
        for task in known.open:
            yield from _of_task(play, name, actor, task, known)


def _of_lists(play: Play, name: str, actor: Actor) -> Iterator[str]:
    seen = {known.case.id for known in play.known if play.world.sees(name, known)}
    waits = {t.id for k in play.known for t in k.open if play.world.waits_for(name, t)}
    found = {tab: worklist.inbox(actor, Asked(tab), now=play.world.now).rows for tab in TABS}
    shown = {row.task.id for tab in ("mine", "groups") for row in found[tab] if row.task}
    if shown != waits:
        yield f"not listed: {_named(play, waits - shown)}, listed: {_named(play, shown - waits)}"
    told = {tab: [row.case for row in rows] for tab, rows in found.items()}
    told["copies"] = [case for _, case in talk.copies_for(actor)]
    for tab, listed_there in told.items():
        numbers = sorted(case.reference for case in listed_there if case.id not in seen)
        if numbers:
            yield f"the tab {tab} tells of {numbers}"
    yield from _of_search(play, actor, seen)


def _of_search(play: Play, actor: Actor, seen: set[Any]) -> Iterator[str]:
    for known in play.known:
        number = known.case.reference
        found = [case.id for case in cases.search(actor, Wanted(text=number), Turn())]
        if (known.case.id in found) != (known.case.id in seen):
            yield f"{number} is {'not ' * (known.case.id in seen)}found by its number"


def _of_task(play: Play, name: str, actor: Actor, task: Any, known: Known) -> Iterator[str]:
    waits, told = play.world.waits_for(name, task), f"{task.name} {task.department or ''}"
    if tasks.may_do(task, actor) != waits:
        yield f"{told} {'waits' if waits else 'does not wait'} for them"
    if not waits:
        return
    may = play.world.may_do(name, task, known)
    if _may(tasks.service.require_doer, task, actor) != may:
        yield f"{told} is {'closed' if may else 'open'} to them"
    if not play.world.sees(name, known):
        yield f"{told} waits for them in a case they don't see"


def _named(play: Play, ids: set[Any]) -> list[str]:
    return [f"{t.name} {t.department or ''}" for k in play.known for t in k.tasks if t.id in ids]


def _may(ask: Any, *arguments: Any, **more: Any) -> bool:
    try:
        ask(*arguments, **more)
    except ShaodaoError:
        return False
    return True


class Visitor:
    """Somebody at the doors, by page and by program."""

    def __init__(self, app: Flask, play: Play, name: str) -> None:
        self.app, self.play, self.name = app, play, name
        self.client: FlaskClient = app.test_client()
        person = identity.user(play.world.ids[name])
        with self.client.session_transaction() as session:
            session |= {"_user_id": f"{person.id}:{person.session_version}", "_fresh": True}
        with transaction():
            issued = identity.issue_token("x", actor=play.actor(name), now=play.world.now)
        self.headers = {"Authorization": f"Bearer {issued[1]}"}

    def faults(self) -> list[str]:
        """Return where a door opens that should be closed, or tells what isn't theirs."""
        db.session.rollback()
        found = [wrong for known in self.play.known for wrong in self._of_case(known)]
        return [f"{self.name}: {wrong}" for wrong in (*found, *self._of_lists())]

    def _of_case(self, known: Known) -> Iterator[str]:
        sees = self.play.world.sees(self.name, known)
        operates = self.play.world.may(self.name, "operation.read")
        filled = {"id": known.case.id, "number": known.case.reference}
        for pattern in (*OF_CASE, *(f"/documents/{each.id}" for each in known.documents)):
            yield from self._door(pattern.format(**filled), is_open=sees)
        for pattern in ALSO_OPERATED:
            yield from self._door(pattern.format(**filled), is_open=sees or operates)
        for part in API_OF_CASE:
            yield from self._door(f"/api/v1/cases/{known.case.reference}{part}", is_open=sees)
        if not sees:
            yield from self._door(f"/cases/{known.case.id}/papers/file.pdf", is_open=False)
        for task in known.tasks:
            yield from self._door(f"/tasks/{task.id}/peek", is_open=sees)
            yield from self._of_task(task, known)

    def _of_task(self, task: Any, known: Known) -> Iterator[str]:
        may = self.play.world.may_do(self.name, task, known)
        if may or not self.play.world.sees(self.name, known):
            for path in (f"/tasks/{task.id}", f"/api/v1/tasks/{task.id}"):
                yield from self._door(path, is_open=may, told=not may)

    def _door(self, path: str, *, is_open: bool, told: bool = False) -> Iterator[str]:
        status, text = self._get(path)
        if (status < 400) != is_open or (status >= 400 and status not in (*REFUSED, 409)):
            yield f"{path} answers {status}"
        yield from self._personal(path, text)
        if not is_open or told:
            yield from self._told(path, text)

    def _of_lists(self) -> Iterator[str]:
        for known in self.play.known:
            filled = {"place": known.case.place_text, "number": known.case.reference}
            for pattern in LISTS:
                path = pattern.format(**filled)
                yield from self._list(path)
            for pattern in API_LISTS:
                yield from self._list("/api/v1" + pattern.format(**filled))

    def _list(self, path: str) -> Iterator[str]:
        status, text = self._get(path)
        if status >= 500:
            yield f"{path} answers {status}"
        yield from self._personal(path, text)
        yield from self._told(path, text)

    def _told(self, path: str, text: str) -> Iterator[str]:
        """Yield numbers and places of cases that are not theirs, unless they wrote them."""
        for known in self.play.known:
            if not self.play.world.sees(self.name, known):
                told = known.case.reference, known.case.place_text
                found = [each for each in told if each in text and each not in path]
                yield from (f"{path} tells of {each}" for each in found)

    def _personal(self, path: str, text: str) -> Iterator[str]:
        if PHONE in text or (WHO in text and not self.play.world.may(self.name, "party.read")):
            yield f"{path} tells whose request it is"

    def _get(self, path: str) -> tuple[int, str]:
        headers = self.headers if path.startswith("/api/") else {}
        with self.app.app_context():
            answer = self.client.get(path, headers=headers, follow_redirects=False)
            is_text = answer.mimetype.startswith("text/") or answer.is_json
            text = answer.get_data(as_text=True) if is_text else ""
            answer.close()
            return answer.status_code, text
