"""What people do, drawn at random: mostly whoever may, now and then anybody at all."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from app import jobs, supervision, tasks
from app.cases import linking, pausing, talk
from app.core.db import db, transaction
from app.identity.standing import Plan
from app.supervision import operations
from app.tasks import handing, leaving, urging
from tests.flows.story import LINES
from tests.tasks.seeing.play import Play

Deed = Callable[[Play], str]


def on_task(command: Callable[..., Any], *arguments: Any, to: bool = False) -> Deed:
    """Return a deed to an open task, ``to`` somebody of its organisation."""

    def deed(play: Play) -> str:
        task, known = play.task()
        by, given = play.doer(task, known), list(arguments)
        if to:
            given.insert(0, play.world.ids[play.near(task.groups[0])])
        _run(command, task.id, *given, play=play, by=by)
        return f"{by} {task.name} {task.department or ''}"

    return deed


def by_others(command: Callable[..., Any], *arguments: Any) -> Deed:
    """Return a deed to an open task by somebody above, whose it was, or anybody."""

    def deed(play: Play) -> str:
        task, _ = play.task()
        owner = play.world.name_of(task.owner_id)
        by = play.chance.choice(("watch", owner or "wx_deputy", play.near(task.groups[0])))
        _run(command, task.id, *arguments, play=play, by=by)
        return f"{by} {task.name}"

    return deed


def complete(play: Play) -> str:
    task, known = play.task()
    by = play.doer(task, known)
    actor, now = play.actor(by), play.world.now
    told = [line for line in LINES if line.do == task.element_id]
    values: Mapping[str, Any] = told[0].values if told else {"granted": "true"}
    play.player.case_id = known.case.id
    shown = tasks.view(task.id, actor=actor, now=now).fields.values
    sent = play.player.typed(shown, values, actor, now)
    _run(tasks.complete, task.id, sent, play=play, by=by, one_time_key=None)
    return f"{by} {task.name} {task.department or ''}"


def go_back(play: Play) -> str:
    task, known = play.task()
    by = play.doer(task, known)
    past = tasks.targets(task.id, actor=play.actor(by))
    if not past:
        return "nowhere to go back to"
    _run(tasks.return_to, task.id, play.chance.choice(past).token, "填写有误", play=play, by=by)
    return f"{by} {task.name}"


def withdraw(play: Play) -> str:
    known = play.one()
    done = [task for task in known.tasks if task.outcome == "completed"]
    if not done:
        return "nothing done"
    last = max(done, key=lambda task: (task.ended_at, task.id))
    by = play.world.name_of(last.completed_by_id) or play.anybody()
    _run(tasks.withdraw, last.id, "填错了", play=play, by=by)
    return f"{by} {last.name}"


def sign(play: Play) -> str:
    task, known = play.task()
    by, when = play.doer(task, known), play.chance.choice(("before", "after"))
    group = play.chance.choice(sorted(play.world.own[play.anybody()]))
    _run(tasks.sign, task.id, [group], when, "请把关", play=play, by=by)
    return f"{by} {group} {when} {task.name}"


def reassign(play: Play) -> str:
    task, _ = play.task()
    by, to = play.chance.choice(("watch", play.anybody())), play.near(task.groups[0])
    _run(supervision.reassign, task.id, play.world.ids[to], play=play, by=by)
    return f"{by} → {to} {task.name}"


def copy(play: Play) -> str:
    known, by, to = play.one(), play.near("qh.wx/指挥中心"), play.anybody()
    post = sorted(play.world.own[to] or {"qh.garden/联络员"})[0]
    whom = play.chance.choice((f"user:{to}", f"post:{post}"))
    _run(talk.send_copies, known.case.id, [whom], "请阅知", play=play, by=by)
    return f"{by} → {whom}"


def read_or_recall(play: Play) -> str:
    copies = [c for known in play.known for c in known.copies if c.sent_by_id and not c.read_at]
    if not copies:
        return "no copy"
    chosen = play.chance.choice(copies)
    sender = play.world.name_of(chosen.sent_by_id) or play.anybody()
    command, by = play.chance.choice(
        [(talk.read_copy, play.anybody()), (talk.recall_copy, sender), (talk.recall_copy, sender)]
    )
    _run(command, chosen.id, play=play, by=by)
    return f"{by} {command.__name__} {chosen.group}"


def comment(play: Play) -> str:
    known, by, to = play.one(), play.near("qh.wx/指挥中心"), play.anybody()
    _run(talk.comment, known.case.id, f"请看 @{to} ", play=play, by=by)
    return f"{by} @{to}"


def pause(play: Play) -> str:
    known, by = play.one(), play.chance.choice(("watch", "wx_desk"))
    asked = pausing.Asked("补正", "等诉求人补交照片", "2026-07-17")
    _run(pausing.pause, known.case.id, asked, play=play, by=by)
    return by


def link(play: Play) -> str:
    here, there = play.chance.sample(play.known, 2)
    by = play.chance.choice(("dispatcher", play.anybody()))
    _run(
        linking.add_link, here.case.id, there.case.reference, "相关", "同一处积水", play=play, by=by
    )
    return f"{by} {here.case.reference}"


def merge(play: Play) -> str:
    main, other = play.known[0], play.known[-1]
    by = play.chance.choice(("dispatcher", play.anybody()))
    _run(linking.merge, other.case.id, main.case.reference, "同一处积水", play=play, by=by)
    return by


def leave_for_a_while(play: Play) -> str:
    who = play.anybody()
    near = {group: play.near(group) for group in sorted(play.world.own[who])}
    instead = {g: each if each != who else play.anybody() for g, each in near.items()}
    since = play.world.now
    until = since + timedelta(minutes=play.chance.choice((2, 30)))
    chosen = {group: play.world.ids[each] for group, each in instead.items()}
    plan = Plan(since, until, "出差", chosen)
    _run(leaving.enter, play.world.ids[who], plan, play=play, by=who)
    return f"{who} {instead}"


def come_back(play: Play) -> str:
    away = [each for each in play.world.away if each.at(play.world.now)]
    if not away:
        return "nobody away"
    back = play.chance.choice(away)
    _run(leaving.end, back.id, play=play, by=back.person)
    return back.person


def leave_for_good(play: Play) -> str:
    who = play.anybody()
    group = sorted(play.world.own[who] or {"qh/系统管理员"})[0]
    to = play.chance.choice((None, play.world.ids[play.near(group)]))
    ends, shuts = play.chance.choice(((False, False), (True, False), (False, True), (True, True)))
    asked = leaving.Asked(to=to, ends_posts=ends, shuts_account=shuts)
    _run(leaving.hand_over, play.world.ids[who], asked, play=play, by="admin")
    return f"{who} → {play.world.name_of(to)} posts ended: {ends} closed: {shuts}"


def tick(play: Play) -> str:
    play.world.now += timedelta(minutes=play.chance.choice((5, 20, 60)))
    db.session.rollback()
    jobs.tick(play.world.now)
    return f"{play.world.now:%H:%M}"


def skip(play: Play) -> str:
    task, known = play.task()
    by = play.chance.choice(("watch", play.anybody()))
    _run(operations.skip, known.case.id, task.id, "不再需要", play=play, by=by)
    return f"{by} {task.name}"


def _run(command: Callable[..., Any], *arguments: Any, play: Play, by: str, **more: Any) -> None:
    actor = play.actor(by)
    with transaction():
        command(*arguments, actor=actor, now=play.world.now, **more)


DEEDS: dict[str, Deed] = {
    "claim": on_task(tasks.claim),
    "release": on_task(tasks.unclaim),
    "complete": complete,
    "complete more": complete,
    "return": go_back,
    "withdraw": withdraw,
    "transfer": on_task(handing.transfer, "出差", to=True),
    "delegate": on_task(handing.delegate, "请核实", to=True),
    "resolve": on_task(handing.resolve, {}, "请看"),
    "recall": by_others(handing.recall),
    "take over": by_others(handing.take_over, "久未办理"),
    "reassign": reassign,
    "copy": copy,
    "read or recall": read_or_recall,
    "comment": comment,
    "sign": sign,
    "urge": by_others(urging.urge, "请尽快"),
    "pause": pause,
    "link": link,
    "merge": merge,
    "leave for a while": leave_for_a_while,
    "come back": come_back,
    "leave for good": leave_for_good,
    "tick": tick,
    "skip": skip,
}
