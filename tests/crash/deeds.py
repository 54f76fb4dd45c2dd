"""What people do in the scenes, each ready to be done at the same instant as another."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from app import jobs, runtime, tasks
from app.cases import Case, linking, pausing, talk
from app.cli.player import Player, picture
from app.core.db import db
from app.identity import standing
from app.identity.standing import Plan
from app.tasks import arriving, drafts, handing, leaving, together
from app.tasks.arriving import Ago
from tests.crash.races import Deed, Scene, command
from tests.crash.scenes import CALM, DESK, NINE, REASON, days, numbers, person, who
from tests.flows.story import arrival, at

Do = Callable[[Scene], Deed]


def on_task(call: Callable[..., Any], *arguments: Any, by: str) -> Do:
    """Return a deed done to the scene's task."""
    return lambda scene: command(call, scene.task_id, *arguments, actor=person(by), now=NINE)


def on_case(call: Callable[..., Any], *arguments: Any, by: str) -> Do:
    """Return a deed done to the scene's case."""
    return lambda scene: command(call, scene.case_id, *arguments, actor=person(by), now=NINE)


def complete(by: str, values: Mapping[str, Any] | None = None, key: str | None = None) -> Do:
    """Return the completion of the scene's task, with a key of its own unless one is given."""

    def made(scene: Scene) -> Deed:
        sent, actor = dict(values or {}), person(by)
        number = f"{key} {scene.task_id}" if key else f"key-{next(numbers)}"
        how = {"one_time_key": number, "actor": actor, "now": NINE}
        return command(tasks.complete, scene.task_id, sent, **how)

    return made


def transfer(by: str, to: str) -> Do:
    """Return a transfer."""
    return lambda scene: on_task(handing.transfer, who(to), "出差", by=by)(scene)


def delegate(by: str, to: str) -> Do:
    """Return a delegation."""
    return lambda scene: on_task(handing.delegate, who(to), "请核实", by=by)(scene)


def go_back(by: str) -> Do:
    """Return a return to the first step."""

    def made(scene: Scene) -> Deed:
        actor = person(by)
        past = tasks.targets(scene.task_id, actor=actor)[-1].token
        return on_task(tasks.return_to, past, "填写有误", by=by)(scene)

    return made


def withdraw(by: str) -> Do:
    """Return the withdrawal of the step before."""
    return lambda scene: command(
        tasks.withdraw, scene.more["done"], "填错了", actor=person(by), now=NINE
    )


def unsign(by: str) -> Do:
    """Return taking the signer away again."""
    return lambda scene: on_task(tasks.unsign, scene.more["signer"], "不用了", by=by)(scene)


def co_sign(by: str) -> Do:
    """Return the signature asked for."""

    def made(scene: Scene) -> Deed:
        how = {"one_time_key": None, "actor": person(by), "now": NINE}
        return command(tasks.complete, scene.more["signer"], {"granted": "true"}, **how)

    return made


def pause(by: str) -> Do:
    """Return a pause."""
    asked = pausing.Asked("补正", "等诉求人补交照片", "2026-07-17", "", None)
    return on_case(pausing.pause, asked, by=by)


def extend(when: Any = NINE) -> Do:
    """Return a request for another date, an action of the case."""

    def made(scene: Scene) -> Deed:
        player = Player()
        player.case_id = scene.case_id
        action = player.action("extension_requested").id
        actor = person("wx_desk", when)
        shown = tasks.action(action, actor=actor, now=when).fields.values
        more = {"new_due": "2026-07-24T18:00", "reason": "物业须先行清运，已约定时间"}
        sent = player.typed(shown, more, actor, when)
        db.session.rollback()
        return command(tasks.act, action, sent, one_time_key=None, actor=actor, now=when)

    return made


def tick(when: Any) -> Do:
    """Return the clock at a moment."""
    return lambda scene: lambda: jobs.tick(when)


def to_other(call: Callable[..., Any], *arguments: Any, by: str, back: bool = False) -> Do:
    """Return a link or a merge of a case into the other one, or ``back``."""

    def made(scene: Scene) -> Deed:
        ids = [scene.case_id, scene.others[0]]
        here, there = reversed(ids) if back else ids
        reference = db.session.get_one(Case, there).reference
        db.session.rollback()
        return command(call, here, reference, *arguments, actor=person(by), now=NINE)

    return made


def link(by: str, back: bool = False) -> Do:
    """Return a link."""
    return to_other(linking.add_link, "相关", REASON, by=by, back=back)


def merge(by: str, back: bool = False) -> Do:
    """Return a merge."""
    return to_other(linking.merge, REASON, by=by, back=back)


def batch(by: str, first: int, last: int, key: str | None = None) -> Do:
    """Return the signing of some of the orders together."""

    def made(scene: Scene) -> Deed:
        ids, actor = scene.more["tasks"][first:last], person(by)
        how = {"one_time_key": key or f"batch-{next(numbers)}", "actor": actor, "now": NINE}
        return lambda: list(together.complete(ids, {"note": "统一签收"}, **how))

    return made


def hand_over(by: str, to: str) -> Do:
    """Return handing over all work of the desk's first person."""
    return lambda scene: command(
        leaving.hand_over, who("wx_desk"), leaving.Asked(to=who(to)), actor=person(by), now=NINE
    )


def keep_draft(by: str) -> Do:
    """Return what a page does by itself while somebody types."""

    def deed(scene: Scene, actor: Any) -> None:
        subject = drafts.of_task(scene.task_id, actor)
        drafts.keep_about(subject, {"note": "写了一半"}, actor=actor, now=NINE, page="page")

    return lambda scene: command(deed, scene, person(by))


def comment(by: str) -> Do:
    """Return a comment."""
    return on_case(talk.comment, "请注意安全", by=by)


def add_version(by: str, width: int) -> Do:
    """Return a new version of the scene's document."""

    def made(scene: Scene) -> Deed:
        file, document = BytesIO(picture(width)), scene.more["document"]
        how = {"of": document, "actor": person(by), "now": NINE}
        return command(talk.add_file, scene.case_id, "b.png", file, "", **how)

    return made


def report() -> Do:
    """Return a report-in as a phone sends it: always under the same key."""

    def made(scene: Scene) -> Deed:
        player, when = Player(), at("08:38")
        player.case_id = scene.case_id
        actor = player.candidate(runtime.task(scene.task_id).groups, when)
        shown = tasks.view(scene.task_id, actor=actor, now=when).fields.values
        photo = scene.more.setdefault("photo", player._photo(actor, when))
        sent = {**player.typed(shown, {**arrival("08:38", 2), "photo": [photo]}, actor, when)}
        how = {"one_time_key": f"phone {scene.task_id}", "ago": Ago(), "accuracy_m": 10}
        return command(arriving.report, scene.task_id, sent, actor=actor, now=when, **how)

    return made


def enter_absence(by: str, start: str = "10:00", instead: str | None = None) -> Do:
    """Return the entry of an absence of the desk's first person."""

    def made(scene: Scene) -> Deed:
        day = scene.more["day"]
        chosen = {DESK: who(instead)} if instead else {}
        plan = Plan(at(start, day), at("12:00", day), "出差", chosen)
        actor, now = person(by, at("08:00", day)), at("08:00", day)
        return command(leaving.enter, who("wx_desk"), plan, actor=actor, now=now)

    return made


def end_absence(by: str) -> Do:
    """Return the early end of the scene's absence."""

    def made(scene: Scene) -> Deed:
        now = at("10:30", scene.more["day"])
        return command(leaving.end, scene.more["absence"], actor=person(by, now), now=now)

    return made


def done_for(by: str) -> Do:
    """Return the completion of the scene's task by whoever stands in at the time."""

    def made(scene: Scene) -> Deed:
        now = at("10:30", scene.more["day"])
        how = {"one_time_key": None, "actor": person(by, now), "now": now}
        return command(tasks.complete, scene.task_id, {}, **how)

    return made


def of_a_day() -> Scene:
    """Return an order of a day of its own, on which nobody is away yet."""
    day = 15 + next(days) % 16
    player = Player()
    player.register("operator", at("08:00", day), CALM | {"received_at": f"2026-07-{day}T08:00"})
    return Scene(player.case_id, player.task("sign_order").id, more={"day": day})


def stood_in_for() -> Scene:
    """Return an order of a day on which the director stands in for the desk's person."""
    scene = of_a_day()
    enter_absence("wx_desk", "09:00", "wx_director")(scene)()
    db.session.rollback()
    newest = max(standing.absences_of(who("wx_desk")), key=lambda each: each.absence.starts_at)
    scene.more["absence"] = newest.absence.id
    return scene
