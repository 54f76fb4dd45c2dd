"""Where the races are run: orders in a state two people could act on, and what they would do."""

from collections.abc import Callable
from io import BytesIO
from itertools import count
from typing import Any
from uuid import UUID

from app import jobs, runtime, tasks
from app.cases import pausing, talk
from app.cli.player import Player, picture
from app.core.db import db, transaction
from app.tasks import handing, urging
from tests.crash.races import Scene
from tests.flows.story import REQUEST, at, play
from tests.flows.test_extension import handle_alone

NINE, BEFORE = at("09:00"), at("08:59")
DUE = at("00:00", day=22)
DESK, DEPUTY = "qh.wx/指挥中心", "qh.wx/分管领导"
REASON = "同一处占道经营，重复登记"
CALM = {**REQUEST, "danger_to_life": "false", "called_119": None}
MEASURES = "已安排人员到场处理，经现场复核，问题已解决。"
FINISHED = {"measures": MEASURES, "result": "解决", "way": "自办"}
numbers, days = count(1), count()


def person(username: str, when: Any = NINE) -> Any:
    """Return somebody as they act."""
    return Player().actor(username, when)


def who(username: str) -> UUID:
    """Return somebody's id."""
    return person(username).user_id


def order() -> Scene:
    """Return an order that waits for the street's desk to sign it."""
    player = Player()
    player.register("operator", at("08:58"), CALM)
    return Scene(player.case_id, player.task("sign_order").id)


def handled() -> Scene:
    """Return an order the street handles alone: two steps are done."""
    player = Player()
    handle_alone(player)
    return Scene(player.case_id, player.task("handle_order").id)


def signed() -> Scene:
    """Return an order just signed by the desk; the next step waits."""
    player = Player()
    player.register("operator", at("08:58"), CALM)
    done = player.task("sign_order").id
    player.complete("sign_order", at("08:58"), by="wx_desk")
    return Scene(player.case_id, player.task("contact_requester").id, more={"done": done})


def claimed() -> Scene:
    """Return an order the desk has taken."""
    return after(order(), tasks.claim, "wx_desk")


def delegated() -> Scene:
    """Return an order somebody prepares for the desk."""
    scene = claimed()
    run(handing.delegate, scene.task_id, who("wx_duty"), "请核实", by="wx_desk")
    return scene


def asked_to_sign() -> Scene:
    """Return an order for which the deputy is to sign first."""
    scene = handled()
    run(tasks.sign, scene.task_id, [DEPUTY], "before", "请把关", by="wx_desk")
    db.session.rollback()
    task = runtime.task(scene.task_id)
    scene.more["signer"] = UUID(task.signers[0]["token"])
    db.session.rollback()
    return scene


def paused() -> Scene:
    """Return an order whose clock stands still until the 15th."""
    scene = handled()
    asked = pausing.Asked("补正", "等诉求人补交照片", "2026-07-15", "", None)
    run(pausing.pause, scene.case_id, asked, by="wx_desk")
    return scene


def pair() -> Scene:
    """Return two orders about the same thing."""
    scene, other = order(), order()
    scene.others.append(other.case_id)
    scene.more["tasks"] = [scene.task_id, other.task_id]
    return scene


def claimed_pair() -> Scene:
    """Return two orders about the same thing that one person has taken."""
    scene = pair()
    for task_id in scene.more["tasks"]:
        run(tasks.claim, task_id, by="wx_desk")
    return scene


def several() -> Scene:
    """Return three orders that can be signed together."""
    scenes = [order() for _ in range(3)]
    scenes[0].others.extend(each.case_id for each in scenes[1:])
    scenes[0].more["tasks"] = [each.task_id for each in scenes]
    return scenes[0]


def urged_twice() -> Scene:
    """Return an order that was urged twice: one more is let through."""
    scene = order()
    for by in ("watch", "inspector"):
        run(urging.urge, scene.task_id, "请尽快", by=by, now=at("08:58"))
    return scene


def filed() -> Scene:
    """Return an order with a document."""
    scene = order()
    with transaction():
        file, how = BytesIO(picture(8)), {"actor": person("wx_desk"), "now": NINE}
        scene.more["document"] = talk.add_file(scene.case_id, "a.png", file, "", **how).id
    return scene


def on_site() -> Scene:
    """Return a department on its way to a whistle; the next one the next time."""
    if not on_their_way:
        player = Player()
        play(player, until="08:21")
        jobs.tick(at("08:25"))
        waiting = [task.id for task in player.open_tasks() if task.element_id == "arrive"]
        on_their_way.extend(Scene(player.case_id, task_id) for task_id in waiting)
    return on_their_way.pop()


on_their_way: list[Scene] = []


def after(scene: Scene, deed: Callable[..., Any], by: str) -> Scene:
    """Return a scene after somebody did something to its task."""
    run(deed, scene.task_id, by=by)
    return scene


def run(call: Callable[..., Any], *arguments: Any, by: str, now: Any = BEFORE) -> Any:
    """Do a command as somebody."""
    with transaction():
        call(*arguments, actor=person(by, now), now=now)
