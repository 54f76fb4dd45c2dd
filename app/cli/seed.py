"""``flask seed``: the demo data, played through the commands people use, at times of their own."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import click
from flask import current_app
from flask.cli import with_appcontext

from app import cases, identity, notifications, runtime, sla
from app.cases import Case
from app.cli.sowing import Sowing, sow
from app.core import clock
from app.core.db import transaction
from app.identity import SYSTEM
from app.runtime import UserTask
from config.settings import Settings

STATES = {"green": "办理中（绿）", "yellow": "临期（黄）", "red": "紧迫或逾期（红）"}
STUCK = "流程异常"
DOMAIN = "qh.example"


@click.command("seed")
@with_appcontext
def command() -> None:
    """Lay the foundation and play the sample cases; a second time changes nothing."""
    settings: Settings = current_app.extensions["settings"]
    if not settings.demo:
        raise click.ClickException("示例数据只在演示方式下导入：请设置 SHAODAO_DEMO=1。")
    if not settings.demo_password:
        raise click.ClickException("请先设置演示人员的口令 SHAODAO_DEMO_PASSWORD。")
    present = len(runtime.all_instances())
    if present:
        click.echo(f"已有 {present} 个案件，没有改动。")
        return
    began, now = time.monotonic(), clock.now()
    sowing = sow(settings.demo_password, now=now, say=click.echo)
    with transaction():
        notifications.give_mail(mailboxes())
    click.echo("\n".join(summary(sowing, now)))
    click.echo(f"用时 {time.monotonic() - began:.0f} 秒。")


def mailboxes() -> dict[UUID, str]:
    """Return a made-up address for each person: nothing under ``.example`` ever arrives."""
    return {person.id: f"{person.username}@{DOMAIN}" for person in identity.users()}


def summary(sowing: Sowing, now: datetime) -> Iterator[str]:
    """Yield the lines of a table: the sample cases, then how many cases are in which state."""
    found = {case_id: cases.case(case_id, SYSTEM) for case_id in runtime.all_instances()}
    yield ""
    for sample in (sample for sample in sowing.samples if not sample.is_routine):
        case = found[sowing.players[sample.key].case_id]
        waiting = "、".join(dict.fromkeys(task.name for task in _open(case))) or "—"
        yield f"{case.reference}  {state(case, now)}  {sample.title}（待办：{waiting}）"
    yield ""
    for name, count in Counter(state(case, now) for case in found.values()).most_common():
        yield f"{count:4d}  {name}"
    yield f"{len(found):4d}  共计"


def state(case: Case, now: datetime) -> str:
    """Return in words how a case stands."""
    if case.is_closed:
        return f"已结：{case.result}"
    if runtime.incidents_of(case.id):
        return STUCK
    dated = ((task.anchor_at, task.due_at) for task in _open(case))
    return STATES[sla.worst(sla.colour(anchor, due, now) for anchor, due in dated if due)]


def _open(case: Case) -> list[UserTask]:
    return [task for task in runtime.tasks_of(case.id) if task.is_open]
