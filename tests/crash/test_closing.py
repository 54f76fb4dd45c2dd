"""Somebody is made a holder at the very instant their account is closed, or their posts are ended.

Nothing stays with them. Each deed meets the closing at two points: while the closing has read what
it is to give away, and while the deed is done but not yet committed.
"""

from collections.abc import Callable, Iterator
from threading import Event, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import or_, select, update

from app import create_app, supervision, tasks
from app.core.db import db, transaction
from app.core.errors import ShaodaoError
from app.identity import User
from app.identity.models import Membership
from app.runtime import UserTask
from app.tasks import handing, leaving, telling, together
from tests import installation
from tests.crash import deeds as d
from tests.crash import scenes as s
from tests.crash.races import TOLD, Deed, Scene
from tests.flows.story import at
from tests.installation import Backend

pytestmark = [pytest.mark.crash, pytest.mark.timeout(120)]
PATIENCE = 0.5
"""Seconds after which whoever waits for the other's lock is taken to wait."""

take = d.on_task(tasks.claim, by="wx_desk2")
pass_on = d.transfer("wx_desk", "wx_desk2")
let_prepare = d.delegate("wx_desk", "wx_desk2")
take_over = d.on_task(handing.take_over, "久未办理", by="wx_deputy")
give_back = d.on_task(handing.resolve, {"note": "已核实"}, "请看", by="wx_duty")


def reassign(scene: Scene) -> Deed:
    return d.on_task(supervision.reassign, s.who("wx_desk2"), by="wx_deputy")(scene)


def take_many(scene: Scene) -> Deed:
    ids, actor = scene.more["tasks"], s.person("wx_desk2")

    def deed() -> None:
        refused = [each for each in together.claim(ids, actor=actor, now=s.NINE) if each.words]
        if refused:
            raise ShaodaoError(refused[0].words)

    return deed


def take_for_the_absent(scene: Scene) -> Deed:
    now = at("10:30", scene.more["day"])
    return d.command(tasks.claim, scene.task_id, actor=s.person("wx_director", now), now=now)


DEEDS: dict[str, tuple[Callable[[], Scene], d.Do, str]] = {
    "claim": (s.order, take, "wx_desk2"),
    "claim many": (s.several, take_many, "wx_desk2"),
    "claim for the absent": (d.stood_in_for, take_for_the_absent, "wx_desk"),
    "transfer": (s.claimed, pass_on, "wx_desk2"),
    "delegate": (s.claimed, let_prepare, "wx_desk2"),
    "delegate one's own": (s.order, let_prepare, "wx_desk"),
    "resolve": (s.delegated, give_back, "wx_desk"),
    "take over": (s.claimed, take_over, "wx_deputy"),
    "reassign": (s.claimed, reassign, "wx_desk2"),
    "return": (s.handled, d.go_back("wx_desk2"), "wx_desk"),
    "withdraw": (s.signed, d.withdraw("wx_desk"), "wx_desk"),
}


class Stop:
    """Holds whoever comes first to a place until they are let go on, or it was long enough."""

    def __init__(self, patch: pytest.MonkeyPatch, *places: tuple[Any, str]) -> None:
        self.is_reached, self.goes_on = Event(), Event()
        for module, name in places:
            patch.setattr(module, name, self._stopped(getattr(module, name)))

    def meet(self, app: Flask, first: Deed, then: Deed) -> list[Exception]:
        """Let the first come to the place, then the other as far as it can, then both end."""
        refused: list[Exception] = []
        db.session.remove()
        threads = [Thread(target=_act, args=(app, deed, refused)) for deed in (first, then)]
        threads[0].start()
        assert self.is_reached.wait(60)
        threads[1].start()
        threads[1].join(PATIENCE)
        self.goes_on.set()
        for thread in threads:
            thread.join(60)
        return refused

    def _stopped(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def stopped(*arguments: Any, **more: Any) -> Any:
            if not self.is_reached.is_set():
                self.is_reached.set()
                self.goes_on.wait(60)
            return real(*arguments, **more)

        return stopped


def _act(app: Flask, deed: Deed, refused: list[Exception]) -> None:
    with app.app_context():
        try:
            deed()
        except Exception as error:
            refused.append(error)


def closing(username: str, **how: bool) -> Deed:
    """Return handing over everything of somebody whose account or posts end with it."""
    asked = leaving.Asked(**how)
    admin, whose = s.person("admin"), s.who(username)
    return d.command(leaving.hand_over, whose, asked, actor=admin, now=s.NINE)


def left_behind() -> list[str]:
    """Return the open tasks that lie with a closed account, or with somebody without a post."""
    db.session.rollback()
    theirs = or_(UserTask.assignee_id == User.id, UserTask.owner_id == User.id)
    posts = select(Membership).where(Membership.user_id == User.id, Membership.valid_to.is_(None))
    gone = or_(~User.is_active, ~posts.exists())
    joined = select(UserTask.name).join(User, theirs)
    return list(db.session.scalars(joined.where(gone, UserTask.ended_at.is_(None))))


def untold(refused: list[Exception]) -> list[str]:
    """Return refusals that do not say who did what, and when, a moment ago."""
    said = {str(each): [str(each), *getattr(each, "fields", {}).values()] for each in refused}
    return [first for first, words in said.items() if not any(map(TOLD.search, words))]


@pytest.fixture(scope="module")
def district(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One installation for all: each deed is done in cases of its own."""
    folder = tmp_path_factory.mktemp("closing")
    with backend.database(folder) as url:
        made = create_app(installation.settings(url, folder))
        with made.app_context():
            yield made
        installation.close(made)


@pytest.fixture(autouse=True)
def reopened(district: Flask) -> Iterator[None]:
    """Everybody is there again for the next."""
    yield
    db.session.rollback()
    with transaction():
        db.session.execute(update(User).values(is_active=True))
        db.session.execute(update(Membership).values(valid_to=None))


@pytest.mark.parametrize("how", ["shuts_account", "ends_posts"])
@pytest.mark.parametrize("name", DEEDS)
def test_who_is_being_closed_out_is_given_nothing(
    district: Flask, monkeypatch: pytest.MonkeyPatch, name: str, how: str
) -> None:
    laid, deed, leaver = DEEDS[name]
    scene = laid()
    made, shut = deed(scene), closing(leaver, **{how: True})

    refused = Stop(monkeypatch, (leaving.handing, "_leave")).meet(district, shut, made)

    assert left_behind() == []
    assert untold(refused) == []


@pytest.mark.parametrize("name", DEEDS)
def test_what_somebody_was_just_given_is_given_away_before_they_are_closed_out(
    district: Flask, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    laid, deed, leaver = DEEDS[name]
    scene = laid()
    made, shut = deed(scene), closing(leaver, shuts_account=True)
    places = (telling, "record"), (telling, "tell_returned"), (telling, "tell_called_back")

    refused = Stop(monkeypatch, *places).meet(district, made, shut)

    assert (left_behind(), untold(refused)) == ([], [])
